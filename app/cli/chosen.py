"""What the person chose in the window, for commands that only look: whatever is wrong, nothing on the disk changes."""

import sys

from app.store import settings
from app.store.folder import folders
from app.store.settings import Settings


def settings_here(lang: str) -> Settings:
    """The person's settings; one sentence on stderr, as in the window, where something in the file cannot be used."""
    loaded = settings.load(folders().config, only_look=True)
    if loaded.notice is not None and sys.stderr is not None:
        sys.stderr.write(f"unstuck: {loaded.notice.sentence(lang)}\n")
    return loaded.settings
