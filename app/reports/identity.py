"""What this computer and its person are called: names that must not leave in a report."""

import getpass
import os
import socket
from dataclasses import dataclass, field
from pathlib import Path

SHORTEST = 3  # letters; "li" or "al" would be found inside ordinary sentences
MOST_BYTES = 1 << 20  # of /etc/passwd

NOBODY = frozenset(
    [
        "root",
        "user",
        "admin",
        "administrator",
        "administrateur",
        "utilisateur",
        "guest",
        "public",
        "default",
        "home",
        "test",
        "localhost",
        "localdomain",
        "laptop",
        "desktop",
        "computer",
        "ubuntu",
        "debian",
        "fedora",
        "linux",
        "windows",
        "macos",
        "unknown",
        "none",
        "nobody",
        "vpn",
        "wifi",
        "internet",
    ]
)
"""Names that say nothing about a person, and that ordinary sentences contain."""


@dataclass(frozen=True)
class Identity:
    """Names of one computer and one person, as written; upper and lower case do not matter."""

    computers: tuple[str, ...] = field(default=(), repr=False)  # a traceback or a log must not show them
    people: tuple[str, ...] = field(default=(), repr=False)


def this_computer() -> Identity:
    """Of the computer and person that run this process. Reads the environment and /etc/passwd; asks no network."""
    host = socket.gethostname()
    users = [os.environ.get(name, "") for name in ("USER", "LOGNAME", "USERNAME", "SUDO_USER")]
    homes = [os.environ.get(name, "") for name in ("HOME", "USERPROFILE")]
    users += [home.replace("\\", "/").rstrip("/").rpartition("/")[2] for home in homes]
    try:
        users.append(getpass.getuser())
    except (OSError, KeyError, ImportError):  # no variable and no entry for this user
        pass
    known = tuple(dict.fromkeys(user for user in users if user))
    full = [name for user in known for name in _full_names(user)]
    computers = tuple(dict.fromkeys(name for name in (host, host.partition(".")[0]) if name))
    return Identity(computers=computers, people=tuple(dict.fromkeys((*full, *known))))


def tells(name: str) -> bool:
    """Whether a name says who or which computer it is."""
    bare = name.strip().casefold()
    return len(bare) >= SHORTEST and bare not in NOBODY and not bare.isdigit()


def _full_names(user: str, accounts: Path = Path("/etc/passwd")) -> list[str]:
    """The name in the fifth field of passwd(5), whole and in words; empty on systems that keep it elsewhere."""
    try:
        with accounts.open("rb") as file:
            lines = file.read(MOST_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return []
    fields = next((line.split(":") for line in lines if line.startswith(f"{user}:")), [])
    full = fields[4].partition(",")[0].strip() if len(fields) > 4 else ""  # noqa: PLR2004
    words = [word for word in full.split() if len(word) > SHORTEST]
    return [full, *words] if full and full.casefold() != user.casefold() else []
