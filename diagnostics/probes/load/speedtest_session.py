"""The blocking side of a test against public servers: the package speedtest-cli 2.1.3, tamed.

Everything here runs in a daemon thread that may be abandoned.
"""

import importlib
import io
import sys
from typing import Any
from urllib.error import HTTPError, URLError

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import failure_of
from diagnostics.probes.load.speedtest_brake import SOCKET_S, Brake, Opener
from diagnostics.probes.load.traffic import End
from diagnostics.probes.load.volume import Allowance

UNREACHED_MS = 600_000.0
"""The package writes an hour for a server that did not answer its latency request."""


STREAMS = 8
"""Connections at once, which is what the package uses itself on all but the slowest lines."""

IMAGE = 4000
"""Edge of the test image to fetch, in pixels: the largest, 31.6 MB. The package's own row of ten sizes begins with
small ones, each on a connection of its own: on a slow line most of the test is slow start."""

IMAGE_BYTES = 31_000_000

UPLOAD_BYTES = 2_000_000
"""Bytes of one upload, for the same reason; they are built in memory, and public servers take up to 7 MB at once."""


class _Forward:
    """A standard stream without a file number: the package would open, and later close, descriptors 1 and 2."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner if self._inner is not None else io.StringIO(), name)

    def fileno(self) -> int:
        """Never."""
        raise io.UnsupportedOperation("no file number for this one")


def load_package() -> Any:
    """Import speedtest-cli, which handles the standard streams in a way that breaks programs without them."""
    out, err = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Forward(out), _Forward(err)
    try:
        return importlib.import_module("speedtest")
    finally:
        sys.stdout, sys.stderr = out, err


def open_session(brake: Brake, secure: bool) -> Any:
    """Fetch configuration and server list. Blocks; raises what the package raises."""
    package = load_package()

    class Session(package.Speedtest):  # type: ignore[misc, name-defined]  # no types are published
        _opener: Any

        def get_config(self) -> Any:
            self._opener = Opener(brake, package.build_user_agent())
            return super().get_config()

    session = Session(timeout=SOCKET_S, secure=secure, shutdown_event=brake)
    session.get_closest_servers()
    return session


def tuned(seconds: int, allowed: Allowance) -> dict[str, Any]:
    """Changes to the package's configuration: few and long requests, enough of them for the allowance."""
    downs, ups = allowed.down // IMAGE_BYTES + 1 + STREAMS, allowed.up // UPLOAD_BYTES + 1 + STREAMS
    return {
        "length": {"download": seconds, "upload": seconds},
        "sizes": {"download": [IMAGE], "upload": [UPLOAD_BYTES]},
        "counts": {"download": downs, "upload": ups},
        "threads": {"download": STREAMS, "upload": STREAMS},
        "upload_max": ups,
    }


def end_of(error: BaseException) -> End:
    """What an exception of the package means. Public servers that refuse are no fault of this line: NOT_SUPPORTED."""
    cause = error.args[0] if error.args and isinstance(error.args[0], BaseException) else error
    if isinstance(cause, HTTPError):
        cause.close()
        why = f"HTTP {cause.code}"
    else:
        inner = cause.reason if isinstance(cause, URLError) and isinstance(cause.reason, BaseException) else cause
        found = failure_of(inner)
        why = f"{found[0].value}, {found[1]}" if found else f"{type(error).__name__}"
    return End(Failure.NOT_SUPPORTED, f"the public speed-test servers are not usable from here: {why}")
