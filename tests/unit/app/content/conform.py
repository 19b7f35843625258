"""The client command of tuf-conformance (its CLIENT-CLI.md), made of the product's own parts: fetcher and chain.

    python -m tests.unit.app.content.conform --metadata-dir D init ROOT
    python -m tests.unit.app.content.conform --metadata-dir D --metadata-url U refresh
    python -m tests.unit.app.content.conform --metadata-dir D --metadata-url U --target-name N --target-dir T
        --target-base-url B download

It ends with 0 or 1. The suite itself wants its own runner and `faketime`; `--days` stands for the second.
"""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from tuf.api.exceptions import DownloadError, RepositoryError

from app.content.allowance import Allowance
from app.content.chain import Chain
from app.content.fetcher import WebFetcher


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    for name in ("metadata-dir", "metadata-url", "target-name", "target-dir", "target-base-url"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--days", type=float, default=0.0)
    parser.add_argument("command", choices=("init", "refresh", "download"))
    parser.add_argument("root", nargs="?", type=Path)
    options = parser.parse_args(arguments)
    folder = Path(options.metadata_dir)
    anchor = folder.parent / f"{folder.name}.anchor"
    if options.command == "init":
        anchor.write_bytes(options.root.read_bytes())
        return 0
    allowance = Allowance(20.0)
    fetcher = WebFetcher(allowance)
    base = options.metadata_url.rstrip("/").removesuffix("/metadata")
    try:
        now = datetime.now(UTC) + timedelta(days=options.days)
        chain = Chain(folder, base, anchor.read_bytes(), fetcher, now)
        chain.refresh()
        if options.command == "download":
            target = chain.find(options.target_name)
            if target is None:
                return 1
            file = Path(options.target_dir) / quote(options.target_name, "")
            if not file.exists() or file.read_bytes() != (data := chain.download(target)):
                file.write_bytes(data if file.exists() else chain.download(target))
    except (RepositoryError, DownloadError, ValueError) as error:
        print(repr(error), file=sys.stderr)  # noqa: T201  # a command
        return 1
    finally:
        fetcher.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
