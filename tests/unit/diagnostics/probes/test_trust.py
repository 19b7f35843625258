"""Whom we believe when the system has nothing to offer: what a frozen program finds on a foreign distribution."""

import os
from pathlib import Path

import certifi
import pytest

from diagnostics.probes import trust
from tests.fakes.servers.certificates import Authority


@pytest.fixture(autouse=True)
def no_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """OpenSSL's own places are empty."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "missing"))
    trust._verifying.cache_clear()


def _count() -> int:
    return trust.verifying().cert_store_stats()["x509_ca"]


def test_the_distributions_bundle_is_found(monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
    monkeypatch.setattr(trust, "_BUNDLES", ("/nonexistent/ca.pem", str(authority.own.certificate)))
    assert _count() == 1


def test_without_any_bundle_there_is_the_one_that_we_bring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "_BUNDLES", ())
    assert _count() > 50
    assert Path(certifi.where()).is_file()


def test_a_named_file_is_the_only_one(monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.own.certificate))
    assert _count() == 1


def test_a_file_that_changes_is_read_again(authority: Authority, tmp_path: Path) -> None:
    ca = tmp_path / "extra.pem"
    ca.write_text(authority.own.certificate.read_text())
    first = trust.verifying(str(ca))
    assert trust.verifying(str(ca)) is first
    os.utime(ca, ns=(1, 1))
    assert trust.verifying(str(ca)) is not first
