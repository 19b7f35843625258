"""A phone reads it: real payloads, drawn, photographed in a simulation, and read by zbar."""

import random
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from app.reports.code import code_of, decode
from app.reports.model import Tried
from app.reports.qr import LONGEST, MOST, link, matrix
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.render import read
from tests.unit.app.reports.photo import clean, photo

GOLDEN = Path(__file__).resolve().parents[3] / "golden"
SEED, PHOTOS, ENOUGH = 20261125, 20, 18
PAGE = "https://help.example.org/unstuck"

needs_zbar = pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbarimg is missing (Debian: zbar-tools)")


def run(name: str) -> Diagnosis:
    return read(str(next(iter(sorted(GOLDEN.glob(f"{name}-*/diagnosis.json"))))))


def real_link(diagnosis: Diagnosis, *, page: bool) -> str:
    """With everything that a report of a walk may have beside it."""
    from app.guides.library import guide_for

    assert diagnosis.verdict is not None
    site = diagnosis.site
    if page:
        site = msgspec.structs.replace(site, report=msgspec.structs.replace(site.report, page=PAGE))
    steps = [Tried(step=step.id, result="no_change") for step in guide_for(diagnosis.verdict.cause).steps]
    return link(diagnosis, code_of(diagnosis, tried=True), site, steps)


def seen(image: bytes, path: Path) -> str:
    path.write_bytes(image)
    done = subprocess.run(
        ["zbarimg", "--nodbus", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(path)],
        check=False, capture_output=True, timeout=30,
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace").removesuffix("\n")


@needs_zbar
def test_what_is_drawn_is_read(tmp_path: Path) -> None:
    for page in (True, False):
        text = real_link(run("vpn.not_connected"), page=page)
        assert seen(clean(matrix(text), 3), tmp_path / "drawn.pgm") == text
        assert decode(text).cause == "vpn.not_connected"


@needs_zbar
@pytest.mark.long
@pytest.mark.parametrize("px", [3, 4])
@pytest.mark.parametrize("kind", ["page", "mail"])
def test_most_photos_are_read(kind: str, px: int, tmp_path: Path) -> None:
    text = real_link(run("internet.loss"), page=kind == "page")
    text += ("," + "dns.system," * 20)[: LONGEST - len(text)]  # as long as a link may become
    modules = matrix(text)
    dice = random.Random(SEED)
    read_well = sum(seen(photo(modules, px, dice), tmp_path / "photo.pgm") == text for _ in range(PHOTOS))
    assert read_well >= ENOUGH, f"{kind}, {len(text)} characters, {len(modules)} modules, {px} px, seed {SEED}"


@needs_zbar
def test_the_photos_are_no_child_s_play(tmp_path: Path) -> None:
    """At one pixel for a module none is read: the simulation does spoil the picture."""
    text = real_link(run("internet.loss"), page=True)
    dice = random.Random(SEED)
    assert [seen(photo(matrix(text), 1, dice), tmp_path / "photo.pgm") for _ in range(4)] == [""] * 4


def test_every_saved_run_has_a_link_that_fits(tmp_path: Path) -> None:
    for path in sorted(GOLDEN.glob("*/diagnosis.json")):
        diagnosis = read(str(path))
        for page in (True, False):
            text = real_link(diagnosis, page=page)
            assert len(text) <= LONGEST < MOST
            assert text.isascii()
            assert decode(text).code == code_of(diagnosis, tried=True)
