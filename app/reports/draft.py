"""A report before it leaves: redacted, readable, with everything that the person struck out really gone."""

import datetime
import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from importlib.resources import files

import msgspec

from app.reports.canary import Canary
from app.reports.disguise import folded
from app.reports.identity import Identity, this_computer
from app.reports.level import Key, hidden, key_for
from app.reports.model import CONTACT, PARTS, SYSTEM, TRIED, WORDS, LeftOut, Report, StepTried, Summary, Tried
from app.reports.page import page
from app.reports.reading import Line, Speaker, lines, summary
from app.reports.redact import Redactor
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import Observation
from diagnostics.model.site import Site

MAX_BYTES = 2 * 1024 * 1024  # 160 s on a line of 0.1 Mbit/s; above it nobody waits and drops refuse
SHARE = 3  # an observation stands in the report about three times as large as its densest form: indented, and as a line
LONGEST_WORDS = 2000  # characters
LONGEST_CONTACT = 200
SPOKEN = ("en", "fr")  # the languages whose sentences may stand in a report

Speak = Callable[[str], Speaker]


@dataclass(frozen=True)
class Draft:
    """What would leave now. Immutable: striking something out gives another draft. May be used from any thread."""

    report: Report
    it_lang: str
    speak: Speak = field(repr=False)
    canary: Canary = field(default_factory=lambda: Canary(()), repr=False, compare=False)  # in memory only

    def json_bytes(self) -> bytes:
        """The bytes that leave, no others: UTF-8 JSON, indented so that a person can read them."""
        return self._bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of `json_bytes()`, as 64 hexadecimal digits."""
        return hashlib.sha256(self._bytes).hexdigest()

    @property
    def name(self) -> str:
        """The file's name: a date and random digits, nothing about the person."""
        return f"unstuck-{self.report.created_at[:10]}-{self.report.id}.json"

    def lines(self, lang: str) -> tuple[Line, ...]:
        """The preview line by line; `Line.ref` goes into `without`."""
        return lines(self.report, self.speak(lang))

    def text(self, lang: str) -> str:
        """The preview as plain text, with the hash of what leaves."""
        parts = [f"\n{line.text}" if line.is_heading else line.text for line in self.lines(lang)]
        return "\n".join([*parts, "", f"{self.name}, {len(self._bytes)} B", f"SHA-256 {self.sha256}"]).strip() + "\n"

    def html(self, lang: str) -> str:
        """The preview as a page that ends with the very bytes that leave."""
        return page(self.lines(lang), self._bytes, self.sha256, lang, self.name)

    def without(self, *refs: str) -> "Draft":
        """The same without these parts, checks or observations (by id). Raises KeyError for a ref that is none."""
        report = self.report
        parts = {ref for ref in refs if ref in PARTS}
        known = {item.id: item for item in report.diagnosis.observations}
        checks = {item.check for item in known.values()} | {item.id for item in report.diagnosis.checks}
        unknown = set(refs) - parts - checks - known.keys() - set(report.left_out.observations)
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        gone = tuple(id for id, item in known.items() if id in refs or item.check in refs)
        emptied = {WORDS: "", CONTACT: "", TRIED: ()}
        left = LeftOut(
            parts=tuple(part for part in PARTS if part in parts or part in report.left_out.parts),
            observations=(*report.left_out.observations, *gone),
            too_large=report.left_out.too_large,
        )
        run = _without(report.diagnosis, gone)
        told = tuple(msgspec.structs.replace(item, detail="") if item.id in refs else item for item in run.checks)
        run = msgspec.structs.replace(run, checks=told, os=None if SYSTEM in parts else run.os)
        changed = {part: emptied[part] for part in parts if part in emptied}
        smaller = msgspec.structs.replace(report, diagnosis=run, left_out=left, **changed)
        return replace(self, report=_readable(smaller, self.speak(self.it_lang)))

    @cached_property
    def _bytes(self) -> bytes:
        return _encoded(self.report)


def compose(
    diagnosis: Diagnosis,
    *,
    words: str = "",
    contact: str = "",
    tried: Iterable[StepTried] = (),
    site: Site | None = None,
    lang: str = "en",
    identity: Identity | None = None,
    speak: Speak | None = None,
    key: bytes | None = None,
    now: datetime.datetime | None = None,
) -> Draft:
    """Make a report of a run. Nothing is read from the network; `this_computer()` is asked for names unless given.

    `words` are redacted like every free text; `contact` is how the person wants to be reached and stays as typed.
    `lang` is the person's language; the lines inside the report are in IT's, the first language of `site`.
    `site.report` says how much is hidden. The pseudonyms are made with a fresh random `key` and forgotten, so that
    two reports cannot be linked by them, unless the site file has a `link_key`. What the canary still finds is struck.
    """
    site = diagnosis.site if site is None else site
    facts = [item.fact for item in diagnosis.observations]
    keys = Key(key, linked=False) if key else key_for(site.report)
    hide = hidden(site.report)
    redactor = Redactor(site, facts, identity or this_computer(), keys.value, hide=hide, linked=keys.linked)
    tried = tuple(tried)
    for told in (words, *(item.reason for item in tried)):
        redactor.told(told[:LONGEST_WORDS], lines=True)  # what the person gives away is hidden in the facts too
    moment = now or datetime.datetime.now(datetime.UTC)
    run = redactor.diagnosis(diagnosis)
    report = Report(
        id=secrets.token_hex(8),
        created_at=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        lang=lang,
        summary=Summary(line="", cause="", certainty="", owner=""),
        words=redactor.told(words[:LONGEST_WORDS], lines=True).strip(),
        contact=_one_line(contact)[:LONGEST_CONTACT],
        tried=tuple(
            Tried(step=str(item.step), result=str(item.result), reason=redactor.told(item.reason)) for item in tried
        ),
        left_out=LeftOut(parts=tuple(part for part in (WORDS, SYSTEM) if part in hide)),
        diagnosis=run,
    )
    speak = speak or _wording(site.organisation.it_name)
    it_lang = site.organisation.languages[0] if site.organisation.languages else lang
    canary = Canary(redactor.known(), contact=report.contact, ours=_ours(run.site))
    return _struck(Draft(_fitting(report, speak(it_lang)), it_lang, speak, canary))


def _struck(draft: Draft) -> Draft:
    """The draft without the parts in which the canary still finds something: the rest must get out all the same."""
    refs = {hit.ref for hit in draft.canary.hits({"report.json": draft.json_bytes()}) if hit.ref}
    return draft.without(*refs) if refs else draft


def _ours(site: Site) -> tuple[str, ...]:
    """All texts that say nothing about anybody, folded: IT's file and the sentences of the program."""
    return (folded(msgspec.json.encode(site).decode()), *_sentences())


@cache
def _sentences() -> tuple[str, ...]:
    folder = files("resources.wording")
    return tuple(folded(folder.joinpath(f"{lang}.toml").read_text("utf-8")) for lang in SPOKEN)


def _readable(report: Report, say: Speaker) -> Report:
    """The report with its lines for people, made from what it holds now."""
    verdict = report.diagnosis.verdict
    short = Summary(
        line=summary(verdict, say),
        cause=verdict.cause if verdict else "unknown",
        certainty=verdict.certainty.value if verdict else "",
        owner=verdict.owner.value if verdict else "",
    )
    return msgspec.structs.replace(
        report, summary=short, readable=tuple(line.text.rstrip() for line in lines(report, say))
    )


def _fitting(report: Report, say: Speaker) -> Report:
    """Leave out the largest observations that are no evidence until the report fits, and say which."""
    report = _readable(report, say)
    evidence = set(report.diagnosis.verdict.evidence) if report.diagnosis.verdict else set()
    waiting = sorted(report.diagnosis.observations, key=lambda item: (item.id not in evidence, _size(item)))
    gone: list[str] = []
    while waiting and (surplus := len(_encoded(report)) - MAX_BYTES) > 0:
        freed = 0
        while waiting and freed * SHARE < surplus:
            item = waiting.pop()
            freed += _size(item)
            gone.append(item.id)
        left = msgspec.structs.replace(report.left_out, too_large=tuple(gone))
        run = _without(report.diagnosis, gone)
        report = _readable(msgspec.structs.replace(report, diagnosis=run, left_out=left), say)
    return report


def _without(run: Diagnosis, ids: Iterable[str]) -> Diagnosis:
    gone = set(ids)
    kept = tuple(item for item in run.observations if item.id not in gone)
    return msgspec.structs.replace(run, observations=kept)


def _size(item: Observation) -> int:
    return len(msgspec.json.encode(item))


def _encoded(report: Report) -> bytes:
    return msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


@lru_cache(maxsize=8)
def _wording(it_name: str) -> Speak:
    from diagnostics.wording import Wording  # noqa: PLC0415  # a report in a test speaks with its own words

    return lru_cache(maxsize=4)(lambda lang: Wording.load(lang, it_name=it_name))
