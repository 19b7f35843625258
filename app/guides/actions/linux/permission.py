"""The password that polkit may want first: asked for before NetworkManager is told to do anything.

NetworkManager would ask as well, but goes on when somebody types the password after our time is over: a change that
nobody waits for any more. A question of our own can be taken back.
"""

import errno
import itertools
from typing import Any

from app.guides.actions.linux.bus import AnswerError, Bus, RefusedError, system_bus
from diagnostics.system.linux.network_manager import ROOT, SERVICE

MODIFY_SYSTEM = f"{SERVICE}.settings.modify.system"
MODIFY_OWN = f"{SERVICE}.settings.modify.own"

_POLKIT = "org.freedesktop.PolicyKit1"
_AUTHORITY_PATH, _AUTHORITY = "/org/freedesktop/PolicyKit1/Authority", f"{_POLKIT}.Authority"
_QUESTION = "(sa{sv})sa{ss}us"
_MAY_ASK = 0x1  # CheckAuthorizationFlags
_ASKS = "auth"  # NetworkManager's word for "yes, after a password"
_WORK_S = 6.0  # of the deed's time, left for the deed itself
_CANCEL_S = 1.0

_questions = itertools.count(1)


def obtain(bus: Bus, action: str) -> None:
    """Have the person allow it, where polkit wants a password; nothing where it does not, or nobody is there.

    Raises RefusedError when the person does not want to, TimeoutError when nobody answers in time.
    """
    if not bus.attended or bus.call(ROOT, SERVICE, "GetPermissions", asks=False).get(action) != _ASKS:
        return  # yes is yes, and no will be said again by the call itself
    within_s = bus.left_s - _WORK_S
    ticket = f"unstuck-{next(_questions)}"
    with system_bus(_POLKIT, within_s + _CANCEL_S) as polkit:
        polkit.wake()
        own = ("system-bus-name", {"name": ("s", polkit.name)})
        try:
            answer = _ask(polkit, "CheckAuthorization", _QUESTION, (own, action, {}, _MAY_ASK, ticket), within_s)
        except TimeoutError:
            # The window that asks goes away. polkit knows the question by its number and by who we are on this bus.
            try:
                _ask(polkit, "CancelCheckAuthorization", "s", (ticket,), _CANCEL_S)
            except (AnswerError, LookupError, TimeoutError):
                pass  # it was answered in this very moment, or polkit has gone
            raise
    if not answer[0]:
        raise RefusedError(errno.EACCES, f"{action} was not allowed")


def _ask(polkit: Bus, method: str, signature: str, body: tuple[Any, ...], within_s: float) -> Any:
    return polkit.call(_AUTHORITY_PATH, _AUTHORITY, method, signature, *body, within_s=within_s)
