"""The hosts file: the one file that every system reads before it asks a name server (hosts(5))."""

from pathlib import Path

from diagnostics.literal import is_literal
from diagnostics.model.fact import HostsEntry


def acquire_hosts(path: Path) -> list[str]:
    """The lines of a hosts file. Raises OSError. Undecodable bytes do not matter: names are ASCII."""
    return path.read_text(encoding="utf-8-sig", errors="replace").splitlines()


def normalise_hosts(lines: list[str], names: tuple[str, ...]) -> tuple[HostsEntry, ...]:
    """The entries for any of `names`, one for each name and line, with the name as it was asked."""
    wanted = {_plain(name): name for name in names}
    found = []
    for number, line in enumerate(lines, start=1):
        address, *aliases = line.partition("#")[0].split() or [""]
        asked = dict.fromkeys(wanted[_plain(alias)] for alias in aliases if _plain(alias) in wanted)
        if asked and is_literal(address):
            found += [HostsEntry(name=name, address=address.partition("%")[0], line=number) for name in asked]
    return tuple(found)


def _plain(name: str) -> str:
    return name.rstrip(".").lower()
