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
    bus: str | None = None  # "pci", "usb", "thunderbolt": how the card hangs on the computer

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
    refusal: "WifiRefusal | None" = None  # why the last attempt to join failed, where the system says
    hardware_off: bool | None = None  # by a switch or key, not by software
    security: str | None = None  # "open", "wep", "wpa", "wpa2", "wpa3", "enterprise"
    neighbours_on_channel: int | None = None  # other networks within 20 dB on the same or an overlapping channel
    networks_visible: int | None = None  # how many networks the last scan saw
    known_in_range: bool | None = None  # a network whose key is stored here is among them
    rate_best_mbit: float | None = None  # the most that this link could do
    retry_percent: float | None = None  # frames that had to be sent again


class WifiRefusal(StrEnum):
    """Why joining a Wi-Fi failed. Closed; each system maps its own numbers to it."""

    WRONG_KEY = "wrong_key"
    OUT_OF_RANGE = "out_of_range"
    SIGN_IN = "sign_in"  # an enterprise network (802.1X) refused the person or the certificate
    NO_ADDRESS = "no_address"  # joined, and no address came
    TIMED_OUT = "timed_out"
    OTHER = "other"


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
    protected: bool | None = None  # its profile wants signed packets (tls-auth, tls-crypt): strangers get no answer


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


class NetworkHint(Fact, frozen=True, tag="network_hint"):
    """What the system's own network service believes. A hint only: its probe asks one vendor and can be wrong."""

    source: str  # "NetworkManager"
    connectivity: str | None = None  # "none", "portal", "limited", "full"
    metered: bool | None = None


class LaptopPower(Fact, frozen=True, tag="laptop_power"):
    """Current, heat and sleep."""

    on_battery: bool | None = None
    battery_percent: float | None = None
    saver: bool | None = None  # the power profile or energy saver slows the computer down on purpose
    frequency_share: float | None = None  # present frequency of the cores by their base frequency, 0.0 to 1.0 and more
    throttle_events: int | None = None  # how often heat slowed a core down during the look
    resumed_s_ago: float | None = None  # since the computer last woke from sleep
    reboot_pending: bool | None = None
    uptime_s: float | None = None


class AdapterTraffic(Fact, frozen=True, tag="adapter_traffic"):
    """What an adapter carried while we looked, in Mbit/s."""

    adapter: str
    window_s: float
    rx_mbit: float
    tx_mbit: float
    rx_packets: int = 0
    tx_packets: int = 0


class Talker(Fact, frozen=True, tag="talker"):
    """A program that moves data, in Mbit/s, and how long its own packets wait (TCP_INFO of its sockets)."""

    process: str
    window_s: float
    down_mbit: float
    up_mbit: float
    rtt_ms: float | None = None  # present round trip of its busiest socket
    rtt_least_ms: float | None = None  # the least that this socket ever saw
    retransmitted: int = 0


class LogMeaning(StrEnum):
    """What a line in a VPN client's log means. Evidence, never proof."""

    NAME_FAILED = "name_failed"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    AUTH_FAILED = "auth_failed"
    MFA_PENDING = "mfa_pending"
    MFA_DENIED = "mfa_denied"
    ACCOUNT_LOCKED = "account_locked"
    PASSWORD_EXPIRED = "password_expired"  # noqa: S105  # a word, no password
    SESSION_EXPIRED = "session_expired"
    NO_ENTITLEMENT = "no_entitlement"
    CLIENT_CERT_EXPIRED = "client_cert_expired"
    CLIENT_CERT_MISSING = "client_cert_missing"
    SERVER_CERT_EXPIRED = "server_cert_expired"
    SERVER_CERT_UNTRUSTED = "server_cert_untrusted"
    NOT_YET_VALID = "not_yet_valid"
    KEY_MISMATCH = "key_mismatch"  # profile and server do not fit (tls-crypt key, cipher)
    POSTURE_FAILED = "posture_failed"
    WENT_SILENT = "went_silent"
    ROUTES_REFUSED = "routes_refused"
    SUBNET_OVERLAP = "subnet_overlap"
    PACKET_TOO_LARGE = "packet_too_large"
    PROXY_REFUSED = "proxy_refused"
    NO_NETWORK = "no_network"
    ADAPTER_MISSING = "adapter_missing"
    CONNECTED = "connected"  # the positive marker: what came before it is history


class LogHit(Fact, frozen=True, tag="log_hit"):
    """A known line in a VPN client's log; the line itself stays on the laptop."""

    vpn: str
    signature: str  # id in resources/signatures: "openvpn.auth_failed"
    meaning: LogMeaning
    age_s: float | None = None  # of the latest such line; None: the log has no usable clock
    count: int = 1  # lines within the part that was read
    episodes: int = 1  # the same, with a successful connection counted in between as a border
    current: bool = True  # no later line says that the VPN connected since


class VpnCertificate(Fact, frozen=True, tag="vpn_certificate"):
    """The certificate that this laptop shows to a VPN. Dates are RFC 3339."""

    vpn: str
    not_before: str | None = None
    not_after: str | None = None
    expires_in_s: float | None = None  # by this computer's clock; negative when it is over


class OtherVpn(Fact, frozen=True, tag="other_vpn"):
    """A VPN or filter product that is not the organisation's."""

    product: str  # "Mullvad", "WireGuard", ... ; the adapter's kind when the product is not known
    adapter: str | None = None
    up: bool | None = None
    running: bool | None = None


class BrowserSetting(Fact, frozen=True, tag="browser_setting"):
    """How one browser of this person finds names and ways, where that differs from the system."""

    browser: str  # "firefox", "chrome", "chromium", "edge", "brave"
    secure_dns: str | None = None  # "off", "automatic" (falls back to the system), "strict"
    secure_dns_url: str | None = None  # RFC 8484 address
    proxy_mode: str | None = None  # "system", "direct", "manual", "pac"
    proxy_server: str | None = None  # host:port


class AudioDevice(Fact, frozen=True, tag="audio_device"):
    """A microphone or a speaker. `default`: what calls use unless told otherwise."""

    direction: str  # "in", "out"
    name: str
    default: bool = False
    muted: bool | None = None
    volume_percent: float | None = None
    bluetooth_profile: str | None = None  # "music" (no microphone), "headset" (telephone-grade), None: not Bluetooth
    bus: str | None = None  # "usb", "pci", "bluetooth"
    virtual: bool = False  # a monitor or null device: nobody speaks into it


class Told(Fact, frozen=True, tag="told"):
    """What the person answered to one of our few questions."""

    question: str  # "other_browser_works", "hotspot_works", "colleagues_same"
    yes: bool
    subject: str = ""  # the service or address it was about


class FactMissing(Fact, frozen=True, tag="fact_missing"):
    """A fact that could not be read; `state` is denied, unsupported, timeout or error."""

    fact: str  # "adapters", "proxies", ...
    state: str
    source: str = ""
    detail: str = ""
