"""Below a verdict in the terminal: what IT and colleagues know of it, and the code that can be read to IT."""

import argparse
from typing import TYPE_CHECKING

from app.cli.spoken import spoken
from app.store.folder import Folders, folders
from diagnostics import command
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.site import Site

if TYPE_CHECKING:
    from app.content.news import News
    from diagnostics.wording import Wording


def below(diagnosis: Diagnosis, lang: str) -> str:
    """News of the last verified copy, nothing is fetched; then the code."""
    return _told(diagnosis, lang, diagnosis.site) + spoken(diagnosis, lang)


def below_saved(diagnosis: Diagnosis, lang: str) -> str:
    """The same for a diagnosis that may come from another computer: its news, as this one knows them, are of now."""
    return (_told(diagnosis, lang, diagnosis.site) or _told(diagnosis, lang, _usual())) + spoken(diagnosis, lang)


def _told(diagnosis: Diagnosis, lang: str, site: Site) -> str:
    """Notices, colleagues and the age of IT's instructions after an empty line; "" where there is nothing to tell."""
    if site.content.url is None:
        return ""
    from app.content.here import store_for  # noqa: PLC0415  # most laptops and `--json` do without
    from app.content.news import read_news  # noqa: PLC0415
    from diagnostics.wording import Wording  # noqa: PLC0415

    store = store_for(site)
    if store is None:
        return ""
    say = Wording.load(lang, it_name=diagnosis.site.organisation.it_name)
    found = lines(read_news(store), diagnosis, say, folders())
    return "".join(f"{line}\n" for line in ("", *found)) if found else ""


def _usual() -> Site:
    """This computer's own site file; an empty one where there is none that can be read."""
    try:
        return command.site_of(argparse.Namespace(site=None), folders().config)
    except command.Refused:  # `judge` needs none
        return Site()


def lines(news: "News", diagnosis: Diagnosis, say: "Wording", own: Folders) -> list[str]:
    """What is told below this verdict, each on a line."""
    from app.content import sentence  # noqa: PLC0415
    from app.content.share import share_key  # noqa: PLC0415
    from app.store import settings  # noqa: PLC0415

    notices = news.notices_for(
        diagnosis,
        system="" if diagnosis.os is None else diagnosis.os.system,
        vpns=[vpn.name for vpn in diagnosis.site.vpn],
        office=settings.load(own.config).settings.office,
        share_key=share_key(own.state),
    )
    found = [sentence.known(notice, say, news.now) for notice in notices if notice.cause is not None]
    found.append(next((told for notice in notices if (told := sentence.in_hand(notice, say))), ""))
    found += [notice.text(say.language) for notice in notices if notice.cause is None]
    company = news.company(diagnosis)
    if company is not None:
        found.append(sentence.together(company, say))
    found.append(sentence.old(news.age_days, say))
    return [line for line in found if line]
