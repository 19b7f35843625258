"""A certificate authority of the test's own, made with the openssl program."""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

_CONFIG = """
[ca]
default_ca = own
[own]
database = {folder}/index.txt
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
email_in_dn = no
copy_extensions = copy
default_days = 30
[any]
commonName = optional
organizationName = optional
countryName = optional
"""


@dataclass(frozen=True)
class Pair:
    """PEM files of one certificate and its key."""

    certificate: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context

    def der(self) -> bytes:
        return ssl.PEM_cert_to_DER_cert(self.certificate.read_text())


class Authority:
    """Signs what a test needs, dates included."""

    def __init__(self, folder: Path, organisation: str = "Lab Authority") -> None:
        self.folder = folder
        (folder / "index.txt").write_text("")
        (folder / "ca.cnf").write_text(_CONFIG.format(folder=folder))
        self.own = self.self_signed("ca", subject=f"/O={organisation}/CN=Lab Root", authority=True)

    def self_signed(self, name: str, *, subject: str, authority: bool = False, names: str = "") -> Pair:
        """A certificate that is its own issuer."""
        extensions = ["-addext", f"subjectAltName={names}"] if names else []
        if not authority:
            extensions += ["-addext", "basicConstraints=critical,CA:FALSE"]
        pair = self._pair(name)
        _openssl(
            "req", "-x509", *_key(pair), "-subj", subject, "-days", "30", "-utf8", *extensions, "-out", pair.certificate
        )
        return pair

    def sign(
        self,
        name: str,
        *,
        subject: str = "/CN=www.example.org",
        names: str = "DNS:www.example.org",
        start: str | None = None,
        end: str | None = None,
    ) -> Pair:
        """A server certificate; dates like "20200101000000Z"."""
        pair = self._pair(name)
        request = self.folder / f"{name}.csr"
        alternative = ["-addext", f"subjectAltName={names}"] if names else []
        _openssl("req", "-new", *_key(pair), "-subj", subject, "-utf8", *alternative, "-out", request)
        dates = (["-startdate", start] if start else []) + (["-enddate", end] if end else [])
        _openssl(
            *("ca", "-batch", "-notext", "-config", self.folder / "ca.cnf", *dates, "-cert", self.own.certificate),
            *("-keyfile", self.own.key, "-in", request, "-out", pair.certificate, "-preserveDN", "-utf8"),
        )
        return pair

    def _pair(self, name: str) -> Pair:
        return Pair(self.folder / f"{name}.pem", self.folder / f"{name}.key")


def _key(pair: Pair) -> list[object]:
    return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", pair.key]


def _openssl(*arguments: object) -> None:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr
