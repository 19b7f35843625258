"""Puts the project itself into its environment: a path file, a program, and the metadata that an installer writes.

Written by hand because the other way, an editable install, needs a build back end in the environment or a
registry at hand, and hides the packages behind an import hook that type checkers and the packer do not see.
"""

import os
import stat
import subprocess
import tomllib
from pathlib import Path

SCRIPT = """#!{python}
import sys
from {module} import {function}
sys.exit({function}())
"""


def project(root: Path, venv: Path, python: Path) -> None:
    """Make `import app` and the program `unstuck` work in the environment; writes only what differs."""
    declared = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, version, scripts = declared["name"], declared["version"], declared["scripts"]
    packages = _site_packages(venv, python)
    _write(packages / f"{name}.pth", f"{root}\n")
    for stale in packages.glob(f"{name}-*.dist-info"):
        if stale.name != f"{name}-{version}.dist-info":
            for file in stale.iterdir():
                file.unlink()
            stale.rmdir()
    metadata = packages / f"{name}-{version}.dist-info"
    metadata.mkdir(exist_ok=True)
    _write(metadata / "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    _write(metadata / "INSTALLER", "dev.py\n")
    lines = [f"{script} = {target}" for script, target in scripts.items()]
    _write(metadata / "entry_points.txt", "\n".join(["[console_scripts]", *lines, ""]))
    recorded = [
        f"{name}.pth",
        *(f"{metadata.name}/{file}" for file in ("METADATA", "INSTALLER", "RECORD", "entry_points.txt")),
    ]
    _write(metadata / "RECORD", "".join(f"{file},,\n" for file in recorded))
    for script, target in scripts.items():
        _write_program(python.parent, script, target, python)


def _write_program(folder: Path, name: str, target: str, python: Path) -> None:
    module, function = target.split(":")
    if os.name == "nt":  # without pip's launcher an .exe cannot be written; a command file does the same
        _write(folder / f"{name}.cmd", f'@"{python}" -m {module} %*\n')
        return
    script = folder / name
    _write(script, SCRIPT.format(python=python, module=module, function=function))
    script.chmod(script.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def _site_packages(venv: Path, python: Path) -> Path:
    found = sorted(venv.glob("lib/python3.*/site-packages")) or sorted(venv.glob("Lib/site-packages"))
    if len(found) == 1:
        return found[0]
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())


def _write(file: Path, text: str) -> None:
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
