"""KDE's proxy settings: the group "Proxy Settings" of kioslaverc. Two keys of it change; every other byte stays."""

import os
import re
from pathlib import Path

from app.guides.actions.linux.bus import AnswerError
from app.store import atomic
from app.store.error import StoreError
from diagnostics.system.linux.proxy import acquire_kde, normalise_kde

GROUP = b"[Proxy Settings]"
KIND, SCRIPT = "ProxyType", "Proxy Config Script"
NO_PROXY, BY_SCRIPT = "0", "2"
MOST_BYTES = 1024 * 1024  # KDE writes some 500
_BUS_S = 1.0  # the session's bus answers within milliseconds

Keys = dict[str, str | None]
"""None: the key is not there."""


def path() -> Path:
    """Where this person's settings are, behind any link."""
    return (Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "kioslaverc").resolve()


def is_there() -> bool:
    """Whether this person uses KDE, now or before."""
    return "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":") or path().exists()


def is_in_use() -> bool:
    """Whether a diagnosis would find a proxy here. Raises OSError."""
    return bool(normalise_kde(acquire_kde()))


def read() -> Keys:
    """The two keys. Raises OSError; LookupError when IT has locked them."""
    return {name: _value(_text(), name) for name in (KIND, SCRIPT)}


def write(keys: Keys) -> None:
    """Set or remove some of the keys; the file is whole at any moment. Raises as `read`, AnswerError, ValueError."""
    place = path()
    there = place.exists()
    before = after = _text()
    for name, value in keys.items():
        after = _with(after, name, value)
    if after == before:
        return
    if not after:
        place.unlink()
        _tell()
        return
    mode = place.stat().st_mode & 0o777 if there else 0o600
    try:
        atomic.write(place, after)
    except StoreError as error:
        raise AnswerError("KDE's settings cannot be written") from error
    place.chmod(mode)
    _tell()


def _text() -> bytes:
    try:
        with path().open("rb") as file:
            text = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return b""
    if len(text) > MOST_BYTES:
        raise LookupError("KDE's settings are not a settings file")
    if re.search(rb"(?m)^(?:\[\$i\]|\[Proxy Settings\]\[\$i\]|(?:ProxyType|Proxy Config Script)\[\$i\])", text):
        raise LookupError("IT has locked KDE's proxy settings")
    return text


def _group(lines: list[bytes]) -> range:
    """The lines of the group, without its header; empty without the group. KDE writes a group once."""
    heads = [at for at, line in enumerate(lines) if line.lstrip().startswith(b"[")]
    for number, at in enumerate(heads):
        if lines[at].strip() == GROUP:
            return range(at + 1, heads[number + 1] if number + 1 < len(heads) else len(lines))
    return range(0)


def _found(lines: list[bytes], name: str) -> int | None:
    """The line of a key in the group; of several the last, as KDE reads it."""
    wanted = name.encode("ascii")
    return next((at for at in reversed(_group(lines)) if lines[at].partition(b"=")[0].strip() == wanted), None)


def _value(text: bytes, name: str) -> str | None:
    lines = text.splitlines(keepends=True)
    at = _found(lines, name)
    return None if at is None else lines[at].partition(b"=")[2].strip().decode("utf-8", "surrogateescape")


def _with(text: bytes, name: str, value: str | None) -> bytes:
    lines = text.splitlines(keepends=True)
    at = _found(lines, name)
    if value is None:
        if at is not None:
            del lines[at]
        return _without_empty_group(lines)
    if not value.isprintable():
        raise ValueError("not a value of KDE's proxy settings")
    if at is not None:
        key, _, rest = lines[at].partition(b"=")
        blanks = len(rest) - len(rest.lstrip(b" \t"))
        lines[at] = key + b"=" + rest[:blanks] + value.encode() + rest[len(rest.rstrip()) :]
        return b"".join(lines)
    new, group = f"{name}={value}\n".encode(), _group(lines)
    if not group.start:
        return _ended(lines) + GROUP + b"\n" + new
    return _ended(lines[: group.start]) + new + b"".join(lines[group.start :])


def _ended(lines: list[bytes]) -> bytes:
    return b"".join(lines) + (b"\n" if lines and not lines[-1].endswith(b"\n") else b"")


def _without_empty_group(lines: list[bytes]) -> bytes:
    group = _group(lines)
    if group.start and not b"".join(lines[group.start : group.stop]).strip():
        del lines[group.start - 1 : group.stop]
    return b"".join(lines)


def _tell() -> None:
    """Let KDE's running programs read the file again; whoever does not hear it reads it at its next start."""
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return
    from jeepney import DBusAddress, new_signal  # type: ignore[import-untyped]  # noqa: PLC0415  only this pays for it
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # noqa: PLC0415
    from jeepney.io.common import RouterClosed  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        with open_dbus_connection(bus="SESSION", auth_timeout=_BUS_S) as connection:
            everybody = DBusAddress("/KIO/Scheduler", interface="org.kde.KIO.Scheduler")
            connection.send(new_signal(everybody, "reparseSlaveConfiguration", "s", ("",)))
    except (OSError, EOFError, ValueError, RouterClosed):
        pass
