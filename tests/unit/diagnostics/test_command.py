"""`judge` and the refusals of `diagnose`, as another program meets them: one line, a status, nothing partial."""

import io
import json
from argparse import ArgumentTypeError, Namespace
from pathlib import Path

import pytest

from diagnostics.command import Refused, diagnose, guarded, judge, main, symptom
from diagnostics.model.diagnosis import Diagnosis
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
    assert told["verdict"]["says"] == Wording.load("en").cause(cause, told["verdict"]["args"]).says


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
    options = Namespace(site=site, json=True, full=False, symptom=None, lang=None)
    assert guarded(diagnose, options, "unstuck") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"unstuck: {site}, line 1, organisaton:")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--bogus"], ["--symptom", "11"], ["--lang", "de"], ["judge"]])
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
