"""Below a verdict in the terminal: what IT and colleagues know of it, and the code that can be read to IT."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.store.folder import folders
from diagnostics import command
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.site import Site

if TYPE_CHECKING:
    from app.content.news import News
    from diagnostics.wording import Wording


def news(diagnosis: Diagnosis, lang: str) -> str:
    """News of the last verified copy, for right under the three sentences; nothing is fetched."""
    return _told(diagnosis, lang, (diagnosis.site,))


def news_saved(diagnosis: Diagnosis, lang: str) -> str:
    """The same for a diagnosis that may come from another computer: its news, as this one knows them, are of now."""
    return _told(diagnosis, lang, (diagnosis.site, _usual()))


def _told(diagnosis: Diagnosis, lang: str, sites: Sequence[Site]) -> str:
    """Notices, colleagues and the age of IT's instructions after an empty line; "" where there is nothing to tell.

    Of the first of the sites that has anything to tell.
    """
    wanted = [site for site in sites if site.content.url is not None]
    if not wanted:
        return ""
    from app.cli.chosen import settings_here  # noqa: PLC0415  # most laptops and `--json` do without
    from app.content.here import store_for  # noqa: PLC0415
    from app.content.news import read_news  # noqa: PLC0415
    from diagnostics.wording import Wording  # noqa: PLC0415

    stores = [store for site in wanted if (store := store_for(site)) is not None]
    if not stores:
        return ""
    say = Wording.load(lang, it_name=diagnosis.site.organisation.it_name)
    office = settings_here(lang).office
    told = (lines(read_news(store), diagnosis, say, office) for store in stores)
    found = next((each for each in told if each), [])
    return "".join(f"{line}\n" for line in ("", *found)) if found else ""


def _usual() -> Site:
    """This computer's own site file; an empty one where there is none that can be read."""
    try:
        return command.site_of(argparse.Namespace(site=None), folders().config)
    except command.Refused:  # `judge` needs none
        return Site()


def lines(news: "News", diagnosis: Diagnosis, say: "Wording", office: str) -> list[str]:
    """What is told below this verdict, each on a line."""
    from app.content import sentence  # noqa: PLC0415
    from app.content.share import share_key  # noqa: PLC0415

    notices = news.notices_for(
        diagnosis,
        system="" if diagnosis.os is None else diagnosis.os.system,
        vpns=[vpn.name for vpn in diagnosis.site.vpn],
        office=office,
        share_key=share_key(folders().state),
    )
    cause = None if diagnosis.verdict is None else diagnosis.verdict.cause
    found = [text for _, text in sentence.beside(notices, cause, say, news.now)]
    found += [notice.text(say.language) for notice in notices if notice.cause is None]
    company = news.company(diagnosis)
    if company is not None:
        found.append(sentence.together(company, say))
    found.append(sentence.old(news.age_days, say))
    return [line for line in found if line]
