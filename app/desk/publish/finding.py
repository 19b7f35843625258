"""One thing that is wrong, or could be better, in what IT wrote: one line with file, line, key and remedy."""

from dataclasses import dataclass

from app.guides.source import GuideError
from diagnostics import phrase
from diagnostics.site.error import SiteError


@dataclass(frozen=True)
class Finding:
    """`is_hint`: it may be published as it is."""

    file: str
    line: int | None
    key: str
    problem: str
    remedy: str
    is_hint: bool = False

    def __str__(self) -> str:
        where = self.file + (f", line {self.line}" if self.line else "") + (f", {self.key}" if self.key else "")
        problem = ("hint: " if self.is_hint else "") + self.problem.rstrip(".")
        return phrase.one_line(f"{where}: {problem}. {self.remedy[:1].upper()}{self.remedy[1:].rstrip('.')}.")


class LintError(Exception):
    """What no laptop would take, or what must not become public. `findings`: at least one, none of them a hint."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("; ".join(map(str, findings)))


def of_guide(error: GuideError, *, is_hint: bool = False) -> Finding:
    """What the reader of guides says."""
    return Finding(error.file, error.line, error.key, error.problem, error.remedy, is_hint)


def of_site(error: SiteError) -> Finding:
    """What the reader of the site file says."""
    return Finding(error.source, error.line, error.key, error.problem, error.remedy)
