"""Runs first in the packed app: where the authorities are that this computer trusts.

The packed OpenSSL looks where the computer that built it keeps them. On another distribution that place is empty,
and every certificate would look broken. The system's own store comes first: it knows the organisation's authority.
Nothing heavy is imported: this runs before everything, also before `--help`.
"""

import os
import sys

STORES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)
BUNDLED = os.path.join(getattr(sys, "_MEIPASS", ""), "certifi", "cacert.pem")


def point_to_a_store() -> None:
    """Set SSL_CERT_FILE unless the person, or a scenario of the lab, has decided."""
    if os.name == "nt" or "SSL_CERT_FILE" in os.environ or "SSL_CERT_DIR" in os.environ:
        return
    store = next((path for path in (*STORES, BUNDLED) if os.path.isfile(path)), None)
    if store is not None:
        os.environ["SSL_CERT_FILE"] = store


point_to_a_store()
