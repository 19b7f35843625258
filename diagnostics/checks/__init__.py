"""One module per family; every check looks and has no opinion.

`ALL_CHECKS` is written by hand: its order is the order on screen, and a packed program needs no discovery.
"""

from diagnostics.checks import clock, dns, gateway, internet, ip, laptop, link, load, proxy, service, tls, vpn
from diagnostics.model.check import Check

ALL_CHECKS: tuple[Check, ...] = (
    laptop.load,
    laptop.volumes,
    link.adapters,
    ip.addresses,
    ip.conflict,
    gateway.answers,
    internet.addresses,
    internet.portal,
    internet.ipv6,
    internet.mtu,
    dns.configured,
    dns.reference,
    dns.system,
    dns.hosts,
    proxy.settings,
    proxy.reachable,
    tls.public,
    clock.offset,
    vpn.client,
    vpn.gateway,
    service.reachable,
    load.load,
)
