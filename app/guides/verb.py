"""The closed list of what the app may do by itself: each verb, what it acts on, and what it needs.

A guide only names verbs; what they act on is found in the diagnosis and in the site file, never in the guide's text.
How each is done on a system: `app/guides/actions`. The list and its rights: the table of named actions in the
project's notes on repairs with privilege; never on it are protection switched off, a reset of the box, a trusted
certificate, a command.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

WINDOWS, DARWIN, LINUX = "windows", "darwin", "linux"


class Right(StrEnum):
    """Who may do it, as systems are delivered. IT may allow more."""

    USER = "user"  # this person, for what is their own
    SEAT = "seat"  # whoever sits at the computer
    ADMIN = "admin"  # an administrator, or somebody whom IT has allowed it


class Thing(StrEnum):
    """What a verb acts on; `target.resolve` finds it."""

    NOTHING = "nothing"
    ADAPTER = "adapter"
    WIFI = "wifi"
    VPN = "vpn"
    OTHER_VPN = "other_vpn"
    HOSTS = "hosts"
    PROXY = "proxy"
    PROGRAM = "program"


class Verb(msgspec.Struct, frozen=True, kw_only=True):
    """One verb. `rights` has no entry for a system on which it does not exist: the step is then done by hand."""

    id: str
    on: Thing = Thing.NOTHING
    rights: Mapping[str, Right]
    opens: bool = False  # it only opens a page: nothing of the computer changes
    lasting: bool = False  # something stays changed: it can be taken back, then and later
    drops: bool = False  # the connection is cut for some seconds: said before it is done


def _verb(id: str, on: Thing, windows: str, darwin: str, linux: str, **flags: bool) -> Verb:
    letters = {WINDOWS: windows, DARWIN: darwin, LINUX: linux}
    known = {"U": Right.USER, "S": Right.SEAT, "A": Right.ADMIN}
    rights = {system: known[letter] for system, letter in letters.items() if letter != "-"}
    return Verb(id=id, on=on, rights=rights, **flags)


_ALL = (
    _verb("captive.open_portal", Thing.NOTHING, "U", "U", "U", opens=True),
    _verb("settings.open", Thing.NOTHING, "U", "U", "U", opens=True),
    _verb("disk.open_cleanup", Thing.NOTHING, "U", "U", "U", opens=True),
    _verb("dns.flush", Thing.NOTHING, "U", "A", "S"),
    _verb("dns.use_automatic", Thing.ADAPTER, "A", "A", "S", lasting=True),
    _verb("dhcp.renew", Thing.ADAPTER, "A", "A", "S", drops=True),
    _verb("ip.use_dhcp", Thing.ADAPTER, "A", "A", "S", lasting=True, drops=True),
    _verb("adapter.enable", Thing.ADAPTER, "A", "A", "S", lasting=True),
    _verb("adapter.restart", Thing.ADAPTER, "A", "A", "S", drops=True),
    _verb("wifi.radio_on", Thing.WIFI, "U", "U", "S", lasting=True),
    _verb("wifi.reconnect", Thing.WIFI, "U", "U", "S", drops=True),
    _verb("wifi.forget_rejoin", Thing.WIFI, "U", "-", "-", lasting=True, drops=True),
    _verb("proxy.reset_user", Thing.PROXY, "U", "A", "U", lasting=True),
    _verb("proxy.apply_site_pac", Thing.PROXY, "U", "A", "U", lasting=True),
    _verb("proxy.reset_winhttp", Thing.PROXY, "A", "-", "-", lasting=True),
    _verb("vpn.start_client", Thing.VPN, "U", "U", "S", lasting=True),
    _verb("vpn.reconnect", Thing.VPN, "U", "U", "S", drops=True),
    _verb("vpn.restart_service", Thing.VPN, "A", "A", "A", drops=True),
    _verb("vpn.reapply_routes", Thing.VPN, "U", "U", "S", drops=True),
    _verb("vpn.reapply_dns", Thing.VPN, "U", "U", "S", drops=True),
    _verb("vpn.disconnect_other", Thing.OTHER_VPN, "U", "U", "S", lasting=True, drops=True),
    _verb("time.sync_now", Thing.NOTHING, "A", "A", "A"),
    _verb("time.enable_auto", Thing.NOTHING, "A", "A", "A", lasting=True),
    _verb("hosts.remove_entries", Thing.HOSTS, "A", "A", "A", lasting=True),
    _verb("arp.clear", Thing.ADAPTER, "A", "A", "A", lasting=True),
    _verb("mtu.set_site_value", Thing.ADAPTER, "A", "A", "A", lasting=True),
    _verb("ipv4.prefer", Thing.NOTHING, "A", "-", "A", lasting=True),
    _verb("winsock.reset", Thing.NOTHING, "A", "-", "-"),
    _verb("credentials.refresh", Thing.NOTHING, "U", "U", "U"),
    _verb("hog.pause", Thing.PROGRAM, "U", "U", "U", lasting=True),
)

TABLE: Mapping[str, Verb] = {verb.id: verb for verb in _ALL}

VERBS = ("none", *TABLE)
"""What a guide may write after `verb =`."""


def changes(verb: str) -> bool:
    """Whether it does more than open a page: such a deed is journalled and proved."""
    return verb in TABLE and not TABLE[verb].opens
