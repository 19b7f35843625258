"""What hides what, from the cable outward. Each tuple names the faults of one layer."""

LINK = ("link.no_adapter", "link.disabled", "link.unplugged")
ADDRESS = (*LINK, "ip.no_lease", "ip.conflict", "ip.misconfigured", "route.no_default")
BOX = (*ADDRESS, "gateway.unreachable")
PORTAL = (*BOX, "internet.captive_portal")
LINE = (*PORTAL, "isp.down", "firewall.blocked")
CLOCK = (*LINE, "clock.skewed")
NAMES = (
    *LINE,
    "dns.no_server",
    "dns.server_unreachable",
    "dns.server_failing",
    "dns.hijacked",
)
PATH = (*NAMES, "internet.partial", "mtu.black_hole", "clock.skewed", "tls.intercepted")
PROXY = ("proxy.unreachable", "proxy.auth_required", "proxy.pac_unavailable")
VPN = (
    "vpn.not_installed",
    "vpn.not_running",
    "vpn.not_connected",
    "vpn.gateway_unresolvable",
    "vpn.gateway_unreachable",
    "vpn.port_blocked",
)
