"""Parties as whoever approves sees them: field by field, before and after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import NOW
from cim_graph.parties.model import PartyRow
from cim_graph.profiles.model import Linked, Part, Want, linked_page
from cim_graph.profiles.service import level

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank

Area = tuple[str | None, str | None]
"""The branch and the segment of a party."""
Fields = Mapping[str, Any]

MOST_TIES: Final = 200
"""Relationships of one party that are compared, the strongest first."""
_TIES: Final = Want(Part.RELATIONSHIPS, Page(MOST_TIES))
_WANTS: Final = (Want(Part.PARTY), Want(Part.NAMES), Want(Part.IDENTIFIERS), Want(Part.RECORDS), _TIES)
_ONCE: Final = {
    "kind": "kind", "name": "name", "status": "status", "birthDate": "birth_date", "jurisdiction": "jurisdiction",
    "segment": "segment", "branch": "branch", "manager": "manager",
}  # fmt: skip
_TIED: Final = {
    "share": "share", "voting": "voting", "role": "role", "means": "means", "amount": "amount", "currency": "currency",
    "material": "material", "rebutted": "rebutted", "validFrom": "valid_from", "validTo": "valid_to",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Portraits:
    """Parties by id, and where they and those that they are tied to lie."""

    parties: Mapping[str, Fields]
    areas: Mapping[str, Area]


async def portraits(graph: "Graph", ids: Sequence[str], rank: "Rank") -> Portraits:
    """Return parties as they stand; those that there are not are left out."""
    if not ids:
        return Portraits({}, {})
    answers = await level(graph, {want: list(ids) for want in _WANTS}, NOW, rank)
    parties: dict[str, Fields] = {}
    areas: dict[str, Area] = {}
    for id_ in ids:
        row: PartyRow | None = answers[_WANTS[0]].get(id_)
        if row is None:
            continue
        ties = linked_page(id_, answers[_TIES].get(id_) or [], _TIES.page).items
        parties[id_] = {
            **{name: getattr(row, field) for name, field in _ONCE.items()},
            "flags": list(row.flags),
            "names": [one.full for one in answers[_WANTS[1]].get(id_) or ()],
            "identifiers": [{"scheme": one.scheme, "value": one.value} for one in answers[_WANTS[2]].get(id_) or ()],
            "records": [f"{one.source}:{one.key}" for one in answers[_WANTS[3]].get(id_) or ()],
            "relationships": [_tie(one, id_) for one in ties],
        }
        areas[id_] = (row.branch, row.segment)
        areas |= {
            one.other.id: (one.other.branch, one.other.segment) for one in ties if isinstance(one.other, PartyRow)
        }
    return Portraits(parties, areas)


def _tie(linked: Linked, id_: str) -> dict[str, Any]:
    row = linked.relationship
    said = {name: getattr(row, field, None) for name, field in _TIED.items()}
    ends = {"kind": row.kind, "direction": "OUT" if row.source_id == id_ else "IN", "party": linked.other.id}
    return {**ends, **{name: value for name, value in said.items() if value is not None}}


def contrast(before: Fields | None, after: Fields | None) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return the fields that differ, as they were and as they are; of lists only what is in one of the two.

    Nothing stands for a party, or a record, that there is not.
    """
    names = [
        name for name in dict.fromkeys([*(before or ()), *(after or ())]) if _field(before, name) != _field(after, name)
    ]
    return _side(names, before, after), _side(names, after, before)


def _side(names: Iterable[str], one: Fields | None, other: Fields | None) -> dict[str, Any] | None:
    return None if one is None else {name: _own(_field(one, name), _field(other, name)) for name in names}


def _field(fields: Fields | None, name: str) -> Any:  # noqa: ANN401 (JSON)
    return None if fields is None else fields.get(name)


def _own(value: Any, other: Any) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(value, list) and isinstance(other, list):
        return [item for item in value if item not in other]
    return value


def neighbours(fields: Fields | None) -> set[str]:
    """Return the parties that the relationships among some fields lead to."""
    return {tie["party"] for tie in (fields or {}).get("relationships") or ()}
