"""A few parties under short names, and how they are tied, as the tables of cases write it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from cim_graph.groups.model.answer import Found, Terms, groups
from cim_graph.groups.model.exposure import Capital, Exchange, Owed, Rate, book
from cim_graph.groups.model.ground import Decision, Ground, Homes, Links
from cim_graph.groups.model.group import Group
from cim_graph.groups.rulebook import rulebook
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.ownership.model.structure import NOBODY, Holdings, Parties, Structure, Ties

CASES = Path(__file__).parent / "cases"
DAY = "2026-07-01"
CURRENCY = "AZN"
OWED = "100"

Case = Mapping[str, Any]


def cases() -> list[Case]:
    """Return every case of every table, named by its table."""
    found: list[Case] = []
    for path in sorted(CASES.glob("*.yaml")):
        found += [{"table": path.stem, **case} for case in yaml.safe_load(path.read_text("utf-8"))]
    return found


@dataclass(frozen=True)
class Tie:
    """One line of a table: `from KIND to`, percent, words."""

    id: str
    kind: str
    source: str
    target: str
    share: str | None
    words: Mapping[str, str]
    marks: frozenset[str]

    @property
    def word(self) -> str:
        return self.words.get("means") or self.words.get("role") or ""

    @property
    def is_excepted(self) -> bool:
        return "rebutted" in self.marks or self.words.get("until", "") >= DAY


def tie(number: int, line: str) -> Tie:
    source, kind, target, *rest = line.split()
    share = rest.pop(0) if rest and rest[0][0].isdigit() else None
    words = dict(word.split("=") for word in rest if "=" in word)
    return Tie(f"r{number:03}", kind, source, target, share, words, frozenset(w for w in rest if "=" not in w))


@dataclass
class Town:
    """What a case states."""

    ties: Sequence[Tie]
    flags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    persons: Sequence[str] = ()
    homes: Sequence[Sequence[str]] = ()
    by_hand: Sequence[str] = ()
    owes: Mapping[str, str] | None = None
    rates: Sequence[str] = ()
    capital: str | None = None

    @property
    def names(self) -> list[str]:
        ends = {end for one in self.ties for end in (one.source, one.target)}
        decided = {name for line in self.by_hand for name in (line.split()[0], line.split()[-1])}
        living = {name for home in self.homes for name in home}
        return sorted(ends | set(self.flags) | set(self.owes or ()) | decided | living)

    @property
    def owed(self) -> dict[str, tuple[str, str]]:
        """Return what each owes and in which currency."""
        stated = dict.fromkeys(self.names, OWED) if self.owes is None else self.owes
        parted = {name: str(amount).split() for name, amount in stated.items()}
        return {name: (amount[0], amount[1] if len(amount) > 1 else CURRENCY) for name, amount in parted.items()}


def town(case: Case) -> Town:
    ties = [tie(number, line) for number, line in enumerate(case.get("links", ()))]
    owes = case.get("owes")
    return Town(
        ties,
        case.get("flags", {}),
        case.get("persons", ()),
        case.get("homes", ()),
        case.get("by_hand", ()),
        None if owes is None else {name: str(amount) for name, amount in owes.items()},
        case.get("rates", ()),
        None if "capital" not in case else str(case["capital"]),
    )


def ground(place: Town) -> Ground:
    names = place.names
    number = {name: at for at, name in enumerate(names)}
    structure_kinds = ("CONTROLS", "MANAGES", "FAMILY_OF")
    stakes = [one for one in place.ties if one.kind == "OWNS"]
    ties = [one for one in place.ties if one.kind in structure_kinds]
    links = [one for one in place.ties if one.kind not in {"OWNS", "CONTROLS", "MANAGES"}]
    kinds = ["PERSON" if name in place.persons else "ORGANIZATION" for name in names]
    flags = [list(place.flags.get(name, ())) for name in names]
    parties = Parties(names, kinds, flags, [None] * len(names))
    weighed = Structure(parties, _holdings(stakes, number), _ties(ties, number))
    excepted = frozenset(one.id for one in (*stakes, *ties) if one.is_excepted)
    decisions = [_decision(at, line, number) for at, line in enumerate(place.by_hand)]
    return Ground(weighed, _links(links, number), excepted, decisions, _homes(place.homes, number))


def _numbers(names: Iterable[str], number: Mapping[str, int]) -> Any:
    return np.array([number[name] for name in names], np.int32)


def _holdings(stakes: Sequence[Tie], number: Mapping[str, int]) -> Holdings:
    shares = np.array([nan if one.share is None else float(one.share) for one in stakes], np.float64)
    votes = np.array([float(one.words.get("voting", one.share or "nan")) for one in stakes], np.float64)
    return Holdings(
        [one.id for one in stakes],
        _numbers((one.source for one in stakes), number),
        _numbers((one.target for one in stakes), number),
        np.full(len(stakes), NOBODY, np.int32),
        shares,
        shares,
        shares,
        votes,
        np.array(["suspended" in one.marks for one in stakes], np.bool_),
    )


def _ties(ties: Sequence[Tie], number: Mapping[str, int]) -> Ties:
    return Ties(
        [one.id for one in ties],
        [one.kind for one in ties],
        _numbers((one.source for one in ties), number),
        _numbers((one.target for one in ties), number),
        [one.word for one in ties],
        np.full(len(ties), NOBODY, np.int32),
    )


def _links(links: Sequence[Tie], number: Mapping[str, int]) -> Links:
    return Links(
        [one.id for one in links],
        [one.kind for one in links],
        _numbers((one.source for one in links), number),
        _numbers((one.target for one in links), number),
        [one.word for one in links],
        [one.share for one in links],
        ["material" in one.marks for one in links],
        ["replaceable" in one.marks for one in links],
        [one.is_excepted for one in links],
    )


def _homes(homes: Sequence[Sequence[str]], number: Mapping[str, int]) -> Homes:
    pairs = [(number[name], at) for at, home in enumerate(homes) for name in home]
    return Homes(*(np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1)))


def _decision(at: int, line: str, number: Mapping[str, int]) -> Decision:
    party, verb, *_, anchor = line.split()
    return Decision(f"d{at}", number[party], number[anchor], verb == "in", "as somebody decided")


@cache
def _book_of_rules(limits: str) -> Any:
    return rulebook(limits)


def terms(place: Town, kind: str = "CONNECTED_CLIENTS", limits: str = "eu") -> Terms:
    rates = [Rate(one, per, Decimal(rate), "2026-01-01") for one, per, rate in (line.split() for line in place.rates)]
    owed = [Owed(name, Decimal(amount), currency) for name, (amount, currency) in place.owed.items()]
    capital = None if place.capital is None else Capital(Decimal(place.capital), CURRENCY, "2026-01-01")
    rules = _book_of_rules(limits)
    return Terms(rules.rules[GroupKind(kind)], rules.limits, book(owed, Exchange(rates, DAY), capital, CURRENCY))


def answer(case: Case) -> Found:
    place = town(case)
    return groups(ground(place), terms(place, case.get("kind", "CONNECTED_CLIENTS"), case.get("limits", "eu")))


def members(group: Group) -> list[str]:
    return [member.party for member in group.members]
