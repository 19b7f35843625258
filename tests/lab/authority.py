"""The lab's certificate authorities, made with the openssl program once for all scenarios of a run."""

from __future__ import annotations

import atexit
import functools
import shutil
import subprocess
import tempfile
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

_CONFIG = """
[req]
distinguished_name = dn
[dn]
[ca]
default_ca = lab
[lab]
new_certs_dir = {folder}
database = {folder}/index
unique_subject = no
default_md = sha256
policy = any
rand_serial = yes
[any]
organizationName = optional
commonName = supplied
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = {alt}
[client]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
"""
PUBLIC = (
    "Northwind Trust Services",
    "Harbour Certification",
    "Old Mill Authority",
)  # invented issuers of "public" sites
COMPANY = "Example Org Internal CA"
YEARS = timedelta(days=365)


class Authority:
    """Makes keys and certificates in its folder. One RSA key serves all sites: only names and dates matter here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        (folder / "index").touch()
        self.key = self._key("site")
        self._ca_key = self._key("authority")
        for name in (*PUBLIC, COMPANY):
            self.make_authority(name)

    def _key(self, name: str) -> Path:
        path = self.folder / f"{name}.key"
        self._openssl("genrsa", "-out", str(path), "2048")
        return path

    def _openssl(self, *argv: str) -> None:
        subprocess.run(["openssl", *argv], check=True, capture_output=True, timeout=20)

    def _sign(
        self, stem: str, subject: str, section: str, issuer: str | None, alt: str, start: datetime, end: datetime
    ) -> Path:
        out, request, config = (self.folder / f"{stem}.{kind}" for kind in ("pem", "csr", "cnf"))
        config.write_text(_CONFIG.format(folder=self.folder, alt=alt))
        key = self._ca_key if section == "authority" else self.key
        self._openssl("req", "-new", "-key", str(key), "-subj", subject, "-config", str(config), "-out", str(request))
        signer = ["-selfsign"] if issuer is None else ["-cert", str(self.folder / f"{issuer}.pem")]
        self._openssl(
            "ca",
            "-batch",
            "-notext",
            "-config",
            str(config),
            "-extensions",
            section,
            "-in",
            str(request),
            "-keyfile",
            str(self._ca_key),
            "-out",
            str(out),
            *signer,
            "-startdate",
            start.strftime("%Y%m%d%H%M%SZ"),
            "-enddate",
            end.strftime("%Y%m%d%H%M%SZ"),
        )
        return out

    def make_authority(self, name: str) -> Path:
        """A root and its intermediate "<name> R1"; the path of the root."""
        with self._lock:
            root = self.folder / f"{name}.pem"
            if not root.exists():
                now = datetime.now(UTC)
                span = (now - 10 * YEARS, now + 20 * YEARS)
                self._sign(name, f"/O={name}/CN={name} Root", "authority", None, "DNS:none.invalid", *span)
                self._sign(f"{name} R1", f"/O={name}/CN={name} R1", "authority", name, "DNS:none.invalid", *span)
            return root

    def site(
        self,
        name: str,
        issuer: str,
        *,
        start: timedelta = timedelta(days=-30),
        end: timedelta = timedelta(days=60),
        alt: str | None = None,
    ) -> Path:
        """Certificate chain for a host name, valid from now+start to now+end. Made once per set of arguments."""
        stem = f"{issuer}-{name}-{int(start.total_seconds())}-{int(end.total_seconds())}"
        chain = self.folder / f"{stem}.chain"
        with self._lock:
            if not chain.exists():
                now = datetime.now(UTC)
                alt = alt or f"DNS:{name}"
                leaf = self._sign(stem, f"/CN={name}", "server", f"{issuer} R1", alt, now + start, now + end)
                chain.write_text(leaf.read_text() + (self.folder / f"{issuer} R1.pem").read_text())
        return chain

    def client(self, name: str, *, start: timedelta = -YEARS, end: timedelta = YEARS) -> Path:
        """A certificate for a VPN client, signed by the company, valid from now+start to now+end."""
        stem = f"client-{name}-{int(start.total_seconds())}-{int(end.total_seconds())}"
        path = self.folder / f"{stem}.pem"
        with self._lock:
            if not path.exists():
                now = datetime.now(UTC)
                self._sign(stem, f"/CN={name}", "client", COMPANY, "DNS:none", now + start, now + end)
        return path

    def root(self, name: str) -> Path:
        """The root certificate of an authority."""
        return self.folder / f"{name}.pem"

    def trust(self, *names: str) -> Path:
        """A folder like /etc/ssl/certs: the bundle and OpenSSL's hashed links, for these authorities only."""
        folder = self.folder / ("trust-" + "-".join(names).replace(" ", "_"))
        with self._lock:
            if not folder.exists():
                folder.mkdir()
                (folder / "ca-certificates.crt").write_text("".join(self.root(name).read_text() for name in names))
                for name in names:
                    shutil.copy(self.root(name), folder / f"{name.replace(' ', '_')}.pem")
                self._openssl("rehash", str(folder))
        return folder


@functools.cache
def authority() -> Authority:
    """The one authority of this process; its folder goes when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="unstuck-lab-ca-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Authority(folder)
