"""docs/accuracy.md from the rows of a lab run: pure, so that the same rows give the same page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from diagnostics.faults import CATALOGUE
from diagnostics.wording import Wording
from tests.catalogue.stand_in import StandIn, stand_ins
from tests.lab.row import Row
from tests.lab.scenario import Scenario
from tests.lab.score import HEALTHY, Score

_INTRO = """# How often the verdict is right

Unstuck is judged in a lab before anybody relies on it. The lab is a small world inside one computer: a laptop, a home
router, the internet and a company, built fresh each time from Linux network namespaces with real programs (OpenVPN,
WireGuard, ocserv and openconnect, strongSwan, nginx, dnsmasq). One thing is broken, sometimes two. Small independent
probes first prove that it is broken as intended; then the diagnosis runs as a whole process, with nothing but what it
finds on the laptop, and its verdict is compared with the truth.

What this page cannot tell: how often each fault happens in real life, and how the verdict does on faults that nobody
thought of. The scenarios were known while the rules were made.
"""

_WORDS = {
    "confirmed": "two independent probes agree",
    "likely": "one probe, or one that has another explanation",
    "possible": "nothing better explains what was seen",
}


def page(rows: Sequence[Row], scenarios: Sequence[Scenario]) -> str:
    """The whole page in Markdown. `scenarios` say what each row's world was; rows of others are left out."""
    known = {item.name: item for item in scenarios}
    rows = [row for row in rows if (row.after or row.name) in known]
    score = Score(rows)
    days = sorted({row.day for row in rows if row.day})
    parts = [
        _INTRO,
        f"Measured on {days[-1]}.\n" if days else "",
        _figures(score),
        _certainty(score),
        _misses(score),
        _causes(score, known),
        _matrix(score),
        _pairs(score, known),
        _odd(score, known),
        _not_real(stand_ins()),
        _again(score),
    ]
    return "\n".join(part for part in parts if part)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100.0 * part / whole:.1f} %)" if whole else "0 of 0"


def _figures(score: Score) -> str:
    rows = score.rows
    first = [row for row in rows if not row.after]
    broken = [row for row in rows if row.expected != HEALTHY]
    odd = {row.name for row in rows if row.expected == HEALTHY and not row.after}
    sure = [row for row in rows if row.certainty == "confirmed"]
    wanted = [
        ("scenarios", len({row.name for row in first})),
        ("rounds", max((row.round for row in rows), default=0)),
        ("diagnoses, those after a repair included", len(rows)),
        ("the true cause was named first", _share(score.top1, len(rows))),
        ("all of it was right: cause, other causes, reason, certainty", _share(score.hits, len(rows))),
        ("`healthy` was said of a broken laptop", _share(len(score.missed), len(broken))),
        ("a cause was named where nothing is wrong", _share(len(score.alarms), len(rows) - len(broken))),
        ("a cause was named beside the true one and was not there", _share(len(score.false_others), len(broken))),
        ("`confirmed`, and wrong", _share(len(score.sure_and_wrong), len(sure))),
        ("worlds with two faults", len({row.after or row.name for row in score.pairs})),
        ("healthy but unusual worlds", len(odd)),
        ("causes of the catalogue", len(CATALOGUE)),
        *_seconds(score),
    ]
    return "## The figures\n\n" + _table(("", ""), wanted)


def _seconds(score: Score) -> list[tuple[str, object]]:
    if score.median_s is None:
        return []
    found: list[tuple[str, object]] = [("seconds of the whole process, median", f"{score.median_s:.1f}")]
    for name, row in (
        ("the slowest", score.slowest()),
        ("the slowest of those that are dark", score.slowest(dark=True)),
    ):
        if row is not None:
            found.append((f"seconds, {name}", f"{row.seconds:.1f} ({row.name})"))
    loaded = [row.seconds or 0.0 for row in score.rows if row.loads_line]
    if loaded:
        found.append(("seconds with the tests that load the line, slowest", f"{max(loaded):.1f}"))
    return found


def _certainty(score: Score) -> str:
    rows = [
        (word, _WORDS[word], right, wrong, _share(right, right + wrong))
        for word, (right, wrong) in score.by_certainty().items()
    ]
    return "## What a word of certainty is worth\n\n" + _table(("word", "meaning", "right", "wrong", ""), rows)


def _misses(score: Score) -> str:
    wrong = sorted({(row.name, row.note) for row in score.rows if not row.ok})
    if not wrong:
        return "## Misses\n\nNone.\n"
    return "## Misses\n\n" + _table(("scenario", "what was wrong"), wrong)


def _causes(score: Score, known: dict[str, Scenario]) -> str:
    wording = Wording.load("en")
    alone, beside, right = Counter[str](), Counter[str](), defaultdict[str, list[bool]](list)
    for name in {row.after or row.name for row in score.rows}:
        item = known[name]
        if not item.is_pair:
            alone[item.cause] += 1
            continue
        beside.update({item.cause, *(item.others or ()), *([item.then[1]] if item.then else ())})
    for row in score.rows:
        right[row.expected].append(row.right)
    rows = [
        (f"`{id}`", wording.cause(id).title, alone[id], beside[id], _share(sum(right[id]), len(right[id])))
        for id in (fault.id for fault in CATALOGUE)
    ]
    head = ("cause", "as people read it", "variants", "with a second fault", "named first when it was")
    return "## Every cause\n\n" + _table(head, rows)


def _matrix(score: Score) -> str:
    counts = score.confusion()
    rows = [
        (f"`{true}`", f"`{named}`", count, "" if named == true else "wrong")
        for true in sorted(counts)
        for named, count in sorted(counts[true].items())
    ]
    text = "## Confusion matrix\n\nCells that are empty are left out.\n\n"
    return text + _table(("true", "named first", "times", ""), rows)


def _verdicts(score: Score, name: str) -> str:
    rows = [row for row in score.rows if name in (row.name, row.after)]
    return f"{sum(row.ok for row in rows)} of {len(rows)}"


def _pairs(score: Score, known: dict[str, Scenario]) -> str:
    rows = []
    for name in sorted({row.after or row.name for row in score.pairs}):
        item = known[name]
        second = ", ".join(f"`{cause}`" for cause in item.others or ()) or "hidden"
        then = f"`{item.then[1]}`" if item.then else ""
        rows.append((item.about, f"`{item.cause}`", second, then, _verdicts(score, name)))
    head = ("world", "to repair first", "named beside it", "named after the repair", "right")
    return "## Two faults at once\n\n" + _table(head, rows)


def _odd(score: Score, known: dict[str, Scenario]) -> str:
    names = sorted({row.name for row in score.rows if row.expected == HEALTHY and not row.after})
    rows = [(known[name].about, _verdicts(score, name)) for name in names]
    return "## Healthy, however odd\n\n" + _table(("world", "right"), rows)


def _not_real(entries: Sequence[StandIn]) -> str:
    text = (
        "## What the lab cannot make\n\nA network namespace has no radio, no battery and no other operating system. "
        "This is what stands in its place.\n\n"
    )
    rows = [(item.what, ", ".join(f"`{cause}`" for cause in item.causes), item.why, item.instead) for item in entries]
    return text + _table(("what", "causes", "why not", "what is done instead"), rows)


def _again(score: Score) -> str:
    text = (
        "## Measure it again\n\n`python3 packaging/dev.py accuracy` plays everything three times and writes this page; "
    )
    text += "it needs Linux and root rights. One world at a time: `python3 packaging/dev.py lab --only 'isp.down-*'`.\n"
    if score.skipped:
        names = sorted({row.name for row in score.skipped})
        text += f"\nLeft out on the machine that measured, for want of a program: {', '.join(names)}.\n"
    return text
