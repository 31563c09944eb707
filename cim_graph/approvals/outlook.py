"""What follows from the facts around some parties: who owns companies in the end, who fails together, what is owed."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cim_graph.approvals.model import Effect
from cim_graph.groups.model.changes import Before, Change, Happened, changes, links_of
from cim_graph.groups.model.group import Group, group_id
from cim_graph.groups.service import groups_around
from cim_graph.kernel.times import NOW
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.network.service.parties import rows
from cim_graph.ownership.model.answer import Owner
from cim_graph.ownership.service import above, below, beneficial_owners

if TYPE_CHECKING:
    from cim_graph.approvals.portrait import Area
    from cim_graph.graph.session import Graph
    from cim_graph.groups.rulebook import Rulebook
    from cim_graph.kernel.ranks import Rank
    from cim_graph.ownership.model.regime import Regime

KINDS: Final = (GroupKind.CONNECTED_CLIENTS, GroupKind.CORPORATE)
"""Groups that are looked at: those that limits are for, and those that one reports as one company."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which regime and rules it is looked at, and whom to believe."""

    regime: "Regime"
    book: "Rulebook"
    rank: "Rank"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The beneficial owners of companies, the groups around parties, and where everybody in them lies."""

    owners: Mapping[str, Mapping[str, Owner]]
    groups: Mapping[GroupKind, Sequence[Group]]
    areas: "Mapping[str, Area]"


async def held_below(graph: "Graph", ids: Sequence[str], rank: "Rank") -> list[str]:
    """Return parties and all that they hold: those whose owners depend on them."""
    if not ids:
        return []
    views = (await below(graph, ids, NOW, rank)).values()
    return sorted({*ids, *(id_ for view in views for id_ in view.structure.parties.ids)})


async def outlook(graph: "Graph", ids: Sequence[str], companies: Sequence[str], terms: Terms) -> Outlook:
    """Return what follows around some parties, and who owns some companies."""
    known = await rows(graph, companies, NOW, terms.rank)
    owned = [id_ for id_ in companies if id_ in known and known[id_].kind != "PERSON"]
    owners = await _owners(graph, owned, terms)
    kinds = [kind for kind in KINDS if kind in terms.book.rules]
    found = (await groups_around(graph, ids, kinds, terms.book, NOW, terms.rank)).found
    groups = {
        kind: list({group.id: group for answer in found[kind].values() for group in answer.groups}.values())
        for kind in kinds
    }
    met = {owner for one in owners.values() for owner in one}
    met |= {member.party for of in groups.values() for group in of for member in group.members}
    lying = await rows(graph, sorted({*met, *companies, *ids}), NOW, terms.rank)
    return Outlook(owners, groups, {id_: (row.branch, row.segment) for id_, row in lying.items()})


async def _owners(graph: "Graph", companies: Sequence[str], terms: Terms) -> dict[str, dict[str, Owner]]:
    if not companies:
        return {}
    views = await above(graph, companies, NOW, terms.rank)
    answers = await asyncio.gather(*(beneficial_owners(views[id_], terms.regime) for id_ in companies))
    return {id_: {owner.party: owner for owner in one.owners} for id_, one in zip(companies, answers, strict=True)}


def effects(before: Outlook, after: Outlook, led: Mapping[str, str]) -> list[Effect]:
    """Return what follows from one outlook to the other; `led`: the party that each is in now that was merged."""
    areas = _areas(before, after)
    found = [*_of_owners(before, after, led, areas)]
    for kind in before.groups:
        was = [_was(group, led) for group in before.groups[kind]]
        told = changes(was, after.groups.get(kind, ()))
        found += [_of_group(change, kind, areas) for change in told if _matters(change, kind)]
    return found


def _matters(change: Change, kind: GroupKind) -> bool:
    """Whether it is worth telling: limits are those of connected clients."""
    return kind is GroupKind.CONNECTED_CLIENTS or change.change is not Happened.LIMIT_CROSSED


def _areas(before: Outlook, after: Outlook) -> "dict[str, list[Area]]":
    return {
        id_: [outlook.areas[id_] for outlook in (before, after) if id_ in outlook.areas]
        for id_ in {*before.areas, *after.areas}
    }


def _of_owners(
    before: Outlook, after: Outlook, led: Mapping[str, str], areas: "Mapping[str, list[Area]]"
) -> Iterator[Effect]:
    was = {
        led.get(id_, id_): {led.get(one, one): owner for one, owner in of.items()} for id_, of in before.owners.items()
    }
    for company in sorted({*was, *after.owners}):
        then, now = was.get(company, {}), after.owners.get(company, {})
        for party in sorted({*then, *now}):
            concerned = tuple(dict.fromkeys([*areas.get(party, ()), *areas.get(company, ())]))
            if party not in then:
                yield Effect(
                    "OWNER_COMES", f"becomes a beneficial owner of {company}: {_share(now[party])}", party, concerned
                )
            elif party not in now:
                yield Effect("OWNER_GOES", f"is no beneficial owner of {company} any more", party, concerned)
            elif _share(then[party]) != _share(now[party]):
                text = f"stays a beneficial owner of {company}: {_share(then[party])}, then {_share(now[party])}"
                yield Effect("OWNER_CHANGES", text, party, concerned)


def _share(owner: Owner) -> str:
    return f"{owner.ownership:.6g} % of the capital, {owner.voting:.6g} % of the votes"


def _was(group: Group, led: Mapping[str, str]) -> Before:
    links = {led.get(party, party): told for party, told in links_of(group).items()}
    id_ = group_id(group.kind, led.get(group.core, group.core))
    return Before(id_, group.exposure, group.large, group.breached, links)


def _of_group(change: Change, kind: GroupKind, areas: "Mapping[str, list[Area]]") -> Effect:
    limit = change.change is Happened.LIMIT_CROSSED
    code = change.change.value if limit else f"GROUP_{change.change.value}"
    others = f" ({', '.join(change.groups)})" if change.groups else ""
    core = f"p{change.group[1:]}"
    concerned = tuple(dict.fromkeys(area for id_ in (core, *change.parties) for area in areas.get(id_, ())))
    party = change.parties[0] if len(change.parties) == 1 else core
    return Effect(code, f"{kind.value} {change.group}: {change.text}{others}", party, concerned)
