"""A proposal as one caller may see it: what is closed to them is not shown by way of a proposal either."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cim_graph.access.rights import Special
from cim_graph.approvals.model import Effect, Proposal, Shown
from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.records.special import KINDS, SCHEMES, open_flags, open_record

if TYPE_CHECKING:
    from cim_graph.access.rights import Rights

MASKED: Final = "masked"
_MEANT: Final = frozenset({"flags", "identifiers", "nationalities", "relationships", "record"})
"""What the registry draws conclusions from: nobody approves a change of it unseen."""
CLOSED: Final = Effect("CLOSED", "something follows for a party that is closed to you")


@dataclass(frozen=True, slots=True)
class Seen:
    """A change as a caller sees it: nothing where it is closed to them. `whole`: all that matters of it is there."""

    before: dict[str, Any] | None
    after: dict[str, Any] | None
    whole: bool


def may_look(proposal: Proposal, rights: "Rights", subject: str) -> bool:
    """Whether somebody may know of a proposal: its maker, who may decide, and who reads the trail."""
    return proposal.maker == subject or rights.can("decideChange") or rights.can("readTrail")


def seen(shown: Shown, rights: "Rights") -> Seen:
    """Return a change as a caller may see it.

    A party that is closed now, or would be afterwards, closes it: a change may not open what is closed.
    """
    if not all(rights.scope.opens(*area) for area in shown.areas):
        return Seen(None, None, whole=False)
    hidden: set[str] = set()
    said = (shown.after.get("record") or {}).get("kind")
    kind = None if said is None else RelationshipKind(said)
    before, after = (_side(side, rights, hidden, kind) for side in (shown.before, shown.after))
    return Seen(before, after, whole=hidden.isdisjoint(_MEANT))


def seen_effect(effect: Effect, rights: "Rights") -> Effect:
    """Return an effect as a caller may see it."""
    return effect if all(rights.scope.opens(*area) for area in effect.areas) else CLOSED


def _side(side: Mapping[str, Any], rights: "Rights", hidden: set[str], kind: RelationshipKind | None) -> dict[str, Any]:
    """Return one side; `kind`: of the relationship afterwards, which the side before leaves out where it stays so."""
    if len(rights.sees) == len(Special):
        return dict(side)
    shown = dict(side)
    if side.get("record"):
        shown["record"] = _record(side["record"], rights, hidden, kind)
    if "parties" in side:
        shown["parties"] = {
            id_: None if fields is None else _party(fields, rights, hidden) for id_, fields in side["parties"].items()
        }
    return shown


def _record(
    record: Mapping[str, Any], rights: "Rights", hidden: set[str], kind: RelationshipKind | None
) -> dict[str, Any]:
    if (category := KINDS.get(record.get("kind", kind))) is not None and category not in rights.sees:
        hidden.add("record")
        return {MASKED: ["record"]}
    told = open_record(record, rights.sees)
    hidden.update(told.get(MASKED, ()))
    return told


def _party(fields: Mapping[str, Any], rights: "Rights", hidden: set[str]) -> dict[str, Any]:
    shown, masked = dict(fields), []
    if fields.get("flags"):
        shown["flags"] = open_flags(fields["flags"], rights.sees)
    if fields.get("identifiers") and Special.DOCUMENTS not in rights.sees:
        shown["identifiers"] = [
            {**one, "value": None} if one["scheme"] in SCHEMES else one for one in fields["identifiers"]
        ]
    if fields.get("relationships"):
        shown["relationships"] = [
            one for one in fields["relationships"] if (of := KINDS.get(one["kind"])) is None or of in rights.sees
        ]
    masked = [name for name in shown if shown[name] != fields[name]]
    hidden.update(masked)
    return {**shown, MASKED: masked} if masked else shown
