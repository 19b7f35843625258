"""Files of /sys and /proc that hold one word."""

from pathlib import Path


def word(path: Path) -> str:
    """What the file holds, without blanks around it; empty when this kernel lacks it or it may not be read."""
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
