"""The roles of the repository: who signs what, for how long, and which files each may name."""

from datetime import timedelta

ROOT, TARGETS, SNAPSHOT, TIMESTAMP = "root", "targets", "snapshot", "timestamp"
GUIDES, NOTICES = "guides", "notices"
ONLINE = "online"
"""Not a role of TUF: the one key that signs snapshot and timestamp."""

DELEGATED = (GUIDES, NOTICES)
PATHS = {GUIDES: ("guides/*", "site/*", "release/*", "peers/*"), NOTICES: ("notices/*",)}
"""What each delegated role may name. A stolen notices key therefore changes no guide, order of steps or site file."""

LIFE = {
    ROOT: timedelta(days=365),
    TARGETS: timedelta(days=365),
    GUIDES: timedelta(days=90),
    NOTICES: timedelta(days=14),  # a notice is about today
    SNAPSHOT: timedelta(days=30),
    TIMESTAMP: timedelta(days=14),  # signed again every day: two weeks of holidays of a cron job are no outage
}
"""How long a signature counts. A laptop keeps the last good content afterwards and says how old it is."""

ROOT_KEYS, ROOT_THRESHOLD = 3, 2
"""One may be lost and one may be stolen, but not two."""

NAMES = {GUIDES: "-guides", NOTICES: "-notices"}
"""How the name of a person's key ends; the others begin with their role. A stolen key opens one door, no second one."""


def fits(role: str, name: str) -> bool:
    """Whether a key of this name may sign for a role."""
    if role in DELEGATED:
        return name.endswith(NAMES[role])
    is_persons = name.endswith(tuple(NAMES.values()))
    return not is_persons and (role == name == ONLINE or name.startswith(f"{role}-"))
