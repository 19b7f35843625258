"""Reads names and dates out of an X.509 certificate (RFC 5280) in DER (X.690), and nothing else.

Python's ssl module describes a certificate only when it trusts it; the interesting ones are those that it refuses.
Nothing is verified here and nothing decides on trust by what is read here.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

_COMMON_NAME = bytes((0x55, 0x04, 0x03))  # 2.5.4.3
_ORGANISATION = bytes((0x55, 0x04, 0x0A))  # 2.5.4.10
_ALTERNATIVE_NAME = bytes((0x55, 0x1D, 0x11))  # 2.5.29.17
_SEQUENCE, _BOOLEAN, _OID, _OCTETS = 0x30, 0x01, 0x06, 0x04
_VERSION, _EXTENSIONS, _DNS_NAME = 0xA0, 0xA3, 0x82
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_TEXT = {0x0C: "utf-8", 0x12: "ascii", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1A: "ascii"}
_TEXT |= {0x1C: "utf-32-be", 0x1E: "utf-16-be"}
_LONG_FORM = 0x80
_MOST_LENGTH_BYTES = 4
_CENTURY_PIVOT = 50  # RFC 5280, 4.1.2.5.1: two-digit years from 50 are 19xx
_UTC_DIGITS, _GENERALIZED_DIGITS = 12, 14


class Certificate(NamedTuple):
    """`issuer` is the organisation, else the common name; `subject` the common name, else the first DNS name."""

    issuer: str | None
    subject: str | None
    not_before: str  # RFC 3339, UTC
    not_after: str


def read(der: bytes) -> Certificate:
    """Raises ValueError when the bytes are not a certificate."""
    (_, whole), *_ = _items(der)
    (_, body), *_ = _items(whole)
    fields = [(tag, value) for tag, value in _items(body)]
    if fields and fields[0][0] == _VERSION:
        fields = fields[1:]
    if len(fields) < 6:  # serial, algorithm, issuer, validity, subject, key
        raise ValueError("the certificate has too few fields")
    issuer, subject = _name(fields[2][1]), _name(fields[4][1])
    dates = [_time(tag, value) for tag, value in _items(fields[3][1])]
    if len(dates) != 2:
        raise ValueError("the certificate has no two dates")
    alternative = next((value for tag, value in fields[6:] if tag == _EXTENSIONS), b"")
    return Certificate(
        issuer.get(_ORGANISATION) or issuer.get(_COMMON_NAME),
        subject.get(_COMMON_NAME) or _first_dns_name(alternative),
        dates[0],
        dates[1],
    )


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of a constructed value: tag and content."""
    at = 0
    while at < len(data):
        if at + 2 > len(data):
            raise ValueError("DER ends inside a header")
        tag, length = data[at], data[at + 1]
        at += 2
        if length & _LONG_FORM:
            count = length & ~_LONG_FORM
            if not 1 <= count <= _MOST_LENGTH_BYTES or at + count > len(data):
                raise ValueError("DER has a bad length")
            length = int.from_bytes(data[at : at + count], "big")
            at += count
        if at + length > len(data):
            raise ValueError("DER ends inside a value")
        yield tag, data[at : at + length]
        at += length


def _name(data: bytes) -> dict[bytes, str]:
    """Attribute type to its first value."""
    values: dict[bytes, str] = {}
    for _, group in _items(data):
        for _, attribute in _items(group):
            parts = list(_items(attribute))
            if len(parts) == 2 and parts[0][0] == _OID and parts[1][0] in _TEXT:
                text = parts[1][1].decode(_TEXT[parts[1][0]], "replace").strip()
                values.setdefault(parts[0][1], text)
    return values


def _time(tag: int, value: bytes) -> str:
    text = value.decode("ascii", "replace")
    digits = _UTC_DIGITS if tag == _UTC_TIME else _GENERALIZED_DIGITS
    if tag not in (_UTC_TIME, _GENERALIZED_TIME) or not text.endswith("Z") or not text[:-1].isdecimal():
        raise ValueError("the certificate has a date in an unknown form")
    text = text[:-1].ljust(digits, "0")  # seconds are left out by some old issuers
    if tag == _UTC_TIME:
        text = ("19" if int(text[:2]) >= _CENTURY_PIVOT else "20") + text
    numbers = [int(text[:4])] + [int(text[at : at + 2]) for at in range(4, _GENERALIZED_DIGITS, 2)]
    moment = datetime(*numbers, tzinfo=UTC)  # type: ignore[misc,arg-type]  # six numbers
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year >= 1000 else moment.isoformat()


def _first_dns_name(extensions: bytes) -> str | None:
    for _, listing in _items(extensions):
        for _, extension in _items(listing):
            parts = [(tag, value) for tag, value in _items(extension) if tag != _BOOLEAN]
            if len(parts) == 2 and parts[0] == (_OID, _ALTERNATIVE_NAME) and parts[1][0] == _OCTETS:
                for _, names in _items(parts[1][1]):
                    return next(
                        (name.decode("ascii", "replace") for tag, name in _items(names) if tag == _DNS_NAME), None
                    )
    return None
