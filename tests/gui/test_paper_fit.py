"""The sheets on A4 as the window prints them: the hand-in sheet never needs a second page, the pictures are drawn."""

from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.bridge.sheet import laid_out
from app.guides.library import all_guides
from app.reports.code import Code
from app.reports.model import Tried
from app.reports.sheet.handin import handin_html
from app.reports.sheet.provider import provider_html
from diagnostics.faults import CATALOGUE
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.site import Organisation, Site
from diagnostics.model.verdict import Certainty, OtherCause, Owner, Verdict
from diagnostics.wording import LANGUAGES
from tests.fakes.line_looks import looks

SITE = Site(
    organisation=Organisation(
        it_name="Service informatique de la maison", phone="+33 1 23 45 67 89", email="x@example.org"
    )
)
CODE = Code.of(1, 0, 0)
SQUARE = tuple(tuple((x * y + x) % 3 == 0 for x in range(57)) for y in range(57))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_longest_hand_in_sheet_is_one_page(qapp: Any, lang: str) -> None:
    """The causes with the longest steps, two others beside, nobody to contact, a long sentence about the report."""
    others = tuple(OtherCause(cause=fault.id, certainty=Certainty.POSSIBLE) for fault in CATALOGUE[:4])
    run = Diagnosis(started_at="2026-03-02T18:00:00Z")
    longest = sorted(all_guides(), key=lambda guide: -max((len(step.text.fr) for step in guide.steps), default=0))[:12]
    for guide in longest:
        if guide.cause.startswith("symptom."):
            continue
        verdict = Verdict(cause=guide.cause, certainty=Certainty.POSSIBLE, owner=Owner.PROVIDER, others=others)
        tried = [Tried(step=step.id, result="no_change") for step in guide.steps]
        html = handin_html(
            msgspec.structs.replace(run, verdict=verdict),
            CODE,
            lang,
            site=SITE,
            tried=tried,
            qr=SQUARE,
            report="The report is safe on this laptop, and leaves by itself as soon as there is a connection. " * 4,
        )
        assert laid_out(html).pageCount() == 1, guide.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_day_of_measurements_is_two_pages_and_the_script_one(qapp: Any, lang: str) -> None:
    document = laid_out(provider_html(looks(24 * 12, line=0.05, every_s=300.0), lang))
    assert document.pageCount() <= 3


def test_the_code_is_drawn(qapp: Any) -> None:
    """Without the picture plugin there would be a grey frame instead: a third of the square must be black."""
    run = Diagnosis(verdict=Verdict(cause="isp.down", certainty=Certainty.LIKELY, owner=Owner.PROVIDER))
    document = laid_out(handin_html(run, CODE, "en", qr=SQUARE))
    size = document.pageSize().toSize()
    picture = QImage(size, QImage.Format.Format_Grayscale8)
    picture.fill(255)
    painter = QPainter(picture)
    document.drawContents(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    right = [picture.pixelColor(x, y).value() for x in range(size.width() - 150, size.width()) for y in range(60, 230)]
    assert 0.15 < sum(value < 64 for value in right) / len(right) < 0.5
