"""Both ends of the accessibility test: `window` shows the app with a scripted run, `read` is the screen reader.

The reader runs under the system's Python, which has the bindings of the bus and none of our packages.
"""

import json
import os
import sys
import time
from pathlib import Path

LIMIT_S = 25.0
ROLES_WITH_NAMES = {
    "push button",
    "button",
    "toggle button",
    "text",
    "entry",
    "check box",
    "list",
    "progress bar",
    "page tab",
}


def window() -> int:
    import tempfile

    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from tests.fakes import story
    from tests.fakes.engine import FakeRuns
    from tests.gui.world import World

    app = QApplication(["unstuck"])
    with tempfile.TemporaryDirectory() as folder:
        world = World(FakeRuns(story.port_blocked()), Path(folder))
        # The reader needs a moment to find the window before the verdict is announced.
        world.window.painted.connect(lambda _: QTimer.singleShot(1500, world.session.start))
        world.window.show()
        QTimer.singleShot(int(LIMIT_S * 1000), app.quit)
        world.window.closing.connect(lambda _: app.quit())
        timer = QTimer()
        timer.timeout.connect(lambda: app.quit() if "guide" in world.window._screens and over() else None)
        timer.start(200)
        app.exec()
        world.close()
    return 0


def over() -> bool:
    """The reader says by a file that it has seen enough."""
    return flag().exists()


def flag() -> Path:
    return Path(os.environ["UNSTUCK_HOME"]) / "reader.done"


def breathe(seconds: float) -> None:
    from gi.repository import GLib

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        GLib.MainContext.default().iteration(False)
        time.sleep(0.01)


def wait_for(what):
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        breathe(0.1)
    return None


def application():
    from gi.repository import Atspi

    desktop = Atspi.get_desktop(0)
    children = [desktop.get_child_at_index(place) for place in range(desktop.get_child_count())]
    return next((child for child in children if child and (child.get_name() or "") == "Unstuck"), None)


def showing(node) -> list:
    from gi.repository import Atspi

    if node is None or node.get_state_set().contains(Atspi.StateType.DEFUNCT):
        return []
    found = [node] if node.get_state_set().contains(Atspi.StateType.SHOWING) else []
    for place in range(node.get_child_count()):
        found += showing(node.get_child_at_index(place))
    return found


def button(app, begin: str):
    buttons = (node for node in showing(app) if "button" in node.get_role_name())
    return next((node for node in buttons if node.get_name().startswith(begin)), None)


def listen(announced: list) -> bool:
    """Note every announcement. False where the bindings do not know them yet."""
    from gi.repository import Atspi, GLib

    try:
        listener = Atspi.EventListener.new(lambda event: announced.append(str(event.any_data)))
        return bool(listener.register("object:announcement"))
    except (AttributeError, GLib.Error):
        return False


def read() -> int:
    import gi

    gi.require_version("Atspi", "2.0")
    announced: list = []
    supported = listen(announced)
    app = wait_for(application)
    if app is None:
        sys.exit("the window never appeared on the bus")
    fix = wait_for(lambda: button(app, "Fix it with me"))
    shown = showing(app)
    seen = {
        "application": app.get_name(),
        "path": next((n.get_name() for n in shown if "The way to your work" in (n.get_name() or "")), ""),
        "buttons": [n.get_name() for n in shown if "button" in n.get_role_name()],
        "unnamed": [n.get_role_name() for n in shown if n.get_role_name() in ROLES_WITH_NAMES and not n.get_name()],
        "pressed": bool(fix) and fix.get_action_iface().do_action(0),
    }
    wait_for(lambda: any("Step 1 of" in (n.get_name() or "") for n in showing(app)))
    breathe(0.3)
    seen["after"] = [n.get_name() for n in showing(app) if n.get_name()]
    seen["announced"] = announced if supported else ["not supported here"]
    print(json.dumps(seen), flush=True)
    flag().write_text("done")
    return 0


if __name__ == "__main__":
    sys.exit({"window": window, "read": read}[sys.argv[1]]())
