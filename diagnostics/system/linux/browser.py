"""How the browsers of this person find names and ways, where that differs from the system. One answer a browser."""

from typing import Any

from diagnostics.model.fact import BrowserSetting
from diagnostics.system.linux.table import Row

# Firefox: network.trr.mode. 0, 1 and 5 leave names to the system, 2 falls back to it, 3 does not.
_TRR_MODES = {2: "automatic", 3: "strict"}
_TRR_DEFAULT_URL = "https://mozilla.cloudflare-dns.com/dns-query"
_FIREFOX_PROXIES = {0: "direct", 1: "manual", 2: "pac", 4: "pac", 5: "system"}
_FIREFOX_POLICY_PROXIES = {"none": 0, "manual": 1, "autoConfig": 2, "autoDetect": 4, "system": 5}
_CHROMIUM_MODES = {"off": "off", "automatic": "automatic", "secure": "strict"}
_CHROMIUM_PROXIES = {
    "direct": "direct", "auto_detect": "pac", "pac_script": "pac", "fixed_servers": "manual", "system": "system",
}  # fmt: skip


def normalise_browsers(rows: list[Row]) -> tuple[BrowserSetting, ...]:
    """`rows`: what `browser_firefox` and `browser_chromium` read, one row a browser that was used."""
    return tuple(_firefox(row) if row["browser"] == "firefox" else _chromium(row) for row in rows)


def _firefox(row: Row) -> BrowserSetting:
    prefs = _with_policy(row["prefs"], row["policies"])
    # The vendor's own roll-out switches the secure kind on where the person never chose.
    mode = prefs.get("network.trr.mode", 0) or prefs.get("doh-rollout.mode", 0)
    secure = _TRR_MODES.get(mode, "off")
    url = prefs.get("network.trr.uri") or prefs.get("network.trr.custom_uri") or prefs.get("doh-rollout.uri")
    proxy = _FIREFOX_PROXIES.get(prefs.get("network.proxy.type", 5), "system")
    return BrowserSetting(
        browser="firefox",
        secure_dns=secure,
        secure_dns_url=None if secure == "off" else str(url or _TRR_DEFAULT_URL),
        proxy_mode=proxy,
        proxy_server=_firefox_server(prefs) if proxy == "manual" else None,
    )


def _firefox_server(prefs: dict[str, Any]) -> str | None:
    for kind in ("ssl", "http", "socks"):
        host = prefs.get("network.proxy.socks" if kind == "socks" else f"network.proxy.{kind}")
        port = prefs.get(f"network.proxy.{kind}_port")
        if host and port:
            return f"{host}:{port}"
    return None


def _with_policy(prefs: dict[str, Any], policies: dict[str, Any]) -> dict[str, Any]:
    """What holds: a locked policy, else the person's own word, else the policy."""
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for value, locked in (_dns_policy(policies), _proxy_policy(policies), *_preference_policies(policies)):
        (last if locked else first).update(value)
    return {**first, **prefs, **last}


def _dns_policy(policies: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    policy = policies.get("DNSOverHTTPS")
    if not isinstance(policy, dict) or "Enabled" not in policy:
        return {}, False
    enabled = 3 if policy.get("Fallback") is False else 2
    value: dict[str, Any] = {"network.trr.mode": enabled if policy["Enabled"] else 5}
    if policy.get("ProviderURL"):
        value["network.trr.uri"] = policy["ProviderURL"]
    return value, bool(policy.get("Locked"))


def _proxy_policy(policies: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    policy = policies.get("Proxy")
    if not isinstance(policy, dict) or policy.get("Mode") not in _FIREFOX_POLICY_PROXIES:
        return {}, False
    value: dict[str, Any] = {"network.proxy.type": _FIREFOX_POLICY_PROXIES[policy["Mode"]]}
    host, _, port = str(policy.get("HTTPProxy", "")).rpartition(":")
    if host and port.isdecimal():
        value |= {"network.proxy.ssl": host, "network.proxy.ssl_port": int(port)}
    return value, bool(policy.get("Locked"))


def _preference_policies(policies: dict[str, Any]) -> list[tuple[dict[str, Any], bool]]:
    found = []
    preferences = policies.get("Preferences")
    for name, entry in preferences.items() if isinstance(preferences, dict) else ():
        if isinstance(entry, dict) and "Value" in entry:
            found.append(({name: entry["Value"]}, entry.get("Status") == "locked"))
    return found


def _chromium(row: Row) -> BrowserSetting:
    state, policies = row["state"], row["policies"]
    mode = policies.get("DnsOverHttpsMode") or state.get("mode")
    templates = str(policies.get("DnsOverHttpsTemplates") or state.get("templates") or "")
    secure = _CHROMIUM_MODES.get(str(mode))
    rules = policies.get("ProxySettings")
    rules = rules if isinstance(rules, dict) else policies
    proxy = _CHROMIUM_PROXIES.get(str(rules.get("ProxyMode")), "system")
    first = templates.split()[0].partition("{")[0] if templates.split() else None
    return BrowserSetting(
        browser=row["browser"],
        secure_dns=secure,
        secure_dns_url=first if secure in ("automatic", "strict") else None,
        proxy_mode=proxy,
        proxy_server=_chromium_server(str(rules.get("ProxyServer", ""))) if proxy == "manual" else None,
    )


def _chromium_server(text: str) -> str | None:
    """The proxy for https pages of a list such as "http=a:80;https=b:80", of "http://a:80" or "a:80,direct://"."""
    rules = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    chosen = rules.get("https") or rules.get("http") or text
    server = chosen.split(",")[0].rpartition("://")[2].rpartition("@")[2].strip("/ ")
    return server or None
