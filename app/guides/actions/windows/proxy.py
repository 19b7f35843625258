"""This person's proxy, as Windows and most browsers use it."""

from app.guides.actions.windows.port import Port, Value
from app.guides.hand import Before, Deed, Did, Target

KEPT = ("ProxyEnable", "ProxyServer", "AutoConfigURL")
"""What an act may change. Settings with a name and a password in them are left alone: they would be copied."""


class UserProxy:
    """Sets the proxy to nothing, or to the organisation's script."""

    def __init__(self, port: Port, *, script: bool) -> None:
        self._port = port
        self._script = script

    def ready(self, target: Target) -> bool:
        """A script must be known; a setting with a log-in in it is not touched."""
        holds_secret = any("@" in str(self._port.internet_setting(name) or "") for name in KEPT)
        return not holds_secret and (target.pac is not None or not self._script)

    def snapshot(self, target: Target) -> Before:  # noqa: ARG002  # the contract of all acts
        """The values as they are."""
        return {name: self._port.internet_setting(name) for name in KEPT}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Write what differs."""
        wanted: dict[str, Value | None] = {"ProxyEnable": 0, "AutoConfigURL": target.pac if self._script else None}
        return self._write(wanted)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """As it was."""
        return self._write({name: before.get(name) for name in KEPT})

    def keep(self, target: Target, before: Before) -> None:
        """Nothing is guarded."""

    def _write(self, wanted: dict[str, Value | None]) -> Deed:
        differs = {name: value for name, value in wanted.items() if self._now(name) != (value or None)}
        if not differs:
            return Deed(Did.NOTHING_TO_DO)
        failed = [name for name, value in differs.items() if not self._port.set_internet_setting(name, value)]
        return Deed(Did.FAILED, f"could not write {', '.join(failed)}") if failed else Deed(Did.DONE)

    def _now(self, name: str) -> Value | None:
        return self._port.internet_setting(name) or None  # 0, "" and absent mean the same here
