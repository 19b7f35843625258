"""Open a sealed report on IT's side and say what it holds. Nothing is written to the disk.

Whoever knows a public key can seal whatever they like: nothing inside is believed, and no character of it that could
steer a terminal is ever shown.
"""

import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from app.desk.private import is_open_to_all
from app.reports import seal
from app.reports.bundle import LARGEST_BYTES, REPORT, Bundle, BundleError
from app.reports.model import Report
from app.reports.reading import DOT, lines
from app.reports.refusal import Obstacle, SealError
from app.reports.sealname import SealName
from app.store.folder import folders
from diagnostics.wording import Wording

KEY_FILE = "desk-key.txt"
LARGEST_KEY_FILE = 64 * 1024  # bytes: hundreds of keys, of which the oldest should have gone long ago
SECRET, PUBLIC = "AGE-SECRET-KEY-1", "age1"  # the beginnings of keys, as age-keygen writes them
LOCKED = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
_WEIRD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a value that no laptop of ours ever wrote may cause in sentences and rules."""


class OpenError(Exception):
    """A file could not be read. `str()` is the English sentence, `sentence("fr")` the French one."""

    def __init__(self, kind: str, path: Path, line: int = 0) -> None:
        self.kind, self.path, self.line = kind, path, line
        super().__init__(kind, path, line)

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, lang: str) -> str:
        """Which file, which line, how to mend it. Never what stands there: it may be half a secret key."""
        args = {"path": safe(str(self.path)), "n": str(self.line)}
        return Wording.load(lang).text(f"desk_open.{self.kind}", args)


@dataclass(frozen=True)
class Opened:
    """A sealed report whose seal, name, hashes and kinds were all found right."""

    name: SealName | None  # None where the file was given another name
    bundle: Bundle


def key_file() -> Path:
    """Where IT's own secret key is looked for unless another file is named."""
    return folders().config / KEY_FILE


def keys_in(path: Path) -> tuple[str, ...]:
    """The secret keys of a file as age-keygen writes it (one a line, # begins a comment). Raises OpenError.

    A file that everybody on this computer may read is refused: what it was to keep secret is not secret any more.
    """
    data = _read(path, LARGEST_KEY_FILE, missing="no_key_file")
    if data.startswith(LOCKED):
        raise OpenError("key_locked", path)
    found = []
    for number, raw in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        if not text.startswith(SECRET):
            raise OpenError("key_public" if text.startswith(PUBLIC) else "key_line", path, number)
        found.append(text)
    if not found:
        raise OpenError("no_key_inside", path)
    try:
        if is_open_to_all(path):
            raise OpenError("key_open", path)
    except OSError as error:
        raise OpenError("unreadable", path) from error
    return tuple(found)


def open_file(path: Path, keys: tuple[str, ...]) -> Opened:
    """Open one sealed report. Raises OpenError, SealError or BundleError.

    A file that still has the name it left the laptop with must also be what the name says.
    """
    data = _read(path, LARGEST_BYTES)
    name = SealName.parse(path.name)
    if name is not None and not name.matches(data):
        raise SealError(Obstacle.WRONG_NAME)
    bundle = seal.open_sealed(data, keys)
    inside = bundle.manifest
    if name is not None and (name.report_id, name.code) != (inside.report_id, inside.code):
        raise SealError(Obstacle.WRONG_NAME)
    return Opened(name, bundle)


def shown(opened: Opened, lang: str) -> str:
    """The report for a terminal, in this language, judged once more by the rules of this version."""
    manifest, report = opened.bundle.manifest, opened.bundle.report
    say = Wording.load(lang, it_name=report.diagnosis.site.organisation.it_name)
    bare = manifest.code
    head = (
        ("code", "-".join((bare[:3], bare[3:6], bare[6:]))),
        ("report", manifest.report_id),
        ("made", manifest.created_at),
        ("version", manifest.version),
    )
    try:
        read = [f"\n{line.text}" if line.is_heading else line.text for line in lines(report, say)]
    except _WEIRD as error:
        raise BundleError(Obstacle.MEMBER_UNREADABLE, name=REPORT) from error
    first = DOT.join(f"{say.text(f'desk_open.{id}')} {value}" for id, value in head)
    return safe("\n".join([first, say.text("desk_open.unproved"), *_judged_again(report, say), *read])) + "\n"


def as_json(opened: Opened) -> str:
    """The report as the laptop wrote it, for other programs; only escapes are added, the values stay the same."""
    return safe(opened.bundle.members[REPORT].decode("utf-8"))


def safe(text: str) -> str:
    """The text with everything that is neither printable nor an end of line written as JSON escapes it."""
    return re.sub(r"[^\n]+", lambda row: "".join(map(_visible, row.group())), text)


def _visible(char: str) -> str:
    if char.isprintable() or unicodedata.category(char) == "Zs":  # French sentences have blanks of their own
        return char
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _judged_again(report: Report, say: Wording) -> list[str]:
    from diagnostics.verdict.judge import judge  # noqa: PLC0415  # all rules; who only wants the JSON needs none

    run = report.diagnosis
    try:
        cause = judge(run.site, run.checks, run.observations, symptom=run.symptom).cause
    except _WEIRD:  # it says nothing then
        return []
    same = run.verdict is not None and run.verdict.cause == cause
    result = say.text("desk_open.same") if same else say.text("desk_open.other", {"name": cause})
    return [f"{say.text('desk_open.again')}{DOT}{result}"]


def _read(path: Path, most: int, *, missing: str = "no_file") -> bytes:
    """At most one byte more than allowed, so that what comes next sees that it is too large."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
            raise OpenError("not_a_file", path)
        with path.open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError as error:
        raise OpenError(missing, path) from error
    except PermissionError as error:
        raise OpenError("denied", path) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise OpenError("unreadable", path) from error
