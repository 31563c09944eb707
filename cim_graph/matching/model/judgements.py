"""What stewards decide of records, and where their judgements contradict each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from cim_graph.kernel.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement that stands: the records of its two sides, in order.

    `together`: the records of each side are of one party, whatever else is known of them.
    """

    id: str
    same: bool
    together: bool
    left: list[str]
    right: list[str]
    by: str
    at: str
    reason: str

    @property
    def groups(self) -> list[list[str]]:
        """Records that are of one party by this."""
        if self.same:
            return [self.left + self.right]
        return [side for side in (self.left, self.right) if self.together and len(side) > 1]

    @property
    def apart(self) -> list[tuple[str, str]]:
        """Pairs of records that are of two parties by this."""
        return [] if self.same else list(product(self.left, self.right))

    def repeats(self, other: "Judged") -> bool:
        """Whether another judgement said just this."""
        return self.same == other.same and self.sides == other.sides

    def replaces(self, other: "Judged") -> bool:
        """Whether this is a new word on the same two sides, or parts two records that another judgement held together.

        A judgement on more than that stands beside this, or against it.
        """
        if self.same == other.same:
            return False
        return self.sides == other.sides or (not self.same and (other.left[0], other.right[0]) in self._crossing)

    @property
    def sides(self) -> set[frozenset[str]]:
        """Both sides, whichever is called left."""
        return {frozenset(self.left), frozenset(self.right)}

    @property
    def _crossing(self) -> set[tuple[str, str]]:
        return {*product(self.left, self.right), *product(self.right, self.left)}


def check(judged: Iterable[Judged], new: Judged) -> None:
    """Raise ConflictError where a new judgement cannot hold beside those that stand.

    Two records cannot be judged apart while a chain of judgements holds them together.
    """
    standing = list(judged)
    held = _Held()
    for one in (*standing, new):
        for group in one.groups:
            held.together(group)
    for one in (*standing, new):
        for first, second in one.apart:
            if held.root(first) == held.root(second):
                others = [other for other in standing if other is not one and _concerns(other, held, first)]
                raise ConflictError(_told(one, new, others))


class _Held:
    """Records that are held together, each leading to the one that stands for all of them."""

    def __init__(self) -> None:
        self._leads: dict[str, str] = {}

    def root(self, record: str) -> str:
        """Return the record that stands for all that are held together with one."""
        while (ahead := self._leads.get(record, record)) != record:
            record = ahead
        return record

    def together(self, group: Sequence[str]) -> None:
        """Hold records together."""
        for first, second in pairwise(group):
            self._leads[self.root(first)] = self.root(second)


def _concerns(other: Judged, held: _Held, record: str) -> bool:
    return any(held.root(group[0]) == held.root(record) for group in other.groups)


def _told(one: Judged, new: Judged, others: Sequence[Judged]) -> str:
    against = [*others] if one is new else [one, *others]
    told = ", ".join(f"{other.id} ({other.by}, {other.at[:10]}: {other.reason[:60]!r})" for other in against[:3])
    return f"this cannot hold beside what was judged before: {told}; withdraw that first, or leave it as it is"
