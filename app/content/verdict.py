"""What an error of an update means: the network, the clock, the disk, or something that IT should look at."""

from tuf.api import exceptions as tuf

from app.content.allowance import Late
from app.content.chain import LimitError, SchemeError
from app.content.fetcher import Portal, Trouble
from app.content.result import Kind, Refreshed, Why
from app.store.error import StoreError

ABSENT = (404, 403, 410)
PROXY_SIGN_IN = 407

_UNTRUSTED: tuple[tuple[type[Exception], Why], ...] = (
    (SchemeError, Why.SCHEME),
    (LimitError, Why.TOO_LARGE),
    (tuf.DownloadLengthMismatchError, Why.TOO_LARGE),
    (tuf.BadVersionNumberError, Why.ROLLBACK),
    (tuf.UnsignedMetadataError, Why.SIGNATURE),
    (tuf.LengthOrHashMismatchError, Why.TAMPERED),
)


def judged(error: Exception) -> Refreshed:
    """The end of an update that ended with this error."""
    detail = repr(error)[:500]
    if isinstance(error, Portal):
        return Refreshed(Kind.PORTAL, detail=detail)
    if isinstance(error, Trouble):
        kind = Kind.UNTRUSTED if error.why in (Why.NO_PACKAGE, Why.FULL_PACKAGE) else Kind.UNREACHABLE
        return Refreshed(kind, error.why, detail=detail)
    if isinstance(error, tuf.DownloadHTTPError):
        return _of_status(error.status_code, detail)
    if isinstance(error, tuf.ExpiredMetadataError):
        return Refreshed(Kind.EXPIRED, detail=detail)
    for kind_of_error, why in _UNTRUSTED:
        if isinstance(error, kind_of_error):
            return Refreshed(Kind.UNTRUSTED, why, detail=detail)
    if isinstance(error, (tuf.DownloadError, Late)):
        return Refreshed(Kind.UNREACHABLE, Why.NO_CONNECTION, detail=detail)
    if isinstance(error, (StoreError, OSError)):
        return Refreshed(Kind.DISK, detail=detail)
    return Refreshed(Kind.UNTRUSTED, Why.MALFORMED, detail=detail)


def _of_status(status: int, detail: str) -> Refreshed:
    if status == PROXY_SIGN_IN:
        return Refreshed(Kind.UNREACHABLE, Why.PROXY, detail=detail, status=status)
    return Refreshed(Kind.UNREACHABLE, Why.ABSENT if status in ABSENT else Why.STATUS, detail=detail, status=status)
