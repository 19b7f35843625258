"""The drop of docs/desk.md, run by a real nginx as it is written there: write once, read never."""

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from app.reports.bundle import LARGEST_BYTES

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
    (tmp_path / "drop").mkdir()
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
