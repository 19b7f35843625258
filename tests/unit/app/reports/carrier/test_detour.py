"""Other ways out: which adapters, in which order, and what is remembered of the drop."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.reports.carrier import detour as module
from app.reports.carrier import for_site, http
from app.reports.carrier.detour import OTHER_ADAPTER, PAST_TUNNEL, Detour, detours
from app.reports.carrier.folder import Folder
from app.reports.carrier.http import Drop
from app.reports.carrier.memory import Memory
from app.reports.drop import Route as Path_
from app.reports.drop import put_bytes
from app.reports.outcome import Outcome, SendResult
from diagnostics.model.fact import Adapter, AdapterType, ResolverConfig, Route
from diagnostics.model.observed import Knowledge, Observed
from diagnostics.model.site import Report
from diagnostics.system.binding import bind_to
from tests.fakes.system import DEFAULT_ROUTE, ETH0, LAN_ROUTE, LOOPBACK, FakeSystem
from tests.unit.app.reports.drop_server import request, server
from tests.unit.app.reports.outbox.world import sealed

ONE = sealed("one")
WLAN = Adapter(name="wlan0", index=3, type=AdapterType.WIFI, enabled=True, carrier=True)
TUN = Adapter(name="tun0", index=9, type=AdapterType.TUNNEL, enabled=True, carrier=True)
BY_WLAN = Route(destination="0.0.0.0/0", adapter="wlan0", gateway="198.51.100.1", metric=600)
BY_TUN = Route(destination="0.0.0.0/0", adapter="tun0", metric=50)


@pytest.mark.parametrize(
    ("adapters", "routes", "ways"),
    [
        ((LOOPBACK, ETH0), (DEFAULT_ROUTE, LAN_ROUTE), {}),
        ((LOOPBACK, ETH0, WLAN), (DEFAULT_ROUTE, BY_WLAN), {"wlan0": OTHER_ADAPTER}),
        ((LOOPBACK, ETH0, WLAN), (DEFAULT_ROUTE,), {}),
        ((LOOPBACK, ETH0, TUN), (DEFAULT_ROUTE, BY_TUN), {"eth0": PAST_TUNNEL}),
        ((ETH0, WLAN, TUN), (DEFAULT_ROUTE, BY_WLAN), {"eth0": PAST_TUNNEL, "wlan0": PAST_TUNNEL}),
        ((ETH0, msgspec.structs.replace(WLAN, carrier=False)), (DEFAULT_ROUTE, BY_WLAN), {}),
        ((ETH0, msgspec.structs.replace(WLAN, type=AdapterType.VIRTUAL)), (DEFAULT_ROUTE, BY_WLAN), {}),
        ((), (), {}),
    ],
)
def test_which_ways_there_are(adapters: tuple[Adapter, ...], routes: tuple[Route, ...], ways: dict[str, str]) -> None:
    found = detours(FakeSystem(adapters=adapters, routes=routes))
    assert {each.adapter: each.way for each in found} == ways


def test_a_system_that_does_not_tell_its_routes() -> None:
    unknown: Observed[tuple[Route, ...]] = Observed.missing(Knowledge.UNSUPPORTED, "fake")
    assert [each.adapter for each in detours(FakeSystem(adapters=(ETH0, TUN), routes=unknown))] == ["eth0"]


def test_each_adapter_has_its_own_name_servers() -> None:
    own = ResolverConfig(servers=("198.51.100.53",), adapter="wlan0")
    system = FakeSystem(adapters=(ETH0, WLAN), routes=(DEFAULT_ROUTE, BY_WLAN), resolvers=(own,))
    assert [each.servers for each in detours(system)] == [("198.51.100.53",)]


@pytest.fixture
def name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Answers one name with 127.0.0.7; first of all it sends something that is no answer."""
    import dns.message
    import dns.rrset

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        here.bind(("127.0.0.1", 0))
        here.settimeout(5.0)
        monkeypatch.setattr(module, "DNS_PORT", here.getsockname()[1])

        def answer() -> None:
            for _ in range(2):
                data, peer = here.recvfrom(4096)
                query = dns.message.from_wire(data)
                here.sendto(b"nonsense", peer)
                reply = dns.message.make_response(query)
                if query.question[0].rdtype == dns.rdatatype.A:
                    reply.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "A", "127.0.0.7"))
                here.sendto(reply.to_wire(), peer)

        thread = threading.Thread(target=answer)
        thread.start()
        yield "127.0.0.1"
        thread.join(5.0)


class Loose(Detour):
    """Tied to nothing."""

    def bind(self, new: socket.socket) -> None:
        pass


def test_a_name_is_asked_of_the_adapter_s_own_server(name_server: str) -> None:
    assert Loose("wlan0", 3, OTHER_ADAPTER, (name_server,)).addresses_of("drop.example.org") == ("127.0.0.7",)


def test_no_server_says_nothing() -> None:
    assert Loose("wlan0", 3, OTHER_ADAPTER).addresses_of("drop.example.org") == ()
    assert Loose("wlan0", 3, OTHER_ADAPTER).addresses_of("192.0.2.1") == ("192.0.2.1",)


def test_a_way_by_address_keeps_the_name_of_the_drop() -> None:
    tried: list[socket.socket] = []
    heads: list[bytes] = []

    def talk(connection: socket.socket, _: threading.Event) -> None:
        heads.append(request(connection))
        connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    with server(talk) as port:
        path = Path_(addresses=("127.0.0.1",), bind=tried.append)
        result = put_bytes(f"http://drop.example:{port}/in/", "n", b"data", path, again=False, deadline_s=5.0)
    assert result.outcome is Outcome.DELIVERED
    assert f"Host: drop.example:{port}".encode() in heads[0]
    assert len(tried) == 1


def test_an_adapter_that_takes_no_socket() -> None:
    def refuses(_: socket.socket) -> None:
        raise OSError("not allowed")

    path = Path_(addresses=("127.0.0.1",), bind=refuses)
    result = put_bytes("http://drop.example:9/in/", "n", b"data", path, again=False, deadline_s=5.0)
    assert result.outcome is Outcome.NO_CONNECTION


@pytest.mark.skipif(not hasattr(socket, "SO_BINDTODEVICE"), reason="Linux only")
def test_a_socket_is_tied_to_an_adapter() -> None:
    with socket.socket() as new:
        bind_to(new, "lo", 1)
        assert new.getsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, 16).rstrip(b"\0") == b"lo"
    with socket.socket() as new, pytest.raises(OSError, match=r"\[Errno 19\]|No such device"):
        bind_to(new, "no_such_adapter", 99)


class Drops:
    """Stands for `put_bytes`: what the straight way and each adapter answer."""

    def __init__(self, *answers: Outcome) -> None:
        self.answers = list(answers)
        self.seen: list[tuple[Path_, bool]] = []

    def __call__(self, url: str, name: str, data: bytes, path: Path_, *, again: bool, deadline_s: float) -> SendResult:
        assert deadline_s > 0
        self.seen.append((path, again))
        result = SendResult(self.answers[len(self.seen) - 1], "drop.example.org")
        if result.delivered and path.reached is not None:
            path.reached("192.0.2.7")
        return result


class Known(Loose):
    def addresses_of(self, host: str) -> tuple[str, ...]:
        return ("198.51.100.7",)


TWO_WAYS = (Known("wlan0", 3, OTHER_ADAPTER), Known("usb0", 4, OTHER_ADAPTER))
URL = "https://drop.example.org/in/"


@pytest.mark.parametrize(
    ("url", "answers", "outcome", "way", "again"),
    [
        (URL, [Outcome.DELIVERED], Outcome.DELIVERED, "way_drop", [False]),
        (URL, [Outcome.NO_CONNECTION, Outcome.DELIVERED], Outcome.DELIVERED, OTHER_ADAPTER, [False, False]),
        (URL, [Outcome.CUT, Outcome.ALREADY_THERE], Outcome.ALREADY_THERE, OTHER_ADAPTER, [False, True]),
        (
            URL,
            [Outcome.SIGN_IN, Outcome.CUT, Outcome.DELIVERED],
            Outcome.DELIVERED,
            OTHER_ADAPTER,
            [False, False, True],
        ),
        (URL, [Outcome.UNTRUSTED] * 3, Outcome.UNTRUSTED, "way_drop", [False] * 3),
        (
            URL,
            [Outcome.NO_CONNECTION, Outcome.CUT, Outcome.NO_CONNECTION],
            Outcome.CUT,
            "way_drop",
            [False, False, True],
        ),
        (URL, [Outcome.TOO_LARGE], Outcome.TOO_LARGE, "way_drop", [False]),
        (URL, [Outcome.NOT_ALLOWED], Outcome.NOT_ALLOWED, "way_drop", [False]),
        ("http://drop.example.org/in/", [Outcome.NO_CONNECTION], Outcome.NO_CONNECTION, "way_drop", [False]),
    ],
)
def test_other_ways_only_after_the_straight_one(
    url: str, answers: list[Outcome], outcome: Outcome, way: str, again: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    drops = Drops(*answers)
    monkeypatch.setattr(http, "put_bytes", drops)
    result = Drop(url, detours=lambda: TWO_WAYS).send(str(ONE.name), ONE.data, again=False, deadline_s=40.0)
    assert (result.outcome, result.way) == (outcome, way)
    assert [seen for _, seen in drops.seen] == again


def test_the_last_good_address_helps_where_no_server_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory(tmp_path / "reached.json")
    silent = (Loose("wlan0", 3, PAST_TUNNEL),)
    monkeypatch.setattr(http, "put_bytes", Drops(Outcome.DELIVERED))
    Drop(URL, memory=memory).send("n", b"d", again=False, deadline_s=40.0)
    drops = Drops(Outcome.NO_CONNECTION, Outcome.DELIVERED)
    monkeypatch.setattr(http, "put_bytes", drops)
    result = Drop(URL, detours=lambda: silent, memory=memory, proxy="proxy:3128").send(
        "n", b"d", again=False, deadline_s=40.0
    )
    assert result.way == PAST_TUNNEL
    assert [(path.proxy, path.addresses) for path, _ in drops.seen] == [("proxy:3128", ()), (None, ("192.0.2.7",))]


def test_what_is_remembered(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "deep" / "reached.json")
    assert memory.get("a") == ()
    memory.put("a", "192.0.2.1")
    memory.put("b", "no address")
    assert (memory.get("a"), memory.get("b")) == (("192.0.2.1",), ())
    (tmp_path / "deep" / "reached.json").write_text("{broken")
    assert memory.get("a") == ()
    for number in range(40):
        memory.put(f"host{number}", "192.0.2.1")
    assert len(msgspec.json.decode((tmp_path / "deep" / "reached.json").read_bytes())) == 16


def test_what_a_site_file_declares(tmp_path: Path) -> None:
    report = Report(drop=URL, folder=str(tmp_path))
    drop, folder = for_site(report, "proxy:3128", outbox=tmp_path, facts=FakeSystem)
    assert isinstance(drop, Drop)
    assert isinstance(folder, Folder)
    assert for_site(Report()) == []
