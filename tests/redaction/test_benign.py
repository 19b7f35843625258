"""What programs of three systems and people say every day stays as it is: at most one line in a hundred is altered."""

from pathlib import Path

import pytest

from app.reports.identity import Identity
from app.reports.redact import Redactor
from diagnostics.model.site import Organisation, Site, Vpn

HERE = Path(__file__).parent / "benign"
SITE = Site(organisation=Organisation(name="Example"), vpn=(Vpn(name="Work VPN", gateways=("vpn.example.org:443",)),))
SOMEBODY = Identity(("lt-dur-12345",), ("Inès Durand", "idurand"))
MOST = 0.01


@pytest.mark.parametrize("file", sorted(HERE.glob("*.txt")), ids=lambda file: file.stem)
def test_ordinary_lines_stay(file: Path) -> None:
    redactor = Redactor(SITE, [], SOMEBODY, bytes(16))
    lines = [line for line in file.read_text("utf-8").splitlines() if line.strip()]
    altered = [line for line in lines if redactor.text(line, lines=True) != line.replace("\t", "\t")]
    assert len(lines) >= 30
    assert len(altered) <= MOST * len(lines), altered
