"""Which notices a laptop shows: by time, verdict, office, system, VPN and share; and what a stolen key can do."""

import json
import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.content import notice
from app.content.notice import Notice, matching, read_notices
from app.desk.publish import notice as desk

NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
HOUR = timedelta(hours=1)
CAUSE = "vpn.gateway_unreachable"
HERE: dict[str, Any] = {
    "causes": (CAUSE, "wifi.weak"),
    "system": "linux",
    "vpns": ("Main",),
    "office": "Lyon",
    "share_key": "0123456789abcdef",
    "now": NOW,
}
ENTRY: dict[str, Any] = {
    "id": "89023b",
    "cause": CAUSE,
    "text": {"en": "Gateway 2 is down.", "fr": "La passerelle 2 est en panne."},
    "since": "2026-11-23T05:40:00Z",
    "until": "2026-11-23T14:00:00Z",
    "offices": ["Lyon"],
    "systems": ["linux"],
    "vpns": ["Main"],
    "share": 100,
    "hides_steps": True,
}


def file(*entries: object) -> bytes:
    return json.dumps({"schema": notice.SCHEMA, "notices": entries}).encode()


def told(id: str = "a", **changes: Any) -> Notice:
    return replace(Notice(id, CAUSE, "Down.", "En panne.", NOW - HOUR, NOW + HOUR), **changes)


def ids(*notices: Notice, **changes: Any) -> list[str]:
    return [one.id for one in matching(notices, **(HERE | changes))]


def test_what_the_desk_writes_is_what_a_laptop_reads() -> None:
    files = {desk.NOTICES_FILE: desk.no_notices()}
    draft = desk.Draft("En panne.", "Down.", NOW + HOUR, CAUSE, ("Lyon",), ("linux",), ("Main",), 10)
    id, change = desk.add(draft)
    change(files, NOW)
    assert desk.NOTICES_FILE == notice.PATH
    assert read_notices(files[notice.PATH]) == (
        Notice(id, CAUSE, "Down.", "En panne.", NOW, NOW + HOUR, ("Lyon",), ("linux",), ("Main",), 10, True),
    )


def test_the_text_in_the_person_s_language() -> None:
    assert [told().text(lang) for lang in ("en", "fr", "fr_CA", "de")] == ["Down.", "En panne.", "En panne.", "Down."]


MATCHES: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    "the cause": ({}, {}, True),
    "another root": ({"cause": "wifi.weak"}, {}, True),
    "another cause": ({"cause": "dns.slow"}, {}, False),
    "for everybody": ({"cause": None}, {}, True),
    "for everybody, before any verdict": ({"cause": None}, {"causes": ()}, True),
    "a cause, before any verdict": ({}, {"causes": ()}, False),
    "it begins now": ({"since": NOW}, {}, True),
    "it has not begun": ({"since": NOW + timedelta(seconds=1)}, {}, False),
    "it ends now": ({"until": NOW}, {}, False),
    "its last second": ({"until": NOW + timedelta(seconds=1)}, {}, True),
    "a year later": ({}, {"now": NOW + timedelta(days=365)}, False),
    "a year earlier": ({}, {"now": NOW - timedelta(days=365)}, False),
    "this system": ({"systems": ("windows", "linux")}, {}, True),
    "another system": ({"systems": ("windows", "darwin")}, {}, False),
    "a system that is not known": ({"systems": ("linux",)}, {"system": ""}, False),
    "this VPN": ({"vpns": ("main",)}, {}, True),
    "another VPN": ({"vpns": ("Old",)}, {}, False),
    "no VPN at all": ({"vpns": ("Main",)}, {"vpns": ()}, False),
    "this office": ({"offices": ("Paris", "Lyon")}, {}, True),
    "as it was typed": ({"offices": ("LYÔN",)}, {}, True),
    "another office": ({"offices": ("Paris",)}, {}, False),
    "an office that is not known": ({"offices": ("Lyon",)}, {"office": ""}, False),
    "a part of the name": ({"offices": ("Lyon 2",)}, {}, False),
    "everywhere": ({"share": 100}, {}, True),
}


@pytest.mark.parametrize("case", MATCHES)
def test_matching(case: str) -> None:
    of_notice, of_laptop, shown = MATCHES[case]
    assert bool(ids(told(**of_notice), **of_laptop)) is shown


def test_the_first_cause_first_then_the_latest_and_everybody_last() -> None:
    found = ids(
        told("everybody", cause=None),
        told("other", cause="wifi.weak"),
        told("older", since=NOW - 3 * HOUR),
        told("newer", since=NOW - HOUR),
    )
    assert found == ["newer", "older", "other", "everybody"]


def test_a_person_never_sees_more_than_five() -> None:
    assert len(ids(*(told(str(n)) for n in range(40)))) == notice.MOST_SHOWN
    assert len(ids(*(told(str(n)) for n in range(40)), most=40)) == 40


KEYS = tuple(f"{n:016x}" for n in range(4_000))


class TestShare:
    def reached(self, share: int, id: str = "a") -> set[str]:
        one = told(id, share=share)
        return {key for key in KEYS if matching([one], **(HERE | {"share_key": key}))}

    @pytest.mark.parametrize("share", [1, 10, 50, 99])
    def test_about_as_many_laptops_as_it_says(self, share: int) -> None:
        assert abs(len(self.reached(share)) / len(KEYS) - share / 100) < 0.025

    def test_a_larger_share_keeps_those_that_had_it(self) -> None:
        assert self.reached(5) < self.reached(20) < self.reached(100) == set(KEYS)

    def test_another_notice_begins_with_other_laptops(self) -> None:
        assert len(self.reached(10) & self.reached(10, "b")) < 0.02 * len(KEYS)

    def test_a_laptop_always_says_the_same(self) -> None:
        assert self.reached(10) == self.reached(10)


def test_offices_to_choose_from() -> None:
    found = (told(offices=("Paris", "Lyon")), told(offices=("LYON", "Évry")), told())
    assert notice.offices(found) == ("Évry", "LYON", "Paris")


BAD: dict[str, dict[str, Any]] = {
    "no id": {"id": None},
    "an id with a path": {"id": "../x"},
    "a number as id": {"id": 5},
    "a cause that is a list": {"cause": ["vpn.mtu"]},
    "an empty cause": {"cause": ""},
    "no text": {"text": None},
    "a text of one piece": {"text": "Down."},
    "a text of direction marks": {"text": {"en": "\u202e", "fr": "\n"}},
    "languages that nobody speaks here": {"text": {"de": "Kaputt.", "mu": "…"}},
    "it begins never": {"since": None},
    "it begins without a zone": {"since": "2026-11-23T05:40:00"},
    "it ends before it begins": {"until": "2026-11-23T05:00:00Z"},
    "it ends when it begins": {"until": "2026-11-23T05:40:00Z"},
    "it ends in the year 9999": {"until": "9999-12-31T23:59:59Z"},
    "it ends when somebody says": {"until": "soon"},
    "offices of one piece": {"offices": "Lyon"},
    "an office that is no name": {"offices": ["\u202eLyon"]},
    "endless offices": {"offices": ["Lyon"] * 2_000},
    "systems in an object": {"systems": {"linux": True}},
    "share 0": {"share": 0},
    "share 101": {"share": 101},
    "share true": {"share": True},
    "half a share": {"share": 0.5},
    "a share in words": {"share": "all"},
    "hides_steps in words": {"hides_steps": "yes"},
    "hides_steps as a number": {"hides_steps": 1},
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_one_is_left_out_and_the_others_stay(case: str) -> None:
    bad = ENTRY | {"id": "bad"} | BAD[case]
    assert [one.id for one in read_notices(file(bad, ENTRY, 5, None, "x", []))] == ["89023b"]


def test_a_missing_cause_is_not_for_everybody() -> None:
    assert read_notices(file({key: value for key, value in ENTRY.items() if key != "cause"})) == ()


def test_what_may_be_missing() -> None:
    short = {key: ENTRY[key] for key in ("id", "cause", "text", "since", "until")}
    (found,) = read_notices(file(short))
    assert (found.offices, found.systems, found.vpns, found.share, found.hides_steps) == ((), (), (), 100, False)


def test_only_a_notice_with_a_cause_stands_instead_of_steps() -> None:
    assert [one.hides_steps for one in read_notices(file(ENTRY, ENTRY | {"id": "b", "cause": None}))] == [True, False]


def test_none_lasts_longer_than_a_month() -> None:
    (found,) = read_notices(file(ENTRY | {"until": "2099-12-31T00:00:00Z"}))
    assert found.until == found.since + notice.LONGEST


def test_of_two_with_one_id_the_first_counts() -> None:
    (found,) = read_notices(file(ENTRY, ENTRY | {"text": {"en": "Other.", "fr": "Autre."}}))
    assert found.text_en == "Gateway 2 is down."


def test_fifty_are_read_and_no_more() -> None:
    many = [ENTRY | {"id": f"n{n}"} for n in range(300)]
    assert len(read_notices(file(*many))) == notice.MOST


@pytest.mark.parametrize("data", [None, b"", b"[]", b"\xff\x00", b'{"schema":"unstuck.notices/2","notices":[]}'])
def test_no_file_of_ours_has_no_notices(data: bytes | None) -> None:
    assert read_notices(data) == ()


@pytest.mark.parametrize("listed", [None, {}, "x", 5, [[]], [[[{}]]]])
def test_a_list_that_is_none(listed: object) -> None:
    assert read_notices(json.dumps({"schema": notice.SCHEMA, "notices": listed}).encode()) == ()


def test_the_worst_file_takes_no_time() -> None:
    """As many names as fit, all of them to be folded: read and matched well below a frame or two."""
    many = [ENTRY | {"id": f"n{n}", "offices": [f"é{n}.{m}" for m in range(195)]} for n in range(75)]
    data = file(*many)
    assert len(data) < 256 * 1024
    began = time.process_time()
    found = read_notices(data)
    matching(found, **HERE)
    assert time.process_time() - began < 0.25
    assert len(found) == notice.MOST


JUNK: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**30, 1e999, "", "x" * 5_000, "\u202e<b>", "\ud800", "2026-11-23T05:40:00Z"),
    *([], {}, [[]], {"en": 5}, {"en": "\x00a", "fr": "\u2066b"}, ["Lyon"], "0001-01-01T00:00:00+23:59"),
)


def test_ten_thousand_forged_files() -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    survived = 0
    for _ in range(10_000):
        forged = [dict(ENTRY) for _ in range(chance.randrange(4))]
        for entry in forged:
            for key in chance.sample(sorted(ENTRY), chance.randrange(4)):
                entry[key] = chance.choice(JUNK)
        data = bytearray(file(*forged))
        for _ in range(chance.choice((0, 0, 0, 1, 5))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        for one in read_notices(bytes(data)):
            for text in (one.text_en, one.text_fr):
                assert 0 < len(text) <= notice.LONGEST_TEXT, f"seed {seed}"
                assert all(char.isprintable() or char in "\u00a0\u202f" for char in text), f"seed {seed}"
            assert one.since < one.until <= one.since + notice.LONGEST, f"seed {seed}"
            matching([one], **HERE)
            survived += 1
    assert survived > 1_000
