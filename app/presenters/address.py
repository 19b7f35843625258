"""Which app or website it is about: the organisation's services to pick from, or an address that the person types."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.presenters.phrase import Phrases

if TYPE_CHECKING:
    from diagnostics.model.site import Site

MOST_SERVICES = 12  # more buttons than that are slower to read than an address is to type


@dataclass(frozen=True)
class WhichView:
    """The question. `choices` are pairs of what is shown and the address behind it."""

    title: str
    choices: tuple[tuple[str, str], ...]
    field: str
    hint: str
    go: str


@dataclass(frozen=True)
class Checked:
    """What was typed: an address, or the sentence that says why it is none."""

    address: str = ""
    problem: str = ""


def which_view(site: "Site", say: Phrases) -> WhichView:
    """What is asked before one thing is followed."""
    choices = tuple((service.name, service.url) for service in site.service[:MOST_SERVICES])
    return WhichView(
        title=say("which.title"),
        choices=choices,
        field=say("which.other" if choices else "which.field"),
        hint=say("which.hint"),
        go=say("which.go"),
    )


def checked_address(site: "Site", text: str, say: Phrases) -> Checked:
    """Whether a run can follow what was typed."""
    from diagnostics.address import AddressError, site_with  # noqa: PLC0415  # not before the first paint

    try:
        site_with(site, text)
    except AddressError as error:
        return Checked(problem=say(f"address.{error.problem}", what=error.what))
    return Checked(address=text.strip())
