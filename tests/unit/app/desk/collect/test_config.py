"""desk.toml: everything wrong is one line that says where and how to mend it."""

import os
import time
from pathlib import Path

import pytest

from app.desk.collect.config import KINDS, load_desk, secret
from diagnostics.site import SiteError
from tests.fakes.servers.certificates import Authority

GOOD = """
[drop]
folder = "drop"
state = "state"
[helpdesk]
kind = "rt"
url = "https://rt.example.org/"
token_file = "token"
queue = "Unstuck"
"""


def written(folder: Path, text: str) -> Path:
    (folder / "drop").mkdir(exist_ok=True)
    (folder / "all").mkdir(exist_ok=True)
    path = folder / "desk.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_usual_values(tmp_path: Path) -> None:
    desk = load_desk(written(tmp_path, GOOD))
    assert desk.drop.folder == str(tmp_path / "drop")
    assert (desk.drop.settle_s, desk.drop.keep_days, desk.ticket.language) == (60, 30, "en")
    assert desk.helpdesk.url == "https://rt.example.org"


def test_the_folder_of_the_records(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    desk = load_desk(written(tmp_path, GOOD + '[records]\nfolder = "records"\n'))
    assert desk.records is not None
    assert (desk.records.folder, desk.records.keep_days) == (str(tmp_path / "records"), 60)


WRONG = {
    "records in the drop": (GOOD + '[records]\nfolder = "drop"\n', "records.folder", "drop.folder"),
    "records beside what is remembered": (
        GOOD.replace('"state"', '"drop/../all/state"') + '[records]\nfolder = "all"\n',
        "records.folder",
        "drop.state",
    ),
    "records nowhere": (GOOD + '[records]\nfolder = "gone"\n', "records.folder", "not a folder"),
    "records for a week": (GOOD + '[records]\nfolder = "all"\nkeep_days = 7\n', "records.keep_days", "15"),
    "unknown key": (GOOD + 'quue = "x"\n', "quue", 'did you mean "queue"'),
    "unknown kind": (GOOD.replace('"rt"', '"otrs"'), "helpdesk.kind", "rt"),
    "nothing needed": (GOOD.replace('queue = "Unstuck"\n', ""), "helpdesk", "queue"),
    "of another kind": (GOOD + 'project = "X"\n', "helpdesk.project", "remove"),
    "token in the clear": (GOOD.replace("https", "http"), "helpdesk.url", "https"),
    "password in the url": (GOOD.replace("rt.example.org", "u:p@rt.example.org"), "helpdesk.url", "address"),
    "query in a queue": (GOOD.replace("Unstuck", "a' OR 'b"), "helpdesk.queue", "unusual"),
    "no folder": (GOOD.replace('"drop"', '"nowhere"'), "drop.folder", "not a folder"),
    "no helpdesk": (GOOD.partition("[helpdesk]")[0], "", "helpdesk"),
    "a number": (GOOD.replace("[helpdesk]", "settle_s = 0\n[helpdesk]"), "drop.settle_s", "3600"),
    "not toml": (GOOD + "x x\n", "", "line 10"),
    "mail in the clear": (
        GOOD.partition("[helpdesk]")[0]
        + '[helpdesk]\nkind = "mail"\nserver = "mx.example.org:25"\nsender = "a@b.example"\nto = "c@d.example"\n'
        + 'security = "none"\n',
        "helpdesk.security",
        "starttls",
    ),
}


for _kind, _state in {"the drop": "drop", "inside it": "drop/a/b", "around it": ".", "a way back": "x/../drop"}.items():
    WRONG[f"state is {_kind}"] = (GOOD.replace('"state"', f'"{_state}"'), "drop.state", "beside the drop")


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said(tmp_path: Path, case: str) -> None:
    text, key, hint = WRONG[case]
    with pytest.raises(SiteError) as caught:
        load_desk(written(tmp_path, text))
    said = str(caught.value)
    assert "\n" not in said
    assert "desk.toml" in said
    assert key in said
    assert hint in said


def test_a_link_does_not_hide_that_the_state_lies_in_the_drop(tmp_path: Path) -> None:
    (tmp_path / "drop" / "inside").mkdir(parents=True)
    (tmp_path / "link").symlink_to("drop/inside")
    with pytest.raises(SiteError, match=r"drop\.state"):
        load_desk(written(tmp_path, GOOD.replace('"state"', '"link"')))
    (tmp_path / "around").mkdir()
    (tmp_path / "drop" / "inside").rmdir()
    (tmp_path / "around" / "drop").mkdir()
    (tmp_path / "drop").rmdir()
    (tmp_path / "drop").symlink_to("around/drop")
    with pytest.raises(SiteError, match=r"drop\.state"):
        load_desk(written(tmp_path, GOOD.replace('"state"', '"around"')))


@pytest.mark.parametrize("url", ["https://rt.example.org", "http://127.0.0.1:8080"])
@pytest.mark.parametrize(
    ("made", "said"),
    [("nothing", "there is no such file"), ("text", "no certificate"), ("pipe", "not an ordinary file")],
)
def test_a_wrong_certificate_authority_is_said_at_once(tmp_path: Path, url: str, made: str, said: str) -> None:
    if made == "text":
        (tmp_path / "ca.pem").write_text("-----BEGIN CERTIFICATE-----\nnone\n")
    if made == "pipe":
        os.mkfifo(tmp_path / "ca.pem")
    with pytest.raises(SiteError, match=said) as caught:
        load_desk(written(tmp_path, GOOD.replace("https://rt.example.org/", url) + 'ca = "ca.pem"\n'))
    assert caught.value.key == "helpdesk.ca"


def test_a_good_certificate_authority(tmp_path: Path) -> None:
    made = Authority(tmp_path).own.certificate
    desk = load_desk(written(tmp_path, GOOD + f'ca = "{made.name}"\n'))
    assert desk.helpdesk.ca == str(made)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing", tmp_path):
        with pytest.raises(SiteError, match=r"--config|ordinary"):
            load_desk(path)


def test_a_token_is_one_line_that_others_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("abc\n")
    path.chmod(0o600)
    assert secret(str(path)) == "abc"
    path.chmod(0o644)
    with pytest.raises(SiteError, match="chmod 640"):
        secret(str(path))
    path.chmod(0o600)
    path.write_text("a\nb\n")
    with pytest.raises(SiteError, match="one line"):
        secret(str(path))
    with pytest.raises(SiteError, match="cannot be read"):
        secret(str(tmp_path / "none"))


def test_a_token_is_read_from_an_ordinary_file_only(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    started = time.monotonic()
    for path in (Path("/dev/zero"), tmp_path / "pipe", tmp_path):
        with pytest.raises(SiteError, match="not a file with one token"):
            secret(str(path))
    large = tmp_path / "large"
    large.write_bytes(b"")
    large.chmod(0o600)
    os.truncate(large, 1 << 40)
    with pytest.raises(SiteError, match="not a file with one token"):
        secret(str(large))
    assert time.monotonic() - started < 1.0


def test_a_token_has_plain_characters_and_a_password_may_have_others(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("jétôn\n", "utf-8")
    path.chmod(0o600)
    with pytest.raises(SiteError, match="characters that no token has"):
        secret(str(path))
    assert secret(str(path), any_letters=True) == "jétôn"
    path.write_bytes(b"j\xe9ton\n")
    with pytest.raises(SiteError, match="one line"):
        secret(str(path), any_letters=True)


def test_the_page_for_it_people_names_every_kind_and_key() -> None:
    page = (Path(__file__).parents[5] / "docs" / "desk.md").read_text("utf-8")
    for kind, (needed, allowed) in KINDS.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{kind}` |"))
        assert [key for key in (*needed, *allowed) if key not in row and key not in ("ca", "proxy")] == []
