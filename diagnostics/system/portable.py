"""What psutil and the standard library tell alike on every system, and an honest "unsupported" for the rest.

The full facts of Windows and macOS come from their own interfaces; until a sub-package reads them, this is what it
answers with. psutil is imported at the first question, not with this module.
"""

import os
import socket
import threading
from ipaddress import ip_address, ip_interface
from pathlib import Path

from diagnostics.model.fact import (
    Adapter,
    AdapterTraffic,
    AdapterType,
    Address,
    AudioDevice,
    BrowserSetting,
    HostsEntry,
    LaptopLoad,
    LaptopPower,
    LogHit,
    Neighbour,
    NetworkHint,
    Origin,
    OtherVpn,
    ProxySetting,
    ResolverConfig,
    Route,
    Talker,
    Volume,
    VpnCertificate,
    VpnClient,
    WifiLink,
)
from diagnostics.model.observed import Knowledge, Observed
from diagnostics.model.port import OsInfo
from diagnostics.model.site import Vpn
from diagnostics.system.guard import observe
from diagnostics.system.hosts import acquire_hosts, normalise_hosts
from diagnostics.system.os_info import acquire_os, normalise_os
from diagnostics.system.volume import acquire_volumes, normalise_volumes

_PSUTIL = "psutil"
_SHORTEST_WINDOW_S = 0.1  # psutil's advice for a percentage that means anything


class PortableFacts:
    """`SystemFacts` from portable sources only. Holds no state; any thread."""

    def __init__(self, system: str, hosts_file: Path = Path("/etc/hosts")) -> None:
        self._system = system
        self._hosts_file = hosts_file

    def os(self) -> OsInfo:
        """The standard library's `platform`."""
        return normalise_os(acquire_os())

    def adapters(self) -> Observed[tuple[Adapter, ...]]:
        """Names, link and counters. psutil tells "up" only, and nothing of what an adapter is made of."""
        return observe(_PSUTIL, _adapters)

    def addresses(self) -> Observed[tuple[Address, ...]]:
        """Addresses without their origin; those without a prefix length (IPv6 on Windows) count as single ones."""
        return observe(_PSUTIL, _addresses)

    def routes(self) -> Observed[tuple[Route, ...]]:
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, "routes")

    def neighbours(self) -> Observed[tuple[Neighbour, ...]]:
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, "neighbours")

    def resolvers(self) -> Observed[tuple[ResolverConfig, ...]]:
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, "resolvers")

    def hosts(self, names: tuple[str, ...]) -> Observed[tuple[HostsEntry, ...]]:
        """The hosts file, which has one form everywhere."""
        return observe("hosts", lambda: normalise_hosts(acquire_hosts(self._hosts_file), names))

    def proxies(self) -> Observed[tuple[ProxySetting, ...]]:
        """No portable source: the environment alone would miss the system's own setting."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, "proxies")

    def wifi(self) -> Observed[tuple[WifiLink, ...]]:
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, "wifi")

    def vpn(self, spec: Vpn) -> Observed[VpnClient]:
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, f"vpn {spec.kind}")

    def load(self, window_s: float) -> Observed[LaptopLoad]:
        """Processor and memory; our own process is taken out, and no process is named."""
        return observe(_PSUTIL, lambda: _load(window_s))

    def volumes(self) -> Observed[tuple[Volume, ...]]:
        """The standard library's `shutil.disk_usage`."""
        return observe("disk_usage", lambda: normalise_volumes(acquire_volumes()))

    def hints(self) -> Observed[tuple[NetworkHint, ...]]:
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, "hints")

    def power(self) -> Observed[LaptopPower]:
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, "power")

    def traffic(self, window_s: float) -> Observed[tuple[AdapterTraffic | Talker, ...]]:  # noqa: ARG002  # no sample
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, "traffic")

    def vpn_log(self, spec: Vpn) -> Observed[tuple[LogHit, ...]]:
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, f"vpn log {spec.kind}")

    def vpn_certificate(self, spec: Vpn) -> Observed[VpnCertificate]:
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, f"vpn certificate {spec.kind}")

    def other_vpns(self, ours: tuple[Vpn, ...]) -> Observed[tuple[OtherVpn, ...]]:  # noqa: ARG002  # nothing to compare
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, "other VPNs")

    def browsers(self) -> Observed[tuple[BrowserSetting, ...]]:
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, "browsers")

    def audio(self) -> Observed[tuple[AudioDevice, ...]]:
        """No portable source."""
        return Observed.missing(Knowledge.UNSUPPORTED, self._system, "audio")


def _adapters() -> tuple[Adapter, ...]:
    import psutil

    hardware = psutil.net_if_addrs()
    traffic = psutil.net_io_counters(pernic=True)
    names = dict(socket.if_nameindex())
    indices = {name: index for index, name in names.items()}
    found = []
    for name, state in psutil.net_if_stats().items():
        macs = [
            entry.address.lower().replace("-", ":")
            for entry in hardware.get(name, ())
            if entry.family == psutil.AF_LINK
        ]
        loopback = any(_is_loopback(entry.address) for entry in hardware.get(name, ()))
        counters = traffic.get(name)
        found.append(
            Adapter(
                name=name,
                index=indices.get(name, 0),
                type=AdapterType.LOOPBACK if loopback else AdapterType.OTHER,
                carrier=True if state.isup else None,
                mtu=state.mtu or None,
                speed_mbit=state.speed or None,
                mac=macs[0] if macs and not loopback else None,
                rx_bytes=counters.bytes_recv if counters else None,
                tx_bytes=counters.bytes_sent if counters else None,
            )
        )
    return tuple(sorted(found, key=lambda item: item.index))


def _addresses() -> tuple[Address, ...]:
    import psutil

    found = []
    for name, entries in psutil.net_if_addrs().items():
        for entry in entries:
            if entry.family not in (socket.AF_INET, socket.AF_INET6) or _is_loopback(entry.address):
                continue
            address = ip_address(entry.address.partition("%")[0])
            origin = Origin.LINK_LOCAL if address.is_link_local else Origin.UNKNOWN
            found.append(
                Address(adapter=name, address=str(address), prefix=_prefix(str(address), entry.netmask), origin=origin)
            )
    return tuple(found)


def _prefix(address: str, mask: str | None) -> int:
    if not mask:
        return 32 if "." in address else 128
    bits = int(ip_address(mask))  # ipaddress refuses IPv6 masks that are written as addresses
    return bits.bit_count() if ":" in mask else ip_interface(f"{address}/{mask}").network.prefixlen


def _is_loopback(text: str) -> bool:
    try:
        return ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _load(window_s: float) -> LaptopLoad:
    import psutil

    own = psutil.Process()
    before, own_before = psutil.cpu_times(), sum(own.cpu_times()[:2])
    swapped_before = psutil.swap_memory().sin
    threading.Event().wait(max(window_s, _SHORTEST_WINDOW_S))
    after, ours = psutil.cpu_times(), sum(own.cpu_times()[:2]) - own_before
    total = sum(after) - sum(before)
    idle = after.idle - before.idle + getattr(after, "iowait", 0.0) - getattr(before, "iowait", 0.0)
    memory = psutil.virtual_memory()
    return LaptopLoad(
        window_s=window_s,
        cores=os.cpu_count() or 1,
        cpu_percent=round(min(100.0, max(0.0, 100.0 * (total - idle - ours) / total)), 1) if total > 0 else 0.0,
        memory_total=memory.total,
        memory_available=memory.available,
        swapping=psutil.swap_memory().sin > swapped_before,
    )
