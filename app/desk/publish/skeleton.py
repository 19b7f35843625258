"""A new guide to fill in: every key explained where it stands, both languages side by side."""

from pathlib import Path

from app.desk.publish.error import PublishError
from app.desk.publish.folder import DeskFolder, put
from app.desk.publish.guidelint import CAUSES, TILES, refuse_unknown
from app.guides.library import SYMPTOM, guide_for, guide_for_symptom

HEAD = """\
# A guide for {cause}. Check it with `unstuck desk lint`, see it with `unstuck guide --file FILE --rehearse`.
# Texts: two short sentences, plain words, one line, both languages. {{it_name}} stands for the name of your IT.
"""
BODY = """\
schema = 1
id = "{cause}"              # the name of this file
cause = "{of}"
version = {version}                # add 1 whenever you change something
title.en = "{title_en}"
title.fr = "{title_fr}"
minutes = {minutes}                # how long it usually takes
owner = "{owner}"             # who can end it: user, it, provider, nobody
keep_working = []          # other ways to work: hotspot, dial_in, web, other_network, wait
stop.en = "<when to hand over to {{it_name}}>"
stop.fr = "<quand prévenir {{it_name}}>"

# Least effort first. The app does a step with who = "app" and a verb; the person does one with who = "you".
[[steps]]
id = "first"
who = "you"
minutes = 1
text.en = "<what to do, as it is written on the screen>"
text.fr = "<quoi faire, comme c’est écrit à l’écran>"
check = [{checks}]   # what the app looks at afterwards
settle_s = 10              # seconds until it can show
# verb = "dns.flush"       # with who = "app": a list of them is in docs/it-guide.md
# only_on = ["windows"]    # windows, darwin, linux; without it: all
# stays = true             # never moved, also when another step helped more colleagues
# undo.en = "<how to take it back>"
# undo.fr = "<comment revenir en arrière>"

# A question: the answer decides where to go on ("next", "stop" or the id of a later step).
# [[steps]]
# id = "ask"
# who = "you"
# minutes = 1
# text.en = "<a question?>"
# text.fr = "<une question ?>"
#
# [[steps.answers]]
# id = "yes"
# en = "Yes"
# fr = "Oui"
# go = "next"
"""


def skeleton(cause: str, *, whole: bool = False) -> str:
    """The text of a new guide; `whole`: the built-in one, to change it. Raises PublishError for an unknown cause."""
    tile = cause.removeprefix(SYMPTOM)
    refuse_unknown(cause, (*CAUSES, *TILES))
    built_in = guide_for(cause) if tile == cause else guide_for_symptom(tile)
    if whole:
        return _packaged(built_in.id)
    checks = next((step.check for step in built_in.steps if step.check), ())
    values = {
        "cause": cause,
        "of": built_in.cause,
        "version": built_in.version + 1,  # a laptop takes IT's guide anyway; in a report the number tells them apart
        "title_en": built_in.title.en,
        "title_fr": built_in.title.fr,
        "minutes": built_in.minutes,
        "owner": built_in.owner,
        "checks": ", ".join(f'"{check}"' for check in checks),
    }
    return HEAD.format(cause=cause) + BODY.format(**values)


def write(desk: DeskFolder, cause: str, *, whole: bool = False) -> Path:
    """Put the skeleton into the content. Raises PublishError, StoreError; never replaces a guide that is there."""
    text = skeleton(cause, whole=whole)
    path = desk.content / "guides" / f"{cause}.toml"
    if path.exists():
        raise PublishError("guide_exists", file=path)
    put(path, text.encode())
    return path


def _packaged(id: str) -> str:
    from importlib.resources import files  # noqa: PLC0415

    return files("resources.guides").joinpath(f"{id}.toml").read_text(encoding="utf-8")
