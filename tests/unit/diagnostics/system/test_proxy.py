"""Proxy settings, and that no password survives the reading."""

from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.fact import ProxySetting
from diagnostics.model.observed import Knowledge
from diagnostics.system.linux import proxy
from diagnostics.system.proxy_value import bypass_list, pac_value, proxy_value
from tests.unit.diagnostics.system.replay import laptop

VALUES: dict[str, tuple[str, tuple[str, str] | None]] = {
    "host and port": ("proxy.example:3128", ("http", "proxy.example:3128")),
    "URL": ("http://proxy.example:3128/", ("http", "proxy.example:3128")),
    "no port": ("http://proxy.example", ("http", "proxy.example:80")),
    "https": ("https://proxy.example", ("https", "proxy.example:443")),
    "socks": ("socks5h://proxy.example", ("socks", "proxy.example:1080")),
    "login": ("http://anna:secret@proxy.example:3128", ("http", "proxy.example:3128")),
    "a login with signs that end a URL's host": (
        "http://anna:12#4/5?6@proxy.example:3128",
        ("http", "proxy.example:3128"),
    ),
    "a login with an at sign": ("anna:p@ss@proxy.example:3128", ("http", "proxy.example:3128")),
    "KDE's blank": ("http://proxy.example 3128", ("http", "proxy.example:3128")),
    "IPv6": ("http://[2001:db8::1]:3128", ("http", "[2001:db8::1]:3128")),
    "upper case": ("HTTP://PROXY.example:3128", ("http", "proxy.example:3128")),
    "empty": ("", None),
    "blanks": ("   ", None),
    "a port that is none": ("proxy.example:http", None),
    "a port too large": ("proxy.example:70000", None),
    "another scheme": ("ftp://proxy.example:21", None),
    "a sentence": ("ask the IT desk", None),
}


@pytest.mark.parametrize("case", VALUES)
def test_value(case: str) -> None:
    text, expected = VALUES[case]
    assert proxy_value(text) == expected


def test_lists_and_scripts() -> None:
    assert bypass_list("localhost, 127.0.0.1 ,.corp.example") == ("localhost", "127.0.0.1", ".corp.example")
    assert pac_value("http://anna:secret@pac.example/p@c.pac") == "http://pac.example/p@c.pac"
    assert pac_value("") is None


def manual(source: str, server: str, *bypass: str, scheme: str = "http") -> ProxySetting:
    return ProxySetting(source=source, mode="manual", server=server, scheme=scheme, bypass=bypass)


ENVIRONMENTS: dict[str, tuple[dict[str, str], tuple[ProxySetting, ...]]] = {
    "none": ({}, ()),
    "one for all": (
        {"http_proxy": "http://p.example:1", "https_proxy": "p.example:1", "no_proxy": "a,b"},
        (manual("environment", "p.example:1", "a", "b"),),
    ),
    "two that differ, the one for https first": (
        {"http_proxy": "p.example:1", "https_proxy": "q.example:2"},
        (manual("environment", "q.example:2"), manual("environment", "p.example:1")),
    ),
    "socks": ({"all_proxy": "socks5://p.example"}, (manual("environment", "p.example:1080", scheme="socks"),)),
    "rubbish": ({"http_proxy": "::::"}, ()),
}


@pytest.mark.parametrize("case", ENVIRONMENTS)
def test_environment(case: str) -> None:
    variables, expected = ENVIRONMENTS[case]
    assert proxy.normalise_environment(variables) == expected


def test_the_lower_case_variable_wins_and_logins_are_dropped_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://old.example:1")
    monkeypatch.setenv("https_proxy", "http://anna:se#cret@new.example:2")
    monkeypatch.setenv("NO_PROXY", "localhost")
    found = proxy.acquire_environment()
    assert found == {"https_proxy": "http://new.example:2", "no_proxy": "localhost"}


def test_the_log_in_file_counts_when_the_process_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "environment"
    file.write_text(
        'PATH="/bin"\n# http_proxy=x:1\nexport HTTP_PROXY="http://anna:secret@p.example:3128"\n', encoding="utf-8"
    )
    monkeypatch.setattr(proxy, "_ENVIRONMENT_FILE", file)
    assert proxy.acquire_environment() == {"http_proxy": "http://p.example:3128"}


GSETTINGS = """\
org.gnome.system.proxy autoconfig-url ''
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1']
org.gnome.system.proxy mode 'manual'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.ftp host ''
org.gnome.system.proxy.ftp port 0
org.gnome.system.proxy.http authentication-password 'secret'
org.gnome.system.proxy.http authentication-user 'anna'
org.gnome.system.proxy.http enabled false
org.gnome.system.proxy.http host 'proxy.example'
org.gnome.system.proxy.http port 8080
org.gnome.system.proxy.https host ''
org.gnome.system.proxy.https port 0
org.gnome.system.proxy.socks host 'socks.example'
org.gnome.system.proxy.socks port 1080
"""


def test_gnome_manual() -> None:
    settings = proxy.parse_gsettings(GSETTINGS)
    assert "anna" not in str(settings)
    assert "secret" not in str(settings)
    ignored = ("localhost", "127.0.0.0/8", "::1")
    assert proxy.normalise_gnome(settings) == (
        manual("gnome", "proxy.example:8080", *ignored),
        manual("gnome", "socks.example:1080", *ignored, scheme="socks"),
    )


GNOME: dict[str, tuple[str, tuple[ProxySetting, ...]]] = {
    "off, with old values": ("org.gnome.system.proxy mode 'none'\norg.gnome.system.proxy.http host 'old'", ()),
    "a script": (
        "org.gnome.system.proxy mode 'auto'\norg.gnome.system.proxy autoconfig-url 'http://w.example/p.pac'",
        (ProxySetting(source="gnome", mode="pac", pac_url="http://w.example/p.pac"),),
    ),
    "found by itself": (
        "org.gnome.system.proxy mode 'auto'\norg.gnome.system.proxy autoconfig-url ''",
        (ProxySetting(source="gnome", mode="wpad"),),
    ),
    "an empty typed list": ("org.gnome.system.proxy ignore-hosts @as []\norg.gnome.system.proxy mode 'manual'", ()),
    "nothing": ("", ()),
    "rubbish": ("org.gnome.system.proxy mode <<<\nx", ()),
}


@pytest.mark.parametrize("case", GNOME)
def test_gnome(case: str) -> None:
    text, expected = GNOME[case]
    assert proxy.normalise_gnome(proxy.parse_gsettings(text)) == expected


KDE: dict[str, tuple[str, tuple[ProxySetting, ...]]] = {
    "manual": (
        "[Proxy Settings]\nProxyType=1\nhttpProxy=http://anna:secret@p.example 3128\nNoProxyFor=localhost,.lan\n",
        (manual("kde", "p.example:3128", "localhost", ".lan"),),
    ),
    "script": (
        "[Proxy Settings][$Version]\nx=1\n[Proxy Settings]\nProxy Config Script=http://w.example/p.pac\nProxyType=2\n",
        (ProxySetting(source="kde", mode="pac", pac_url="http://w.example/p.pac"),),
    ),
    "found by itself": ("[Proxy Settings]\nProxyType=3\n", (ProxySetting(source="kde", mode="wpad"),)),
    "as the environment says": ("[Proxy Settings]\nProxyType=4\nhttpProxy=HTTP_PROXY\n", ()),
    "off": ("[Proxy Settings]\nProxyType=0\nhttpProxy=http://p.example 3128\n", ()),
    "another group": ("[Other]\nProxyType=1\n", ()),
    "not a settings file": ("ProxyType=1", ()),
}


@pytest.mark.parametrize("case", KDE)
def test_kde(case: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text, expected = KDE[case]
    (tmp_path / "kioslaverc").write_text(text, encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    group = proxy.acquire_kde()
    assert "secret" not in str(group)
    assert proxy.normalise_kde(group) == expected


def gsettings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str) -> None:
    """A person who has changed a setting of GNOME once, and whose gsettings does what `script` says."""
    (tmp_path / "dconf").mkdir()
    (tmp_path / "dconf" / "user").touch()
    tool = tmp_path / "gsettings"
    tool.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def test_gsettings_is_asked_in_the_c_locale(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gsettings(monkeypatch, tmp_path, "echo \"org.gnome.system.proxy mode '$LC_ALL'\"")
    assert proxy.acquire_gnome() == {"mode": "C"}


FAILURES: dict[str, tuple[str, type[Exception]]] = {
    "slow": ("exec tail -f /dev/null", TimeoutError),
    "broken": ("exit 3", OSError),
}


@pytest.mark.parametrize("case", FAILURES)
def test_gsettings_that_does_not_answer(case: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script, expected = FAILURES[case]
    gsettings(monkeypatch, tmp_path, script)
    with pytest.raises(expected):
        proxy.acquire_gnome()


def test_a_person_without_gnome_starts_no_tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert proxy.acquire_gnome() == {}


WHOLE: dict[str, tuple[dict[str, Any], Knowledge, int, str]] = {
    "nothing set": ({}, Knowledge.OK, 0, ""),
    "gsettings is not installed": ({"proxy_gnome": FileNotFoundError(2, "")}, Knowledge.OK, 0, ""),
    "gsettings is slow and nothing else is set": ({"proxy_gnome": TimeoutError()}, Knowledge.TIMEOUT, 0, ""),
    "gsettings is slow, the environment is set": (
        {"proxy_gnome": TimeoutError(), "proxy_environment": {"http_proxy": "p.example:1"}},
        Knowledge.OK,
        1,
        "gnome: timeout",
    ),
}


@pytest.mark.parametrize("case", WHOLE)
def test_not_looked_at_is_never_absent(case: str) -> None:
    changes, state, count, detail = WHOLE[case]
    answer = laptop("cable_dhcp", **changes).proxies()
    assert (answer.state, len(answer.value or ()), answer.detail) == (state, count, detail)
