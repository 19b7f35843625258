"""What is on the air around a radio: channels, security, and who else is on ours. Pure."""

from diagnostics.system.linux.table import Row

# NM80211ApFlags, NM80211ApSecurityFlags
_PRIVACY = 0x1
_PSK = 0x100
_SAE = 0x400
_OPEN_ENCRYPTED = 0x800 | 0x1000  # OWE: nobody types a key
_ENTERPRISE = 0x200 | 0x2000  # 802.1X, and its Suite B variant

_BAND_24 = range(2400, 2500)
_FIRST_6 = 5925
_DEFAULT_WIDTH_MHZ = 20
# A 2.4 GHz transmitter is 22 MHz wide and channels are 5 MHz apart: fewer than five channels away it is heard.
_OVERLAP_24_MHZ = 25
_NEAR_DB = 20
# An access point with several names (home, guests) sends them from one radio: they arrive equally strong.
_SAME_BOX_PERCENT = 4


def dbm(percent: int) -> int:
    """Signal in dBm of a quality in percent: 0 is -100 dBm and 100 is -50 dBm, linear."""
    return percent // 2 - 100


def security_of(flags: list[int]) -> str:
    """ "open", "wep", "wpa", "wpa2", "wpa3" or "enterprise", from the flags, WPA flags and RSN flags of a network."""
    plain, wpa, rsn = flags
    if (wpa | rsn) & _ENTERPRISE:
        return "enterprise"
    if rsn & _PSK:
        return "wpa2"  # also where WPA3 is offered beside it: older cards join with this
    if rsn & _SAE:
        return "wpa3"
    if rsn & _OPEN_ENCRYPTED:
        return "open"
    if wpa or rsn:
        return "wpa"
    return "wep" if plain & _PRIVACY else "open"


def visible(points: list[Row]) -> int:
    """How many networks are heard; each access point that hides its name counts for itself."""
    named = {point["ssid"] for point in points if point["ssid"].strip("\0")}
    return len(named) + sum(not point["ssid"].strip("\0") for point in points)


def crowd(own: Row, points: list[Row]) -> int | None:
    """Access points of other networks within 20 dB on the channel of `own` or one that overlaps it.

    None when the channel is not known. Other names of the same box do not count: they wait for each other.
    """
    if not own.get("frequency_mhz") or own.get("strength") is None:
        return None
    least = dbm(own["strength"]) - _NEAR_DB
    return sum(
        overlap(own, point) and not _same_box(own, point)
        for point in points
        if point["ssid"] != own["ssid"] and point.get("strength") is not None and dbm(point["strength"]) >= least
    )


def overlap(one: Row, other: Row) -> bool:
    """Whether two access points share air. Channels of 5 and 6 GHz are blocks, aligned by their width."""
    a, b = (int(point.get("frequency_mhz") or 0) for point in (one, other))
    if a in _BAND_24 or b in _BAND_24:
        return abs(a - b) < _OVERLAP_24_MHZ
    width = max(one.get("width_mhz") or _DEFAULT_WIDTH_MHZ, other.get("width_mhz") or _DEFAULT_WIDTH_MHZ)
    return a == b or (bool(a and b) and _block(a, width) == _block(b, width))


def _block(frequency: int, width: int) -> tuple[int, int]:
    """The band and the number of the aligned block of `width` MHz in which a 20 MHz channel lies.

    Blocks begin at channel 36 (5180 MHz), at 149 (5745) and at channel 1 of 6 GHz (5955), each at the centre of its
    first 20 MHz (IEEE 802.11, annex E).
    """
    first = 5955 if frequency >= _FIRST_6 else 5745 if frequency >= 5735 else 5500 if frequency >= 5490 else 5180
    return first, (frequency - first) // max(width, _DEFAULT_WIDTH_MHZ)


def _same_box(one: Row, other: Row) -> bool:
    mine, theirs = (str(point.get("bssid") or "").lower().split(":") for point in (one, other))
    alike = len(mine) == 6 and mine[1:5] == theirs[1:5] and one["frequency_mhz"] == other["frequency_mhz"]
    return alike and abs(int(one["strength"]) - int(other["strength"])) <= _SAME_BOX_PERCENT
