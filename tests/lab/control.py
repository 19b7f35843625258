"""Control probes: small independent proofs that a scenario did what it says. None of the product's code takes part.

A control is a function of the lab that returns None when the state is proved, else one sentence about what it saw.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.lab import plan
from tests.lab.world import Lab

Control = Callable[[Lab], str | None]
_PROBE = str(Path(__file__).with_name("probe.py"))


def probe(lab: Lab, *argv: str) -> dict[str, Any]:
    """Run one raw probe on the laptop."""
    done = lab.laptop.run(sys.executable, "-I", "-S", "-B", _PROBE, *argv, check=False)
    return json.loads(done.stdout) if done.returncode == 0 else {"outcome": done.stderr.strip().rsplit("\n", 1)[-1]}


def all_of(*controls: Control) -> Control:
    """Every one of them, side by side; the first complaint wins."""

    def prove(lab: Lab) -> str | None:
        with ThreadPoolExecutor(len(controls)) as pool:
            return next((said for said in pool.map(lambda control: control(lab), controls) if said), None)

    return prove


def in_turn(*controls: Control) -> Control:
    """One after the other, where one would disturb the other."""

    def prove(lab: Lab) -> str | None:
        return next((said for said in (control(lab) for control in controls) if said), None)

    return prove


def tcp(address: str, port: int, *wanted: str) -> Control:
    """A TCP connect ends in one of `wanted` ("open", "refused", "silent", "unreachable", "not permitted", ...)."""

    def prove(lab: Lab) -> str | None:
        seen = probe(lab, "tcp", address, str(port))["outcome"]
        return None if seen in wanted else f"tcp {address}:{port} is {seen}, not {'/'.join(wanted)}"

    return prove


def udp(address: str, port: int, payload: str, *wanted: str) -> Control:
    """One datagram gets an answer or ends as `wanted`."""

    def prove(lab: Lab) -> str | None:
        seen = probe(lab, "udp", address, str(port), payload)["outcome"]
        return None if seen in wanted else f"udp {address}:{port} is {seen}, not {'/'.join(wanted)}"

    return prove


OPENVPN_HELLO = "38" + "11" * 8 + "00" + "00" * 4  # P_CONTROL_HARD_RESET_CLIENT_V2, session id, no acks, packet id 0


def openvpn_answers(lab: Lab) -> str | None:
    """The OpenVPN gateway answers on UDP 1194."""
    return udp(plan.COMPANY_GATEWAY, 1194, OPENVPN_HELLO, "answered")(lab)


def openvpn_silent(lab: Lab) -> str | None:
    """It does not."""
    return udp(plan.COMPANY_GATEWAY, 1194, OPENVPN_HELLO, "silent", "refused", "unreachable")(lab)


def ping(address: str, answers: bool = True, size: int = 56) -> Control:
    """ICMP echo, never fragmented."""

    def prove(lab: Lab) -> str | None:
        done = lab.laptop.run("ping", "-n", "-c1", "-W1", "-Mdo", f"-s{size}", address, check=False)
        return (
            None if (done.returncode == 0) == answers else f"ping {address} ({size} bytes) said {done.stdout[-200:]!r}"
        )

    return prove


def dns(
    server: str,
    name: str,
    *,
    rcode: int | None = 0,
    address: str | None = None,
    outcome: str = "answered",
    min_ms: float = 0,
    transport: str = "udp",
) -> Control:
    """A raw question to one server: its outcome, code, one of its addresses, and how long it took."""

    def prove(lab: Lab) -> str | None:
        seen = probe(lab, "dns", server, name, transport)
        right = seen["outcome"] in outcome.split("/") and seen["ms"] >= min_ms
        if right and seen["outcome"] == "answered":
            right = (rcode is None or seen["rcode"] == rcode) and (address is None or address in seen["addresses"])
        return None if right else f"dns {server} {name}: {seen}"

    return prove


def lookup(name: str, *addresses: str) -> Control:
    """The C library's answer holds one of `addresses`; without any, the name must not resolve."""

    def prove(lab: Lab) -> str | None:
        done = lab.laptop.run(
            "getent", "ahostsv4", name, check=False, env={**lab.laptop.env(), "RES_OPTIONS": "timeout:1"}
        )
        seen = {line.split()[0] for line in done.stdout.splitlines() if line}
        good = bool(seen & set(addresses)) if addresses else not seen
        return None if good else f"lookup of {name} gave {sorted(seen)}, not {addresses}"

    return prove


def curl(url: str, *options: str, exit_status: int = 0, status: int | None = None, body: str | None = None) -> Control:
    """curl ends with this exit status (60 untrusted, 28 silent, 7 refused, 6 no name), HTTP status and text."""

    def prove(lab: Lab) -> str | None:
        done = lab.laptop.run(
            "curl", "-sS", "-m2.5", "-w", "\n%{http_code}", *options, url, check=False, env=lab.laptop.env()
        )
        text, _, code = done.stdout.rpartition("\n")
        right = (
            done.returncode == exit_status
            and (status is None or code == str(status))
            and (body is None or body in text)
        )
        return (
            None
            if right
            else f"curl {url}: exit {done.returncode}, status {code}, body {text[:80]!r}, {done.stderr[:200]}"
        )

    return prove


def date(address: str, host: str, at_least_s: float) -> Control:
    """A site's Date header is ahead of the laptop's clock by at least so much."""

    def prove(lab: Lab) -> str | None:
        seen = probe(lab, "date", address, host)
        return None if seen.get("offset_s", 0) >= at_least_s else f"date of {host}: {seen}"

    return prove


def shell(script: str, *, says: str | None = None, fails: bool = False) -> Control:
    """A shell script on the laptop succeeds (or fails) and prints `says`."""

    def prove(lab: Lab) -> str | None:
        done = lab.laptop.run("sh", "-e", text_in=script, check=False)
        right = (done.returncode != 0) == fails and (says is None or says in done.stdout)
        return None if right else f"{script!r}: status {done.returncode}, {done.stdout[-300:]!r} {done.stderr[-200:]!r}"

    return prove


gateway_answers = ping(plan.LAN_ROUTER)
anchors_open = all_of(*(tcp(anchor, 443, "open") for anchor in plan.ANCHORS))
anchors_dark = all_of(*(tcp(anchor, 443, "silent", "unreachable") for anchor in plan.ANCHORS))
names_work = dns(plan.LAN_ROUTER, "www.wikipedia.org", address=plan.WEB["www.wikipedia.org"][0])
web_works = curl("https://www.wikipedia.org/", status=200)
all_works = all_of(
    anchors_open, web_works, curl("http://detectportal.firefox.com/success.txt", status=200, body="success")
)
