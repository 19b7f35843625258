"""Every fault family; importing a module declares its scenarios."""

from tests.lab.scenarios import (
    address,
    clock,
    dns,
    firewall,
    healthy,
    internet,
    link,
    load,
    machine,
    proxy,
    service,
    unknown,
    vpn,
)

FAMILIES = (link, address, internet, dns, firewall, proxy, clock, vpn, service, machine, healthy, load, unknown)
