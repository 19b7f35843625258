"""What needs an administrator: done by the signed helper, which knows a fixed table and asks Windows each time.

The helper takes a verb, a token and at most names that exist; it keeps its own copy of what it changed under that
token, where only administrators may write. Nothing listens in between.
"""

import secrets
from collections.abc import Callable

from app.guides.actions.windows.port import DECLINED, Port
from app.guides.hand import Before, Deed, Did, Target

OUTCOMES = {
    0: Did.DONE,
    1: Did.NOTHING_TO_DO,
    2: Did.UNSUPPORTED,
    3: Did.FAILED,
    DECLINED: Did.DECLINED,
}
"""The helper's exit status (packaging/windows/deed.py) and what it means. Where the person says no, nothing has begun:
putting it back would only make Windows ask once more."""

Arguments = Callable[[Target], tuple[str, ...] | None]


def nothing(target: Target) -> tuple[str, ...] | None:  # noqa: ARG001  # the form of all of them
    """A verb that needs no object."""
    return ()


def adapter(target: Target) -> tuple[str, ...] | None:
    """The adapter, by its name in the system."""
    return (target.adapter,) if target.adapter else None


def hosts(target: Target) -> tuple[str, ...] | None:
    """The names to take out of the hosts file; the helper checks them against the installed site file."""
    return target.hosts or None


def vpn(target: Target) -> tuple[str, ...] | None:
    """The VPN, by its name in the installed site file."""
    return (target.vpn.name,) if target.vpn else None


class Elevated:
    """One verb of the helper."""

    def __init__(self, port: Port, verb: str, arguments: Arguments) -> None:
        self._port = port
        self._verb = verb
        self._arguments = arguments

    def ready(self, target: Target) -> bool:
        """Whether the helper is installed and the diagnosis says on what."""
        return self._arguments(target) is not None and self._port.has_helper()

    def snapshot(self, target: Target) -> Before:  # noqa: ARG002  # the helper keeps what it changes
        """The token under which the helper finds its copy again."""
        return {"token": secrets.token_hex(8)}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        """Ask Windows, which asks the person: that is what most of `within_s` is for."""
        return self._run(within_s, self._verb, before["token"], *(self._arguments(target) or ()))

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Put back what stands under the token; nothing there is fine."""
        return self._run(within_s, "restore", before["token"])

    def keep(self, target: Target, before: Before) -> None:
        """The copy stays for a later "undo everything"."""

    def _run(self, within_s: float, verb: str, *arguments: str) -> Deed:
        status = self._port.elevated(verb, *arguments, within_s=within_s)
        if status is None:
            return Deed(Did.TIMED_OUT, f"the helper did not end ({verb})")
        return Deed(OUTCOMES.get(status, Did.FAILED), "" if status in OUTCOMES else f"helper status {status}")
