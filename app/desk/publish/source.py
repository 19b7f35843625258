"""IT's own files below content/: which of them become targets. What is wrong with them: `lint`."""

import re
from collections.abc import Collection
from pathlib import Path

from app.desk.publish import lint
from app.desk.publish.folder import DeskFolder

FOLDERS = ("guides", "site", "release", "peers")
LEFT_OUT = re.compile(r"\..*|.*~|.*\.(?:bak|swp|tmp)")
"""What editors and systems leave behind."""


def found(desk: DeskFolder) -> dict[str, Path]:
    """Every file of the content by its target path, "guides/vpn.mtu.toml"."""
    paths = {}
    for folder in FOLDERS:
        for path in sorted((desk.content / folder).glob("*")):
            if not LEFT_OUT.fullmatch(path.name):
                paths[f"{folder}/{path.name}"] = path
    return paths


def bodies(desk: DeskFolder, folders: Collection[str]) -> dict[str, bytes]:
    """The content of some folders. Raises LintError."""
    mine = {target: path for target, path in found(desk).items() if target.partition("/")[0] in folders}
    read, findings = lint.look_at(mine)
    wrong = tuple(finding for finding in findings if not finding.is_hint)
    if wrong:
        raise lint.LintError(wrong)
    return read
