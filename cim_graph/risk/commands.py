"""What may be done to risk: a scheme is drafted, a version is published, a class is set by hand for a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import orjson

from cim_graph.commands.model import Context, Event, Outcome
from cim_graph.graph.statement import Empty, Found, Versioned, Write
from cim_graph.kernel.errors import BadInputError, ConflictError, NotFoundError
from cim_graph.kernel.ids import Kind, kind_of, same_name, sequence_id
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW
from cim_graph.matching.judging import reasoned
from cim_graph.risk.months import months_on
from cim_graph.risk.scheme import Scheme, scheme
from cim_graph.risk.versions import (
    IN_FORCE,
    VERSIONS,
    Kept,
    Name,
    SchemeStatus,
    identified,
    listed,
    published,
    version_id,
)

EVENT: Final = "risk.changed"
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class SaveScheme:
    """A scheme is to be kept as a draft; it decides nothing yet."""

    definition: Mapping[str, Any]
    name: str = field(default="saveRiskScheme", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the version."""
        return str


@dataclass(frozen=True, slots=True)
class PublishScheme:
    """A version is in force from now on."""

    id: str
    name: str = field(default="publishRiskScheme", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the version."""
        return str


@dataclass(frozen=True, slots=True)
class OverrideRisk:
    """A party has a class under a scheme through a day, whatever its score.

    `seen` is the class by hand that stood when this was asked for, empty where none did; without it, that does not
    matter.
    """

    party: str
    word: str
    reason: str
    until: str
    scheme: str
    seen: str | None = None
    name: str = field(default="overrideRisk", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of the party."""
        return str


@dataclass(frozen=True, slots=True)
class Saving:
    """A version to be kept."""

    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Publishing:
    """The version that is to be in force; by whom and when."""

    id: str
    name: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Overriding:
    """A class, and the record that names the party."""

    record: str
    override: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Overrode:
    """The party, its version, and what was replaced: lists of id, class, by whom, until when, the latest first."""

    id: str
    version: int
    replaced: list[list[str]]


@dataclass(frozen=True, slots=True)
class Turn:
    """What is done alone."""

    turn: str


LOCK = Write("risk/lock", Turn, Empty)
SAVE = Write("risk/save", Saving, Versioned)
PUBLISH = Write("risk/publish", Publishing, Found)
OVERRIDE = Write("risk/override", Overriding, Overrode)


async def save_scheme(command: SaveScheme, context: Context) -> Outcome[str]:
    """Keep a draft under the next number of its name; the same as the newest version is that one."""
    read = scheme(command.definition)
    text = orjson.dumps(read.document, option=orjson.OPT_SORT_KEYS).decode()
    await _locked(read.name, context)
    of_name = [row for row in await _kept(context) if row.name == read.name]
    newest = max(of_name, key=lambda row: row.version, default=None)
    if newest is not None and newest.definition == text:
        return Outcome(newest.id, changed=False)
    number = 1 if newest is None else newest.version + 1
    kept = {
        "id": version_id(read.name, number),
        "name": read.name,
        "version": number,
        "status": SchemeStatus.DRAFT.value,
        "definition": text,
        "at": context.at,
        "by": context.actor.subject,
    }
    await context.transaction.run(SAVE(Saving(kept)))
    return Outcome(str(kept["id"]), changed=True, detail={"scheme": read.name, "version": number, "id": kept["id"]})


async def publish_scheme(command: PublishScheme, context: Context) -> Outcome[str]:
    """Put a version in force; raise NotFoundError for one that there is not, ConflictError where it is in force.

    Raises BadInputError for one whose document may stand no longer.
    """
    await _locked(identified(listed(await _kept(context)), command.id).name, context)
    version = identified(listed(await _kept(context)), command.id)
    if version.status is SchemeStatus.PUBLISHED:
        raise ConflictError(f"version {version.number} of {version.name} is published already")
    scheme(version.definition)
    asked = Publishing(command.id, version.name, context.at, context.actor.subject)
    await context.transaction.run(PUBLISH(asked))
    return Outcome(command.id, changed=True, detail={"scheme": version.name, "version": version.number})


async def override_risk(command: OverrideRisk, context: Context) -> Outcome[str]:
    """Set a class in place of the one that stands.

    Raises NotFoundError for no party, BadInputError for no class, a day that is over or too far ahead, ConflictError
    where a rule fixes the class, or another one was set since this was asked for.
    """
    chosen = published(await context.transaction.run(IN_FORCE(Name(command.scheme))), command.scheme).scheme
    chosen.place(command.word)
    _check_until(command.until, context.at[:10], chosen)
    override = {
        "id": sequence_id(),
        "class": command.word,
        "reason": command.reason,
        "until": command.until,
        "scheme": command.scheme,
        "by": context.actor.subject,
        "at": context.at,
    }
    asked = Overriding(same_name(command.party, Kind.RECORD), override)
    touched = await context.transaction.run(OVERRIDE(asked))
    if not touched:
        raise NotFoundError("no such party; take an id that `search` gives")
    [row] = touched
    _check_seen(command, row.replaced)
    await _check_free(context, chosen, row.id)
    parties = {row.id: row.version}
    told = {"scheme": command.scheme, "to": command.word, "reason": "override", "until": command.until, "path": []}
    replaced = [dict(zip(("id", "class", "by", "until"), one, strict=True)) for one in row.replaced]
    detail = {**override, "party": command.party, "replaces": replaced}
    event = Event(EVENT, parties, told)
    return Outcome(row.id, changed=True, about=list(parties), detail=detail, events=[event])


def _check_until(until: str, day: str, of: Scheme) -> None:
    if until < day:
        raise BadInputError(f"{until} is over; name the last day on which the class is to stand")
    if until > (latest := months_on(day, of.longest)):
        text = f"{until} is too far ahead: by the scheme {of.name} a class by hand stands {of.longest} months at most"
        raise BadInputError(f"{text}; name {latest} at the latest, and set it anew then")


def _check_seen(command: OverrideRisk, replaced: list[list[str]]) -> None:
    latest = next(iter(replaced), None)
    if command.seen is None or command.seen == (latest[0] if latest else ""):
        return
    what = "ended" if latest is None else f"was followed: {latest[2]} set {latest[1]} through {latest[3]}"
    raise ConflictError(f"the class by hand that stood when this was asked for {what}; look at it and ask anew")


async def _check_free(context: Context, of: Scheme, party: str) -> None:
    """Raise ConflictError where a rule fixes the class of which everybody may know."""
    from cim_graph.risk.by_hand import check_free  # noqa: PLC0415 (it makes these commands)
    from cim_graph.risk.reading import Reading  # noqa: PLC0415 (as above)

    await check_free(Reading(context.transaction.within(), NOW, Rank()), of, party, frozenset())


def checked(command: OverrideRisk) -> OverrideRisk:
    """Return a class set by hand; raise BadInputError for an id of no party, no reason, a day that does not exist."""
    if kind_of(command.party) is not Kind.PARTY:
        raise BadInputError(f"{command.party[:_SHOWN]!r} is no id of a party; take one that `search` gives")
    reason = reasoned(command.reason)
    try:
        whole = date.fromisoformat(command.until).isoformat() == command.until
    except ValueError:
        whole = False
    if not whole:
        raise BadInputError(f"{command.until[:_SHOWN]!r} is no day; write it like 2027-06-30")
    return replace(command, reason=reason)


async def _locked(name: str, context: Context) -> None:
    await context.transaction.run(LOCK(Turn(f"risk/{name}")))


async def _kept(context: Context) -> list[Kept]:
    return await context.transaction.run(VERSIONS(Empty()))
