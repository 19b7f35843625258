"""Why a Wi-Fi was not joined, from NetworkManager's numbers (NMDeviceState, NMDeviceStateReason of its D-Bus API)."""

from diagnostics.model.fact import WifiRefusal
from diagnostics.system.linux.table import Row

_NEEDS_KEY = 60  # the device waits for somebody to type a key or password
_FAILED = 120
_UNAVAILABLE = 20

# Reasons of NMDeviceStateReason. Both of the first row end a handshake in which the secret was not accepted.
_SECRET = frozenset({7, 8})  # no-secrets, supplicant-disconnect
_SUPPLICANT = frozenset({9, 10})  # its configuration was refused, it failed
_TIMED_OUT = 11
_NO_ADDRESS = frozenset({5, 6, 15, 16, 17})  # ip-config-unavailable, -expired, dhcp-start-failed, -error, -failed
_NOT_FOUND = 53
# Somebody or something ended the connection on purpose: removed, user-requested, a new activation, sleeping.
_ON_PURPOSE = frozenset({0, 2, 3, 36, 37, 38, 39, 41, 42, 60})


def refusal_of(state: int, reason: int, profile: Row | None) -> WifiRefusal | None:
    """What the numbers mean for the profile that was tried (None: not known which). None: nothing was refused.

    `profile` has "enterprise", "open" and "last_used_s" (0: never joined). NetworkManager forgets the reason when it
    goes back to "disconnected" by itself, so None does not say that no attempt was made.
    """
    if state <= _UNAVAILABLE:
        return None
    if reason in _NO_ADDRESS:
        return WifiRefusal.NO_ADDRESS
    if reason == _NOT_FOUND:
        return WifiRefusal.OUT_OF_RANGE
    if reason == _TIMED_OUT:
        return WifiRefusal.TIMED_OUT
    if reason in _SECRET or reason in _SUPPLICANT:
        return _of_the_secret(reason, profile)
    if state == _NEEDS_KEY and profile is not None and profile["last_used_s"]:
        # It has been joined with the stored key before, and now the system asks for another one.
        return _of_the_secret(min(_SECRET), profile)
    return WifiRefusal.OTHER if state == _FAILED or reason not in _ON_PURPOSE else None


def _of_the_secret(reason: int, profile: Row | None) -> WifiRefusal:
    if profile is not None and profile["enterprise"]:
        return WifiRefusal.SIGN_IN
    if reason in _SUPPLICANT or (profile is not None and profile["open"]):
        return WifiRefusal.OTHER  # no key was ever looked at
    return WifiRefusal.WRONG_KEY
