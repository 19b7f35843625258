"""A real nginx as IT's drop: create-only PUT, as docs/desk.md says, on loopback."""

import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

CONFIG = """
{user} worker_processes 1; pid {root}/pid; error_log {root}/error.log; daemon off;
events {{ worker_connections 256; }}
http {{
  log_format drop '$status $request_method $uri'; access_log {root}/access.log drop;
  client_body_temp_path {root}/body; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  server {{
    listen 127.0.0.1:{port};
    location /in/ {{
      alias {root}/drop/; dav_methods PUT; create_full_put_path on; dav_access user:rw group:r; client_max_body_size 5m;
      if (-f $request_filename) {{ set $ex "E"; }}
      if ($request_method = PUT) {{ set $ex "${{ex}}P"; }}
      if ($ex = "EP") {{ return 409; }}
      limit_except PUT {{ deny all; }}
    }}
  }}
}}
"""


@dataclass
class Server:
    root: Path
    port: int

    @property
    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.root / "drop").iterdir()}

    @property
    def names(self) -> set[str]:
        return {path.name for path in (self.root / "drop").iterdir()}

    def created(self) -> Counter[str]:
        """How often a PUT under each name was answered with 201 or 204."""
        lines = (line.split() for line in (self.root / "access.log").read_text().splitlines())
        return Counter(line[2].rpartition("/")[2] for line in lines if line[:2] in (["201", "PUT"], ["204", "PUT"]))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


@contextmanager
def nginx(root: Path, *, as_root: bool) -> Iterator[Server]:
    (root / "drop").mkdir(parents=True)
    server = Server(root, free_port())
    config = root / "nginx.conf"
    config.write_text(CONFIG.format(root=root, port=server.port, user="user root;" if as_root else ""))
    command = [str(NGINX), "-p", str(root), "-c", str(config), "-e", str(root / "error.log")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(server.port, process, root)
            yield server
        finally:
            process.terminate()
            process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes], root: Path) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"nginx did not start: {(root / 'error.log').read_text()}")
