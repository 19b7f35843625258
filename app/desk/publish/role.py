"""The roles of the repository: who signs what, for how long, and which files each may name."""

from datetime import timedelta

ROOT, TARGETS, SNAPSHOT, TIMESTAMP = "root", "targets", "snapshot", "timestamp"
GUIDES, NOTICES = "guides", "notices"
ONLINE = "online"
"""Not a role of TUF: the one key that signs snapshot and timestamp."""

DELEGATED = (GUIDES, NOTICES)
PATHS = {GUIDES: ("guides/*", "site/*", "release/*"), NOTICES: ("notices/*", "peers/*")}
"""What each delegated role may name. A stolen notices key therefore changes no guide and no site file."""

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


def can_sign(folder: str) -> str:
    """The delegated role that a folder of the content belongs to: "guides" for "site"."""
    return next(role for role, paths in PATHS.items() if f"{folder}/*" in paths)
