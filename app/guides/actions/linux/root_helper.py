"""The few things that need root: asked of our helper through pkexec, which asks polkit. See packaging/linux."""

import json
import os
import secrets
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.guides.actions.linux import process, tool
from app.guides.actions.linux.answer import answered
from app.guides.actions.linux.bus import system_bus
from app.guides.actions.linux.outcome import NOTHING
from app.guides.hand import Before, Deed, Did, Target
from diagnostics.system.hosts import acquire_hosts, normalise_hosts

PKEXEC = Path("/usr/bin/pkexec")
HELPER = Path("/usr/libexec/unstuck-helper")
HOSTS, GAI = Path("/etc/hosts"), Path("/etc/gai.conf")
ADAPTERS = Path("/sys/class/net")
NEIGHBOURS = Path("/proc/net/arp")  # proc_net(5): address, type, flags, hardware address, mask, adapter
_COLUMNS, _TYPED = 6, 0x04  # ATF_PERM of if_arp.h

_IPV4, _FIRST = ["precedence", "::ffff:0:0/96"], 100  # a line of gai.conf(5), and its usual value for "before all else"
_POLKIT, _AUTHORITY = "org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority"
_ASK_S = 4.0
_END_S = 1.0  # of the deed's time, left for ending it

_NOTHING_TO_DO, _UNKNOWN_TOKEN = 3, 8
_DIDS = {0: Did.DONE, _NOTHING_TO_DO: Did.NOTHING_TO_DO, 5: Did.UNSUPPORTED, 6: Did.UNSUPPORTED, 7: Did.UNSUPPORTED,
         11: Did.UNSUPPORTED, 126: Did.DENIED, 127: Did.DENIED}  # fmt: skip
"""By the exit status of the helper, and of pkexec where it did not come that far; others: failed."""


class HelperAct:
    """One verb of the helper. `looks`: what of the present state anybody can read; None where the verb cannot be done.

    The token under which the helper keeps its backup is made before anything is changed, and goes into the journal:
    so what a crash left can be put back, whatever the helper had time to say.
    """

    def __init__(self, verb: str, looks: "Look", *, restore: str | None, action: str, attended: bool) -> None:
        self._verb = verb
        self._looks = looks
        self._restore_verb = restore
        self._action = action
        self._attended = attended

    def ready(self, target: Target) -> bool:  # noqa: ARG002
        """Whether the helper and pkexec are installed."""
        return all(os.access(program, os.X_OK) for program in (PKEXEC, HELPER))

    def snapshot(self, target: Target) -> Before:
        """A token for the backup, and a mark of the present state. Raises OSError."""
        return {"token": secrets.token_hex(16), "mark": self._looks.mark(target)}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        """Ask the helper for it."""
        return answered(lambda: self._act(target, before, within_s))

    def _act(self, target: Target, before: Before, within_s: float) -> Deed:
        arguments = self._looks.arguments(target)
        if arguments is None:
            return Deed(Did.NO_TARGET, f"the diagnosis does not say on what to do {self._verb}")
        if self._looks.is_so(target):
            return NOTHING
        token = [before["token"]] if self._restore_verb else []
        return self._ask(self._action, [self._verb, *token, *arguments], within_s)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        """Have the helper put its backup back. Nobody is asked for a password where nothing has changed."""
        return answered(lambda: self._restore(target, before, within_s))

    def _restore(self, target: Target, before: Before, within_s: float) -> Deed:
        if self._restore_verb is None or "token" not in before or self._looks.mark(target) == before["mark"]:
            return NOTHING
        return self._ask(f"{self._action}-restore", [self._restore_verb, before["token"]], within_s)

    def keep(self, target: Target, before: Before) -> None:
        """The backup stays, for "undo everything"."""

    def _ask(self, action: str, words: list[str], within_s: float) -> Deed:
        if not self._attended and not _is_allowed(action):
            return Deed(Did.DENIED, "polkit would ask for a password, and nobody is there")
        # Without this pkexec would ask on the terminal, if it finds no window to ask in.
        quiet = [] if self._attended else ["--disable-internal-agent"]
        result = tool.run([str(PKEXEC), *quiet, str(HELPER), *words], max(within_s - _END_S, 0.0))
        if result.status == _UNKNOWN_TOKEN:
            return Deed(Did.NOTHING_TO_DO, "nothing was changed under this token")
        return Deed(_DIDS.get(result.status, Did.FAILED), _detail(result.text))


class Look:
    """What anybody can read of what a verb changes."""

    def __init__(
        self,
        arguments: Callable[[Target], list[str] | None],
        is_so: Callable[[Target], bool],
        mark: Callable[[Target], str],
    ) -> None:
        self.arguments = arguments  # None: no target
        self.is_so = is_so  # already
        self.mark = mark  # of the present state: the same again means that nothing has changed


def acts(attended: bool = True) -> dict[str, HelperAct]:
    """The acts by verb."""

    def act(verb: str, action: str, looks: Look, restore: str | None = None) -> HelperAct:
        return HelperAct(verb, looks, restore=restore, action=f"org.unstuck.helper.{action}", attended=attended)

    return {
        "hosts.remove_entries": act(
            "hosts.remove_entries", "hosts", Look(_names, _has_no_entry, lambda _: _digest(HOSTS)), "hosts.restore"
        ),
        "arp.clear": act("arp.clear", "arp", Look(_adapter, lambda _: False, _typed_neighbours), "arp.restore"),
        "mtu.set_site_value": act("mtu.set_site_value", "mtu", Look(_adapter, _is_small, _size), "mtu.restore"),
        "ipv4.prefer": act(
            "ipv4.prefer", "ipv4", Look(lambda _: [], _is_preferred, lambda _: _digest(GAI)), "ipv4.restore"
        ),
    }


def _names(target: Target) -> list[str] | None:
    return list(dict.fromkeys(name.lower().rstrip(".") for name in target.hosts)) or None


def _has_no_entry(target: Target) -> bool:
    return not normalise_hosts(acquire_hosts(HOSTS), target.hosts)


def _adapter(target: Target) -> list[str] | None:
    return [target.adapter] if target.adapter else None


def _size(target: Target) -> str:
    try:
        return (ADAPTERS / (target.adapter or "?") / "mtu").read_text(encoding="ascii").strip()
    except FileNotFoundError:  # a tunnel that is gone
        return ""


def _typed_neighbours(target: Target) -> str:
    """The entries that somebody typed in: those are gone for good when they are forgotten."""
    rows = [line.split() for line in NEIGHBOURS.read_text(encoding="ascii", errors="replace").splitlines()[1:]]
    typed = [row for row in rows if len(row) == _COLUMNS and row[-1] == target.adapter and int(row[2], 16) & _TYPED]
    return " ".join(sorted(f"{row[0]}={row[3]}" for row in typed))


def _is_small(target: Target) -> bool:
    size = _size(target)
    return target.mtu is not None and size.isdigit() and int(size) <= target.mtu


def _is_preferred(target: Target) -> bool:  # noqa: ARG001
    try:
        lines = [line.split() for line in GAI.read_text(encoding="utf-8", errors="replace").splitlines()]
    except FileNotFoundError:
        return False
    found = [line[2] for line in lines if line[:2] == _IPV4 and len(line) > len(_IPV4)]
    return bool(found) and found[0].isdigit() and int(found[0]) >= _FIRST


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def _detail(text: str) -> str:
    """What the helper said of it; pkexec says nothing on its output."""
    try:
        return str(json.loads(text)["detail"])
    except (ValueError, KeyError, TypeError):
        return ""


def _is_allowed(action: str) -> bool:
    """Whether polkit lets us without asking anybody: the same question that pkexec puts for its caller."""
    pid = os.getpid()
    ours = {"pid": ("u", pid), "start-time": ("t", process.start_tick(pid)), "uid": ("i", process.user())}
    question: tuple[Any, ...] = (("unix-process", ours), action, {}, 0, "")
    with system_bus(_POLKIT, _ASK_S) as bus:
        bus.wake()
        answer = bus.call(_AUTHORITY, f"{_POLKIT}.Authority", "CheckAuthorization", "(sa{sv})sa{ss}us", *question)
    return bool(answer[0])
