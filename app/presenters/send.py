"""The send screen: what leaves, line by line, where it goes, and how it ended."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from app.presenters.phrase import Phrases

if TYPE_CHECKING:
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
    """How sending or saving ended. `kind`: "sent", "kept", "waits", "saved" or "failed"."""

    kind: str
    path: Path | None = None
    sentence: str = ""  # of the one who tried, in the person's language


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
        send=say("send.button" if site.report.drop else "send.button.folder"),
    )


def where(say: Phrases, site: "Site", folder: Path) -> str:
    """In words, where the report goes."""
    if site.report.drop:
        return say("send.where.drop", host=urlsplit(site.report.drop).hostname or site.report.drop)
    return say("send.where.folder", folder=folder)


def ended_view(ended: Ended, say: Phrases) -> str:
    """One or two sentences."""
    match ended.kind:
        case "sent":
            return ended.sentence
        case "waits":
            return f"{ended.sentence} {say('send.waits', path=ended.path)}"
        case "failed":
            return say("send.failed", why=ended.sentence)
    return say("send.kept", path=ended.path)


def _lines(full: Draft, struck: frozenset[str], say: Phrases) -> tuple[SendLine, ...]:
    out = []
    for line in full.lines(say.lang):
        # An observation "dns.system/2" goes with its check "dns.system".
        check = line.ref.rpartition("/")[0] if line.ref else ""
        kept = not (line.ref in struck or (check and check in struck))
        out.append(SendLine(line.text.rstrip(), line.ref, line.is_heading, kept))
    return tuple(out)
