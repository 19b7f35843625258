"""What people type, and the service that it becomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.address import site_with
from diagnostics.destination import LONGEST_SHOWN, SENTENCES, AddressError, AddressProblem, Destination, destination
from diagnostics.model.site import Service, Site, Vpn

SITE = Site(
    vpn=(
        Vpn(
            name="Company VPN",
            gateways=("vpn.corp.example:1194/udp", "[2001:db8:9::1]:443/tcp"),
            routes=("10.20.0.0/16", "2001:db8:20::/48", "0.0.0.0/0"),
            names=("files.inside.example",),
        ),
    ),
    service=(
        Service(name="Intranet", url="https://intranet.corp.example:8443/", via="vpn", expect=401, ca="/etc/ca.pem"),
        Service(name="Mail", url="https://mail.example.org/", via="internet"),
    ),
)

# typed: (url, label)
TYPED = {
    "https://www.example.org/a/b?c=d": ("https://www.example.org/a/b?c=d", "www.example.org"),
    "HTTP://WWW.Example.ORG": ("http://www.example.org/", "www.example.org"),
    "  www.example.org \n": ("https://www.example.org/", "www.example.org"),
    "www.example.org.": ("https://www.example.org/", "www.example.org"),
    "www.example.org/page#part": ("https://www.example.org/page", "www.example.org"),
    "www.example.org?q=1": ("https://www.example.org/?q=1", "www.example.org"),
    "<https://www.example.org/>,": ("https://www.example.org/", "www.example.org"),
    "\u200bwww.example.org\ufeff": ("https://www.example.org/", "www.example.org"),
    "https:/www.example.org": ("https://www.example.org/", "www.example.org"),
    "http//www.example.org": ("http://www.example.org/", "www.example.org"),
    "https:///www.example.org/x": ("https://www.example.org/x", "www.example.org"),
    "intranet": ("https://intranet/", "intranet"),
    "my_host.example": ("https://my_host.example/", "my_host.example"),
    "www.example.org:443": ("https://www.example.org/", "www.example.org"),
    "www.example.org:8443": ("https://www.example.org:8443/", "www.example.org:8443"),
    "www.example.org:80": ("http://www.example.org/", "www.example.org"),
    "www.example.org:8080/x": ("http://www.example.org:8080/x", "www.example.org:8080"),
    "www.example.org:": ("https://www.example.org/", "www.example.org"),
    "db.example.org:5432": ("tcp://db.example.org:5432", "db.example.org:5432"),
    "tcp://db.example.org:5432": ("tcp://db.example.org:5432", "db.example.org:5432"),
    "tcp://www.example.org:443": ("tcp://www.example.org:443", "www.example.org:443"),
    "ssh://files.example.org": ("tcp://files.example.org:22", "files.example.org:22"),
    "rdp://desk.example.org:3390": ("tcp://desk.example.org:3390", "desk.example.org:3390"),
    r"\\files.example.org\team\plan": ("tcp://files.example.org:445", "files.example.org:445"),
    "192.0.2.10": ("https://192.0.2.10/", "192.0.2.10"),
    "192.0.2.10:8080": ("http://192.0.2.10:8080/", "192.0.2.10:8080"),
    "http://192.0.2.10/": ("http://192.0.2.10/", "192.0.2.10"),
    "2001:DB8::0:1": ("https://[2001:db8::1]/", "[2001:db8::1]"),
    "[2001:db8::1]": ("https://[2001:db8::1]/", "[2001:db8::1]"),
    "[2001:db8::1]:25": ("tcp://[2001:db8::1]:25", "[2001:db8::1]:25"),
    "https://[2001:db8::1]:8443/x": ("https://[2001:db8::1]:8443/x", "[2001:db8::1]:8443"),
    "Bücher.example": ("https://xn--bcher-kva.example/", "bücher.example"),
    "faß.example": ("https://xn--fa-hia.example/", "faß.example"),
    "例え。example": ("https://xn--r8jz45g.example/", "例え。example"),
    "www.example.org/été": ("https://www.example.org/%C3%A9t%C3%A9", "www.example.org"),
    "www.example.org/100%25": ("https://www.example.org/100%25", "www.example.org"),
}


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_typed_leads_there(typed: str) -> None:
    found = destination(typed)
    assert (found.url, found.label) == TYPED[typed]


P = AddressProblem
BAD = {
    "": P.EMPTY,
    "  \u200b ": P.EMPTY,
    "https://": P.EMPTY,
    "x" * 2001: P.TOO_LONG,
    "my mail": P.SPACES,
    "www.example.org\nwww.example.com": P.SPACES,
    "ines@example.org": P.MAIL,
    "https://ines:hush@example.org/": P.CREDENTIALS,
    "ines:hush@example.org/x": P.CREDENTIALS,
    "file:///etc/hosts": P.FILE,
    r"C:\Users\ines\a.txt": P.FILE,
    "/etc/hosts": P.FILE,
    "~/a": P.FILE,
    "javascript://x": P.SCHEME,
    "gopher://www.example.org": P.SCHEME,
    "-bad.example": P.HOST,
    "bad..example": P.HOST,
    "ex!ample.org": P.HOST,
    "www.exam❤ple.org": P.HOST,
    "[www.example.org]": P.HOST,
    "[2001:db8::1": P.HOST,
    "2001:db8:::1": P.HOST,
    ":443": P.HOST,
    "www.example.1": P.HOST,
    "a" * 64 + ".example": P.HOST,
    ".".join(["abcdefgh"] * 30): P.HOST,
    "192.0.2": P.NUMBERS,
    "192.0.2.256": P.NUMBERS,
    "192.0.2.1.5:80": P.NUMBERS,
    "www.example.org:0": P.PORT,
    "www.example.org:65536": P.PORT,
    "www.example.org:http": P.PORT,
    "www.example.org:٤٤٣": P.PORT,
    "tcp://www.example.org": P.NO_PORT,
    "0.0.0.0": P.NOWHERE,
    "224.0.0.251": P.NOWHERE,
    "255.255.255.255": P.NOWHERE,
    "[::]": P.NOWHERE,
    "fe80::1%eth0": P.NOWHERE,
}


@pytest.mark.parametrize("typed", BAD, ids=lambda text: text[:20])
def test_what_is_no_address_is_said_in_one_sentence(typed: str) -> None:
    with pytest.raises(AddressError) as caught:
        destination(typed)
    assert caught.value.problem is BAD[typed]
    assert str(caught.value).isprintable()
    assert "hush" not in str(caught.value)
    assert len(caught.value.what) <= LONGEST_SHOWN


def test_every_problem_has_its_sentence() -> None:
    assert set(SENTENCES) == set(AddressProblem)


def read(text: str) -> Destination | AddressError:
    try:
        return destination(text)
    except AddressError as error:
        return error


@given(st.text(max_size=60) | st.text("abc.:/[]%@\\ 019-", max_size=30))
def test_any_text_is_an_address_or_a_sentence(text: str) -> None:
    found = read(text)
    if isinstance(found, AddressError):
        assert str(found).isprintable()
        return
    assert found.url.isascii()
    assert found.label.isprintable()
    assert destination(found.url).host == found.host, "it leads to the same place when it is typed again"


def typed(text: str, site: Site = SITE) -> Service:
    made, name = site_with(site, text)
    assert made.service[: len(site.service)] == site.service, "what IT wrote stays"
    return next(service for service in made.service if service.name == name)


WAYS = {
    "wiki.corp.example": "vpn",  # a sibling of a service behind the VPN
    "corp.example": "vpn",
    "deep.down.corp.example": "vpn",
    "notcorp.example": "internet",
    "print.inside.example": "vpn",  # a sibling of a name that the VPN's resolvers know
    "vpn.corp.example": "internet",  # the VPN's own door must be reached without it
    "www.example.org": "internet",
    "example": "internet",
    "10.20.3.4": "vpn",
    "tcp://10.20.3.4:22": "vpn",
    "10.21.0.1": "internet",
    "203.0.113.7": "internet",  # all traffic through the tunnel says nothing about one address
    "2001:db8:20::5": "vpn",
    "[2001:db8:9::1]:8443": "internet",
}


@pytest.mark.parametrize("text", WAYS)
def test_the_way_to_it(text: str) -> None:
    made = typed(text)
    assert made.via == WAYS[text]
    assert (made.typed, made.expect, made.ca) == (True, 200, None)


@pytest.mark.parametrize(
    "text", ["intranet.corp.example", "INTRANET.corp.example/", "https://intranet.corp.example:8443"]
)
def test_a_service_of_the_site_file_is_not_repeated(text: str) -> None:
    assert site_with(SITE, text) == (SITE, "Intranet")


def test_another_page_of_a_service_keeps_its_way_and_its_trust() -> None:
    made = typed("https://intranet.corp.example/wiki")
    assert (made.via, made.ca, made.typed) == ("vpn", "/etc/ca.pem", True)
    assert made.name == "Intranet (intranet.corp.example)"
    assert made.url == "https://intranet.corp.example/wiki"


def test_a_name_is_never_used_twice() -> None:
    site = Site(service=(Service(name="wiki.example", url="https://elsewhere.example/"),))
    assert typed("wiki.example", site).name == "https://wiki.example/"
    once, _ = site_with(site, "https://elsewhere.example/x")
    twice, name = site_with(once, "https://elsewhere.example/y")
    assert len({service.name for service in twice.service}) == len(twice.service) == 3
    assert name == twice.service[-1].name


def test_the_same_twice_is_the_same_service() -> None:
    once, first = site_with(SITE, "https://www.example.com/x")
    assert site_with(once, "https://www.example.com/x") == (once, first)


def test_a_site_without_anything() -> None:
    made = typed("bücher.example", Site())
    assert made == Service(
        name="bücher.example", url="https://xn--bcher-kva.example/", via="internet", expect=200, typed=True
    )
