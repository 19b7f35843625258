"""DNS messages (RFC 1035) through dnspython. Import it late: loading dnspython takes longer than all other probes."""

import ipaddress
from collections.abc import Callable

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rdtypes.ANY.CNAME
import dns.rdtypes.IN.A
import dns.rdtypes.IN.AAAA  # these three named, so that a frozen program has what dnspython loads by name

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import ProbeFailed

_LARGEST = 65535  # bytes of any DNS message
_OPTION_HEADER = 4  # bytes
_PAYLOAD = 1232  # bytes that we take over UDP: fits any path (DNS flag day 2020)


def build(name: str, record: str, *, size: int | None = None) -> dns.message.Message:
    """A recursive question; with `size` it is padded to that many bytes. Raises ProbeFailed for an impossible name."""
    try:
        absolute = dns.name.from_text(name)
    except (dns.exception.DNSException, ValueError) as wrong:
        raise ProbeFailed(Failure.NAME_FAILED, f"{name!r} cannot be a name") from wrong
    if size is None:
        return dns.message.make_query(absolute, record)
    bare = len(dns.message.make_query(absolute, record, use_edns=0, payload=_PAYLOAD).to_wire())
    padding = dns.edns.GenericOption(dns.edns.OptionType.PADDING, bytes(max(0, size - bare - _OPTION_HEADER)))
    return dns.message.make_query(absolute, record, use_edns=0, payload=_PAYLOAD, options=[padding])


def wire_of(query: dns.message.Message) -> bytes:
    """The bytes to send. Left to itself dnspython holds a question to the size that it announces for the answer."""
    return query.to_wire(max_size=_LARGEST)


def reader(query: dns.message.Message) -> Callable[[bytes], dns.message.Message | None]:
    """A function that turns bytes into the answer to this very question, or None."""

    def read(wire: bytes) -> dns.message.Message | None:
        try:
            reply = dns.message.from_wire(wire, ignore_trailing=True)
        except (dns.exception.DNSException, ValueError):
            return None
        return reply if query.is_response(reply) else None

    return read


def judge(reply: dns.message.Message, record: str) -> None:
    """Raises ProbeFailed unless the answer carries the record."""
    code = reply.rcode()
    if code == dns.rcode.NXDOMAIN:
        raise ProbeFailed(Failure.NXDOMAIN)
    if code == dns.rcode.REFUSED:
        raise ProbeFailed(Failure.DNS_REFUSED)
    if code != dns.rcode.NOERROR:
        raise ProbeFailed(Failure.SERVFAIL, dns.rcode.to_text(code))
    if not any(found.rdtype == dns.rdatatype.from_text(record) for found in reply.answer):
        raise ProbeFailed(Failure.NO_DATA)


def addresses_in(reply: dns.message.Message, record: str) -> tuple[str, ...]:
    """The addresses of an answer to an A or AAAA question; none for other records."""
    if record not in ("A", "AAAA"):
        return ()

    wanted = dns.rdatatype.from_text(record)
    ours = (found for found in reply.answer if (found.rdtype, found.rdclass) == (wanted, dns.rdataclass.IN))
    texts = (item.to_text() for found in ours for item in found)
    return tuple(dict.fromkeys(str(ipaddress.ip_address(text)) for text in texts))


def is_cut(reply: dns.message.Message) -> bool:
    """Whether the server says that the whole answer did not fit (TC)."""
    return bool(reply.flags & dns.flags.TC)
