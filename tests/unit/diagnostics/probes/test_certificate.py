"""The reader of certificates against certificates that openssl made."""

import random

import pytest

from diagnostics.probes import certificate
from tests.fakes.servers.certificates import Authority


def test_names_and_dates(authority: Authority) -> None:
    pair = authority.sign("read", start="20200102030405Z", end="20491231235959Z")
    seen = certificate.read(pair.der())
    assert seen == ("Lab Authority", "www.example.org", "2020-01-02T03:04:05Z", "2049-12-31T23:59:59Z")


def test_dates_past_2049_have_another_form(authority: Authority) -> None:
    seen = certificate.read(authority.sign("far", start="20250101000000Z", end="20991231235959Z").der())
    assert seen.not_after == "2099-12-31T23:59:59Z"


def test_an_issuer_without_organisation_is_named_by_its_common_name(authority: Authority) -> None:
    seen = certificate.read(authority.self_signed("cn", subject="/CN=Boîte de salon").der())
    assert (seen.issuer, seen.subject) == ("Boîte de salon", "Boîte de salon")


def test_an_empty_subject_is_replaced_by_the_first_dns_name(authority: Authority) -> None:
    pair = authority.sign("bare", subject="/", names="IP:192.0.2.1,DNS:first.example.org,DNS:second.example.org")
    assert certificate.read(pair.der()).subject == "first.example.org"


def test_a_certificate_without_any_name(authority: Authority) -> None:
    assert certificate.read(authority.sign("nameless", subject="/", names="").der()).subject is None


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x80\x00\x00", b"\x30\x00", b"\x30\x02\x30\x00", b"HTTP/1.1 200"])
def test_rubbish_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever it says about rubbish
        certificate.read(data)


def test_damaged_certificates_never_end_in_anything_but_a_value_error(authority: Authority) -> None:
    good = authority.sign("damaged").der()
    dice = random.Random(7)
    refused = 0
    for _ in range(3000):
        bad = bytearray(good[: dice.randrange(1, len(good) + 1)])
        for _ in range(dice.randrange(1, 6)):
            bad[dice.randrange(len(bad))] = dice.randrange(256)
        try:
            certificate.read(bytes(bad))
        except ValueError:
            refused += 1
    assert refused > 1000
