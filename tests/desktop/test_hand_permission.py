"""A password that polkit wants before a profile is changed: given, refused, or never answered."""

import json
import os
import select
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.guides.actions.linux import permission
from app.guides.actions.linux.bus import RefusedError, system_bus
from diagnostics.system.linux.network_manager import SERVICE
from tests.desktop.desk import Desk
from tests.lab.desktop import PYTHON, Plan

SERVER = Path(__file__).with_name("asking.py")
LIMIT_S = 10.0
SAID_S = 0.3
QUESTION = "asked system-bus-name settings.modify.system 1"


@pytest.fixture
def services(desk: Callable[[Plan], Desk]) -> Iterator[Callable[[str, str], Callable[[], list[str]]]]:
    """Starts both; what it gives tells what polkit was asked since."""
    started: list[subprocess.Popen[bytes]] = []

    def start(word: str, answers: str) -> Callable[[], list[str]]:
        desk({})
        plan = json.dumps({"permission": word, "answers": answers})
        process = subprocess.Popen(
            [PYTHON, "-I", "-B", str(SERVER), plan], stdout=subprocess.PIPE, env=dict(os.environ)
        )
        started.append(process)
        assert process.stdout is not None
        pipe = process.stdout
        assert pipe.readline() == b"ready\n"

        def said() -> list[str]:
            lines = []
            while select.select([pipe], [], [], SAID_S)[0]:
                lines += os.read(pipe.fileno(), 4096).decode().splitlines()
            return lines

        return said

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.communicate(timeout=LIMIT_S)


def obtain(*, attended: bool = True, within_s: float = LIMIT_S) -> None:
    with system_bus(SERVICE, within_s, attended=attended) as bus:
        permission.obtain(bus, permission.MODIFY_SYSTEM)


def test_the_person_types_it(services: Callable[..., Callable[[], list[str]]]) -> None:
    said = services("auth", "yes")
    obtain()
    assert said() == [QUESTION]


def test_the_person_does_not_want_to(services: Callable[..., Callable[[], list[str]]]) -> None:
    said = services("auth", "no")
    with pytest.raises(RefusedError):
        obtain()
    assert said() == [QUESTION]


def test_nobody_answers_and_the_question_is_taken_back(
    services: Callable[..., Callable[[], list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permission, "_WORK_S", LIMIT_S - 0.5)
    said = services("auth", "never")
    with pytest.raises(TimeoutError):
        obtain()
    assert said() == [QUESTION, "taken back"]


@pytest.mark.parametrize("word", ["yes", "no"])
def test_without_need_nobody_is_asked(word: str, services: Callable[..., Callable[[], list[str]]]) -> None:
    said = services(word, "yes")
    obtain()
    assert said() == []


def test_with_nobody_there_nobody_is_asked(services: Callable[..., Callable[[], list[str]]]) -> None:
    said = services("auth", "yes")
    obtain(attended=False)
    assert said() == []
