"""Start a program of the system and let it live on its own."""

import os
import subprocess
import threading
from collections.abc import Sequence

LIBRARY_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "QT_PLUGIN_PATH")


def launch(command: Sequence[str]) -> bool:
    """Start it without waiting; False when it cannot be started. No shell, nothing inherited but the environment."""
    try:
        child = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,
        )
    except OSError:
        return False
    # Somebody has to take note of its end, or it stays in the process table as long as we run.
    threading.Thread(target=child.wait, name="launched", daemon=True).start()
    return True


def environment() -> dict[str, str]:
    """Ours, without the library paths of a packed program: with them a browser would load our libraries."""
    own = dict(os.environ)
    for name in LIBRARY_PATHS:
        before = own.pop(f"{name}_ORIG", None)
        if before is not None:
            own[name] = before
        elif "_MEIPASS2" in own or "_PYI_ARCHIVE_FILE" in own:
            own.pop(name, None)
    return own
