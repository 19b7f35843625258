"""credentials.refresh: the Kerberos ticket of this person, renewed; one that has run out is thrown away."""

import os
import shutil
from pathlib import Path

from app.guides.actions.linux import process, tool
from app.guides.actions.linux.answer import answered
from app.guides.actions.linux.outcome import DONE
from app.guides.actions.momentary import Momentary
from app.guides.hand import Before, Deed, Did, Target

_VALID = ("klist", "-s")  # says by its status whether there is a ticket that is still good
_RENEW = ("kinit", "-R")
_DROP = ("kdestroy", "-q")
_STEP_S = 8.0  # the server of the organisation may be far away, or behind a VPN that is down


class RefreshTicket(Momentary):
    """Nobody is asked for a password: without one, a good ticket that cannot be renewed stays as it is."""

    def ready(self, target: Target) -> bool:  # noqa: ARG002
        """Whether the programs are installed and this person has a cache of tickets."""
        return all(shutil.which(argv[0]) for argv in (_VALID, _RENEW, _DROP)) and _has_cache()

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Renew it; throw it away when it has run out, so that the next sign-in asks for a new one."""
        return answered(lambda: _refresh(within_s))


def _refresh(within_s: float) -> Deed:
    step_s = min(_STEP_S, within_s / 3)
    if tool.run(_RENEW, step_s).status == 0:
        return DONE
    if tool.run(_VALID, step_s).status == 0:
        return Deed(Did.FAILED, "the ticket is good and cannot be renewed")
    if tool.run(_DROP, step_s).status == 0:
        return Deed(Did.DONE, "the ticket had run out and was thrown away")
    return Deed(Did.FAILED, "the ticket could not be thrown away")


def _has_cache() -> bool:
    """A file where the C library of Kerberos keeps it; of other kinds of caches the variable tells."""
    named = os.environ.get("KRB5CCNAME", "")
    kind, mark, place = named.partition(":")
    if not named:
        return Path(f"/tmp/krb5cc_{process.user()}").exists()  # noqa: S108  the library's own default
    if not mark or kind == "FILE":
        return Path(place or named).exists()
    return kind in ("DIR", "KEYRING", "KCM")
