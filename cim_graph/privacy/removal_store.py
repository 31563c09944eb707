"""What is said of a party that is erased, and what takes it away."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Empty, Found, Ids, Read, Rows, Versioned, Write


@dataclass(frozen=True, slots=True)
class Taking:
    """A party, and how many of its records at most."""

    id: str
    most: int


@dataclass(frozen=True, slots=True)
class Personal:
    """What is said of a party, as the statement answers it."""

    status: str
    records: list[list[Any]]
    shared: list[str]
    statements: list[list[Any]]
    ties: list[list[Any]]
    left: int


@dataclass(frozen=True, slots=True)
class Erasing:
    """Rows to be erased, when, and what stands for words."""

    rows: list[dict[str, Any]]
    at: str
    word: str


@dataclass(frozen=True, slots=True)
class Renaming:
    """Statements as they stay, and identifiers that name nobody any more."""

    rows: list[dict[str, Any]]
    identifiers: list[str]


@dataclass(frozen=True, slots=True)
class Carrying:
    """A party, and the shared nodes that its records carried."""

    id: str
    shared: list[str]


@dataclass(frozen=True, slots=True)
class Emptying:
    """The same, how many of its records wait to be erased, and the day it is."""

    id: str
    shared: list[str]
    left: int
    day: str


@dataclass(frozen=True, slots=True)
class Investigation:
    """An alert, or a case with its words; `alone`: it is about nobody else."""

    id: str
    title: str | None
    notes: list[str]
    alone: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """Ids as the full-text index is asked, some at a time, alerts and cases, and words."""

    subjects: list[str]
    investigations: list[str]
    words: list[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the trail; `asked`: it is about one of the ids that were asked for."""

    id: str
    asked: bool
    command: str
    detail: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Ending:
    """Entries of the trail that lose their text, and when."""

    ids: list[str]
    at: str


@dataclass(frozen=True, slots=True)
class Silencing:
    """Entries of the trail, and the parties of whom the outbox beside them tells no more."""

    ids: list[str]
    parties: list[str]


@dataclass(frozen=True, slots=True)
class Names:
    """A party, and names as they read and as the full-text index is asked."""

    id: str
    names: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """Words."""

    words: list[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is kept for a request that may be sent again."""

    id: str
    answer: str


@dataclass(frozen=True, slots=True)
class Proposing:
    """Proposals by their ids, and words of drafts."""

    ids: list[str]
    words: list[str]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal: whether it was asked for by its id, its title and changes, and the decisions on it as JSON text."""

    id: str
    asked: bool
    texts: list[str]
    decisions: list[str]


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Proposals as they stay, and what stands for words."""

    rows: list[dict[str, Any]]
    word: str


PERSONAL = Read("privacy/personal", Taking, Personal)
ERASE_RECORDS = Write("privacy/erase_records", Erasing, Empty)
INVESTIGATIONS = Read("privacy/investigations", Ids, Investigation)
ERASE_CASES = Write("privacy/erase_cases", Rows, Empty)
ERASE_STATEMENTS = Write("privacy/erase_statements", Renaming, Empty)
ERASE_TIES = Write("privacy/erase_ties", Rows, Empty)
ERASE_PARTY = Write("privacy/erase_party", Emptying, Versioned)
ENTRIES_ABOUT = Read("privacy/entries_about", Telling, Entry)
ERASE_ENTRIES = Write("privacy/erase_entries", Ending, Empty)
SILENCE_EVENTS = Write("privacy/silence_events", Silencing, Empty)
ANSWERS = Read("privacy/answers", Words, Answer)
FORGET_ANSWERS = Write("privacy/forget_answers", Ids, Empty)
NAMESAKES = Read("privacy/namesakes", Names, Found)
CARRIED_BY_OTHERS = Read("privacy/carried_by_others", Carrying, Found)
PROPOSALS = Read("privacy/proposals", Proposing, Proposed)
ERASE_PROPOSALS = Write("privacy/erase_proposals", Withdrawing, Empty)
