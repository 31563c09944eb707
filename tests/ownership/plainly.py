"""The rules once more, word by word, in fractions and sets: slow, small, and written apart from the product.

Nothing here is vectorised or shared with the code it judges but the columns of a structure and the regime's file.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

import networkx as nx

from cim_graph.ownership.model.regime import Regime, Route
from cim_graph.ownership.model.structure import NOBODY, Structure

Matrix = dict[tuple[int, int], Fraction]
Pair = tuple[int, int]
ZERO, HALF = Fraction(0), Fraction(1, 2)


@dataclass
class Plain:
    """A structure without bands, and what follows from it."""

    structure: Structure
    regime: Regime
    threshold: Fraction

    def __post_init__(self) -> None:
        parties = self.structure.parties
        self.size = len(parties)
        self.everybody = range(self.size)
        self.person = {number for number in self.everybody if parties.kinds[number] == "PERSON"}
        self.capital, self.votes = self._matrices()
        self.owned = integrated(self.capital, self.size)
        self.voted = integrated(self.votes, self.size)

    def _matrices(self) -> tuple[Matrix, Matrix]:
        capital: Matrix = {}
        votes: Matrix = {}
        suspended = dict.fromkeys(self.everybody, ZERO)
        stakes = self.structure.holdings
        for row in range(len(stakes)):
            pair = int(stakes.holder[row]), int(stakes.held[row])
            if pair[1] in self.person:
                continue
            capital[pair] = capital.get(pair, ZERO) + percent(stakes.share[row])
            if stakes.suspended[row] or pair[0] == pair[1]:
                suspended[pair[1]] += percent(stakes.votes[row])
            else:
                votes[pair] = votes.get(pair, ZERO) + percent(stakes.votes[row])
        rest = {number: max(1 - suspended[number], ZERO) for number in self.everybody}
        return capital, {pair: share / rest[pair[1]] if rest[pair[1]] else ZERO for pair, share in votes.items()}

    def passes(self, share: Fraction) -> bool:
        if share <= 0:
            return False
        return share >= self.threshold if self.regime.inclusive else share > self.threshold

    # Control

    def ties(self, *kinds: str) -> list[Pair]:
        ties = self.structure.ties
        rows = range(len(ties))
        return [(int(ties.source[row]), int(ties.target[row])) for row in rows if ties.kind[row] in kinds]

    def roles_of(self, *kinds: str) -> set[Pair]:
        return {(one, trust) for one, trust in self.ties(*kinds) if one != trust and trust not in self.person}

    def control(self) -> set[Pair]:
        links = {pair for pair in self.ties("CONTROLS") if pair[1] not in self.person}
        rule = self.regime.control
        if rule.trustees:
            links |= self.roles_of("TRUSTEE_OF")
        if rule.majority is not None:
            over = percent(rule.majority)
            links |= {pair for table in (self.owned, self.voted) for pair, share in table.items() if share > over}
        while True:
            found = self.fixpoint(links)
            more = set(links)
            for about, members in self.concerts() if rule.concert else []:
                if self.together(self.votes, about, members, found) > HALF:
                    more |= {(member, about) for member in members if member != about}
            if more == links:
                return found
            links = more

    def fixpoint(self, links: set[Pair]) -> set[Pair]:
        found: set[Pair] = set()
        while True:
            more = set(found)
            for one in self.everybody:
                with_own = {one} | {other for other in self.everybody if (one, other) in found}
                for other in self.everybody:
                    cast = sum((self.votes.get((holder, other), ZERO) for holder in with_own), ZERO)
                    linked = any((holder, other) in links for holder in with_own)
                    if one != other and (cast > HALF or linked):
                        more.add((one, other))
            if more == found:
                return found
            found = more

    def concerts(self) -> list[tuple[int, set[int]]]:
        ties = self.structure.ties
        graph: nx.Graph[tuple[int, int]] = nx.Graph()
        for row in range(len(ties)):
            if ties.kind[row] == "RELATED_TO" and ties.word[row] == "acting-in-concert":
                ends = int(ties.source[row]), int(ties.target[row])
                about = int(ties.about[row])
                both = [c for c in self.everybody if all((end, c) in self.capital for end in ends)]
                for company in both if about == NOBODY else [about]:
                    graph.add_edge((company, ends[0]), (company, ends[1]))
        groups = map(list, nx.connected_components(graph))
        return [(group[0][0], {member for _, member in group}) for group in groups]

    @staticmethod
    def together(table: Matrix, about: int, members: set[int], control: set[Pair]) -> Fraction:
        holders = members | {other for one, other in control if one in members}
        return sum((table.get((holder, about), ZERO) for holder in holders), ZERO)

    # Routes

    def judged(self) -> dict[Pair, set[str]]:
        """Return subject and person, with the codes of the routes."""
        self.controls = self.control()
        trusts = self.regime.trusts
        self.roles = self.roles_of(*trusts.roles) if trusts else set()
        candidates = self.person | {trust for _, trust in self.roles}
        found: dict[Pair, set[str]] = {}
        for route in self.regime.routes:
            for subject in self.everybody:
                for one in candidates - {subject}:
                    if ROUTES[route.rule](self, route, subject, one):
                        found.setdefault((subject, one), set()).add(route.code)
        if trusts:
            self._stand(found)
        return {pair: codes for pair, codes in found.items() if pair[1] in self.person and pair[0] not in self.person}

    def _stand(self, found: dict[Pair, set[str]]) -> None:
        trusts = self.regime.trusts
        assert trusts
        graph = nx.DiGraph([(trust, holder) for holder, trust in self.roles] + list(found))
        behind = {
            trust: {p for p in nx.descendants(graph, trust) if p in self.person} for trust in {t for _, t in self.roles}
        }
        direct = set(found)
        for trust, people in behind.items():
            for person in people:
                if (trust, person) not in direct or (person, trust) in self.roles:
                    found.setdefault((trust, person), set()).add(trusts.code)
        for subject, trust in direct:
            for person in behind.get(trust, set()) - {subject}:
                found.setdefault((subject, person), set()).add(trusts.code)
        for person in self.person if trusts.cumulative else ():
            mine = [trust for trust, people in behind.items() if person in people]
            for subject in filter(lambda subject: self._cumulates(mine, subject, person), self.everybody):
                found.setdefault((subject, person), set()).add(trusts.code)

    def _cumulates(self, mine: list[int], subject: int, person: int) -> bool:
        """Let a person and its trusts be one: nothing comes to them, so that what goes through several counts once."""
        one = {person, *mine} - {subject}
        for direct, table in ((self.capital, self.owned), (self.votes, self.voted)):
            if not any(table.get((trust, subject)) for trust in one - {person}):
                continue
            without = {pair: share for pair, share in opened(direct).items() if pair[1] not in one}
            every = inverse(without, self.everybody)
            assert every is not None
            if self.passes(sum((every[each, subject] for each in one), ZERO)):
                return True
        return False

    def tables(self, route: Route) -> list[tuple[Matrix, Matrix]]:
        both = {"capital": (self.capital, self.owned), "votes": (self.votes, self.voted)}
        return [both[what] for what in route.of]

    def integrated(self, route: Route, subject: int, one: int) -> bool:
        return any(self.passes(table.get((one, subject), ZERO)) for _, table in self.tables(route))

    def in_full(self, route: Route, subject: int, one: int) -> bool:
        for table, _ in self.tables(route):
            own = table.get((one, subject), ZERO)
            through = sum((table.get((other, subject), ZERO) for by, other in self.controls if by == one), ZERO)
            if self.passes(own + through) and (through > 0 or not route.through):
                return True
        return False

    def concert(self, route: Route, subject: int, one: int) -> bool:
        for about, members in self.concerts():
            mine = one in members or any((one, member) in self.controls for member in members)
            if about == subject and mine:
                sums = [self.together(table, about, members, self.controls) for table, _ in self.tables(route)]
                if any(map(self.passes, sums)):
                    return True
        return False

    def interest(self, route: Route, subject: int, one: int) -> bool:
        controllers = [by for by, other in self.controls if other == subject and by not in self.person]
        return any(self.integrated(route, by, one) for by in controllers if by != one)

    def manages(self, route: Route, subject: int, one: int) -> bool:
        ties = self.structure.ties
        rows = [row for row in range(len(ties)) if ties.kind[row] == "MANAGES" and int(ties.target[row]) == subject]
        held = {(int(ties.source[row]), ties.word[row]) for row in rows if int(ties.source[row]) in self.person}
        if subject in self.person:
            return False
        for role in route.roles:
            if any(word == role for _, word in held):
                return (one, role) in held
        return False


ROUTES: dict[str, Callable[[Plain, Route, int, int], bool]] = {
    "integrated": Plain.integrated,
    "in-full": Plain.in_full,
    "concert": Plain.concert,
    "interest-in-controller": Plain.interest,
    "manager": Plain.manages,
    "control": lambda plain, _, subject, one: (one, subject) in plain.controls,
}


def percent(number: float) -> Fraction:
    """Return the fraction that a number in percent states."""
    return Fraction(repr(float(number))) / 100


def integrated(direct: Matrix, size: int) -> Matrix:
    """Return N[i, j] / N[i, i] by elimination in fractions."""
    every = inverse(opened(direct), range(size))
    assert every is not None
    return {(i, j): share / every[i, i] for (i, j), share in every.items() if i != j and share}


def opened(direct: Matrix) -> Matrix:
    """Take apart circles that have no solution."""
    graph = nx.DiGraph((i, j) for (i, j), share in direct.items() if share > 0)
    kept = dict(direct)
    for circle in nx.strongly_connected_components(graph):
        inner = {pair: share for pair, share in direct.items() if pair[0] in circle and pair[1] in circle}
        solved = inverse(inner, sorted(circle))
        if solved is None or any(share < 0 for share in solved.values()):
            kept = {pair: share for pair, share in kept.items() if pair not in inner}
    return kept


def inverse(matrix: Matrix, names: Iterable[int]) -> Matrix | None:
    """Return (I - W)^-1, or nothing if there is none."""
    order = list(names)
    rows = [
        [Fraction(i == j) - matrix.get((i, j), ZERO) for j in order] + [Fraction(i == j) for j in order] for i in order
    ]
    for at in range(len(order)):
        pivot = next((row for row in range(at, len(order)) if rows[row][at]), None)
        if pivot is None:
            return None
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for row in range(len(order)):
            if row != at and rows[row][at]:
                rows[row] = [a - rows[row][at] * b for a, b in zip(rows[row], rows[at], strict=True)]
    return {(i, j): rows[a][len(order) + b] for a, i in enumerate(order) for b, j in enumerate(order)}
