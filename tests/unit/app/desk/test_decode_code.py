"""What IT reads when somebody tells a code: every cause in both languages."""

import pytest

from app.desk.decode import told
from app.reports.code import Code, decode
from diagnostics.faults.number import NUMBERS
from diagnostics.wording import LANGUAGES, Wording


def test_the_lines_of_a_code() -> None:
    text = told(decode("dance ill smile hover"), Wording.load("en"))
    assert text.splitlines() == [
        "6X7-1YC-NQ6 · dance ill smile hover",
        "",
        "What was found · VPN program missing (vpn.not_installed)",
        "The program for the VPN isn’t on this computer.",
        "How sure · Certain",
        "Checked and fine · cable and network card, addresses, address book (DNS), proxy, secure connections, "
        "microphone and headset",
        "A repair was tried before.",
        "What the person was told to do · A restart may finish the installation (4 minutes). If not, IT installs it.",
        "Number of the run · 613",
        "",
        "Read the cause back to the person: two words that changed places can look right.",
    ]


def test_a_link_says_more() -> None:
    code = Code.of(NUMBERS.index("internet.loss"), 0, 5)
    text = told(decode(f"https://h.example/#{code.bare};r=isp;p=dns.system;t=closer:no_change"), Wording.load("en"))
    assert "Nothing was concluded" in text
    assert "Checked and fine · nothing for certain" in text
    assert "No repair was tried yet." in text
    assert "Reason · isp\nChecks with a problem · dns.system\nWhat was tried · closer:no_change\n" in text
    assert Wording.load("en").cause("internet.loss", reason="isp").next in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cause_can_be_told(lang: str) -> None:
    say = Wording.load(lang)
    for number, cause in enumerate(NUMBERS):
        text = told(decode(Code.of(number, 0xFFFF, 1).bare), say)
        assert f"({cause})" in text
        assert "{" not in text
