"""The book of a run."""

from app.presenters.ledger import Ledger
from diagnostics.model.event import CheckFinished, CheckStarted, Finished, LoadProgress, RunStarted, Seen
from diagnostics.model.fact import Adapter, AdapterType, Fact, Route, VpnClient, WifiLink
from diagnostics.model.observation import CheckResult, CheckState, Observation
from tests.fakes import story


def fed(*facts: Fact) -> Ledger:
    ledger = Ledger()
    for number, fact in enumerate(facts):
        ledger.take(Seen(Observation(id=f"x/{number}", check="x", start_s=0, end_s=0, fact=fact)))  # type: ignore[arg-type]
    return ledger


def adapter(name: str, type: AdapterType, *, up: bool = True) -> Adapter:
    return Adapter(name=name, type=type, enabled=up, carrier=up)


def default(name: str, metric: int) -> Route:
    return Route(destination="0.0.0.0/0", adapter=name, gateway="192.0.2.1", metric=metric)


def test_states_follow_the_events() -> None:
    ledger = Ledger()
    ledger.take(RunStarted(("a.b", "c.d")))
    assert ledger.sight().checks == {"a.b": "waiting", "c.d": "waiting"}
    ledger.take(CheckStarted("a.b"))
    assert ledger.states["a.b"] == "checking"
    ledger.take(CheckFinished(CheckResult(id="a.b", state=CheckState.PROBLEM, duration_s=0.1)))
    assert ledger.states["a.b"] == "problem"
    assert not ledger.sight().ended
    ledger.take(Finished("cancelled"))
    assert ledger.sight().ended
    assert ledger.sight().cause is None


def test_the_verdict_reaches_the_sight() -> None:
    ledger = Ledger()
    for event in story.story("laptop.disk_full", others=("service.down",)):
        ledger.take(event)
    assert ledger.sight().cause == "laptop.disk_full"
    assert ledger.sight().others == ("service.down",)
    assert ledger.sight().signal_dbm == -52


def test_the_link_is_the_one_that_the_default_route_takes() -> None:
    wifi, cable = adapter("wlan0", AdapterType.WIFI), adapter("eth0", AdapterType.ETHERNET)
    assert fed(wifi, cable).sight().link is None  # both carry, nobody knows which one is used
    assert fed(wifi, cable, default("wlan0", 600)).sight().link == "wifi"
    assert fed(wifi, cable, default("wlan0", 600), default("eth0", 100)).sight().link == "ethernet"


def test_a_full_tunnel_does_not_hide_the_link() -> None:
    tunnel = adapter("tun0", AdapterType.TUNNEL)
    sight = fed(adapter("wlan0", AdapterType.WIFI), tunnel, default("tun0", 50), default("wlan0", 600)).sight()
    assert sight.link == "wifi"
    assert sight.vpn_seen


def test_a_laptop_with_one_adapter_that_is_down_still_has_a_name_for_it() -> None:
    assert fed(adapter("wlan0", AdapterType.WIFI, up=False)).sight().link == "wifi"
    assert fed(adapter("docker0", AdapterType.VIRTUAL)).sight().link is None


def test_a_vpn_counts_as_seen_when_its_client_is_there() -> None:
    assert fed(VpnClient(vpn="Company VPN", installed=True)).sight().vpn_seen
    assert not fed(VpnClient(vpn="Company VPN", installed=False)).sight().vpn_seen


def test_only_a_connected_radio_has_a_signal() -> None:
    assert fed(WifiLink(adapter="wlan0", connected=False, signal_dbm=-60)).sight().signal_dbm is None


def test_load_progress_is_kept() -> None:
    ledger = Ledger()
    ledger.take(LoadProgress("down", 0.5, 42.0))
    assert ledger.progress == ("down", 0.5, 42.0)


def test_a_run_that_broke_still_makes_a_report() -> None:
    ledger = Ledger()
    for event in story.story("healthy", until=6):
        ledger.take(event)
    record = ledger.unjudged(story.EXAMPLE, "slow")
    assert record.verdict is None
    assert record.symptom == "slow"
    assert len(record.checks) == 6
    assert len(record.observations) == len(ledger.observations) > 0
