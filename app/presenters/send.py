"""The send screen: what leaves, line by line, where it goes, and how it ended."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.presenters.phrase import Phrases

if TYPE_CHECKING:
    from app.presenters.handoff import Code
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.model.site import Site

CHARS_PER_GROUP = 8  # of the fingerprint, so that two people can compare it on the phone


class DraftLine(Protocol):
    """A line of `app.reports.reading`."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def ref(self) -> str | None:
        """What leaving it out is called; None: it always leaves."""

    @property
    def is_heading(self) -> bool:
        """Whether it is one."""


class Draft(Protocol):
    """What this needs of `app.reports.draft.Draft`."""

    def lines(self, lang: str) -> tuple[DraftLine, ...]:
        """The report line by line."""

    def json_bytes(self) -> bytes:
        """The bytes that leave."""

    @property
    def sha256(self) -> str:
        """Of these bytes."""

    @property
    def name(self) -> str:
        """The file's name."""


@dataclass(frozen=True)
class SendLine:
    """One line of the preview. `ref` None: it has no box in front of it."""

    text: str
    ref: str | None
    is_heading: bool
    is_kept: bool


@dataclass(frozen=True)
class SendView:
    """Everything that the screen shows of a draft."""

    lines: tuple[SendLine, ...]
    bytes_text: str
    fingerprint: str
    where: str
    send: str


@dataclass(frozen=True)
class Evidence:
    """What a report is about when it is not the latest run: the run that saw it, and how it is told."""

    diagnosis: "Diagnosis"
    words: str


@dataclass(frozen=True)
class Ended:
    """How sending or saving ended.

    `kind`: "queued" (it leaves by itself), "sent" (without the outbox), "stuck" (neither kept nor sent), "refused" (it
    could not be sealed), "kept", "saved", "mail" (written, to be opened), "mailed", "mail_kept" (no program opened it)
    or "failed".
    """

    kind: str
    path: Path | None = None
    sentence: str = ""  # of the one who tried, in the person's language
    name: str = ""  # the sealed file's, in the outbox


@dataclass(frozen=True)
class MailText:
    """What the person sees of a mail before sending it."""

    subject: str
    body: str


def send_view(full: Draft, draft: Draft, struck: frozenset[str], say: Phrases, site: "Site", folder: Path) -> SendView:
    """`full`: everything that could leave; `draft`: what leaves now that `struck` was taken out of it."""
    data = draft.json_bytes()
    kb = max(1, round(len(data) / 1000))
    groups = " ".join(draft.sha256[at : at + CHARS_PER_GROUP] for at in range(0, len(draft.sha256), CHARS_PER_GROUP))
    return SendView(
        lines=_lines(full, struck, say),
        bytes_text=data.decode("utf-8", "replace"),
        fingerprint=f"{draft.name} · {say('send.size', kb=kb)}\n{say('send.hash', hash=groups)}",
        where=where(say, site, folder),
        send=say("send.button" if leaves(site) else "send.button.folder"),
    )


def where(say: Phrases, site: "Site", folder: Path) -> str:
    """In words, where the report goes."""
    report = site.report
    if not report.recipients:
        return say("send.where.open" if report.drop or report.folder else "send.where.folder", folder=folder)
    if report.drop:
        return say("send.where.drop", host=report.destination)
    if report.folder:
        return say("send.where.share", to=report.destination)
    return say("send.where.mail", folder=folder)


def leaves(site: "Site") -> bool:
    """Whether a report can leave by itself: sealed, and to somewhere."""
    return bool(site.report.recipients and (site.report.drop or site.report.folder))


def ended_view(ended: Ended, say: Phrases) -> str:
    """One or two sentences."""
    match ended.kind:
        case "sent":
            return ended.sentence
        case "queued":
            return say("send.queued")
        case "stuck":
            return f"{ended.sentence} {say('send.stuck')}"
        case "refused":
            kept = say("send.kept", path=ended.path) if ended.path else ""
            return f"{ended.sentence} {kept}".strip()
        case "mailed":
            return say("send.mailed")
        case "mail_kept":
            return say("send.mail_kept", path=ended.path)
        case "failed":
            return say("send.failed", why=ended.sentence)
    return say("send.kept", path=ended.path)


def mail_text(code: "Code", say: Phrases) -> MailText:
    """The words around a sealed report in a mail: the code, and what the file is."""
    words = " ".join(code.words(say.lang))
    return MailText(say("send.mail.subject", code=code.chars), say("send.mail.body", code=code.chars, words=words))


def _lines(full: Draft, struck: frozenset[str], say: Phrases) -> tuple[SendLine, ...]:
    out = []
    for line in full.lines(say.lang):
        # An observation "dns.system/2" goes with its check "dns.system".
        check = line.ref.rpartition("/")[0] if line.ref else ""
        kept = not (line.ref in struck or (check and check in struck))
        out.append(SendLine(line.text.rstrip(), line.ref, line.is_heading, kept))
    return tuple(out)
