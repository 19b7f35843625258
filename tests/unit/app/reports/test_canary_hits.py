"""The last look before sealing: finds what must not leave in any form, and shows none of it."""

import base64
import gzip
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from urllib.parse import quote

import pytest

from app.reports.canary import Canary, Hit, Known
from app.reports.draft import Draft, compose
from app.reports.identity import Identity
from diagnostics.model.answer import Purpose, TcpAnswer
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import Observation
from tests.fakes.house import SITE

KNOWN = (Known("person", "Inès Durand"), Known("address", "192.168.57.23"), Known("secret", "Soleil!42"))
CANARY = Canary(KNOWN, contact="Inès Durand, 0612345678")


def zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", text)
    return packed.getvalue()


HIDES: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "upper": lambda text: text.upper().encode(),
    "without accents": lambda text: text.replace("è", "e").encode(),
    "percent": lambda text: quote(text, safe="").encode(),
    "json": lambda text: json.dumps({"x": text}).encode(),
    "entities": lambda text: "".join(f"&#{ord(char)};" for char in text).encode(),
    "base64": lambda text: base64.b64encode(f"xx {text} yy".encode()),
    "base64 in a line": lambda text: b"token " + base64.urlsafe_b64encode(text.encode()) + b" end",
    "utf-16": lambda text: text.encode("utf-16-le"),
    "utf-16 in base64": lambda text: base64.b64encode(text.encode("utf-16-le")),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "gzip": lambda text: gzip.compress(text.encode()),
    "gzip in base64": lambda text: base64.b64encode(gzip.compress(text.encode())),
    "zip": zipped,
}


@pytest.mark.parametrize("form", HIDES)
@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.kind)
def test_it_finds_every_value_in_every_form(form: str, known: Known) -> None:
    hits = CANARY.hits({"report.txt": HIDES[form](f"before {known.value} after")})
    assert [hit.kind for hit in hits] == [known.kind]
    for shown in (repr(hits), hits[0].description, hits[0].sentence("en"), hits[0].sentence("fr")):
        assert known.value not in shown


def test_it_looks_at_the_names_of_members_too() -> None:
    assert CANARY.hits({"Inès Durand.txt": b"x"}) == (Hit("", "person"),)


@pytest.mark.parametrize("text", ["192.168.57.231", "1192.168.57.23", "Durand", "Soleil 42", ""])
def test_what_only_resembles_is_no_hit(text: str) -> None:
    assert CANARY.hits({"report.txt": text.encode()}) == ()


def test_what_the_person_wrote_as_contact_may_stand_there_and_only_there() -> None:
    report = {"words": "", "contact": "Inès Durand, 0612345678", "readable": ["Inès Durand, 0612345678"]}
    packed = json.dumps(report, indent=1, ensure_ascii=False).encode()
    assert CANARY.hits({"report.json": packed, "report.txt": b"In\xc3\xa8s Durand, 0612345678\n"}) == ()
    assert CANARY.hits({"report.json": packed.replace(b'"words": ""', '"words": "Inès Durand"'.encode())}) == (
        Hit("report.json", "person", "words"),
    )


def test_our_own_words_are_nobody_s() -> None:
    canary = Canary([Known("person", "service"), Known("person", "martin")], ours=("the service is down",))
    assert len(canary) == 1
    assert canary.hits({"report.txt": b"the service of martin"}) == (Hit("report.txt", "person"),)


def test_it_never_leaves_the_memory() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(CANARY)
    assert "Durand" not in repr(CANARY) + str(CANARY) + repr(KNOWN)


def run(detail: str) -> Diagnosis:
    fact = TcpAnswer(purpose=Purpose.INTERNET, subject="1.1.1.1:443", address="1.1.1.1", port=443, detail=detail)
    seen = Observation(id="internet.tcp/1", check="internet.tcp", start_s=0.0, end_s=0.1, fact=fact)
    return Diagnosis(site=SITE, observations=(seen,))


def drafted(detail: str) -> Draft:
    return compose(run(detail), identity=Identity(("lt-dur-12345",), ("Inès Durand", "idurand")))


def test_a_draft_knows_what_its_redactor_knew() -> None:
    draft = drafted("idurand on lt-dur-12345, from 86.1.2.3 at a4:83:e7:12:34:56. password=Soleil42x")
    assert draft.canary.hits({"report.json": draft.json_bytes()}) == ()
    for value in ("idurand", "LT-DUR-12345", "Soleil42x", "86.1.2.3", "A4-83-E7-12-34-56", "Ines Durand"):
        assert draft.canary.hits({"report.txt": f"x {value} y".encode()}), value
    assert draft.without("internet.tcp/1").canary is draft.canary


def test_what_a_rule_has_missed_is_struck_and_the_rest_gets_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reports.redact.Redactor._detail", lambda _, text: text)
    draft = drafted("hello idurand")
    assert b"idurand" not in draft.json_bytes()
    assert draft.report.left_out.observations == ("internet.tcp/1",)
