"""Reports of a made-up person: every class of the corpus once, every line in one encoding."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from app.reports.draft import Draft, compose
from app.reports.identity import Identity
from diagnostics.model.answer import Purpose, TcpAnswer
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import FactMissing
from diagnostics.model.observation import CheckResult, CheckState, Observation
from diagnostics.model.site import Organisation, Service, Site
from diagnostics.model.verdict import Certainty, Owner, Verdict
from tests.redaction.corpus import CLASSES
from tests.redaction.life import Life

SITE = Site(
    organisation=Organisation(name="Example", email="it@corp.example"),
    service=(Service(name="Intranet", url="https://intranet.corp.example/"),),
)


@dataclass(frozen=True)
class Told:
    """What was put in: the run, and for every class what of it must not leave."""

    run: Diagnosis
    words: str
    identity: Identity
    values: dict[str, tuple[str, ...]]

    def draft(self) -> Draft:
        return compose(self.run, words=self.words, identity=self.identity, lang="fr")


def told(seed: int, encode: Callable[[str], str] = str) -> Told:
    """One person's report. Each line stands in a detail of its own; the first also in words, check and verdict."""
    life = Life(random.Random(seed))
    made = {name: make(life) for name, make in CLASSES.items()}
    lines = [encode(line) for line, _ in made.values()]
    facts = [
        FactMissing(fact="wifi", state="denied", source="x", detail=line)
        if number % 2
        else TcpAnswer(purpose=Purpose.INTERNET, subject="1.1.1.1:443", address="1.1.1.1", port=443, detail=line)
        for number, line in enumerate(lines)
    ]
    run = Diagnosis(
        id="0123456789abcdef", started_at="2026-11-22T09:40:00Z", site=SITE, symptom=None,
        verdict=Verdict(cause="isp.down", certainty=Certainty.LIKELY, owner=Owner.PROVIDER),
        checks=(
            CheckResult(id="internet.tcp", state=CheckState.BROKEN, duration_s=0.1, detail=lines[seed % len(lines)]),
        ),
        observations=tuple(
            Observation(id=f"internet.tcp/{n}", check="internet.tcp", start_s=0.0, end_s=0.1, fact=fact)
            for n, fact in enumerate(facts)
        ),
    )  # fmt: skip
    person = (f"{life.known_first} {life.known_last}", life.known_first, life.known_last, life.known_user)
    known = Identity((life.known_host,), person)
    return Told(run, lines[(seed + 7) % len(lines)], known, {name: values for name, (_, values) in made.items()})
