"""What stewards decide of records, and where their judgements contradict each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from cim_graph.kernel.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement that stands: the records of its two sides, in order.

    `together`: the records of each side are of one party, whatever else is known of them, until a later judgement parts
    them.
    """

    id: str
    same: bool
    together: bool
    left: list[str]
    right: list[str]
    by: str
    at: str
    reason: str

    def groups(self, standing: "Iterable[Judged]") -> list[list[str]]:
        """Return records that are of one party by this, beside all judgements that stand."""
        if self.same:
            return [self.left + self.right]
        sides = [self.left, self.right] if self.together else []
        for other in standing:
            if not other.same and other.id != self.id:
                sides = [part for side in sides for part in other.parts(side)]
        return [side for side in sides if len(side) > 1]

    def parts(self, side: list[str]) -> list[list[str]]:
        """Return into what this divides records of one side; undivided where it says nothing of them."""
        left, right = ([record for record in side if record in of] for of in (self.left, self.right))
        if not left or not right:
            return [side]
        rest = [record for record in side if record not in left and record not in right]
        return [part for part in (left, right, rest) if part]

    @property
    def apart(self) -> list[tuple[str, str]]:
        """Pairs of records that are of two parties by this."""
        return [] if self.same else list(product(self.left, self.right))

    def repeats(self, other: "Judged") -> bool:
        """Whether another judgement said just this."""
        return self.same == other.same and self.sides == other.sides

    def replaces(self, other: "Judged") -> bool:
        """Whether this is a new word on the same two sides, or parts two sides that another judgement held together.

        A judgement on more than that stands beside this, or against it.
        """
        if self.same == other.same:
            return False
        return self.sides == other.sides or (not self.same and len(self.parts(other.left + other.right)) > 1)

    @property
    def sides(self) -> set[frozenset[str]]:
        """Both sides, whichever is called left."""
        return {frozenset(self.left), frozenset(self.right)}


def check(judged: Iterable[Judged], new: Judged) -> None:
    """Raise ConflictError where a new judgement cannot hold beside those that stand.

    Two records cannot be judged apart while a chain of judgements holds them together.
    """
    standing = list(judged)
    held = _Held()
    for one in (*standing, new):
        for group in one.groups([*standing, new]):
            held.together(group)
    for one in (*standing, new):
        for first, second in one.apart:
            if held.root(first) == held.root(second):
                others = [other for other in standing if other is not one and _concerns(other, standing, held, first)]
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


def _concerns(other: Judged, standing: Sequence[Judged], held: _Held, record: str) -> bool:
    return any(held.root(group[0]) == held.root(record) for group in other.groups(standing))


def _told(one: Judged, new: Judged, others: Sequence[Judged]) -> str:
    against = [*others] if one is new else [one, *others]
    told = ", ".join(f"{other.id} ({other.by}, {other.at[:10]}: {other.reason[:60]!r})" for other in against[:3])
    return f"this cannot hold beside what was judged before: {told}; withdraw that first, or leave it as it is"
