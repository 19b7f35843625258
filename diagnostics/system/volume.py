"""Free space where the system and the person write."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from diagnostics.model.fact import Volume


def roles() -> dict[str, Path]:
    """The folders that matter, most important first. The profile is where this program keeps its own files."""
    home = Path.home()
    if sys.platform == "win32":
        system = Path(os.environ.get("SYSTEMDRIVE", "C:") + "\\")
        profile = Path(os.environ.get("LOCALAPPDATA") or home)
    elif sys.platform == "darwin":
        system, profile = Path("/"), home / "Library" / "Application Support"
    else:
        system, profile = Path("/"), Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return {"system": system, "home": home, "profile": profile, "temporary": Path(tempfile.gettempdir())}


def acquire_volumes() -> list[dict[str, int | str | bool]]:
    """One row for each role whose folder (or the nearest one above it) exists. "free" is what an ordinary user gets."""
    rows: list[dict[str, int | str | bool]] = []
    for role, folder in roles().items():
        there = next((path for path in (folder, *folder.parents) if path.is_dir()), None)
        if there is None:
            continue
        try:
            space, device = shutil.disk_usage(there), there.stat().st_dev
        except OSError:
            continue
        row: dict[str, int | str | bool] = {"role": role, "device": device, "total": space.total, "free": space.free}
        rows.append(row | {"read_only": _is_read_only(there)})
    return rows


def normalise_volumes(rows: list[dict[str, int | str | bool]]) -> tuple[Volume, ...]:
    """One entry for each file system, under its most important role. What nobody can write to is never full."""
    seen: set[int | str | bool] = set()
    volumes = []
    for row in rows:
        if row["device"] in seen or row["read_only"] or not row["total"]:
            continue
        seen.add(row["device"])
        volumes.append(Volume(role=str(row["role"]), total=int(row["total"]), free=int(row["free"])))
    return tuple(volumes)


def _is_read_only(folder: Path) -> bool:
    """Images such as squashfs are mounted read-only and report no free space at all."""
    if sys.platform == "win32":
        return False
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
