"""A guide as data: what `format` reads, `walk` goes through and a screen shows."""

from collections.abc import Mapping

import msgspec

PAGES = (
    *("network", "wifi", "cable", "vpn", "proxy", "time", "storage", "hotspot", "apps"),
    *("sound", "microphone", "power", "updates"),
)
"""The pages of the system's settings that `settings.open` knows."""

KEEP_WORKING = ("hotspot", "dial_in", "web", "other_network", "wait")
"""Ways to go on working; their sentences are the ids "keep.…" of the wording."""

OWNERS = ("user", "it", "provider", "nobody")
SYSTEMS = ("windows", "darwin", "linux")


NEXT, STOP = "next", "stop"
"""Where a walk can go on, besides the id of a later step."""


class Words(msgspec.Struct, frozen=True):
    """One text in every language."""

    en: str
    fr: str

    def of(self, language: str) -> str:
        """The text in a language of the wording."""
        return self.fr if language == "fr" else self.en


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a person can answer to a step that asks."""

    id: str
    words: Words
    go: str = NEXT  # "next", "stop" or the id of a later step


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One action, and how the app sees by itself whether it helped.

    A step with `answers` asks: the answer decides where the walk goes on. Where a walk may go is always further down
    the list, so no guide can go round in circles.
    """

    id: str
    who: str  # "you", "app" or "it"
    minutes: int  # expected, rounded up
    text: Words
    text_on: Mapping[str, Words] = {}  # by system, where it differs
    only_on: tuple[str, ...] = SYSTEMS
    reasons: tuple[str, ...] = ()  # only when the verdict gives one of these reasons; empty: always
    by_hand: Words | None = None  # what the person does where the app cannot do the verb; else `text`
    verb: str = "none"  # of `verb.VERBS`
    on: str | None = None  # a VPN by its name in the site file; else what the diagnosis points at
    page: str | None = None
    unknown_verb: str | None = None  # a verb that this version does not know: the step is shown as text
    link: str | None = None
    check: tuple[str, ...] = ()  # check ids that the step could change, looked at again and again; empty: nothing
    measure: tuple[str, ...] = ()  # check ids that load the line: run once, when the person says "done"
    settle_s: int = 0  # how long the change may take to show, in seconds
    undo: Words | None = None
    answers: tuple[Answer, ...] = ()
    on_better: str = NEXT  # after "it is better, but not yet good": "next", "stop" or the id of a later step
    on_fail: str = NEXT  # the same, after no change
    stays: bool = False  # it keeps its place among the others, whatever helped colleagues most

    def words(self, system: str, *, by_hand: bool = False) -> Words:
        """The text for a system; `by_hand` where the app cannot do what the step names, as with an unknown verb."""
        if self.by_hand is not None and (by_hand or self.unknown_verb is not None):
            return self.by_hand
        return self.text_on.get(system, self.text)


class Guide(msgspec.Struct, frozen=True, kw_only=True):
    """The repair of one cause, least effort first."""

    id: str
    cause: str
    version: int
    title: Words
    minutes: int  # how long it usually takes: the right step is rarely the last one
    owner: str
    steps: tuple[Step, ...]
    stop: Words  # when to hand over to IT
    keep_working: tuple[str, ...] = ()
    it_needs: tuple[str, ...] = ()  # what IT wants to see in the report, as short ids

    def for_system(self, system: str, reason: str | None = None) -> tuple[Step, ...]:
        """The steps that exist on a system ("windows", "darwin", "linux") and fit a reason, in order.

        `reason` is the verdict's reason or, for a mere symptom, the cause in its `because`. One that no step of the
        guide names (of a newer version, "unknown", none) leaves all steps in.
        """
        here = tuple(step for step in self.steps if system in step.only_on)
        if not any(reason in step.reasons for step in self.steps):
            return here
        return tuple(step for step in here if not step.reasons or reason in step.reasons)

    def step(self, id: str) -> Step:
        """A step by its id; KeyError when the guide has none of that name."""
        for step in self.steps:
            if step.id == id:
                return step
        raise KeyError(id)
