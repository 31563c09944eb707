"""What changed of groups from one run to the next, and which link did it."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cim_graph.groups.model.group import Group

Links = Mapping[str, tuple[str, ...]]
"""The relationships that show why a party is in a group."""


class Happened(StrEnum):
    """What can happen to a group."""

    FORMED = "FORMED"
    DISSOLVED = "DISSOLVED"
    JOINED = "JOINED"
    LEFT = "LEFT"
    MERGED = "MERGED"
    SPLIT = "SPLIT"
    CORE_CHANGED = "CORE_CHANGED"
    LIMIT_CROSSED = "LIMIT_CROSSED"


_LIMITS = (
    ("is a large exposure", "is no longer a large exposure"),
    ("breaks the limit", "no longer breaks the limit"),
)


@dataclass(frozen=True, slots=True)
class Before:
    """A group as the run before left it; `links` of each member."""

    id: str
    exposure: Decimal
    large: bool
    breached: bool
    links: Links


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a group: to whom, with which other groups, by which relationships."""

    group: str
    change: Happened
    text: str
    parties: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()


def links_of(group: Group) -> Links:
    """Return the relationships that show why each member belongs to a group."""
    return {
        member.party: tuple(dict.fromkeys(one for reason in member.reasons for one in reason.relationships))
        for member in group.members
    }


def changes(before: Sequence[Before], after: Sequence[Group]) -> list[Change]:
    """Return what happened between two runs, in the order of groups; only groups that differ need be given.

    Of groups of one only limits are told: one that was alone joins.
    """
    gone = {one.id: one for one in before if one.id not in {group.id for group in after}}
    known = {one.id: one for one in before}
    came_from = _origins(gone.values(), after, known)
    found: list[Change] = []
    for group in after:
        found += _of_group(group, known.get(group.id), came_from.get(group.id, ()))
    went_on = {one.id for ones in came_from.values() for one in ones}
    elsewhere = {member.party for group in after for member in group.members}
    for one in gone.values():
        if one.id not in went_on:
            found += _of_gone(one, elsewhere)
    found += _splits(before, after, known)
    return sorted(found, key=lambda change: (change.group, change.change, change.parties))


def _of_group(group: Group, old: Before | None, came_from: Sequence[Before]) -> Iterator[Change]:
    links = links_of(group)
    before = old or (max(came_from, key=lambda one: len(one.links.keys() & links.keys())) if came_from else None)
    if before is None:
        if len(links) > 1:
            parties = tuple(sorted(links))
            yield Change(group.id, Happened.FORMED, f"{len(links)} members", parties, (), _all(links, parties))
        yield from _limits(group, None, links, ())
        return
    joined = tuple(sorted(links.keys() - before.links.keys()))
    if len(came_from) + (old is not None) > 1:
        ids = tuple(sorted(one.id for one in came_from))
        yield Change(group.id, Happened.MERGED, "took in another group", joined, ids, _all(links, joined))
    elif old is None:
        text = "goes on under another core"
        yield Change(group.id, Happened.CORE_CHANGED, text, (group.core,), (before.id,), _all(links, joined))
    for party in joined:
        yield Change(group.id, Happened.JOINED, "joined", (party,), (), links[party])
    for party in sorted(before.links.keys() - links.keys()):
        yield Change(group.id, Happened.LEFT, "left", (party,), (), before.links[party])
    yield from _limits(group, before, links, joined)


def _limits(group: Group, before: Before | None, links: Links, joined: tuple[str, ...]) -> Iterator[Change]:
    then = (before.large, before.breached) if before else (False, False)
    owed = f"{before.exposure if before else Decimal(0):f} -> {group.exposure:f} {group.currency}"
    for is_now, was, (up, down) in zip((group.large, group.breached), then, _LIMITS, strict=True):
        if is_now != was:
            text = f"{up if is_now else down}: {owed}"
            yield Change(group.id, Happened.LIMIT_CROSSED, text, joined, (), _all(links, joined))


def _of_gone(one: Before, elsewhere: Container[str]) -> Iterator[Change]:
    """Tell that a group is no more, and under which limits it falls; who was alone and is in a group now joined it."""
    parties = tuple(sorted(one.links))
    if len(parties) > 1:
        yield Change(one.id, Happened.DISSOLVED, "is no more", parties, (), _all(one.links, parties))
    elif all(party in elsewhere for party in parties):
        return
    for was, (_, down) in zip((one.large, one.breached), _LIMITS, strict=True):
        if was:
            text = f"{down}: {one.exposure:f} -> no group"
            yield Change(one.id, Happened.LIMIT_CROSSED, text, parties, (), _all(one.links, parties))


def _origins(gone: Iterable[Before], after: Sequence[Group], known: Mapping[str, Before]) -> dict[str, list[Before]]:
    """Return, of groups, those gone that went into them: most of their members did; of several takers the largest."""
    holding: dict[str, list[Group]] = defaultdict(list)
    for group in after:
        for member in group.members:
            holding[member.party].append(group)
    found: dict[str, list[Before]] = defaultdict(list)
    for one in gone:
        if len(one.links) < 2:  # noqa: PLR2004 (one alone is no group)
            continue
        shared: dict[str, int] = defaultdict(int)
        for party in one.links:
            for group in holding.get(party, ()):
                shared[group.id] += 1
        taker = max(sorted(shared), key=lambda id_: (shared[id_], id_ in known), default=None)
        if taker is not None and shared[taker] * 2 > len(one.links):
            found[taker].append(one)
    return found


def _splits(before: Sequence[Before], after: Sequence[Group], known: Mapping[str, Before]) -> Iterator[Change]:
    """Yield groups of which parts became groups of their own: most members of a new group were in the old one."""
    new = [group for group in after if group.id not in known and len(group.members) > 1]
    standing = {group.id for group in after}
    holding: dict[str, list[Before]] = defaultdict(list)
    for one in before:
        for party in one.links:
            holding[party].append(one)
    parts: dict[str, list[Group]] = defaultdict(list)
    for group in new:
        shared: dict[str, int] = defaultdict(int)
        for member in group.members:
            for one in holding.get(member.party, ()):
                shared[one.id] += 1
        for id_, count in shared.items():
            if count * 2 > len(group.members):
                parts[id_].append(group)
    for id_, groups in parts.items():
        if len(groups) + (id_ in standing) > 1:
            left = tuple(sorted({member.party for group in groups for member in group.members}))
            ids = tuple(sorted(group.id for group in groups))
            yield Change(id_, Happened.SPLIT, "came apart", left, ids, _all(known[id_].links, left))


def bound(changes: Iterable[Change]) -> dict[str, frozenset[str]]:
    """Return, of groups that something happened to together, all of those: a merger or split is one piece of news."""
    found: dict[str, frozenset[str]] = {}
    for change in changes:
        ones = frozenset().union(*(found.get(id_, (id_,)) for id_ in (change.group, *change.groups)))
        if change.groups:
            found |= dict.fromkeys(ones, ones)
    return found


def _all(links: Links, parties: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for party in parties for one in links.get(party, ())))
