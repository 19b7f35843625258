"""The dates of a certificate, whatever form its file has."""

import base64
import os
from pathlib import Path

import pytest

from diagnostics.model.observed import Knowledge
from diagnostics.model.site import Vpn
from diagnostics.system.linux.facts import LinuxFacts
from diagnostics.system.linux.vpn_certificate import acquire_certificate, normalise_certificate
from tests.unit.diagnostics.system.replay import laptop

REAL = """-----BEGIN CERTIFICATE-----
MIIBeDCCAR2gAwIBAgIUNVa5zaSDnKM2f5dVHw4i3cnOlQswCgYIKoZIzj0EAwIw
ETEPMA0GA1UEAwwGbGFwdG9wMB4XDTI2MTEyMjIxMTg0N1oXDTI2MTIyMjIxMTg0
N1owETEPMA0GA1UEAwwGbGFwdG9wMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
R3CpSY8uNg/tk6PuovCTW+YOEzEjwprWuIBXbsS+JQ34jkopES0CCajTERcRDXMY
PnzSFpCYKQPkp0AbcdrMoaNTMFEwHQYDVR0OBBYEFFgfoEXiz88e59j951pmk4B3
vwZpMB8GA1UdIwQYMBaAFFgfoEXiz88e59j951pmk4B3vwZpMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAMGmRYUpoIxgF9NuizC1U0w8G5/QVBQu
kDWXj27CoQDXAiEArl/V+TVmXZ8/t5M/FP4K9KSZs/Pho317Zf7BLimrezE=
-----END CERTIFICATE-----
"""
REAL_DATES = "2026-12-22T21:18:47Z"


def element(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = bytes((len(body),)) if len(body) < 128 else b"\x82" + len(body).to_bytes(2, "big")
    return bytes((tag,)) + size + body


def certificate(*dates: bytes, version: bool = True) -> bytes:
    """The parts of RFC 5280, 4.1, of which only the dates matter here."""
    name = element(0x30, b"\x31" * 200)  # longer than a length of one byte can say
    head = (element(0xA0, element(0x02, b"\x02")),) if version else ()
    body = element(0x30, *head, element(0x02, b"\x07"), element(0x30), name, element(0x30, *dates), name, element(0x30))
    return element(0x30, body, element(0x30), element(0x03, b"\0"))


def utc(text: str) -> bytes:
    return element(0x17, text.encode())


def late(text: str) -> bytes:
    return element(0x18, text.encode())


DER = certificate(utc("250101000000Z"), utc("261122120000Z"))


def pem(der: bytes, label: str = "CERTIFICATE", before: str = "") -> str:
    text = base64.encodebytes(der).decode()
    return f"{before}-----BEGIN {label}-----\n{text}-----END {label}-----\n"


OTHER = pem(certificate(utc("000101000000Z"), utc("010101000000Z")))
FORMS: dict[str, tuple[bytes, str]] = {
    "DER": (DER, "2026-11-22T12:00:00Z"),
    "PEM": (pem(DER).encode(), "2026-11-22T12:00:00Z"),
    "PEM with text above and lines of Windows": (pem(DER, before="Certificate:\n").replace("\n", "\r\n").encode(),
                                                "2026-11-22T12:00:00Z"),
    "a chain: the first one": ((pem(DER) + OTHER).encode(), "2026-11-22T12:00:00Z"),
    "a key before it": ((pem(b"secret", "PRIVATE KEY") + pem(DER)).encode(), "2026-11-22T12:00:00Z"),
    "a profile: not the authority's": (f"client\n<ca>\n{OTHER}</ca>\n<cert>\n{pem(DER)}</cert>\n".encode(),
                                      "2026-11-22T12:00:00Z"),
    "without seconds": (certificate(utc("2501010000Z"), utc("2611221200Z")), "2026-11-22T12:00:00Z"),
    "without a version": (certificate(utc("250101000000Z"), utc("261122120000Z"), version=False),
                          "2026-11-22T12:00:00Z"),
    "in the last century": (certificate(utc("500101000000Z"), utc("991231235959Z")), "1999-12-31T23:59:59Z"),
    "a late date": (certificate(utc("250101000000Z"), late("20771231235959Z")), "2077-12-31T23:59:59Z"),
    "a real one": (REAL.encode(), REAL_DATES),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_form(form: str, tmp_path: Path) -> None:
    data, expected = FORMS[form]
    (tmp_path / "client.crt").write_bytes(data)
    assert acquire_certificate(str(tmp_path / "client.crt"))["not_after"] == expected


def test_how_long_it_is_still_good() -> None:
    row = {"not_before": "2025-01-01T00:00:00Z", "not_after": "2026-11-22T12:00:00Z"}
    assert normalise_certificate(Vpn(name="V"), row, 1_795_348_800.0 - 60.0).expires_in_s == 60.0
    assert normalise_certificate(Vpn(name="V"), row, 1_795_348_800.0 + 60.0).expires_in_s == -60.0


PKCS12 = element(0x30, element(0x02, b"\x03"), element(0x30))
STATES: dict[str, tuple[bytes | None, Knowledge, str]] = {
    "PKCS#12": (PKCS12, Knowledge.UNSUPPORTED, "pkcs12"),
    "a key only": (pem(b"secret", "PRIVATE KEY").encode(), Knowledge.UNSUPPORTED, "no certificate"),
    "empty": (b"", Knowledge.UNSUPPORTED, "no certificate"),
    "text": ("bonjour é".encode(), Knowledge.UNSUPPORTED, "no certificate"),
    "cut": (DER[:-20], Knowledge.ERROR, "ValueError"),
    "one date": (certificate(utc("250101000000Z")), Knowledge.ERROR, "ValueError"),
    "a date that nobody writes": (certificate(utc("today"), utc("tomorrow")), Knowledge.ERROR, "ValueError"),
    "no base64": (b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", Knowledge.ERROR, "ValueError"),
    "not there": (None, Knowledge.ERROR, "ENOENT"),
}


@pytest.mark.parametrize("case", STATES)
def test_what_cannot_be_read_says_why(case: str, tmp_path: Path) -> None:
    data, state, detail = STATES[case]
    file = tmp_path / "client.crt"
    if data is not None:
        file.write_bytes(data)
    answer = LinuxFacts().vpn_certificate(Vpn(name="V", certificate=str(file)))
    assert (answer.state, answer.detail) == (state, detail)


def test_none_named_or_one_on_a_card() -> None:
    for place in (None, "pkcs11:token=card;object=vpn"):
        assert LinuxFacts().vpn_certificate(Vpn(name="V", certificate=place)).state is Knowledge.UNSUPPORTED


def test_a_file_that_this_person_may_not_read() -> None:
    facts = laptop("cable_dhcp", certificate=PermissionError(13, ""))
    assert facts.vpn_certificate(Vpn(name="V", certificate="/etc/vpn/client.crt")).state is Knowledge.DENIED


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "client.crt")
    answer = LinuxFacts().vpn_certificate(Vpn(name="V", certificate=str(tmp_path / "client.crt")))
    assert answer.state is Knowledge.ERROR


def test_the_whole_answer(tmp_path: Path) -> None:
    (tmp_path / "client.crt").write_bytes(DER)
    found = LinuxFacts().vpn_certificate(Vpn(name="V", certificate=str(tmp_path / "client.crt"))).value
    assert found is not None
    assert (found.vpn, found.not_before, found.not_after) == ("V", "2025-01-01T00:00:00Z", "2026-11-22T12:00:00Z")
