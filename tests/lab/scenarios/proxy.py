"""Proxies that are gone, want a password, or whose script cannot be fetched. The direct way works in all of them."""

from tests.lab.control import all_of, anchors_open, curl, tcp, web_works
from tests.lab.daemon import server
from tests.lab.plan import WEB
from tests.lab.scenario import scenario
from tests.lab.world import Lab

_PROXY = WEB["proxy.example.org"][0]
_KDE = "[Proxy Settings]\nProxyType={kind}\n{line}\n"


def environment(lab: Lab, proxy: str) -> None:
    """What a profile script leaves in the environment of every program."""
    lab.laptop.environment |= {
        name: f"http://{proxy}" for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
    }
    lab.laptop.environment |= {"no_proxy": "localhost,127.0.0.1"}


def kde(lab: Lab, kind: int, line: str) -> None:
    """What KDE's settings window writes."""
    folder = lab.laptop.home / ".config"
    folder.mkdir(exist_ok=True)
    (folder / "kioslaverc").write_text(_KDE.format(kind=kind, line=line))


@scenario(
    "proxy.unreachable-refuses",
    "proxy.unreachable",
    all_of(anchors_open, tcp(_PROXY, 3128, "refused"), curl("https://www.wikipedia.org/", exit_status=7)),
)
def refuses(lab: Lab) -> None:
    """The environment names a proxy whose program is stopped."""
    environment(lab, "proxy.example.org:3128")


@scenario(
    "proxy.unreachable-name_gone",
    "proxy.unreachable",
    all_of(anchors_open, curl("https://www.wikipedia.org/", exit_status=5)),
    args={"proxy": "proxy.former.example:8080"},
)
def name_gone(lab: Lab) -> None:
    """The environment names the proxy of a former employer: the name exists no more."""
    environment(lab, "proxy.former.example:8080")


@scenario(
    "proxy.unreachable-kde_silent",
    "proxy.unreachable",
    all_of(anchors_open, web_works, tcp(_PROXY, 3128, "silent")),
    args={"proxy": "203.0.113.122:3128"},
)
def kde_silent(lab: Lab) -> None:
    """KDE's settings name a proxy that never answers."""
    lab.internet.nft(f"add rule inet net pre ip daddr {_PROXY} tcp dport 3128 drop")
    kde(lab, 1, f"httpProxy=http://{_PROXY} 3128\nhttpsProxy=http://{_PROXY} 3128")


@scenario(
    "proxy.auth_required-environment",
    "proxy.auth_required",
    all_of(anchors_open, curl("http://www.wikipedia.org/", status=407)),
    args={"proxy": "proxy.example.org:3128"},
)
def wants_password(lab: Lab) -> None:
    """The proxy in the environment wants a password that is not there."""
    server(lab.internet, "proxy", {"port": 3128, "auth": True})
    environment(lab, "proxy.example.org:3128")


@scenario(
    "proxy.auth_required-site",
    "proxy.auth_required",
    all_of(anchors_open, curl("http://www.wikipedia.org/", "-x", f"http://{_PROXY}:3128", status=407)),
    site="proxy",
)
def site_wants_password(lab: Lab) -> None:
    """The organisation's proxy wants a password."""
    server(lab.internet, "proxy", {"port": 3128, "auth": True})
    environment(lab, "proxy.example.org:3128")


@scenario(
    "proxy.pac_unavailable-not_found",
    "proxy.pac_unavailable",
    all_of(anchors_open, curl("http://proxy.example.org/proxy.pac", status=404)),
    site="pac",
)
def not_found(lab: Lab) -> None:
    """The organisation's proxy script is not where it should be."""
    lab.answer_with("proxy.example.org", status=404, plain=True)


@scenario(
    "proxy.pac_unavailable-kde_name_gone",
    "proxy.pac_unavailable",
    all_of(anchors_open, curl("http://pac.former.example/proxy.pac", exit_status=6)),
)
def kde_name_gone(lab: Lab) -> None:
    """KDE's settings name a proxy script whose server has gone."""
    kde(lab, 2, "Proxy Config Script=http://pac.former.example/proxy.pac")


@scenario(
    "proxy.unreachable-passes_nothing_on",
    "proxy.unreachable",
    all_of(anchors_open, curl("http://www.wikipedia.org/", status=502), tcp(_PROXY, 3128, "open")),
    args={"proxy": "proxy.example.org:3128"},
)
def passes_nothing_on(lab: Lab) -> None:
    """The proxy takes every request and answers "bad gateway" to all of them."""
    server(lab.internet, "web", {"listen": [["0.0.0.0", 3128], ["::", 3128]], "status": 502})
    environment(lab, "proxy.example.org:3128")


@scenario(
    "proxy.pac_unavailable-page_in_its_place",
    "proxy.pac_unavailable",
    all_of(anchors_open, curl("http://proxy.example.org/proxy.pac", status=200, body="<html>")),
    site="pac",
)
def page_in_its_place(lab: Lab) -> None:
    """At the script's address stands a page that says "we have moved"."""
    lab.answer_with("proxy.example.org", plain=True, body="<html>We have moved</html>")
