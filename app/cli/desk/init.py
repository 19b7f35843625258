"""`unstuck desk init FOLDER`: make the desk folder for signed content, with its keys."""

import argparse
from pathlib import Path
from typing import Any, TextIO

from app.cli.desk.access import DONE, Asker, login_name, told
from diagnostics import command
from diagnostics.wording import FALLBACK, LANGUAGES, Wording


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("init", help="make the folder, the keys and an empty public folder, once")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where to make it; nothing may be there yet")
    parser.add_argument(
        "--person", action="append", metavar="NAME", help="who may publish, repeatable (usual: your login name)"
    )
    parser.add_argument("--url", default="", help="where laptops will see the public folder (https://…)")
    parser.add_argument("--no-passphrase", action="store_true", help="keys without passphrase: for trying only")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sentences (usual: English)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 made; 2 nothing was made, one sentence says why."""
    return command.guarded(make, options, "unstuck")


def make(options: argparse.Namespace, out: TextIO) -> int:
    """Make it and say what goes where. Raises Refused."""
    lang = options.lang or FALLBACK
    say = Wording.load(lang)
    with told(lang):
        from app.desk.publish.error import PublishError  # noqa: PLC0415
        from app.desk.publish.start import start  # noqa: PLC0415
        from app.desk.publish.work import utc_now  # noqa: PLC0415
        from diagnostics.site.link import url  # noqa: PLC0415
        from diagnostics.site.spot import Document, Spot  # noqa: PLC0415

        if options.url:
            url("https", "http")(Spot(Document("--url", Path())), options.url)
        people = tuple(dict.fromkeys(options.person or [login_name()]))
        if not people[0]:
            raise PublishError("who_are_you")
        locked = not options.no_passphrase
        desk = start(options.folder, people, Asker(lang), utc_now(), locked=locked, url=options.url, language=lang)
    address = options.url or "https://…"
    lines = [say.text("publish.made", {"path": str(desk.path)}), ""]
    if not locked:
        lines += [say.text("publish.made_open"), ""]
    for id in ("root_keys", "online_key", "person_keys", "anchor", "public", "next"):
        args = {"path": str(desk.path), "people": ", ".join(people)}
        lines.append(say.text(f"publish.made_{id}", args))
    lines += ["", "[content]", f'url = "{address}"', 'root = "root.json"']
    out.write("\n".join(lines) + "\n")
    return DONE
