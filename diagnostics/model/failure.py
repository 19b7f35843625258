"""The closed list of ways in which a network operation can fail.

Classification happens once, in `diagnostics.probes`; everything else reads these values and never the
text of an exception, which is localised on some systems.
"""

from enum import StrEnum


class Failure(StrEnum):
    """Why one operation did not give what was asked for. A network failure is an answer, not an exception."""

    TIMED_OUT = "timed_out"  # nothing came back within the deadline
    REFUSED = "refused"  # TCP RST to a SYN, or ICMP port unreachable: somebody is there and says no
    RESET = "reset"  # the connection existed and was cut by the other side
    CLOSED = "closed"  # ended in an orderly way before the answer was complete
    UNREACHABLE = "unreachable"  # ICMP host or network unreachable, or no neighbour answered (EHOSTUNREACH)
    NO_ROUTE = "no_route"  # this computer has no route to the address (ENETUNREACH, raised locally)
    NO_ADDRESS = "no_address"  # this computer has no usable address of that family (EADDRNOTAVAIL)
    NOT_PERMITTED = "not_permitted"  # a local filter refused at once (EPERM, EACCES, WSAEACCES)
    TOO_LARGE = "too_large"  # the path said "packet too big" (EMSGSIZE, ICMP 3/4): works as designed
    NXDOMAIN = "nxdomain"
    SERVFAIL = "servfail"
    DNS_REFUSED = "dns_refused"
    NO_DATA = "no_data"  # the name exists and has no record of that type
    NAME_FAILED = "name_failed"  # the operating system's resolver gave up; it does not say why
    MALFORMED = "malformed"  # an answer came that does not follow the protocol
    TOO_MUCH = "too_much"  # the answer went past the size that we are ready to read
    TLS_UNTRUSTED = "tls_untrusted"  # issuer unknown or self-signed
    TLS_EXPIRED = "tls_expired"
    TLS_NOT_YET_VALID = "tls_not_yet_valid"
    TLS_NAME_MISMATCH = "tls_name_mismatch"
    TLS_FAILED = "tls_failed"  # any other end of the handshake
    PROXY_AUTH = "proxy_auth"  # 407
    PROXY_FAILED = "proxy_failed"  # the proxy answered, and could not or would not pass us on
    CANCELLED = "cancelled"
    NOT_SUPPORTED = "not_supported"
    BROKEN = "broken"  # our own mistake; the run is not clean


SILENT = frozenset({Failure.TIMED_OUT, Failure.UNREACHABLE, Failure.NO_ROUTE, Failure.NO_ADDRESS})
"""Failures that leave open whether anything is there."""

ANSWERED = frozenset({Failure.REFUSED, Failure.RESET, Failure.CLOSED, Failure.MALFORMED})
"""Failures that prove that something at the address is alive."""
