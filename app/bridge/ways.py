"""The doors through which a report leaves: sealing, the outbox, the code and its picture, mail, sheets, remote help.

Loaded with the first of them, never before the first paint.
"""

import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:
    from app.guides.hand import Deed
    from app.presenters.handoff import Handed
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.model.site import Report, Site

DIRECT_S = 20.0  # a person who waits before a full disk waits no longer; one server that stalls is given up then

_ELSEWHERE = {socket.AF_INET: "198.51.100.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses that nobody has (RFC 5737, RFC 3849): only the way towards them is asked for, nothing is sent there."""


def code(diagnosis: "Diagnosis", tried: bool) -> Any:
    """The spoken code of a run; of one that broke that of an unknown cause."""
    from app.reports.code import code_of  # noqa: PLC0415

    return code_of(diagnosis, tried=tried)


def qr(diagnosis: "Diagnosis", made: Any, site: "Site", tried: Sequence[Any]) -> Any:
    """The modules of the picture of its link."""
    from app.reports.qr import link, matrix  # noqa: PLC0415

    return matrix(link(diagnosis, made, site, tried))


def seal(draft: Any, made: Any, report: "Report") -> Any:
    """The bytes that leave, for ever the same. Raises SealError."""
    from app.reports.seal import seal as sealed  # noqa: PLC0415

    return sealed(draft, made, report)


def outbox() -> Any:
    """The person's outbox, shared with every other instance of the program."""
    from app.bridge.kept import OUTBOX, folders  # noqa: PLC0415
    from app.reports.outbox import Outbox  # noqa: PLC0415

    return Outbox(folders().state / OUTBOX)


def put(box: Any, sealed: Any, **about: str) -> Any:
    """Put a report into the outbox; raises StoreError. When it returns, the report is on the disk for good."""
    from app.reports.outbox import About  # noqa: PLC0415

    return box.put(sealed, About(**about))


def post(box: Any, site: "Site", listener: Callable[[Any], None]) -> Any:
    """What empties the outbox, the anonymous records in it too, in threads of its own; not started yet."""
    from app.bridge.kept import OUTBOX, folders  # noqa: PLC0415
    from app.reports.outbox import Post, Records  # noqa: PLC0415

    return Post(box, lambda: _carriers(site), listener, records=Records(folders().state / OUTBOX))


def direct(sealed: Any, site: "Site", again: bool) -> Any:
    """The last result of sending without an outbox, for a disk that takes nothing; None where there is no way.

    `again`: these very bytes were tried before.
    """
    from app.reports.carrier import tries  # noqa: PLC0415

    results = list(tries(_carriers(site), str(sealed.name), sealed.data, again=again, deadline_s=DIRECT_S))
    return results[-1] if results else None


def mail(sealed: Any, to: str, subject: str, text: str) -> bytes:
    """A mail that any mail program opens, with the sealed report in it, not sent yet."""
    from app.reports.carrier import eml  # noqa: PLC0415

    return bytes(eml(sealed, to, subject, text))


def remote_help(site: "Site", words: Any) -> Any:
    """How IT helps from afar, with what is said before and after; None where the site file names no way."""
    from app.guides.remote import remote_help as found  # noqa: PLC0415

    return found(site, words)


def open_remote(target: str) -> "Deed":
    """Open that program or page; the person has agreed."""
    from app.guides.actions.remote import open_remote as opened  # noqa: PLC0415

    return opened(target)


def handin(handed: "Handed", site: "Site", lang: str, tried: Sequence[Any]) -> str:
    """The sheet that goes with a laptop which is handed in, as HTML."""
    from app.reports.sheet.handin import handin_html  # noqa: PLC0415

    return handin_html(handed.diagnosis, handed.code, lang, site=site, tried=tried, qr=handed.matrix or ())


def provider(runs: Sequence[Any], lang: str) -> str:
    """The sheet for the internet provider, as HTML: of runs and of watches."""
    from app.reports.sheet.provider import provider_html  # noqa: PLC0415

    return provider_html(runs, lang)


def show_file(path: Path) -> bool:
    """Open a file with whatever this system opens it with; window's thread."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def origin() -> object:
    """From which addresses this computer would speak to the internet now: another value after a change of network.

    Nothing leaves the computer: "connecting" a datagram socket only asks the routing table (RFC 768 has no handshake).
    """
    found = []
    for family, address in _ELSEWHERE.items():
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as one:
                one.connect((address, 9))
                found.append(str(one.getsockname()[0]))
        except OSError:
            found.append("")
    return tuple(found)


def copies(folder: Path) -> dict[str, Path]:
    """The pages to read of reports that left, by report id."""
    try:
        return {path.stem.rpartition("-")[2]: path for path in folder.glob("unstuck-*.html")}
    except OSError:
        return {}


def _carriers(site: "Site") -> Any:
    from app.bridge.kept import OUTBOX, folders  # noqa: PLC0415
    from app.reports.carrier import for_site  # noqa: PLC0415

    return for_site(site.report, site.proxy.server, outbox=folders().state / OUTBOX)
