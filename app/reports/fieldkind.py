"""What every text field of every fact is: the list of what may leave, and as what. A test reads the whole model.

Typed fields never pass through the rules for free text, so a clock offset is never taken for a telephone number.
"""

from enum import Enum, auto

from diagnostics.model import answer, fact


class Kind(Enum):
    """How a field is made harmless."""

    KEEP = auto()  # words of a closed list, or made by us
    ADDRESS = auto()
    NETWORK = auto()
    MAC = auto()
    ADAPTER = auto()
    HOST = auto()
    ENDPOINT = auto()  # host:port
    URL = auto()
    SSID = auto()
    PROGRAM = auto()  # a program: well-known names stay
    DEVICE = auto()  # an audio device: the words of the product stay
    TARGET = auto()  # any of the above, or a name of the site file
    TEXT = auto()  # free text
    DROP = auto()  # never leaves


K = Kind

_ANSWER = {"purpose": K.KEEP, "failure": K.KEEP, "subject": K.TARGET, "detail": K.TEXT}

FIELDS: dict[type[fact.Fact], dict[str, Kind]] = {
    fact.Adapter: {"name": K.ADAPTER, "type": K.KEEP, "mac": K.MAC, "driver": K.TEXT, "bus": K.KEEP},
    fact.Address: {"adapter": K.ADAPTER, "address": K.ADDRESS, "origin": K.KEEP},
    fact.Route: {"destination": K.NETWORK, "adapter": K.ADAPTER, "gateway": K.ADDRESS, "origin": K.KEEP},
    fact.Neighbour: {"adapter": K.ADAPTER, "address": K.ADDRESS, "mac": K.MAC, "state": K.KEEP},
    fact.ResolverConfig: {"servers": K.ADDRESS, "adapter": K.ADAPTER, "search": K.HOST, "stub": K.ADDRESS},
    fact.HostsEntry: {"name": K.HOST, "address": K.ADDRESS},
    fact.ProxySetting: {
        "source": K.KEEP,
        "mode": K.KEEP,
        "server": K.ENDPOINT,
        "scheme": K.KEEP,
        "pac_url": K.URL,
        "bypass": K.TARGET,
    },
    fact.WifiLink: {
        "adapter": K.ADAPTER,
        "ssid": K.SSID,
        "bssid": K.MAC,
        "refusal": K.KEEP,
        "security": K.KEEP,
    },
    fact.VpnClient: {"vpn": K.TARGET, "adapter": K.ADAPTER},
    fact.LaptopLoad: {"top_process": K.PROGRAM, "largest_process": K.PROGRAM},
    fact.Volume: {"role": K.KEEP},
    fact.NetworkHint: {"source": K.KEEP, "connectivity": K.KEEP},
    fact.LaptopPower: {},
    fact.AdapterTraffic: {"adapter": K.ADAPTER},
    fact.Talker: {"process": K.PROGRAM},
    fact.LogHit: {"vpn": K.TARGET, "signature": K.KEEP, "meaning": K.KEEP},  # the line itself never got here
    fact.VpnCertificate: {"vpn": K.TARGET, "not_before": K.KEEP, "not_after": K.KEEP},
    fact.OtherVpn: {"product": K.PROGRAM, "adapter": K.ADAPTER},
    fact.BrowserSetting: {
        "browser": K.KEEP,
        "secure_dns": K.KEEP,
        "secure_dns_url": K.URL,
        "proxy_mode": K.KEEP,
        "proxy_server": K.ENDPOINT,
    },
    fact.AudioDevice: {"direction": K.KEEP, "name": K.DEVICE, "bluetooth_profile": K.KEEP, "bus": K.KEEP},
    fact.Told: {"question": K.KEEP, "subject": K.TARGET},
    fact.FactMissing: {"fact": K.KEEP, "state": K.KEEP, "source": K.TEXT, "detail": K.TEXT},
    answer.TcpAnswer: {**_ANSWER, "address": K.ADDRESS, "adapter": K.ADAPTER, "source": K.ADDRESS},
    answer.EchoAnswer: {**_ANSWER, "address": K.ADDRESS},
    answer.ArpAnswer: {**_ANSWER, "adapter": K.ADAPTER, "address": K.ADDRESS, "macs": K.MAC},
    answer.DhcpAnswer: {
        **_ANSWER,
        "adapter": K.ADAPTER,
        "offered": K.ADDRESS,
        "prefix": K.KEEP,
        "router": K.ADDRESS,
        "server": K.ADDRESS,
    },
    answer.DnsAnswer: {
        **_ANSWER,
        "role": K.KEEP,
        "server": K.TARGET,  # an address, or the URL of a browser's own name service
        "transport": K.KEEP,
        "name": K.HOST,
        "record": K.KEEP,
        "addresses": K.ADDRESS,
    },
    answer.LookupAnswer: {**_ANSWER, "name": K.HOST, "addresses": K.ADDRESS},
    answer.HttpAnswer: {
        **_ANSWER,
        "url": K.URL,
        "redirect_host": K.HOST,
        "proxy": K.ENDPOINT,
        "challenge": K.TEXT,
        "body": K.DROP,  # a route script lists what is inside a network; no rule reads it
    },
    answer.TlsAnswer: {
        **_ANSWER,
        "host": K.HOST,
        "address": K.ADDRESS,
        "issuer": K.TEXT,
        "subject_name": K.TARGET,
        "not_before": K.KEEP,
        "not_after": K.KEEP,
    },
    answer.ClockAnswer: {**_ANSWER, "method": K.KEEP},
    answer.MtuAnswer: {**_ANSWER, "method": K.KEEP, "address": K.ADDRESS, "large_outcome": K.KEEP},
    answer.VpnGatewayAnswer: {
        **_ANSWER,
        "gateway": K.ENDPOINT,
        "address": K.ADDRESS,
        "transport": K.KEEP,
        "protocol": K.KEEP,
    },
    answer.LoadAnswer: {**_ANSWER, "source": K.KEEP},
    answer.SeriesAnswer: {**_ANSWER, "method": K.KEEP, "address": K.TARGET, "adapter": K.ADAPTER},
    answer.HopsAnswer: {**_ANSWER, "address": K.ADDRESS, "hops": K.ADDRESS},
}
