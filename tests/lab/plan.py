"""The addresses and names of the lab's world. All of it exists only inside namespaces."""

LAN_ROUTER = "192.168.1.1"
LAN_PREFIX = "192.168.1.0/24"
LAN6_ROUTER = "2001:db8:1::1"
LAN6_PREFIX = "2001:db8:1::/64"
WAN_ISP = "198.51.100.1"
WAN_ROUTER = "198.51.100.2"
WAN6_ISP = "2001:db8:ffff::1"
WAN6_ROUTER = "2001:db8:ffff::2"

ISP_RESOLVER = "198.51.100.53"
ANCHORS = ("1.1.1.1", "9.9.9.9", "8.8.8.8")
ANCHORS6 = ("2606:4700:4700::1111", "2620:fe::fe")
FOREIGN = "203.0.113.66"  # where liars point: a host that is none of ours
NTP = "192.0.2.123"

PORTAL_BODY = {
    "www.msftconnecttest.com": ("/connecttest.txt", "Microsoft Connect Test"),
    "detectportal.firefox.com": ("/success.txt", "success"),
}
WEB = {  # name: (IPv4, IPv6, which of the lab's three authorities signs it)
    "www.msftconnecttest.com": ("192.0.2.80", "2001:db8:80::80", 0),
    "detectportal.firefox.com": ("203.0.113.81", "2001:db8:81::81", 1),
    "www.wikipedia.org": ("192.0.2.10", "2001:db8:80::10", 0),
    "www.debian.org": ("198.51.100.110", "2001:db8:82::110", 1),
    "www.cloudflare.com": ("203.0.113.110", "2001:db8:81::110", 2),
    "www.example.org": ("203.0.113.120", "2001:db8:81::120", 2),
    "status.example.org": ("203.0.113.121", "2001:db8:81::121", 2),
    "proxy.example.org": ("203.0.113.122", "2001:db8:81::122", 2),
}

COMPANY_LINK_ISP = "203.0.113.9"
COMPANY_GATEWAY = "203.0.113.10"  # vpn.example.org, wg.example.org
INSIDE_ROUTER = "10.20.0.1"
INSIDE_DNS = "10.20.0.53"
INSIDE_PREFIX = "10.20.0.0/16"
INSIDE = {"intranet.corp.example": "10.20.0.10", "wiki.corp.example": "10.20.0.11", "files.corp.example": "10.20.0.12"}
OPENVPN_UDP_NET = "10.21.0.0"
OPENVPN_TCP_NET = "10.21.1.0"
WIREGUARD_COMPANY = "10.22.0.1"
WIREGUARD_LAPTOP = "10.22.0.2"
