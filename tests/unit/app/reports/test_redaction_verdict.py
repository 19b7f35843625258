"""A redacted run is judged to the same verdict: redaction takes nothing that a rule needs."""

from pathlib import Path

import msgspec
import pytest

from app.reports.identity import Identity
from app.reports.redact import Redactor
from diagnostics.model.answer import LookupAnswer, Purpose
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import ProxySetting
from diagnostics.verdict.judge import judge
from tests.fakes.house import House
from tests.unit.diagnostics.faults.test_story import STORIES

GOLDEN = sorted((Path(__file__).resolve().parents[3] / "golden").glob("*/diagnosis.json"))
SOMEBODY = Identity(("lt-dur-12345",), ("Inès Durand", "ines"))


def _run(house: House) -> Diagnosis:
    checks, observations = house.seen()
    return Diagnosis(site=house.site, verdict=house.verdict(), checks=checks, observations=observations)


def _redacted(run: Diagnosis, key: bytes) -> Diagnosis:
    facts = [item.fact for item in run.observations]
    return Redactor(run.site, facts, SOMEBODY, key).diagnosis(run)


def _moved(run: Diagnosis, places: dict[str, str]) -> Diagnosis:
    """The same story in another network."""
    text = msgspec.json.encode(run).decode()
    for here, there in places.items():
        text = text.replace(here, there)
    return msgspec.json.decode(text, type=Diagnosis)


KEYS = (b"a" * 16, b"b" * 16, b"c" * 16)
AT_HOME = {"192.0.2.": "192.168.57.", "198.51.100.": "86.1.2.", "203.0.113.": "91.7.8.", "2001:db8:": "2a01:cb08:"}
IN_A_TEN = {"192.0.2.": "10.44.3.", "198.51.100.": "86.1.2.", "203.0.113.": "91.7.8."}


PLACES = {"documentation": {}, "at home": AT_HOME, "in a ten": IN_A_TEN}


def _the_same(name: str, places: dict[str, str], keys: tuple[bytes, ...]) -> None:
    run = _moved(_run(STORIES[name][0]()), places)
    before = judge(run.site, run.checks, run.observations)
    for key in keys:
        redacted = _redacted(msgspec.structs.replace(run, verdict=before), key)
        assert judge(redacted.site, redacted.checks, redacted.observations) == redacted.verdict, (name, key)
        assert redacted.verdict is not None
        assert (redacted.verdict.cause, redacted.verdict.evidence) == (before.cause, before.evidence), (name, key)


@pytest.mark.parametrize("name", STORIES)
def test_the_same_verdict(name: str) -> None:
    for places, key in zip(PLACES.values(), KEYS, strict=True):
        _the_same(name, places, (key,))


@pytest.mark.long
@pytest.mark.parametrize("place", PLACES)
def test_the_same_verdict_at_every_place_with_every_key(place: str) -> None:
    for name in STORIES:
        _the_same(name, PLACES[place], KEYS)


@pytest.mark.parametrize("file", GOLDEN[::4], ids=lambda file: file.parent.name)
def test_the_same_verdict_on_saved_runs(file: Path) -> None:
    """All of them, at every level: test_level.py."""
    run = msgspec.json.decode(file.read_bytes(), type=Diagnosis)
    before = judge(run.site, run.checks, run.observations)
    redacted = _redacted(msgspec.structs.replace(run, verdict=before), b"k" * 16)
    assert judge(redacted.site, redacted.checks, redacted.observations) == redacted.verdict


def test_the_person_s_own_network_is_not_in_it() -> None:
    run = _moved(_run(House()), AT_HOME)
    text = msgspec.json.encode(_redacted(run, b"k" * 16)).decode()
    assert "192.168.57." not in text
    assert "192.168." in text, "it is still a private network"


def test_no_name_server_stays_none() -> None:
    """A story without anything to hide comes out equal, apart from the addresses."""
    run = _run(House())
    redacted = _redacted(run, b"k" * 16)
    assert [item.id for item in redacted.observations] == [item.id for item in run.observations]
    assert [(item.start_s, item.end_s, type(item.fact)) for item in redacted.observations] == [
        (item.start_s, item.end_s, type(item.fact)) for item in run.observations
    ]
    assert redacted.site == run.site


def test_a_name_is_the_same_as_subject_as_name_and_with_a_port() -> None:
    facts = [
        ProxySetting(source="environment", mode="manual", server="proxy:3128"),
        LookupAnswer(purpose=Purpose.PROXY, subject="proxy:3128", name="proxy"),
        LookupAnswer(purpose=Purpose.PROXY, subject="proxy", name="proxy"),
    ]
    redactor = Redactor(House().site, facts, SOMEBODY, b"k" * 16)
    setting, with_port, alone = (msgspec.to_builtins(redactor.fact(fact)) for fact in facts)
    assert setting["server"] == with_port["subject"] == "host-1.invalid:3128"
    assert with_port["name"] == alone["subject"] == alone["name"] == "host-1.invalid"
