"""The one place that starts a tool of the system, for the few facts that have no other source."""

import os
import subprocess
from pathlib import Path


def output_of(program: str, *arguments: str, timeout_s: float) -> str:
    """What a tool prints, in the C locale, with an empty input. Arguments never come from a file of IT's or the user's.

    Raises FileNotFoundError when it is not installed, TimeoutError when it is slow (it is ended), else OSError.
    """
    try:
        done = subprocess.run(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            check=True,
            text=True,
            errors="replace",
            env={**os.environ, "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired as late:
        raise TimeoutError(Path(program).name) from late
    except subprocess.CalledProcessError as failed:
        raise OSError(None, f"{Path(program).name} ended with {failed.returncode}") from failed
    return done.stdout
