"""What the laptop says of itself. Every class is one kind of observation; `kind` is its name in JSON.

Addresses and prefixes are text in canonical form (RFC 5952 for IPv6), because these records travel as
JSON; whoever computes with them turns them into `ipaddress` objects first.
"""

from enum import StrEnum

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Base of everything that can be observed."""


class AdapterType(StrEnum):
    """What an adapter is made of, as far as the system says."""

    ETHERNET = "ethernet"
    WIFI = "wifi"
    MOBILE = "mobile"
    TUNNEL = "tunnel"  # tun, tap, wireguard, ppp: made by software such as a VPN
    VIRTUAL = "virtual"  # bridges, containers, virtual machines
    BLUETOOTH = "bluetooth"
    LOOPBACK = "loopback"
    OTHER = "other"


class Origin(StrEnum):
    """Where an address or a route came from."""

    DHCP = "dhcp"
    STATIC = "static"
    LINK_LOCAL = "link_local"
    ROUTER = "router"  # IPv6 router advertisement
    UNKNOWN = "unknown"


class Adapter(Fact, frozen=True, tag="adapter"):
    """A network adapter. `carrier` is None where the system cannot know it (adapter down)."""

    name: str
    index: int = 0
    type: AdapterType = AdapterType.OTHER
    enabled: bool | None = None  # administratively up
    carrier: bool | None = None  # cable in, or associated
    mtu: int | None = None  # bytes
    speed_mbit: int | None = None
    mac: str | None = None
    driver: str | None = None
    rx_bytes: int | None = None
    tx_bytes: int | None = None

    @property
    def is_physical(self) -> bool:
        """Whether the laptop reaches a network through it (not a VPN, container or loopback)."""
        return self.type in (AdapterType.ETHERNET, AdapterType.WIFI, AdapterType.MOBILE)


class Address(Fact, frozen=True, tag="address"):
    """An address of an adapter."""

    adapter: str
    address: str
    prefix: int  # bits
    origin: Origin = Origin.UNKNOWN
    duplicate: bool = False  # the system itself detected another owner
    tentative: bool = False


class Route(Fact, frozen=True, tag="route"):
    """A route in use, from any table that a policy rule reaches. A default route has prefix length 0."""

    destination: str  # "0.0.0.0/0", "10.20.0.0/16", "::/0"
    adapter: str | None
    gateway: str | None = None
    metric: int = 0
    origin: Origin = Origin.UNKNOWN
    table: int = 254
    unreachable: bool = False  # a route of type unreachable, blackhole or prohibit

    @property
    def is_default(self) -> bool:
        """Whether it leads everywhere."""
        return self.destination.endswith("/0")


class Neighbour(Fact, frozen=True, tag="neighbour"):
    """An entry of the ARP or neighbour discovery table."""

    adapter: str
    address: str
    mac: str | None
    state: str  # "reachable", "stale", "incomplete", "failed", "permanent", "other"


class ResolverConfig(Fact, frozen=True, tag="resolver_config"):
    """The name servers that are configured, in order. `adapter` None: for the whole computer."""

    servers: tuple[str, ...]
    adapter: str | None = None
    search: tuple[str, ...] = ()
    stub: str | None = None  # a local forwarder in between, such as 127.0.0.53


class HostsEntry(Fact, frozen=True, tag="hosts_entry"):
    """A line of the hosts file for a name that matters here."""

    name: str
    address: str
    line: int


class ProxySetting(Fact, frozen=True, tag="proxy_setting"):
    """A proxy configured on this computer. Several sources can disagree; each is one observation."""

    source: str  # "environment", "gnome", "kde", "wininet", "scdynamicstore", "site"
    mode: str  # "manual", "pac", "wpad"
    server: str | None = None  # host:port
    scheme: str = "http"  # how to speak to `server`: "http", "https", "socks"
    pac_url: str | None = None
    bypass: tuple[str, ...] = ()


class WifiLink(Fact, frozen=True, tag="wifi_link"):
    """The state of one radio. Signal in dBm, frequency in MHz, rate in Mbit/s."""

    adapter: str
    radio_on: bool | None = None
    connected: bool | None = None
    ssid: str | None = None
    bssid: str | None = None
    signal_dbm: int | None = None
    signal_percent: int | None = None
    frequency_mhz: int | None = None
    rate_mbit: float | None = None
    state_reason: int | None = None  # NetworkManager's NMDeviceStateReason, WLAN reason code


class VpnClient(Fact, frozen=True, tag="vpn_client"):
    """A VPN of the site file, as this computer runs it. None: could not be known."""

    vpn: str  # the site's name for it
    installed: bool | None = None
    running: bool | None = None  # the process or service that must run
    adapter: str | None = None  # its tunnel, when one is there
    tunnel_up: bool | None = None  # the tunnel exists, is enabled and has an address
    rx_bytes: int | None = None
    tx_bytes: int | None = None
    handshake_age_s: float | None = None


class LaptopLoad(Fact, frozen=True, tag="laptop_load"):
    """How busy the laptop is, without our own share. Percentages are 0 to 100 of the whole machine."""

    window_s: float
    cores: int
    cpu_percent: float
    stalled_percent: float | None = None  # Linux PSI: share of the last 10 s in which work waited for the CPU
    load_1min: float | None = None
    top_process: str | None = None
    top_process_percent: float | None = None  # of one core, so up to 100 x cores
    memory_total: int = 0  # bytes
    memory_available: int = 0  # bytes
    swapping: bool | None = None  # pages were read back from swap during the window
    largest_process: str | None = None
    largest_process_bytes: int | None = None


class Volume(Fact, frozen=True, tag="volume"):
    """Free space where the system, the person's files and temporary files live. Bytes."""

    role: str  # "system", "home", "temporary", "profile"
    total: int
    free: int  # what an ordinary user may still write


class FactMissing(Fact, frozen=True, tag="fact_missing"):
    """A fact that could not be read; `state` is denied, unsupported, timeout or error."""

    fact: str  # "adapters", "proxies", ...
    state: str
    source: str = ""
    detail: str = ""
