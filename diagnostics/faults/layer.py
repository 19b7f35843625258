"""What hides what, from the cable outward. Each tuple names the faults of one layer."""

LINK = (
    "link.no_adapter",
    "link.disabled",
    "link.unplugged",
    "link.dock_ethernet",
    "wifi.radio_off",
    "wifi.not_connected",
    "link.stuck_after_sleep",
)
ADDRESS = (*LINK, "ip.no_lease", "ip.conflict", "ip.misconfigured", "route.no_default")
BOX = (*ADDRESS, "gateway.unreachable")
PORTAL = (*BOX, "internet.captive_portal")
RIVAL = (*PORTAL, "vpn.client_conflict")
LINE = (*RIVAL, "isp.down", "firewall.blocked")
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
SIGN_IN = (
    "account.saved_credentials_stale",
    "account.locked_or_expired",
    "vpn.posture_failed",
    "vpn.cert_expired",
    "vpn.mfa_pending",
    "vpn.session_expired",
    "vpn.auth_failed",
)
"""What the gateway said to the person or the laptop: the tunnel is down because of it."""
DOOR = ("vpn.gateway_unresolvable", "vpn.gateway_unreachable", "vpn.port_blocked")
INSIDE = (
    "vpn.tunnel_stale",
    "vpn.subnet_conflict",
    "vpn.routes_missing",
    "vpn.dns_not_applied",
    "vpn.mtu",
)
"""What ails a tunnel that is up."""
VPN = ("vpn.not_installed", "vpn.not_running", "vpn.not_connected", *DOOR, *SIGN_IN, *INSIDE)
