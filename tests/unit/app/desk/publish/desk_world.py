"""A desk in a folder, a laptop that reads it, and a hash of everything that is public."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

from app.desk.publish.folder import DeskFolder
from app.desk.publish.keyring import Keyring
from app.desk.publish.start import start

NOW = datetime.now(UTC).replace(microsecond=0)
BASE = "https://it.example.org/unstuck/"


def nobody(_name: str, _new: bool) -> str | None:
    return None


def made(path: Path, people: Sequence[str] = ("alice", "bob"), now: datetime = NOW) -> DeskFolder:
    return start(path / "desk", people, nobody, now, locked=False)


def keyring(desk: DeskFolder, *more: Path) -> Keyring:
    return Keyring(desk.keys, [desk.keys, *more], nobody)


def built_in(id: str) -> bytes:
    return files("resources.guides").joinpath(f"{id}.toml").read_bytes()


def write_guide(desk: DeskFolder, id: str = "vpn.mtu", old: str = "", new: str = "") -> Path:
    path = desk.content / "guides" / f"{id}.toml"
    path.write_bytes(built_in(id).replace(old.encode(), new.encode(), 1) if old else built_in(id))
    return path


def tree(folder: Path) -> str:
    """Names, bytes and nothing else of a folder."""
    told = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        told.update(str(path.relative_to(folder)).encode())
        told.update(path.read_bytes() if path.is_file() else b"")
    return told.hexdigest()


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)


class FolderFetcher(FetcherInterface):
    """Serves the public folder as a web server would."""

    def __init__(self, desk: DeskFolder) -> None:
        self._desk = desk
        self.asked: list[str] = []

    def _fetch(self, url: str) -> Iterator[bytes]:
        name = url.removeprefix(BASE)
        self.asked.append(name)
        path = self._desk.public / name
        if not path.is_file():
            raise DownloadHTTPError(name, 404)
        return iter([path.read_bytes()])


class Laptop:
    """python-tuf's own client, with the anchor that was current when it was installed."""

    def __init__(self, desk: DeskFolder, home: Path) -> None:
        self._home = home
        self._anchor = desk.anchor.read_bytes()
        self.fetcher = FolderFetcher(desk)
        for name in ("metadata", "targets"):
            (home / name).mkdir(parents=True, exist_ok=True)

    def get(self, path: str) -> bytes | None:
        """What it sees now. Raises what the client raises."""
        updater = Updater(
            str(self._home / "metadata"),
            f"{BASE}metadata/",
            str(self._home / "targets"),
            f"{BASE}targets/",
            fetcher=self.fetcher,
            bootstrap=self._anchor,
        )
        updater.refresh()
        info = updater.get_targetinfo(path)
        return None if info is None else Path(updater.download_target(info)).read_bytes()
