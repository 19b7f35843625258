"""Pictures of every screen: `python -m tests.gui.shots DIR`. English and French, light and dark, 100 % and 200 % text.

Made offscreen from scripted runs, so they are the same on every machine with the same fonts.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.__main__ import preview_window
from app.cli.desk.preview import parsed, wanted
from app.presenters.tile import TILES
from app.widgets.theme import dress
from diagnostics.model.event import Event, Finished
from diagnostics.model.verdict import Certainty, OtherCause, Owner
from tests.fakes import story
from tests.fakes.engine import FakeRuns
from tests.gui.states import STATES
from tests.gui.watches import Watches, eventful
from tests.gui.world import World

LIMIT_MS = 5000
SETTLE_MS = 120


def wait(done: Callable[[], bool], limit_ms: int = LIMIT_MS) -> None:
    """Let the window work until `done`, and a moment longer for the painting."""
    loop, ticks = QEventLoop(), QTimer()
    ticks.timeout.connect(lambda: loop.quit() if done() else None)
    ticks.start(5)
    QTimer.singleShot(limit_ms, loop.quit)
    loop.exec()
    ticks.stop()
    settle = QEventLoop()
    QTimer.singleShot(SETTLE_MS, settle.quit)
    settle.exec()
    if not done():
        raise TimeoutError("the window did not get there")


def ended(world: World) -> None:
    world.session.start()
    wait(lambda: not world.session.is_running)


def home(world: World) -> QWidget:
    return world.screen("home")


def press(world: World, screen: str, name: str) -> None:
    world.screen(screen)._buttons[name].click()


def shot_checking(world: World) -> None:
    world.session.start()
    wait(lambda: len(world.session.ledger.results) >= 6)


def shot_details(world: World) -> None:
    ended(world)
    home(world)._details.click()
    wait(lambda: True)


def shot_keep(world: World) -> None:
    ended(world)
    press(world, "home", "keep")
    wait(lambda: True)


def shot_guide(world: World) -> None:
    ended(world)
    press(world, "home", "fix")
    wait(lambda: True)


def shot_guide_skip(world: World) -> None:
    shot_guide(world)
    press(world, "guide", "skip")
    wait(lambda: True)


def shot_guide_fixed(world: World) -> None:
    shot_guide(world)
    press(world, "guide", "done")
    wait(lambda: world.screen("guide")._shown.finished is not None, 20_000)


def shot_send(world: World) -> None:
    ended(world)
    press(world, "home", "send")
    send = world.screen("send")
    send._words.setText("The intranet has not opened since this morning.")
    send._contact.setText("+230 555 0100")
    wait(lambda: send._reporting.now is not None and not send._typing.isActive())


def shot_sent(world: World) -> None:
    shot_send(world)
    press(world, "send", "send")
    wait(lambda: "…" not in world.screen("send")._outcome.text())


def shot_speed(world: World) -> None:
    ended(world)
    world.window.go("speed")
    wait(lambda: True)


def shot_speed_done(world: World) -> None:
    shot_speed(world)
    speed = world.screen("speed")
    speed._start.click()
    wait(lambda: speed._result is not None)


def shot_symptom(world: World) -> None:
    world.session.start("slow")
    wait(lambda: not world.session.is_running)


def noted() -> list[Event]:
    """Two faults at once, the second with an argument of its own, and circumstances."""
    *events, last = story.port_blocked()
    assert isinstance(last, Finished)
    assert last.diagnosis is not None
    assert last.diagnosis.verdict is not None
    other = OtherCause("service.down", Certainty.LIKELY, {"service": "Payroll"}, None, Owner.IT)
    verdict = msgspec.structs.replace(
        last.diagnosis.verdict, certainty=Certainty.LIKELY, others=(other,), notes=("on_battery", "phone_hotspot")
    )
    return [*events, Finished("ok", msgspec.structs.replace(last.diagnosis, verdict=verdict))]


def shot_which(world: World) -> None:
    ended(world)
    tiles = home(world)._asks.tiles
    tiles._tiles[[tile.id for tile in TILES].index("one_app")].click()
    wait(lambda: True)


def shot_which_wrong(world: World) -> None:
    shot_which(world)
    which = home(world)._asks.which
    which._field.setText("my mail")
    which._go.click()
    wait(lambda: True)


def shot_cuts(world: World) -> None:
    world.session.start("cuts")
    wait(lambda: not world.session.is_running)


def shot_watch(world: World) -> None:
    ended(world)
    object.__setattr__(world.session.doors, "watches", Watches(eventful(over=False)))
    press(world, "home", "watch")
    wait(lambda: world.session.vigil.report is not None and len(world.session.vigil.report.events) > 1)


def shot_watched(world: World) -> None:
    ended(world)
    object.__setattr__(world.session.doors, "watches", Watches(eventful()))
    press(world, "home", "watch")
    wait(lambda: world.session.watching == "done")


def of_state(name: str) -> Callable[[World], None]:
    def shot(world: World) -> None:
        ended(world)
        STATES[name].reach(world, wait)
        wait(lambda: True)

    return shot


SHOTS: dict[str, tuple[Callable[[World], None], list[list[object]]]] = {
    "01-checking": (shot_checking, [story.story("healthy", until=8)]),
    "02-vpn-blocked": (ended, [story.port_blocked()]),
    "03-details": (shot_details, [story.port_blocked()]),
    "04-keep-working": (shot_keep, [story.port_blocked()]),
    "05-healthy": (ended, [story.healthy()]),
    "06-healthy-symptom": (shot_symptom, [story.healthy()]),
    "07-unknown": (ended, [story.story("unknown", problems=("tls.public",))]),
    "08-dark": (ended, [story.everything_dark()]),
    "09-guide": (shot_guide, [story.port_blocked()]),
    "10-guide-skip": (shot_guide_skip, [story.port_blocked()]),
    "11-guide-fixed": (shot_guide_fixed, [story.port_blocked(), story.healthy()]),
    "12-send": (shot_send, [story.port_blocked()]),
    "13-sent": (shot_sent, [story.port_blocked()]),
    "14-speed": (shot_speed, [story.healthy()]),
    "15-speed-done": (shot_speed_done, [story.healthy(), story.load_run()]),
    "16-failed": (ended, [story.broken()]),
    "17-which": (shot_which, [story.healthy()]),
    "18-which-wrong": (shot_which_wrong, [story.healthy()]),
    "19-cuts": (shot_cuts, [story.healthy()]),
    "20-watch": (shot_watch, [story.healthy()]),
    "21-watched": (shot_watched, [story.healthy()]),
    "22-two-faults": (ended, [noted()]),
    **{f"{place}-{name}": (of_state(name), list(STATES[name].scripts)) for place, name in enumerate(STATES, start=23)},
}

PREVIEWS = ("91-preview", "92-preview-broken")


def picture(app: QApplication, name: str, target: Path, *, lang: str, scheme: str, scale: float) -> None:
    act, scripts = SHOTS[name]
    with tempfile.TemporaryDirectory(prefix="unstuck-shots-") as folder:
        state = STATES.get(name.partition("-")[2])
        named = state.named() if state else {"site": story.EXAMPLE}
        if lang == "fr":
            named["site"] = msgspec.structs.replace(named["site"], organisation=story.EXAMPLE_FR.organisation)
        world = World(FakeRuns(*scripts), Path(folder), lang=lang, **named)
        try:
            dress(app, scheme, scale)
            world.window.show()
            wait(lambda: world.window._is_painted)
            act(world)
            if not world.window.grab().save(str(target)):
                raise OSError(f"{target} could not be written")
        finally:
            if not world.close():
                raise RuntimeError(f"{name}: a thread did not end")


def preview_picture(app: QApplication, name: str, target: Path, *, lang: str, scheme: str, scale: float) -> None:
    """A guide before it is published; "broken": while somebody is in the middle of writing it."""
    with tempfile.TemporaryDirectory(prefix="unstuck-shots-") as folder:
        path = Path(folder) / "vpn.port_blocked.toml"
        path.write_bytes((files("resources.guides") / path.name).read_bytes())
        named = wanted(parsed([str(path), "--arg", "vpn=Company VPN"]), "linux")
        window = preview_window(app, named, lang)
        try:
            dress(app, scheme, scale)
            window.show()
            wait(lambda: window._is_painted and not window._turns)
            page = window._screens["home"]
            if name.endswith("broken"):
                path.write_text(path.read_text("utf-8").replace('who = "you"', 'who = "nobody"', 1), "utf-8")
                wait(lambda: page._preview.read.guide is None)
            if not window.grab().save(str(target)):
                raise OSError(f"{target} could not be written")
        finally:
            window.close()
            page._preview._timer.stop()
            window.session.close()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="packaging/dev.py shots", description=__doc__, allow_abbrev=False)
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the pictures go; made where it is missing")
    parser.add_argument("names", nargs="*", metavar="NAME", help="pictures whose name holds one of these; else all")
    options = parser.parse_args(arguments)
    folder: Path = options.folder
    wanted_names: list[str] = options.names
    everything = (*SHOTS, *PREVIEWS)
    for part in wanted_names:
        if not any(part in name for name in everything):
            parser.error(f"there is no picture named “{part}”: {', '.join(everything)}")
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(["shots"])
    os.environ["UNSTUCK_HOME"] = tempfile.mkdtemp(prefix="unstuck-shots-home-")
    chosen = [name for name in everything if not wanted_names or any(part in name for part in wanted_names)]
    for name in chosen:
        draw = preview_picture if name in PREVIEWS else picture
        for lang in ("en", "fr"):
            for scheme in ("light", "dark"):
                for scale in (1.0, 2.0):
                    target = folder / f"{name}-{lang}-{scheme}-{round(scale * 100)}.png"
                    draw(app, name, target, lang=lang, scheme=scheme, scale=scale)
                    print(target, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
