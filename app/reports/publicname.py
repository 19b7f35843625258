"""Host names that half the world uses: they say nothing about a person, and IT must recognise them in an error.

Under some of them every customer has a name of his own ("acme.zoom.us"): that name is not public, its end is.
"""

import re
from functools import cache
from importlib.resources import files

from app.reports.rules.vocabulary import is_word

_ALWAYS = re.compile(
    r"(?:sharepoint\.com|onmicrosoft\.com|(?:blob|file|queue|table|dfs|web|vault|servicebus|database)"
    r"(?:\.core)?\.(?:windows|azure)\.net|azurewebsites\.net|azurecr\.io|azure-api\.net|(?:[a-z0-9]+\.)?cloudapp\.azure\.com|vault\.azure\.net"
    r"|trafficmanager\.net|s3(?:[.-][a-z]{2}-[a-z]+-\d)?\.amazonaws\.com|(?:[a-z0-9-]+\.)?(?:elb|rds)\.amazonaws\.com"
    r"|execute-api\.[a-z0-9-]+\.amazonaws\.com|awsapps\.com|github\.io|gitlab\.io|pages\.dev|workers\.dev|herokuapp\.com"
    r"|atlassian\.net|service-now\.com|zendesk\.com|freshservice\.com|freshdesk\.com|my\.salesforce\.com"
    r"|lightning\.force\.com|myshopify\.com|ts\.net|cloudflareaccess\.com|gpcloudservice\.com|my\.workspaceair\.com"
    r"|bamboohr\.com|myworkday\.com|visualstudio\.com)"
)
_ALONE = re.compile(
    r"(?:zoom\.us|webex\.com|slack\.com|okta\.com|okta-emea\.com|oktapreview\.com|auth0\.com|salesforce\.com|box\.com"
    r"|goskope\.com|jamfcloud\.com|manage\.microsoft\.com)"
)
_SHARED = frozenset(
    "us cn eu ap www api app cdn www2 st log edgeapi idbroker wss sts oauth wdm status cloudfront updatecode".split()  # noqa: SIM905  # a list has one word a line
)
_SERVED = re.compile(r"(?:core\.windows|azurewebsites)\.net$|(?:sharepoint|onmicrosoft)\.com$|github\.io$")
"""Where not even an ordinary word is the service's own."""

_HIDDEN = re.compile(r"(?:host|user)-(?:\d{1,4}|[0-9a-v]{8})")
_VERSION = re.compile(r"v?\d{1,3}(?:\.\d{1,4}){0,3}(?:[a-z]\d{1,2})?", re.IGNORECASE)
_ACCOUNTS = re.compile(
    r"(?:.*\.)?(?:github\.com|gitlab\.com|githubusercontent\.com|docker\.com|facebook\.com|instagram\.com|twitter\.com"
    r"|x\.com|linkedin\.com|youtube\.com|slack\.com|dropbox\.com|sourceforge\.net|launchpad\.net|amazonaws\.com"
    r"|google\.com|live\.com|icloud\.com|office\.com|sharepoint\.com|windows\.net|zoom\.us|webex\.com)"
)  # the first part of a path is somebody's
_PROBES = frozenset(
    """
    canonical.html check_network_status.txt connecttest.txt dns-query gen_204 generate_204 hotspot-detect.html
    kindle-wifi ncsi.txt nm-check.txt success.html success.txt wifistub.html
    """.split()  # noqa: SIM905  # a list has one word a line
)
"""What systems ask for to learn whether there is Internet."""

_CERTIFICATE = re.compile(r"[a-z]{1,4}\d{0,2}\.(?:crt|crl|cer|der|pem)", re.IGNORECASE)
_CDN = re.compile(r"(.+)\.(?:edgekey|edgesuite|akamaiedge|akadns|akamaized)\.net")
_NODE = re.compile(
    r"(?:[aeg]\d{1,7}|(?:[abgxw]|ds\w{1,6}|dspw?\d+|dscq|cdn|static|global|prod|www)\d?)(?:\.(?:[abgxw]|ds\w{1,6}|akamai))*"
)
_EDITION = re.compile(r"-(?:c|v)(?:-?\d{1,2})?$")
MOST_PARTS = 6
_HOMES = frozenset(
    ["user", "users", "people", "profile", "member", "members", "account", "accounts", "u", "home", "in"]
)


def is_public(name: str) -> bool:
    """Whether a name is, or lies under, a domain of the list `resources/product/domain.txt`, and nobody's own."""
    labels = name.strip().rstrip(".").casefold().split(".")
    known = any(".".join(labels[start:]) in _domains() for start in range(max(len(labels) - 1, 0)))
    if known and (served := _CDN.fullmatch(".".join(labels))):  # a server that many use: the site stands before it
        inner = _EDITION.sub("", served.group(1))
        return _NODE.fullmatch(inner) is not None or is_public(re.sub(r"\.(?:globalredir|dscb?\d?)$", "", inner))
    return known and not end_of_tenant(name)


def end_of_tenant(name: str) -> str:
    """What is public of the name of a customer of a service: "zoom.us" of "acme.zoom.us"; empty for other names."""
    labels = name.strip().rstrip(".").casefold().removeprefix("*.").split(".")
    for start in range(1, len(labels) - 1):
        end, own = ".".join(labels[start:]), labels[:start]
        always = _ALWAYS.fullmatch(end) is not None
        if always or _ALONE.fullmatch(end):
            if _HIDDEN.fullmatch(own[0]) or (
                all(map(_is_service, own)) and not (always and len(own) == 1 and _SERVED.search(end))
            ):
                return ""
            return end
    return ""


def is_plain_path(host: str, path: str) -> bool:
    """Whether a path on a public host is made of words that everybody knows and versions."""
    parts = [part for part in path.split("/") if part]
    if is_public(host) and parts and _PROBES.issuperset(parts):
        return True
    if len(parts) > MOST_PARTS or not is_public(host) or _ACCOUNTS.fullmatch(host.casefold()):
        return False
    if not _HOMES.isdisjoint(part.casefold() for part in parts):
        return False
    return all(
        part in _PROBES
        or _CERTIFICATE.fullmatch(part)
        or _VERSION.fullmatch(part)
        or (re.fullmatch(r"[a-z]{2,}\d?(?:[._-][a-z]{2,})*", part) and is_word(part))
        for part in parts
    )


def _is_service(label: str) -> bool:
    """Whether a label is one of the service's own: "us02web", "login"."""
    parts = re.findall(r"[a-z]+", label)
    return all(part in _SHARED or is_word(part) for part in parts)


@cache
def _domains() -> frozenset[str]:
    return frozenset(files("resources.product").joinpath("domain.txt").read_text("utf-8").split())
