"""Which verb may repair which cause: a wrong one costs trust, so a guide may name no other."""

_LEASE = "dhcp.renew ip.use_dhcp"
_NAMES = "dns.use_automatic dhcp.renew"

MAY_REPAIR: dict[str, str] = {
    "link.disabled": "adapter.enable",
    "link.stuck_after_sleep": "adapter.restart dhcp.renew wifi.reconnect vpn.reconnect",
    "wifi.radio_off": "wifi.radio_on",
    "wifi.not_connected": "wifi.reconnect wifi.forget_rejoin",
    "ip.no_lease": f"{_LEASE} adapter.restart",
    "ip.conflict": f"{_LEASE} arp.clear",
    "ip.misconfigured": _LEASE,
    "route.no_default": f"{_LEASE} adapter.restart vpn.disconnect_other",
    "gateway.unreachable": f"{_LEASE} adapter.restart arp.clear",
    "internet.captive_portal": "captive.open_portal",
    "internet.partial": "vpn.start_client",  # the tunnel may lead round the part that is missing
    "ipv6.broken": _LEASE,
    "mtu.black_hole": "mtu.set_site_value",
    "dns.no_server": f"{_NAMES} vpn.disconnect_other",
    "dns.server_unreachable": _NAMES,
    "dns.server_failing": f"{_NAMES} dns.flush",
    "dns.slow": _NAMES,
    "dns.hijacked": "dns.use_automatic",
    "dns.hosts_override": "hosts.remove_entries",
    "proxy.unreachable": "proxy.apply_site_pac vpn.start_client proxy.reset_user proxy.reset_winhttp",
    "proxy.auth_required": "credentials.refresh",
    "proxy.pac_unavailable": "proxy.apply_site_pac vpn.start_client proxy.reset_user",
    "clock.skewed": "time.enable_auto time.sync_now",
    "vpn.not_running": "vpn.start_client vpn.restart_service",
    "vpn.not_connected": "vpn.start_client vpn.reconnect vpn.restart_service",
    "vpn.gateway_unresolvable": f"{_NAMES} dns.flush",
    "vpn.session_expired": "vpn.start_client",
    "vpn.client_conflict": "vpn.disconnect_other",
    "vpn.routes_missing": "vpn.reapply_routes vpn.reconnect",
    "vpn.dns_not_applied": "dns.flush vpn.reapply_dns vpn.reconnect dns.use_automatic vpn.disconnect_other",
    "vpn.mtu": "mtu.set_site_value",
    "vpn.tunnel_stale": "vpn.reconnect vpn.restart_service",
    "vpn.tunnel_degraded": "vpn.reconnect",
    "account.saved_credentials_stale": "credentials.refresh",
    "call.quality": "hog.pause",
    "laptop.bandwidth_hog": "hog.pause",
    "laptop.disk_full": "disk.open_cleanup",
    "symptom.computer": "disk.open_cleanup",
}
"""By guide: the verbs that can repair it, beside `settings.open`. All other guides have none."""

UNUSED = {
    "winsock.reset": "no cause of the catalogue is one that it repairs; it needs a restart and throws away what "
    "VPN and protection programs have set up. It is there for a guide of IT's own.",
    "ipv4.prefer": "no look can prove it: the second path stays broken, so `ipv6.broken` is named again and the change "
    "would be taken back every time. It is there for a guide of IT's own.",
}
"""Verbs that no built-in guide names, and why."""

SETTLE_S: dict[str, tuple[int, int]] = {
    "captive.open_portal": (15, 600),  # a person reads and accepts a page
    "dns.flush": (3, 10),
    "dns.use_automatic": (3, 10),
    "dhcp.renew": (10, 20),
    "ip.use_dhcp": (10, 20),
    "adapter.enable": (15, 30),  # joining a Wi-Fi and a new address
    "adapter.restart": (15, 30),
    "wifi.radio_on": (15, 30),
    "wifi.reconnect": (15, 30),
    "wifi.forget_rejoin": (30, 120),  # a person types the key
    "proxy.reset_user": (3, 10),
    "proxy.apply_site_pac": (3, 10),
    "proxy.reset_winhttp": (3, 10),
    "vpn.start_client": (30, 60),
    "vpn.reconnect": (30, 60),
    "vpn.restart_service": (30, 60),
    "vpn.reapply_routes": (5, 30),
    "vpn.reapply_dns": (5, 30),
    "vpn.disconnect_other": (5, 30),
    "time.sync_now": (15, 60),
    "time.enable_auto": (15, 60),
    "hosts.remove_entries": (3, 10),
    "arp.clear": (3, 10),
    "mtu.set_site_value": (3, 10),
    "credentials.refresh": (5, 20),
    "hog.pause": (10, 30),  # a measured series has to become quiet
}
"""Honest times for a change to show, in seconds: too short calls a good repair useless, too long wastes a life."""
