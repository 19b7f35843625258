"""What NetworkManager believes of the connection: a hint, because its own probe asks one vendor and can be wrong."""

from diagnostics.model.fact import NetworkHint
from diagnostics.system.linux.bus import Properties, properties_of, system_bus
from diagnostics.system.linux.network_manager import ROOT, SERVICE
from diagnostics.system.linux.table import Row

_NO_OBJECT = "/"
# NMConnectivityState; 0 is "unknown"
_CONNECTIVITY = {1: "none", 2: "portal", 3: "limited", 4: "full"}
_FULL = "full"
# NMMetered: said by the person or the network, and guessed from its kind (a phone's hotspot says so in its DHCP)
_METERED = {1: True, 2: False, 3: True, 4: False}


def acquire_hint() -> Row:
    """{"connectivity", "checked", "metered", "device_metered"}: numbers. Raises OSError or LookupError."""
    with system_bus() as bus:
        manager = bus.properties(SERVICE, ROOT, SERVICE)
        device: Properties = {}
        active = manager.get("PrimaryConnection", _NO_OBJECT)
        if active != _NO_OBJECT:
            (answer,) = bus.each_properties([properties_of(SERVICE, active, f"{SERVICE}.Connection.Active")])
            paths = (answer or {}).get("Devices", [])
            answers = bus.each_properties([properties_of(SERVICE, path, f"{SERVICE}.Device") for path in paths[:1]])
            device = (answers[0] if answers else None) or {}
        return {
            "connectivity": manager.get("Connectivity"),
            "checked": manager.get("ConnectivityCheckEnabled"),
            "metered": manager.get("Metered"),
            "device_metered": device.get("Metered"),
        }


def normalise_hint(row: Row) -> tuple[NetworkHint, ...]:
    """One hint. The way out in use decides whether the line is metered, before what holds for all of them."""
    connectivity = _CONNECTIVITY.get(row.get("connectivity") or 0)
    if connectivity == _FULL and row.get("checked") is False:
        connectivity = None  # without its probe NetworkManager calls every default route "full"
    metered = _METERED.get(row.get("device_metered") or 0, _METERED.get(row.get("metered") or 0))
    return (NetworkHint(source="NetworkManager", connectivity=connectivity, metered=metered),)
