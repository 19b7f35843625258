"""Levels: each hides what it says, and the verdict stays the same at every one."""

from pathlib import Path

import msgspec
import pytest

from app.reports.draft import compose
from app.reports.identity import Identity
from app.reports.level import KEY_BYTES, hidden, key_for
from app.reports.redact import Redactor
from diagnostics.model.answer import Purpose, TcpAnswer
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import Address, AudioDevice, Route, Talker
from diagnostics.model.observation import Observation
from diagnostics.model.port import OsInfo
from diagnostics.model.site import HIDEABLE, Report
from diagnostics.verdict.judge import judge
from tests.fakes.house import SITE, House

GOLDEN = sorted((Path(__file__).resolve().parents[3] / "golden").glob("*/diagnosis.json"))
DRAWN = b"one and the same" * 2  # with a key of chance an address ends like the old one, once in a while
SOMEBODY = Identity(("lt-dur-12345",), ("Inès Durand", "ines"))
LEVELS = {"standard": Report(), "strict": Report(level="strict")} | {
    name: Report(level="own", hide=(name,)) for name in HIDEABLE
}


def run() -> Diagnosis:
    facts = [
        Address(adapter="eth0", address="192.168.57.23", prefix=24),
        Route(destination="0.0.0.0/0", adapter="eth0", gateway="192.168.57.1"),
        AudioDevice(direction="in", name="Jabra Evolve 65"),
        AudioDevice(direction="out", name="Logitech USB Headset H540"),
        Talker(process="firefox", window_s=1.0, down_mbit=9.0, up_mbit=1.0),
        TcpAnswer(
            purpose=Purpose.GATEWAY, subject="192.168.57.1", address="192.168.57.1", port=53, detail="[Errno 111]"
        ),
    ]
    seen = tuple(
        Observation(id=f"ip.addresses/{n}", check="ip.addresses", start_s=0.0, end_s=0.1, fact=fact)
        for n, fact in enumerate(facts)
    )
    return Diagnosis(
        site=SITE,
        observations=seen,
        os=OsInfo(system="linux", name="Debian", kernel="6.1.0-25-amd64", machine="x86_64"),
    )


def leaving(level: Report) -> str:
    site = msgspec.structs.replace(SITE, report=level)
    return compose(run(), site=site, words="The light is red.", identity=SOMEBODY, key=DRAWN).json_bytes().decode()


SHOWS = {
    "addresses": '.1"',
    "details": "Errno 111",
    "devices": "Jabra Evolve 65",
    "programs": "firefox",
    "system": "6.1.0-25-amd64",
    "words": "The light is red.",
}


@pytest.mark.parametrize("item", HIDEABLE)
def test_each_item_hides_what_it_says_and_nothing_else(item: str) -> None:
    hides = leaving(Report(level="own", hide=(item,)))
    assert SHOWS[item] not in hides
    for other in set(HIDEABLE) - {item}:
        assert SHOWS[other] in hides, other


def test_the_standard_level_shows_all_of_it_and_the_strict_one_nothing() -> None:
    assert all(text in leaving(Report()) for text in SHOWS.values())
    assert not any(text in leaving(Report(level="strict")) for text in SHOWS.values())


def test_what_the_level_left_out_is_said() -> None:
    site = msgspec.structs.replace(SITE, report=Report(level="strict"))
    draft = compose(run(), site=site, words="The light is red.", identity=SOMEBODY)
    assert draft.report.left_out.parts == ("words", "system")


def test_an_unknown_level_hides_everything() -> None:
    assert hidden(Report(level="newer")) == frozenset(HIDEABLE)


@pytest.mark.parametrize("link_key", [None, "", "short", "%%%"])
def test_without_a_usable_key_every_report_has_its_own(link_key: str | None) -> None:
    one, two = key_for(Report(link_key=link_key)), key_for(Report(link_key=link_key))
    assert not one.linked
    assert one.value != two.value
    assert len(one.value) == KEY_BYTES


def the_same(given: Diagnosis, level: Report) -> None:
    before = judge(given.site, given.checks, given.observations)
    facts = [item.fact for item in given.observations]
    redactor = Redactor(given.site, facts, SOMEBODY, b"k" * 16, hide=hidden(level))
    after = redactor.diagnosis(msgspec.structs.replace(given, verdict=before))
    again = judge(after.site, after.checks, after.observations)
    assert again == after.verdict
    assert (again.cause, again.reason, again.evidence) == (before.cause, before.reason, before.evidence)


def test_the_healthy_house_is_healthy_at_every_level() -> None:
    house = House()
    checks, observations = house.seen()
    for level in LEVELS.values():
        the_same(Diagnosis(site=house.site, checks=checks, observations=observations), level)


@pytest.mark.parametrize("file", GOLDEN[::12], ids=lambda file: file.parent.name)
def test_the_verdict_of_saved_runs_is_the_same_at_the_strict_level(file: Path) -> None:
    the_same(msgspec.json.decode(file.read_bytes(), type=Diagnosis), LEVELS["strict"])


@pytest.mark.long
@pytest.mark.parametrize("name", LEVELS)
def test_the_verdict_of_every_saved_run_is_the_same_at_every_level(name: str) -> None:
    assert len(GOLDEN) >= 400
    for file in GOLDEN:
        the_same(msgspec.json.decode(file.read_bytes(), type=Diagnosis), LEVELS[name])
