"""Files that are not there, not readable, not text; and where the site file is looked for."""

import os
import pickle
import stat
from pathlib import Path

import pytest

from diagnostics.model.site import Site
from diagnostics.site import SiteError, default_site_path, load_site
from diagnostics.site.place import unusable


def _sentence(path: Path) -> str:
    with pytest.raises(SiteError) as caught:
        load_site(path)
    return str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    assert _sentence(path) == f"{path}: there is no such file; check the path behind --site, or leave it out"


def test_broken_link(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.symlink_to(tmp_path / "gone")
    assert "there is no such file" in _sentence(path)


def test_folder(tmp_path: Path) -> None:
    assert _sentence(tmp_path) == f"{tmp_path}: is a folder; name the file inside it, such as site.toml"


def test_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    assert "lies below something that is not a folder; check the path" in _sentence(tmp_path / "a" / "site.toml")


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert "is not an ordinary file; name a file that holds the text itself" in _sentence(path)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_device_is_not_read(device: str) -> None:
    assert "is not an ordinary file" in _sentence(Path(device))


def test_nul_in_the_name() -> None:
    assert "is not a possible name of a file" in _sentence(Path("a\0b"))


def test_no_right_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "site.toml"
    path.write_text("")

    def refuse(self: Path, *_: object, **__: object) -> object:
        raise PermissionError(13, "translated text that nobody may parse")

    monkeypatch.setattr(Path, "open", refuse)
    assert _sentence(path) == f"{path}: may not be read by this user; give everybody the right to read it"


def test_any_other_trouble_of_the_disk() -> None:
    assert str(unusable("s", OSError(5, "xyz"))) == (
        "s: cannot be read (system error 5); copy it to a local disk and try again"
    )


@pytest.mark.parametrize(
    ("data", "line", "problem", "remedy"),
    [
        (b"schema = 1\nname = \xe9", 2, "byte 0xe9 is not UTF-8", "save the file as UTF-8 text"),
        (b"\xff\xfes\0c\0", 1, "is saved as UTF-16", "save it as UTF-8"),
        (b"\x7fELF\x02\x01\n\x01\0\0\0\xff", 2, "is not a text file", "name the TOML file that IT wrote"),
        (b"PK\x03\x04\x14\0\0\0", 1, "is not a text file", "name the TOML file that IT wrote"),
        (b"\x89PNG\r\n\x1a\n", 1, "byte 0x89 is not UTF-8", "save the file as UTF-8 text"),
    ],
)
def test_rubbish(tmp_path: Path, data: bytes, line: int, problem: str, remedy: str) -> None:
    path = tmp_path / "site.toml"
    path.write_bytes(data)
    assert _sentence(path) == f"{path}, line {line}: {problem}; {remedy}"


def test_too_large_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    with path.open("wb") as file:
        file.truncate(1 << 32)  # a sparse file of 4 GiB
    assert _sentence(path) == f"{path}: is larger than 256 KiB; name the site file itself, not an archive"


def test_extra_trust_is_found_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("x")
    path = tmp_path / "site.toml"
    path.write_text('[[service]]\nname = "a"\nurl = "https://a.example/"\nca = "ca.pem"\n')
    assert load_site(path).service[0].ca == str(tmp_path / "ca.pem")


def test_extra_trust_that_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text('[[service]]\nname = "a"\nurl = "https://a.example/"\nca = "ca.pem"\n')
    assert _sentence(path).startswith(f"{path}, line 4, service.ca: cannot read {tmp_path / 'ca.pem'}; put the certif")


def test_error_survives_the_way_to_another_process() -> None:
    error = SiteError("s", "p", "r", line=3, key="k")
    assert str(pickle.loads(pickle.dumps(error))) == str(error) == "s, line 3, k: p; r"


# ---------------------------------------------------------------- where it is looked for


def test_the_argument_wins_even_when_the_file_is_missing(tmp_path: Path) -> None:
    given = tmp_path / "gone.toml"
    assert default_site_path(given, environ={"UNSTUCK_SITE": "/x"}, system_places=()) == given


def test_the_variable_comes_next() -> None:
    assert default_site_path(environ={"UNSTUCK_SITE": "/x/y.toml"}, system_places=()) == Path("/x/y.toml")


def test_then_the_computer_then_the_profile(tmp_path: Path) -> None:
    computer, profile = tmp_path / "etc", tmp_path / "profile"
    for folder in (computer, profile):
        folder.mkdir()
    look = {"environ": {"UNSTUCK_SITE": ""}, "profile": profile, "system_places": (computer,)}
    assert default_site_path(**look) is None  # type: ignore[arg-type]
    (profile / "site.toml").write_text("")
    assert default_site_path(**look) == profile / "site.toml"  # type: ignore[arg-type]
    (computer / "site.toml").symlink_to("gone")
    assert default_site_path(**look) == computer / "site.toml"  # type: ignore[arg-type]


def test_program_data_of_windows(tmp_path: Path) -> None:
    (tmp_path / "Unstuck").mkdir()
    (tmp_path / "Unstuck" / "site.toml").write_text("")
    found = default_site_path(environ={"PROGRAMDATA": str(tmp_path)}, system_places=())
    assert found == tmp_path / "Unstuck" / "site.toml"
    assert load_site(found) == Site()
    assert stat.S_ISREG(found.stat().st_mode)
