"""What can be done about an adapter with NetworkManager. Each function does one verb and waits until it has taken."""

from app.guides.actions.linux import names, profile, tables
from app.guides.actions.linux.bus import AnswerError
from app.guides.actions.linux.device import ACTIVATED, UNAVAILABLE, Device, merged
from app.guides.actions.linux.profile import Settings, word
from app.guides.actions.linux.work import DONE, Work, begin, connect, connected, is_complete
from app.guides.hand import Deed, Did
from diagnostics.system.linux.network_manager import ROOT, SERVICE

_SEEN_S = 1.0  # until what was applied stands in the kernel's tables; NetworkManager needs a tenth of it
_FOR_EVER = 2**31 - 1  # "dhcp-timeout", in seconds
_LEASE_S = 8.0  # a client asks at 0, 2 and 6 seconds; a server that lives has answered one of them
_NEW_S = 2.0  # a lease that is not older was given just now
_PLUG_S = 4.0  # until two network cards agree on a speed
_SCAN_S = 8.0  # a scan of all channels
NAMES_S = 3.0  # NetworkManager collects changes of name servers before it writes them

NO_PROFILE = Deed(Did.UNSUPPORTED, "there is no profile to connect with")
"""What a verb says that leaves nothing changed: a new profile would stay, and only lasting verbs may leave one."""


def renew(work: Work) -> Deed:
    """dhcp.renew: ask for the lease anew. Until there is an answer the old one stays in force."""
    device, bus = work.device, work.bus
    if device.choose() is None:
        return NO_PROFILE
    if device.state != ACTIVATED or not device.is_up:
        return connect(work)
    settings = device.applied()
    method = word(settings, "ipv4", "method")
    if method != "auto" or not device.lease():
        was = tables.acquire(device.adapter)
        device.reapply()
        if bus.wait(lambda: tables.acquire(device.adapter) != was and is_complete(device), _SEEN_S):
            return DONE
        # Without anything to ask for, the next step is for the app again, and not for the person's hands.
        return connect(work) if method == "auto" else Deed(Did.NOTHING_TO_DO, "its profile asks for no lease")
    if not _ask_anew(work, settings):
        return Deed(Did.TIMED_OUT, "nobody gives a lease")
    if names.are_in_use(bus) or _names_come(work) or (names.write(bus) and _names_come(work)):
        return DONE
    return connect(work)


def _ask_anew(work: Work, settings: Settings) -> bool:
    """Have the DHCP client ask again while the old address stays; whether there was an answer."""
    device, was = work.device, work.device.lease()
    if device.lease_age_s() <= _NEW_S:
        device.reapply()
    else:
        # Another limit of time is reason enough for NetworkManager to ask again, and for ever is none to give up.
        limit = _FOR_EVER - (word(settings, "ipv4", "dhcp-timeout", 0) == _FOR_EVER)
        device.reapply(merged(settings, "ipv4", {"dhcp-timeout": ("i", limit)}))

    def answered() -> bool:
        return (device.lease() != was or device.lease_age_s() <= _NEW_S) and is_complete(device)

    return work.bus.wait(answered, min(_LEASE_S, work.left_s()))


def use_dhcp(work: Work) -> Deed:
    """ip.use_dhcp: the profile has nothing typed in, and the network gives an address."""
    path = work.device.choose()
    if path is None:
        return connect(work)
    now = profile.read(work.bus, path)
    wanted = profile.automatic_addresses(now)
    if wanted == now and _is_automatic(work.device):
        return Deed(Did.NOTHING_TO_DO)
    if wanted != now:
        profile.write(work.bus, path, wanted)
    return connect(work, path)


def use_automatic_names(work: Work) -> Deed:
    """dns.use_automatic: name servers from the network, and in the file that programs read."""
    device, bus = work.device, work.bus
    path = device.choose()
    if path is None:
        return Deed(Did.FAILED, "no profile")
    now = profile.read(bus, path)
    if not profile.has_automatic_servers(now):
        return Deed(Did.NOTHING_TO_DO, "the address is typed in, so the network tells no name server")
    wanted = profile.automatic_servers(now)
    in_force = device.applied() if device.state == ACTIVATED else wanted
    if wanted == now and _same_names(in_force, wanted) and names.are_in_use(bus):
        return Deed(Did.NOTHING_TO_DO)
    if wanted != now:
        profile.write(bus, path, wanted)
    if device.state != ACTIVATED:
        return connect(work, path)
    try:
        device.reapply()
    except AnswerError:
        return connect(work, path)  # something else of the profile has changed that needs a new connection
    names.write(bus)  # where this person may not: a new connection writes it as well
    return DONE if _names_come(work) else connect(work, path)


def enable(work: Work) -> Deed:
    """adapter.enable: switched on, looked after, and connected where there is something to connect with."""
    bus, device, before = work.bus, work.device, work.before
    if before.was_connected and before.managed and before.networking:
        return Deed(Did.NOTHING_TO_DO)
    if not before.networking:
        bus.call(ROOT, SERVICE, "Enable", "b", True)
        bus.wait(lambda: bool(bus.get(ROOT, SERVICE, "NetworkingEnabled")), _SEEN_S)
    device.switch("Managed", on=True)
    device.switch("Autoconnect", on=True)
    bus.wait(lambda: device.state >= UNAVAILABLE, _SEEN_S)
    active = begin(work)
    if bus.wait(lambda: device.is_up, _SEEN_S) and not bus.wait(lambda: device.has_carrier, _PLUG_S):
        return Deed(Did.DONE, "it is on; nothing is plugged in")
    return connected(work, active)


def restart(work: Work) -> Deed:
    """adapter.restart: everything let go, and connected anew."""
    path = work.device.choose()
    if path is None:
        return NO_PROFILE
    work.device.disconnect()
    return connect(work, path)


def reconnect(work: Work) -> Deed:
    """wifi.reconnect: the same, with the network that was joined, or the likeliest that is heard."""
    device = work.device
    path = device.profile()
    device.disconnect()
    if path is None and device.choose() is None:
        _scan(work)
    return connect(work, path)


def radio_on(work: Work) -> Deed:
    """wifi.radio_on: the switch that programs have. A switch on the case is for a hand."""
    bus = work.bus
    switches = bus.get_all(ROOT, SERVICE)
    if switches["WirelessEnabled"]:
        return Deed(Did.NOTHING_TO_DO)
    if not switches.get("WirelessHardwareEnabled", True):
        return Deed(Did.FAILED, "switched off by a key or a switch of the computer")
    bus.put(ROOT, SERVICE, "WirelessEnabled", "b", True)
    if not bus.wait(lambda: bool(bus.get(ROOT, SERVICE, "WirelessEnabled")), work.left_s()):
        raise TimeoutError("the radio stays off")
    return DONE


def _is_automatic(device: Device) -> bool:
    """Whether it has its lease and nothing beside it, and a way out."""
    found = tables.acquire(device.adapter).of("ipv4")
    lent = device.lease().get("ip_address")
    return (
        device.state == ACTIVATED
        and [item.partition("/")[0] for item in found.addresses] == [lent]
        and any(route.is_default for route in found.routes)
    )


def _scan(work: Work) -> None:
    device = work.device
    work.bus.call(device.path, f"{SERVICE}.Device.Wireless", "RequestScan", "a{sv}", {})
    work.bus.wait(lambda: device.choose() is not None, min(_SCAN_S, work.left_s()))


def _same_names(one: Settings, other: Settings) -> bool:
    words = ("dns", "dns-data", "ignore-auto-dns")
    return all(word(one, family, name) == word(other, family, name) for family in profile.FAMILIES for name in words)


def _names_come(work: Work) -> bool:
    return work.bus.wait(lambda: names.are_in_use(work.bus), min(NAMES_S, work.left_s()))
