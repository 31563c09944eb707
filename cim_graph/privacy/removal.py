"""Personal values of a party whose time is over are removed; its place among others stays, under a pseudonym."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import orjson

from cim_graph.access.trail import READ
from cim_graph.accounts.transactions.erasure import Gone, account_names, erase_words
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
    ERASE_CASES,
    ERASE_ENTRIES,
    ERASE_PARTY,
    ERASE_PROPOSALS,
    ERASE_RECORDS,
    ERASE_STATEMENTS,
    ERASE_TIES,
    FORGET_ANSWERS,
    INVESTIGATIONS,
    NAMESAKES,
    PERSONAL,
    PROPOSALS,
    SILENCE_EVENTS,
    Carrying,
    Emptying,
    Ending,
    Entry,
    Erasing,
    Investigation,
    Names,
    Personal,
    Proposed,
    Proposing,
    Renaming,
    Silencing,
    Taking,
    Telling,
    Withdrawing,
    Words,
)
from cim_graph.privacy.store import DESCRIBED, STANDING, OnDay
from cim_graph.privacy.telltales import Telltales, full_names, telltales
from cim_graph.records.names import fold
from cim_graph.relationships.drawing import Rules
from cim_graph.relationships.ends import lock

if TYPE_CHECKING:
    from cim_graph.accounts.transactions.ledger import Ledger
    from cim_graph.graph.session import Transaction
    from cim_graph.kernel.ranks import Rank
    from cim_graph.privacy.retention import Retention

ERASED_EVENT: Final = "party.erased"
AT_ONCE: Final = 200
"""Records that are erased in one transaction."""
_CLAUSES: Final = 500
"""Ids that the full-text index is asked for at once: it takes 1,024."""
_WORDLESS: Final = frozenset({
    READ, "subjectAccess", "submitRecords", "takeBack", "drawDue", "changeOwners", "changeGroups", "applyResolution",
    "resolveRecords", "settleRecords", "erasePersonalData", "raiseAlerts", "openCase", "updateCase",
})  # fmt: skip
"""Commands of which the trail keeps ids and numbers, and no words of anybody, unless they hold a word of the person."""


class Removal(StrEnum):
    """What became of a party: nothing; some of its records are erased, and others wait; all are."""

    NOTHING = "NOTHING"
    BEGUN = "BEGUN"
    WHOLE = "WHOLE"


@dataclass(frozen=True, slots=True)
class ErasePersonalData:
    """The personal values of a party are to be removed, if its time is over: those of so many records at once."""

    party: str
    name: str = field(default="erasePersonalData", init=False)

    def answer_type(self) -> type[Removal]:
        """Return the class of the answer."""
        return Removal


class Removing:
    """Removes personal values."""

    def __init__(self, rank: "Rank", retention: "Retention", ledger: "Ledger") -> None:
        self._rank = rank
        self._retention = retention
        self._ledger = ledger

    async def __call__(self, command: ErasePersonalData, context: Context) -> Outcome[Removal]:
        """Remove what is kept on a party, unless it is held, moves just now, or its time is not over after all."""
        transaction, at = context.transaction, context.at
        await turn(transaction, Rules(at[:10], at, self._rank))
        await _lock(command.party, transaction)
        if not await self._is_due(command.party, context):
            return Outcome(Removal.NOTHING, changed=False)
        [personal] = await transaction.run(PERSONAL(Taking(command.party, AT_ONCE)))
        pseudonyms = await _pseudonyms(command.party, personal, transaction)
        traces = await _traces(command.party, personal, pseudonyms.telltales, transaction)
        await erase_words(self._ledger, transaction, _in_files(personal, pseudonyms))
        versions = await _erase_graph(command.party, personal, pseudonyms, context)
        await _erase_traces(transaction, traces, at)
        return _outcome(command.party, personal, versions)

    async def _is_due(self, party: str, context: Context) -> bool:
        """Look again, now that nobody else changes it: a hold may have been laid, or the relationship begun anew."""
        day = context.at[:10]
        found = await context.transaction.run(STANDING(OnDay([party], day)))
        return any(verdict_on(kept, self._retention, day).verdict is Verdict.ERASE for kept in found)


async def _lock(party: str, transaction: "Transaction") -> None:
    """Lock the records of a party: what comes to them has to wait, and finds them erased."""
    for described in await transaction.run(DESCRIBED(Ids([same_name(party, Kind.RECORD)]))):
        await transaction.run(HOLD(Ids(described.records)))
        await lock(transaction, described.records, {})


async def _erase_graph(party: str, personal: Personal, pseudonyms: Pseudonyms, context: Context) -> dict[str, int]:
    """Erase what the graph says of a party; return its new version."""
    transaction, at = context.transaction, context.at
    await transaction.run(ERASE_RECORDS(Erasing(_records(personal), at, ERASED)))
    shared = _shared(personal)
    await transaction.run(ERASE_STATEMENTS(Renaming(_statements(personal, pseudonyms), shared)))
    ties = [{"tie": tie, "rebutted": rebuttal_text(rebutted)} for tie, rebutted in personal.ties]
    await transaction.run(ERASE_TIES(Rows(ties)))
    erased = await transaction.run(ERASE_PARTY(Emptying(party, shared, personal.left, at[:10])))
    return {row.id: row.version for row in erased}


def _outcome(party: str, personal: Personal, versions: dict[str, int]) -> Outcome[Removal]:
    removal = Removal.BEGUN if personal.left else Removal.WHOLE
    told = {"party": party, "records": len(personal.records), "left": personal.left}
    events = [] if personal.left else [Event(ERASED_EVENT, versions, {})]
    return Outcome(removal, changed=True, parties=versions, detail=told, events=events)


async def _pseudonyms(party: str, personal: Personal, transaction: "Transaction") -> Pseudonyms:
    [(first, source), *_] = [(id_, source) for id_, source, *_ in personal.records]
    named = {id_: (source, first) for id_ in _shared(personal) if kind_of(id_) is Kind.IDENTIFIER}
    records = {(source, key): id_ for id_, source, key, *_ in personal.records}
    return Pseudonyms(records, named, await _telltales(party, personal, transaction))


async def _telltales(party: str, personal: Personal, transaction: "Transaction") -> Telltales:
    payloads = [payload for *_, payloads in personal.records for payload in payloads]
    asked = [{"text": name, "query": _every_word(name)} for name in full_names(payloads) if fold(name)]
    common = {row.id for row in await transaction.run(NAMESAKES(Names(party, asked)))}
    common |= {row.id for row in await transaction.run(CARRIED_BY_OTHERS(Carrying(party, _shared(personal))))}
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
    return sorted({*personal.shared, *stated})


def _records(personal: Personal) -> list[dict[str, Any]]:
    rows = []
    for id_, source, _, type_, _ in personal.records:
        payload, digest = party_payload(type_, source, id_, personal.status)
        rows.append({"id": id_, "payload": payload, "hash": digest})
    return rows


def _statements(personal: Personal, pseudonyms: Pseudonyms) -> list[dict[str, Any]]:
    """Return statements as they stay: under their ids, but for what others hold, too."""
    rows = []
    for node, id_, key, payload, rebutted, number, collateral, joint in personal.statements:
        kept_number = number if joint or number is None else id_
        said = statement_payload(payload, pseudonyms, key=key if joint else id_, number=kept_number)
        rows.append({
            "node": node,
            "payload": orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode(),
            "key": said["key"],
            "rebutted": rebuttal_text(rebutted),
            "number": kept_number,
            "collateral": amounts_text(collateral),
        })  # fmt: skip
    return rows


def _in_files(personal: Personal, pseudonyms: Pseudonyms) -> Gone:
    """Return how files of transactions name the party, and accounts that it holds alone."""
    accounts: dict[str, str] = {}
    for _, id_, _, _, _, number, _, joint in personal.statements:
        if kind_of(id_) is Kind.ACCOUNT and not joint:
            accounts |= account_names(id_, number)
    ends = {record: record for record, *_ in personal.records}
    ends |= {identifier: record for identifier, (_, record) in pseudonyms.identifiers.items()}
    return Gone(accounts, ends, pseudonyms.telltales.tells)


def _case(one: Investigation, told: Telltales) -> dict[str, Any]:
    def left(text: str) -> str:
        return ERASED if one.alone or told.mentions(text) else text

    notes = [orjson.loads(note) for note in one.notes]
    said = [orjson.dumps(note | {"text": left(note["text"])}).decode() for note in notes]
    return {"id": one.id, "title": left(one.title or ""), "notes": said}


@dataclass(frozen=True, slots=True)
class Traces:
    """Where somebody is told beside records: their ids and values, cases and alerts, entries of the trail."""

    subjects: list[str]
    told: Telltales
    investigations: list[Investigation]
    entries: list[Entry]


async def _traces(party: str, personal: Personal, told: Telltales, transaction: "Transaction") -> Traces:
    """Look for traces, before anything is deleted.

    A full-text index that is asked behind that, in one transaction, leaves out nodes that are there: those whose
    internal number is that of a relationship that was deleted.
    """
    records = [record[0] for record in personal.records]
    subjects = sorted({party, *records, *(same_name(id_, Kind.PARTY) for id_ in records)})
    investigations = await transaction.run(INVESTIGATIONS(Ids(records)))
    asked = [" OR ".join(subjects[begin : begin + _CLAUSES]) for begin in range(0, len(subjects), _CLAUSES)]
    found = await transaction.run(ENTRIES_ABOUT(Telling(asked, [one.id for one in investigations], told.texts)))
    return Traces(subjects, told, investigations, [one for one in found if one.asked or told.tells(one.detail)])


async def _erase_traces(transaction: "Transaction", traces: Traces, at: str) -> None:
    """Erase what cases, the trail, the outbox, kept answers and proposals say."""
    told, subjects, about = traces.told, traces.subjects, traces.entries
    cases = [_case(one, told) for one in traces.investigations if one.title is not None]
    await transaction.run(ERASE_CASES(Rows(cases)))
    await transaction.run(ERASE_ENTRIES(Ending([one.id for one in about if _speaks(one, told)], at)))
    parties = [id_ for id_ in subjects if kind_of(id_) is Kind.PARTY]
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
