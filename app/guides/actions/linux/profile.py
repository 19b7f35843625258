"""The profiles of NetworkManager: read, made automatic, put back. Secrets stay with NetworkManager.

GetSettings never gives secrets, and an update that carries none leaves the stored ones as they are
(nm-settings-connection.c, update_auth_cb): so this program has no need to hold a key, not for a moment.
"""

from typing import Any

from app.guides.actions.linux import permission
from app.guides.actions.linux.bus import AnswerError, Bus
from diagnostics.system.linux.network_manager import ROOT, SERVICE

SETTINGS = f"{SERVICE}.Settings"
CONNECTION = f"{SERVICE}.Settings.Connection"
NONE = "/"  # the path that stands for no object

_BLOCK_AUTOCONNECT, _NO_REAPPLY = 0x20, 0x40  # Update2; without a storage flag a profile stays where it is kept

FAMILIES = ("ipv4", "ipv6")
# Older words for what stands in "address-data" and "route-data": NetworkManager sends both, and takes either.
_OLD_WORDS = ("addresses", "routes")
_TYPED_ADDRESSES = ("address-data", "route-data", "gateway", "never-default", "ignore-auto-routes")
_TYPED_SERVERS = ("dns", "dns-data", "ignore-auto-dns")
# Ways to have an IPv6 address that nobody gets by default: typed in, or left to whatever the kernel does.
_TYPED_METHODS_V6 = frozenset({"manual", "ignore"})

Section = dict[str, tuple[str, Any]]
Settings = dict[str, Section]


def find(bus: Bus, uuid: str) -> str | None:
    """The path of the profile with this UUID; None when there is none (any more)."""
    try:
        return str(bus.call(f"{ROOT}/Settings", SETTINGS, "GetConnectionByUuid", "s", uuid))
    except (AnswerError, LookupError):
        if not bus.is_there():
            raise
        return None


def read(bus: Bus, path: str) -> Settings:
    """A profile's settings, without secrets and without the older words. Raises LookupError when it has gone."""
    settings: Settings = bus.call(path, CONNECTION, "GetSettings")
    return plain(settings)


def listed(bus: Bus) -> dict[str, Settings]:
    """Every profile that this person may see, by its path."""
    found: dict[str, Settings] = {}
    for path in bus.call(f"{ROOT}/Settings", SETTINGS, "ListConnections"):
        try:
            found[str(path)] = read(bus, path)
        except (AnswerError, LookupError, PermissionError):
            continue  # somebody else's, or deleted while we looked
    return found


def plain(settings: Settings) -> Settings:
    """The same settings, each said once, so that they can be compared and given back."""
    return {
        name: {
            word: value
            for word, value in section.items()
            if not (name in FAMILIES and word in _OLD_WORDS) and _says_something(value)
        }
        for name, section in settings.items()
    }


def _says_something(value: tuple[str, Any]) -> bool:
    return value[1] not in ([], "")  # what NetworkManager leaves out in one version and sends in another


def word(settings: Settings, section: str, name: str, default: Any = None) -> Any:
    """One value of the settings."""
    return settings.get(section, {}).get(name, ("", default))[1]


def write(bus: Bus, path: str, settings: Settings) -> None:
    """Store a changed profile where it is stored. What is connected with it goes on as it was until it is applied."""
    own = bool(word(settings, "connection", "permissions"))
    permission.obtain(bus, permission.MODIFY_OWN if own else permission.MODIFY_SYSTEM)
    body = {name: dict(section) for name, section in settings.items()}
    # Nobody but us connects it in the middle of a repair, and nothing is applied before it is asked for.
    bus.call(path, CONNECTION, "Update2", "a{sa{sv}}ua{sv}", body, _BLOCK_AUTOCONNECT | _NO_REAPPLY, {})


def automatic_addresses(settings: Settings) -> Settings:
    """The same profile, with addresses, routes and name servers from the network."""
    changed = automatic_servers(settings)
    for family in FAMILIES:
        section = changed.get(family, {})
        method = word(changed, family, "method", "auto")
        if family == "ipv4" or method in _TYPED_METHODS_V6:
            changed[family] = {name: value for name, value in section.items() if name not in _TYPED_ADDRESSES}
            changed[family]["method"] = ("s", "auto")
    return changed


def automatic_servers(settings: Settings) -> Settings:
    """The same profile, with name servers from the network. A search list stays: it harms nobody."""
    changed = {name: dict(section) for name, section in settings.items()}
    for family in FAMILIES:
        section = {name: value for name, value in changed.get(family, {}).items() if name not in _TYPED_SERVERS}
        if word(changed, family, "dns-priority", 0) < 0:  # would shut out the servers of every other connection
            del section["dns-priority"]
        changed[family] = section
    return changed


def has_automatic_servers(settings: Settings) -> bool:
    """Whether the network is asked for anything at all that brings name servers along."""
    return word(settings, "ipv4", "method") == "auto" or word(settings, "ipv6", "method") in ("auto", "dhcp")


def sections(settings: Settings, names: tuple[str, ...] = FAMILIES) -> Settings:
    """Only these sections: what an adapter's verb changes, and nothing of who signs in where."""
    return {name: settings.get(name, {}) for name in names}


def taken_back(was: Settings, made: Settings, now: Settings) -> Settings:
    """`now` without what we had made of `was`. A word that somebody has changed since stays as they wanted it."""
    found: Settings = {}
    for family in FAMILIES:
        before, ours, present = (settings.get(family, {}) for settings in (was, made, now))
        section = dict(present)
        for name in {*before, *ours}:
            if present.get(name) != ours.get(name):
                continue
            section.pop(name, None)
            if name in before:
                section[name] = before[name]
        found[family] = section
    return found
