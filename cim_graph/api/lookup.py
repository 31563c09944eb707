"""Looking up what has an id, an identifier or a record."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Annotated

import strawberry

from cim_graph.accounts.service import holders_of, holdings_by_ids
from cim_graph.api.account import account_of, exposure_of
from cim_graph.api.base import Info, Node
from cim_graph.api.level import Key
from cim_graph.api.lookahead import party_wants
from cim_graph.api.party import Party, party_of, source_record
from cim_graph.api.relationship import related
from cim_graph.kernel.errors import BadInputError, ForbiddenError
from cim_graph.kernel.ids import Kind, kind_of, same_name
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.kernel.vocabulary import GroupKind, PartyKind, PartyStatus
from cim_graph.parties import service as party_service
from cim_graph.parties.model import PartyFilter
from cim_graph.profiles.model import Part, Want
from cim_graph.relationships import service as relationships

MOST_NODES = 500
EXISTENCE = "existence"
"""What the trail says was seen of a closed party that was found by what it carries."""
GROUPS = frozenset(Kind[kind.value] for kind in GroupKind)
"""What the id of a group can name."""
_OF_PARTIES = frozenset({Kind.PARTY, Kind.RECORD})


@strawberry.input(name="PartyFilter", description="What is left out lets every party through.")
class PartyFilterInput:
    """Which parties are meant."""

    kinds: list[PartyKind] | None = None
    statuses: list[PartyStatus] | None = None
    countries: Annotated[list[str] | None, strawberry.argument(description="ISO 3166 alpha-2.")] = None


def wanted(info: Info, given: PartyFilterInput | None) -> PartyFilter:
    """Return the filter that is meant, of parties that the caller may see."""
    scope = info.context.rights.scope.parameters()
    if given is None:
        return PartyFilter(scope=scope)
    return PartyFilter(
        None if given.kinds is None else tuple(given.kinds),
        None if given.statuses is None else tuple(given.statuses),
        None if given.countries is None else tuple(given.countries),
        scope,
    )


async def parties_by_ids(info: Info, ids: Sequence[str], as_of: AsOf) -> list[Party | None]:
    """Return parties in the order asked for, as of one moment."""
    return await parties_at(info, [(as_of, id_) for id_ in ids])


async def parties_at(info: Info, keys: Sequence[Key]) -> list[Party | None]:
    """Return parties in the order asked for; the id of one that was merged leads to the party that it is in now."""
    found = await _parties_at(info, keys)
    missing = [key for key, party in zip(keys, found, strict=True) if party is None]
    if not missing:
        return found
    led = await _led(info, missing)
    others = iter(await _parties_at(info, led) if led != missing else [None] * len(led))
    return [next(others) if party is None else party for party in found]


async def _led(info: Info, keys: Sequence[Key]) -> list[Key]:
    """Return under which ids those answered that are not there."""
    led = dict[Key, str]()
    for known in {as_of.known for as_of, _ in keys}:
        asked = [key for key in keys if key[0].known == known]
        ids = await party_service.called(info.context.graph, [id_ for _, id_ in asked], known)
        led |= zip(asked, ids, strict=True)
    return [(as_of, led[as_of, id_]) for as_of, id_ in keys]


async def _parties_at(info: Info, keys: Sequence[Key]) -> list[Party | None]:
    """Return parties, and ask at once for what the query wants of them further down."""
    level = info.context.level
    for want, further in party_wants(info):
        level.ask(want, keys, further)
    rows = await level.load(Want(Part.PARTY), keys)
    mask = info.context.mask
    return [None if row is None else party_of(row, as_of, mask) for row, (as_of, _) in zip(rows, keys, strict=True)]


async def found_by_what_they_carry(info: Info, ids: Sequence[str], as_of: AsOf) -> list[Party | None]:
    """Return parties that somebody has found by a number, a name or a record, and keep of closed ones that it was told.

    That they exist has to be told, or whoever looks before they create would create them again.
    """
    found = await parties_by_ids(info, ids, as_of)
    keep_existence(info, (party.id for party in found if party is not None))
    return found


def keep_existence(info: Info, parties: Iterable[str]) -> None:
    """Keep for the trail which of these parties, that were looked at, are closed: the caller is told that they exist.

    An id is as good as a key: whoever knows the one can compute the other.
    """
    for id_ in info.context.mask.closed.intersection(parties):
        info.context.seen[id_].add(EXISTENCE)


async def closed_among(info: Info, ids: Iterable[str]) -> set[str]:
    """Return which of these parties and records, by their ids, belong to parties that are closed to the caller."""
    return set(await _closed(info, ids))


async def closed_of_named(info: Info, ids: Iterable[str]) -> set[str]:
    """Return which of these parties and records, that the caller has named, are closed, and keep that it was told."""
    shut = await _closed(info, ids)
    keep_existence(info, shut.values())
    return set(shut)


async def _closed(info: Info, ids: Iterable[str]) -> dict[str, str]:
    """Return which of these are closed, each with the id of the party that it belongs to."""
    if info.context.rights.scope.whole:
        return {}
    asked = list(dict.fromkeys(ids))
    parties = await parties_by_ids(info, [same_name(id_, Kind.PARTY) for id_ in asked], NOW)
    closed = info.context.mask.closed
    found = zip(asked, parties, strict=True)
    return {id_: party.id for id_, party in found if party is not None and party.id in closed}


async def check_open(info: Info, ids: Iterable[str]) -> None:
    """Raise ForbiddenError where one of these parties and records is closed to the caller."""
    if shut := await closed_of_named(info, (id_ for id_ in ids if kind_of(id_) in _OF_PARTIES)):
        raise ForbiddenError(f"{min(shut)} belongs to a party that is closed to you; ask for access to its branch")


async def nodes_by_ids(info: Info, ids: Sequence[str]) -> list[Node | None]:
    """Return whatever has these ids, in the order asked for; nothing where nothing has."""
    if len(ids) > MOST_NODES:
        raise BadInputError(f"`ids` holds {len(ids)} ids; ask for at most {MOST_NODES} at once")
    by_kind: dict[Kind | None, list[str]] = defaultdict(list)
    for id_ in dict.fromkeys(ids):
        by_kind[kind_of(id_)].append(id_)
    graph = info.context.graph
    found: dict[str, Node | None] = {}
    if asked := by_kind[Kind.PARTY]:
        found |= zip(asked, await found_by_what_they_carry(info, asked, NOW), strict=True)
    if asked := by_kind[Kind.RECORD]:
        shut = await closed_among(info, asked)
        rows = await party_service.records(graph, [id_ for id_ in asked if id_ not in shut])
        found |= {row.id: source_record(row) for row in rows}
    if asked := by_kind[Kind.FACT]:
        stated = info.context.mask.seen(await relationships.by_ids(graph, asked))
        ends = list(dict.fromkeys(end for row in stated for end in (row.source_id, row.target_id)))
        known: dict[str, Party] = {
            party.id: party for party in await parties_by_ids(info, ends, NOW) if party is not None
        }
        found |= {one.id: one for one in related(stated, known, NOW, info.context.mask)}
    if asked := by_kind[Kind.ACCOUNT] + by_kind[Kind.EXPOSURE]:
        accounts, exposures = await holdings_by_ids(graph, await _held_openly(info, asked))
        found |= {row.id: account_of(row) for row in accounts}
        found |= {row.id: exposure_of(row) for row in exposures}
    if asked := by_kind[Kind.LINEAGE] + by_kind[Kind.JUDGEMENT] + by_kind[Kind.REVIEW]:
        from cim_graph.api.matching import decisions_by_ids  # noqa: PLC0415 (types point at each other)

        found |= await decisions_by_ids(info, asked)
    if asked := by_kind[Kind.CHANGE_REQUEST]:
        from cim_graph.api.approvals import requests_by_ids  # noqa: PLC0415 (types point at each other)

        found |= await requests_by_ids(info, asked)
    found |= await _watched(info, by_kind[Kind.ALERT] + by_kind[Kind.CASE])
    found |= await _of_risk(info, by_kind[Kind.RISK_SCHEME], by_kind[Kind.RISK_ASSESSMENT])
    if asked := [id_ for kind in GROUPS for id_ in by_kind[kind]]:
        from cim_graph.api.groups import groups_by_ids  # noqa: PLC0415 (types point at each other)

        found |= await groups_by_ids(info, asked)
    return [found.get(id_) for id_ in ids]


async def _watched(info: Info, ids: Sequence[str]) -> dict[str, Node | None]:
    from cim_graph.api.monitoring import nodes  # noqa: PLC0415 (types point at each other)

    return await nodes(info, ids)


async def _of_risk(info: Info, schemes: Sequence[str], assessments: Sequence[str]) -> dict[str, Node | None]:
    from cim_graph.api import risk, risk_history  # noqa: PLC0415 (types point at each other)

    found = await risk.schemes_by_ids(info, schemes) if schemes else {}
    return {**found, **(await risk_history.by_ids(info, assessments) if assessments else {})}


async def _held_openly(info: Info, ids: Sequence[str]) -> list[str]:
    """Return which accounts and exposures belong to a party that is open to the caller."""
    if info.context.rights.scope.whole:
        return list(ids)
    held = await holders_of(info.context.graph, ids)
    shut = await closed_among(info, (party for parties in held.values() for party in parties))
    return [id_ for id_ in ids if set(held.get(id_, ())) - shut]
