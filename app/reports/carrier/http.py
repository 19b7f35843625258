"""IT's drop: create-only HTTP PUT, straight first, then by every other way out of this laptop."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from app.reports.carrier.detour import Detour
from app.reports.carrier.memory import Memory
from app.reports.drop import Route, put_bytes
from app.reports.outcome import OUT_OF_REACH, Outcome, SendResult

KIND = "application/octet-stream"
STRAIGHT_SHARE = 0.5  # of the time, while there are other ways to try after it
SHORTEST_S = 1.0

WORTH_A_DETOUR = OUT_OF_REACH | {Outcome.PROXY_SIGN_IN}
"""Troubles of the way, and of the proxy that a detour does without. Everything else the drop itself has answered."""


class Drop:
    """Sends to `url`, through `proxy` (host:port) when one is given.

    Other adapters are only tried after that has failed, one after the other, without the proxy, and only to a drop
    that proves itself by its certificate (https): on a foreign network anybody could answer.
    """

    def __init__(
        self,
        url: str,
        *,
        proxy: str | None = None,
        detours: Callable[[], Sequence[Detour]] = tuple,
        memory: Memory | None = None,
    ) -> None:
        self._url = url
        self._proxy = proxy
        self._detours = detours
        self._memory = memory

    def send(self, name: str, data: bytes, *, again: bool, deadline_s: float) -> SendResult:
        """How the straight way ended, or the other way by which it got out; `way` says which."""
        began = time.monotonic()
        host, is_proven = _place(self._url)
        straight_s = deadline_s * STRAIGHT_SHARE if is_proven else deadline_s
        remember = partial(self._memory.put, host) if self._memory is not None and host else None
        route = Route(self._proxy, KIND, reached=remember)
        result = put_bytes(self._url, name, data, route, again=again, deadline_s=straight_s)
        result = replace(result, way="way_proxy" if self._proxy else "way_drop")
        if result.outcome not in WORTH_A_DETOUR or not is_proven:
            return result
        absent = result.surely_absent
        known = self._memory.get(host) if self._memory is not None else ()
        for way, path in self._others(host, known, result.outcome):
            left_s = deadline_s - (time.monotonic() - began)
            if left_s < SHORTEST_S:
                break
            other = put_bytes(self._url, name, data, path, again=again or not absent, deadline_s=left_s)
            if other.delivered:
                return replace(other, way=way)
            absent = absent and other.surely_absent
        # Any way may have delivered it unnoticed: then the end is as uncertain as that one's.
        return result if absent == result.surely_absent else replace(result, outcome=Outcome.CUT)

    def _others(self, host: str, known: tuple[str, ...], failed: Outcome) -> Iterator[tuple[str, Route]]:
        """The ways to try after the straight one, each looked up only when it is its turn."""
        if known and failed is Outcome.NO_CONNECTION and self._proxy is None:
            yield "way_drop", Route(None, KIND, known)  # its name may be all that cannot be found
        for detour in self._detours():
            addresses = detour.addresses_of(host) or known
            if addresses:
                yield detour.way, Route(None, KIND, addresses, detour.bind)


def _place(url: str) -> tuple[str, bool]:
    """The host, and whether it has to prove itself."""
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.scheme == "https"
    except ValueError:
        return "", False
