"""Sealing to everybody of IT, refusing what may not leave, and opening only what is whole."""

import datetime
import time
import traceback
from collections.abc import Sequence
from dataclasses import replace

import msgspec
import pytest

from app.reports.bundle import REPORT, TEXT
from app.reports.canary import Canary, Hit, Known
from app.reports.code import code_of
from app.reports.draft import Draft
from app.reports.refusal import Obstacle, Refusal, SealError
from app.reports.seal import open_sealed, seal
from app.reports.sealname import SealName
from diagnostics.model.site import Report
from diagnostics.site.shape import MAX_ITEMS
from tests.fakes.age_key import NOBODYS_KEYS
from tests.unit.app.reports.sealing import (
    CODE,
    FIRST,
    SECOND,
    STRANGER,
    TO_BOTH,
    Pair,
    sealed,
    sealed_by_hand,
)
from tests.unit.app.reports.test_draft_report import BLOCKED, made


@pytest.mark.parametrize("pair", [FIRST, SECOND], ids=["first", "second"])
def test_everybody_of_it_opens_it(pair: Pair) -> None:
    draft = made()
    made_of_it = sealed(draft)
    assert open_sealed(made_of_it.data, [pair.secret]).report == draft.report


def test_any_key_of_a_bunch_opens_it() -> None:
    assert open_sealed(sealed().data, [STRANGER.secret, SECOND.secret]).manifest.code == CODE.bare


def test_its_name_says_what_it_is_and_what_its_bytes_are() -> None:
    draft = made()
    found = sealed(draft)
    assert SealName.parse(str(found.name)) == found.name
    assert (found.name.report_id, found.name.code) == (draft.report.id, "6X71YCNQ6")
    assert found.name.matches(found.data)


def test_the_name_carries_the_code_that_is_read_out() -> None:
    code = code_of(BLOCKED)
    found = seal(made(), code, TO_BOTH)
    assert found.name.code == code.bare
    assert open_sealed(found.data, [FIRST.secret]).manifest.code == code.bare


def test_secrets_of_the_site_file_are_not_in_it() -> None:
    secret, password = "c29tZS10aGluZy0zMi1ieXRlcy1sb25nLWZvci10ZXM=", "hushhush"
    to = Report(recipients=(FIRST.public,), link_key=secret, drop=f"https://laptop:{password}@drop.example.org/in/")
    site = msgspec.structs.replace(BLOCKED.site, report=to)
    draft = made(msgspec.structs.replace(BLOCKED, site=site), site=site)
    for data in open_sealed(seal(draft, CODE, to).data, [FIRST.secret]).members.values():
        assert secret.encode() not in data
        assert password.encode() not in data


def test_nothing_of_the_report_can_be_read_without_a_key() -> None:
    found = sealed(made(words="Since the storm in Tamarin."))
    for word in (b"Tamarin", b"report.json", b"unstuck", b"vpn.port_blocked", b"PK\x03\x04"):
        assert word not in found.data


REFUSED: dict[str, tuple[Report, Obstacle]] = {
    "nobody to seal to": (Report(drop="https://drop.example.org/in/"), Obstacle.NO_RECIPIENTS),
    "a mistyped key": (Report(recipients=(FIRST.public, "age1qqqq")), Obstacle.BAD_RECIPIENT),
    "a secret key": (Report(recipients=(FIRST.secret,)), Obstacle.BAD_RECIPIENT),
    "the day after": (Report(recipients=(FIRST.public,), until="2026-11-21"), Obstacle.EXPIRED),
    "a day that does not exist": (Report(recipients=(FIRST.public,), until="2026-02-30"), Obstacle.BAD_DATE),
}
NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize(("report", "obstacle"), REFUSED.values(), ids=REFUSED.keys())
def test_it_does_not_seal(report: Report, obstacle: Obstacle) -> None:
    with pytest.raises(SealError) as caught:
        seal(made(), CODE, report, now=NOON)
    assert caught.value.obstacle is obstacle
    assert FIRST.secret[20:] not in caught.value.sentence("fr")


@pytest.mark.parametrize("key", NOBODYS_KEYS.values(), ids=NOBODYS_KEYS.keys())
def test_a_key_that_is_nobody_s_is_refused_without_a_crash(key: str) -> None:
    """The site inside a saved run never went through the parser of the site file."""
    with pytest.raises(SealError) as caught:
        seal(made(), CODE, Report(recipients=(key,)))
    assert caught.value.obstacle is Obstacle.BAD_RECIPIENT


def test_a_header_of_thousands_of_recipients_costs_nothing() -> None:
    """The library takes hours for it, and anybody may put such a file into the drop."""
    head, end = sealed().data.split(b"\n--- ", 1)
    stanza = head.partition(b"\n")[2]
    hostile = b"age-encryption.org/v1\n" + b"\n".join([stanza] * 4000) + b"\n--- " + end
    began = time.monotonic()
    with pytest.raises(SealError) as caught:
        open_sealed(hostile, [FIRST.secret])
    assert caught.value.obstacle is Obstacle.DAMAGED
    assert time.monotonic() - began < 2.0


def test_as_many_recipients_as_a_site_file_may_name() -> None:
    many = tuple(Pair.new().public for _ in range(MAX_ITEMS - 1))
    found = seal(made(), CODE, Report(recipients=(*many, FIRST.public)))
    assert open_sealed(found.data, [FIRST.secret]).manifest.code == CODE.bare


def test_the_list_holds_to_the_end_of_its_day() -> None:
    last = Report(recipients=(FIRST.public,), until="2026-11-22")
    midnight = datetime.datetime(2026, 11, 22, 23, 59, tzinfo=datetime.UTC)
    assert seal(made(), CODE, last, now=midnight).data
    east = datetime.timezone(datetime.timedelta(hours=12))
    assert seal(made(), CODE, last, now=datetime.datetime(2026, 11, 23, 11, 59, tzinfo=east)).data
    with pytest.raises(SealError, match=r"22\sNovember 2026"):
        seal(made(), CODE, last, now=midnight + datetime.timedelta(minutes=1))


class Finds(Canary):
    """A canary that finds the same whatever it is shown."""

    def __init__(self, *hits: Hit) -> None:
        super().__init__(())
        self._found = hits

    def hits(self, members: object) -> tuple[Hit, ...]:
        return self._found


def watched(draft: Draft, canary: Canary) -> Draft:
    return replace(draft, canary=canary)


def test_a_hit_in_the_text_costs_only_the_text() -> None:
    draft = watched(made(), Finds(Hit(TEXT, "person")))
    opened = open_sealed(seal(draft, CODE, TO_BOTH).data, [FIRST.secret])
    assert set(opened.members) == {REPORT}
    assert [member.name for member in opened.manifest.members] == [REPORT]


@pytest.mark.parametrize("member", [REPORT, ""], ids=["in the report", "in a name"])
def test_a_hit_in_the_report_stops_it_and_says_what_to_strike(member: str) -> None:
    draft = watched(made(), Finds(Hit(TEXT, "person"), Hit(member, "person", "ip.addresses/0")))
    with pytest.raises(SealError) as caught:
        seal(draft, CODE, TO_BOTH)
    assert caught.value.obstacle is Obstacle.PERSONAL
    assert [hit.ref for hit in caught.value.hits] == ["ip.addresses/0"]
    assert "ip.addresses/0" in caught.value.sentence("en")
    assert caught.value.sentence("fr").startswith("Le rapport reste ici")


def test_what_the_canary_knows_does_not_leave_and_what_was_struck_does_not_matter() -> None:
    draft = watched(made(words="It broke yesterday."), Canary([Known("person", "yesterday")]))
    with pytest.raises(SealError) as caught:
        seal(draft, CODE, TO_BOTH)
    assert "yesterday" not in str(caught.value)
    opened = open_sealed(seal(draft.without("words"), CODE, TO_BOTH).data, [FIRST.secret])
    assert all(b"yesterday" not in data for data in opened.members.values())


def test_a_report_of_the_largest_size_still_fits() -> None:
    assert len(sealed(made(words="x" * 2000)).data) < 2 * 1024 * 1024


def test_what_cannot_be_packed_small_enough_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reports.seal.LARGEST_BYTES", 1000)
    with pytest.raises(SealError) as caught:
        sealed()
    assert caught.value.obstacle is Obstacle.TOO_LARGE


WHOLE = sealed().data
NOT_OPENED: dict[str, tuple[bytes, Sequence[str], Obstacle]] = {
    "nothing": (b"", [FIRST.secret], Obstacle.NOT_SEALED),
    "something else": (b"PK\x03\x04" + bytes(99), [FIRST.secret], Obstacle.NOT_SEALED),
    "only the header": (WHOLE[:22], [FIRST.secret], Obstacle.DAMAGED),
    "cut": (WHOLE[:-1], [FIRST.secret], Obstacle.DAMAGED),
    "a byte behind it": (WHOLE + b"\n", [FIRST.secret], Obstacle.DAMAGED),
    "too large": (WHOLE + bytes(2 * 1024 * 1024), [FIRST.secret], Obstacle.TOO_LARGE_TO_OPEN),
    "no key": (WHOLE, [], Obstacle.NO_IDENTITY),
    "a public key": (WHOLE, [FIRST.public], Obstacle.BAD_IDENTITY),
    "another's key": (WHOLE, [STRANGER.secret], Obstacle.NOT_FOR_YOU),
    "sealed, and no bundle": (sealed_by_hand(b"hello"), [FIRST.secret], Obstacle.NOT_A_BUNDLE),
}


@pytest.mark.parametrize(("data", "keys", "obstacle"), NOT_OPENED.values(), ids=NOT_OPENED.keys())
def test_it_does_not_open(data: bytes, keys: Sequence[str], obstacle: Obstacle) -> None:
    with pytest.raises(Refusal) as caught:
        open_sealed(data, keys)
    assert caught.value.obstacle is obstacle
    shown = "".join(traceback.format_exception(caught.value))
    assert not any(key[20:] in shown for key in keys), "no key, secret or public, in a log or a crash file"
