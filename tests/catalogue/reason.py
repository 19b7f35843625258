"""The reasons that a verdict may give beside its cause: a closed list, because texts and steps are chosen by them."""

from diagnostics.faults.call import BEHIND_CALLS
from diagnostics.model.verdict import UNKNOWN

REASONS: dict[str, tuple[str, ...]] = {
    "wifi.radio_off": ("hardware", "software"),
    "wifi.not_connected": (
        *("wrong_key", "unknown_network", "guest_or_neighbour", "out_of_range", "key_changed", "sign_in"),
    ),
    "internet.loss": ("wifi", "powerline", "cable", "router", "isp"),
    "internet.high_latency": ("mobile", "satellite", "distant_vpn", "lan"),
    "isp.down": ("no_wan_address", "upstream"),
    "dns.slow": ("first_server_dead", "server_slow"),
    "clock.skewed": ("wrong_time", "wrong_timezone", "dual_boot", "dead_cmos_battery"),
    "vpn.auth_failed": (
        *("bad_password", "wrong_username_format", "mfa_denied", "cert_missing", "no_entitlement", "profile"),
        UNKNOWN,
    ),
    "vpn.cert_expired": ("client", "gateway"),
    "vpn.tunnel_stale": ("after_sleep", "network_changed", "nat_idle", UNKNOWN),
    "account.locked_or_expired": ("locked", "expired"),
    "audio.device": ("none_present", "muted", "music_profile", "not_default"),
    "laptop.throttled": ("heat", "battery", "saver"),
}

AS_GENERAL = {("dns.slow", "server_slow"), ("clock.skewed", "wrong_time")}
"""Reasons for which the general sentences of the cause are the right ones; so they are for "unknown"."""

BECAUSE: tuple[str, ...] = (
    *BEHIND_CALLS,
    *("vpn.port_blocked", "laptop.cpu_overloaded", "laptop.memory_pressure", "laptop.throttled", "audio.device"),
    UNKNOWN,
)
"""Why calls may suffer."""
