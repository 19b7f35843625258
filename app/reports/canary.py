"""The last look before a report is sealed: nothing that was taken out may stand in the bytes that leave.

It knows what the redactor knew (names of the person and the computer, everything that got another name, every secret
that was destroyed) and searches for it in every member, in file names, behind escapes, in base64 and in archives.
It lives in memory only: nothing of it is ever written, and it shows none of its values.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.reports.disguise import DEEPEST, folded, layers, packed

SHORTEST = 4  # characters; shorter ones would be found inside ordinary words
ALONE = 8  # characters below which a value counts only where no letter or digit touches it
MANY = 5000  # values searched for; the longest come first, a report names some hundred
CONTACT_KEY = '"contact": '


@dataclass(frozen=True)
class Known:
    """Something that must not leave. `kind` is an id of the wording: "person", "computer", "secret", "address", …"""

    kind: str
    value: str = field(repr=False)


@dataclass(frozen=True)
class Hit:
    """Something that would have left: where, and of which kind. Holds no part of it.

    `ref` is what `Draft.without` takes to strike it out of the report; empty where nothing there can be struck.
    """

    member: str
    kind: str
    ref: str = ""

    @property
    def description(self) -> str:
        """For a log: member, part and kind, nothing of the value."""
        return f"{self.member}{f' ({self.ref})' if self.ref else ''}: {self.kind}"

    def sentence(self, lang: str) -> str:
        """One sentence for a person: what was found where, and what to strike."""
        from diagnostics.wording import Wording  # noqa: PLC0415  # only where something is found

        say = Wording.load(lang)
        kind = say.text(f"level.kind_{self.kind}")
        if self.ref:
            return say.text("level.hit_part", {"kind": kind, "part": self.ref})
        return say.text("level.hit_member", {"kind": kind, "member": self.member})


class Canary:
    """Finds what must not leave. Immutable; may be used from any thread. Never pickled, never printed."""

    def __init__(self, known: Iterable[Known], *, contact: str = "", ours: Iterable[str] = ()) -> None:
        """`contact` is what the person wants IT to read as typed; `ours` are folded texts that tell of nobody."""
        self._contact = folded(" ".join(contact.split()))
        background = tuple(ours)
        values = {(folded(item.value).strip(), item.kind) for item in known}
        usable = {
            (value, kind)
            for value, kind in values
            if len(value) >= SHORTEST and not any(_stands(value, text) for text in background)
        }
        self._values = sorted(usable, key=lambda item: (-len(item[0]), item))[:MANY]

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Canary({len(self)} values)"

    def __reduce__(self) -> str:
        raise TypeError("a canary never leaves the memory")

    def hits(self, members: Mapping[str, bytes]) -> tuple[Hit, ...]:
        """Everything found in the members and in their names, each place and kind once. Takes some 10 ms a member."""
        found: dict[Hit, None] = {}
        for name, data in members.items():
            for kind in self._kinds(name):
                found[Hit("", kind)] = None
            found.update(dict.fromkeys(self._in_member(name, data)))
        return tuple(found)

    def in_text(self, text: str) -> bool:
        """Whether a text holds anything that must not leave."""
        return bool(self._kinds(text))

    def _in_member(self, name: str, data: bytes) -> Iterator[Hit]:
        if not self._values:
            return
        unpacked = [item for item in packed(data) if item]
        for raw in unpacked or [data]:
            plain = raw.decode("utf-8", "replace").replace("\0", "")
            if raw.count(0) * 3 > len(raw):  # UTF-16
                plain += "\n" + raw.decode("utf-16-le", "replace")
            kinds = self._kinds(self._without_contact(plain))
            if kinds:
                places = self._places(plain)
                yield from (Hit(name, kind, ref) for kind in kinds for ref in places.get(kind, [""]))

    def _kinds(self, text: str) -> list[str]:
        """The kinds of everything that stands in the text or behind its disguises."""
        views = dict.fromkeys(folded(layer) for layer in layers(text, DEEPEST))
        whole = "\n".join(views)
        return list(dict.fromkeys(kind for value, kind in self._values if _stands(value, whole)))

    def _without_contact(self, text: str) -> str:
        """The text without the lines that repeat what the person wrote for IT to read."""
        if not self._contact:
            return text
        return "\n".join(line for line in text.splitlines() if not self._is_contact(line))

    def _is_contact(self, line: str) -> bool:
        bare = line.strip().removeprefix(CONTACT_KEY).rstrip(",")
        if len(bare) > 1 and bare[0] == bare[-1] == '"':
            try:
                bare = str(json.loads(bare))
            except ValueError:
                pass  # no line of ours
        return folded(" ".join(bare.split())) == self._contact

    def _places(self, text: str) -> dict[str, list[str]]:
        """For every kind the parts of the report that hold it; empty for a text that is no report."""
        try:
            report = json.loads(text)
        except ValueError:
            return {}
        places: dict[str, list[str]] = {}
        for ref, part in _parts(report):
            shown = "\n".join(_strings(part))
            for kind in self._kinds(shown) if shown else ():
                places.setdefault(kind, []).append(ref)
        return places


def scan(members: Mapping[str, bytes], canary: Canary) -> tuple[Hit, ...]:
    """`canary.hits(members)`."""
    return canary.hits(members)


def _stands(value: str, text: str) -> bool:
    """Whether it stands there by itself; a long one also inside a word."""
    at = text.find(value)
    if at < 0 or (len(value) >= ALONE and not value[-1].isdigit()):
        return at >= 0
    while at >= 0:
        end = at + len(value)
        joined = text[end : end + 1].isalnum() or (text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit())
        if not joined and not text[max(at - 1, 0) : at].isalnum():
            return True
        at = text.find(value, at + 1)
    return False


def _parts(report: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a report that a person can strike, by the name that strikes them."""
    if not isinstance(report, dict):
        return
    run = report.get("diagnosis")
    for part in ("words", "tried"):
        yield part, report.get(part)
    if isinstance(run, dict):
        yield "system", run.get("os")
        for name in ("observations", "checks"):
            for item in run.get(name) or ():
                if isinstance(item, dict):
                    yield str(item.get("id", "")), item


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from _strings(value)
