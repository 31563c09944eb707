"""Personal values of a party whose time is over are removed; its place among others stays, under a pseudonym."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import orjson

from cim_graph.access.trail import READ
from cim_graph.commands.model import Context, Event, Outcome
from cim_graph.graph.statement import Ids, Rows
from cim_graph.kernel.ids import Kind, kind_of, same_name
from cim_graph.matching.turns import turn
from cim_graph.parties.landing import HOLD
from cim_graph.privacy.due import Verdict, verdict_on
from cim_graph.privacy.pseudonyms import (
    ERASED,
    Pseudonyms,
    amounts_text,
    party_payload,
    rebuttal_text,
    shared_by,
    statement_payload,
)
from cim_graph.privacy.removal_store import (
    ANSWERS,
    CARRIED_BY_OTHERS,
    ENTRIES_ABOUT,
    ERASE_ENTRIES,
    ERASE_PARTY,
    ERASE_PROPOSALS,
    ERASE_RECORDS,
    ERASE_STATEMENTS,
    ERASE_TIES,
    FORGET_ANSWERS,
    NAMESAKES,
    PERSONAL,
    PROPOSALS,
    SILENCE_EVENTS,
    Emptying,
    Ending,
    Entry,
    Erasing,
    Names,
    One,
    Personal,
    Proposed,
    Proposing,
    Renaming,
    Silencing,
    Telling,
    Withdrawing,
    Words,
)
from cim_graph.privacy.store import STANDING, OnDay
from cim_graph.privacy.telltales import Telltales, full_names, telltales
from cim_graph.records.names import fold
from cim_graph.relationships.drawing import Rules
from cim_graph.relationships.ends import lock

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.kernel.ranks import Rank
    from cim_graph.privacy.retention import Retention

ERASED_EVENT: Final = "party.erased"
_WORDLESS: Final = frozenset({
    READ, "subjectAccess", "submitRecords", "takeBack", "drawDue", "changeOwners", "changeGroups", "applyResolution",
    "resolveRecords", "settleRecords", "erasePersonalData",
})  # fmt: skip
"""Commands of which the trail keeps ids and numbers, and no words of anybody, unless they hold a word of the person."""


@dataclass(frozen=True, slots=True)
class ErasePersonalData:
    """The personal values of a party are to be removed, if its time is over."""

    party: str
    name: str = field(default="erasePersonalData", init=False)

    def answer_type(self) -> type[bool]:
        """Return the class of the answer: whether they were."""
        return bool


class Removing:
    """Removes personal values."""

    def __init__(self, rank: "Rank", retention: "Retention") -> None:
        self._rank = rank
        self._retention = retention

    async def __call__(self, command: ErasePersonalData, context: Context) -> Outcome[bool]:
        """Remove what is kept on a party, unless it is held, moves just now, or its time is not over after all."""
        transaction, at = context.transaction, context.at
        await turn(transaction, Rules(at[:10], at, self._rank))
        if not await self._is_due(command.party, context):
            return Outcome(answer=False, changed=False)
        records = await self._locked(command.party, transaction)
        [personal] = await transaction.run(PERSONAL(One(command.party)))
        pseudonyms = await _pseudonyms(command.party, personal, transaction)
        await transaction.run(ERASE_RECORDS(Erasing(_records(personal), at, ERASED)))
        shared = _shared(personal)
        await transaction.run(ERASE_STATEMENTS(Renaming(_statements(personal, pseudonyms), shared)))
        ties = [{"tie": tie, "rebutted": rebuttal_text(rebutted)} for tie, rebutted in personal.ties]
        await transaction.run(ERASE_TIES(Rows(ties)))
        erased = await transaction.run(ERASE_PARTY(Emptying(command.party, shared)))
        await _erase_traces(transaction, [command.party, *records], pseudonyms.telltales, at)
        versions = {row.id: row.version for row in erased}
        told = {"party": command.party, "records": len(records)}
        events = [Event(ERASED_EVENT, versions, {})]
        return Outcome(answer=True, changed=True, parties=versions, detail=told, events=events)

    @staticmethod
    async def _locked(party: str, transaction: "Transaction") -> list[str]:
        """Lock the records of a party, and return them: what comes to them has to wait, and finds them erased."""
        [personal] = await transaction.run(PERSONAL(One(party)))
        records = [record[0] for record in personal.records]
        await transaction.run(HOLD(Ids(records)))
        await lock(transaction, records, {})
        return records

    async def _is_due(self, party: str, context: Context) -> bool:
        """Look again: a hold may have been laid since, or the relationship begun anew."""
        day = context.at[:10]
        found = await context.transaction.run(STANDING(OnDay([party], day)))
        return any(verdict_on(kept, self._retention, day).verdict is Verdict.ERASE for kept in found)


async def _pseudonyms(party: str, personal: Personal, transaction: "Transaction") -> Pseudonyms:
    [(first, source), *_] = [(id_, source) for id_, source, *_ in personal.records]
    named = {id_: (source, first) for id_ in _shared(personal) if kind_of(id_) is Kind.IDENTIFIER}
    records = {(source, key): id_ for id_, source, key, *_ in personal.records}
    return Pseudonyms(records, named, await _telltales(party, personal, transaction))


async def _telltales(party: str, personal: Personal, transaction: "Transaction") -> Telltales:
    payloads = [payload for *_, payloads in personal.records for payload in payloads]
    asked = [{"text": name, "query": _every_word(name)} for name in full_names(payloads) if fold(name)]
    common = {row.id for row in await transaction.run(NAMESAKES(Names(party, asked)))}
    common |= {row.id for row in await transaction.run(CARRIED_BY_OTHERS(Emptying(party, _shared(personal))))}
    return telltales(payloads, _numbers(personal), common)


def _every_word(name: str) -> str:
    """Return a name as the full-text index is asked: folded words hold letters and digits only, so none is syntax."""
    return " ".join(f"+{word}" for word in fold(name).split())


def _numbers(personal: Personal) -> Iterator[str]:
    """Yield the keys of its records, and keys and numbers of accounts that it holds alone."""
    yield from (key for _, _, key, _, _ in personal.records)
    for _, id_, key, _, _, number, _, joint in personal.statements:
        if kind_of(id_) in {Kind.ACCOUNT, Kind.EXPOSURE} and not joint:
            yield from filter(None, (key, number))


def _shared(personal: Personal) -> list[str]:
    """Return the shared nodes that its records state, and stated."""
    stated = (id_ for record, *_, payloads in personal.records for id_ in shared_by(record, payloads))
    return sorted({*(node[0] for node in personal.shared), *stated})


def _records(personal: Personal) -> list[dict[str, Any]]:
    rows = []
    for id_, source, _, type_, _ in personal.records:
        payload, digest = party_payload(type_, source, id_, personal.status)
        rows.append({"id": id_, "payload": payload, "hash": digest})
    return rows


def _statements(personal: Personal, pseudonyms: Pseudonyms) -> list[dict[str, Any]]:
    rows = []
    for node, id_, _, payload, rebutted, number, collateral, joint in personal.statements:
        kept_number = number if joint or number is None else id_
        said = statement_payload(payload, id_, pseudonyms, number=kept_number)
        rows.append({
            "node": node,
            "payload": orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode(),
            "key": said["key"],
            "rebutted": rebuttal_text(rebutted),
            "number": kept_number,
            "collateral": amounts_text(collateral),
        })  # fmt: skip
    return rows


async def _erase_traces(transaction: "Transaction", ids: list[str], told: Telltales, at: str) -> None:
    """Erase what the trail, the outbox, kept answers and proposals say."""
    parties = sorted({same_name(id_, Kind.PARTY) for id_ in ids})
    subjects = sorted({*ids, *parties})
    found = await transaction.run(ENTRIES_ABOUT(Telling(" OR ".join(subjects), told.texts)))
    about = [one for one in found if one.asked or told.tells(one.detail)]
    await transaction.run(ERASE_ENTRIES(Ending([one.id for one in about if _speaks(one, told)], at)))
    await transaction.run(SILENCE_EVENTS(Silencing([one.id for one in about], parties)))
    answers = await transaction.run(ANSWERS(Words([*told.texts, *subjects])))
    naming = [one.id for one in answers if told.tells(one.answer) or any(id_ in one.answer for id_ in subjects)]
    await transaction.run(FORGET_ANSWERS(Ids(naming)))
    proposed = await transaction.run(PROPOSALS(Proposing(_requests(about), told.texts)))
    naming_it = [one for one in proposed if one.asked or any(map(told.tells, one.texts))]
    await transaction.run(ERASE_PROPOSALS(Withdrawing([_proposal(one) for one in naming_it], ERASED)))


def _speaks(entry: Entry, told: Telltales) -> bool:
    return entry.command not in _WORDLESS or told.mentions(entry.detail) or told.mentions(entry.purpose)


def _requests(entries: list[Entry]) -> list[str]:
    """Return the ids of the change requests that entries are about."""
    told = (orjson.loads(entry.detail) for entry in entries if "changeRequest" in entry.detail)
    return sorted({one["changeRequest"] for one in told if "changeRequest" in one})


def _proposal(proposed: Proposed) -> dict[str, Any]:
    decisions = [orjson.loads(text) | {"comment": None} for text in proposed.decisions]
    return {"id": proposed.id, "decisions": [orjson.dumps(one).decode() for one in decisions]}
