"""A certificate authority that vanishes while the collector runs: one line, and it goes on."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.desk.collect.config import Access, Desk, Drop
from app.desk.collect.service import Service
from app.desk.helpdesk.choice import open_helpdesk
from app.desk.helpdesk.ticket import Helpdesk, HelpdeskError, Trouble
from tests.chaos.desk.sealed import Key, deliver, diagnoses, sealed
from tests.fakes.servers.certificates import Authority
from tests.unit.app.desk.collect.world import FakeDesk

NOBODY = "127.0.0.1:9"


@pytest.fixture
def ca(tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    (tmp_path / "made").mkdir()
    path.write_bytes(Authority(tmp_path / "made").own.certificate.read_bytes())
    return path


@pytest.fixture
def opened(tmp_path: Path, ca: Path) -> Callable[[str], Helpdesk]:
    (tmp_path / "token").write_text("t0ken")
    (tmp_path / "token").chmod(0o600)

    def make(kind: str) -> Helpdesk:
        token = str(tmp_path / "token")
        if kind == "mail":
            sender = {"sender": "a@b.example", "to": "c@d.example", "security": "tls"}
            return open_helpdesk(Access(kind="mail", server=NOBODY, ca=str(ca), **sender))
        return open_helpdesk(Access(kind="rt", url=f"https://{NOBODY}", token_file=token, queue="q", ca=str(ca)))

    return make


@pytest.mark.parametrize("kind", ["rt", "mail"])
@pytest.mark.parametrize(
    "spoiled", [None, b"", b"-----BEGIN CERTIFICATE-----\nrubbish\n"], ids=["gone", "empty", "rubbish"]
)
def test_it_says_which_file(kind: str, spoiled: bytes | None, opened: Callable[[str], Helpdesk], ca: Path) -> None:
    desk = opened(kind)
    ca.unlink()
    if spoiled is not None:
        ca.write_bytes(spoiled)
    with pytest.raises(HelpdeskError) as caught:
        desk.check()
    assert (caught.value.trouble, caught.value.nothing_done) == (Trouble.NO_CA, True)
    for lang in ("en", "fr"):
        sentence = caught.value.sentence(lang)
        assert str(ca) in sentence
        assert "\n" not in sentence


def test_the_collector_goes_on_when_it_is_back(opened: Callable[[str], Helpdesk], tmp_path: Path, ca: Path) -> None:
    """Its helpdesk answers; only the file goes and comes back."""
    real, lines, said = opened("rt"), list[str](), list[str]()

    class Answers(FakeDesk):
        def check(self) -> None:
            try:
                real.check()
            except HelpdeskError as error:
                if error.trouble is not Trouble.NO_CONNECTION:
                    raise

    stop = threading.Event()
    (tmp_path / "drop").mkdir()
    deliver(tmp_path / "drop", sealed(diagnoses(8)[3], Key.made()))
    pem = ca.read_bytes()
    ca.unlink()
    pauses = 0

    def chance(_low: float, _high: float) -> float:
        nonlocal pauses
        pauses += 1
        if pauses == 3:
            ca.write_bytes(pem)
        return 0.0

    def told(line: object) -> None:
        lines.append(str(line))
        stop.set()

    drop = Drop(folder=str(tmp_path / "drop"), state=str(tmp_path / "state"))
    service = Service(Desk(drop=drop, helpdesk=Access(kind="rt")), Answers(), stop=stop, chance=chance)
    service.run(told, said.append)
    service.close()
    assert len(said) == 1
    assert str(ca) in said[0]
    assert [line.split()[0] for line in lines] == ["ticket"]
