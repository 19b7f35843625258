"""The guards of tests/conftest.py do guard: each is tried on a small test of its own, together in one process."""

from pathlib import Path
from xml.etree import ElementTree

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


TRIED = {
    "connect": (CONNECT, "192.0.2.1 port 443"),
    "connect_over_ipv6": (CONNECT6, "2001:db8::1 port 443"),
    "datagram": (DATAGRAM, "192.0.2.1 port 53"),
    "message": (MESSAGE, "192.0.2.1 port 53"),
    "lookup": (LOOKUP, "the name www.example.org"),
    "swallowed_error": (SWALLOWED, "tried to leave this machine: the name www.example.org"),
    "loopback": (LOOPBACK, ""),
    "leaked_thread": (LEAK, "threads outlived the test"),
    "joined_thread": (JOINED, ""),
}
"""By name: what a test does, and what the guard says of it; nothing of one that may."""


def test_the_guards(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    bodies = [f"def test_{name}():\n    {body}\n" for name, (body, _) in TRIED.items()]
    pytester.makepyfile("\n".join(["import socket", *bodies]))
    result = pytester.runpytest_subprocess(
        "-p", "no:pytest-qt", "-p", "no:hypothesispytest", "--junitxml=result.xml", timeout=30
    )
    assert result.ret == 1
    found = {name: "" for name in TRIED}
    for case in ElementTree.parse(pytester.path / "result.xml").getroot().iter("testcase"):
        found[case.get("name", "").removeprefix("test_")] += "".join(part.text or "" for part in case)
    wrong = {
        name: found[name]
        for name, (_, says) in TRIED.items()
        if not (says in found[name] if says else found[name] == "")
    }
    assert wrong == {}
    assert len(found) == len(TRIED)
