"""What the commands of the signed content share: the desk folder, whose keys, and how a refusal is told."""

import argparse
import getpass
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diagnostics.command import Refused
from diagnostics.wording import FALLBACK, LANGUAGES, Wording

if TYPE_CHECKING:
    from app.desk.publish.folder import DeskFolder, Settings
    from app.desk.publish.keyring import Keyring

DONE, NOT_GOOD = 0, 1
FOLDER, PERSON, PASSPHRASE = "UNSTUCK_DESK", "UNSTUCK_DESK_PERSON", "UNSTUCK_DESK_PASSPHRASE"


class NotGood(Exception):
    """What was asked could not be done because of its content; the lines are told and the exit status is 1."""


@dataclass(frozen=True)
class Access:
    """An open desk folder and who works there."""

    desk: "DeskFolder"
    settings: "Settings"
    keyring: "Keyring"
    people: tuple[str, ...]
    say: Wording


def add_place(parser: argparse.ArgumentParser, *, positional: bool) -> None:
    """The desk folder, where keys lie, and the language."""
    about = f"the desk folder (usual: {FOLDER}, or the folder you are in)"
    if positional:
        parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help=about)
    else:
        parser.add_argument("--desk", dest="folder", type=Path, metavar="FOLDER", help=about)
    parser.add_argument(
        "--keys", type=Path, action="append", default=[], metavar="FOLDER", help="where private keys lie, repeatable"
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sentences (usual: that of the settings)")


def add_person(parser: argparse.ArgumentParser) -> None:
    """Whose key signs."""
    parser.add_argument("--as", dest="person", metavar="NAME", help="whose key signs (usual: your login name)")


def opened(options: argparse.Namespace) -> Access:
    """Open the desk folder. Raises Refused."""
    with told(options.lang or FALLBACK):
        from app.desk.publish.folder import open_desk, read_settings  # noqa: PLC0415
        from app.desk.publish.keyring import Keyring  # noqa: PLC0415

        desk = open_desk(options.folder or Path(os.environ.get(FOLDER) or "."))
        settings = read_settings(desk)
        folders = [*options.keys, desk.keys, *map(Path, settings.keys)]
        lang = options.lang or settings.language
        keyring = Keyring(desk.keys, folders, Asker(lang))
        people = _people(getattr(options, "person", None), desk.keys, folders)
        return Access(desk, settings, keyring, people, Wording.load(lang))


class Asker:
    """The passphrase of a key: from the environment, else from whoever sits at the terminal. Never from arguments."""

    def __init__(self, lang: str) -> None:
        self._say = Wording.load(lang)
        self._given = False
        self._made: dict[str, str] = {}

    def __call__(self, name: str, new: bool) -> str | None:
        """None where there is nobody to ask."""
        known = os.environ.get(PASSPHRASE)
        if known and (new or not self._given):
            self._given = self._given or not new  # a wrong one is not offered twice
            return known
        if sys.stdin is None or not sys.stdin.isatty():
            return None
        try:
            return (
                self._new(name) if new else getpass.getpass(self._say.text("publish.ask_phrase", {"name": name}) + " ")
            )
        except EOFError:  # Ctrl-D
            return None

    def _new(self, name: str) -> str:
        """One for all root keys, and one for both keys of a person."""
        group = name.rpartition("-")[0] or name
        while group not in self._made:
            first = getpass.getpass(self._say.text("publish.ask_new", {"name": group}) + " ")
            if first == getpass.getpass(self._say.text("publish.ask_again") + " "):
                self._made[group] = first
            else:
                print(self._say.text("publish.ask_differ"), file=sys.stderr)
        return self._made[group]


@contextmanager
def told(lang: str) -> Iterator[None]:
    """Whatever the desk refuses becomes one sentence. Raises Refused, or NotGood for several of them."""
    try:
        from app.desk.publish.error import PublishError  # noqa: PLC0415
        from app.desk.publish.finding import LintError  # noqa: PLC0415
        from app.store.error import StoreError  # noqa: PLC0415
        from diagnostics.site import SiteError  # noqa: PLC0415
    except ImportError as error:
        raise Refused(_no_extra(lang, error)) from error
    try:
        yield
    except (PublishError, StoreError) as error:
        raise Refused(error.sentence(lang)) from error
    except LintError as error:
        raise NotGood("\n".join(map(str, error.findings))) from error
    except SiteError as error:
        raise Refused(str(error)) from error
    except ImportError as error:
        raise Refused(_no_extra(lang, error)) from error
    except OSError as error:
        where = getattr(error, "filename", None) or "–"
        args = {"path": str(where), "number": str(error.errno)}
        raise Refused(Wording.load(lang).text("publish.system", args)) from error


def login_name() -> str:
    """The name of whoever works here, as a key may have it; empty when the system knows none."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
    return re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")[:24]


def local(moment: datetime) -> str:
    """A moment as people here read clocks, with its zone: two colleagues at one desk may sit in two of them."""
    here = moment.astimezone()
    zone = f"{here:%z}"  # "+0100"; names of zones are long ones on some systems
    return f"{here:%Y-%m-%d %H:%M} UTC{'' if zone == '+0000' else f'{zone[:3]}:{zone[3:5]}'}"


def last_line(say: Wording, done: Any) -> str:
    """Who signed which roles."""
    args = {"roles": ", ".join(done.signed), "keys": ", ".join(done.signers)}
    return say.text("publish.signed", args)


def _no_extra(lang: str, error: ImportError) -> str:
    return Wording.load(lang).text("publish.no_extra", {"name": error.name or "tuf"})


def _people(given: str | None, public: Path, folders: list[Path]) -> tuple[str, ...]:
    """Who may be meant: the one who is named, else the login name, else the only one whose keys are here."""
    named = given or os.environ.get(PERSON)
    if named:
        return (named,)
    here = {
        name.rpartition("-")[0]
        for name in (path.stem for path in public.glob("*.pub"))
        if name.endswith(("-guides", "-notices")) and any((folder / f"{name}.pem").is_file() for folder in folders)
    }
    own = login_name()
    return (own,) if own in here or len(here) != 1 else (*here,)
