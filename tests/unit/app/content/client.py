"""The client of the conformance cases: our command, in this process, against a repository of our own."""

from dataclasses import dataclass
from pathlib import Path

from tuf.api.metadata import Metadata

from tests.fakes.publisher import Publisher
from tests.fakes.servers.web import Web
from tests.unit.app.content import conform


@dataclass
class Client:
    repo: Publisher
    web: Web
    folder: Path

    def init(self, root: bytes | None = None) -> int:
        for name in ("metadata", "targets"):
            (self.folder / name).mkdir(exist_ok=True)
        path = self.folder / "initial_root.json"
        path.write_bytes(self.repo.anchor if root is None else root)
        return conform.main(["--metadata-dir", str(self.folder / "metadata"), "init", str(path)])

    def _arguments(self, days: float) -> list[str]:
        url = f"{self.web.url}/metadata/"
        return ["--metadata-dir", str(self.folder / "metadata"), "--metadata-url", url, "--days", str(days)]

    def refresh(self, days: float = 0.0) -> int:
        return conform.main([*self._arguments(days), "refresh"])

    def download(self, name: str, days: float = 0.0) -> int:
        more = ["--target-name", name, "--target-dir", str(self.folder / "targets")]
        base = ["--target-base-url", f"{self.web.url}/targets/"]
        return conform.main([*self._arguments(days), *more, *base, "download"])

    def version(self, role: str) -> int:
        md = Metadata.from_bytes((self.folder / "metadata" / f"{role}.json").read_bytes())
        return int(md.signed.version)

    def roles(self) -> dict[str, int]:
        return {path.stem: self.version(path.stem) for path in (self.folder / "metadata").glob("*.json")}

    @property
    def got(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.folder / "targets").iterdir())]

    @property
    def asked(self) -> list[tuple[str, int | None]]:
        found: list[tuple[str, int | None]] = []
        for path in self.web.paths:
            if path.startswith("metadata/"):
                version, _, role = path.removeprefix("metadata/").removesuffix(".json").partition(".")
                found.append((role, int(version)) if role else (version, None))
        return found


def new_root(repo: Publisher) -> None:
    """The next version of root, signed by its keys."""
    repo.write("root", version=repo.root.version + 1)
