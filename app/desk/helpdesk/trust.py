"""Which certificates a helpdesk may prove itself with: those of the computer, and those of the file of the settings."""

import ssl

from app.desk.helpdesk.ticket import HelpdeskError, Trouble


def trust(ca: str | None, host: str) -> ssl.SSLContext:
    """Made anew for each connection, because IT renews certificates while the collector runs. Raises HelpdeskError."""
    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:  # an ssl.SSLError is one: the file is there and holds no certificate
        raise HelpdeskError(Trouble.NO_CA, host, what=ca or "", detail=repr(error)) from error
