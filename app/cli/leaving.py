"""How a report leaves from the terminal: sealed, kept until it has left, tried at once."""

from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from urllib.parse import urlsplit

from diagnostics.command import Refused
from diagnostics.model.site import Site
from diagnostics.wording import Wording

if TYPE_CHECKING:
    from app.reports.draft import Draft
    from app.reports.seal import Sealed
    from diagnostics.model.diagnosis import Diagnosis


class Leaving:
    """One report of one person; what happens is written to `out` in their language."""

    def __init__(self, site: Site, lang: str, out: TextIO) -> None:
        self._site = site
        self._say = Wording.load(lang, it_name=site.organisation.it_name)
        self._out = out

    def seal(self, draft: "Draft", diagnosis: "Diagnosis") -> "Sealed | None":
        """The report as it leaves; None, and why, where it cannot be sealed."""
        from app.reports.code import code_of  # noqa: PLC0415  # `unstuck report --preview` needs none of this
        from app.reports.seal import SealError, seal  # noqa: PLC0415

        try:
            return seal(draft, code_of(diagnosis), self._site.report)
        except SealError as error:
            why = error.sentence(self._say.language, it_name=self._site.organisation.it_name)
            self._tell("unsealed", why=why)
            return None

    def save(self, sealed: "Sealed", folder: Path) -> None:
        """Write the sealed report into a folder, to be carried by hand. Raises Refused."""
        from app.store import atomic  # noqa: PLC0415
        from app.store.error import StoreError  # noqa: PLC0415

        path = folder / str(sealed.name)
        try:
            atomic.write(path, sealed.data)
        except StoreError as error:
            raise Refused(error.sentence(self._say.language)) from error
        self._tell("sealed", path=str(path))

    def send(self, sealed: "Sealed", draft: "Draft", proxy: str | None) -> bool:
        """Put it into the outbox and try; whether it has arrived. Raises Refused where it cannot even be kept."""
        from app.reports.carrier import for_site  # noqa: PLC0415
        from app.reports.outbox import About, Outbox, State  # noqa: PLC0415
        from app.store.error import StoreError  # noqa: PLC0415
        from app.store.folder import folders  # noqa: PLC0415

        report = self._site.report
        to = (urlsplit(report.drop).hostname if report.drop else report.folder) or ""
        about = About(draft.report.summary.cause, _written(sealed.name.code), draft.report.created_at, to)
        folder = folders().state / "outbox"
        outbox = Outbox(folder)
        try:
            entry = outbox.put(sealed, about)
        except StoreError as error:
            raise Refused(error.sentence(self._say.language)) from error
        ways = for_site(report, proxy or self._site.proxy.server, outbox=folder)
        entry = next((item for item in outbox.deliver(ways, force=True) if item.name == entry.name), entry)
        if entry.last is not None:
            self._out.write(entry.last.sentence(self._say.language) + "\n")
        if entry.state is State.WAITING:
            self._tell("kept", to=to)
        return entry.state is State.SENT

    def _tell(self, id: str, **args: str) -> None:
        self._out.write(self._say.text(f"terminal.{id}", args) + "\n")


def _written(bare: str) -> str:
    from app.reports.code import Code  # noqa: PLC0415
    from app.reports.code.number import number_of  # noqa: PLC0415

    number = number_of(bare)
    return Code(number).chars if number is not None else bare
