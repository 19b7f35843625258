"""What Chrome and its relatives keep about names and proxies: "Local State" of this person, policies of the owner."""

import json
import os
from pathlib import Path
from typing import Any

from diagnostics.system.linux.table import Row

# browser: (below XDG_CONFIG_HOME, below the person's folder for snap and flatpak, policies)
_FAMILY: dict[str, tuple[str, tuple[str, ...], str]] = {
    "chrome": ("google-chrome", (".var/app/com.google.Chrome/config/google-chrome",), "/etc/opt/chrome/policies"),
    "chromium": (
        "chromium",
        ("snap/chromium/common/chromium", ".var/app/org.chromium.Chromium/config/chromium"),
        "/etc/chromium/policies",
    ),
    "edge": ("microsoft-edge", (".var/app/com.microsoft.Edge/config/microsoft-edge",), "/etc/opt/edge/policies"),
    "brave": (
        "BraveSoftware/Brave-Browser",
        ("snap/brave/current/.config/BraveSoftware/Brave-Browser",
         ".var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser"),
        "/etc/brave/policies",
    ),
}  # fmt: skip
_STATE = "Local State"
_MOST_BYTES = 16 << 20  # some extensions and experiments make it large
_KEPT_POLICIES = ("DnsOverHttpsMode", "DnsOverHttpsTemplates", "ProxyMode", "ProxyServer", "ProxySettings")
_KEPT_RULES = ("ProxyMode", "ProxyServer")


def acquire_chromium(home: Path, root: Path = Path("/")) -> list[Row]:
    """[{"browser", "state", "policies"}] of every relative that was used, each where it was used last.

    Raises PermissionError when a browser's folder may not be read.
    """
    rows = []
    for browser, (configured, below_home, policies) in _FAMILY.items():
        config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
        state = _last_written((config / configured, *(home / place for place in below_home)))
        if state is not None:
            rows.append({"browser": browser, "state": state, "policies": _policies(root / policies.lstrip("/"))})
    return rows


def _last_written(folders: tuple[Path, ...]) -> dict[str, Any] | None:
    """ "mode" and "templates" of the newest state file; None when there is none, or none that is JSON."""
    written: dict[Path, float] = {}
    for folder in folders:
        try:
            written[folder / _STATE] = (folder / _STATE).stat().st_mtime
        except (FileNotFoundError, NotADirectoryError):
            continue
    newest = max(written, key=lambda path: written[path], default=None)
    if newest is None:
        return None
    tree = _json(newest)
    table = tree.get("dns_over_https") if isinstance(tree, dict) else None
    return {key: table[key] for key in ("mode", "templates") if key in table} if isinstance(table, dict) else {}


def _policies(folder: Path) -> dict[str, Any]:
    """Recommended values first, managed ones over them; files in the order of their names, as the browser does."""
    found: dict[str, Any] = {}
    for part in ("recommended", "managed"):
        for path in sorted((folder / part).glob("*.json")):
            try:
                tree = _json(path)
            except OSError:
                continue
            if isinstance(tree, dict):
                found |= {name: tree[name] for name in _KEPT_POLICIES if name in tree}
    rules = found.get("ProxySettings")
    if isinstance(rules, dict):
        found["ProxySettings"] = {name: rules[name] for name in _KEPT_RULES if name in rules}
    return found


def _json(path: Path) -> Any:
    """None for what is not JSON. Raises OSError."""
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES)
    try:
        return json.loads(data)
    except ValueError:
        return None
