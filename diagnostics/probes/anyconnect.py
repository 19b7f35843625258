"""How an AnyConnect gateway is told from any other web server: by the answer to one request, without signing in.

Cisco's gateways and ocserv name their sign-in protocol in headers and cookies ("The OpenConnect VPN Protocol",
draft-mavrogiannopoulos-openconnect, section 2.1).
"""

from diagnostics.probes.channel import Channel
from diagnostics.probes.http import request
from diagnostics.probes.httpmessage import Head, Reader
from diagnostics.probes.weburl import bracketed

_MARKS = frozenset(("x-transcend-version", "x-aggregate-auth", "x-cstp-version"))
_COOKIE = "webvpn"  # start of the names of the gateway's cookies
_PORTAL = "/+cscoe+/"  # where its own pages live
_ASK = (("X-Aggregate-Auth", "1"), ("X-Transcend-Version", "1"))


async def greet(channel: Channel, host: str) -> bool:
    """Whether an AnyConnect gateway is at the other end of a TLS channel. Raises ProbeFailed or an OSError."""
    await channel.send(request("GET", "/", bracketed(host), _ASK))
    return recognise(await Reader(channel).head())


def recognise(head: Head) -> bool:
    """The same from the head of its answer."""
    for name, value in head.headers:
        text = value.strip().lower()
        if name in _MARKS or (name == "set-cookie" and text.startswith(_COOKIE)):
            return True
        if name == "location" and _PORTAL in text:
            return True
    return False
