"""Whether a file of IT's secrets is kept from the other people on its computer."""

import os
import stat
from pathlib import Path


def is_open_to_all(path: Path) -> bool:
    """Whether everybody on this computer may read it. Raises OSError where it is gone.

    A group may: that is how a collector gets at its own. Where files have no such bits (Windows), they say nothing.
    """
    return os.name == "posix" and bool(path.stat().st_mode & stat.S_IROTH)
