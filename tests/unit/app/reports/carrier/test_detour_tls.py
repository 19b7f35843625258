"""A real nginx over TLS that only another adapter leads to."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.reports.carrier.detour import PAST_TUNNEL, Detour
from app.reports.carrier.http import Drop
from app.reports.outcome import Outcome
from tests.unit.app.reports import test_drop_nginx
from tests.unit.app.reports.outbox.world import sealed
from tests.unit.app.reports.test_drop_nginx import Drop as Place

pytestmark = [
    *test_drop_nginx.pytestmark,
    pytest.mark.skipif(not hasattr(socket, "SO_BINDTODEVICE"), reason="Linux only: the test ties sockets to lo"),
]
ONE = sealed("one")
LOOPBACK = Detour("lo", 1, PAST_TUNNEL)
place = test_drop_nginx.drop


@pytest.fixture
def nowhere() -> Iterator[str]:
    """A proxy that does not answer: its port is taken and nobody listens."""
    with ExitStack() as stack:
        taken = stack.enter_context(socket.socket())
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"


def test_past_the_tunnel_with_the_drop_s_own_certificate(
    place: Place, nowhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(place.root / "ca.pem"))
    drop = Drop(f"https://127.0.0.1:{place.secure}/in/", proxy=nowhere, detours=lambda: [LOOPBACK])
    result = drop.send(str(ONE.name), ONE.data, again=False, deadline_s=20.0)
    assert (result.outcome, result.way) == (Outcome.DELIVERED, PAST_TUNNEL)
    assert place.files == {str(ONE.name): ONE.data}


def test_a_stranger_beyond_the_tunnel_gets_nothing(place: Place, nowhere: str) -> None:
    drop = Drop(f"https://127.0.0.1:{place.secure}/in/", proxy=nowhere, detours=lambda: [LOOPBACK])
    assert not drop.send(str(ONE.name), ONE.data, again=False, deadline_s=20.0).delivered
    assert place.files == {}


def test_the_usual_way_remembers_where_the_drop_is(place: Place, tmp_path: Path) -> None:
    from app.reports.carrier.memory import Memory

    memory = Memory(tmp_path / "reached.json")
    drop = Drop(f"http://127.0.0.1:{place.plain}/in/", memory=memory)
    assert drop.send(str(ONE.name), ONE.data, again=False, deadline_s=20.0).way == "way_drop"
    assert memory.get("127.0.0.1") == ("127.0.0.1",)
