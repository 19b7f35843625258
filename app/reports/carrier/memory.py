"""Where IT's drop was when it could last be reached: for the day on which no resolver answers."""

from pathlib import Path

import msgspec

from app.store import atomic
from app.store.error import StoreError
from diagnostics.literal import is_literal

LARGEST_BYTES = 16_384
MOST_HOSTS = 16  # a laptop knows one drop, sometimes the old one too


class Memory:
    """A small file. Nothing here ever fails: what cannot be read or written is not remembered."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, host: str) -> tuple[str, ...]:
        """The last good address of a host, or nothing."""
        address = self._all().get(host)
        return (address,) if address else ()

    def put(self, host: str, address: str) -> None:
        """This address took a report. Written only when it is another than before."""
        known = self._all()
        if not is_literal(address) or known.get(host) == address:
            return
        latest = {host: address, **{old: where for old, where in known.items() if old != host}}
        try:
            atomic.write(self._path, msgspec.json.encode(dict(list(latest.items())[:MOST_HOSTS])))
        except StoreError:
            pass

    def _all(self) -> dict[str, str]:
        try:
            with self._path.open("rb") as file:
                found = msgspec.json.decode(file.read(LARGEST_BYTES), type=dict[str, str])
        except (OSError, ValueError, msgspec.MsgspecError):
            return {}
        return {host: address for host, address in found.items() if is_literal(address)}
