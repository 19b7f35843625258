"""The drop of docs/desk.md, run by a real nginx as it is written there: write once, read never.

And what the laptop's outbox puts there, reports and anonymous records, as the collector finds it.
"""

import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from app.desk.collect.result import End
from app.reports.bundle import LARGEST_BYTES
from app.reports.carrier import for_site
from app.reports.outbox import Outbox, Post, Records, State
from app.reports.recordname import RecordName
from diagnostics.model.site import Report
from tests.chaos.desk.sealed import diagnoses, sealed
from tests.unit.app.desk.collect.world import World
from tests.unit.app.reports.outbox.world import ABOUT

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
PAGE = Path(__file__).parents[4] / "docs" / "desk.md"
AROUND = """
{user} worker_processes 1; pid {root}/pid; error_log {root}/error.log; daemon off;
events {{ worker_connections 32; }}
http {{ access_log off; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u;
scgi_temp_path {root}/s; {inside} }}
"""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        number: int = free.getsockname()[1]
    (found,) = re.findall(r"```nginx\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    inside = re.sub(r"ssl_certificate\w*.*", "", found).replace("443 ssl", f"127.0.0.1:{number}")
    inside = inside.replace("/srv/drop-uploads", f"{tmp_path}/uploads").replace("/srv/drop/", f"{tmp_path}/drop/")
    (tmp_path / "drop").mkdir(exist_ok=True)
    user = "user root;" if os.geteuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(AROUND.format(root=tmp_path, inside=inside, user=user))
    command = [str(NGINX), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error.log")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(number, process, tmp_path)
            yield number
        finally:
            process.terminate()
            process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes], root: Path) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"nginx did not start: {(root / 'error.log').read_text()}")


def status(port: int, method: str, name: str, body: bytes = b"") -> int:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request(method, f"/in/{name}", body or None)
        return connection.getresponse().status


def test_the_drop_of_the_page_is_written_once_and_never_read(port: int, tmp_path: Path) -> None:
    whole = bytes(LARGEST_BYTES)
    assert status(port, "PUT", "a.age", whole) == 201
    assert status(port, "PUT", "a.age", b"another") == 409
    assert (tmp_path / "drop" / "a.age").read_bytes() == whole
    assert {status(port, method, "a.age") for method in ("GET", "DELETE", "MOVE", "PROPFIND")} <= {403, 405}
    assert status(port, "GET", "") == 403
    assert status(port, "PUT", "b.age", bytes(4 * 1024 * 1024)) == 413
    assert status(port, "PUT", "../outside", b"x") in (400, 404, 405)
    assert [path.name for path in (tmp_path / "drop").iterdir()] == ["a.age"]


def line(number: int) -> bytes:
    return b'{"schema":"unstuck.verdict/1","n":%d}\n' % number


def test_reports_and_records_arrive_and_part_at_the_collector(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """From the outbox of a laptop by its own threads, through nginx, to a ticket and to the folder of the records."""
    world = World(tmp_path)
    world.records = tmp_path / "records"
    world.records.mkdir()
    drop = Report(drop=f"http://127.0.0.1:{request.getfixturevalue('port')}/in/")
    state = tmp_path / "laptop"
    box, records = Outbox(state), Records(state)
    report = sealed(diagnoses(8)[3], world.key)
    for number in range(3):
        records.put(line(number))
    box.put(report, ABOUT)
    gone = threading.Semaphore(0)
    post = Post(box, lambda: for_site(drop, outbox=state), lambda _: gone.release(), records=records)
    post.start()
    assert all(gone.acquire(timeout=10) for _ in range(2)), "the report, and a handful of records"
    assert post.stop(5)
    assert [entry.state for entry in box.entries()] == [State.SENT]
    assert records.waiting() == 0
    names = {path.name for path in world.drop.iterdir()}
    assert len(names) == 4

    assert [(each.end, each.name) for each in world.collect().lines] == [
        (End.TICKET, str(report.name)),
        (End.RECORDS, "3"),
    ]
    assert [ticket.data for ticket in world.desk.tickets] == [report.data]
    kept = {path.name: path.read_bytes() for path in world.records.iterdir()}
    assert set(kept) == names - {str(report.name)}
    assert sorted(kept.values()) == [line(number) for number in range(3)]
    assert world.left == []


def test_a_lost_reply_and_a_second_put_are_one_record(port: int, tmp_path: Path) -> None:
    name = str(RecordName.of(line(1)))
    assert [status(port, "PUT", name, line(1)) for _ in range(2)] == [201, 409]
    assert (tmp_path / "drop" / name).read_bytes() == line(1)
    assert status(port, "GET", name) == 403


def test_a_flood_of_records_takes_no_report_s_turn(port: int) -> None:
    answers = [status(port, "PUT", str(RecordName.of(line(number))), line(number)) for number in range(260)]
    assert answers[:200] == [201] * 200
    assert 503 in answers
    assert [status(port, "PUT", f"{number}.age", b"x") for number in range(40)] == [201] * 40
