"""One thing that was seen, with its clock, and the whole list of them as rules read it."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TypeVar, cast

import msgspec

from diagnostics.model.answer import (
    ArpAnswer,
    ClockAnswer,
    DhcpAnswer,
    DnsAnswer,
    EchoAnswer,
    HopsAnswer,
    HttpAnswer,
    LoadAnswer,
    LookupAnswer,
    MtuAnswer,
    SeriesAnswer,
    TcpAnswer,
    TlsAnswer,
    VpnGatewayAnswer,
)
from diagnostics.model.fact import (
    Adapter,
    AdapterTraffic,
    Address,
    AudioDevice,
    BrowserSetting,
    Fact,
    FactMissing,
    HostsEntry,
    LaptopLoad,
    LaptopPower,
    LogHit,
    Neighbour,
    NetworkHint,
    OtherVpn,
    ProxySetting,
    ResolverConfig,
    Route,
    Talker,
    Told,
    Volume,
    VpnCertificate,
    VpnClient,
    WifiLink,
)

AnyFact = (
    Adapter
    | Address
    | Route
    | Neighbour
    | ResolverConfig
    | HostsEntry
    | ProxySetting
    | WifiLink
    | VpnClient
    | LaptopLoad
    | Volume
    | FactMissing
    | TcpAnswer
    | EchoAnswer
    | ArpAnswer
    | DhcpAnswer
    | DnsAnswer
    | LookupAnswer
    | HttpAnswer
    | TlsAnswer
    | ClockAnswer
    | MtuAnswer
    | VpnGatewayAnswer
    | LoadAnswer
    | SeriesAnswer
    | HopsAnswer
    | AdapterTraffic
    | AudioDevice
    | BrowserSetting
    | LaptopPower
    | LogHit
    | NetworkHint
    | OtherVpn
    | Talker
    | Told
    | VpnCertificate
)

F = TypeVar("F", bound=Fact)


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """A fact, who looked, and when. Seconds count from the start of the run on a monotonic clock."""

    id: str  # "dns.configured/3": the check and a running number
    check: str
    start_s: float
    end_s: float
    fact: AnyFact


class CheckState(StrEnum):
    """How a check ended."""

    OK = "ok"  # it looked at everything that it meant to
    PROBLEM = "problem"  # the same, and something it saw did not work
    SKIPPED = "skipped"  # nothing to look at here (no VPN in the site file)
    OVERRAN = "overran"  # its deadline came first; what it saw until then is kept
    BROKEN = "broken"  # an exception left it: our mistake
    NOT_AVAILABLE = "not_available"  # this system cannot answer, or the person's rights do not reach


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """The end of one check. `seen` is how many observations it yielded: a saved run that lost one shows."""

    id: str
    state: CheckState
    duration_s: float
    seen: int = 0
    detail: str = ""


class Observations:
    """An immutable, ordered collection of observations that rules query by the class of the fact."""

    def __init__(self, items: Iterable[Observation] = ()) -> None:
        self._items = tuple(items)
        self._by_class: dict[type[Fact], list[Fact]] = {}  # rules ask for the same few classes again and again

    def __iter__(self) -> Iterator[Observation]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def of(self, fact: type[F]) -> list[F]:
        """All facts of one class, in the order in which they were seen."""
        known = self._by_class.get(fact)
        if known is None:
            known = self._by_class[fact] = [item.fact for item in self._items if isinstance(item.fact, fact)]
        return cast("list[F]", known.copy())

    def ids(self, facts: Iterable[Fact]) -> tuple[str, ...]:
        """The observation ids of these very facts (compared by identity)."""
        wanted = {id(fact) for fact in facts}
        return tuple(item.id for item in self._items if id(item.fact) in wanted)
