"""OpenVPN with sign-in: gateways that ask for a name and a password and say why they refuse; clients that log."""

from __future__ import annotations

from pathlib import Path

from tests.lab import plan
from tests.lab.node import Daemon, LabError
from tests.lab.vpn_log import OPENVPN, follow, place
from tests.lab.world import Lab

PERSON, PASSWORD = "person", "right"
_SCRIPT = "script-security 2\nauth-user-pass-verify {path} via-file"
_CHECKED = f'[ "$(sed -n 2p "$1")" = {PASSWORD} ] && exit 0\n'
TYPED = "auth-retry interact\nmanagement 127.0.0.1 7505\nmanagement-query-passwords\nauth-user-pass"
RETRIES = "auth-retry nointeract"


def verdict_script(lab: Lab, script: str) -> str:
    """Settings of a gateway that lets `script` judge name and password ($1: file with both). exit 0 lets in."""
    path = lab.company.node.folder / "verify.sh"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return _SCRIPT.format(path=path)


def password_only(lab: Lab, reason: str | None = None) -> str:
    """Settings of a gateway that knows one password; `reason`: what it tells those who have another one."""
    told = f'echo "{reason}" > "$auth_failed_reason_file"\n' if reason else ""
    return verdict_script(lab, f"{_CHECKED}{told}exit 1")


def always(lab: Lab, reason: str) -> str:
    """Settings of a gateway that refuses everybody with this text."""
    return verdict_script(lab, f"echo '{reason}' > \"$auth_failed_reason_file\"\nexit 1")


def phone_first(lab: Lab, seconds: int = 120) -> str:
    """Settings of a gateway that accepts the password and then waits for the phone for so long (OpenVPN 2.6)."""
    return verdict_script(
        lab, f'printf "{seconds}\\nopenurl\\nOPEN_URL:https://sso.example.org/\\n" > "$auth_pending_file"\nexit 2'
    )


def phone_says_no(lab: Lab) -> str:
    """The same, and after a second the person, or somebody with the phone, presses "deny"."""
    return verdict_script(
        lab,
        'printf "120\\nopenurl\\nOPEN_URL:https://sso.example.org/\\n" > "$auth_pending_file"\n'
        '( sleep 1; echo "Push request denied" > "$auth_failed_reason_file"; echo 0 > "$auth_control_file" ) '
        ">/dev/null 2>&1 &\nexit 2",
    )


def wrapped(lab: Lab, kind: str = "tls-crypt", key: Path | None = None) -> str:
    """The line that makes strangers get no answer: "tls-crypt", or "tls-auth", whose ends differ in one number."""
    return f"{kind} {key or lab.company.wrapping_key}"


def credentials(lab: Lab, password: str = PASSWORD) -> str:
    """The setting of a client whose name and password are stored in a file."""
    path = lab.laptop.folder / "saved-password"
    path.write_text(f"{PERSON}\n{password}\n")
    return f"auth-user-pass {path}"


def start(
    lab: Lab, *lines: str, proto: str = "udp", certificate: Path | None = None, log: str | None = OPENVPN
) -> Daemon:
    """The laptop's client with further settings; it logs where the site file says. Returns at once."""
    logging = [f"log-append {log}"] if log else []
    if log:
        place(lab, log)
    config = lab.company.client_config(lab.laptop.folder, proto, "\n".join([*logging, *lines]), certificate=certificate)
    daemon = lab.laptop.spawn("openvpn", "openvpn", "--config", str(config))
    return follow(lab, daemon, log) if log else daemon


def connect(lab: Lab, *lines: str, proto: str = "udp", names: bool = True) -> Daemon:
    """The same, connected, and the company's name server in front unless `names` is False."""
    daemon = start(lab, *lines, proto=proto)
    daemon.wait_for("Initialization Sequence Completed")
    if names:
        lab.laptop.name_servers(plan.INSIDE_DNS, plan.LAN_ROUTER)
    return daemon


_TALK = """
import socket, sys, time
end = time.monotonic() + 3
while True:
    try:
        talk = socket.create_connection(("127.0.0.1", 7505), 3)
        break
    except OSError:
        if time.monotonic() > end: raise
        time.sleep(0.02)
talk.settimeout(3)
seen = b""
for expected, line in zip(sys.argv[1::2], sys.argv[2::2]):
    while expected.encode() not in seen:
        more = talk.recv(65536)
        if not more: raise SystemExit("the management door closed")
        seen += more
    seen = b""
    for part in line.split(";"):
        talk.sendall(part.encode() + b"\\n")
        time.sleep(0.05)
time.sleep(0.1)
"""


def type_in(lab: Lab, password: str = PASSWORD) -> None:
    """What the window of a graphical client does with what the person typed; the client was started with TYPED."""
    answer = f'username "Auth" "{PERSON}";password "Auth" "{password}"'
    done = lab.laptop.run("python3", "-I", "-c", _TALK, ">PASSWORD:Need 'Auth'", answer, check=False)
    if done.returncode:
        raise LabError(f"openvpn did not ask for a password: {done.stderr[-300:]}")


def deny_by_management(lab: Lab, reason: str) -> str:
    """Settings of a gateway whose directory program, on its management door, denies every client with a text."""
    path = lab.company.node.folder / "directory.py"
    path.write_text(_DIRECTORY)
    lab.company.node.spawn("directory", "python3", "-I", str(path), reason, ready="ready")
    return "auth-user-pass-optional\nmanagement 127.0.0.1 7506\nmanagement-client-auth\nmanagement-client"


_DIRECTORY = """
import socket, sys
door = socket.create_server(("127.0.0.1", 7506))
print("ready", flush=True)
talk, _ = door.accept()
for line in talk.makefile("r"):
    if line.startswith((">CLIENT:CONNECT", ">CLIENT:REAUTH")):
        client, key = line.strip().split(",")[1:3]
        talk.sendall(f'client-deny {client} {key} "denied" "{sys.argv[1]}"\\n'.encode())
"""
