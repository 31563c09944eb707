"""What stewards decide of records, and where their judgements contradict each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from cim_graph.kernel.errors import ConflictError


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement that stands: the records of its two sides, in order.

    `together`: the records of each side are of one party, whatever else is known of them. What it holds together, of
    two sides or of one, later judgements part, each as far as it goes.
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
    def held(self) -> list[list[str]]:
        """Records that are of one party by this, taken by itself."""
        if self.same:
            return [self.left + self.right]
        return [self.left, self.right] if self.together else []

    def groups(self, standing: "Iterable[Judged]") -> list[list[str]]:
        """Return records that are of one party by this, beside all judgements that stand, in whatever order these are.

        Two stay together where each of those that part its records names both on one side, or neither of them.
        """
        others = [other for other in standing if not other.same and other.id != self.id]
        parts = (part for held in self.held for part in _parted(held, others))
        return [part for part in parts if len(part) > 1]

    def parts(self, held: Sequence[str]) -> bool:
        """Whether this says of some of these records that they are of two parties."""
        return not self.same and not set(held).isdisjoint(self.left) and not set(held).isdisjoint(self.right)

    @property
    def apart(self) -> list[tuple[str, str]]:
        """Pairs of records that are of two parties by this."""
        return [] if self.same else list(product(self.left, self.right))

    def repeats(self, other: "Judged") -> bool:
        """Whether another judgement said just this."""
        return self.same == other.same and self.sides == other.sides

    def replaces(self, other: "Judged") -> bool:
        """Whether this is a new word on the same two sides, or says the contrary of all that another one said.

        A judgement that says more than that stands beside this, as far as this does not part what it holds, or against
        it.
        """
        if self.same == other.same:
            return False
        return self.sides == other.sides or (not self.same and not other.groups([self]))

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
    for one in standing:
        for group in one.groups([*standing, new]):
            held.together(group)
    for group in new.held if new.same else new.groups(standing):
        held.together(group)
    for one in (*standing, new):
        for first, second in one.apart:
            if held.root(first) == held.root(second):
                others = [other for other in standing if other is not one and _concerns(other, standing, held, first)]
                raise ConflictError(_told(one, new, others))


def replaced(judged: Iterable[Judged], new: Judged) -> list[Judged]:
    """Return the judgements in whose place a new one comes; raise ConflictError where it cannot hold beside the others.

    Of those that it contradicts in part, the older first, each stays that can hold in part beside all that stay.
    """
    gone, parted, kept = list[Judged](), list[Judged](), list[Judged]()
    for one in judged:
        of = gone if new.replaces(one) else parted if one.same and new.parts(one.left + one.right) else kept
        of.append(one)
    check(kept, new)
    for one in sorted(parted, key=lambda one: (one.at, one.id)):
        (kept if _holds([*kept, one], new) else gone).append(one)
    return gone


def _holds(judged: Iterable[Judged], new: Judged) -> bool:
    try:
        check(judged, new)
    except ConflictError:
        return False
    return True


def _parted(held: list[str], others: Iterable[Judged]) -> list[list[str]]:
    """Return into what judgements divide records: each of them those of one side, of the other, and of neither."""
    parting = [other for other in others if other.parts(held)]
    parts: dict[tuple[tuple[bool, bool], ...], list[str]] = {}
    for record in held:
        parts.setdefault(tuple((record in one.left, record in one.right) for one in parting), []).append(record)
    return list(parts.values())


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
