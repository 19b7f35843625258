"""The link of the QR code: what it holds, what never gets into it, and that it always fits."""

import msgspec
import pytest

from app.reports.code import Code, code_of, decode
from app.reports.code.fragment import details
from app.reports.model import Tried
from app.reports.qr import LONGEST, MOST, link, matrix
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import CheckResult, CheckState
from diagnostics.model.site import Organisation, Report, Service, Site
from diagnostics.model.verdict import Certainty, OtherCause, Owner, Verdict

SECRET = "hunter2-alice-lan"
PAGE = Site(report=Report(page="https://help.example.org/u"))
MAIL = Site(organisation=Organisation(email="it@example.org"))


def check(id: str, state: CheckState) -> CheckResult:
    return CheckResult(id=id, state=state, duration_s=0.1, detail=SECRET)


RUN = Diagnosis(
    id="0011223344556677",
    site=Site(service=(Service(name=SECRET, url=f"https://{SECRET}.example.org"),)),
    verdict=Verdict(
        cause="internet.loss",
        certainty=Certainty.CONFIRMED,
        owner=Owner.PROVIDER,
        reason="isp",
        args={"app": SECRET},
        others=(OtherCause("laptop.disk_full", Certainty.LIKELY, {"app": SECRET}),),
        also_affected=(SECRET,),
    ),
    checks=(
        check("dns.system", CheckState.PROBLEM),
        check("vpn.gateway", CheckState.OVERRAN),
        check("clock.offset", CheckState.OK),
    ),
)
STEPS = (Tried(step="closer", result="no_change", reason=SECRET), Tried(step=SECRET, result="done"))


def test_a_page_of_its_carries_the_code_behind_the_hash() -> None:
    code = code_of(RUN)
    expected = "r=isp;o=laptop.disk_full;p=dns.system;t=closer:no_change;n=vpn.gateway"
    assert link(RUN, code, PAGE, STEPS) == f"https://help.example.org/u#{code.bare};{expected}"


def test_without_a_page_it_is_a_mail_that_carries_the_code_in_its_subject() -> None:
    code = code_of(RUN)
    text = link(RUN, code, MAIL, STEPS)
    assert text.startswith(f"mailto:it@example.org?subject=U-{code.chars}&body=internet.loss;r%3Disp;")
    own = Site(organisation=MAIL.organisation, report=Report(email="desk@example.org"))
    assert link(RUN, code, own).startswith("mailto:desk@example.org?")
    assert link(RUN, code, Site()).startswith("mailto:?subject=U-")  # the person writes the address


@pytest.mark.parametrize("site", [PAGE, MAIL, Site()])
def test_what_the_link_holds_is_read_again_and_nothing_else_is_in_it(site: Site) -> None:
    code = code_of(RUN, tried=True)
    text = link(RUN, code, site, STEPS)
    found = decode(text)
    assert found.code == code
    assert found.details == {
        "reason": ("isp",),
        "others": ("laptop.disk_full",),
        "problem": ("dns.system",),
        "tried": ("closer:no_change",),
        "unfinished": ("vpn.gateway",),
    }
    assert SECRET not in text


HOSTILE = [
    ("a reason that is none", {"reason": SECRET}, ()),
    ("a cause that is none", {"cause": SECRET}, ()),
    ("another cause that is none", {"others": (OtherCause(SECRET, Certainty.LIKELY),)}, ()),
    ("a check that is none", {}, (check(SECRET, CheckState.PROBLEM), check(f"dns.{SECRET}", CheckState.BROKEN))),
]


@pytest.mark.parametrize(("verdict", "checks"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_an_id_that_this_program_does_not_know_stays_out(
    verdict: dict[str, object], checks: tuple[CheckResult, ...]
) -> None:
    assert RUN.verdict is not None
    forged = msgspec.structs.replace(
        RUN, verdict=msgspec.structs.replace(RUN.verdict, **verdict), checks=(*RUN.checks, *checks)
    )
    for site in (PAGE, MAIL):
        assert SECRET not in link(forged, code_of(forged), site, [Tried(step="closer", result=SECRET)])


ODD_SITES = [
    ("a long page", Site(report=Report(page="https://help.example.org/" + "a" * 600))),
    ("a page that leaves no room", Site(report=Report(page="https://help.example.org/" + "a" * 3000))),
    ("a page with an end of its own", Site(report=Report(page="https://help.example.org/u#top"))),
    ("a page that is none", Site(report=Report(page="javascript:alert(1)"))),
    ("a long address", Site(report=Report(email="a" * 3000 + "@example.org"))),
    ("an odd address", Site(report=Report(email="é&body=x?y@example.org"))),
    ("no language", Site(organisation=Organisation(languages=()))),
]


@pytest.mark.parametrize("site", [case[1] for case in ODD_SITES], ids=[case[0] for case in ODD_SITES])
def test_whatever_the_site_file_says_there_is_a_link_that_fits(site: Site) -> None:
    many = msgspec.structs.replace(RUN, checks=tuple(check("dns.system", CheckState.PROBLEM) for _ in range(500)))
    for run in (RUN, many, Diagnosis()):
        code = code_of(run)
        text = link(run, code, site, True)
        assert decode(text).code == code
        assert len(text) <= MOST
        assert text.startswith(("https://", "mailto:"))
        assert len(text) <= LONGEST or "aaaa" in text
        assert matrix(text)


def test_the_picture_is_square_dark_and_light_and_at_least_level_m() -> None:
    rows = matrix("HTTPS://HELP.EXAMPLE/#6X71YCNQ6")
    assert len(rows) == len(rows[0]) == 29
    assert rows[0][:8] == (True,) * 7 + (False,)  # a corner mark and its separator: no border yet
    level = rows[8][0] << 1 | rows[8][1]  # ISO/IEC 18004, 7.9: the first two bits of the format, masked with 10
    assert level ^ 0b10 in (0b00, 0b11, 0b10)  # M, Q, H


def test_a_forged_link_holds_no_more_than_ids() -> None:
    parts = [
        "p=dns.system,<script>,\x1b[31m",
        "t=closer:no_change," + "a" * 99,
        "zz=dns.system",
        "r",
        "r=",
        "n=" + "x," * 500,
    ]
    assert details(parts) == {"problem": ("dns.system",), "tried": ("closer:no_change",), "unfinished": ("x",) * 60}


def test_the_code_of_every_cause_fits_into_every_kind_of_link() -> None:
    for cause in range(72):
        code = Code.of(cause, 0xFFFF, 1023)
        for site in (PAGE, MAIL):
            assert decode(link(RUN, code, site)).code == code
