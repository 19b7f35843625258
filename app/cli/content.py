"""`unstuck content`: what IT has published for this laptop; `--update` fetches it now, `--import FILE` reads a zip."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from diagnostics import command
from diagnostics.command import Refused
from diagnostics.wording import LANGUAGES, Wording

if TYPE_CHECKING:
    from app.content.news import News
    from app.content.notice import Notice
    from app.content.result import Refreshed
    from app.content.store import ContentStore

WELL, NOT_WELL = 0, 1
SCHEMA = "unstuck.content-status/1"
FOLDERS = ("guides", "site", "notices", "peers", "release")


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("content", help="show, fetch or import the instructions that IT publishes")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--update", action="store_true", help="fetch them now: at most 20 seconds and 1 MB")
    what.add_argument(
        "--import", type=Path, metavar="FILE", dest="package", help="read them from a zip, such as from a USB stick"
    )
    parser.add_argument("--site", type=Path, metavar="FILE", help="site file that says where IT publishes")
    parser.add_argument("--proxy", metavar="HOST:PORT", help="proxy to fetch through")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sentences")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 all is well; 1 the update failed, or nothing is here, or it is too old; 2 it could not run."""
    return command.guarded(show, options, "unstuck")


def show(options: argparse.Namespace, out: TextIO) -> int:
    """Update where it is asked for, then tell what is here. Raises Refused."""
    from app.cli.way import with_ways  # noqa: PLC0415  # `unstuck diagnose` never needs all this
    from app.content.here import OLD_DAYS, here  # noqa: PLC0415
    from app.content.news import read_news  # noqa: PLC0415
    from app.content.sitefile import effective  # noqa: PLC0415
    from app.store.folder import folders  # noqa: PLC0415

    installed = with_ways(command.site_of(options, folders().config), None, options.proxy)
    lang = options.lang or installed.organisation.languages[0]
    found = here(installed)
    if found.trouble:
        raise Refused(found.sentence(lang))
    store = found.store
    if store is None:
        raise Refused(Wording.load(lang).text("content.none_wanted"))
    ended = None
    if options.package is not None:
        ended = store.import_package(options.package)
    elif options.update:
        ended = store.refresh()
    troubles: list[str] = []
    site = effective(installed, store, warn=troubles.append)
    say = Wording.load(options.lang or site.organisation.languages[0], it_name=site.organisation.it_name)
    news = read_news(store)
    mine = _mine(news, [vpn.name for vpn in site.vpn], say.language)
    if options.json:
        out.write(_json(store, news, mine, ended, troubles))
    else:
        told = [] if ended is None else [ended.sentence(say.language, say.it_name)]
        told += [*_status(store, news, say), *_news(news, mine, say), *troubles]
        out.write("".join(f"{line}\n" for line in told))
    if ended is not None:
        return WELL if ended.verified else NOT_WELL
    return WELL if store.files() and news.age_days is not None and news.age_days < OLD_DAYS else NOT_WELL


def _mine(news: "News", vpns: list[str], lang: str) -> tuple["Notice", ...]:
    """Every notice that concerns this laptop now, whatever a verdict would say."""
    from app.cli.chosen import settings_here  # noqa: PLC0415
    from app.content.notice import matching  # noqa: PLC0415
    from app.content.share import share_key  # noqa: PLC0415
    from app.store.folder import folders  # noqa: PLC0415
    from diagnostics.system.os_info import acquire_os  # noqa: PLC0415

    return matching(
        news.notices,
        causes=sorted({one.cause for one in news.notices if one.cause is not None}),
        system=acquire_os()["system"],
        vpns=vpns,
        office=settings_here(lang).office,
        share_key=share_key(folders().state),
        now=news.now,
        most=len(news.notices),
    )


def _status(store: "ContentStore", news: "News", say: Wording) -> list[str]:
    """How old, and how many files of each folder."""
    files = store.files()
    if not files:
        return [say.text("content.nothing_here")]
    if news.age_days is None:  # stamped later than this clock says
        age = say.text("content.age_unknown")
    else:
        age = say.text("content.age", {"age": say.length(news.age_days * 86_400)})
    counts = ((folder, sum(path.startswith(f"{folder}/") for path in files)) for folder in FOLDERS)
    return [age, "  " + ", ".join(f"{folder} {count}" for folder, count in counts if count)]


def _news(news: "News", mine: tuple["Notice", ...], say: Wording) -> list[str]:
    from app.content import sentence  # noqa: PLC0415
    from app.version import version  # noqa: PLC0415

    told = [say.text("content.notices", {"n": str(len(news.notices)), "here": str(len(mine))})] if news.notices else []
    for one in mine:
        told.append(f"  {one.id}  {one.cause or '–'}")
        told.append("    " + sentence.known(one, say, news.now))
    if news.drill is not None and news.drill.is_open(news.now):
        told.append(say.text("content.drill", {"text": news.drill.text(say.language)}))
    if news.release is not None and news.release.is_newer(version()):
        told += [sentence.newer(news.release, version(), say), *([news.release.url] if news.release.url else [])]
    return told


def _json(
    store: "ContentStore",
    news: "News",
    mine: tuple["Notice", ...],
    ended: "Refreshed | None",
    troubles: list[str],
) -> str:
    import msgspec  # noqa: PLC0415

    whole = {
        "schema": SCHEMA,
        "age_days": None if news.age_days is None else round(news.age_days, 3),
        "files": tuple(store.files()),
        "notices": [
            {"id": one.id, "cause": one.cause, "until": one.until, "text": {"en": one.text_en, "fr": one.text_fr}}
            for one in mine
        ],
        "drill": news.drill.id if news.drill is not None and news.drill.is_open(news.now) else None,
        "release": None if news.release is None else news.release.version,
        "peers_at": None if news.peers is None else news.peers.at,
        "update": None
        if ended is None
        else {
            "kind": ended.kind.value,
            "why": ended.why.value,
            "changed": ended.changed,
            "requests": ended.requests,
            "bytes_read": ended.bytes_read,
            "bytes_sent": ended.bytes_sent,
            "detail": ended.detail,
        },
        "troubles": troubles,
    }
    return msgspec.json.encode(whole).decode() + "\n"
