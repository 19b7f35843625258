"""The ordinary `age` program opens what we seal, and we open what it seals."""

import shutil
import subprocess
from pathlib import Path

import pytest

from app.reports.bundle import contents, pack, unpack
from app.reports.refusal import Obstacle, SealError
from app.reports.seal import open_sealed
from tests.unit.app.reports.sealing import CODE, FIRST, SECOND, STRANGER, sealed
from tests.unit.app.reports.test_draft_report import made

AGE = shutil.which("age")
KEYGEN = shutil.which("age-keygen")
pytestmark = pytest.mark.skipif(AGE is None or KEYGEN is None, reason="the program age is not installed here")
PATIENCE_S = 20.0  # it needs some milliseconds


def age(*arguments: str | Path, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    assert AGE is not None
    return subprocess.run([AGE, *arguments], input=given, capture_output=True, timeout=PATIENCE_S, check=False)


def key_file(tmp_path: Path, secret: str) -> Path:
    path = tmp_path / "key.txt"
    path.write_text(f"# made for a test\n{secret}\n")
    return path


@pytest.mark.parametrize("secret", [FIRST.secret, SECOND.secret], ids=["first", "second"])
def test_age_opens_what_we_sealed(tmp_path: Path, secret: str) -> None:
    draft = made()
    done = age("-d", "-i", key_file(tmp_path, secret), given=sealed(draft).data)
    assert done.returncode == 0, done.stderr
    assert unpack(done.stdout).members == contents(draft)


def test_age_does_not_open_it_with_another_key(tmp_path: Path) -> None:
    done = age("-d", "-i", key_file(tmp_path, STRANGER.secret), given=sealed().data)
    assert done.returncode != 0
    assert not done.stdout


def test_we_open_what_age_sealed() -> None:
    draft = made()
    done = age("-r", FIRST.public, "-r", SECOND.public, given=pack(draft, CODE))
    assert open_sealed(done.stdout, [SECOND.secret]).report == draft.report


def test_a_key_of_age_keygen_is_a_key_for_the_site_file(tmp_path: Path) -> None:
    assert KEYGEN is not None
    path = tmp_path / "new.txt"
    subprocess.run([KEYGEN, "-o", path], capture_output=True, timeout=PATIENCE_S, check=True)
    public = next(line.rpartition(" ")[2] for line in path.read_text().splitlines() if "public key" in line)
    from diagnostics.site import parse_site

    assert parse_site(f'[report]\nrecipients = ["{public}"]', "site.toml", tmp_path).report.recipients == (public,)


@pytest.mark.long  # the password is stretched for some seconds, on purpose
def test_a_password_in_place_of_a_key_is_not_ours() -> None:
    """A file sealed with a password has a header of its own kind, and opening must not try one."""
    import pyrage

    locked = pyrage.passphrase.encrypt(pack(made(), CODE), "a b c")
    with pytest.raises(SealError) as caught:
        open_sealed(locked, [FIRST.secret])
    assert caught.value.obstacle in (Obstacle.NOT_FOR_YOU, Obstacle.DAMAGED)
