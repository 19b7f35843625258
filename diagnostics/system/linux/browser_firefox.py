"""What Firefox keeps about names and proxies: the profile that was used last, and the policies of its owner."""

import configparser
import json
import os
import re
from pathlib import Path
from typing import Any

from diagnostics.system.linux.table import Row

# Below the person's folder: the package, the snap, the flatpak; the first also under XDG_CONFIG_HOME since version 147.
_PLACES = (
    ".mozilla/firefox",
    "snap/firefox/common/.mozilla/firefox",
    ".var/app/org.mozilla.firefox/.mozilla/firefox",
    ".var/app/org.mozilla.firefox/config/mozilla/firefox",
)
_POLICIES = (
    "/etc/firefox/policies/policies.json",
    "/etc/firefox-esr/policies/policies.json",
    "/usr/lib/firefox/distribution/policies.json",
    "/usr/lib/firefox-esr/distribution/policies.json",
    "/usr/lib64/firefox/distribution/policies.json",
    "/opt/firefox/distribution/policies.json",
)
_KEPT_POLICIES = ("DNSOverHTTPS", "Proxy")
# The only settings that are kept: others hold what the person looks at.
_KEPT = re.compile(
    r"network\.trr\.(?:mode|uri|custom_uri)|doh-rollout\.(?:mode|uri)"
    r"|network\.proxy\.(?:type|ssl|ssl_port|http|http_port|socks|socks_port)"
)
_LINE = re.compile(r'^\s*user_pref\("(?P<name>[^"]+)",\s*(?P<value>.+)\);')
_MOST_BYTES = 4 << 20  # a much used profile has some 100 KiB of settings


def acquire_firefox(home: Path, root: Path = Path("/")) -> list[Row]:
    """[{"browser", "prefs", "policies"}] of the profile used last; empty without one.

    Raises PermissionError when profiles are there and may not be read.
    """
    profile = _last_used(home)
    if profile is None:
        return []
    prefs = parse_prefs(_text(profile / "prefs.js")) | parse_prefs(_text(profile / "user.js", optional=True))
    return [{"browser": "firefox", "prefs": prefs, "policies": _policies(root)}]


def parse_prefs(text: str) -> dict[str, Any]:
    """The kept settings among lines of `user_pref("name", value);`."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        part = _LINE.match(line)
        if part is None or not _KEPT.fullmatch(part["name"]):
            continue
        try:
            found[part["name"]] = json.loads(part["value"])  # numbers, true, false and quoted text, as in JSON
        except ValueError:
            continue
    return found


def parse_profiles(text: str) -> list[tuple[str, bool]]:
    """(path, whether it is relative) of each profile in profiles.ini."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return []
    sections = (parser[name] for name in parser.sections() if name.startswith("Profile"))
    return [(part["Path"], part.get("IsRelative", "1") != "0") for part in sections if part.get("Path")]


def _last_used(home: Path) -> Path | None:
    configured = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "mozilla/firefox"
    used: dict[Path, float] = {}
    for base in (*(home / place for place in _PLACES), configured):
        try:
            listed = parse_profiles((base / "profiles.ini").read_text(encoding="utf-8", errors="replace"))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for path, relative in listed:
            profile = base / path if relative else Path(path)
            try:
                used[profile] = (profile / "prefs.js").stat().st_mtime
            except (FileNotFoundError, NotADirectoryError):  # made and never used
                continue
    return max(used, key=lambda profile: used[profile], default=None)


def _policies(root: Path) -> dict[str, Any]:
    for place in _POLICIES:
        try:
            policies = json.loads(_text(root / place.lstrip("/")))["policies"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if isinstance(policies, dict):
            kept = {name: policies[name] for name in _KEPT_POLICIES if name in policies}
            preferences = policies.get("Preferences")
            if isinstance(preferences, dict):
                kept["Preferences"] = {name: entry for name, entry in preferences.items() if _KEPT.fullmatch(name)}
            return kept
    return {}


def _text(path: Path, *, optional: bool = False) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace")
    except FileNotFoundError:
        if optional:
            return ""
        raise
