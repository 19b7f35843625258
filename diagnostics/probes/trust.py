"""Which certificate authorities are believed: the system's, plus one file of the organisation."""

import os
import ssl
from functools import lru_cache
from pathlib import Path

# Where Linux distributions keep their bundle; OpenSSL inside a frozen program only knows the build machine's place.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # Alpine, macOS
)
_STRICT = 0x20  # X509_V_FLAG_X509_STRICT
_KEPT = 8  # contexts: a run has one for the public and a few for the organisation's own authorities


def verifying(ca: str | None = None, protocols: tuple[str, ...] = ()) -> ssl.SSLContext:
    """A context that believes the system and `ca` (a PEM file). Loading is cached until one of the files changes.

    `protocols` are offered by ALPN (RFC 7301), the favourite first.
    Raises OSError or ssl.SSLError when `ca` cannot be read.
    """
    paths = ssl.get_default_verify_paths()
    files = (ca, paths.cafile, paths.capath)
    return _verifying(ca, protocols, tuple(_stamp(path) for path in files), os.environ.get(paths.openssl_cafile_env))


@lru_cache(maxsize=_KEPT)
def _verifying(
    ca: str | None, protocols: tuple[str, ...], stamps: tuple[int, ...], named: str | None
) -> ssl.SSLContext:
    del stamps, named  # only there to make a change of the files a new entry
    context = ssl.create_default_context()
    # Newer Pythons refuse authorities that browsers accept (RFC 5280 to the letter): people compare with browsers.
    context.verify_flags = ssl.VerifyFlags(context.verify_flags & ~_STRICT)
    if not context.cert_store_stats()["x509_ca"] and not _has_default():
        _fall_back(context)
    if ca is not None:
        context.load_verify_locations(cafile=ca)
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


def unverified() -> ssl.SSLContext:
    """A context that accepts any certificate: only for reading what a server shows, never for believing it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        context.set_ciphers("DEFAULT@SECLEVEL=0")  # weak keys are worth reading too
    except ssl.SSLError:  # another TLS library than OpenSSL: its own default will do
        pass
    return context


def _stamp(path: str | None) -> int:
    try:
        return Path(path).stat().st_mtime_ns if path else 0
    except OSError:
        return 0


def _has_default() -> bool:
    """A folder of certificates is read only when needed, so an empty store says nothing about it."""
    folder = ssl.get_default_verify_paths().capath
    try:
        return folder is not None and any(Path(folder).iterdir())
    except OSError:
        return False


def _fall_back(context: ssl.SSLContext) -> None:
    for bundle in _BUNDLES:
        if Path(bundle).is_file():
            context.load_verify_locations(cafile=bundle)
            return
    import certifi  # noqa: PLC0415  # only where the system has nothing

    context.load_verify_locations(cafile=certifi.where())
