"""What can be said about a guide beyond its format: does it reach a laptop's verdict, and can people read it."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from app.desk.publish.error import PublishError
from app.desk.publish.finding import Finding, of_guide
from app.guides.format import read_guide
from app.guides.library import SYMPTOM
from app.guides.model import Guide, Step, Words
from app.guides.source import GuideError, Source
from app.guides.source import Path as KeyPath
from app.guides.table import instead
from app.guides.verb import VERBS
from diagnostics.command import SYMPTOMS
from diagnostics.faults import CATALOGUE
from diagnostics.model.verdict import HEALTHY, UNKNOWN
from diagnostics.wording import FALLBACK, Wording

CAUSES = (*(fault.id for fault in CATALOGUE), HEALTHY, UNKNOWN)
TILES = tuple(f"{SYMPTOM}{tile}" for tile in SYMPTOMS)
LONGEST_CAUSE = 80  # characters that are compared with the known ones
MOST_WORDS = 20  # of a sentence: what somebody in trouble reads at once
TRANSLATED_FROM = 25  # characters: shorter texts ("VPN") may be the same in both languages
_UNDONE = re.compile(r"\b(?:T[O]DO|XXX|F[I]XME)\b|\[…\]|<[^>]{1,80}>")
_BARE_PUNCTUATION = re.compile(r"[^\u00a0\u202f\s][;?!»]|« ?[^\u00a0\u202f]| [;:?!»]")


def refuse_unknown(cause: str, known: Sequence[str] = CAUSES) -> None:
    """Raises PublishError for what no laptop calls a cause, with the nearest one or where they are listed."""
    if cause not in known:
        near = difflib.get_close_matches(cause.lower()[:LONGEST_CAUSE], known, n=1)
        if near:
            raise PublishError("no_cause", text=cause, near=near[0])
        raise PublishError("unknown_cause", text=cause)


def guide(path: Path, data: bytes) -> list[Finding]:
    """One guide: what is wrong, then hints. The reader stops at its first mistake; so does this."""
    file = str(path)
    try:
        read = read_guide(file, data, Wording.load(FALLBACK).ids("check"))
    except GuideError as error:
        return [of_guide(error)]
    source = Source(file, data)
    errors = [of_guide(error) for error in _mistakes(path, read, source)]
    return errors or [of_guide(error, is_hint=True) for error in _hints(read, source)]


def is_bare(french: str) -> bool:
    """Whether a no-break space is missing at the punctuation of a French text."""
    return _BARE_PUNCTUATION.search(re.sub(r"https?://|\d:\d", "", french)) is not None


def twins(files: Mapping[str, Path], bodies: Mapping[str, bytes]) -> Iterator[Finding]:
    """Two guides with one id: a laptop would take either. The file's name is the id, so only the case can differ."""
    seen: dict[str, Path] = {}
    for target in bodies:
        if target.startswith("guides/"):
            other = seen.setdefault(target.casefold(), files[target])
            if other is not files[target]:
                yield Finding(str(files[target]), None, "", f"is the same guide as {other.name}", "Remove one of them.")


def _mistakes(path: Path, read: Guide, source: Source) -> Iterator[GuideError]:
    if path.suffix != ".toml" or path.stem != read.id:
        yield source.error(("id",), f"{read.id!r} is not the name of the file", f"Name the file {read.id}.toml.")
    yield from _misplaced(path, read, source)
    for number, step in enumerate(read.steps):
        if step.unknown_verb is not None:
            problem = f"{step.unknown_verb!r} is no verb"
            yield source.error(("steps", number, "verb"), problem, instead(step.unknown_verb, VERBS))
    for place, words in _texts(read):
        for language in ("en", "fr"):
            if _UNDONE.search(words.of(language)):
                problem = "a text that is not written yet"
                yield source.error((*place, language), problem, "Write it, or take the step out.")


def _misplaced(path: Path, read: Guide, source: Source) -> Iterator[GuideError]:
    """A guide that no laptop would ever show, or not for this."""
    tile = read.id.removeprefix(SYMPTOM)
    if read.cause not in CAUSES:
        yield source.error(("cause",), f"{read.cause!r} is no cause", instead(read.cause, CAUSES))
    elif tile != read.id and tile not in SYMPTOMS:
        yield source.error(("id",), f"{tile!r} is no tile", instead(tile, SYMPTOMS))
    elif tile != read.id and read.cause != HEALTHY:
        yield source.error(("cause",), "a tile's guide is for a computer that looks well", f"Write {HEALTHY!r}.")
    elif tile == read.id == path.stem and read.id != read.cause:
        yield source.error(("id",), "a guide has the name of its cause", f"Write id = {read.cause!r}.")


def _hints(read: Guide, source: Source) -> Iterator[GuideError]:
    for place, words in _texts(read):
        if words.en == words.fr and len(words.en) >= TRANSLATED_FROM:
            yield source.error(place, "the same text in both languages", "Translate one of them.")
        for language in ("en", "fr"):
            for sentence in re.split(r"(?<=[.?!])\s+", words.of(language)):
                count = sum(bool(re.search(r"\w", word)) for word in sentence.split())
                if count > MOST_WORDS:
                    problem = f"a sentence of {count} words"
                    yield source.error((*place, language), problem, f"Keep it under {MOST_WORDS + 1}.")
        if is_bare(words.fr):
            problem = "no no-break space at French punctuation"
            yield source.error((*place, "fr"), problem, "Write one before ; : ? » and after «.")


def _texts(read: Guide) -> Iterator[tuple[KeyPath, Words]]:
    yield ("title",), read.title
    yield ("stop",), read.stop
    for number, step in enumerate(read.steps):
        for place, words in _texts_of(step):
            yield ("steps", number, *place), words


def _texts_of(step: Step) -> Iterator[tuple[KeyPath, Words]]:
    yield ("text",), step.text
    for system, words in step.text_on.items():
        yield (f"text_{system}",), words
    for key, extra in (("by_hand", step.by_hand), ("undo", step.undo)):
        if extra is not None:
            yield (key,), extra
    for number, answer in enumerate(step.answers):
        yield ("answers", number), answer.words
