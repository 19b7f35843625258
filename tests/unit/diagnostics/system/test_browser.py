"""How each browser finds names and ways, out of the files that it keeps."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.fact import BrowserSetting
from diagnostics.model.observed import Knowledge
from diagnostics.system.linux.browser import normalise_browsers
from diagnostics.system.linux.browser_chromium import acquire_chromium
from diagnostics.system.linux.browser_firefox import acquire_firefox, parse_prefs
from tests.unit.diagnostics.system.replay import laptop

CLOUDFLARE = "https://mozilla.cloudflare-dns.com/dns-query"
QUAD = "https://dns.example.net/dns-query"


@pytest.fixture(autouse=True)
def no_other_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


def firefox(**prefs: Any) -> dict[str, Any]:
    policies = prefs.pop("policies", {})
    return {"browser": "firefox", "prefs": {key.replace("__", "."): value for key, value in prefs.items()},
            "policies": policies}  # fmt: skip


def chromium(state: dict[str, Any] | None = None, **policies: Any) -> dict[str, Any]:
    return {"browser": "chrome", "state": state or {}, "policies": policies}


Expected = tuple[str | None, str | None, str | None, str | None]  # secure_dns, url, proxy mode, proxy
MANUAL = {"network__proxy__type": 1, "network__proxy__ssl": "proxy.example.org", "network__proxy__ssl_port": 3128}
CASES: dict[str, tuple[dict[str, Any], Expected]] = {
    "Firefox as it comes": (firefox(), ("off", None, "system", None)),
    "Firefox: the person switched it off": (
        firefox(network__trr__mode=5, **{"doh-rollout__mode": 2}),
        ("off", None, "system", None),
    ),
    "Firefox: automatic": (firefox(network__trr__mode=2), ("automatic", CLOUDFLARE, "system", None)),
    "Firefox: strict, another provider": (
        firefox(network__trr__mode=3, network__trr__uri=QUAD),
        ("strict", QUAD, "system", None),
    ),
    "Firefox: an address of one's own": (
        firefox(network__trr__mode=3, network__trr__uri="", network__trr__custom_uri=QUAD),
        ("strict", QUAD, "system", None),
    ),
    "Firefox: the vendor's roll-out": (firefox(**{"doh-rollout__mode": 2}), ("automatic", CLOUDFLARE, "system", None)),
    "Firefox: no proxy": (firefox(network__proxy__type=0), ("off", None, "direct", None)),
    "Firefox: a proxy": (firefox(**MANUAL), ("off", None, "manual", "proxy.example.org:3128")),
    "Firefox: SOCKS only": (
        firefox(network__proxy__type=1, network__proxy__socks="192.0.2.9", network__proxy__socks_port=1080),
        ("off", None, "manual", "192.0.2.9:1080"),
    ),
    "Firefox: a script": (firefox(network__proxy__type=2), ("off", None, "pac", None)),
    "Firefox: found by the network": (firefox(network__proxy__type=4), ("off", None, "pac", None)),
    "Firefox: a policy, and the person chose otherwise": (
        firefox(network__trr__mode=3, policies={"DNSOverHTTPS": {"Enabled": False}}),
        ("strict", CLOUDFLARE, "system", None),
    ),
    "Firefox: a locked policy": (
        firefox(network__trr__mode=3, policies={"DNSOverHTTPS": {"Enabled": False, "Locked": True}}),
        ("off", None, "system", None),
    ),
    "Firefox: a policy without falling back": (
        firefox(policies={"DNSOverHTTPS": {"Enabled": True, "ProviderURL": QUAD, "Fallback": False}}),
        ("strict", QUAD, "system", None),
    ),
    "Firefox: a proxy by policy": (
        firefox(policies={"Proxy": {"Mode": "manual", "HTTPProxy": "proxy.example.org:3128"}}),
        ("off", None, "manual", "proxy.example.org:3128"),
    ),
    "Firefox: a setting by policy": (
        firefox(policies={"Preferences": {"network.trr.mode": {"Value": 3, "Status": "locked"}}}),
        ("strict", CLOUDFLARE, "system", None),
    ),
    "Chrome as it comes": (chromium(), (None, None, "system", None)),
    "Chrome: off": (chromium({"mode": "off", "templates": QUAD}), ("off", None, "system", None)),
    "Chrome: automatic": (chromium({"mode": "automatic"}), ("automatic", None, "system", None)),
    "Chrome: strict": (
        chromium({"mode": "secure", "templates": f"{QUAD}{{?dns}} https://b.example"}),
        ("strict", QUAD, "system", None),
    ),
    "Chrome: a policy over it": (
        chromium({"mode": "secure", "templates": QUAD}, DnsOverHttpsMode="off"),
        ("off", None, "system", None),
    ),
    "Chrome: a proxy by policy": (
        chromium(ProxyMode="fixed_servers", ProxyServer="http=a:80;https=http://u:p@proxy.example.org:3128"),
        (None, None, "manual", "proxy.example.org:3128"),
    ),
    "Chrome: a script by policy": (
        chromium(ProxySettings={"ProxyMode": "pac_script"}),
        (None, None, "pac", None),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_setting(case: str) -> None:
    row, expected = CASES[case]
    (found,) = normalise_browsers([row])
    assert (found.secure_dns, found.secure_dns_url, found.proxy_mode, found.proxy_server) == expected


def test_lines_of_a_profile() -> None:
    text = (
        '// Mozilla User Preferences\nuser_pref("network.trr.mode", 3);\r\n'
        'user_pref("network.trr.uri", "https://dns.example.net/\\"q");\n'
        'user_pref("browser.startup.homepage", "https://private.example.org/");\n'
        'user_pref("network.proxy.type", );\nuser_pref("network.proxy.http_port", 3128);'
    )
    assert parse_prefs(text) == {
        "network.trr.mode": 3,
        "network.trr.uri": 'https://dns.example.net/"q',
        "network.proxy.http_port": 3128,
    }, "nothing else of the person's is kept"


def write(path: Path, text: str, at_s: float | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if at_s is not None:
        os.utime(path, (at_s, at_s))


PROFILES = """[Install4F]
Default=a.default

[Profile1]
Name=old
IsRelative=1
Path=a.default

[Profile0]
Name=new
Path={}
{}"""


def test_firefox_is_the_profile_that_was_used_last_in_any_place(tmp_path: Path) -> None:
    package, snap = tmp_path / ".mozilla/firefox", tmp_path / "snap/firefox/common/.mozilla/firefox"
    write(package / "profiles.ini", PROFILES.format(tmp_path / "far" / "b", "IsRelative=0\n"))
    write(package / "a.default" / "prefs.js", 'user_pref("network.trr.mode", 2);', 100.0)
    write(tmp_path / "far" / "b" / "prefs.js", 'user_pref("network.trr.mode", 5);', 200.0)
    write(tmp_path / "far" / "b" / "user.js", 'user_pref("network.proxy.type", 0);')
    write(snap / "profiles.ini", PROFILES.format("never.used", ""))
    (found,) = acquire_firefox(tmp_path, tmp_path / "root")
    assert found["prefs"] == {"network.trr.mode": 5, "network.proxy.type": 0}
    write(snap / "a.default" / "prefs.js", 'user_pref("network.trr.mode", 3);', 300.0)
    (found,) = acquire_firefox(tmp_path, tmp_path / "root")
    assert found["prefs"] == {"network.trr.mode": 3}


def test_firefox_under_the_new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "conf"))
    write(tmp_path / "conf/mozilla/firefox/profiles.ini", PROFILES.format("x", ""))
    write(tmp_path / "conf/mozilla/firefox/x/prefs.js", "")
    assert len(acquire_firefox(tmp_path, tmp_path / "root")) == 1


def test_policies_of_firefox_without_what_is_private(tmp_path: Path) -> None:
    write(tmp_path / ".mozilla/firefox/profiles.ini", PROFILES.format("x", ""))
    write(tmp_path / ".mozilla/firefox/x/prefs.js", "")
    policies = {
        "DNSOverHTTPS": {"Enabled": False, "Locked": True},
        "Homepage": {"URL": "https://intranet.example.org"},
        "Preferences": {"network.trr.mode": {"Value": 5}, "browser.x": {"Value": "secret"}},
    }
    write(tmp_path / "root/etc/firefox/policies/policies.json", json.dumps({"policies": policies}))
    (found,) = acquire_firefox(tmp_path, tmp_path / "root")
    assert set(found["policies"]) == {"DNSOverHTTPS", "Preferences"}
    assert set(found["policies"]["Preferences"]) == {"network.trr.mode"}


def test_the_family_of_chrome(tmp_path: Path) -> None:
    state = {"dns_over_https": {"mode": "secure", "templates": QUAD}, "profile": {"info": {"name": "secret"}}}
    write(tmp_path / ".config/google-chrome/Local State", json.dumps(state))
    write(tmp_path / ".config/microsoft-edge/Local State", "{}")
    write(tmp_path / ".config/BraveSoftware/Brave-Browser/Local State", "not JSON")
    write(tmp_path / ".config/chromium/Local State", json.dumps({"dns_over_https": {"mode": "off"}}), 100.0)
    write(tmp_path / "snap/chromium/common/chromium/Local State", json.dumps(state), 200.0)
    policies = tmp_path / "root/etc/opt/edge/policies"
    write(policies / "recommended/a.json", '{"DnsOverHttpsMode": "automatic", "HomepageLocation": "x"}')
    write(policies / "managed/a.json", '{"DnsOverHttpsMode": "off"}')
    write(policies / "managed/b.json", "[")
    rows = acquire_chromium(tmp_path, tmp_path / "root")
    assert [(row["browser"], row["state"], row["policies"]) for row in rows] == [
        ("chrome", {"mode": "secure", "templates": QUAD}, {}),
        ("chromium", {"mode": "secure", "templates": QUAD}, {}),
        ("edge", {}, {"DnsOverHttpsMode": "off"}),
        ("brave", {}, {}),
    ]


def test_a_person_without_browsers(tmp_path: Path) -> None:
    assert acquire_firefox(tmp_path, tmp_path) == []
    assert acquire_chromium(tmp_path, tmp_path) == []


def test_a_profile_that_may_not_be_read_is_denied_unless_another_browser_answers() -> None:
    closed = PermissionError(13, "")
    assert laptop("cable_dhcp", firefox=closed, chromium=[]).browsers().state is Knowledge.DENIED
    answer = laptop("cable_dhcp", firefox=closed, chromium=[chromium({"mode": "off"})]).browsers()
    assert answer.value == (BrowserSetting(browser="chrome", secure_dns="off", proxy_mode="system"),)
    assert answer.detail == "firefox: denied"


def test_a_recorded_desktop_with_three_browsers() -> None:
    found = laptop("wifi_desktop").browsers().value
    assert found is not None
    assert [(item.browser, item.secure_dns) for item in found] == [
        ("firefox", "strict"),
        ("chromium", "automatic"),
        ("edge", "off"),
    ]
