"""What the laptop says of itself. `current()` is the only place that asks which operating system this is.

The implementations are imported when they are asked for, so `import diagnostics.system` costs next to nothing.
"""

import sys

from diagnostics.model.port import SystemFacts


def current() -> SystemFacts:
    """The facts of the operating system that this process runs on. Cheap: nothing is read before a method is called."""
    if sys.platform == "linux":
        from diagnostics.system.linux.facts import LinuxFacts

        return LinuxFacts()
    if sys.platform == "win32":
        from diagnostics.system.windows.facts import WindowsFacts

        return WindowsFacts()
    if sys.platform == "darwin":
        from diagnostics.system.darwin.facts import DarwinFacts

        return DarwinFacts()
    from diagnostics.system.portable import PortableFacts

    return PortableFacts(sys.platform)
