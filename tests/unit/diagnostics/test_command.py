"""`judge` and the refusals of `diagnose`, as another program meets them: one line, a status, nothing partial."""

import io
import json
from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from diagnostics import command
from diagnostics.command import Refused, diagnose, guarded, judge, main, symptom, told
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import Told
from diagnostics.model.site import Service, Site
from diagnostics.model.verdict import Certainty, OtherCause, Owner
from diagnostics.render import as_object, encode
from diagnostics.verdict.judge import judge as judge_run
from diagnostics.wording import Wording
from tests.fakes.house import House
from tests.unit.diagnostics.faults.story_home import line_down


def saved(house: House) -> Diagnosis:
    checks, observations = house.seen()
    return Diagnosis(site=house.site, checks=checks, observations=observations)


def judged(path: Path, **options: object) -> tuple[int, str]:
    out = io.StringIO()
    return judge(Namespace(**{"file": path, "json": True, "lang": "en"} | options), out), out.getvalue()


@pytest.mark.parametrize(
    ("house", "status", "cause"), [(House, 0, "healthy"), (line_down, 1, "isp.down")], ids=["healthy", "line down"]
)
def test_a_saved_run_is_judged_again_with_its_exit_status(tmp_path: Path, house, status: int, cause: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "run.json"
    path.write_bytes(encode(saved(house()), Wording.load("fr")))
    found, text = judged(path)
    told = json.loads(text)
    assert (found, told["verdict"]["cause"]) == (status, cause)
    said = told["verdict"]
    assert said["says"] == Wording.load("en").cause(cause, said["args"], said["reason"]).says


def test_a_report_is_judged_like_the_run_inside_it(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    inside = as_object(saved(line_down()), Wording.load("en"))
    path.write_text(json.dumps({"schema": "unstuck.report/1", "diagnosis": inside, "words": "help"}))
    assert judged(path)[0] == 1


def test_the_object_has_every_key_of_the_contract() -> None:
    checks, observations = line_down().seen()
    verdict = judge_run(line_down().site, checks, observations)
    told = as_object(
        Diagnosis(site=line_down().site, verdict=verdict, checks=checks, observations=observations), Wording.load("fr")
    )
    assert {
        "schema",
        "id",
        "started_at",
        "duration_s",
        "site",
        "os",
        "verdict",
        "checks",
        "observations",
    } <= told.keys()
    assert told["schema"] == "unstuck.diagnosis/1"
    contract = {"cause", "certainty", "reason", "owner", "title", "says", "args", "because", "others", "also_affected"}
    assert contract | {"not_checked", "evidence"} <= told["verdict"].keys()
    assert {"id", "state", "duration_s"} <= told["checks"][0].keys()


BAD_FILES = {
    "binary rubbish": (b"\x00\xff\xfe" * 40, "JSON is malformed"),
    "cut in the middle": (b'{"schema": "unstuck.diagnosis/1", "observ', "truncated"),
    "another schema": (b'{"schema": "other/9", "checks": []}', "other/9"),
    "nothing in it": (b"{}", "nothing to judge"),
    "wrong type": (b'{"schema": "unstuck.diagnosis/1", "checks": 7}', "checks"),
    "a list": (b"[1, 2]", "saved diagnosis"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_saved_run_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    data, says = BAD_FILES[name]
    path = tmp_path / "bad.json"
    path.write_bytes(data)
    with pytest.raises(Refused, match=r"bad\.json") as refused:
        judged(path)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="give the path"):
        judged(tmp_path / "missing.json")


def test_a_site_file_that_cannot_be_read_stops_the_run_with_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site.toml"
    site.write_text('[organisaton]\nname = "x"\n')
    options = Namespace(site=site, json=True, full=False, symptom=None, address=None, told=[], lang=None)
    assert guarded(diagnose, options, "unstuck") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"unstuck: {site}, line 1, organisaton:")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--bogus"],
        ["--symptom", "11"],
        ["--lang", "de"],
        ["judge"],
        ["--told", "hotspot_works=maybe"],
        ["--told", "x=yes"],
    ],
)
def test_arguments_that_do_not_fit_end_with_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert capsys.readouterr().out == ""


def test_a_symptom_is_a_tile_by_name_or_number() -> None:
    assert symptom("1") == "nothing"
    assert symptom("10") == symptom("computer") == "computer"
    with pytest.raises(ArgumentTypeError, match="choose one of"):
        symptom("0")


def test_an_answer_is_one_of_our_questions_with_yes_or_no() -> None:
    assert told("hotspot_works=no") == Told(question="hotspot_works", yes=False)
    with pytest.raises(ArgumentTypeError, match="colleagues_same"):
        told("rain=yes")
    with pytest.raises(ArgumentTypeError, match="write hotspot_works=yes or hotspot_works=no"):
        told("hotspot_works=perhaps")


def test_an_address_that_is_none_stops_the_run_with_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--address", "www.example.org:99999"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "diagnostics: --address: “99999” is not a port; type a number from 1 to 65535 after the colon.\n"


def test_what_was_typed_and_told_reaches_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def run_once(site: Site, **named: Any) -> Diagnosis:
        asked.update(named, site=site)
        return msgspec.structs.replace(saved(House()), verdict=House().verdict())

    monkeypatch.setattr(command, "run_once", run_once)
    site = tmp_path / "site.toml"
    site.write_text('[[service]]\nname = "Intranet"\nurl = "https://intranet.corp.example/"\nvia = "vpn"\n')
    answers = [told("hotspot_works=no"), told("colleagues_same=yes"), told("hotspot_works=yes")]
    options = Namespace(
        site=site, json=True, full=False, symptom="one_app", address="wiki.corp.example/x", told=answers, lang=None
    )
    assert diagnose(options, io.StringIO()) == 0
    assert asked["site"].service[1] == Service(
        name="wiki.corp.example", url="https://wiki.corp.example/x", via="vpn", typed=True
    )
    assert asked["told"] == (
        Told(question="hotspot_works", yes=True, subject="wiki.corp.example"),
        Told(question="colleagues_same", yes=True, subject="wiki.corp.example"),
    )


def test_a_program_may_find_the_site_in_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Site] = []

    def run_once(site: Site, **_: Any) -> Diagnosis:
        asked.append(site)
        return msgspec.structs.replace(saved(House()), verdict=House().verdict())

    def own(options: Namespace) -> Site:
        return Site(service=(Service(name=options.symptom, url="https://intranet.corp.example/"),))

    monkeypatch.setattr(command, "run_once", run_once)
    options = Namespace(site=Path("unread"), json=True, full=False, symptom="calls", address=None, told=[], lang="en")
    assert diagnose(options, io.StringIO(), sites=own) == 0
    assert [service.name for service in asked[0].service] == ["calls"]


def test_other_roots_have_their_own_sentence_and_owner() -> None:
    other = OtherCause("vpn.port_blocked", Certainty.LIKELY, {"vpn": "Company VPN"}, None, Owner.PROVIDER)
    verdict = msgspec.structs.replace(line_down().verdict(), others=(other,), notes=("on_battery",))
    found = as_object(msgspec.structs.replace(saved(line_down()), verdict=verdict), Wording.load("en"))["verdict"]
    assert found["notes"] == ("on_battery",)
    assert found["others"][0] == {
        "cause": "vpn.port_blocked",
        "certainty": "likely",
        "args": {"vpn": "Company VPN"},
        "reason": None,
        "owner": "provider",
        "title": Wording.load("en").cause("vpn.port_blocked", {"vpn": "Company VPN"}).title,
    }
