"""A saved watch comes back as it was, or is refused with a reason."""

import json

import pytest

from app.reports.sheet.watched import BROKEN, NEWER, NotAWatch, watch_of
from diagnostics.model.verdict import Certainty, Owner, Verdict
from diagnostics.watch.episode import Episode, WatchReport
from diagnostics.watch.tell import encode
from diagnostics.wording import Wording

SAVED = encode(
    WatchReport(
        started_at="2026-03-02T18:00:00Z",
        minutes=30,
        samples=180,
        left_out=2,
        events=(
            Episode(
                verdict=Verdict(cause="isp.down", certainty=Certainty.CONFIRMED, owner=Owner.PROVIDER),
                began_s=60.0,
                ended_s=100.0,
                seconds=40.0,
            ),
            Episode(
                verdict=Verdict(cause="internet.loss", certainty=Certainty.LIKELY, owner=Owner.USER, reason="wifi"),
                began_s=120.0,
                ended_s=None,
                seconds=900.0,
            ),
        ),
    ),
    Wording.load("fr"),
)


def test_comes_back() -> None:
    watch = watch_of(SAVED)
    assert [(one.cause, one.began_s, one.seconds, one.is_gone) for one in watch.events] == [
        ("isp.down", 60.0, 40.0, True),
        ("internet.loss", 120.0, 900.0, False),
    ]
    assert [one.verdict.owner for one in watch.events] == [Owner.PROVIDER, Owner.NOBODY]
    assert (watch.samples, watch.left_out) == (180, 2)


def changed(**fields: object) -> bytes:
    return json.dumps({**json.loads(SAVED), **fields}).encode()


REFUSED = {
    "not json": (b"hello", False, "not JSON"),
    "no watch": (b"{}", False, NEWER),
    "a diagnosis": (b'{"schema": "unstuck.diagnosis/1"}', False, NEWER),
    "a newer watch": (changed(schema="unstuck.watch/2"), True, NEWER),
    "no start": (changed(started_at="then"), True, BROKEN),
    "events of another shape": (changed(events=[{"cause": 5}]), True, BROKEN),
    "cut": (SAVED[:-30], False, "not JSON"),
    "bytes": (b"\xff\xfe{}", False, "not JSON"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    data, is_meant, why = REFUSED[case]
    with pytest.raises(NotAWatch, match=why) as caught:
        watch_of(data)
    assert caught.value.is_meant is is_meant
