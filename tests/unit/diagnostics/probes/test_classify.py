"""Errors become values by their numbers."""

import errno
import socket
import ssl

import pytest

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import failure_of


def _refused(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError()
    error.verify_code, error.verify_message = code, "said so"
    return error


CASES = {
    "nothing within the deadline": (TimeoutError(), Failure.TIMED_OUT),
    "the kernel gave up": (OSError(errno.ETIMEDOUT, ""), Failure.TIMED_OUT),
    "refused": (OSError(errno.ECONNREFUSED, ""), Failure.REFUSED),
    "reset": (OSError(errno.ECONNRESET, ""), Failure.RESET),
    "aborted": (OSError(errno.ECONNABORTED, ""), Failure.RESET),
    "wrote to a dead connection": (OSError(errno.EPIPE, ""), Failure.RESET),
    "filtered here": (OSError(errno.EPERM, ""), Failure.NOT_PERMITTED),
    "prohibited here": (OSError(errno.EACCES, ""), Failure.NOT_PERMITTED),
    "host unreachable": (OSError(errno.EHOSTUNREACH, ""), Failure.UNREACHABLE),
    "no route": (OSError(errno.ENETUNREACH, ""), Failure.NO_ROUTE),
    "adapter down": (OSError(errno.ENETDOWN, ""), Failure.NO_ROUTE),
    "blackhole route": (OSError(errno.EINVAL, ""), Failure.NO_ROUTE),
    "no address of that family": (OSError(errno.EADDRNOTAVAIL, ""), Failure.NO_ADDRESS),
    "IPv6 switched off": (OSError(errno.EAFNOSUPPORT, ""), Failure.NO_ADDRESS),
    "too large": (OSError(errno.EMSGSIZE, ""), Failure.TOO_LARGE),
    "Windows: refused": (OSError(10061, ""), Failure.REFUSED),
    "Windows: no route": (OSError(10051, ""), Failure.NO_ROUTE),
    "Windows: filtered": (OSError(10013, ""), Failure.NOT_PERMITTED),
    "an error that nobody expects": (OSError(errno.EMFILE, ""), Failure.BROKEN),
    "no such name": (socket.gaierror(socket.EAI_NONAME, ""), Failure.NXDOMAIN),
    "name without address": (socket.gaierror(-5, ""), Failure.NO_DATA),
    "resolver gave up": (socket.gaierror(socket.EAI_AGAIN, ""), Failure.NAME_FAILED),
    "resolver failed": (socket.gaierror(socket.EAI_FAIL, ""), Failure.NAME_FAILED),
    "expired": (_refused(10), Failure.TLS_EXPIRED),
    "not yet valid": (_refused(9), Failure.TLS_NOT_YET_VALID),
    "self-signed": (_refused(18), Failure.TLS_UNTRUSTED),
    "unknown issuer": (_refused(20), Failure.TLS_UNTRUSTED),
    "other name": (_refused(62), Failure.TLS_NAME_MISMATCH),
    "other address": (_refused(64), Failure.TLS_NAME_MISMATCH),
    "revoked": (_refused(23), Failure.TLS_FAILED),
    "any other TLS error": (ssl.SSLError(1, "x"), Failure.TLS_FAILED),
}


@pytest.mark.parametrize("name", CASES)
def test_errors(name: str) -> None:
    error, expected = CASES[name]
    found = failure_of(error)
    assert found is not None
    assert found[0] is expected


def test_our_own_mistakes_are_nobodys_failure() -> None:
    assert failure_of(KeyError("x")) is None
    assert failure_of(AssertionError()) is None
