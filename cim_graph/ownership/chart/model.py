"""A structure as boxes and lines: pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from cim_graph.ownership.model.answer import Ownership, Warned
from cim_graph.ownership.model.structure import NOBODY, Holdings
from cim_graph.ownership.view import CLIMBED, View
from cim_graph.parties.model import PartyRow

ROLES = {
    "SETTLOR_OF": "settlor",
    "TRUSTEE_OF": "trustee",
    "PROTECTOR_OF": "protector",
    "BENEFICIARY_OF": "beneficiary",
}
MOST_NAMED = 10
NAMELESS = "name not known"
MOST_BOXES, MOST_LINES = 100, 300
"""More than these nobody can print."""


@dataclass(frozen=True, slots=True)
class Box:
    """A party: `notes` are what is to be read under its name; `counts`: it is a beneficial owner."""

    id: str
    name: str
    kind: str
    notes: tuple[str, ...] = ()
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What one party has in another: `upper` holds or controls `lower`."""

    id: str
    kind: str
    upper: str
    lower: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The boxes by id and the lines above one of them, the subject; those that carry most first."""

    subject: str
    boxes: Mapping[str, Box]
    lines: tuple[Line, ...]

    def above(self, id_: str) -> list[Line]:
        """Return the lines that lead to a party."""
        return [line for line in self.lines if line.lower == id_]


def chart(view: View, answer: Ownership, rows: Mapping[str, PartyRow]) -> Chart:
    """Return what lies above a party as it is drawn; `rows`: the parties, as far as they are known."""
    every = [*_stakes(view, rows), *_roles(view)]
    reached, lines = _above(answer.subject, every)
    counting = {owner.party: owner.ownership for owner in answer.owners}
    boxes = {id_: _box(id_, rows.get(id_), counting.get(id_)) for id_ in reached}
    return Chart(answer.subject, boxes, tuple(lines))


def printable(chart: Chart) -> Chart:
    """Return as much of a chart as a sheet can carry: what is nearest first, then what is largest."""
    if len(chart.boxes) <= MOST_BOXES and len(chart.lines) <= MOST_LINES:
        return chart
    reached, kept = {chart.subject}, list[Line]()
    for line in chart.lines:
        if len(kept) == MOST_LINES:
            break
        if line.lower in reached and (line.upper in reached or len(reached) < MOST_BOXES):
            reached.add(line.upper)
            kept.append(line)
    return Chart(chart.subject, {id_: box for id_, box in chart.boxes.items() if id_ in reached}, tuple(kept))


def _above(subject: str, lines: list[Line]) -> tuple[list[str], list[Line]]:
    by_lower: dict[str, list[Line]] = {}
    for line in lines:
        by_lower.setdefault(line.lower, []).append(line)
    reached, seen, kept = [subject], {subject}, list[Line]()
    for id_ in reached:
        for line in by_lower.get(id_, ()):
            kept.append(line)
            if line.upper not in seen:
                seen.add(line.upper)
                reached.append(line.upper)
    return reached, kept


def _box(id_: str, row: PartyRow | None, ownership: float | None) -> Box:
    notes = [] if row is None or row.jurisdiction is None else [row.jurisdiction]
    if ownership is not None:
        notes.append(f"beneficial owner, {percent(ownership)}")
    kind = "ORGANIZATION" if row is None else row.kind
    name = NAMELESS if row is None or not row.name else row.name
    return Box(id_, name, kind, tuple(notes), ownership is not None)


def _stakes(view: View, rows: Mapping[str, PartyRow]) -> Iterator[Line]:
    ids, holdings = view.structure.parties.ids, view.structure.holdings
    order = sorted(range(len(holdings)), key=lambda place: -_weight(holdings, place))
    for place in order:
        label = ", ".join(_terms(holdings, place))
        if (nominee := int(holdings.nominee[place])) != NOBODY:
            row = rows.get(ids[nominee])
            label += f", in the name of {NAMELESS if row is None or not row.name else row.name}"
        upper, lower = ids[int(holdings.holder[place])], ids[int(holdings.held[place])]
        yield Line(holdings.relationships[place], "OWNS", upper, lower, label)


def _weight(holdings: Holdings, place: int) -> float:
    most, votes = float(holdings.most[place]), float(holdings.votes[place])
    return max(0.0 if isnan(most) else most, 0.0 if isnan(votes) else votes)


def _terms(holdings: Holdings, place: int) -> Iterator[str]:
    share, least, most, votes = (
        float(column[place]) for column in (holdings.share, holdings.least, holdings.most, holdings.votes)
    )
    if not isnan(share):
        yield percent(share)
    elif not isnan(most):
        yield f"{least:g} to {percent(most)}"
    elif isnan(votes):
        yield "share not known"
    if bool(holdings.suspended[place]):
        yield "votes suspended"
    elif not isnan(votes) and votes != share:
        yield f"{percent(votes)} of votes"


def _roles(view: View) -> Iterator[Line]:
    ids, ties = view.structure.parties.ids, view.structure.ties
    rows = zip(ties.relationships, ties.kind, ties.source, ties.target, ties.word, strict=True)
    for id_, kind, source, target, word in rows:
        if kind in CLIMBED:
            label = ROLES.get(kind) or f"controls: {word or 'means not known'}"
            yield Line(id_, kind, ids[int(source)], ids[int(target)], label)


def told(warned: Warned, rows: Mapping[str, PartyRow]) -> str:
    """Write a warning with the names of those whom it is about."""
    about = f" ({names(warned.parties, rows)})" if warned.parties else ""
    return f"{warned.code}: {warned.text}{about}"


def names(ids: Sequence[str], rows: Mapping[str, PartyRow]) -> str:
    """Write the names of parties; of one without a name, its id; of very many only the first."""
    shown = [row.name or id_ if (row := rows.get(id_)) else id_ for id_ in ids[:MOST_NAMED]]
    more = [f"{len(ids) - MOST_NAMED:,} more"] if len(ids) > MOST_NAMED else []
    return ", ".join(shown + more)


def percent(number: float) -> str:
    """Write a share for people: at most two decimals."""
    return f"{round(number, 2):g} %"
