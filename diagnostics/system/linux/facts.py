"""The facts of a Linux laptop: netlink, /sys, /proc, D-Bus and the files of /etc."""

import errno
import threading
import time
from typing import Any

import msgspec

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
from diagnostics.system.linux.adapter import normalise_adapters
from diagnostics.system.linux.address import normalise_addresses
from diagnostics.system.linux.load import normalise_load
from diagnostics.system.linux.power import normalise_power
from diagnostics.system.linux.process import runs_here
from diagnostics.system.linux.resolved import with_names
from diagnostics.system.linux.resolver import STUBS, normalise_resolvers, parse_resolv_conf
from diagnostics.system.linux.route import normalise_neighbours, normalise_routes
from diagnostics.system.linux.source import Source, live
from diagnostics.system.linux.vpn import Traces, client_of, normalise_vpn, tunnel_candidates
from diagnostics.system.os_info import normalise_os
from diagnostics.system.volume import normalise_volumes

_NETLINK = "netlink"
_SHORTEST_WINDOW_S = 0.05  # five ticks of the kernel's clock: below that a percentage says nothing


class LinuxFacts:
    """`SystemFacts` of Linux. Holds no state: every method may be called from any thread, at the same time.

    What few facts need is imported by them, so that the first observation is there 20 ms earlier.
    """

    def __init__(self, source: Source = live) -> None:
        self._read = source

    def os(self) -> OsInfo:
        """/etc/os-release and uname(2)."""
        return normalise_os(self._read("os"))

    def adapters(self) -> Observed[tuple[Adapter, ...]]:
        """RTM_GETLINK and /sys/class/net."""
        return observe("netlink, /sys", lambda: normalise_adapters(self._read("adapters")))

    def addresses(self) -> Observed[tuple[Address, ...]]:
        """RTM_GETADDR and the lease files of DHCP clients."""
        return observe(
            _NETLINK,
            lambda: normalise_addresses(self._read("addresses"), self._read("links"), self._read("leased")),
        )

    def routes(self) -> Observed[tuple[Route, ...]]:
        """RTM_GETROUTE and RTM_GETRULE."""
        return observe(
            _NETLINK,
            lambda: normalise_routes(self._read("routes"), self._optional("rules") or [], self._read("links")),
        )

    def neighbours(self) -> Observed[tuple[Neighbour, ...]]:
        """RTM_GETNEIGH."""
        return observe(_NETLINK, lambda: normalise_neighbours(self._read("neighbours"), self._read("links")))

    def resolvers(self) -> Observed[tuple[ResolverConfig, ...]]:
        """/etc/resolv.conf, and what systemd-resolved or NetworkManager say is behind it."""
        return observe("/etc/resolv.conf", self._resolvers)

    def hosts(self, names: tuple[str, ...]) -> Observed[tuple[HostsEntry, ...]]:
        """/etc/hosts."""
        from diagnostics.system.hosts import normalise_hosts

        return observe("/etc/hosts", lambda: normalise_hosts(self._read("hosts"), names))

    def proxies(self) -> Observed[tuple[ProxySetting, ...]]:
        """The environment, GNOME and KDE. A desktop that could not be asked is named in the detail."""
        from diagnostics.system.linux.proxy import normalise_environment, normalise_gnome, normalise_kde

        found: list[ProxySetting] = []
        failed: list[Observed[Any]] = []
        for name, normalise in (
            ("proxy_environment", normalise_environment),
            ("proxy_gnome", normalise_gnome),
            ("proxy_kde", normalise_kde),
        ):
            part = observe(name.removeprefix("proxy_"), lambda name=name: self._read(name))  # type: ignore[misc]
            if part.value is not None:
                found += normalise(part.value)
            elif part.state is not Knowledge.UNSUPPORTED:
                failed.append(part)
        if failed and not found:
            # Nothing set elsewhere does not mean that nothing is set.
            return Observed.missing(failed[0].state, failed[0].source, failed[0].detail)
        detail = ", ".join(f"{part.source}: {part.state.value}" for part in failed)
        return Observed(Knowledge.OK, tuple(found), "environment, gsettings, kioslaverc", detail)

    def wifi(self) -> Observed[tuple[WifiLink, ...]]:
        """NetworkManager over D-Bus, else rfkill and /proc/net/wireless."""
        return observe("NetworkManager, rfkill", self._wifi)

    def vpn(self, spec: Vpn) -> Observed[VpnClient]:
        """Programs, processes, NetworkManager's profiles, tunnel adapters and WireGuard's handshakes."""
        return observe("/proc, netlink", lambda: self._vpn(spec))

    def load(self, window_s: float) -> Observed[LaptopLoad]:
        """Two samples of /proc, `window_s` apart (at least 50 ms), and the kernel's own averages."""
        return observe("/proc", lambda: self._load(window_s))

    def volumes(self) -> Observed[tuple[Volume, ...]]:
        """statvfs(3)."""
        return observe("statvfs", lambda: normalise_volumes(self._read("volumes")))

    def hints(self) -> Observed[tuple[NetworkHint, ...]]:
        """NetworkManager's own probe, and whether the way out is metered; UNSUPPORTED without NetworkManager."""
        from diagnostics.system.linux.hint import normalise_hint

        return observe("NetworkManager", lambda: normalise_hint(self._service("hint")))

    def power(self) -> Observed[LaptopPower]:
        """UPower, power-profiles-daemon, systemd, /sys; a part that nobody tells is None. Blocks for 0.3 s at most."""
        return observe("UPower, power-profiles-daemon, systemd, /sys", self._power)

    def traffic(self, window_s: float) -> Observed[tuple[AdapterTraffic | Talker, ...]]:
        """Two looks at /proc/net/dev and the kernel's list of TCP sockets, `window_s` apart (at least 50 ms)."""
        return observe("/proc/net/dev, sock_diag", lambda: self._traffic(window_s))

    def vpn_log(self, spec: Vpn) -> Observed[tuple[LogHit, ...]]:
        """The logs that the site file names, else the product's usual ones and the journal. No line leaves it.

        What keeps IT's own signatures from being used is the detail.
        """
        from diagnostics.system.linux.vpn_log import normalise_log
        from diagnostics.system.linux.vpn_log_own import trouble

        asked = ("vpn_log", spec.kind, spec.log, spec.signatures)
        found = observe("log", lambda: normalise_log(spec, self._read(*asked), time.time()))
        why = trouble(spec.signatures) if found.state is Knowledge.OK else ""
        return msgspec.structs.replace(found, detail=why) if why else found

    def vpn_certificate(self, spec: Vpn) -> Observed[VpnCertificate]:
        """A file in PEM or DER; ERROR when the file that IT named is not there."""
        from diagnostics.system.linux.vpn_certificate import certificate_of

        return certificate_of(spec, self._read)

    def other_vpns(self, ours: tuple[Vpn, ...]) -> Observed[tuple[OtherVpn, ...]]:
        """Processes in our network namespace and tunnels that none of our VPNs uses."""
        return observe("/proc, netlink", lambda: self._other_vpns(ours))

    def browsers(self) -> Observed[tuple[BrowserSetting, ...]]:
        """Settings and policies of Firefox and of Chrome's family. A browser that may not be read is in the detail."""
        from diagnostics.system.linux.browser import normalise_browsers

        parts = [observe(name, lambda name=name: self._read(name)) for name in ("firefox", "chromium")]  # type: ignore[misc]
        rows = [row for part in parts for row in part.value or ()]
        failed = [part for part in parts if part.value is None]
        if failed and not rows:
            return Observed.missing(failed[0].state, failed[0].source, failed[0].detail)
        detail = ", ".join(f"{part.source}: {part.state.value}" for part in failed)
        return Observed(Knowledge.OK, normalise_browsers(rows), "profiles, policies", detail)

    def audio(self) -> Observed[tuple[AudioDevice, ...]]:
        """PipeWire or PulseAudio through `pactl`; UNSUPPORTED when no sound service runs for this person."""
        from diagnostics.system.linux.audio import normalise_audio

        return observe("pactl", lambda: normalise_audio(self._read("audio")))

    def _optional(self, name: str, *arguments: Any) -> Any:
        """A source that many computers do not have: None instead of an error."""
        try:
            return self._read(name, *arguments)
        except (OSError, LookupError, ValueError):
            return None

    def _resolvers(self) -> tuple[ResolverConfig, ...]:
        text = self._read("resolv_conf")
        resolved = managed = None
        behind = ""
        if STUBS.intersection(parse_resolv_conf(text)[0]):
            resolved = self._optional("resolved_servers")
            behind = self._optional("behind_stub") or ""
        if resolved is None:
            managed = self._optional("managed_servers")
        else:
            resolved = with_names(resolved, self._read("links"))
        return normalise_resolvers(text, behind, resolved, managed)

    def _wifi(self) -> tuple[WifiLink, ...]:
        from diagnostics.system.linux.wifi import normalise_radios

        adapters = normalise_adapters(self._read("adapters"))
        radios = [item for item in adapters if item.type is AdapterType.WIFI]
        managed = self._optional("radios")
        if not radios and not managed:
            return ()
        stations = {item.name: self._optional("station", item.index) or {} for item in radios if item.enabled}
        return normalise_radios(adapters, managed, self._read("kernel_radios"), stations)

    def _power(self) -> LaptopPower:
        cool = self._read("heat")
        services = self._optional("power_services")
        frequency = self._read("frequency")
        return normalise_power(
            services, self._read("supplies"), self._read("clock"), frequency, (cool, self._read("heat"))
        )

    def _service(self, name: str) -> Any:
        """A source that is a service of the system: one that does not run is "not here", like a missing file."""
        try:
            return self._read(name)
        except LookupError as absent:
            raise FileNotFoundError(errno.ENOENT, name) from absent

    def _vpn(self, spec: Vpn) -> VpnClient:
        adapters = normalise_adapters(self._read("adapters"))
        addresses = normalise_addresses(self._read("addresses"), self._read("links"), [])
        handshakes = {}
        if spec.kind == "wireguard":
            for item in tunnel_candidates(spec, client_of(spec), adapters):
                handshakes[item.name] = self._optional("handshakes", item.name, item.driver == "wireguard") or {}
        client = normalise_vpn(spec, self._traces(spec), adapters, addresses, handshakes, time.time())
        if spec.kind != "openvpn":
            return client
        from diagnostics.system.linux.vpn_protection import gateway_hosts

        protected = self._optional("vpn_protection", client_of(spec).daemons, gateway_hosts(spec))
        return msgspec.structs.replace(client, protected=protected)

    def _other_vpns(self, ours: tuple[Vpn, ...]) -> tuple[OtherVpn, ...]:
        from diagnostics.system.linux.other_vpn import normalise_other_vpns, process_names

        adapters = normalise_adapters(self._read("adapters"))
        addresses = normalise_addresses(self._read("addresses"), self._read("links"), [])
        return normalise_other_vpns(
            ours,
            {row["name"] for row in self._read("processes", process_names()) if runs_here(row)},
            adapters,
            addressed={item.adapter for item in addresses},
            claimed={client.adapter for client in map(self._vpn, ours) if client.adapter is not None},
            all_visible=self._read("processes_visible"),
        )

    def _traffic(self, window_s: float) -> tuple[AdapterTraffic | Talker, ...]:
        from diagnostics.system.linux.traffic import moving, normalise_traffic

        before = self._read("traffic")
        threading.Event().wait(max(window_s, _SHORTEST_WINDOW_S))
        after = self._read("traffic")
        sockets = moving(before, after)
        owners = self._read("socket_owners", sockets) if sockets else {}
        return normalise_traffic(before, after, sockets, owners)

    def _traces(self, spec: Vpn) -> Traces:
        client = client_of(spec)
        watched = client.daemons + (("NetworkManager",) if client.profiles else ())
        seen = {row["name"] for row in self._read("processes", watched) if runs_here(row)}
        process: bool | None = any(name in seen for name in client.daemons)
        if not process and not self._read("processes_visible"):
            process = None
        profile = False
        if not process and "NetworkManager" in seen:
            profile = any(kind in client.profiles for kind in self._optional("vpn_profiles") or ())
        return Traces(
            program=self._read("vpn_program", client.programs, client.units), process=process, profile=profile
        )

    def _load(self, window_s: float) -> LaptopLoad:
        before = self._read("sample")
        threading.Event().wait(max(window_s, _SHORTEST_WINDOW_S))
        return normalise_load(before, self._read("sample"), self._read("pressure"))
