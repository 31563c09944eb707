"""All that is kept on one party, for a person who asks for it (Regulation (EU) 2016/679, Article 15).

But for suspicion, which nobody is told that it is about (Directive (EU) 2015/849, Article 39): alerts about it, cases,
flags of it, and what the trail says of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from cim_graph.access.reads import Reads
from cim_graph.access.rights import Special
from cim_graph.access.trail import READ, Sought, entry_of_reads
from cim_graph.access.trail import entries as trail_of
from cim_graph.accounts.transactions.erasure import account_names
from cim_graph.accounts.transactions.history import history
from cim_graph.graph.statement import Read
from cim_graph.kernel.pages import LARGEST_PAGE, Page
from cim_graph.kernel.times import moment_text, system_clock
from cim_graph.parties.service import named
from cim_graph.records.special import open_flags

if TYPE_CHECKING:
    from cim_graph.accounts.transactions.ledger import Ledger
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.actor import Actor
    from cim_graph.kernel.ranks import Rank

SUBJECT_ACCESS: Final = "subjectAccess"
_ALERT: Final = "alert"
_OURS: Final = frozenset({"keys", "terms", "hash"})
"""Properties that are computed from others, for finding and comparing; so is the evidence of a record."""
_UNTOLD: Final = frozenset({"raiseAlerts", "decideAlert", "openCase", "updateCase"})
"""Commands that tell of suspicion."""
_TOLD: Final = frozenset(Special) - {Special.SUSPICION}
_TEXTS: Final = frozenset({"payload", "attributes", "rebutted", "detail", "reasons", "evidence"})
"""Properties that hold JSON text."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The party that is asked about."""

    id: str


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is kept; `ends`: where the party stands in it."""

    what: str
    id: str
    properties: dict[str, Any]
    ends: list[str]


SUBJECT = Read("reports/subject", Subject, Thing)


async def subject_access(graph: "Graph", actor: "Actor", text: str, rank: "Rank", ledger: "Ledger") -> dict[str, Any]:
    """Return all that is kept on a party: what sources say and said of it, relationships, accounts, decisions, trail.

    That somebody asked goes into the trail first. Raises NotFoundError where a text names no party.
    """
    party = await named(graph, text, rank)
    at = moment_text(system_clock())
    await Reads().keep(graph, entry_of_reads(actor, {party: {"everything"}}, at) | {"command": SUBJECT_ACCESS})
    things = await graph.read(SUBJECT(Subject(party)))
    kept: dict[str, list[Any]] = {}
    for thing in things:
        kept.setdefault(thing.what, []).append(_told(thing))
    for moved in await history(ledger, graph, _accounts(things)):
        what = "transaction" if moved.stands else "earlier version of a transaction"
        kept.setdefault(what, []).append({"id": moved.id, "receivedAt": moved.received_at, "payload": moved.payload})
    trail = [entry async for entry in _trail(graph, party)]
    return {"party": party, "at": at, "by": actor.subject, "kept": kept, "trail": trail}


def _accounts(things: Iterable[Thing]) -> list[str]:
    """Return how files name the accounts that a party holds."""
    held = (thing for thing in things if "HELD_BY" in thing.ends)
    return sorted({name for thing in held for name in account_names(thing.id, thing.properties.get("number"))})


async def _trail(graph: "Graph", party: str) -> Any:  # noqa: ANN401 (an iterator of entries)
    after: str | None = None
    while True:
        found = await trail_of(graph, Sought(party), Page(LARGEST_PAGE, after))
        for entry in found.items:
            if told := _told_entry(dict(_opened(entry.properties))):
                yield told
        if not found.has_next:
            return
        after = found.items[-1].id


def _told_entry(entry: dict[str, Any]) -> dict[str, Any] | None:
    """Return an entry without suspicion; nothing where it tells of nothing else."""
    if entry["command"] in _UNTOLD:
        return None
    if entry["command"] != READ or "detail" not in entry:
        return entry
    seen = {id_: [kind for kind in kinds if kind != Special.SUSPICION] for id_, kinds in entry["detail"].items()}
    shown = {id_: kinds for id_, kinds in seen.items() if kinds}
    return {**entry, "detail": shown} if shown else None


def _told(thing: Thing) -> dict[str, Any]:
    ends = {"as": sorted(thing.ends)} if thing.ends else {}
    left = {name: value for name, value in thing.properties.items() if name != "evidence" or thing.what == _ALERT}
    told = {"id": thing.id, **ends, **dict(_opened(left))}
    return {name: _unflagged(name, value) for name, value in told.items()}


def _unflagged(name: str, value: Any) -> Any:  # noqa: ANN401 (any JSON)
    """Return the value of a property without flags of suspicion."""
    if name == "flags":
        return open_flags(list(map(str, value or ())), _TOLD)
    if name == "payload" and isinstance(value, dict) and "flags" in value:
        return {**value, "flags": _unflagged("flags", value["flags"])}
    return value


def _opened(properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield properties in order, JSON opened; what is computed from others is left out, ids of others are kept."""
    for name, value in sorted(properties.items()):
        if name in _OURS:
            continue
        yield name, orjson.loads(value) if name in _TEXTS and isinstance(value, str) else value
