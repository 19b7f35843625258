"""KDE's settings file: two keys of one group change, every other byte stays."""

from pathlib import Path

import pytest

from app.guides.actions.linux import kde_proxy
from diagnostics.system.linux.proxy import acquire_kde

FULL = b"""\
# kept by hand
[General]
ProxyType=7
timeout = 5
[Proxy Settings]
ProxyType = 1 \r
NoProxyFor=localhost
httpProxy=http://person:secret@10.0.0.9 3128
[$Version]
update_info=kioslave.upd:kde2.2/r1
"""
OFF = FULL.replace(b"ProxyType = 1 \r", b"ProxyType = 0 \r")
SCRIPT = "http://pac.example/x.pac"

CHANGES: dict[str, tuple[bytes | None, kde_proxy.Keys, bytes]] = {
    "a key that is there": (FULL, {"ProxyType": "0"}, OFF),
    "a key that is not there": (
        FULL,
        {"Proxy Config Script": SCRIPT},
        FULL.replace(b"[Proxy Settings]\n", b"[Proxy Settings]\nProxy Config Script=http://pac.example/x.pac\n"),
    ),
    "no group": (b"[General]\na=1", {"ProxyType": "2"}, b"[General]\na=1\n[Proxy Settings]\nProxyType=2\n"),
    "no file": (None, {"ProxyType": "2"}, b"[Proxy Settings]\nProxyType=2\n"),
    "a header without an end of line": (b"[Proxy Settings]", {"ProxyType": "0"}, b"[Proxy Settings]\nProxyType=0\n"),
    "no end of line": (b"[Proxy Settings]\nProxyType=1", {"ProxyType": "0"}, b"[Proxy Settings]\nProxyType=0"),
    "twice, the last counts": (
        b"[Proxy Settings]\nProxyType=0\nProxyType=1\n",
        {"ProxyType": "0"},
        b"[Proxy Settings]\nProxyType=0\nProxyType=0\n",
    ),
    "bytes that are no text": (
        b"[\xff]\n\xfe=1\n[Proxy Settings]\nProxyType=1\n",
        {"ProxyType": "0"},
        b"[\xff]\n\xfe=1\n[Proxy Settings]\nProxyType=0\n",
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_and_back(case: str, home: Path) -> None:
    before, keys, after = CHANGES[case]
    file = home / "kioslaverc"
    if before is not None:
        file.write_bytes(before)
        file.chmod(0o640)
    kept = {name: kde_proxy.read()[name] for name in keys}
    kde_proxy.write(keys)
    assert file.read_bytes() == after
    assert file.stat().st_mode & 0o777 == (0o640 if before is not None else 0o600)
    assert {name: kde_proxy.read()[name] for name in keys} == keys
    kde_proxy.write(kept)
    if before is None:
        assert not file.exists()
    elif case in ("no group", "a header without an end of line"):  # one end of line more, or an empty group less
        assert kde_proxy.read() == {"ProxyType": None, "Proxy Config Script": None}
    else:
        assert file.read_bytes() == before


def test_it_is_what_a_diagnosis_reads(home: Path) -> None:
    (home / "kioslaverc").write_bytes(FULL)
    assert kde_proxy.is_in_use()
    kde_proxy.write({"ProxyType": "0"})
    assert not kde_proxy.is_in_use()
    kde_proxy.write({"ProxyType": "2", "Proxy Config Script": SCRIPT})
    assert acquire_kde()["Proxy Config Script"] == SCRIPT


def test_a_file_behind_a_link_stays_behind_it(home: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles"
    real.write_bytes(FULL)
    (home / "kioslaverc").symlink_to(real)
    kde_proxy.write({"ProxyType": "0"})
    assert (home / "kioslaverc").is_symlink()
    assert real.read_bytes() == OFF


@pytest.mark.parametrize(
    "text", [b"[$i]\n", b"[Proxy Settings][$i]\nProxyType=1\n", b"[Proxy Settings]\nProxyType[$i]=1\n"]
)
def test_what_it_has_locked_is_not_touched(text: bytes, home: Path) -> None:
    (home / "kioslaverc").write_bytes(text)
    with pytest.raises(LookupError, match="IT has locked"):
        kde_proxy.write({"ProxyType": "0"})
    assert (home / "kioslaverc").read_bytes() == text


def test_a_value_never_becomes_two_lines(home: Path) -> None:
    with pytest.raises(ValueError, match="not a value"):
        kde_proxy.write({"Proxy Config Script": "http://a.example\n[General]"})
    assert list(home.iterdir()) == []


def test_an_endless_file_is_not_read(home: Path) -> None:
    (home / "kioslaverc").write_bytes(b"#" * (kde_proxy.MOST_BYTES + 1))
    with pytest.raises(LookupError):
        kde_proxy.read()
