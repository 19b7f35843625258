"""The phone book of Windows by rasapi32.dll: its entries, and which are connected. Not run on Windows yet."""

import ctypes
import sys
from typing import Any

NAME, DEVICE, PATH = 256, 128, 260  # RAS_MaxEntryName, RAS_MaxDeviceName, MAX_PATH
TOO_SMALL = 603  # ERROR_BUFFER_TOO_SMALL of raserror.h
MOST = 64


class _Connected(ctypes.Structure):  # RASCONNW of ras.h
    _pack_ = 4  # before the fields, or it means nothing
    _fields_ = (
        ("size", ctypes.c_uint32),
        ("handle", ctypes.c_void_p),
        ("entry", ctypes.c_wchar * (NAME + 1)),
        ("device_type", ctypes.c_wchar * 17),
        ("device", ctypes.c_wchar * (DEVICE + 1)),
        ("phonebook", ctypes.c_wchar * PATH),
        ("sub_entry", ctypes.c_uint32),
        ("guid", ctypes.c_ubyte * 16),
        ("flags", ctypes.c_uint32),
        ("luid", ctypes.c_uint64),
        ("correlation", ctypes.c_ubyte * 16),
    )


class _Entry(ctypes.Structure):  # RASENTRYNAMEW
    _pack_ = 4
    _fields_ = (
        ("size", ctypes.c_uint32),
        ("name", ctypes.c_wchar * (NAME + 1)),
        ("flags", ctypes.c_uint32),
        ("phonebook", ctypes.c_wchar * (PATH + 1)),
    )


def connected() -> tuple[str, ...]:
    """The names of the entries that are connected."""
    return _names(_Connected, "entry", lambda library, *rest: library.RasEnumConnectionsW(*rest))


def known() -> tuple[str, ...]:
    """The names of all entries."""
    return _names(_Entry, "name", lambda library, *rest: library.RasEnumEntriesW(None, None, *rest))


def _names(kind: type[Any], field: str, ask: Any) -> tuple[str, ...]:
    if sys.platform != "win32":
        return ()
    try:
        library = ctypes.WinDLL("rasapi32.dll")
    except OSError:
        return ()
    entries = (kind * MOST)()
    entries[0].size = ctypes.sizeof(kind)
    size, count = ctypes.c_uint32(ctypes.sizeof(entries)), ctypes.c_uint32()
    status = ask(library, entries, ctypes.byref(size), ctypes.byref(count))
    if status not in (0, TOO_SMALL):
        return ()
    return tuple(str(getattr(entry, field)) for entry in entries[: min(count.value, MOST)])
