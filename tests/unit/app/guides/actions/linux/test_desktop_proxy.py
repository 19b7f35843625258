"""Proxy settings of GNOME and KDE: off, or IT's script, and back. gsettings is a script that keeps keys in files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.guides.actions.linux.desktop_proxy import Proxy
from app.guides.hand import Did, Target

PAC = "http://pac.corp.example/proxy.pac"
HAND_S = 10.0

GSETTINGS = """
keys={keys}
case "$1" in
  list-recursively)
    echo "org.gnome.system.proxy mode $(cat $keys/mode)"
    echo "org.gnome.system.proxy autoconfig-url $(cat $keys/autoconfig-url)"
    echo "org.gnome.system.proxy.http host '10.0.0.9'"
    echo "org.gnome.system.proxy.http port 3128"
    echo "org.gnome.system.proxy.http authentication-password 'secret'" ;;
  set) [ "$2" = org.gnome.system.proxy ] && {set} ;;
  *) exit 1 ;;
esac
"""
KEEPS, FORGETS, FAILS = 'echo "$4" > "$keys/$3"', "true", "false"

Gnome = Callable[..., Path]


@pytest.fixture
def gnome(programs: Callable[[str, str], Path], home: Path, tmp_path: Path) -> Gnome:
    def start(mode: str, script: str = "''", writes: str = KEEPS) -> Path:
        keys = tmp_path / "keys"
        keys.mkdir()
        (keys / "mode").write_text(f"'{mode}'\n")
        (keys / "autoconfig-url").write_text(f"{script}\n")
        (home / "dconf").mkdir()
        (home / "dconf" / "user").touch()
        programs("gsettings", GSETTINGS.replace("{keys}", str(keys)).replace("{set}", writes))
        return keys

    return start


def keys_of(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text().strip() for path in folder.iterdir()}


def test_a_dead_proxy_is_switched_off_and_on_again(gnome: Gnome) -> None:
    keys = gnome("manual")
    before = keys_of(keys)
    act, target = Proxy(by_script=False), Target()
    assert act.ready(target)
    kept = act.snapshot(target)
    assert kept == {"gnome": {"mode": "manual"}}
    assert act.act(target, kept, HAND_S).did is Did.DONE
    assert keys_of(keys) == {**before, "mode": "'none'"}
    assert act.act(target, act.snapshot(target), HAND_S).did is Did.NOTHING_TO_DO
    assert act.restore(target, kept, HAND_S).did is Did.DONE
    assert act.restore(target, kept, HAND_S).did is Did.NOTHING_TO_DO
    assert keys_of(keys) == before


@pytest.mark.parametrize("mode", ["none", "manual", "auto"])
def test_its_script(mode: str, gnome: Gnome) -> None:
    keys = gnome(mode, "'http://old.example/it\\'s.pac'" if mode == "auto" else "''")
    act, target = Proxy(by_script=True), Target(pac=PAC)
    assert act.ready(target)
    kept = act.snapshot(target)
    before = keys_of(keys)
    assert act.act(target, kept, HAND_S).did is Did.DONE
    assert keys_of(keys) == {"mode": "'auto'", "autoconfig-url": f"'{PAC}'"}
    assert act.restore(target, kept, HAND_S).did is Did.DONE
    assert keys_of(keys) == {name: value for name, value in before.items()}


KDE_MANUAL = "[Proxy Settings]\nProxyType=1\nhttpProxy=http://person:secret@10.0.0.9 3128\n"


def test_both_desktops_when_both_hold_a_proxy(gnome: Gnome, home: Path) -> None:
    keys = gnome("manual")
    (home / "kioslaverc").write_text(KDE_MANUAL)
    act, target = Proxy(by_script=False), Target()
    kept = act.snapshot(target)
    assert kept == {"gnome": {"mode": "manual"}, "kde": {"ProxyType": "1"}}
    assert "secret" not in str(kept)
    assert act.act(target, kept, HAND_S).did is Did.DONE
    assert keys_of(keys)["mode"] == "'none'"
    assert (home / "kioslaverc").read_text() == KDE_MANUAL.replace("=1", "=0")
    act.restore(target, kept, HAND_S)
    assert (home / "kioslaverc").read_text() == KDE_MANUAL


def test_a_script_goes_to_kde_where_that_is_the_desktop(
    gnome: Gnome, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = gnome("none")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    act, target = Proxy(by_script=True), Target(pac=PAC)
    kept = act.snapshot(target)
    assert kept == {"kde": {"Proxy Config Script": None, "ProxyType": None}}
    assert act.act(target, kept, HAND_S).did is Did.DONE
    assert (home / "kioslaverc").read_text() == f"[Proxy Settings]\nProxyType=2\nProxy Config Script={PAC}\n"
    assert keys_of(keys)["mode"] == "'none'"
    assert act.restore(target, kept, HAND_S).did is Did.DONE
    assert not (home / "kioslaverc").exists()


def test_a_proxy_of_the_environment_is_nobodys_to_change(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://10.0.0.9:3128")
    assert not Proxy(by_script=False).ready(Target())


def test_no_proxy_at_all_is_nothing_to_do(home: Path, programs: Callable[[str, str], Path]) -> None:
    act, target = Proxy(by_script=False), Target()
    assert act.ready(target)
    assert act.act(target, act.snapshot(target), HAND_S).did is Did.NOTHING_TO_DO


def test_without_a_desktop_there_is_no_place_for_a_script(home: Path, programs: Callable[[str, str], Path]) -> None:
    assert not Proxy(by_script=True).ready(Target(pac=PAC))


@pytest.mark.parametrize("writes", [FORGETS, FAILS])
def test_settings_that_do_not_stay_are_said(writes: str, gnome: Gnome) -> None:
    gnome("manual", writes=writes)
    act, target = Proxy(by_script=False), Target()
    deed = act.act(target, act.snapshot(target), HAND_S)
    assert deed.did is Did.FAILED
    assert "GNOME did not" in deed.detail


def test_a_script_with_a_password_is_not_copied(gnome: Gnome) -> None:
    keys = gnome("auto", "'http://person:secret@old.example/x.pac'")
    before = keys_of(keys)
    with pytest.raises(LookupError, match="password"):
        Proxy(by_script=True).snapshot(Target(pac=PAC))
    assert Proxy(by_script=False).snapshot(Target()) == {"gnome": {"mode": "auto"}}
    assert keys_of(keys) == before


ODD = ("", "ftp://pac.example/x", "http://", "http://a b/x", "http://a.example/'", "file:///x.pac", "http://u:p@a/x",
       "http://a.example/\n", "http://é.example/x", "--help", "http://a.example/" + "x" * 3000)  # fmt: skip


@pytest.mark.parametrize("pac", ODD)
def test_only_plain_addresses_become_a_setting(pac: str, gnome: Gnome) -> None:
    keys = gnome("none")
    before = keys_of(keys)
    act, target = Proxy(by_script=True), Target(pac=pac)
    assert act.act(target, {"gnome": {"mode": "none", "autoconfig-url": ""}}, HAND_S).did is Did.NO_TARGET
    assert keys_of(keys) == before
