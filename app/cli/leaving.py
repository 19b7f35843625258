"""How a report leaves from the terminal: sealed, kept until it has left, tried at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from app.cli.spoken import code_line
from app.reports.outcome import OUT_OF_REACH
from diagnostics.command import Refused
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.site import Site
from diagnostics.wording import Wording

if TYPE_CHECKING:
    from app.reports.carrier import Carrier
    from app.reports.code import Code
    from app.reports.draft import Draft
    from app.reports.seal import Sealed

DIRECT_S = 40.0  # where the disk takes nothing: one try of everything, while somebody waits


class Leaving:
    """One report of one person; what happens is written to `out` in their language."""

    def __init__(self, site: Site, diagnosis: Diagnosis, lang: str, out: TextIO) -> None:
        self._site = site
        self._diagnosis = diagnosis
        self._say = Wording.load(lang, it_name=site.organisation.it_name)
        self._out = out

    def seal(self, draft: "Draft") -> "Sealed | None":
        """The report as it leaves; None, and why, where it cannot be sealed."""
        from app.reports.seal import SealError, seal  # noqa: PLC0415  # `unstuck report --preview` needs none of this

        try:
            return seal(draft, self._code(), self._site.report)
        except SealError as error:
            self._tell("unsealed", why=error.sentence(self._say.language, it_name=self._site.organisation.it_name))
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

    def send(self, sealed: "Sealed", draft: "Draft") -> bool:
        """Put it into the outbox and try; where the disk takes nothing, only try. Whether it has arrived."""
        from app.reports.carrier import for_site  # noqa: PLC0415
        from app.reports.outbox import About, Outbox, State  # noqa: PLC0415
        from app.store.error import StoreError  # noqa: PLC0415
        from app.store.folder import folders  # noqa: PLC0415

        report = self._site.report
        to = report.destination
        about = About(draft.report.summary.cause, self._code().chars, draft.report.created_at, to)
        folder = folders().state / "outbox"
        outbox = Outbox(folder)
        ways = for_site(report, self._site.proxy.server, outbox=folder)
        try:
            entry = outbox.put(sealed, about)
        except StoreError as error:
            self._out.write(error.sentence(self._say.language) + "\n")
            return self._send_directly(sealed, ways)
        entry = next((item for item in outbox.deliver(ways, force=True) if item.name == entry.name), entry)
        if entry.last is not None:
            self._out.write(entry.last.sentence(self._say.language) + "\n")
        if entry.state is State.WAITING:
            away = entry.last is None or entry.last.outcome in OUT_OF_REACH
            self._tell("kept" if away else "kept_on", to=to)
        return entry.state is State.SENT

    def say_code(self) -> None:
        """What can be said on the phone when nothing else goes out."""
        self._out.write(code_line(self._diagnosis, self._say.language))

    def _send_directly(self, sealed: "Sealed", ways: "Sequence[Carrier]") -> bool:
        from app.reports.carrier import tries  # noqa: PLC0415

        results = list(tries(ways, str(sealed.name), sealed.data, again=False, deadline_s=DIRECT_S))
        if results:
            self._out.write(results[-1].sentence(self._say.language) + "\n")
        return bool(results) and results[-1].delivered

    def _code(self) -> "Code":
        from app.reports.code import code_of  # noqa: PLC0415

        return code_of(self._diagnosis)

    def _tell(self, id: str, **args: str) -> None:
        self._out.write(self._say.text(f"terminal.{id}", args) + "\n")
