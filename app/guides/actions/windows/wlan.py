"""wlanapi.dll by ctypes. Structures as in wlanapi.h of the Windows SDK; not run on Windows yet."""

import ctypes
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.guides.actions.windows.port import Radio

VERSION = 2  # Windows Vista and later
CURRENT_CONNECTION, RADIO_STATE = 7, 4  # WLAN_INTF_OPCODE
RADIO_ON, RADIO_OFF = 1, 2  # DOT11_RADIO_STATE
MODE_PROFILE, BSS_ANY = 0, 3  # WLAN_CONNECTION_MODE, DOT11_BSS_TYPE
USER_PROFILE = 2  # WLAN_PROFILE_USER
MAX_PHY, NAME = 64, 256


class _Interface(ctypes.Structure):
    _fields_ = (("guid", ctypes.c_ubyte * 16), ("name", ctypes.c_wchar * NAME), ("state", ctypes.c_uint32))


class _List(ctypes.Structure):
    _fields_ = (("count", ctypes.c_uint32), ("index", ctypes.c_uint32), ("first", _Interface * 1))


class _Phy(ctypes.Structure):
    _fields_ = (("index", ctypes.c_uint32), ("software", ctypes.c_uint32), ("hardware", ctypes.c_uint32))


class _RadioState(ctypes.Structure):
    _fields_ = (("count", ctypes.c_uint32), ("phy", _Phy * MAX_PHY))


class _Connection(ctypes.Structure):  # the head of WLAN_CONNECTION_ATTRIBUTES: more is not read
    _fields_ = (("state", ctypes.c_uint32), ("mode", ctypes.c_uint32), ("profile", ctypes.c_wchar * NAME))


class _Parameters(ctypes.Structure):
    _fields_ = (
        ("mode", ctypes.c_uint32),
        ("profile", ctypes.c_wchar_p),
        ("ssid", ctypes.c_void_p),
        ("bssids", ctypes.c_void_p),
        ("bss_type", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
    )


class Wlan:
    """One session with the Wi-Fi service. Every method answers None, False or nothing where the service is absent."""

    def __init__(self, library: Any, handle: ctypes.c_void_p) -> None:
        self._library = library
        self._handle = handle

    def radios(self) -> tuple[Radio, ...]:
        """The cards, their software switch and what they are joined to."""
        found = ctypes.POINTER(_List)()
        if self._library.WlanEnumInterfaces(self._handle, None, ctypes.byref(found)) != 0:
            return ()
        try:
            count = found.contents.count
            first = ctypes.addressof(found.contents) + _List.first.offset
            cards = (_Interface * count).from_address(first)
            return tuple(self._radio(card) for card in cards)
        finally:
            self._library.WlanFreeMemory(found)

    def _radio(self, card: _Interface) -> Radio:
        guid = bytes(card.guid)
        state = self._query(guid, RADIO_STATE, _RadioState)
        joined = self._query(guid, CURRENT_CONNECTION, _Connection)
        phys = list(state.phy[: min(state.count, MAX_PHY)]) if state is not None else []
        return Radio(
            guid="{" + str(uuid.UUID(bytes_le=guid)) + "}",
            name=str(card.name),
            is_on=any(phy.software == RADIO_ON for phy in phys),
            profile=str(joined.profile) if joined is not None else None,
        )

    def _query(self, guid: bytes, opcode: int, kind: type[Any]) -> Any:
        size, data = ctypes.c_uint32(), ctypes.c_void_p()
        status = self._library.WlanQueryInterface(
            self._handle, guid, opcode, None, ctypes.byref(size), ctypes.byref(data), None
        )
        if status != 0 or not data.value:
            return None
        try:
            kept = kind()
            ctypes.memmove(ctypes.byref(kept), data, min(size.value, ctypes.sizeof(kind)))
            return kept
        finally:
            self._library.WlanFreeMemory(data)

    def turn(self, guid: str, on: bool) -> bool:
        """The software switch of every radio of a card."""
        state = self._query(_bytes(guid), RADIO_STATE, _RadioState)
        if state is None:
            return False
        wanted = RADIO_ON if on else RADIO_OFF
        phys = [_Phy(phy.index, wanted, phy.hardware) for phy in state.phy[: min(state.count, MAX_PHY)]]
        return all(self._set(_bytes(guid), phy) for phy in phys)

    def _set(self, guid: bytes, phy: _Phy) -> bool:
        size = ctypes.sizeof(phy)
        done = self._library.WlanSetInterface(self._handle, guid, RADIO_STATE, size, ctypes.byref(phy), None)
        return bool(done == 0)

    def join(self, guid: str, profile: str) -> bool:
        """With a saved profile."""
        wanted = _Parameters(MODE_PROFILE, profile, None, None, BSS_ANY, 0)
        done = self._library.WlanConnect(self._handle, _bytes(guid), ctypes.byref(wanted), None)
        return bool(done == 0)

    def leave(self, guid: str) -> bool:
        """Whatever it is joined to."""
        return bool(self._library.WlanDisconnect(self._handle, _bytes(guid), None) == 0)

    def profile(self, guid: str, name: str) -> str | None:
        """As XML, its key encrypted."""
        xml = ctypes.c_wchar_p()
        flags, access = ctypes.c_uint32(), ctypes.c_uint32()
        status = self._library.WlanGetProfile(
            self._handle, _bytes(guid), name, None, ctypes.byref(xml), ctypes.byref(flags), ctypes.byref(access)
        )
        if status != 0:
            return None
        try:
            return xml.value
        finally:
            self._library.WlanFreeMemory(xml)

    def set_profile(self, guid: str, xml: str) -> bool:
        """For this person."""
        reason = ctypes.c_uint32()
        done = self._library.WlanSetProfile(
            self._handle, _bytes(guid), USER_PROFILE, xml, None, True, None, ctypes.byref(reason)
        )
        return bool(done == 0)

    def delete(self, guid: str, name: str) -> bool:
        """A saved profile."""
        return bool(self._library.WlanDeleteProfile(self._handle, _bytes(guid), name, None) == 0)


@contextmanager
def session() -> Iterator[Wlan | None]:
    """A session; None where the library or the service is not there."""
    if sys.platform != "win32":
        yield None
        return
    try:
        library = ctypes.WinDLL("wlanapi.dll")
    except OSError:
        yield None
        return
    version, handle = ctypes.c_uint32(), ctypes.c_void_p()
    if library.WlanOpenHandle(VERSION, None, ctypes.byref(version), ctypes.byref(handle)) != 0:
        yield None
        return
    try:
        yield Wlan(library, handle)
    finally:
        library.WlanCloseHandle(handle, None)


def _bytes(guid: str) -> bytes:
    return uuid.UUID(guid).bytes_le
