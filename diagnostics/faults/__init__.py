"""The catalogue: every fault beside the rule that recognises it, from the cable outward.

`CATALOGUE` is written by hand. Its order is the order of precedence among independent roots.
"""

from diagnostics.faults import dns, guard, internet, ip, laptop, link, service, vpn
from diagnostics.faults.fault import Fault

CATALOGUE: tuple[Fault, ...] = (
    link.no_adapter,
    link.disabled,
    link.unplugged,
    ip.no_lease,
    ip.conflict,
    ip.misconfigured,
    ip.no_default,
    internet.gateway_unreachable,
    internet.captive_portal,
    guard.firewall_blocked,
    internet.isp_down,
    guard.clock_skewed,
    dns.no_server,
    dns.server_unreachable,
    dns.server_failing,
    dns.hosts_override,
    dns.hijacked,
    internet.mtu_black_hole,
    guard.tls_intercepted,
    guard.proxy_unreachable,
    guard.proxy_auth_required,
    guard.pac_unavailable,
    internet.partial,
    vpn.not_installed,
    vpn.not_running,
    vpn.gateway_unresolvable,
    vpn.gateway_unreachable,
    vpn.port_blocked,
    vpn.not_connected,
    service.name_unresolvable,
    service.down,
    service.unreachable,
    service.cert_expired,
    service.http_error,
    service.access_denied,
    internet.ipv6_broken,
    dns.slow,
    laptop.disk_full,
    laptop.memory_pressure,
    laptop.cpu_overloaded,
)
