"""desk.toml: everything wrong is one line that says where and how to mend it."""

from pathlib import Path

import pytest

from app.desk.collect.config import KINDS, load_desk, secret
from diagnostics.site import SiteError

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
    path = folder / "desk.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_usual_values(tmp_path: Path) -> None:
    desk = load_desk(written(tmp_path, GOOD))
    assert desk.drop.folder == str(tmp_path / "drop")
    assert (desk.drop.settle_s, desk.drop.keep_days, desk.ticket.language) == (60, 30, "en")
    assert desk.helpdesk.url == "https://rt.example.org"


WRONG = {
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


def test_the_page_for_it_people_names_every_kind_and_key() -> None:
    page = (Path(__file__).parents[5] / "docs" / "desk.md").read_text("utf-8")
    for kind, (needed, allowed) in KINDS.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{kind}` |"))
        assert [key for key in (*needed, *allowed) if key not in row and key not in ("ca", "proxy")] == []
