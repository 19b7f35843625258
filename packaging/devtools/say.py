"""How the developer's command speaks: one line, at once, also when its output is a pipe."""


class Trouble(Exception):
    """It cannot go on; the text says what, where, and how to mend it."""


def say(line: str) -> None:
    """Print one line at once, so that it stands before what a started tool prints."""
    print(line, flush=True)
