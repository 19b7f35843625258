"""`unstuck desk collect`: exit statuses and the one sentence of each refusal, against a helpdesk on loopback."""

import argparse
import json
import signal
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.cli.desk import collect
from app.reports.seal import Sealed
from tests.chaos.desk.sealed import Key, deliver, diagnoses, sealed
from tests.unit.app.desk.helpdesk.stand_in import Asked, StandIn, stand_in

CONFIG = """
[drop]
folder = "drop"
state = "state"
identity = "key"
[ticket]
language = "fr"
[helpdesk]
kind = "rt"
url = "{url}"
token_file = "token"
queue = "Unstuck"
"""


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@cache
def _report() -> tuple[Key, Sealed]:
    """IT's key and a report that is sealed with it: one for all tests."""
    key = Key.made()
    return key, sealed(diagnoses(8)[5], key)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StandIn]:
    with stand_in() as running:
        known: list[str] = []

        def create(asked: Asked) -> tuple[int, object]:
            known.append(asked.body.decode("latin-1"))
            return 201, {"id": str(len(known))}

        running.routes = {
            ("GET", "/REST/2.0/queue/Unstuck"): (200, {"TicketCustomFields": [{"name": "UnstuckReportId"}]}),
            ("GET", "/REST/2.0/tickets"): (200, {"items": []}),
            ("POST", "/REST/2.0/ticket"): create,
        }
        key, made = _report()
        (tmp_path / "drop").mkdir()
        (tmp_path / "desk.toml").write_text(CONFIG.format(url=running.url))
        for name, value in (("token", "s3cret"), ("key", key.secret)):
            (tmp_path / name).write_text(value)
            (tmp_path / name).chmod(0o600)
        deliver(tmp_path / "drop", made)
        yield running


def run(folder: Path, *more: str) -> int:
    parser = argparse.ArgumentParser()
    collect.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["collect", "--config", str(folder / "desk.toml"), *more])
    return int(args.run(args))


def test_check_once_and_stats(desk: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--check") == 0
    assert "l’outil de tickets répond" in capsys.readouterr().out
    assert run(tmp_path, "--once") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "  ticket  " in line
    assert "s3cret" not in line
    assert run(tmp_path, "--stats") == 0
    assert capsys.readouterr().out.split()[1] == "1"
    body = desk.sent("POST", "/REST/2.0/ticket")[0].body
    values = json.loads(body.partition(b"\r\n\r\n")[2].partition(b"\r\n--")[0])
    run_of = diagnoses(8)[5]
    assert run_of.verdict is not None
    assert run_of.verdict.cause in values["Content"]


def test_a_helpdesk_in_trouble_is_status_1(desk: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk.routes["POST", "/REST/2.0/ticket"] = (503, b"")
    assert run(tmp_path, "--once") == 1
    assert "en difficulté" in capsys.readouterr().out
    desk.routes["GET", "/REST/2.0/queue/Unstuck"] = (404, {})
    assert run(tmp_path, "--check") == 1
    assert "Unstuck" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("desk.toml", "[drop]\n", "desk.toml, line 1, drop"),
        ("token", "a\nb", "token"),
        ("key", "AGE-SECRET-KEY-1QQQ", "typing mistake"),
        ("key", "nonsense", "key"),
        ("state", "a file", "state"),
    ],
)
def test_what_keeps_it_from_running_is_status_2(
    desk: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content)
    assert run(tmp_path, "--once") == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert said in error
    assert desk.sent("POST", "/REST/2.0/ticket") == []


@pytest.mark.parametrize("way", ["--check", "--once"])
@pytest.mark.parametrize("state", ["/proc/s", "a-file", "a-file/below", "drop/state"])
def test_a_state_folder_that_cannot_be_is_named(
    desk: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str], state: str, way: str
) -> None:
    (tmp_path / "a-file").write_text("x")
    settings = tmp_path / "desk.toml"
    settings.write_text(settings.read_text().replace('state = "state"', f'state = "{state}"'))
    assert run(tmp_path, way) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "drop.state" in error
    assert desk.sent("POST", "/REST/2.0/ticket") == []


def test_a_check_leaves_nothing_behind(desk: StandIn, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert run(tmp_path, "--check") == 0
    assert sorted(tmp_path.rglob("*")) == before
    (tmp_path / "state").mkdir()
    assert run(tmp_path, "--check") == 0
    assert list((tmp_path / "state").iterdir()) == []
    assert desk.sent("POST", "/REST/2.0/ticket") == []


@pytest.mark.parametrize("way", ["--check", "--once"])
def test_a_key_that_everybody_can_read_is_refused(
    desk: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    (tmp_path / "key").chmod(0o644)
    assert run(tmp_path, way) == 2
    assert "key: can be read by everybody on this computer; run: chmod 640" in capsys.readouterr().err
    assert desk.sent("POST", "/REST/2.0/ticket") == []


def test_a_token_that_is_none_is_refused(desk: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "token").write_text("jeton€", "utf-8")
    assert run(tmp_path, "--check") == 2
    assert "characters that no token has" in capsys.readouterr().err
    assert desk.sent("GET", "/REST/2.0/queue/Unstuck") == []


def test_what_still_waits_is_status_1(desk: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "drop" / "young").write_text("x")
    assert run(tmp_path, "--once") == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert "  ticket  " in line
    assert len(desk.sent("POST", "/REST/2.0/ticket")) == 1
