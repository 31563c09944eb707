"""What a load is, and what became of it."""

from dataclasses import dataclass, field
from typing import Any

from cim_graph.accounts.transactions.undescribed import Undescribed

MOST_PROBLEMS = 1000
OTHER_PROBLEMS = "further problems of other kinds"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that was set aside: its place in what was handed over, the field, the reason, and what was handed over.

    `record` is the JSON value, or the text of what is no JSON; nothing where it was not read.
    """

    index: int
    field: str | None
    reason: str
    record: Any = None


@dataclass(slots=True)
class Report:
    """What became of records. `waiting`: taken, and not joined yet, since another end is not known.

    `problems` counts values that were kept as given and marked not valid, and fields that the format does not know;
    `left_out` what of a file makes no record, and is not wrong, by what it is. `retracted` counts what a snapshot took
    back; `skipped` what an earlier run of the same load had stored; `postponed` facts whose end came, and that were put
    on the schedule since too many waited for it. `undescribed` are transactions that were taken, and name accounts that
    no record describes. `crowded`: files of transactions wait to be sorted by day.
    """

    accepted: int = 0
    unchanged: int = 0
    waiting: int = 0
    retracted: int = 0
    skipped: int = 0
    postponed: int = 0
    crowded: bool = False
    rejected: list[Rejected] = field(default_factory=list)
    problems: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    undescribed: Undescribed = field(default_factory=Undescribed)

    def add(self, other: "Report") -> None:
        """Take up what became of further records; problems beyond a number of kinds are counted together."""
        self.accepted += other.accepted
        self.unchanged += other.unchanged
        self.waiting += other.waiting
        self.retracted += other.retracted
        self.skipped += other.skipped
        self.postponed += other.postponed
        self.crowded |= other.crowded
        self.rejected += other.rejected
        _add(self.problems, other.problems)
        _add(self.left_out, other.left_out)
        self.undescribed.add(other.undescribed)


def _add(told: dict[str, int], further: dict[str, int]) -> None:
    for problem, count in further.items():
        name = problem if problem in told or len(told) < MOST_PROBLEMS else OTHER_PROBLEMS
        told[name] = told.get(name, 0) + count


@dataclass(frozen=True, slots=True)
class Progress:
    """Which part of which load a batch is, so that a load can go on where it was stopped."""

    load: str
    batch: int
    from_line: int
    to_line: int

    def properties(self) -> dict[str, Any]:
        """Return what the trail keeps."""
        return {"load": self.load, "batch": self.batch, "fromLine": self.from_line, "toLine": self.to_line}
