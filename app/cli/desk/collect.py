"""`unstuck desk collect --config desk.toml`: turn the sealed reports of a drop into tickets, each exactly once."""

import argparse
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from diagnostics import command
from diagnostics.command import Refused

if TYPE_CHECKING:
    from app.desk.collect.config import Desk
    from app.desk.collect.service import Service

DONE, NOT_ALL = 0, 1
NOBODYS = b"age-encryption.org/v1\n-> X25519 A\nA\n--- A\n"
"""The shape of a sealed file that no key opens: to learn of a mistyped key before the first report comes."""


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("collect", help="turn the reports of a drop into tickets, each exactly once")
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help="desk.toml, see docs/desk.md")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--once", action="store_true", help="look once and end (for cron); usual: until it is stopped")
    what.add_argument("--check", action="store_true", help="only see whether the settings and the helpdesk work")
    what.add_argument("--stats", action="store_true", help="print day, cause and number of the tickets so far")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 all done, 1 something waits or the helpdesk gives trouble, 2 it could not run."""
    return command.guarded(collect, args, "unstuck")


def collect(args: argparse.Namespace, out: TextIO) -> int:
    """Check, count, or collect once or until a signal. Raises Refused."""
    from app.desk.collect.place import writable  # noqa: PLC0415
    from app.desk.collect.service import Busy  # noqa: PLC0415
    from app.store.error import StoreError  # noqa: PLC0415
    from diagnostics.site import SiteError  # noqa: PLC0415

    try:
        desk = _config(args.config)
        if args.stats:
            return _stats(desk, out)
        writable(str(args.config), desk.drop.state)
        if desk.records is not None:
            writable(str(args.config), desk.records.folder, key="records.folder")
        if args.check:
            return _check(desk, out)
        return _collect(desk, out, once=args.once)
    except SiteError as error:
        raise Refused(str(error)) from error
    except StoreError as error:
        raise Refused(error.sentence("en")) from error
    except Busy as error:
        raise Refused(f"{args.config}: another collector works with this state folder; stop one of the two.") from error
    except OSError as error:
        where = getattr(error, "filename", None) or args.config
        raise Refused(f"{where}: the system refused it (error {error.errno}); check the folder's rights.") from error


def _config(path: Path) -> "Desk":
    from app.desk.collect.config import load_desk  # noqa: PLC0415

    return load_desk(path)


def _check(desk: "Desk", out: TextIO) -> int:
    from app.desk.helpdesk.choice import open_helpdesk  # noqa: PLC0415
    from app.desk.helpdesk.ticket import HelpdeskError  # noqa: PLC0415
    from diagnostics.wording import Wording  # noqa: PLC0415

    _identities(desk)
    lang = desk.ticket.language
    try:
        open_helpdesk(desk.helpdesk).check()
    except HelpdeskError as error:
        out.write(error.sentence(lang) + "\n")
        return NOT_ALL
    out.write(Wording.load(lang).text("ticket.check_passed") + "\n")
    return DONE


def _stats(desk: "Desk", out: TextIO) -> int:
    from app.desk.collect.collector import counted  # noqa: PLC0415
    from app.desk.collect.shelf import remembered  # noqa: PLC0415

    for day, cause, number in counted(remembered(Path(desk.drop.state))):
        out.write(f"{day}  {number:>5}  {cause}\n")
    return DONE


def _collect(desk: "Desk", out: TextIO, *, once: bool) -> int:
    from app.desk.collect.service import Service  # noqa: PLC0415
    from app.desk.helpdesk.choice import open_helpdesk  # noqa: PLC0415

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    service = Service(desk, open_helpdesk(desk.helpdesk), _identities(desk), stop)
    try:
        return _once(service, out) if once else _for_ever(service, out)
    finally:
        service.close()


def _once(service: "Service", out: TextIO) -> int:
    done = service.once(lambda line: _say(out, str(line)))
    if done.trouble:
        _say(out, done.trouble)
    return NOT_ALL if done.trouble or done.waiting else DONE


def _for_ever(service: "Service", out: TextIO) -> int:
    service.run(lambda line: _say(out, str(line)), lambda sentence: _say(out, sentence))
    return DONE


def _say(out: TextIO, line: str) -> None:
    import datetime  # noqa: PLC0415

    moment = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    out.write(f"{moment}  {line}\n")
    out.flush()


def _identities(desk: "Desk") -> tuple[str, ...]:
    if desk.drop.identity is None:
        return ()
    from app.desk.open import OpenError, keys_in  # noqa: PLC0415
    from app.reports import age  # noqa: PLC0415

    try:
        keys = keys_in(Path(desk.drop.identity))
        age.decrypt(NOBODYS, keys)
    except OpenError as error:
        raise Refused(error.sentence("en")) from error
    except age.IdentityError as error:
        raise Refused(f"{desk.drop.identity}: a secret key has a typing mistake; copy the file again.") from error
    except (age.DamagedError, age.OtherKeyError):  # as it must be: the keys themselves are good
        pass
    return keys
