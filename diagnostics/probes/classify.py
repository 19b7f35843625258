"""Errors of the operating system, of TLS and of the resolver become values of `Failure`, here and nowhere else.

Only numbers and types are looked at. The text of an exception is in the language of the system.
"""

import errno
import socket
import ssl

from diagnostics.model.failure import Failure


class ProbeFailed(Exception):
    """How the code of this room hands a classified failure up to the edge of its probe. Never leaves the room."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"{failure.value}: {detail}")
        self.failure = failure
        self.detail = detail


_TYPES: tuple[tuple[type[BaseException], Failure], ...] = (
    (TimeoutError, Failure.TIMED_OUT),
    (ConnectionRefusedError, Failure.REFUSED),
    (ConnectionResetError, Failure.RESET),
    (ConnectionAbortedError, Failure.RESET),
    (BrokenPipeError, Failure.RESET),
    (PermissionError, Failure.NOT_PERMITTED),
)

# Numbers without a class of their own in Python. EINVAL is what Linux answers for a blackhole route, and for a
# link-local address without its adapter: in both cases there is no way there.
_NUMBERS: dict[int, Failure] = {
    errno.EHOSTUNREACH: Failure.UNREACHABLE,
    errno.ENETUNREACH: Failure.NO_ROUTE,
    errno.ENETDOWN: Failure.NO_ROUTE,
    errno.EINVAL: Failure.NO_ROUTE,
    errno.ENODEV: Failure.NO_ROUTE,
    errno.ENXIO: Failure.NO_ROUTE,
    errno.EADDRNOTAVAIL: Failure.NO_ADDRESS,
    errno.EAFNOSUPPORT: Failure.NO_ADDRESS,
    errno.EMSGSIZE: Failure.TOO_LARGE,
    errno.EPROTONOSUPPORT: Failure.NOT_SUPPORTED,
    errno.EOPNOTSUPP: Failure.NOT_SUPPORTED,
    errno.ENOPROTOOPT: Failure.NOT_SUPPORTED,
    getattr(errno, "EHOSTDOWN", -1): Failure.UNREACHABLE,
    getattr(errno, "EPROTO", -1): Failure.UNREACHABLE,  # ICMP parameter problem
}

# Winsock numbers (winerror.h), where Python keeps them as they are.
_WINSOCK: dict[int, Failure] = {
    10013: Failure.NOT_PERMITTED,  # WSAEACCES: a local filter
    10022: Failure.NO_ROUTE,  # WSAEINVAL
    10040: Failure.TOO_LARGE,  # WSAEMSGSIZE
    10043: Failure.NOT_SUPPORTED,  # WSAEPROTONOSUPPORT
    10044: Failure.NOT_SUPPORTED,  # WSAESOCKTNOSUPPORT
    10045: Failure.NOT_SUPPORTED,  # WSAEOPNOTSUPP
    10047: Failure.NO_ADDRESS,  # WSAEAFNOSUPPORT
    10049: Failure.NO_ADDRESS,  # WSAEADDRNOTAVAIL
    10050: Failure.NO_ROUTE,  # WSAENETDOWN
    10051: Failure.NO_ROUTE,  # WSAENETUNREACH
    10053: Failure.RESET,  # WSAECONNABORTED
    10054: Failure.RESET,  # WSAECONNRESET
    10060: Failure.TIMED_OUT,  # WSAETIMEDOUT
    10061: Failure.REFUSED,  # WSAECONNREFUSED
    10065: Failure.UNREACHABLE,  # WSAEHOSTUNREACH
}

# X509_V_ERR_* of OpenSSL (x509_vfy.h).
_VERIFY: dict[int, Failure] = {
    2: Failure.TLS_UNTRUSTED,  # issuer of an untrusted certificate not found
    9: Failure.TLS_NOT_YET_VALID,
    10: Failure.TLS_EXPIRED,
    18: Failure.TLS_UNTRUSTED,  # self-signed
    19: Failure.TLS_UNTRUSTED,  # self-signed authority in the chain
    20: Failure.TLS_UNTRUSTED,  # issuer not known here
    21: Failure.TLS_UNTRUSTED,  # chain stops at the first certificate
    24: Failure.TLS_UNTRUSTED,  # issuer is not an authority
    27: Failure.TLS_UNTRUSTED,
    62: Failure.TLS_NAME_MISMATCH,
    64: Failure.TLS_NAME_MISMATCH,  # the same for an IP address
}


def _eai(name: str) -> int | None:
    value = getattr(socket, name, None)
    return value if isinstance(value, int) else None


# getaddrinfo (RFC 3493) says only whether there is no such name; everything else is "it gave up".
_RESOLVER: dict[int | None, Failure] = {
    _eai("EAI_NONAME"): Failure.NXDOMAIN,
    _eai("EAI_ADDRFAMILY"): Failure.NO_DATA,
    -5: Failure.NO_DATA,  # EAI_NODATA of glibc: the name exists and has no address
    11001: Failure.NXDOMAIN,  # WSAHOST_NOT_FOUND
    11004: Failure.NO_DATA,  # WSANO_DATA
}


def failure_of(error: BaseException) -> tuple[Failure, str] | None:
    """The failure that an exception stands for and its raw form for IT; None when it is not the network's doing."""
    if isinstance(error, ProbeFailed):
        return error.failure, error.detail
    if isinstance(error, socket.gaierror):
        return _RESOLVER.get(error.errno, Failure.NAME_FAILED), f"getaddrinfo error {error.errno}"
    if isinstance(error, ssl.SSLCertVerificationError):
        failure = _VERIFY.get(error.verify_code, Failure.TLS_FAILED)
        return failure, f"certificate: {error.verify_message} (OpenSSL {error.verify_code})"
    if isinstance(error, ssl.SSLError):
        return Failure.TLS_FAILED, f"TLS: {getattr(error, 'reason', None) or error}"
    if isinstance(error, OSError):
        return _os_failure(error)
    return None


def _os_failure(error: OSError) -> tuple[Failure, str]:
    number = getattr(error, "winerror", None) or error.errno or 0
    detail = errno.errorcode.get(number, f"error {number}") if number else type(error).__name__
    for kind, failure in _TYPES:
        if isinstance(error, kind):
            return failure, detail
    return _NUMBERS.get(number) or _WINSOCK.get(number) or Failure.BROKEN, detail
