"""A real drop: nginx with create-only PUT, over plain HTTP and over TLS with an authority of its own."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.reports.outcome import Outcome
from tests.unit.app.reports.sending import send
from tests.unit.app.reports.test_draft_report import made

NGINX, OPENSSL = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"), shutil.which("openssl")
pytestmark = [
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
    pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed"),
]

CONFIG = """
{user} worker_processes 1; pid {root}/pid; error_log {root}/error.log; daemon off;
events {{ worker_connections 32; }}
http {{
  access_log off; client_body_temp_path {root}/body; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  server {{
    listen 127.0.0.1:{plain}; listen 127.0.0.1:{secure} ssl;
    ssl_certificate {root}/server.pem; ssl_certificate_key {root}/server.key;
    location /in/ {{
      alias {root}/drop/; dav_methods PUT; dav_access user:rw; client_max_body_size 1m;
      if (-f $request_filename) {{ set $ex "E"; }}
      if ($request_method = PUT) {{ set $ex "${{ex}}P"; }}
      if ($ex = "EP") {{ return 409; }}
      limit_except PUT {{ deny all; }}
    }}
    location /small/ {{ alias {root}/drop/; dav_methods PUT; client_max_body_size 1k; }}
    location /gone/ {{ alias {root}/gone/deep/; dav_methods PUT; }}
    location /page/ {{ return 200 "<html>hello</html>"; }}
    location /read/ {{ alias {root}/drop/; limit_except GET {{ deny all; }} }}
  }}
}}
"""


@dataclass
class Drop:
    root: Path
    plain: int
    secure: int

    def url(self, folder: str = "in") -> str:
        return f"http://127.0.0.1:{self.plain}/{folder}/"

    @property
    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.root / "drop").iterdir()}


def _certificates(root: Path) -> None:
    (root / "ext").write_text("subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
    steps = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=Lab",
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr -subj /CN=drop",
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile ext",
    )
    for step in steps:
        subprocess.run([str(OPENSSL), *step.split()], cwd=root, check=True, capture_output=True, timeout=20)


def _port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port: int = free.getsockname()[1]
    return port


@pytest.fixture
def drop(tmp_path: Path) -> Iterator[Drop]:
    _certificates(tmp_path)
    (tmp_path / "drop").mkdir()
    made_drop = Drop(tmp_path, _port(), _port())
    user = "user root;" if os.geteuid() == 0 else ""
    config = tmp_path / "nginx.conf"
    config.write_text(CONFIG.format(root=tmp_path, plain=made_drop.plain, secure=made_drop.secure, user=user))
    command = [str(NGINX), "-p", str(tmp_path), "-c", str(config), "-e", str(tmp_path / "error.log")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(made_drop, process)
            yield made_drop
        finally:
            process.terminate()
            process.wait(10)


def _wait(drop: Drop, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", drop.secure)) == 0:
                return
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"nginx did not start: {(drop.root / 'error.log').read_text()}")


def test_a_report_arrives_once_and_as_it_was(drop: Drop) -> None:
    draft = made()
    first = send(draft, drop.url())
    assert (first.outcome, first.status) == (Outcome.DELIVERED, 201)
    assert drop.files == {draft.name: draft.json_bytes()}
    again = send(draft, drop.url(), again=True)
    assert (again.outcome, again.status) == (Outcome.ALREADY_THERE, 409)
    assert drop.files == {draft.name: draft.json_bytes()}


def test_nobody_s_report_is_replaced(drop: Drop) -> None:
    draft = made()
    (drop.root / "drop" / draft.name).write_text("somebody else's")
    assert not send(draft, drop.url(), again=False).delivered
    assert drop.files[draft.name] == b"somebody else's"


@pytest.mark.parametrize(
    ("folder", "outcome"),
    [
        ("small", Outcome.TOO_LARGE),
        ("gone", Outcome.SERVER_TROUBLE),
        ("page", Outcome.SIGN_IN),
        ("read", Outcome.NOT_ALLOWED),
        ("nothing", Outcome.NOT_A_DROP),
    ],
)
def test_what_is_no_drop(drop: Drop, folder: str, outcome: Outcome) -> None:
    result = send(made(), drop.url(folder))
    assert result.outcome is outcome
    assert drop.files == {}


def test_a_stranger_s_certificate_gets_nothing(drop: Drop) -> None:
    result = send(made(), f"https://127.0.0.1:{drop.secure}/in/")
    assert result.outcome is Outcome.UNTRUSTED
    assert "nothing was sent" in result.sentence("en")
    assert drop.files == {}


def test_the_computer_s_own_trust_counts(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(drop.root / "ca.pem"))
    draft = made()
    assert send(draft, f"https://127.0.0.1:{drop.secure}/in/").outcome is Outcome.DELIVERED
    assert drop.files == {draft.name: draft.json_bytes()}


def test_a_name_that_does_not_fit_the_certificate(drop: Drop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(drop.root / "ca.pem"))
    assert send(made(), f"https://localhost:{drop.secure}/in/").outcome is Outcome.UNTRUSTED
