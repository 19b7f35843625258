"""What a watch prints and how it ends: JSON, lines, exit status, refusals."""

import io
import json
from argparse import ArgumentTypeError, Namespace

import pytest

from diagnostics.command import main
from diagnostics.model.verdict import HEALTHY, UNKNOWN, Certainty, Owner, Verdict
from diagnostics.watch import command
from diagnostics.watch.episode import Change, Episode, WatchReport
from diagnostics.watch.run import Moved
from diagnostics.watch.tell import as_object, encode, line, summary
from diagnostics.wording import Wording

EN, FR = Wording.load("en"), Wording.load("fr")


def episode(cause: str, began_s: float, ended_s: float | None, now_s: float = 600.0) -> Episode:
    verdict = Verdict(cause=cause, certainty=Certainty.CONFIRMED, owner=Owner.USER, args={"vpn": "Company VPN"})
    until = now_s if ended_s is None else ended_s
    return Episode(verdict=verdict, began_s=began_s, ended_s=ended_s, seconds=until - began_s, diagnosis_id="abc")


def report(*events: Episode, cause: str = HEALTHY) -> WatchReport:
    verdict = events[0].verdict if events else Verdict(cause=cause, certainty=Certainty.LIKELY, owner=Owner.NOBODY)
    return WatchReport(started_at="2026-11-22T10:40:00.000Z", minutes=10.0, samples=60, events=events, verdict=verdict)


CUT = episode("vpn.port_blocked", 120.0, 160.0)
STILL = episode("isp.down", 300.0, None)


def test_the_object_has_every_key_of_the_contract() -> None:
    told = json.loads(encode(report(CUT, STILL), EN))
    assert told["schema"] == "unstuck.watch/1"
    assert (told["started_at"], told["minutes"], told["samples"]) == ("2026-11-22T10:40:00.000Z", 10.0, 60)
    first, second = told["events"]
    assert first == {
        "cause": "vpn.port_blocked",
        "certainty": "confirmed",
        "reason": None,
        "args": {"vpn": "Company VPN"},
        "began_at": "2026-11-22T10:42:00Z",
        "ended_at": "2026-11-22T10:42:40Z",
        "seconds": 40.0,
        "gone": True,
        "title": EN.cause("vpn.port_blocked", {"vpn": "Company VPN"}).title,
        "says": EN.cause("vpn.port_blocked", {"vpn": "Company VPN"}).says,
        "diagnosis_id": "abc",
    }
    assert (second["ended_at"], second["gone"], second["seconds"]) == (None, False, 300.0)
    contract = {"cause", "certainty", "reason", "owner", "title", "says", "args", "because", "others", "also_affected"}
    assert contract | {"not_checked", "evidence", "notes"} <= told["verdict"].keys()


def test_a_calm_watch_is_healthy() -> None:
    told = as_object(report(), FR)
    assert told["events"] == []
    assert told["verdict"]["cause"] == HEALTHY
    assert told["verdict"]["says"] == FR.cause(HEALTHY).says


def test_lines_while_it_goes_on() -> None:
    title = EN.cause("vpn.port_blocked", {"vpn": "Company VPN"}).title
    began = line(report(CUT), Change("began", CUT), EN)
    gone = line(report(CUT), Change("gone", CUT), EN)
    assert began.endswith(f":42  {title}")
    assert title in gone
    assert gone.endswith("(40\u00a0s)")
    assert "gone" in gone
    assert line(report(CUT), Change("again", CUT), EN) == began
    assert line(report(CUT), Change("began", CUT), FR) != began


@pytest.mark.parametrize(
    ("events", "cause", "says"),
    [
        ((CUT,), HEALTHY, "gone now. (40\u00a0s)"),
        ((STILL,), HEALTHY, "still there. (5\u00a0minutes)"),
        ((), HEALTHY, EN.text("watch.quiet")),
        ((), UNKNOWN, EN.cause(UNKNOWN).says),
    ],
)
def test_the_summary(events: tuple[Episode, ...], cause: str, says: str) -> None:
    assert says in summary(report(*events, cause=cause), EN)
    assert summary(report(*events, cause=cause), FR) != summary(report(*events, cause=cause), EN)


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (report(), 0),
        (report(CUT), 1),
        (report(CUT, episode(UNKNOWN, 0.0, 5.0)), 1),
        (report(episode(UNKNOWN, 0.0, 5.0)), 3),
        (report(cause=UNKNOWN), 3),
    ],
)
def test_the_exit_status(made: WatchReport, status: int) -> None:
    assert command.status(made) == status


def test_json_prints_nothing_while_it_goes_on() -> None:
    out = io.StringIO()
    moved = Moved(report(CUT), 10.0, (Change("began", CUT),))
    command._tell(moved, Namespace(json=True), out, EN)
    assert out.getvalue() == ""
    command._tell(moved, Namespace(json=False), out, EN)
    assert out.getvalue().count("\n") == 1


@pytest.mark.parametrize("text", ["0", "-1", "721", "nan", "inf", "ten", ""])
def test_how_long_has_limits(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match=r"write minutes from 0\.05 to 720"):
        command.minutes(text)


def test_how_often_has_limits() -> None:
    assert command.every("2") == 2.0
    with pytest.raises(ArgumentTypeError, match="write seconds from 2 to 3600"):
        command.every("1.9")


@pytest.mark.parametrize(
    "arguments", [["watch"], ["watch", "--minutes", "x"], ["watch", "--minutes", "1", "--every", "1"], ["watch", "-x"]]
)
def test_arguments_that_do_not_fit_end_with_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert capsys.readouterr().out == ""


def test_an_address_that_is_none_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", "--minutes", "1", "--address", "my mail"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("diagnostics: --address: “my mail” has spaces in it")
    assert told.err.count("\n") == 1
