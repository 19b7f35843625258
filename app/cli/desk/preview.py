"""`unstuck desk preview GUIDE.toml`: the guide in the real window, as people will see it. Nothing is looked at or done.

The window itself is opened by `app.__main__`; here is what it needs, and what is said where it cannot open.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from diagnostics import command
from diagnostics.command import Refused
from diagnostics.wording import FALLBACK, LANGUAGES, Wording

if TYPE_CHECKING:
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.model.site import Site

NAME = "preview"
SYSTEMS = ("windows", "darwin", "linux")


@dataclass(frozen=True)
class Wanted:
    """What is to be shown: a guide that can be read, and for whom."""

    path: Path
    site: "Site"
    diagnosis: "Diagnosis"  # made up: it names the cause, with what fills the holes of the sentences
    lang: str | None


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser(NAME, help="open a guide in the real window; nothing is looked at or done")
    add_arguments(parser)
    parser.set_defaults(run=run)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said about it."""
    parser.add_argument("guide", type=Path, metavar="GUIDE", help="the guide's file; a change shows within a second")
    parser.add_argument("--site", type=Path, metavar="FILE", help="the organisation's facts (TOML)")
    parser.add_argument("--from", dest="source", metavar="FILE", help="a saved diagnosis that fills in names (- stdin)")
    parser.add_argument(
        "--arg", type=_argument, action="append", default=[], metavar="NAME=TEXT",
        help="fill one hole of the sentences, such as vpn=Lab; repeatable",
    )  # fmt: skip
    parser.add_argument("--os", dest="system", choices=SYSTEMS, help="whose steps to show (usual: this computer's)")
    parser.add_argument("--reason", metavar="ID", help="the reason that the verdict gives, which picks steps")
    parser.add_argument("--lang", choices=LANGUAGES, help="language to begin with; FR | EN in the window switches")


def run(options: argparse.Namespace) -> int:
    """Exit status 2: no window can be opened here, or the guide cannot be shown."""
    return command.guarded(_refuse, options, "unstuck")


def parsed(arguments: list[str]) -> argparse.Namespace:
    """The options behind `unstuck desk preview`. Ends the program with status 2 where they do not fit."""
    parser = argparse.ArgumentParser(f"unstuck desk {NAME}", description=__doc__.partition("\n")[0])
    add_arguments(parser)
    return parser.parse_args(arguments)


def wanted(options: argparse.Namespace, system: str) -> Wanted:
    """Read everything that was named. `system` is this computer's. Raises Refused."""
    from app.desk.publish import guidelint  # noqa: PLC0415
    from app.guides.format import GuideError  # noqa: PLC0415
    from app.guides.library import read_file  # noqa: PLC0415
    from app.store.folder import folders  # noqa: PLC0415

    path: Path = options.guide
    try:
        guide = read_file(path)
        findings = guidelint.guide(path, path.read_bytes())
    except GuideError as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise Refused(f"{path}: cannot be read ({error.strerror}). Name a guide, a text file.") from error
    wrong = next((finding for finding in findings if not finding.is_hint), None)
    if wrong is not None:
        raise Refused(str(wrong))
    site = command.site_of(options, folders().config)
    saved = command.read_saved(options.source) if options.source is not None else None
    diagnosis = made_up(guide.cause, saved, dict(options.arg), options.reason, options.system or system, site)
    return Wanted(path, site, diagnosis, options.lang)


def made_up(
    cause: str, saved: "Diagnosis | None", args: dict[str, str], reason: str | None, system: str, site: "Site"
) -> "Diagnosis":
    """A diagnosis that names the cause; `saved` lends what fills the sentences."""
    from diagnostics.model.diagnosis import Diagnosis  # noqa: PLC0415
    from diagnostics.model.port import OsInfo  # noqa: PLC0415
    from diagnostics.model.verdict import Certainty, Owner, Verdict  # noqa: PLC0415

    lent = saved.verdict if saved is not None else None
    verdict = Verdict(
        cause=cause,
        certainty=Certainty.CONFIRMED,
        owner=Owner.USER,
        reason=reason or (lent.reason if lent is not None else None),
        args={**(lent.args if lent is not None else {}), **args},
    )
    return Diagnosis(
        id="0" * 16,
        site=site,
        os=OsInfo(system=system, name=system, kernel="", machine=""),
        verdict=verdict,
    )


def _refuse(options: argparse.Namespace, _: TextIO) -> int:
    """In a terminal without a screen: the guide's own mistakes come first."""
    found = wanted(options, "linux")
    raise Refused(Wording.load(found.lang or FALLBACK).text("preview.no_screen", {"path": str(found.path)}))


def _argument(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name.isidentifier():
        raise argparse.ArgumentTypeError(f"{text!r} fills no hole; write NAME=TEXT, such as vpn=Lab")
    return name, value
