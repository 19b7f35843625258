"""Microphones and speakers as PipeWire or PulseAudio know them, through `pactl`, whose JSON is not translated."""

import errno
import json
import os
import socket
from pathlib import Path
from typing import Any

from diagnostics.model.fact import AudioDevice
from diagnostics.system.linux.table import Row

# The sound service answers from memory, within some 10 ms; one that needs longer is starting or stuck.
_PACTL_S = 0.5
_KEPT = (
    "device.bus", "device.class", "device.api", "device.master_device", "api.bluez5.profile", "bluetooth.protocol",
    "factory.name", "node.virtual",
)  # fmt: skip
_AF_UNIX = 1  # spelled out because the socket module lacks the name on Windows
_BUSES = frozenset({"usb", "pci", "bluetooth"})
_NULL_MAKERS = ("module-null-", "auto_null", "support.null-audio-sink")
_FULL_VOLUME = 65536  # PA_VOLUME_NORM
_DIRECTIONS = {"sources": "in", "sinks": "out"}


def acquire_audio() -> Row:
    """{"default_source", "default_sink", "sources": rows, "sinks": rows}.

    Raises FileNotFoundError without `pactl` or a sound service, TimeoutError when it is slow, else OSError.
    """
    if not service_is_there():
        # Asking anyway would make some configurations start a sound service.
        raise FileNotFoundError(errno.ENOENT, "no sound service")
    info = _ask("info")
    return {
        "default_source": str(info.get("default_source_name", "")),
        "default_sink": str(info.get("default_sink_name", "")),
        "sources": [_kept(row) for row in _ask("list", "sources")],
        "sinks": [_kept(row) for row in _ask("list", "sinks")],
    }


def service_is_there() -> bool:
    """Whether a sound service listens for this person: where PULSE_SERVER says, else in the runtime folder."""
    if os.environ.get("PULSE_SERVER"):
        return True
    own = os.environ.get("PULSE_RUNTIME_PATH")
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return any(_listens(Path(folder, "native")) for folder in (own, runtime and f"{runtime}/pulse") if folder)


def _listens(path: Path) -> bool:
    """A service that has crashed leaves its socket behind, which refuses. Raises PermissionError."""
    if not path.exists():
        return False
    with socket.socket(_AF_UNIX, socket.SOCK_STREAM) as channel:
        channel.settimeout(_PACTL_S)
        try:
            channel.connect(str(path))
        except ConnectionError:
            return False
    return True


def normalise_audio(raw: Row) -> tuple[AudioDevice, ...]:
    """Microphones first, in the service's order."""
    return tuple(
        _device(row, direction, raw[f"default_{kind[:-1]}"])
        for kind, direction in _DIRECTIONS.items()
        for row in raw[kind]
    )


def _device(row: Row, direction: str, default: str) -> AudioDevice:
    properties = row["properties"]
    bus = properties.get("device.bus")
    return AudioDevice(
        direction=direction,
        name=row["description"] or row["name"],
        default=row["name"] == default,
        muted=row["mute"],
        volume_percent=row["volume_percent"],
        bluetooth_profile=_bluetooth_profile(properties),
        bus=bus if bus in _BUSES else None,
        virtual=_is_virtual(row),
    )


def _bluetooth_profile(properties: dict[str, str]) -> str | None:
    profile = properties.get("api.bluez5.profile") or properties.get("bluetooth.protocol") or ""
    if "a2dp" in profile:
        return "music"
    return "headset" if any(part in profile for part in ("headset", "handsfree", "hsp", "hfp")) else None


def _is_virtual(row: Row) -> bool:
    """Nobody speaks into a copy of what is played, or hears what goes nowhere."""
    properties = row["properties"]
    copied = properties.get("device.master_device", "")
    return (
        properties.get("device.class") == "monitor"
        or row["name"].endswith(".monitor")
        or copied.endswith(".monitor")
        or row["name"].startswith("auto_null")
        or any(part in row["driver"] or part in properties.get("factory.name", "") for part in _NULL_MAKERS)
    )


def _kept(row: dict[str, Any]) -> Row:
    properties = row.get("properties") or {}
    mute = row.get("mute")
    return {
        "name": str(row.get("name", "")),
        "description": str(row.get("description") or ""),
        "driver": str(row.get("driver", "")),
        "mute": mute if isinstance(mute, bool) else None,
        "volume_percent": _volume_percent(row.get("volume")),
        "properties": {name: str(properties[name]) for name in _KEPT if name in properties},
    }


def _volume_percent(channels: Any) -> float | None:
    """The loudest channel."""
    values = [
        entry["value"] for entry in channels.values() if isinstance(entry, dict) and isinstance(entry.get("value"), int)
    ] if isinstance(channels, dict) else []  # fmt: skip
    return round(100.0 * max(values) / _FULL_VOLUME, 1) if values else None


def _ask(*words: str) -> Any:
    from diagnostics.system.linux.command import output_of

    return json.loads(output_of("pactl", "--format=json", *words, timeout_s=_PACTL_S))
