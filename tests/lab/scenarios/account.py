"""The person's account: locked, with a password that ran out, or locked again and again by an old password."""

from tests.lab.control import all_of, anchors_open, openvpn_answers, shell
from tests.lab.fault import NO_TUNNEL
from tests.lab.scenario import scenario
from tests.lab.vpn_log import OPENVPN, logged, openvpn_history, wait
from tests.lab.vpn_openvpn import RETRIES, always, credentials, deny_by_management, start, verdict_script
from tests.lab.world import Lab

_REFUSED = "AUTH: Received control message: AUTH_FAILED"
_UP = "Initialization Sequence Completed"
_SITE = "vpn-openvpn-udp"


@scenario(
    "account.locked_or_expired-vpn_says_locked",
    "account.locked_or_expired",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, logged(OPENVPN, f"{_REFUSED},Account locked", never=_UP)),
    site=_SITE,
    reason="locked",
)
def vpn_says_locked(lab: Lab) -> None:
    """The gateway passes on what the directory said: too many wrong passwords."""
    lab.company.start_openvpn(lines=[always(lab, "Account locked, try again in 15 minutes")])
    lab.company.start_intranet()
    wait(start(lab, credentials(lab), RETRIES), _REFUSED)


@scenario(
    "account.locked_or_expired-vpn_says_password_expired",
    "account.locked_or_expired",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, logged(OPENVPN, f"{_REFUSED},Your password has expired")),
    site=_SITE,
    reason="expired",
)
def vpn_says_password_expired(lab: Lab) -> None:
    """The gateway's directory program denies with a text of its own, and the client ends."""
    lab.company.start_openvpn(lines=[deny_by_management(lab, "Your password has expired and must be changed")])
    lab.company.start_intranet()
    wait(start(lab, credentials(lab)), "process exiting")


@scenario(
    "account.saved_credentials_stale-locked_twice_in_minutes",
    "account.saved_credentials_stale",
    all_of(
        anchors_open, openvpn_answers, NO_TUNNEL, logged(OPENVPN, f"{_REFUSED},Account", _UP, f"{_REFUSED},Account")
    ),
    site=_SITE,
)
def locked_twice(lab: Lab) -> None:
    """Locked, unlocked by IT and connected, and minutes later locked again by some other device."""
    counted = (
        f"count={lab.company.node.folder}/count\nn=$(cat $count 2>/dev/null || echo 0)\necho $((n + 1)) > $count\n"
        '[ $n = 1 ] && exit 0\necho "Account locked" > "$auth_failed_reason_file"\nexit 1'
    )
    lab.company.start_openvpn(lines=[verdict_script(lab, counted)])
    lab.company.start_intranet()
    client = start(lab, credentials(lab), RETRIES)
    client.wait_for(_UP)
    lab.laptop.sh("pkill -USR1 openvpn")  # as a network change or a resume does
    wait(client, f"{_REFUSED},Account", 2)


@scenario(
    "account.saved_credentials_stale-locked_all_morning",
    "account.saved_credentials_stale",
    all_of(
        anchors_open,
        openvpn_answers,
        NO_TUNNEL,
        shell(f"grep -c AUTH_FAILED {OPENVPN}", says="3"),
        logged(OPENVPN, f"{_REFUSED},User account is locked", _UP, f"{_REFUSED},User account is locked"),
    ),
    site=_SITE,
)
def locked_all_morning(lab: Lab) -> None:
    """The log of the last three quarters of an hour: locked, in, locked, in, and locked again just now."""
    locked = "AUTH: Received control message: AUTH_FAILED,User account is locked"
    openvpn_history(lab, [(0.75, locked), (0.6, _UP), (0.4, locked), (0.3, _UP)])
    lab.company.start_openvpn(lines=[deny_by_management(lab, "User account is locked")])
    lab.company.start_intranet()
    wait(start(lab, credentials(lab)), "process exiting")
