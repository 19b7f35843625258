"""Stories out of logs. The lines of OpenVPN, openconnect, charon are what these programs wrote in those situations."""

import os
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from diagnostics.model.observed import Knowledge
from diagnostics.model.site import Vpn
from diagnostics.system.linux import vpn_log
from diagnostics.system.linux.facts import LinuxFacts
from diagnostics.system.linux.vpn_log import acquire_log, normalise_log
from tests.unit.diagnostics.system.replay import laptop

NOON = time.mktime((2026, 11, 22, 12, 0, 0, 0, 0, -1))

Expected = list[tuple[str, str, int, int, bool]]  # signature, meaning, count, episodes, current

LOCKED = """
2026-11-22 11:46:48 TLS: Initial packet from [AF_INET]192.0.2.1:1194, sid=0f6c1f8e 5a2f3a10
2026-11-22 11:46:48 VERIFY OK: depth=0, CN=server
2026-11-22 11:46:48 [server] Peer Connection Initiated with [AF_INET]192.0.2.1:1194
2026-11-22 11:46:48 AUTH: Received control message: AUTH_FAILED,Account locked
2026-11-22 11:46:48 SIGTERM[soft,auth-failure] received, process exiting
"""
SIGNED_IN_LATER = """
2026-11-22 11:00:00 AUTH: Received control message: AUTH_FAILED
2026-11-22 11:00:00 SIGTERM[soft,auth-failure] received, process exiting
2026-11-22 11:01:00 AUTH: Received control message: AUTH_FAILED
2026-11-22 11:02:00 Initialization Sequence Completed
"""
THREE_SILENCES = """
2026-11-22 10:00:00 Initialization Sequence Completed
2026-11-22 10:10:00 [server] Inactivity timeout (--ping-restart), restarting
2026-11-22 10:10:30 [server] Inactivity timeout (--ping-restart), restarting
2026-11-22 10:11:00 Initialization Sequence Completed
2026-11-22 10:40:00 [server] Inactivity timeout (--ping-restart), restarting
2026-11-22 10:41:00 Initialization Sequence Completed
2026-11-22 11:50:00 [server] Inactivity timeout (--ping-restart), restarting
"""
NO_CIPHER = """
2026-11-22 11:47:52 [server] Peer Connection Initiated with [AF_INET]192.0.2.1:1194
2026-11-22 11:47:52 AUTH: Received control message: AUTH_FAILED,Data channel cipher negotiation failed (no cipher)
"""
EXPIRED_CERTIFICATE = """
2026-11-22 11:47:04 WARNING: Your certificate has expired!
2026-11-22 11:47:07 TLS Error: TLS key negotiation failed to occur within 3 seconds (check your network connectivity)
2026-11-22 11:47:07 TLS Error: TLS handshake failed
"""
WAITS_FOR_PHONE = """
2026-11-22 11:46:55 [server] Peer Connection Initiated with [AF_INET]192.0.2.1:1194
2026-11-22 11:46:55 AUTH_PENDING received, extending handshake timeout from 60s to 30s
2026-11-22 11:46:55 Info command was pushed by server ('WEB_AUTH::https://sso.example.org/')
2026-11-22 11:46:56 SENT CONTROL [server]: 'PUSH_REQUEST' (status=1)
"""
WRONG_PASSWORD = """
[2026-11-22 11:45:41] POST https://vpn.example.org/auth
Please enter your password.
[2026-11-22 11:45:41] POST https://vpn.example.org/auth
Login failed.
Please enter your password.
[2026-11-22 11:45:41] User input required in non-interactive mode
Failed to complete authentication
"""
PINNED_AND_UP = """
[2026-11-22 11:45:41] Server certificate verify failed: signer not found
[2026-11-22 11:45:41] Connected to HTTPS on vpn.example.org with ciphersuite (TLS1.2)-(ECDHE-SECP256R1)
[2026-11-22 11:45:42] CSTP connected. DPD 5, Keepalive 32400
[2026-11-22 11:45:42] Configured as 10.9.0.106, with SSL connected and DTLS disabled
"""
SESSION_OVER = """
[2026-11-22 11:45:59] Configured as 10.9.0.106, with SSL connected and DTLS disabled
[2026-11-22 11:45:59] Session authentication will expire at Sun Nov 22 11:46:02 2026

[2026-11-22 11:46:08] Received server disconnect
[2026-11-22 11:46:08] Session terminated by server; exiting.
"""
CHARON_EXPIRED = """
Nov 22 11:49:48 08[CFG]   using certificate "CN=server"
Nov 22 11:49:48 08[CFG]   using trusted ca certificate "CN=LabCA"
Nov 22 11:49:48 08[CFG] subject certificate invalid (valid from Jan 01 00:00:00 2024 to Jan 01 00:00:00 2025)
Nov 22 11:49:48 08[IKE] no trusted RSA public key found for 'server'
"""
CHARON_WRONG = """
Nov 22 11:49:35 08[IKE] authentication of 'server' with RSA_EMSA_PKCS1_SHA2_256 successful
Nov 22 11:49:35 08[IKE] server requested EAP_IDENTITY (id 0x00), sending 'bob'
Nov 22 11:49:35 02[IKE] received EAP_FAILURE, EAP authentication failed
"""
CHARON_NEVER = """
Nov 22 11:50:01 07[IKE] initiating IKE_SA home[1] to 192.0.2.77
Nov 22 11:50:05 13[IKE] retransmit 1 of request with message ID 0
Nov 22 11:50:12 16[IKE] retransmit 2 of request with message ID 0
Nov 22 11:50:25 16[IKE] retransmit 3 of request with message ID 0
Nov 22 11:50:48 16[IKE] giving up after 3 retransmits
"""
CHARON_DIED = """
Nov 22 11:40:18 12[IKE] IKE_SA home[1] established between 192.0.2.1[bob]...192.0.2.2[server]
Nov 22 11:50:05 13[IKE] retransmit 1 of request with message ID 3
Nov 22 11:50:48 16[IKE] giving up after 5 retransmits
Nov 22 11:51:48 16[IKE] giving up after 5 retransmits
"""
CHARON_TAKEN_DOWN = """
Nov 22 11:40:18 12[IKE] IKE_SA home[1] established between 192.0.2.1[bob]...192.0.2.2[server]
Nov 22 11:45:18 00[IKE] deleting IKE_SA home[1] between 192.0.2.1[bob]...192.0.2.2[server]
Nov 22 11:50:48 16[IKE] giving up after 5 retransmits
"""

STORIES: dict[str, tuple[str, str, Expected]] = {
    "an account that is locked": ("openvpn", LOCKED, [("openvpn.account_locked", "account_locked", 1, 1, True)]),
    "what came before a connection is history": (
        "openvpn",
        SIGNED_IN_LATER,
        [("openvpn.auth_failed", "auth_failed", 2, 1, False), ("openvpn.connected", "connected", 1, 1, True)],
    ),
    "episodes are divided by connections": (
        "openvpn",
        THREE_SILENCES,
        [("openvpn.connected", "connected", 3, 3, True), ("openvpn.went_silent", "went_silent", 4, 3, True)],
    ),
    "a refusal that is no refused password": (
        "openvpn",
        NO_CIPHER,
        [("openvpn.no_shared_cipher", "key_mismatch", 1, 1, True)],
    ),
    "an expired certificate and what follows from it": (
        "openvpn",
        EXPIRED_CERTIFICATE,
        [
            ("openvpn.cert_expired", "client_cert_expired", 1, 1, True),
            ("openvpn.no_answer", "no_answer", 1, 1, True),
        ],
    ),
    "a second factor is awaited": (
        "openvpn",
        WAITS_FOR_PHONE,
        [("openvpn.auth_pending", "mfa_pending", 1, 1, True), ("openvpn.web_sign_in", "mfa_pending", 1, 1, True)],
    ),
    "a wrong password": ("anyconnect", WRONG_PASSWORD, [("openconnect.auth_failed", "auth_failed", 1, 1, True)]),
    "a certificate that somebody accepted": (
        "anyconnect",
        PINNED_AND_UP,
        [("openconnect.connected", "connected", 1, 1, True)],
    ),
    "a session that was ended": (
        "anyconnect",
        SESSION_OVER,
        [
            ("openconnect.connected", "connected", 1, 1, True),
            ("openconnect.ended_by_server", "session_expired", 1, 1, True),
        ],
    ),
    "charon: the gateway's certificate": (
        "ipsec",
        CHARON_EXPIRED,
        [("strongswan.server_cert_expired", "server_cert_expired", 1, 1, True)],
    ),
    "charon: a wrong password": ("ipsec", CHARON_WRONG, [("strongswan.eap_failed", "auth_failed", 1, 1, True)]),
    "charon: no answer from the first": (
        "ipsec",
        CHARON_NEVER,
        [
            ("strongswan.still_no_answer", "no_answer", 1, 1, True),
            ("strongswan.gave_up", "no_answer", 1, 1, True),
        ],
    ),
    "charon: the same words of a tunnel that was up": (
        "ipsec",
        CHARON_DIED,
        [
            ("strongswan.connected", "connected", 1, 1, True),
            ("strongswan.went_silent", "went_silent", 1, 1, True),
            ("strongswan.gave_up", "no_answer", 1, 1, True),
        ],
    ),
    "charon: taken down by hand before": (
        "ipsec",
        CHARON_TAKEN_DOWN,
        [("strongswan.connected", "connected", 1, 1, True), ("strongswan.gave_up", "no_answer", 1, 1, True)],
    ),
    "a log that says nothing": ("openvpn", "2026-11-22 11:00:00 OpenVPN 2.6.14 x86_64-pc-linux-gnu\n", []),
}


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vpn_log.time, "time", lambda: NOON)


def write(path: Path, text: str, at_s: float = NOON) -> str:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at_s, at_s))
    return str(path)


def hits(kind: str, *patterns: str) -> Any:
    return normalise_log(Vpn(name="V", kind=kind), acquire_log(kind, patterns), NOON)


@pytest.mark.parametrize("story", STORIES)
def test_story(story: str, tmp_path: Path) -> None:
    kind, text, expected = STORIES[story]
    found = hits(kind, write(tmp_path / "vpn.log", text))
    assert [(hit.signature, hit.meaning, hit.count, hit.episodes, hit.current) for hit in found] == expected


@pytest.mark.parametrize("story", STORIES)
def test_no_line_leaves_the_log(story: str, tmp_path: Path) -> None:
    kind, text, _ = STORIES[story]
    path = write(tmp_path / "vpn.log", text)
    said = msgspec.json.encode((acquire_log(kind, (path,)), hits(kind, path))).decode()
    for secret in ("192.0.2", "example.org", "bob", "CN=", "10.9.0", "home[1]", "sso"):
        assert secret not in said


def test_ages_are_those_of_the_latest_line(tmp_path: Path) -> None:
    found = hits("openvpn", write(tmp_path / "vpn.log", SIGNED_IN_LATER))
    assert [hit.age_s for hit in found] == [59 * 60.0, 58 * 60.0]


def test_a_line_without_a_clock_is_as_old_as_the_line_before_it(tmp_path: Path) -> None:
    (found,) = hits("anyconnect", write(tmp_path / "vpn.log", WRONG_PASSWORD))
    assert found.age_s == 14 * 60.0 + 19.0


def test_without_any_clock_only_the_last_line_has_the_age_of_the_file(tmp_path: Path) -> None:
    refused, failed = (
        "ERROR:  Could not authenticate to gateway. Check.",
        "ERROR:  Gateway certificate validation failed",
    )
    path = write(tmp_path / "vpn.log", f"{refused}\n{failed}\n", NOON - 90.0)
    assert [(hit.signature, hit.age_s) for hit in hits("forticlient", path)] == [
        ("openfortivpn.auth_failed", None),
        ("openfortivpn.server_cert", 90.0),
    ]


def test_what_is_older_than_a_day_does_not_count(tmp_path: Path) -> None:
    text = (
        "2026-11-20 11:00:00 AUTH: Received control message: AUTH_FAILED\n2026-11-22 11:00:00 SIGTERM[hard,] received\n"
    )
    assert hits("openvpn", write(tmp_path / "vpn.log", text)) == ()


def test_a_clock_that_was_set_back_makes_no_negative_age(tmp_path: Path) -> None:
    ahead, after = "15:00:00 AUTH: Received control message: AUTH_FAILED", "11:50:00 Server poll timeout, restarting"
    text = f"2026-11-22 {ahead}\n2026-11-22 {after}\n"
    found = hits("openvpn", write(tmp_path / "vpn.log", text))
    assert [(hit.meaning, hit.age_s) for hit in found] == [("auth_failed", 0.0), ("no_answer", 600.0)], "in their order"


def test_a_rotated_log_and_its_successor_are_one_story(tmp_path: Path) -> None:
    write(tmp_path / "vpn.log.1", "2026-11-22 10:00:00 AUTH: Received control message: AUTH_FAILED\n", NOON - 7000.0)
    write(tmp_path / "vpn.log", "2026-11-22 11:00:00 Initialization Sequence Completed\n")
    assert [(hit.meaning, hit.current) for hit in hits("openvpn", str(tmp_path / "vpn.log*"))] == [
        ("auth_failed", False),
        ("connected", True),
    ]


def test_the_client_and_network_manager_are_joined_by_time(tmp_path: Path) -> None:
    writer = 'laptop NetworkManager[7]: <info>  [1.0] vpn[0x5,54da,"work"]:'
    manager = (
        f"Nov 22 11:10:00 {writer} dbus: failure: login-failed (0)\n"
        f"Nov 22 11:30:00 {writer} dbus: state changed: started (4)\n"
        "Nov 22 11:31:00 laptop dnsmasq[7]: Initialization Sequence Completed\n"
    )
    log = write(tmp_path / "client.log", "2026-11-22 11:20:00 AUTH: Received control message: AUTH_FAILED\n")
    found = hits("openvpn", log, write(tmp_path / "syslog", manager))
    assert [(hit.signature, hit.current) for hit in found] == [
        ("network_manager.login_failed", False),
        ("openvpn.auth_failed", False),
        ("network_manager.connected", True),
    ], "in the system's log another program's words are not the client's"


def test_a_client_that_nobody_knows_and_that_has_no_log() -> None:
    answer = LinuxFacts().vpn_log(Vpn(name="V", kind="other"))
    assert answer.state is Knowledge.UNSUPPORTED


def test_a_named_log_that_is_not_there_is_not_an_empty_one(tmp_path: Path) -> None:
    answer = LinuxFacts().vpn_log(Vpn(name="V", kind="openvpn", log=(str(tmp_path / "*.log"),)))
    assert answer.state is Knowledge.UNSUPPORTED


def test_a_log_that_may_not_be_read_is_denied() -> None:
    answer = laptop("cable_dhcp", vpn_log=PermissionError(13, "")).vpn_log(Vpn(name="V", kind="openvpn"))
    assert answer.state is Knowledge.DENIED


def test_a_recorded_laptop_whose_tunnel_went_silent() -> None:
    found = laptop("vpn_split").vpn_log(Vpn(name="V", kind="openvpn")).value
    assert found is not None
    assert [(hit.signature, hit.current) for hit in found] == [
        ("openvpn.connected", True),
        ("openvpn.went_silent", True),
    ]


JOURNALCTL = """#!/bin/sh
echo "$@" > {asked}
echo "{at}.000001 laptop nm-openvpn[12]: AUTH: Received control message: AUTH_FAILED"
echo "{at}.000002 laptop stranger[13]: Initialization Sequence Completed"
"""


def test_the_journal_is_asked_for_the_products_own_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, asked = tmp_path / "bin" / "journalctl", tmp_path / "asked"
    program.parent.mkdir()
    program.write_text(JOURNALCTL.format(asked=asked, at=int(NOON) - 30), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr(vpn_log, "_JOURNALS", (tmp_path,))
    monkeypatch.setattr(vpn_log, "tails", lambda places, now_s: ())
    (tmp_path / "0123").mkdir()
    (tmp_path / "0123" / "system.journal").touch()
    (found,) = hits("openvpn")
    assert (found.signature, found.age_s) == ("openvpn.auth_failed", 30.0)
    words = asked.read_text(encoding="utf-8").split()
    assert {"--output=short-unix", "--since=-24h", "--identifier=nm-openvpn"} <= set(words)


def test_a_journal_that_is_closed_to_this_person_is_denied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vpn_log, "_JOURNALS", (tmp_path,))
    monkeypatch.setattr(vpn_log.os, "access", lambda path, mode: False)
    (tmp_path / "0123").mkdir()
    (tmp_path / "0123" / "system.journal").touch()
    with pytest.raises(PermissionError):
        acquire_log("tailscale", ())


def test_a_full_day_of_a_talkative_client_is_read_quickly(tmp_path: Path) -> None:
    path = write(tmp_path / "vpn.log", THREE_SILENCES.lstrip() * 3000)
    began = time.process_time()
    found = hits("openvpn", path)
    assert time.process_time() - began < 1.0, "a quarter of a mebibyte, and it took that long"
    assert [hit.meaning for hit in found] == ["connected", "went_silent"]
