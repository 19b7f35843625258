"""The verbs of Windows: what the person may do themselves, and what the helper does for an administrator."""

from app.guides.actions.pause import Pause
from app.guides.actions.windows import elevated
from app.guides.actions.windows.elevated import Elevated
from app.guides.actions.windows.name_cache import FlushNames
from app.guides.actions.windows.port import Port
from app.guides.actions.windows.proxy import UserProxy
from app.guides.actions.windows.ticket import Tickets
from app.guides.actions.windows.vpn import Dial, Redial
from app.guides.actions.windows.wifi import Forget, RadioOn, Rejoin
from app.guides.hand import Act

ADMIN = {
    "dns.use_automatic": elevated.adapter,
    "dhcp.renew": elevated.adapter,
    "ip.use_dhcp": elevated.adapter,
    "adapter.enable": elevated.adapter,
    "adapter.restart": elevated.adapter,
    "arp.clear": elevated.adapter,
    "mtu.set_site_value": elevated.adapter,
    "proxy.reset_winhttp": elevated.nothing,
    "vpn.restart_service": elevated.vpn,
    "time.sync_now": elevated.nothing,
    "time.enable_auto": elevated.nothing,
    "hosts.remove_entries": elevated.hosts,
    "ipv4.prefer": elevated.nothing,
    "winsock.reset": elevated.nothing,
}
"""The verbs of the helper, and what each is told."""


def acts(port: Port, *, attended: bool = True) -> dict[str, Act]:
    """The table. Without anybody there, nothing that Windows would ask about."""
    redial = Redial(port, connect=True)
    table: dict[str, Act] = {
        "dns.flush": FlushNames(port),
        "wifi.radio_on": RadioOn(port),
        "wifi.reconnect": Rejoin(port),
        "wifi.forget_rejoin": Forget(port),
        "proxy.reset_user": UserProxy(port, script=False),
        "proxy.apply_site_pac": UserProxy(port, script=True),
        "vpn.start_client": Dial(port, connect=True),
        "vpn.reconnect": redial,
        "vpn.reapply_routes": redial,  # Windows sets both anew whenever it dials
        "vpn.reapply_dns": redial,
        "vpn.disconnect_other": Dial(port, connect=False),
        "credentials.refresh": Tickets(port),
        "hog.pause": Pause(),
    }
    if attended:
        table |= {verb: Elevated(port, verb, arguments) for verb, arguments in ADMIN.items()}
    return table
