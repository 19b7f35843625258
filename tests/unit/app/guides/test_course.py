"""A whole run: what is recovered first, which guide is walked, what follows, and the record of it all."""

from pathlib import Path

import msgspec
import pytest

from app.guides.auto import Teller
from app.guides.hand import Did
from app.guides.repair import Undone
from tests.fakes.repairable import DNS, LINK, VPN, Computer, Fault, PowerCut, asks, does, guide

KEYS = {
    *("schema", "guide", "version", "cause", "started_at", "duration_s", "before", "after", "outcome", "resumed_at"),
    *("recovered", "steps", "changes", "followed"),
}
STEP_KEYS = {"step", "who", "verb", "did", "result", "reason", "taken_back", "seconds"}
CHANGE_KEYS = {"entry", "verb", "guide", "step", "state", "at"}
LEG_KEYS = {"guide", "version", "cause", "before", "after", "outcome", "resumed_at", "steps"}


def two_faults(folder: Path, *, both_seen: bool = False) -> Computer:
    """A wrong address book, and behind it a VPN that is off; with `both_seen` both are named from the start."""
    faults = (
        Fault(DNS, lambda settings: settings["dns"] == "wrong", ("dns.system", "service.reachable")),
        Fault(
            VPN,
            lambda settings: settings["vpn"] == "off" and (both_seen or settings["dns"] == "auto"),
            ("vpn.client",),
        ),
    )
    guides = {
        DNS: guide(DNS, does("auto", "dns.use_automatic")),
        VPN: guide(VPN, does("start", "vpn.start_client", check=("vpn.client",))),
    }
    here = Computer(folder, {"dns": "wrong", "vpn": "off", "cable": "in"}, faults, guides)
    return here.knob("dns.use_automatic", "dns", "auto").knob("vpn.start_client", "vpn", "on")


@pytest.mark.parametrize("both_seen", [False, True])
def test_two_faults_are_repaired_one_after_the_other(both_seen: bool, tmp_path: Path) -> None:
    here = two_faults(tmp_path, both_seen=both_seen)
    record = here.process()
    assert (record.outcome, record.cause, record.before.cause, record.after.cause) == ("fixed", DNS, DNS, "healthy")
    assert [(leg.guide, leg.outcome, leg.before.cause) for leg in record.followed] == [(VPN, "fixed", VPN)]
    assert here.settings == {"dns": "auto", "vpn": "on", "cable": "in"}
    assert [(one.verb, one.guide, one.state) for one in record.changes] == [
        ("dns.use_automatic", DNS, "kept"),
        ("vpn.start_client", VPN, "kept"),
    ]


def test_with_a_cause_named_the_walk_ends_with_it(tmp_path: Path) -> None:
    here = two_faults(tmp_path, both_seen=True)
    record = here.process(VPN)
    assert (record.outcome, record.guide, record.after.cause, record.followed) == ("other_cause", VPN, DNS, ())
    assert here.settings == {"dns": "wrong", "vpn": "on", "cable": "in"}
    assert not record.is_well


def test_a_cause_that_is_not_seen_is_not_walked(tmp_path: Path) -> None:
    record = two_faults(tmp_path).process(LINK)
    assert (record.outcome, record.guide, record.version, record.cause) == ("other_cause", None, None, LINK)
    assert (record.before.cause, record.steps, record.changes) == (DNS, (), ())


@pytest.mark.parametrize("wanted", [None, DNS])
def test_nothing_to_repair(wanted: str | None, tmp_path: Path) -> None:
    here = two_faults(tmp_path)
    here.settings.update(dns="auto", vpn="on")
    record = here.process(wanted)
    assert (record.outcome, record.is_well, record.before.cause) == ("not_needed", True, "healthy")
    assert here.looked == [None]


def test_no_more_than_three_guides_follow(tmp_path: Path) -> None:
    """Each repair uncovers the next trouble, further and further out."""
    chain = ("link.disabled", "ip.no_lease", "route.no_default", "gateway.unreachable", "isp.down", DNS)
    verbs = ("adapter.enable", "ip.use_dhcp", "dhcp.renew", "adapter.restart", "wifi.reconnect", "dns.flush")
    order = {cause: str(place) for place, cause in enumerate(chain)}

    def fault(cause: str) -> Fault:
        return Fault(cause, lambda settings: settings["now"] == order[cause], (f"check.{order[cause]}",))

    guides = {
        cause: guide(cause, does(f"s{order[cause]}", verb, check=(f"check.{order[cause]}",)))
        for cause, verb in zip(chain, verbs, strict=True)
    }
    here = Computer(tmp_path, {"now": "0"}, tuple(fault(cause) for cause in chain), guides)
    for place, verb in enumerate(verbs, start=1):
        here.knob(verb, "now", str(place))
    record = here.process()
    assert [leg.cause for leg in record.followed] == list(chain[1:4])
    assert (record.outcome, record.after.cause, here.settings["now"]) == ("other_cause", chain[4], "4")


def test_the_record_is_complete(tmp_path: Path) -> None:
    plain = msgspec.to_builtins(two_faults(tmp_path).process())
    assert set(plain) == KEYS
    assert (plain["schema"], plain["version"]) == ("unstuck.walk/1", 3)
    assert plain["started_at"].endswith("Z")
    assert (plain["before"], plain["after"]) == (
        {"cause": DNS, "certainty": "confirmed"},
        {"cause": "healthy", "certainty": "confirmed"},
    )
    assert set(plain["steps"][0]) == STEP_KEYS
    assert set(plain["changes"][0]) == CHANGE_KEYS
    assert set(plain["followed"][0]) == LEG_KEYS
    assert plain["steps"][0] | {"seconds": 0} == {
        "step": "auto", "who": "app", "verb": "dns.use_automatic", "did": "done", "result": "fixed", "reason": "",
        "taken_back": False, "seconds": 0,
    }  # fmt: skip


class Heard(Teller):
    def __init__(self) -> None:
        self.undone: list[Undone] = []

    def recovered(self, undone: Undone) -> None:
        self.undone.append(undone)


def left_half_done(folder: Path) -> Computer:
    """The power fails right after the address book was changed, before anybody wrote that it is done."""
    here = two_faults(folder)
    here.dies_at = 7
    with pytest.raises(PowerCut):
        here.process()
    here.dies_at = None
    assert (here.settings["dns"], here.entries()) == ("auto", [("dns.use_automatic", "begun")])
    return here


def test_what_was_left_half_done_is_put_back_before_the_first_look(tmp_path: Path) -> None:
    here = left_half_done(tmp_path)
    here.looked.clear()
    heard = Heard()
    record = here.process(tell=heard)
    assert [(one.verb, one.state) for one in record.recovered] == [("dns.use_automatic", "taken_back")]
    assert [undone.deed.did for undone in heard.undone] == [Did.DONE]
    assert (record.resumed_at, record.outcome) == ("auto", "fixed")
    assert [one.verb for one in record.changes] == ["dns.use_automatic", "vpn.start_client"]


def test_a_walk_of_another_guide_is_put_back_and_left_alone(tmp_path: Path) -> None:
    here = left_half_done(tmp_path)
    record = here.process(VPN)
    assert here.settings["dns"] == "wrong"
    assert (record.outcome, record.resumed_at, len(record.recovered)) == ("other_cause", None, 1)


def test_a_walk_that_was_left_before_anything_was_done_is_not_needed_any_more(tmp_path: Path) -> None:
    here = two_faults(tmp_path)
    here.guides = {DNS: guide(DNS, asks("plug"), does("auto", "dns.use_automatic"))}
    here.stop_at = 1.0
    assert here.process().outcome == "interrupted"
    here.stop_at = None
    here.settings.update(dns="auto", vpn="on")
    assert here.process().outcome == "not_needed"


def test_a_walk_that_was_left_finds_another_trouble_and_follows_it(tmp_path: Path) -> None:
    here = two_faults(tmp_path)
    here.guides = {**here.guides, DNS: guide(DNS, asks("plug"), does("auto", "dns.use_automatic"))}
    here.dies_at = 7
    with pytest.raises(PowerCut):
        here.process()
    here.dies_at = None
    here.settings["dns"] = "auto"
    record = here.process()
    assert (record.resumed_at, record.outcome, record.after.cause) == ("auto", "fixed", "healthy")
    assert [leg.guide for leg in record.followed] == [VPN]


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"[]", b'{"guide":"x","cause":"' + DNS.encode() + b'"}'])
def test_a_damaged_file_of_a_walk_starts_a_new_one(data: bytes, tmp_path: Path) -> None:
    here = two_faults(tmp_path)
    here.guides = {**here.guides, "x": here.guides[DNS]}
    (tmp_path / "guide.json").write_bytes(data)
    record = here.process()
    assert (record.outcome, record.resumed_at) == ("fixed", None)
