"""The guards of tests/conftest.py do guard: each is tried on a small test of its own, in a process of its own."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"

CONNECT = "s = socket.socket(); s.settimeout(1); s.connect(('192.0.2.1', 443))"
DATAGRAM = "s = socket.socket(type=socket.SOCK_DGRAM); s.sendto(b'x', ('192.0.2.1', 53))"
MESSAGE = "s = socket.socket(type=socket.SOCK_DGRAM); s.sendmsg([b'x'], [], 0, ('192.0.2.1', 53))"
CONNECT6 = "s = socket.socket(socket.AF_INET6); s.settimeout(1); s.connect(('2001:db8::1', 443))"
LOOKUP = "socket.getaddrinfo('www.example.org', 443)"
SWALLOWED = "import contextlib\n    with contextlib.suppress(BaseException):\n        " + LOOKUP
LOOPBACK = (
    "s = socket.create_server(('127.0.0.1', 0)); c = socket.create_connection(s.getsockname()); c.close(); s.close()"
)
LEAK = "import threading; threading.Thread(target=threading.Event().wait, args=(9,), daemon=True).start()"
JOINED = "import threading; t = threading.Thread(target=int); t.start(); t.join()"


@pytest.mark.parametrize(
    ("body", "passes", "says"),
    [
        pytest.param(CONNECT, False, "192.0.2.1 port 443", id="connect"),
        pytest.param(CONNECT6, False, "2001:db8::1 port 443", id="connect over IPv6"),
        pytest.param(DATAGRAM, False, "192.0.2.1 port 53", id="datagram"),
        pytest.param(MESSAGE, False, "192.0.2.1 port 53", id="message"),
        pytest.param(LOOKUP, False, "the name www.example.org", id="lookup"),
        pytest.param(SWALLOWED, False, "tried to leave this machine: the name www.example.org", id="swallowed error"),
        pytest.param(LOOPBACK, True, "1 passed", id="loopback"),
        pytest.param(LEAK, False, "threads outlived the test", id="leaked thread"),
        pytest.param(JOINED, True, "1 passed", id="joined thread"),
    ],
)
def test_a_guard(pytester: pytest.Pytester, body: str, passes: bool, says: str) -> None:
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makepyfile(f"import socket\ndef test_it():\n    {body}\n")
    result = pytester.runpytest_subprocess("-p", "no:pytest-qt", "-p", "no:hypothesispytest", timeout=30)
    assert (result.ret == 0) is passes
    result.stdout.fnmatch_lines([f"*{says}*"])
