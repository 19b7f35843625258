"""How a fault is declared: its place in the world beside the rule that recognises it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from diagnostics.faults.scene import Scene
from diagnostics.model.fact import Fact
from diagnostics.model.verdict import Certainty, Owner


@dataclass(frozen=True)
class Evidence:
    """Why a rule holds. Facts of two independent probes make it `confirmed`, less makes it `likely`."""

    facts: tuple[Fact, ...]
    certainty: Certainty = Certainty.LIKELY
    args: dict[str, str] = field(default_factory=dict)
    reason: str | None = None
    affected: tuple[str, ...] = ()  # names of services and VPNs that suffer from it
    owner: Owner | None = None  # where it depends on what was found; None: the fault's own
    apart: frozenset[str] = frozenset()  # causes that cannot be behind this very finding, though they often are


WITNESSES = 2
"""Independent probes, names, hosts or sources that must agree before a verdict is hard."""

Rule = Callable[[Scene], Evidence | None]


@dataclass(frozen=True)
class Fault:
    """A cause of the catalogue. `explained_by` names the faults that make it a mere consequence."""

    id: str
    owner: Owner
    reads: tuple[str, ...]
    explained_by: tuple[str, ...]
    args: tuple[str, ...]
    rule: Rule


def fault(
    id: str, *, owner: Owner, reads: tuple[str, ...], explained_by: tuple[str, ...] = (), args: tuple[str, ...] = ()
) -> Callable[[Rule], Fault]:
    """Declare a fault. Nothing is registered: `diagnostics.faults.CATALOGUE` lists them by hand."""

    def declare(rule: Rule) -> Fault:
        return Fault(id, owner, reads, explained_by, args, rule)

    return declare


def evidence(
    *groups: Iterable[Fact],
    certain: bool | None = None,
    args: dict[str, str] | None = None,
    reason: str | None = None,
    affected: Iterable[str] = (),
    owner: Owner | None = None,
) -> Evidence:
    """Evidence from groups of facts, one group for each independent kind of probe.

    Certainty is `confirmed` when at least two groups hold something, unless `certain` says otherwise.
    """
    filled = [list(group) for group in groups]
    independent = sum(1 for group in filled if group)
    sure = certain if certain is not None else independent >= WITNESSES
    facts = tuple(fact for group in filled for fact in group[:4])
    certainty = Certainty.CONFIRMED if sure else Certainty.LIKELY
    return Evidence(facts, certainty, args or {}, reason, tuple(dict.fromkeys(affected)), owner)
