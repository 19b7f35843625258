"""What is known of each kind of VPN client on Linux: its programs, what must run, how its tunnel is called."""

import msgspec


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """One product. Names are looked for where programs lie; those with a slash are exact places."""

    programs: tuple[str, ...]  # any of them: it is installed
    daemons: tuple[str, ...] = ()  # any of them must run before it can connect
    units: tuple[str, ...] = ()  # its systemd units, another sign of an installation
    profiles: tuple[str, ...] = ()  # NetworkManager's names for connections of this kind
    interfaces: tuple[str, ...] = ()  # how its tunnels are usually called
    needs_daemon: bool = True  # False: the kernel does the work, nothing has to run
    shows_adapter: bool = True  # False: it may work without any adapter of its own


CLIENTS = {
    "openvpn": Client(
        programs=("openvpn", "openvpn3"),
        daemons=("openvpn", "openvpn3-service-client"),
        units=("openvpn.service", "openvpn@.service", "openvpn-client@.service"),
        profiles=("openvpn",),
        interfaces=("tun*", "tap*", "ovpn*"),
    ),
    "wireguard": Client(
        programs=("wg", "wg-quick", "wireguard-go", "boringtun-cli"),
        daemons=("wireguard-go", "boringtun-cli"),
        units=("wg-quick@.service",),
        profiles=("wireguard",),
        interfaces=("wg*",),
        needs_daemon=False,
    ),
    "anyconnect": Client(
        programs=("openconnect", "/opt/cisco/secureclient/bin/vpnagentd", "/opt/cisco/anyconnect/bin/vpnagentd"),
        daemons=("vpnagentd", "openconnect"),
        units=("vpnagentd.service",),
        profiles=("openconnect",),
        interfaces=("cscotun*", "tun*"),
    ),
    "ipsec": Client(
        programs=("ipsec", "swanctl", "charon-systemd", "/usr/lib/ipsec/charon", "/usr/libexec/ipsec/charon"),
        daemons=("charon", "charon-systemd", "pluto"),
        units=("strongswan.service", "strongswan-starter.service", "ipsec.service"),
        profiles=("strongswan", "libreswan", "l2tp"),
        interfaces=("ipsec*", "xfrm*", "vti*", "ppp*"),
        shows_adapter=False,  # policies of the kernel select what is encrypted
    ),
    "globalprotect": Client(
        programs=("globalprotect", "/opt/paloaltonetworks/globalprotect/PanGPS"),
        daemons=("PanGPS",),
        units=("gpd.service",),
        interfaces=("gpd*",),
    ),
    "forticlient": Client(
        programs=("forticlient", "openfortivpn", "/opt/forticlient/forticlient-cli"),
        daemons=("fctsched", "forticlient", "openfortivpn"),
        units=("forticlient.service",),
        profiles=("fortisslvpn",),
        interfaces=("fctvpn*", "vpn*", "ppp*"),
    ),
    "tailscale": Client(
        programs=("tailscale", "tailscaled"),
        daemons=("tailscaled",),
        units=("tailscaled.service",),
        interfaces=("tailscale*",),
    ),
}
"""By the `kind` of the site file. "windows" and "other" are not here: nothing is known of them beforehand."""

UNKNOWN_CLIENT = Client(programs=(), shows_adapter=False)
