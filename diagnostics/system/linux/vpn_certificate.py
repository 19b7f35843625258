"""The dates of the certificate that this laptop shows to a VPN: a file in PEM (RFC 7468) or DER (X.690), or a profile
that holds one. Only the dates leave the file; keys that lie beside the certificate are never decoded.
"""

import base64
import binascii
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from diagnostics.model.fact import VpnCertificate
from diagnostics.model.observed import Knowledge, Observed
from diagnostics.model.site import Vpn
from diagnostics.system.guard import observe
from diagnostics.system.linux.table import Row
from diagnostics.system.linux.vpn_file import beginning

_SOURCE = "certificate file"
_NOT_THERE = frozenset({"ENOENT", "ENOTDIR"})
_MOST_BYTES = 1 << 20  # a chain is some kilobytes; what is larger is no certificate
_PEM = re.compile(rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----(.+?)-----END", re.DOTALL)
# A profile of OpenVPN names its parts; <ca> holds other people's certificates.
_OWN_PART = re.compile(rb"<cert>(.+?)</cert>", re.DOTALL)
_SEQUENCE, _INTEGER, _VERSION = 0x30, 0x02, 0xA0
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_LONG_FORM = 0x80
_CENTURY_PIVOT = 50  # RFC 5280, 4.1.2.5.1


def acquire_certificate(path: str) -> Row:
    """{"not_before", "not_after"} in RFC 3339. Raises OSError, or LookupError when the file is in another form."""
    not_before, not_after = _dates(_der(beginning(Path(path).expanduser(), _MOST_BYTES)))
    return {"not_before": not_before, "not_after": not_after}


def normalise_certificate(spec: Vpn, row: Row, now_s: float) -> VpnCertificate:
    """`now_s`: Unix time by this computer's clock, which may be wrong."""
    end = datetime.fromisoformat(row["not_after"])
    return VpnCertificate(
        vpn=spec.name,
        not_before=row["not_before"],
        not_after=row["not_after"],
        expires_in_s=round(end.timestamp() - now_s, 1),
    )


def certificate_of(spec: Vpn, read: Callable[..., Any]) -> Observed[VpnCertificate]:
    """What `read("certificate", path)` gives of the file that the site file names.

    UNSUPPORTED when it names none, or one in a form or a store that is not read here; DENIED when this person may not
    read it; ERROR when it is not there: IT named a file of this laptop.
    """
    if spec.certificate is None:
        return Observed.missing(Knowledge.UNSUPPORTED, _SOURCE, "none named")
    path = spec.certificate
    try:
        answer = observe(_SOURCE, lambda: normalise_certificate(spec, read("certificate", path), time.time()))
    except LookupError as other_form:
        return Observed.missing(Knowledge.UNSUPPORTED, _SOURCE, str(other_form))
    if answer.detail in _NOT_THERE and not _is_in_a_store(path):
        return Observed.missing(Knowledge.ERROR, _SOURCE, answer.detail)
    return answer


def _is_in_a_store(place: str) -> bool:
    """Whether it is the address of a card or a store of keys: "pkcs11:...", "system:..."."""
    scheme, mark, _ = place.rpartition("/")[2].partition(":")
    return bool(mark) and scheme.isalnum()


def _der(data: bytes) -> bytes:
    """The first certificate of the file."""
    own = _OWN_PART.search(data)
    found = _PEM.search(own[1] if own else data)
    if found is not None:
        # Some writers put attributes ("Key: value") above the base64 lines.
        lines = [line.strip() for line in found[1].splitlines()]
        try:
            return base64.b64decode(b"".join(line for line in lines if b":" not in line), validate=True)
        except binascii.Error as error:
            raise ValueError("the certificate is not base64") from error
    if data[:1] == bytes((_SEQUENCE,)):
        return data
    raise LookupError("no certificate")


def _dates(der: bytes) -> tuple[str, str]:
    """The validity of a certificate (RFC 5280, 4.1)."""
    parts = list(_items(der))
    inner = list(_items(parts[0][1])) if parts else []
    if inner and inner[0][0] == _INTEGER:
        raise LookupError("pkcs12")  # RFC 7292 begins with its version; a certificate with a sequence
    fields = list(_items(inner[0][1])) if inner else []
    if fields and fields[0][0] == _VERSION:
        fields = fields[1:]
    if len(fields) < 4:  # serial, algorithm, issuer, validity
        raise LookupError("no certificate")
    dates = [_time(tag, value) for tag, value in _items(fields[3][1])]
    if len(dates) != 2:
        raise ValueError("no two dates")
    return dates[0], dates[1]


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element of a constructed value. ValueError when the bytes do not follow DER."""
    at = 0
    while at + 2 <= len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & _LONG_FORM:
            count = length & ~_LONG_FORM
            length = int.from_bytes(data[at : at + count], "big") if 0 < count <= 4 else len(data)
            at += count
        if at + length > len(data):
            raise ValueError("DER ends inside a value")
        yield tag, data[at : at + length]
        at += length


def _time(tag: int, value: bytes) -> str:
    text = value.decode("ascii", "replace")
    if tag not in (_UTC_TIME, _GENERALIZED_TIME) or not text.endswith("Z") or not text[:-1].isdecimal():
        raise ValueError("a date in an unknown form")
    text = text[:-1].ljust(12 if tag == _UTC_TIME else 14, "0")  # seconds are left out by some old issuers
    if tag == _UTC_TIME:
        text = ("19" if int(text[:2]) >= _CENTURY_PIVOT else "20") + text
    numbers = [int(text[:4]), *(int(text[at : at + 2]) for at in range(4, 14, 2))]
    year, month, day, hour, minute, second = numbers
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC).isoformat().replace("+00:00", "Z")
