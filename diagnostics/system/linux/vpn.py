"""How a VPN of the site file is installed and running here."""

import os
import shutil
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from diagnostics.model.fact import Adapter, AdapterType, Address, Origin, VpnClient
from diagnostics.model.site import Vpn
from diagnostics.system.linux.vpn_client import CLIENTS, UNKNOWN_CLIENT, Client

# Where programs lie that an ordinary person's PATH does not name.
_PROGRAM_FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/snap/bin")
_UNIT_FOLDERS = ("/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")


class Traces(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of a client on this computer. None: could not be looked at."""

    program: bool = False  # a program or unit of it is there
    process: bool | None = False  # what must run runs in our network namespace
    profile: bool = False  # NetworkManager runs and has a connection of this kind


def client_of(spec: Vpn) -> Client:
    """What to look for: IT's own word about the process replaces what is known of the kind."""
    known = CLIENTS.get(spec.kind, UNKNOWN_CLIENT)
    if spec.process is None:
        return known
    short = spec.process.rpartition("/")[2]
    # An absolute path means exactly that file: the same program elsewhere is not what IT installed.
    units = () if spec.process.startswith("/") else (f"{short}.service", f"{short}@.service")
    return msgspec.structs.replace(
        known, programs=(spec.process,), daemons=(spec.process,), units=units, profiles=(), needs_daemon=True
    )


def acquire_program(programs: tuple[str, ...], units: tuple[str, ...]) -> bool:
    """Whether any of the programs or units lies on this computer."""
    folders = os.pathsep.join((os.environ.get("PATH", ""), *_PROGRAM_FOLDERS))
    if any(shutil.which(program, path=folders) is not None for program in programs):
        return True
    return any(Path(folder, unit).exists() for folder in _UNIT_FOLDERS for unit in units)


def tunnel_candidates(spec: Vpn, client: Client, adapters: tuple[Adapter, ...]) -> tuple[Adapter, ...]:
    """The adapters that can be this VPN's tunnel: those that IT named, else those that look like the product's."""
    if spec.interface is not None:
        return tuple(
            item
            for item in adapters
            if item.type is not AdapterType.LOOPBACK and fnmatchcase(item.name, spec.interface)
        )
    return tuple(
        item
        for item in adapters
        if item.type is AdapterType.TUNNEL
        and (item.driver == spec.kind or any(fnmatchcase(item.name, pattern) for pattern in client.interfaces))
    )


def normalise_vpn(
    spec: Vpn,
    traces: Traces,
    adapters: tuple[Adapter, ...],
    addresses: tuple[Address, ...],
    handshakes: dict[str, dict[str, int]],
    now_s: float,
) -> VpnClient:
    """The state of one VPN. `handshakes`: by adapter, what WireGuard told of its peers; `now_s`: Unix time."""
    client = client_of(spec)
    # Every adapter gives itself a link-local address, also one that waits for somebody to press "connect".
    addressed = {item.adapter for item in addresses if item.origin is not Origin.LINK_LOCAL}
    tunnel = _tunnel(spec, tunnel_candidates(spec, client, adapters), addressed, handshakes)
    # A tunnel whose peers are known, and are not ours, is somebody else's.
    unclaimed = tuple(item for item in adapters if not (spec.public_key and handshakes.get(item.name)))
    running = _running(client, traces, tunnel)
    return VpnClient(
        vpn=spec.name,
        installed=_installed(client, traces, running, tunnel),
        running=running,
        adapter=tunnel.name if tunnel else None,
        tunnel_up=is_up(tunnel, addressed) if tunnel else _none_up(spec, client, unclaimed, addressed),
        rx_bytes=tunnel.rx_bytes if tunnel else None,
        tx_bytes=tunnel.tx_bytes if tunnel else None,
        handshake_age_s=_age(spec, handshakes.get(tunnel.name, {}), now_s) if tunnel else None,
    )


def _tunnel(
    spec: Vpn, candidates: tuple[Adapter, ...], addressed: set[str], handshakes: dict[str, dict[str, int]]
) -> Adapter | None:
    with_peer = [item for item in candidates if spec.public_key and spec.public_key in handshakes.get(item.name, {})]
    # A tunnel whose peers are known and are others is somebody else's.
    possible = with_peer or [item for item in candidates if not (spec.public_key and handshakes.get(item.name))]
    return min(possible, key=lambda item: (not is_up(item, addressed), item.index), default=None)


def is_up(adapter: Adapter, addressed: set[str]) -> bool:
    """Whether a tunnel carries data. `addressed`: the adapters that have an address."""
    # A tun device without link is one whose program has gone and left it behind.
    return bool(adapter.enabled) and adapter.carrier is not False and adapter.name in addressed


def _none_up(spec: Vpn, client: Client, adapters: tuple[Adapter, ...], addressed: set[str]) -> bool | None:
    """False when there is no tunnel; None when one is up that could be this VPN's under a name of its own."""
    if spec.interface is not None:
        return False
    if not client.shows_adapter:
        return None
    foreign = [pattern for kind, other in CLIENTS.items() if kind != spec.kind for pattern in other.interfaces]
    possible = (item for item in adapters if item.type is AdapterType.TUNNEL and is_up(item, addressed))
    return None if any(not any(fnmatchcase(item.name, name) for name in foreign) for item in possible) else False


def _running(client: Client, traces: Traces, tunnel: Adapter | None) -> bool | None:
    if traces.process or traces.profile:
        return True  # with a profile, NetworkManager is the client and starts the rest when it connects
    if tunnel is not None and tunnel.driver == "wireguard":
        return True  # the kernel's own: no process belongs to it
    if not client.daemons or not client.needs_daemon:
        return None
    return traces.process


def _installed(client: Client, traces: Traces, running: bool | None, tunnel: Adapter | None) -> bool | None:
    if traces.program or traces.profile or running or tunnel is not None:
        return True
    return False if client.programs else None


def _age(spec: Vpn, peers: dict[str, int], now_s: float) -> float | None:
    last = peers.get(spec.public_key, 0) if spec.public_key else max(peers.values(), default=0)
    return max(0.0, now_s - last) if last else None
