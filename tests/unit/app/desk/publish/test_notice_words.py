"""What a notice may say, and until when."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.content import reading
from app.content.notice import read_notices
from app.desk.publish import notice
from app.desk.publish.error import PublishError
from app.desk.publish.when import until

NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
GOOD: dict[str, Any] = {"fr": "La passerelle est en panne", "en": "The gateway is down", "until": NOW}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no french": ({"fr": " "}, "fr. is empty"),
    "no english": ({"en": ""}, "en. is empty"),
    "same": ({"en": GOOD["fr"]}, "same text"),
    "long": ({"en": "x" * 201}, "longer than 200"),
    "two lines": ({"fr": "a\nb"}, "not one line"),
    "direction marks": ({"fr": "a\u202eb"}, "not one line"),
    "cause": ({"cause": "vpn.gateway"}, "Did you mean .vpn"),
    "system": ({"systems": ("macos",)}, "windows, darwin, linux"),
    "office": ({"offices": ("a\nb",)}, "cannot be the name"),
    "vpn": ({"vpns": ("a" * 65,)}, "cannot be the name"),
    "a letter under a heap of accents": ({"offices": ("Ly\u0301\u0301\u0301on",)}, "cannot be the name"),
    "no vpn": ({"vpns": ("",)}, "VPN is empty. Write it"),
    "no office": ({"offices": ("Lyon", " ")}, "VPN is empty. Write it"),
    "more offices than a laptop reads": ({"offices": [f"Office {n}" for n in range(201)]}, "more than 200 offices"),
    "a cause like no other": ({"cause": "nonsense"}, "is no cause. .unstuck desk new --list. shows all"),
    "share 0": ({"share": 0}, "from 1 to 100"),
    "share 101": ({"share": 101}, "from 1 to 100"),
}


@pytest.mark.parametrize("case", WRONG)
def test_refused(case: str) -> None:
    change, sentence = WRONG[case]
    with pytest.raises(PublishError, match=sentence):
        notice.add(notice.Draft(**(GOOD | change)))


def test_what_a_laptop_reads() -> None:
    files = {notice.NOTICES_FILE: notice.no_notices()}
    id, change = notice.add(notice.Draft(**GOOD, cause="vpn.mtu", offices=("Lyon",), share=10))
    change(files, NOW)
    assert json.loads(files[notice.NOTICES_FILE]) == {
        "schema": "unstuck.notices/1",
        "notices": [
            {
                "id": id,
                "cause": "vpn.mtu",
                "text": {"en": "The gateway is down", "fr": "La passerelle est en panne"},
                "since": "2026-11-23T09:40:00Z",
                "until": "2026-11-23T09:40:00Z",
                "offices": ["Lyon"],
                "systems": [],
                "vpns": [],
                "share": 10,
                "hides_steps": True,
            }
        ],
    }
    notice.add(notice.Draft(**GOOD))[1](files, NOW + timedelta(days=2))
    assert [one["cause"] for one in notice.listed(files[notice.NOTICES_FILE])] == [None]  # the first is long over


def test_the_most_that_laptops_read_and_not_one_more() -> None:
    files = {notice.NOTICES_FILE: notice.no_notices()}
    offices = [f"{n:03} {'x' * 60}" for n in range(200)]
    change = notice.add(notice.Draft(**(GOOD | {"until": NOW + timedelta(hours=2)}), offices=offices))[1]
    each = len(json.dumps(offices, separators=(",", ":")))
    told = 0
    while len(files[notice.NOTICES_FILE]) + each + 400 < reading.MOST_BYTES:
        notice.add(notice.Draft(**(GOOD | {"until": NOW + timedelta(hours=2)}), offices=offices))[1](files, NOW)
        told += 1
    before = dict(files)
    with pytest.raises(PublishError, match="over 256 KiB"):
        change(files, NOW)
    assert files == before
    read = read_notices(files[notice.NOTICES_FILE])
    assert (len(read), {len(one.offices) for one in read}) == (told, {200})
    assert told > 10


def test_an_office_that_is_named_twice_counts_once() -> None:
    files = {notice.NOTICES_FILE: notice.no_notices()}
    notice.add(notice.Draft(**GOOD, offices=["Lyon", "Lyon"]))[1](files, NOW)
    assert json.loads(files[notice.NOTICES_FILE])["notices"][0]["offices"] == ["Lyon"]


@pytest.mark.parametrize("data", [b"", b"[]", b'{"schema": "unstuck.notices/2", "notices": []}', b'{"notices": 1}'])
def test_notices_of_another_version_are_left_alone(data: bytes) -> None:
    with pytest.raises(PublishError, match="another version"):
        notice.add(notice.Draft(**GOOD))[1]({notice.NOTICES_FILE: data}, NOW)


def test_a_drill() -> None:
    files: dict[str, bytes] = {}
    id, change = notice.drill("Prêt ?", "Ready?", NOW)
    change(files, NOW)
    assert json.loads(files[notice.DRILL_FILE])["id"] == id
    notice.end_drill(files, NOW)
    assert files == {}
    with pytest.raises(PublishError, match="no drill"):
        notice.end_drill(files, NOW)


MOMENTS = {
    "90m": NOW + timedelta(minutes=90),
    "2h": NOW + timedelta(hours=2),
    "+18h": NOW + timedelta(hours=18),
    "+2h": NOW + timedelta(hours=2),
    "3d": NOW + timedelta(days=3),
    "2j": NOW + timedelta(days=2),
    "2026-11-24T18:00Z": datetime(2026, 11, 24, 18, tzinfo=UTC),
    "2026-11-24T18:00+01:00": datetime(2026, 11, 24, 17, tzinfo=UTC),
}


@pytest.mark.parametrize("text", MOMENTS)
def test_moments(text: str) -> None:
    assert until(text, NOW) == MOMENTS[text]


def test_a_time_of_day_is_the_next_one_here() -> None:
    local = NOW.astimezone()
    for text in ("18:00", "09:00", "18h30", "2h30"):
        found = until(text, NOW).astimezone()
        assert timedelta() < found - local <= timedelta(days=1)
    assert until("2026-11-25", NOW).astimezone().strftime("%d %H:%M") == "25 23:59"


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "2026-13-01", "0m", "2020-01-01", "40d", "9999999m", "18h", "2h3"]
)
def test_no_moments(text: str) -> None:
    with pytest.raises(PublishError):
        until(text, NOW)
