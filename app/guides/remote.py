"""Help from afar: what is said before the person's screen is shown to IT, and after. Pure, but for `open`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.guides.hand import Deed, Did
from diagnostics.model.site import Site
from diagnostics.wording import Wording

LINK = "link"
CONSENT = ("sees", "close", "who", "code", "line")
"""What a person must know before anybody looks: what is seen, what to hide, whom to trust. In this order."""

_AFTERWARDS = {
    Did.DONE: "opened",
    Did.NOTHING_TO_DO: "opened",
    Did.NO_TARGET: "missing",
    Did.UNSUPPORTED: "elsewhere",
}


@dataclass(frozen=True)
class RemoteHelp:
    """The way that the site file names, in the person's language."""

    kind: str  # "quickassist", "rustdesk", "teamviewer", "anydesk" or "link"
    title: str  # of the button
    consent: tuple[str, ...]  # shown before it is opened; the code of the verdict belongs beside them
    accept: str
    refuse: str
    target: str = field(repr=False)
    wording: Wording = field(repr=False)

    def open(self, opener: Callable[[str], Deed] | None = None) -> Deed:
        """Open it; only ever called after the person accepted. Off the window's thread; nothing is raised."""
        if opener is None:
            from app.guides.actions.remote import open_remote  # noqa: PLC0415  # only when somebody wants it

            opener = open_remote
        return opener(self.target)

    def told(self, deed: Deed) -> str:
        """What came of it, one sentence."""
        tool = self.wording.text(f"remote.name_{self.kind}")
        return self.wording.text(f"remote.{_AFTERWARDS.get(deed.did, 'failed')}", {"tool": tool})


def remote_help(site: Site, wording: Wording) -> RemoteHelp | None:
    """The way that IT helps from afar; None when the site file names none. `wording` carries the name of IT."""
    target = site.help.remote
    if not target:
        return None
    kind = LINK if "://" in target else target
    try:
        how = wording.text(f"remote.how_{kind}", {"host": urlsplit(target).hostname or target})
    except KeyError:  # a program of a newer version
        return None
    return RemoteHelp(
        kind=kind,
        title=wording.text("remote.title"),
        consent=(how, *(wording.text(f"remote.consent_{id}") for id in CONSENT)),
        accept=wording.text("remote.accept"),
        refuse=wording.text("remote.refuse"),
        target=target,
        wording=wording,
    )
