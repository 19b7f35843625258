"""The store that the site file asks for, and the time that counts for what IT publishes."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.content.here import MOST_ROOT_BYTES, here, moment, store_for
from diagnostics.model.site import Content, Proxy, Site
from tests.unit.app.content.world import DAY_S, World


def site(root: Path, url: str = "https://it.example.org/") -> Site:
    return Site(content=Content(url=url, root=str(root)))


def test_nothing_without_the_organisation() -> None:
    found = here(Site())
    assert (found.store, found.trouble, found.sentence("fr")) == (None, "", "")


def test_the_copy_of_this_person(tmp_path: Path, lab: World, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "root.json"
    root.write_bytes(lab.desk.anchor)
    found = store_for(site(root), folder=lab.folder / "laptop")
    assert found is not None
    assert found.get("guides/vpn.toml") == b"second edition"
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    empty = store_for(site(root))
    assert empty is not None
    assert empty.files() == {}
    assert empty.folder == tmp_path / "home" / "data" / "content"


def test_what_is_fetched_goes_through_the_proxy_of_the_site_file(tmp_path: Path, lab: World) -> None:
    root = tmp_path / "root.json"
    root.write_bytes(lab.desk.anchor)
    away = Site(content=Content(url=lab.web.url, root=str(root)), proxy=Proxy(server="127.0.0.1:1"))
    through, beside = (
        store_for(away, folder=tmp_path / name, proxy=proxy) for name, proxy in (("a", None), ("b", lambda: None))
    )
    assert through is not None
    assert beside is not None
    assert through.refresh(deadline_s=5).why.value == "no_proxy"
    assert beside.refresh(deadline_s=5).verified


def unreadable(path: Path, kind: str) -> None:
    if kind == "a folder":
        path.mkdir()
    elif kind == "a pipe":
        os.mkfifo(path)
    elif kind == "empty":
        path.touch()
    elif kind == "too large":
        path.write_bytes(b" " * (MOST_ROOT_BYTES + 1))
    elif kind == "a circle":
        path.symlink_to(path)


@pytest.mark.parametrize("kind", ["not there", "a folder", "a pipe", "empty", "too large", "a circle"])
def test_a_trust_anchor_that_cannot_be_read(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "root.json"
    unreadable(path, kind)
    found = here(site(path), folder=tmp_path / "content")
    assert found.store is None
    for lang in ("en", "fr"):
        assert found.sentence(lang).startswith(str(path))
    assert not (tmp_path / "content").exists()


def test_a_damaged_anchor_is_found_out_by_the_update(tmp_path: Path) -> None:
    path = tmp_path / "root.json"
    path.write_text("{}")
    found = store_for(site(path, "http://127.0.0.1:1/"), folder=tmp_path / "content")
    assert found is not None
    assert found.refresh(deadline_s=2).why.value == "anchor"


class TestTheTimeThatCounts:
    def test_this_computer_s_where_it_is_later(self, lab: World) -> None:
        now = datetime.now(UTC) + timedelta(days=3)
        assert moment(lab.store(), now) == now

    def test_it_s_stamp_where_the_clock_is_slow(self, lab: World) -> None:
        now = datetime.now(UTC)
        found = moment(lab.store(), now - timedelta(days=400))
        assert abs((found - now).total_seconds()) < DAY_S

    def test_this_computer_s_where_nothing_is_here(self, lab: World) -> None:
        now = datetime(2020, 1, 1, tzinfo=UTC)
        assert moment(lab.store(name="empty"), now) == now
        assert abs((moment(lab.store(name="empty")) - datetime.now(UTC)).total_seconds()) < 60


def test_nothing_of_the_update_is_loaded_with_the_readers() -> None:
    """Before the first paint nobody pays for what verifies signatures."""
    code = (
        "import sys; from app.content import here, news, sentence, share; "
        "print(sorted({'tuf', 'securesystemslib', 'cryptography', 'requests', 'ssl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
