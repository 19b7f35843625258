"""`unstuck guide`: a guide as a sheet to read, walked without a window, or rehearsed."""

import argparse
import difflib
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from app.cli.place import Place, place_here
from app.store.folder import folders
from diagnostics import command
from diagnostics.command import SYMPTOMS, Refused
from diagnostics.wording import LANGUAGES, Wording

if TYPE_CHECKING:
    from app.guides.model import Guide
    from diagnostics.model.diagnosis import Diagnosis

WELL = 0
MOST_PATIENCE_S = 3600.0
SYMPTOM = "symptom."

ONLY_WITH = {"fresh": "auto", "patience": "auto", "address": "auto", "symptom": "auto", "helps": "rehearse"}
"""Options that mean nothing without another one: who writes them expects something that would not happen."""


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("guide", help="show a guide, walk it without a window, or rehearse it")
    parser.add_argument("cause", nargs="?", metavar="CAUSE", help="a cause such as dns.slow, or a tile such as calls")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--auto", action="store_true", help="do what Unstuck can do by itself; skip what needs a person")
    how.add_argument("--rehearse", action="store_true", help="show where the guide leads; nothing is looked at or done")
    parser.add_argument("--file", type=Path, metavar="FILE", help="a guide that IT wrote, instead of a built-in one")
    parser.add_argument("--from", dest="source", metavar="FILE", help="a saved diagnosis that fills in names (- stdin)")
    parser.add_argument("--helps", metavar="STEP", help="the step that is to help in the rehearsal (usual: the last)")
    parser.add_argument("--fresh", action="store_true", help="forget a walk that was left instead of resuming it")
    parser.add_argument("--patience", type=seconds, metavar="S", help="longest wait for an opened page (usual: 120)")
    parser.add_argument("--symptom", type=command.symptom, metavar="T", help=f"what hurts: {', '.join(SYMPTOMS)}")
    parser.add_argument("--address", metavar="TEXT", help="one app or site to follow as well")
    parser.add_argument("--site", type=Path, metavar="FILE", help="the organisation's facts (TOML)")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sentences")
    parser.set_defaults(run=run)


def seconds(text: str) -> float:
    """A time to wait. Raises argparse.ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= MOST_PATIENCE_S:
        raise argparse.ArgumentTypeError(f"{text!r} is no time to wait; write seconds from 0 to {MOST_PATIENCE_S:g}")
    return value


def run(options: argparse.Namespace) -> int:
    """Exit status 0 repaired, nothing to repair, or shown; 1 not repaired; 2 it could not run; 130 and 143 stopped."""
    return command.guarded(guide, options, "unstuck")


def guide(options: argparse.Namespace, out: TextIO) -> int:
    """Do what the options say. Raises Refused."""
    _refuse_what_means_nothing(options)
    place = place_here(options)
    cause, tile = _meant(options.cause)
    own = _read_file(options.file, cause) if options.file else None
    organisation = place.site.organisation
    wording = Wording.load(options.lang or organisation.languages[0], it_name=organisation.it_name)
    if options.auto:
        return _auto(options, out, place, wording, cause, tile, own)
    shown = own or _of_the_library(place, cause, tile)
    if shown is None:
        raise Refused("say which guide: `unstuck guide CAUSE`, or --auto for what the first look names.")
    diagnosis = command.read_saved(options.source) if options.source is not None else None
    if options.rehearse:
        return _rehearse(options, out, shown, wording, diagnosis)
    return _sheet(options, out, shown, wording, diagnosis, {} if own else place.helped(shown))


def _refuse_what_means_nothing(options: argparse.Namespace) -> None:
    for name, other in ONLY_WITH.items():
        given = getattr(options, name)
        if given is not None and given is not False and not getattr(options, other):
            raise Refused(f"--{name} goes with --{other}; add --{other} or leave --{name} out.")
    if options.auto and options.source:
        raise Refused("--from does not go with --auto, which looks for itself; leave one of the two out.")


def _meant(name: str | None) -> tuple[str | None, str | None]:
    """The cause, or the tile. Raises Refused with the nearest id that exists."""
    if name is None:
        return None, None
    tile = name.removeprefix(SYMPTOM)
    if tile in SYMPTOMS and name not in _causes():
        return None, tile
    if name in _causes():
        return name, None
    near = difflib.get_close_matches(name, (*_causes(), *SYMPTOMS), 1)
    remedy = f"did you mean {near[0]}?" if near else "take the cause that `unstuck diagnose --json` names."
    raise Refused(f"{name!r}: there is no guide of that name; {remedy}")


def _causes() -> tuple[str, ...]:
    names = (file.name for file in files("resources.guides").iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in names if not name.startswith(SYMPTOM)))


def _of_the_library(place: Place, cause: str | None, tile: str | None) -> "Guide | None":
    """IT's guide or the built-in one; why one of IT's cannot be used is said on stderr."""
    if cause is None and tile is None:
        return None
    found = place.guide_for(cause) if tile is None and cause is not None else place.guide_for_symptom(tile or "")
    _tell_refused(place)
    return found


def _tell_refused(place: Place) -> None:
    for sentence in place.library.refused:
        print(f"unstuck: {sentence}", file=sys.stderr)


def _read_file(path: Path, cause: str | None) -> "Guide":
    from app.guides.format import GuideError  # noqa: PLC0415
    from app.guides.library import read_file  # noqa: PLC0415

    try:
        found = read_file(path)
    except GuideError as error:
        raise Refused(str(error)) from error
    if cause not in (None, found.cause):
        raise Refused(f"{path}: this guide is for {found.cause}, not for {cause}; leave one of the two out.")
    return found


def _system(diagnosis: "Diagnosis | None" = None) -> str:
    if diagnosis is not None and diagnosis.os is not None:
        return diagnosis.os.system
    from diagnostics.system.os_info import acquire_os  # noqa: PLC0415

    return str(acquire_os()["system"])


def _sheet(
    options: argparse.Namespace,
    out: TextIO,
    shown: "Guide",
    wording: Wording,
    diagnosis: "Diagnosis | None",
    helped: Mapping[str, float],
) -> int:
    import msgspec  # noqa: PLC0415

    from app.guides.auto import args_of, reason_of  # noqa: PLC0415
    from app.guides.sheet import sheet  # noqa: PLC0415

    if options.json:
        whole = {"schema": "unstuck.guide/1", **msgspec.to_builtins(shown)}
        out.write(msgspec.json.encode(whole).decode() + "\n")
    else:
        args, reason = args_of(diagnosis, shown.cause), reason_of(diagnosis, shown.cause)
        out.write(sheet(shown, wording, _system(diagnosis), args=args, reason=reason, helped=helped))
    return WELL


def _rehearse(
    options: argparse.Namespace, out: TextIO, shown: "Guide", wording: Wording, diagnosis: "Diagnosis | None"
) -> int:
    import msgspec  # noqa: PLC0415

    from app.guides.auto import args_of, reason_of  # noqa: PLC0415
    from app.guides.rehearse import Rehearsal  # noqa: PLC0415

    args, reason = args_of(diagnosis, shown.cause), reason_of(diagnosis, shown.cause)
    rehearsal = Rehearsal(shown, _system(diagnosis), wording, options.helps, args, reason)
    steps = rehearsal.reachable()
    if options.helps is not None and options.helps not in steps:
        raise Refused(f"--helps {options.helps}: the guide has no such step here; use one of {', '.join(steps)}.")
    if options.json:
        out.write(msgspec.json.encode(rehearsal.record()).decode() + "\n")
    else:
        out.writelines(f"{line}\n" for line in rehearsal.lines())
    return WELL


def _auto(
    options: argparse.Namespace,
    out: TextIO,
    place: Place,
    wording: Wording,
    cause: str | None,
    tile: str | None,
    own: "Guide | None",
) -> int:
    from app.cli.errand import Errand  # noqa: PLC0415  # the hands, the journal and the engine

    followed, _ = command.with_address(place.site, options.address)
    errand = Errand(
        site=followed,
        wording=wording,
        guide_for=place.guide_for,
        state=folders().state,
        system=_system(),
        wanted=own.cause if own else cause,
        own=own,
        symptom=options.symptom or tile,
        fresh=options.fresh,
        patience_s=options.patience,
    )
    say: Callable[[str], None] = partial(print, file=sys.stderr)
    status = errand.run(out, say, as_json=options.json)
    _tell_refused(place)
    return status
