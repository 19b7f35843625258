"""Worlds in which a verb makes things worse than they were: what is put in place of the old setting does not work."""

from tests.lab import plan
from tests.lab.daemon import dnsmasq, stop_dnsmasq
from tests.lab.fault import gateways
from tests.lab.managed import Managed
from tests.lab.managed_services import vpn_profile
from tests.lab.repairs.settings import gnome
from tests.lab.repairs.trial import WORSE, trial
from tests.lab.repairs.useless import second_card, wrong_line
from tests.lab.vpn_private import ENTRY, openvpn_provider, provider

_ENDED = ("done", "failed", "timed_out")
_WORSE = {"only": (WORSE,), "service": None, "did": _ENDED}


@trial("ip.use_dhcp", **_WORSE)
def nobody_hands_out(desk: Managed) -> None:
    """The typed address works, and no box hands out any."""
    typed = ("ipv4.addresses", "192.168.1.60/24", "ipv4.gateway", plan.LAN_ROUTER, "ipv4.dns", "9.9.9.9")
    desk.change("ipv4.method", "manual", *typed)
    stop_dnsmasq(desk.world.router, "dnsmasq")
    wrong_line(desk)


@trial("dns.use_automatic", **_WORSE)
def box_without_names(desk: Managed) -> None:
    """The typed name server works, and the box's own is dead."""
    desk.change("ipv4.ignore-auto-dns", "yes", "ipv4.dns", "9.9.9.9")
    desk.world.restart_box(dns=False)
    wrong_line(desk)


@trial("dhcp.renew", **_WORSE)
def nobody_renews(desk: Managed) -> None:
    """The address is a good one, and the box that gave it hands out no others."""
    stop_dnsmasq(desk.world.router, "dnsmasq")
    dnsmasq(desk.world.router, "dnsmasq", ["bind-dynamic", "interface=br-lan", f"server={plan.ISP_RESOLVER}"])
    wrong_line(desk)


@trial("adapter.restart", **_WORSE)
def nobody_answers_after(desk: Managed) -> None:
    """The same, when the card itself is to be switched off and on."""
    nobody_renews(desk)


@trial("adapter.enable", **_WORSE)
def second_card_leads_nowhere(desk: Managed) -> None:
    """A second card was switched off: its network offers a way out that is none, and wants to be the first one."""
    second_card(desk, "method=auto\nroute-metric=50")
    lines = ["bind-dynamic", "interface=lap1", "port=0", "dhcp-range=192.168.7.10,192.168.7.20,1h", "no-ping"]
    dnsmasq(desk.world.router, "second", lines)
    desk.world.router.nft('add rule inet home pass iifname "lap1" drop')
    wrong_line(desk)


@trial("proxy.apply_site_pac", refusable=False, site="pac", **_WORSE)
def script_is_gone(desk: Managed) -> None:
    """The organisation's route script is not where IT's file says; the person's own setting works."""
    desk.world.answer_with("proxy.example.org", status=404, plain=True)
    gnome(desk, ("", "mode", "none"), ("", "autoconfig-url", "http://www.example.org/own.pac"))
    wrong_line(desk)


@trial("vpn.start_client", site="openvpn", on="Company VPN", **_WORSE)
def tunnel_swallows_all(desk: Managed) -> None:
    """The company's gateway wants everything and passes nothing on."""
    gateways(desk.world)
    vpn_profile(desk, ipv4="")
    desk.world.company.node.nft("table ip dead {\n chain f { type filter hook forward priority 0; policy drop; }\n}\n")
    wrong_line(desk)


@trial("vpn.disconnect_other", site="openvpn", **_WORSE)
def only_way_out(desk: Managed) -> None:
    """The network lets nothing out but the private VPN."""
    gateways(desk.world)
    wrong_line(desk)
    openvpn_provider(desk.world, provider(desk.world))
    vpn_profile(desk, "private", remote=f"{ENTRY}:1194", device="private0", ipv4="", number=102)
    desk.nmcli("connection", "up", "private")
    desk.world.router.nft(f'add rule inet home pass iifname "br-lan" ip daddr != {ENTRY} drop')
