"""Fifty thousand hostile guides: each is refused in one clear line, or is data that can do nothing but be shown.

A failure tells the seed; `one(SEED, BATCH, NUMBER)` makes that very file again.
"""

import random
import re
import time
import tomllib
import unicodedata

import pytest

from app.guides import verb, walk
from app.guides.format import GuideError, read_guide
from app.guides.hand import Did
from app.guides.model import PAGES, SYSTEMS, Guide, Words
from app.guides.walk import Acted, Answered, Opened, Performed, Phase, Rechecked, RunVerb, State
from tests.unit.app.guides import hostile

SEED = 4
BATCHES, IN_A_BATCH = 25, 2010
GIANT = 100_000_000  # bytes
CPU_S = 2.0  # for one file; the worst that gets past the limits needs a quarter of it

WAYS = ((hostile.bent, 15), (hostile.written, 14), (hostile.nested, 1), (hostile.noise, 8))
ALLOWED_LINK = re.compile(
    r"https://[A-Za-z0-9][A-Za-z0-9.:-]*([/?#][^\s\"'<>\\^`{|}@\x00-\x1f\x7f-\U0010ffff]*|[/?#][!-~]*)?"
    r"|ms-settings:[a-z0-9-]+|x-apple\.systempreferences:[A-Za-z0-9._?-]+"
)
NEVER = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
WHOLE_FILE = ("larger than", "more than", "not readable as TOML")
"""Problems of a file as a whole; and a key of the guide itself that is missing stands on no line either."""


def one(seed: int, batch: int, number: int) -> tuple[random.Random, bytes]:
    """The file of this number, and the dice to go on with."""
    dice = random.Random(f"{seed} {batch} {number}")
    ways, weights = zip(*WAYS, strict=True)
    return dice, dice.choices(ways, weights)[0](dice)


@pytest.mark.long
@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_hostile_guide_is_refused_or_harmless(batch: int) -> None:
    read, refused = 0, set()
    for number in range(IN_A_BATCH):
        dice, data = one(SEED, batch, number)
        began = time.thread_time()
        try:
            guide = read_guide("hostile.toml", data, hostile.CHECKS)
        except GuideError as error:
            complaint = complaint_about(error, data)
            refused.add(error.problem)
        except Exception as error:  # noqa: BLE001  # whatever it is, it must be told with the seed
            pytest.fail(f"seed {SEED}, batch {batch}, number {number}: {error!r} for {data[:2000]!r}")
        else:
            complaint = harm_in(guide) or harm_of_walking(dice, guide)
            if read % 4 == 0:  # it costs as much as the reading itself
                complaint = complaint or other_words(guide, data)
            read += 1
        if time.thread_time() - began > CPU_S:
            complaint = complaint or "took too long"
        assert not complaint, f"seed {SEED}, batch {batch}, number {number}: {complaint} for {data[:2000]!r}"
    assert read > IN_A_BATCH / 10
    assert len(refused) > IN_A_BATCH / 20


def test_there_are_fifty_thousand_and_all_kinds_among_them() -> None:
    assert BATCHES * IN_A_BATCH >= 50_000
    kinds = {problem.split("'")[0][:12] for problem in seen_problems()}
    assert len(kinds) > 15, kinds


def seen_problems() -> set[str]:
    problems = set()
    for number in range(IN_A_BATCH):
        _, data = one(SEED, 0, number)
        try:
            read_guide("hostile.toml", data, hostile.CHECKS)
        except GuideError as error:
            problems.add(re.sub(r"\d+|'[^']*' ", "", error.problem))
    return problems


@pytest.mark.parametrize("filling", [b"#", b"\x00", b'schema = 1\nverb = "rm"\n'], ids=["comment", "zeros", "keys"])
def test_a_hundred_megabytes_are_refused_before_anybody_looks(filling: bytes) -> None:
    data = filling * (GIANT // len(filling))
    began = time.thread_time()
    with pytest.raises(GuideError, match=r"^hostile.toml: larger than 64 KiB\. Shorten it"):
        read_guide("hostile.toml", data, hostile.CHECKS)
    assert time.thread_time() - began < CPU_S


def complaint_about(error: GuideError, data: bytes) -> str:
    """What is wrong with the way in which a file was refused."""
    said = str(error)
    if not said.startswith("hostile.toml") or not said.isprintable() or len(said) > 1200:
        return f"not one clear line: {said!r}"
    if not error.problem or not error.remedy.endswith((".", "?")):
        return f"no reason or no remedy: {said!r}"
    if error.line is None and "is missing" not in error.problem and not error.problem.startswith(WHOLE_FILE):
        return f"no line: {said!r}"
    lines = data.count(b"\n") + 1
    return "" if error.line is None or 1 <= error.line <= lines else f"line of {lines}: {said!r}"


def harm_in(guide: Guide) -> str:
    """What a guide has that it must not have."""
    names = [step.id for step in guide.steps]
    for place, step in enumerate(guide.steps):
        later = {"next", "stop", *names[place + 1 :]}
        if step.verb not in verb.VERBS or (step.verb == "settings.open") is not (step.page in PAGES):
            return f"the verb {step.verb!r} of the page {step.page!r}"
        if step.on is not None and (len(step.on) > 64 or step.verb not in verb.TABLE):
            return f"a verb on {step.on!r}"
        if step.link is not None and not ALLOWED_LINK.fullmatch(step.link):
            return f"the link {step.link!r}"
        if not {step.on_better, step.on_fail, *(answer.go for answer in step.answers)} <= later:
            return f"a way back from {step.id!r}"
        if not set(step.check) | set(step.measure) <= set(hostile.CHECKS) or not set(step.only_on) <= set(SYSTEMS):
            return "something that does not exist"
    said = [text for words in texts_of(guide) for text in (words.en, words.fr)]
    said += [text for step in guide.steps for text in (step.on, step.unknown_verb, step.page) if text is not None]
    bad = [text for text in said if not text or {unicodedata.category(char) for char in text} & NEVER]
    return f"no plain text: {bad[0]!r}" if bad else ""


def other_words(guide: Guide, data: bytes) -> str:
    """Whether a text is not as it stands in the file."""
    raw = tomllib.loads(data.decode("utf-8").removeprefix("\ufeff"))
    read = [guide.title.en, guide.stop.fr, *(step.text.en for step in guide.steps)]
    written = [raw["title"]["en"], raw["stop"]["fr"], *(step["text"]["en"] for step in raw["steps"])]
    return "" if read == written else "a text is not as it was written"


def texts_of(guide: Guide) -> list[Words]:
    found = [guide.title, guide.stop]
    for step in guide.steps:
        found += [step.text, *step.text_on.values(), *(answer.words for answer in step.answers)]
        found += [words for words in (step.by_hand, step.undo) if words is not None]
    return found


def harm_of_walking(dice: random.Random, guide: Guide) -> str:
    """Walk it as somebody would who always goes on; only verbs of the table may be asked for."""
    state = walk.start(guide, dice.choice(SYSTEMS))
    event: walk.Event = Opened()
    for _ in range(4 * len(guide.steps) + 1):
        state, effects = walk.advance(guide, state, event)
        for effect in effects:
            if isinstance(effect, RunVerb) and (effect.verb not in verb.TABLE or effect.page not in (None, *PAGES)):
                return f"asks for {effect}"
        if state.phase is Phase.FINISHED:
            return ""
        event = next_event(dice, guide, state)
    return "goes round in circles"


def next_event(dice: random.Random, guide: Guide, state: State) -> walk.Event:
    if state.phase is Phase.ACTING:
        return Performed(dice.choice(list(Did)))
    if state.phase is Phase.CHECKING:
        return Rechecked(state.cause, ("x",) if dice.random() < 0.5 else ())
    answers = walk.step_of(guide, state).answers
    return Answered(dice.choice(answers).id) if answers else Acted()
