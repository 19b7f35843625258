"""Help from afar: nothing is opened before the person has read what it means."""

import pytest

from app.guides.hand import Deed, Did
from app.guides.remote import remote_help
from diagnostics.model.site import Help, Organisation, Site
from diagnostics.site.section import REMOTE_TOOLS
from diagnostics.wording import LANGUAGES, Wording

LINK = "https://support.example.org/join?x=1"


def site(remote: str | None) -> Site:
    return Site(organisation=Organisation(it_name="Help Line"), help=Help(remote=remote))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("remote", [*REMOTE_TOOLS, LINK])
def test_every_way_of_the_site_file_has_its_words(remote: str, lang: str) -> None:
    offer = remote_help(site(remote), Wording.load(lang, it_name="Help Line"))
    assert offer is not None
    assert offer.kind == (remote if remote in REMOTE_TOOLS else "link")
    assert len(offer.consent) == 6
    assert all(offer.consent)
    assert any("Help Line" in sentence for sentence in offer.consent)
    told = {offer.told(Deed(did)) for did in Did}
    assert len(told) == 4
    assert not any("{" in sentence for sentence in (*told, *offer.consent, offer.title))


@pytest.mark.parametrize("remote", [None, "", "tool_of_tomorrow"])
def test_no_way_no_button(remote: str | None) -> None:
    assert remote_help(site(remote), Wording.load("en")) is None


def test_a_page_is_named_by_its_host_only() -> None:
    offer = remote_help(site(LINK), Wording.load("en"))
    assert offer is not None
    assert "support.example.org" in offer.consent[0]
    assert "x=1" not in " ".join(offer.consent)


def test_making_the_offer_opens_nothing_and_opening_opens_that_way() -> None:
    opened: list[str] = []

    def opener(kind: str) -> Deed:
        opened.append(kind)
        return Deed(Did.DONE)

    offer = remote_help(site("rustdesk"), Wording.load("fr"))
    assert offer is not None
    assert opened == []
    assert offer.told(offer.open(opener)).startswith("RustDesk")
    assert opened == ["rustdesk"]
