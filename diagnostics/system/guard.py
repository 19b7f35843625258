"""Turns the ways in which reading a source can fail into the states of `Observed`. One source degrades one fact."""

import errno
import struct
from collections.abc import Callable
from typing import TypeVar

from diagnostics.model.observed import Knowledge, Observed

T = TypeVar("T")

# The system has no such file, protocol or call: nothing is broken, it is simply not there.
_NOT_HERE = frozenset(
    {
        errno.ENOENT,
        errno.ENOSYS,
        errno.EOPNOTSUPP,
        errno.EPROTONOSUPPORT,
        errno.EAFNOSUPPORT,
        errno.ENODEV,
        errno.ENOTDIR,
    }
)


def observe(source: str, read: Callable[[], T]) -> Observed[T]:
    """Run `read` and report its value, or the state that its error means. Never raises an error of the system.

    The detail holds the symbol of the error (ENOENT), never its text, which some systems translate.
    """
    try:
        return Observed.ok(read(), source)
    except TimeoutError:
        return Observed.missing(Knowledge.TIMEOUT, source)
    except PermissionError as error:
        return Observed.missing(Knowledge.DENIED, source, _symbol(error))
    except OSError as error:
        state = Knowledge.UNSUPPORTED if error.errno in _NOT_HERE else Knowledge.ERROR
        return Observed.missing(state, source, _symbol(error))
    except (ValueError, KeyError, struct.error) as error:
        # The source answered something that does not follow its own format.
        return Observed.missing(Knowledge.ERROR, source, type(error).__name__)


def _symbol(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)
