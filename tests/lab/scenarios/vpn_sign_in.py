"""The gateway answers and does not let this person in: password, second factor, session, posture."""

from tests.lab import plan
from tests.lab.control import all_of, anchors_open, openvpn_answers, shell, tcp
from tests.lab.fault import NO_TUNNEL
from tests.lab.scenario import scenario
from tests.lab.vpn_log import CHARON, OPENCONNECT, OPENVPN, logged, openvpn_history, wait
from tests.lab.vpn_ocserv import NEEDS as OCSERV
from tests.lab.vpn_ocserv import gateway as ocserv
from tests.lab.vpn_ocserv import posture_gateway
from tests.lab.vpn_ocserv import start as openconnect
from tests.lab.vpn_openvpn import (
    RETRIES,
    TYPED,
    always,
    credentials,
    deny_by_management,
    password_only,
    phone_first,
    phone_says_no,
    start,
    type_in,
    verdict_script,
    wrapped,
)
from tests.lab.vpn_strongswan import NEEDS as STRONGSWAN
from tests.lab.vpn_strongswan import gateway as strongswan
from tests.lab.vpn_strongswan import no_association, press_connect
from tests.lab.vpn_strongswan import start as charon
from tests.lab.world import Lab

_RUNS = shell("ps ax | grep -v grep | grep 'openvpn --config'")
_CHARON_RUNS = shell("ps ax | grep -v grep | grep charon-systemd")
_ENDED = shell("ps ax | grep -v grep | grep 'openvpn --config'", fails=True)
_REFUSED = "AUTH: Received control message: AUTH_FAILED"
_UP = "Initialization Sequence Completed"
_VPN = {"vpn": "Company VPN"}


def _gateway(lab: Lab, *lines: str) -> None:
    lab.company.start_openvpn(lines=lines)
    lab.company.start_intranet()


@scenario(
    "vpn.auth_failed-openvpn_password",
    "vpn.auth_failed",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, _RUNS, logged(OPENVPN, _REFUSED, "process restarting")),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def openvpn_password(lab: Lab) -> None:
    """A stored password is no longer right; the client tries it again and again."""
    _gateway(lab, password_only(lab))
    wait(start(lab, credentials(lab, "old"), RETRIES), _REFUSED)


@scenario(
    "vpn.auth_failed-openvpn_gave_up",
    "vpn.auth_failed",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, _ENDED, logged(OPENVPN, _REFUSED, "process exiting")),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def openvpn_gave_up(lab: Lab) -> None:
    """The same, and the client ends at the first refusal: nothing runs any more."""
    _gateway(lab, password_only(lab))
    wait(start(lab, credentials(lab, "old")), "process exiting")


@scenario(
    "vpn.auth_failed-behind_tls_crypt",
    "vpn.auth_failed",
    all_of(anchors_open, NO_TUNNEL, _RUNS, logged(OPENVPN, _REFUSED)),
    site="vpn-openvpn-udp",
)
def behind_tls_crypt(lab: Lab) -> None:
    """A gateway that answers no stranger refuses the password, in words of its own."""
    _gateway(lab, wrapped(lab), password_only(lab, "Nom d'utilisateur ou mot de passe incorrect"))
    wait(start(lab, wrapped(lab), credentials(lab, "old"), RETRIES), _REFUSED)


@scenario(
    "vpn.auth_failed-profile_is_older_than_the_gateway",
    "vpn.auth_failed",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, _RUNS, logged(OPENVPN, "cannot locate HMAC in incoming packet")),
    site="vpn-openvpn-udp",
    reason="profile",
)
def old_profile(lab: Lab) -> None:
    """The profile still signs its packets with a key that the gateway has done away with."""
    _gateway(lab)
    wait(start(lab, f"{wrapped(lab, 'tls-auth')} 1"), "cannot locate HMAC in incoming packet")


@scenario(
    "vpn.mfa_pending-openvpn_phone",
    "vpn.mfa_pending",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, _RUNS, logged(OPENVPN, "AUTH_PENDING received", never=_REFUSED)),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def openvpn_phone(lab: Lab) -> None:
    """The password was accepted; the gateway waits for a confirmation that nobody gives."""
    _gateway(lab, phone_first(lab))
    wait(start(lab, credentials(lab), "setenv IV_SSO webauth,openurl,crtext"), "AUTH_PENDING received")


@scenario(
    "vpn.mfa_pending-openvpn_code",
    "vpn.mfa_pending",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, _RUNS, logged(OPENVPN, f"{_REFUSED},CRV1:")),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def openvpn_code(lab: Lab) -> None:
    """The gateway asks for a code (CRV1), and the window that asks for it stands behind the others."""
    _gateway(lab, always(lab, "CRV1:R,E:bG9n:cGVyc29u:Enter the code of your phone"))
    client = start(lab, TYPED)
    type_in(lab)
    wait(client, f"{_REFUSED},CRV1:")


@scenario(
    "vpn.auth_failed-phone_says_no",
    "vpn.auth_failed",
    all_of(
        anchors_open, openvpn_answers, NO_TUNNEL, logged(OPENVPN, "AUTH_PENDING received", f"{_REFUSED},Push request")
    ),
    site="vpn-openvpn-udp",
    args=_VPN,
    reason="mfa_denied",
)
def phone_denies(lab: Lab) -> None:
    """The gateway asked the phone, and somebody pressed "deny" there."""
    _gateway(lab, phone_says_no(lab))
    wait(start(lab, credentials(lab), "setenv IV_SSO webauth,openurl,crtext"), _REFUSED)


@scenario(
    "vpn.session_expired-openvpn_token",
    "vpn.session_expired",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, _RUNS, logged(OPENVPN, _UP, f"{_REFUSED},SESSION:")),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def openvpn_token(lab: Lab) -> None:
    """The gateway's session token ran out; the client now waits for the person to sign in again."""
    _gateway(lab, password_only(lab), "auth-gen-token 4 4", "hand-window 2", "reneg-sec 5")
    client = start(lab, TYPED, "auth-nocache", "reneg-sec 3")
    type_in(lab)
    wait(client, f"{_REFUSED},SESSION:")


@scenario(
    "vpn.posture_failed-openvpn_script",
    "vpn.posture_failed",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, _RUNS, logged(OPENVPN, f"{_REFUSED},Posture check failed")),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def posture_script(lab: Lab) -> None:
    """The gateway's posture script does not like what this computer told of itself."""
    _gateway(
        lab,
        verdict_script(
            lab, 'echo "Posture check failed: the disk is not encrypted" > "$auth_failed_reason_file"\nexit 1'
        ),
    )
    wait(start(lab, credentials(lab), RETRIES), _REFUSED)


@scenario(
    "vpn.posture_failed-openvpn_directory",
    "vpn.posture_failed",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, _ENDED, logged(OPENVPN, f"{_REFUSED},Device not compliant")),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def posture_directory(lab: Lab) -> None:
    """Another program judges for the gateway, through its management door; the client ends."""
    _gateway(lab, deny_by_management(lab, "Device not compliant with the security policy"))
    wait(start(lab, credentials(lab)), "process exiting")


@scenario(
    "vpn.auth_failed-openconnect_password",
    "vpn.auth_failed",
    all_of(anchors_open, tcp(plan.COMPANY_GATEWAY, 443, "open"), NO_TUNNEL, logged(OPENCONNECT, "Login failed.")),
    site="vpn-openconnect",
    args=_VPN,
    needs=OCSERV,
)
def openconnect_password(lab: Lab) -> None:
    """An AnyConnect gateway says "Login failed" and openconnect ends."""
    ocserv(lab)
    lab.company.start_intranet()
    wait(openconnect(lab, password="old"), "Failed to complete authentication")


@scenario(
    "vpn.auth_failed-ipsec_password",
    "vpn.auth_failed",
    all_of(
        anchors_open, _CHARON_RUNS, no_association, logged(CHARON, "received EAP_FAILURE, EAP authentication failed")
    ),
    site="vpn-ipsec",
    args=_VPN,
    needs=STRONGSWAN,
)
def ipsec_password(lab: Lab) -> None:
    """IKEv2 with EAP: the gateway proves itself and refuses the person's password."""
    strongswan(lab)
    lab.company.start_intranet()
    charon(lab, password="old")
    press_connect(lab)


@scenario(
    "vpn.auth_failed-ipsec_shared_secret",
    "vpn.auth_failed",
    all_of(anchors_open, _CHARON_RUNS, no_association, logged(CHARON, "received AUTHENTICATION_FAILED notify error")),
    site="vpn-ipsec",
    args=_VPN,
    needs=STRONGSWAN,
)
def ipsec_secret(lab: Lab) -> None:
    """IKEv2 with one secret for everybody: it was changed, and this laptop has the old one."""
    strongswan(lab, psk=True)
    lab.company.start_intranet()
    charon(lab, password="old", psk=True)
    press_connect(lab)


@scenario(
    "vpn.session_expired-openconnect_hours",
    "vpn.session_expired",
    all_of(
        anchors_open,
        tcp(plan.COMPANY_GATEWAY, 443, "open"),
        NO_TUNNEL,
        logged(OPENCONNECT, "Session authentication will expire", "Session terminated by server; exiting."),
    ),
    site="vpn-openconnect",
    args=_VPN,
    needs=OCSERV,
)
def openconnect_hours(lab: Lab) -> None:
    """An AnyConnect gateway ends every session at a fixed age, and openconnect ends with it."""
    lab.company.start_intranet()
    ocserv(lab, "session-timeout = 2")
    wait(openconnect(lab), "Session terminated by server", limit_s=14.0)


@scenario(
    "vpn.auth_failed-openconnect_no_rights",
    "vpn.auth_failed",
    all_of(
        anchors_open,
        tcp(plan.COMPANY_GATEWAY, 443, "open"),
        NO_TUNNEL,
        logged(OPENCONNECT, "401 Cookie is not acceptable"),
    ),
    site="vpn-openconnect",
    args=_VPN,
    needs=OCSERV,
)
def openconnect_no_rights(lab: Lab) -> None:
    """Name and password are right; the gateway's own script says that this person may not come in."""
    script = lab.company.node.folder / "may-come-in"
    script.write_text('#!/bin/sh\n[ "$REASON" = connect ] && exit 1\nexit 0\n')
    script.chmod(0o755)
    lab.company.start_intranet()
    ocserv(lab, f"connect-script = {script}")
    wait(openconnect(lab), "exiting")


@scenario(
    "vpn.not_running-refused_yesterday",
    "vpn.not_running",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, _ENDED, logged(OPENVPN, _REFUSED)),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def refused_yesterday(lab: Lab) -> None:
    """The last line of the log is a wrong password of last night; nobody has started the client today."""
    openvpn_history(
        lab, [(14.0, _UP), (12.1, _REFUSED), (12.1, "SIGTERM[soft,auth-failure] received, process exiting")]
    )
    _gateway(lab)


@scenario(
    "vpn.posture_failed-openconnect_host_scan",
    "vpn.posture_failed",
    all_of(anchors_open, tcp(plan.COMPANY_GATEWAY, 443, "open"), NO_TUNNEL, logged(OPENCONNECT, "hostscan")),
    site="vpn-openconnect",
    args=_VPN,
    needs=OCSERV,
)
def host_scan(lab: Lab) -> None:
    """An AnyConnect gateway asks for its host scan, which this laptop does not have; openconnect ends."""
    posture_gateway(lab)
    lab.company.start_intranet()
    wait(openconnect(lab), "hostscan")
