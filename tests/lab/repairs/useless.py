"""Worlds in which a verb works as it should, and cannot help: what it changes was good, and the fault is elsewhere."""

from tests.lab import plan
from tests.lab.daemon import server
from tests.lab.fault import gateways
from tests.lab.managed import Managed
from tests.lab.managed_services import start_machine, vpn_profile, vpn_unit
from tests.lab.node import link
from tests.lab.repairs.settings import gnome
from tests.lab.repairs.trial import HELPS_NOT, KILLED, KILLED_LATER, REFUSED, SERVICE, trial
from tests.lab.scenarios.load import speed_server
from tests.lab.vpn_private import ENTRY, openvpn_provider, provider

_PROXY = plan.WEB["proxy.example.org"][0]
_LINE = f"{plan.FOREIGN} www.example.org"
_STATIC = ("ipv4.method", "manual", "ipv4.addresses", "192.168.1.60/24", "ipv4.gateway", plan.LAN_ROUTER)
_TYPED_DNS = ("ipv4.ignore-auto-dns", "yes", "ipv4.dns", "9.9.9.9")
_NO_SERVICE = (HELPS_NOT, REFUSED, KILLED, KILLED_LATER)
_OWN = (HELPS_NOT, SERVICE, KILLED, KILLED_LATER)


def wrong_line(desk: Managed) -> None:
    """The fault that stays: the hosts file leads the helpdesk astray."""
    desk.world.internet.nft(f"add rule inet net pre ip daddr {plan.FOREIGN} drop")
    desk.write("/etc/hosts", f"{desk.read('/etc/hosts')}{_LINE}\n")


@trial("dns.flush", service=None, lasting=False, did=("done", "nothing_to_do", "unsupported"))
def nothing_remembers(desk: Managed) -> None:
    """Nothing remembers names here."""
    wrong_line(desk)


@trial("dns.use_automatic")
def names_typed_and_good(desk: Managed) -> None:
    """A name server was typed, and it is a good one."""
    desk.change(*_TYPED_DNS)
    wrong_line(desk)


@trial("dhcp.renew", lasting=False)
def good_address(desk: Managed) -> None:
    """The address is a good one."""
    wrong_line(desk)


@trial("ip.use_dhcp")
def address_typed_and_good(desk: Managed) -> None:
    """The typed address is a good one, and so is the typed name server."""
    desk.change(*_STATIC, "ipv4.dns", plan.LAN_ROUTER, "ipv4.dns-search", "corp.example")
    wrong_line(desk)


@trial("adapter.enable")
def second_card_off(desk: Managed) -> None:
    """A second card was switched off on purpose; its settings are complete, and it leads nowhere."""
    second_card(desk, "method=manual\naddress1=192.168.7.9/24")
    wrong_line(desk)


def second_card(desk: Managed, ipv4: str) -> None:
    """A card that NetworkManager is to leave alone, and that is down; with a profile for those who want it up."""
    desk.write(
        "/etc/NetworkManager/conf.d/second.conf", "[device-second]\nmatch-device=interface-name:eth1\nmanaged=0\n"
    )
    desk.nmcli("general", "reload", "conf")
    link(desk.world.router, "lap1", desk.laptop, "eth1")
    desk.world.router.sh("ip addr add 192.168.7.1/24 dev lap1\nip link set lap1 up")
    desk.profile("second", card="eth1", ipv4=ipv4, number=2)
    desk.nmcli("connection", "reload")
    desk.wait(lambda: "eth1:unmanaged" in desk.nmcli("-t", "-f", "DEVICE,STATE", "device").stdout, "no second card")


@trial("adapter.restart", lasting=False)
def good_card(desk: Managed) -> None:
    """The card is a good one, and its profile holds typed settings."""
    desk.change(*_TYPED_DNS)
    wrong_line(desk)


@trial("adapter.restart", lasting=False, ipv6=True, site="openvpn")
def under_a_vpn(desk: Managed) -> None:
    """The same with both families, and a VPN that is connected over it."""
    _connected(desk)


@trial("wifi.radio_on", service=None, did=("no_target", "unsupported"), only=(HELPS_NOT,))
def no_radio_to_switch_on(desk: Managed) -> None:
    """There is no radio."""
    wrong_line(desk)


@trial("wifi.reconnect", service=None, did=("no_target", "unsupported"), only=(HELPS_NOT,), lasting=False)
def no_radio_to_join_with(desk: Managed) -> None:
    """There is no radio."""
    wrong_line(desk)


@trial("proxy.reset_user", service="session", refusable=False, only=_OWN)
def gnome_proxy_works(desk: Managed) -> None:
    """GNOME's proxy is a good one, with exceptions of the person's."""
    server(desk.world.internet, "proxy", {"port": 3128})
    doors = [(kind, *one) for kind in ("http", "https") for one in (("host", _PROXY), ("port", "3128"))]
    gnome(desk, ("", "mode", "manual"), ("", "ignore-hosts", "['localhost', '10.0.0.0/8']"), *doors)
    wrong_line(desk)


@trial("proxy.reset_user", service=None, refusable=False, only=(HELPS_NOT, KILLED, KILLED_LATER))
def kde_proxy_works(desk: Managed) -> None:
    """KDE's proxy, with a comment and settings of other things in the same file."""
    server(desk.world.internet, "proxy", {"port": 3128})
    desk.environment["XDG_CURRENT_DESKTOP"] = "KDE"
    text = (
        "# mine\n[General]\nKeep=yes\n\n[Proxy Settings]\nAuthMode=0\nNoProxyFor=localhost\nProxyType=1\n"
        f"httpProxy=http://{_PROXY} 3128\nhttpsProxy=http://{_PROXY} 3128\n"
    )
    desk.as_person("sh", "-c", "mkdir -p ~/.config; cat > ~/.config/kioslaverc", text_in=text, check=True)
    wrong_line(desk)


@trial("proxy.apply_site_pac", service="session", refusable=False, only=_OWN, site="pac")
def own_script(desk: Managed) -> None:
    """GNOME has a route script of the person's own."""
    body = 'function FindProxyForURL(url, host) { return \\"DIRECT\\"; }'
    desk.world.answer_with("proxy.example.org", plain=True, body=body)
    gnome(desk, ("", "mode", "auto"), ("", "autoconfig-url", "http://proxy.example.org/own.pac"))
    wrong_line(desk)


def _company(desk: Managed) -> None:
    gateways(desk.world)
    vpn_profile(desk)
    wrong_line(desk)


def _connected(desk: Managed) -> None:
    _company(desk)
    desk.nmcli("connection", "up", "company")
    desk.wait(lambda: plan.INSIDE_DNS in desk.read("/etc/resolv.conf"), "the company's name server is not in use")


@trial("vpn.start_client", site="openvpn", on="Company VPN")
def profile_into_the_dark(desk: Managed) -> None:
    """The VPN is off; the company behind it is dark."""
    _company(desk)
    _dark_inside(desk)


def _dark_inside(desk: Managed) -> None:
    """A tunnel would come up, and nothing in it would answer."""
    inside = f"ip daddr {plan.INSIDE_PREFIX} drop"
    desk.world.company.node.nft(
        f"table ip dark {{\n chain pre {{ type filter hook prerouting priority 0; {inside}; }}\n}}\n"
    )


@trial("vpn.reconnect", site="openvpn", on="Company VPN", lasting=False)
def profile_works(desk: Managed) -> None:
    """The VPN is connected and works."""
    _connected(desk)


@trial("vpn.reapply_routes", site="openvpn", on="Company VPN", lasting=False)
def profile_has_routes(desk: Managed) -> None:
    """The VPN is connected, with all its routes."""
    _connected(desk)


@trial("vpn.reapply_dns", site="openvpn", on="Company VPN", lasting=False)
def profile_has_names(desk: Managed) -> None:
    """The VPN is connected, with its name server."""
    _connected(desk)


@trial("vpn.disconnect_other", site="openvpn")
def private_does_no_harm(desk: Managed) -> None:
    """A private VPN takes everything, and does no harm."""
    _company(desk)
    openvpn_provider(desk.world, provider(desk.world))
    vpn_profile(desk, "private", remote=f"{ENTRY}:1194", device="private0", ipv4="", number=102)
    desk.nmcli("connection", "up", "private")


def _unit(desk: Managed, *, running: bool) -> None:
    gateways(desk.world)
    start_machine(desk, units=vpn_unit(desk, running=running))
    if running:
        desk.wait(lambda: plan.INSIDE_DNS in desk.read("/etc/resolv.conf"), "the company's name server is not in use")
    wrong_line(desk)


@trial("vpn.start_client", service="polkit", site="openvpn", on="Company VPN", machine=True)
def unit_into_the_dark(desk: Managed) -> None:
    """The VPN is a service that is stopped; the company behind it is dark."""
    _unit(desk, running=False)
    _dark_inside(desk)


@trial("vpn.restart_service", service="polkit", site="openvpn", on="Company VPN", machine=True, lasting=False)
def unit_works(desk: Managed) -> None:
    """The VPN is a service that runs and works."""
    _unit(desk, running=True)


@trial("time.sync_now", service="polkit", machine=True, lasting=False)
def clock_right(desk: Managed) -> None:
    """The clock is right, and kept."""
    start_machine(desk, time_kept=True)
    wrong_line(desk)


@trial("time.enable_auto", service="polkit", machine=True)
def clock_kept_by_hand(desk: Managed) -> None:
    """The clock is right, and the person wants to keep it by hand."""
    start_machine(desk, time_kept=False)
    wrong_line(desk)


@trial("hosts.remove_entries", service="helper", helper=True)
def written_again(desk: Managed) -> None:
    """Another program writes the line again as soon as it is gone; other lines and remarks are the person's."""
    own = "# mine\n10.1.2.3\tprinter.home  printer # upstairs\n\n"
    desk.write("/etc/hosts", f"{desk.read('/etc/hosts')}{own}")
    wrong_line(desk)
    again = f"while sleep 0.05; do grep -q www.example.org /etc/hosts || echo '{_LINE}' >> /etc/hosts; done"
    desk.laptop.spawn("again", "sh", "-c", again)


@trial("arp.clear", service="helper", helper=True, lasting=False)
def good_entries(desk: Managed) -> None:
    """The entries are good ones; one was set for ever, by hand."""
    entry = desk.laptop.sh(f"ping -c1 -W1 {plan.LAN_ROUTER} >/dev/null; ip neigh show {plan.LAN_ROUTER}").split()
    desk.laptop.sh(
        f"ip neigh replace {plan.LAN_ROUTER} lladdr {entry[entry.index('lladdr') + 1]} nud permanent dev eth0"
    )
    wrong_line(desk)


@trial("mtu.set_site_value", service="helper", helper=True, cause="mtu.black_hole", check="internet.mtu")
def line_swallows_all(desk: Managed) -> None:
    """The line swallows packets that every line should take."""
    desk.world.router.nft('add rule inet home pass iifname "br-lan" meta length > 1250 drop')


@trial("ipv4.prefer", service="helper", helper=True, ipv6=True)
def both_families_work(desk: Managed) -> None:
    """Both families work."""
    wrong_line(desk)


@trial("credentials.refresh", service=None, refusable=False, lasting=False,
       did=("done", "nothing_to_do", "unsupported"), only=(HELPS_NOT,))  # fmt: skip
def no_tickets(desk: Managed) -> None:
    """There are no tickets."""
    wrong_line(desk)


@trial("hog.pause", service=None, refusable=False, only=(HELPS_NOT, KILLED, KILLED_LATER), alone=True)
def line_is_wide(desk: Managed) -> None:
    """A program of the person's sends a lot, and the line is wide enough for everybody."""
    speed_server(desk.world)
    desk.as_person("sh", "-c", "cp /usr/bin/curl ~/photosync; truncate -s 800M ~/photos", check=True)
    home = desk.environment["HOME"]
    post = ("-X", "POST", "-H", "Expect:", "-T", f"{home}/photos", "http://speed.example.org/up")
    desk.spawn_as_person("photosync", f"{home}/photosync", "-s", "--limit-rate", "4M", *post)
    wrong_line(desk)
