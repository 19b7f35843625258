"""Proxy settings of this person and this computer: the environment, GNOME's and KDE's own."""

import os
from ast import literal_eval
from pathlib import Path
from typing import Any

from diagnostics.model.fact import ProxySetting
from diagnostics.system.proxy_value import bypass_list, pac_value, proxy_value

_VARIABLES = ("https_proxy", "http_proxy", "all_proxy", "no_proxy")  # the order in which they matter for web pages
_ENVIRONMENT_FILE = Path("/etc/environment")

# gsettings answers within some 30 ms; a desktop that needs longer is starting or broken.
_GSETTINGS_S = 0.3
_GNOME_SCHEMA = "org.gnome.system.proxy"
# The only keys that are kept: others hold a user name and a password.
_GNOME_KEYS = frozenset({"mode", "autoconfig-url", "ignore-hosts", "host", "port"})

# kioslaverc ProxyType; 4 means "as the environment says", 0 none.
_KDE_MANUAL, _KDE_PAC, _KDE_WPAD = "1", "2", "3"
_KDE_KEYS = frozenset({"ProxyType", "Proxy Config Script", "NoProxyFor", "httpsProxy", "httpProxy", "socksProxy"})
_KDE_SERVERS = ("httpsProxy", "httpProxy", "socksProxy")


def acquire_environment() -> dict[str, str]:
    """The proxy variables by lower-case name: this process's own, else those that log-ins get from /etc/environment."""
    found = _variables(dict(os.environ))
    if found:
        return found
    try:
        text = _ENVIRONMENT_FILE.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    return _variables(parse_environment(text))


def parse_environment(text: str) -> dict[str, str]:
    """The assignments in a file such as /etc/environment (pam_env(8)): optional "export", optional quotes."""
    found = {}
    for line in text.splitlines():
        name, mark, value = line.strip().removeprefix("export ").partition("=")
        if mark and not name.startswith("#"):
            found[name.strip()] = value.strip().strip("\"'")
    return found


def _variables(source: dict[str, str]) -> dict[str, str]:
    # The lower-case form wins, as in curl and in Python.
    both = [(name, source.get(name) or source.get(name.upper())) for name in _VARIABLES]
    found = {name: value for name, value in both if value}
    return {name: _without_login(value) for name, value in found.items()}


def _without_login(value: str) -> str:
    """Passwords must not even reach a recorded fixture."""
    scheme, mark, rest = value.rpartition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}"


def normalise_environment(variables: dict[str, str]) -> tuple[ProxySetting, ...]:
    """One setting for each different proxy that the variables name."""
    bypass = bypass_list(variables.get("no_proxy", ""))
    servers = [proxy_value(variables[name]) for name in _VARIABLES[:3] if name in variables]
    return _manual("environment", servers, bypass)


def acquire_gnome() -> dict[str, Any]:
    """GNOME's proxy settings as {"schema key": value}; empty when this person never changed a GNOME setting.

    Raises FileNotFoundError without gsettings, TimeoutError when it is slow.
    """
    if not (_config_home() / "dconf" / "user").exists():
        return {}
    from diagnostics.system.linux.command import output_of

    return parse_gsettings(output_of("gsettings", "list-recursively", _GNOME_SCHEMA, timeout_s=_GSETTINGS_S))


def parse_gsettings(text: str) -> dict[str, Any]:
    """Lines of "schema key value" with values in GVariant's text form, which is not translated."""
    found: dict[str, Any] = {}
    for line in text.splitlines():
        schema, _, rest = line.partition(" ")
        key, _, value = rest.partition(" ")
        if key not in _GNOME_KEYS:
            continue
        try:
            found[f"{schema.removeprefix(_GNOME_SCHEMA).lstrip('.')} {key}".strip()] = literal_eval(
                value.removeprefix("@as ")
            )
        except (ValueError, SyntaxError):
            continue
    return found


def normalise_gnome(settings: dict[str, Any]) -> tuple[ProxySetting, ...]:
    """The settings of the mode that is switched on: "none", "manual" or "auto"."""
    mode = settings.get("mode", "none")
    if mode == "auto":
        return (_automatic("gnome", str(settings.get("autoconfig-url", ""))),)
    if mode != "manual":
        return ()
    servers = []
    for part in ("https", "http", "socks"):
        host, port = settings.get(f"{part} host"), settings.get(f"{part} port")
        if host and port:
            # GNOME's "https" is the proxy for https pages, itself spoken to in plain HTTP.
            servers.append(proxy_value(f"{'socks' if part == 'socks' else 'http'}://{host}:{port}"))
    return _manual("gnome", servers, tuple(str(name) for name in settings.get("ignore-hosts", ())))


def acquire_kde() -> dict[str, str]:
    """The group "Proxy Settings" of KDE's kioslaverc; empty when there is none."""
    path = _config_home() / "kioslaverc"
    if not path.exists():
        return {}
    import configparser  # put off: most computers have no such file

    parser = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign] # KDE's keys differ in case
    try:
        parser.read_string(path.read_text(encoding="utf-8", errors="replace"))
        group = dict(parser["Proxy Settings"])
    except (OSError, KeyError, configparser.Error):
        return {}
    return {key: _without_login(value) for key, value in group.items() if key in _KDE_KEYS}


def normalise_kde(group: dict[str, str]) -> tuple[ProxySetting, ...]:
    """The settings of the mode that is switched on."""
    kind = group.get("ProxyType", "0").strip()
    if kind == _KDE_PAC:
        return (_automatic("kde", group.get("Proxy Config Script", "")),)
    if kind == _KDE_WPAD:
        return (_automatic("kde", ""),)
    if kind != _KDE_MANUAL:
        return ()
    servers = [proxy_value(group[key]) for key in _KDE_SERVERS if group.get(key)]
    return _manual("kde", servers, bypass_list(group.get("NoProxyFor", "")))


def _manual(source: str, servers: list[tuple[str, str] | None], bypass: tuple[str, ...]) -> tuple[ProxySetting, ...]:
    different = dict.fromkeys(server for server in servers if server is not None)
    return tuple(
        ProxySetting(source=source, mode="manual", scheme=scheme, server=server, bypass=bypass)
        for scheme, server in different
    )


def _automatic(source: str, url: str) -> ProxySetting:
    pac = pac_value(url)
    return ProxySetting(source=source, mode="pac" if pac else "wpad", pac_url=pac)


def _config_home() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
