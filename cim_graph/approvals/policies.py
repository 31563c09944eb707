"""Which changes need approval: a document that a bank may replace."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import orjson

from cim_graph.approvals.matter import Matter
from cim_graph.approvals.model import Stage
from cim_graph.kernel.document import read_document

_HERE: Final = Path(__file__).resolve().parent
OURS: Final = _HERE / "policies.yaml"
_SCHEMA: Final = jsonschema_rs.Draft202012Validator(orjson.loads((_HERE / "policies.schema.json").read_bytes()))
DAYS: Final = 30
"""Days after which a proposal ends that no rule gives a time."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule looks at: what a change is about, and of the parties that it touches.

    `amount`: the most that it states or that one of them owes, in the reporting currency; nothing where that is not
    known, since no rate converts it: then it counts as more than any bar.
    """

    matters: frozenset[Matter]
    segments: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    amount: Decimal | None = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule asks, and of which changes; a condition that is nothing holds always."""

    what: frozenset[Matter]
    above: Decimal | None
    segments: frozenset[str] | None
    flags: frozenset[str] | None
    stages: tuple[Stage, ...]
    days: int

    def fits(self, facts: Facts) -> bool:
        """Whether it asks something of a change."""
        return (
            not self.what.isdisjoint(facts.matters)
            and (self.above is None or facts.amount is None or facts.amount > self.above)
            and (self.segments is None or not self.segments.isdisjoint(facts.segments))
            and (self.flags is None or not self.flags.isdisjoint(facts.flags))
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What is needed before changes become true: approvals of each role in turn, within so many days."""

    stages: tuple[Stage, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Policies:
    """The rules in force."""

    rules: tuple[Rule, ...]

    @property
    def weighs(self) -> bool:
        """Whether an amount matters to any rule."""
        return any(rule.above is not None for rule in self.rules)

    def asked(self, changes: Iterable[Facts]) -> Asked:
        """Return what changes need that become true together: of each role the most that a fitting rule asks.

        Roles take turns as the document names them; the shortest time holds.
        """
        about = list(changes)
        fitting = [rule for rule in self.rules if any(rule.fits(one) for one in about)]
        needed: dict[str, int] = {}
        for stage in (stage for rule in fitting for stage in rule.stages):
            needed[stage.role] = max(needed.get(stage.role, 0), stage.approvals)
        days = min((rule.days for rule in fitting), default=DAYS)
        return Asked(tuple(Stage(role, approvals) for role, approvals in needed.items()), days)


NONE: Final = Policies(())
"""Where everybody is let in, nobody can be told from another."""


@lru_cache(maxsize=8)
def policies(own: Path | None = None) -> Policies:
    """Return the rules in force; raise SetupError for a document that cannot be read, or that its schema refuses."""
    document = read_document(own or OURS, _SCHEMA, "policies", "CIM_POLICIES_FILE")
    return Policies(tuple(map(_rule, document["rules"])))


def _rule(stated: Mapping[str, Any]) -> Rule:
    above = stated.get("above")
    return Rule(
        frozenset(map(Matter, stated["what"])),
        None if above is None else Decimal(above),
        _words(stated.get("segments")),
        _words(stated.get("flags")),
        tuple(Stage(stage["role"], stage.get("approvals", 1)) for stage in stated["stages"]),
        stated.get("expires", DAYS),
    )


def _words(stated: Iterable[str] | None) -> frozenset[str] | None:
    return None if stated is None else frozenset(word.casefold() for word in stated)
