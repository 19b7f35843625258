"""Certificates around the VPN that ran out: the person's own, and the gateway's."""

import shutil
from datetime import UTC, datetime

from tests.lab import plan
from tests.lab.authority import COMPANY, PUBLIC
from tests.lab.control import Control, all_of, anchors_open, curl, openvpn_answers, shell
from tests.lab.fault import EXPIRED, NO_TUNNEL
from tests.lab.scenario import scenario
from tests.lab.vpn_log import CHARON, OPENCONNECT, OPENVPN, logged, wait
from tests.lab.vpn_ocserv import NEEDS as OCSERV
from tests.lab.vpn_ocserv import gateway as ocserv
from tests.lab.vpn_ocserv import start as openconnect
from tests.lab.vpn_openvpn import start
from tests.lab.vpn_strongswan import NEEDS as STRONGSWAN
from tests.lab.vpn_strongswan import gateway as strongswan
from tests.lab.vpn_strongswan import no_association, press_connect
from tests.lab.vpn_strongswan import start as charon
from tests.lab.world import Lab

_DAY = (datetime.now(UTC) + EXPIRED[1]).date().isoformat()
_MINE = "/vpn/person.crt"
_GATEWAY = f"https://{plan.COMPANY_GATEWAY}/"


def _file_in_home(fails: bool) -> Control:
    def prove(lab: Lab) -> str | None:
        done = lab.laptop.run(
            "openssl", "x509", "-checkend", "0", "-noout", "-in", f"{lab.laptop.home}{_MINE}", check=False
        )
        return None if (done.returncode != 0) == fails else f"{_MINE}: {done.stdout}{done.stderr}"

    return prove


def _hand_out(lab: Lab, *, expired: bool) -> None:
    (lab.laptop.home / "vpn").mkdir()
    own = (
        lab.authority.client("person", start=EXPIRED[0], end=EXPIRED[1]) if expired else lab.authority.client("person")
    )
    shutil.copy(own, f"{lab.laptop.home}{_MINE}")


@scenario(
    "vpn.cert_expired-openvpn_person",
    "vpn.cert_expired",
    all_of(
        anchors_open, openvpn_answers, NO_TUNNEL, _file_in_home(True), logged(OPENVPN, "Your certificate has expired!")
    ),
    site="vpn-openvpn",
    args={"vpn": "Company VPN", "date": _DAY},
    reason="client",
)
def openvpn_person(lab: Lab) -> None:
    """The certificate in the person's profile ran out three days ago; the gateway drops the handshake."""
    _hand_out(lab, expired=True)
    lab.company.start_openvpn()
    lab.company.start_openvpn("tcp")
    lab.company.start_intranet()
    mine = lab.laptop.home / "vpn" / "person.crt"
    wait(start(lab, "tls-timeout 1", certificate=mine), "Your certificate has expired!")


@scenario(
    "vpn.cert_expired-openvpn_person_has_not_tried",
    "vpn.cert_expired",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, _file_in_home(True), shell("ps ax | grep -v grep | grep openvpn")),
    site="vpn-openvpn",
    args={"vpn": "Company VPN", "date": _DAY},
    reason="client",
)
def openvpn_not_tried(lab: Lab) -> None:
    """The same certificate; the client waits for somebody to press "connect", and its log is empty."""
    _hand_out(lab, expired=True)
    lab.company.start_openvpn()
    lab.company.start_openvpn("tcp")
    lab.company.start_intranet()
    start(lab, "management 127.0.0.1 7505", "management-hold", log=None)


@scenario(
    "vpn.cert_expired-openvpn_gateway",
    "vpn.cert_expired",
    all_of(
        anchors_open,
        openvpn_answers,
        NO_TUNNEL,
        _file_in_home(False),
        logged(OPENVPN, "VERIFY ERROR: depth=0", "certificate has expired", never="Your certificate has expired!"),
    ),
    site="vpn-openvpn",
    reason="gateway",
)
def openvpn_gateway(lab: Lab) -> None:
    """Nobody renewed the gateway's own certificate: every client turns away from it."""
    _hand_out(lab, expired=False)
    chain = lab.authority.site("vpn.example.org", COMPANY, start=EXPIRED[0], end=EXPIRED[1])
    lab.company.start_openvpn(chain=chain)
    lab.company.start_openvpn("tcp", chain=chain)
    lab.company.start_intranet()
    wait(start(lab), "VERIFY ERROR: depth=0")


@scenario(
    "vpn.cert_expired-openconnect_gateway",
    "vpn.cert_expired",
    all_of(
        anchors_open,
        curl(_GATEWAY, "-k", "--resolve", f"vpn.example.org:443:{plan.COMPANY_GATEWAY}", status=200),
        curl("https://vpn.example.org/", exit_status=60),
        NO_TUNNEL,
        logged(OPENCONNECT, "certificate", "expired"),
    ),
    site="vpn-openconnect",
    args={"vpn": "Company VPN", "date": _DAY},
    reason="gateway",
    needs=OCSERV,
)
def openconnect_gateway(lab: Lab) -> None:
    """The certificate of an AnyConnect gateway, bought from a public authority, ran out; the client ends."""
    chain = lab.authority.site("vpn.example.org", PUBLIC[1], start=EXPIRED[0], end=EXPIRED[1])
    ocserv(lab, chain=chain)
    lab.company.start_intranet()
    wait(openconnect(lab), "xpired")


@scenario(
    "vpn.cert_expired-ipsec_gateway",
    "vpn.cert_expired",
    all_of(anchors_open, no_association, logged(CHARON, "subject certificate invalid")),
    site="vpn-ipsec",
    args={"vpn": "Company VPN"},
    reason="gateway",
    needs=STRONGSWAN,
)
def ipsec_gateway(lab: Lab) -> None:
    """The certificate of an IKEv2 gateway ran out: strongSwan does not trust it and gives up."""
    strongswan(lab, chain=lab.authority.site("vpn.example.org", COMPANY, start=EXPIRED[0], end=EXPIRED[1]))
    lab.company.start_intranet()
    charon(lab)
    press_connect(lab)
