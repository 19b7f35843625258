"""A hundred thousand seeded secrets in seventeen encodings: none of them is in anything that leaves."""

import os
import re
import sys

import pytest

from app.reports import bundle
from app.reports.code import code_of
from app.reports.qr import link
from app.reports.sealname import SealName
from tests.redaction.corpus import CLASSES
from tests.redaction.encoding import ENCODINGS, coded, fold, forms
from tests.redaction.reports import SITE, Told, told

SEED = int(os.environ.get("UNSTUCK_SEED", "20261122"))
PEOPLE = 46  # seeds for each encoding: 46 x 17 reports with some 130 values each


def leaving(given: Told) -> tuple[dict[str, str], int]:
    """Everything that one report sends or shows, by name; and how many parts the canary had to strike."""
    draft = given.draft()
    code = code_of(given.run)
    opened = bundle.unpack(bundle.pack(draft, code))
    name = str(SealName.of(draft.report.id, code.bare, draft.json_bytes()))
    texts = {member: data.decode() for member, data in opened.members.items()}
    texts["names"] = "\n".join([name, draft.name, *opened.members, opened.manifest.code, repr(draft.canary)])
    texts["code"] = "\n".join([code.chars, *code.words("fr"), *code.words("en"), link(given.run, code, SITE)])
    return texts, len(draft.report.left_out.observations) + len(draft.report.left_out.parts)


def leaks(values: dict[str, tuple[str, ...]], texts: dict[str, str]) -> list[tuple[str, str, str]]:
    """Class, place and value of everything found."""
    found = []
    for place, text in texts.items():
        shown = fold(text.replace("\\x00", "").replace("\0", ""))
        for name, made in values.items():
            for value in made:
                if any(_stands(form, shown) for form in forms(value)) or any(core in text for core in coded(value)):
                    found.append((name, place, value))
    return found


def _stands(form: str, text: str) -> bool:
    """A name of three or four letters is part of many words, and counts where it stands alone."""
    if len(form) >= 5 or form not in text:
        return form in text
    return re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) is not None


def test_the_corpus_is_as_large_as_promised() -> None:
    assert len(CLASSES) >= 70
    assert len(ENCODINGS) >= 8
    assert PEOPLE * len(ENCODINGS) * len(CLASSES) >= 90_000


def test_the_search_finds_what_is_there() -> None:
    """Unredacted, every class is found in every encoding that leaves the value readable."""
    for name, encode in ENCODINGS.items():
        if name in ("upper", "lower", "percent twice", "gzip base64", "entities all", "decomposed"):
            continue
        given = told(SEED)
        line = next(iter(given.values.values()))[0]
        assert leaks({"one": (line,)}, {"here": encode(f"xx {line} yy")}), name


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_few_lives_leave_nothing_behind(encoding: str) -> None:
    given = told(SEED, ENCODINGS[encoding])
    texts, struck = leaving(given)
    assert leaks(given.values, texts) == []
    assert struck == 0, "the rules alone do it; the canary is there for the rest"


@pytest.mark.long
def test_a_hundred_thousand_values_and_none_of_them_leaves(capsys: pytest.CaptureFixture[str]) -> None:
    count, struck, found = 0, 0, []
    for number in range(1, PEOPLE + 1):
        for encoding, encode in ENCODINGS.items():
            given = told(SEED + number, encode)
            texts, parts = leaving(given)
            found += [(SEED + number, encoding, *leak) for leak in leaks(given.values, texts)]
            count += sum(map(len, given.values.values()))
            struck += parts
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {SEED}: {count} values of {len(CLASSES)} classes, {len(ENCODINGS)} encodings, "
            f"{len(found)} found, {struck} parts struck by the canary\n"
        )
    assert found == []
    assert count >= 100_000
    assert struck <= PEOPLE * len(ENCODINGS) // 100
