"""Labelled pairs of Azerbaijani names: `python -m bench.azerbaijani_names` writes tests/matching/azerbaijani_names.csv.

People are drawn (given name, family, father's given name), each is written down by two hands, and a pair is a match if
both hands meant one person: labels come from the draw and from nothing that compares names. A hand writes in a script
(Azerbaijani, without its marks, as in passports, Russian, Russian in Latin letters, the Cyrillic of before 1991), in an
order, with oğlu, -ович or no patronymic at all, short or long, and makes typing errors. Pairs that are no match are two
people whom registers confuse: twins, brothers, father and son, spouses, namesakes of other fathers or families. Of
these, pairs that no reader could tell apart, since both hands wrote the same letters, are drawn again.

Rows with `part` = held draw from other given names and families than those with `part` = open, so that what is tuned on
the latter can be tried on the former. The same seed gives the same bytes.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from bench.azerbaijani_hands import FULL, SHORT, Hand, Person, in_initials, in_short, lower, mistyped, russian
from bench.azerbaijani_people import CONFUSABLE, FAMILY_NAMES, FEMALE_NAMES, MALE_NAMES, SHORT_FORMS

FILE = Path(__file__).parents[1] / "tests" / "matching" / "azerbaijani_names.csv"
SEED = 2026
FIELDS = ("part", "case", "match", "left", "right", "left_first", "left_last", "left_patronymic")
HELD_SHARE = 3
"""One name of so many is kept for the rows that are held out."""


@dataclass(frozen=True, slots=True)
class Written:
    """A name as a hand writes it: whole, or in parts."""

    full: str
    first: str = ""
    last: str = ""
    patronymic: str = ""


Names = tuple[list[str], list[str], list[str]]
"""Given names of men and of women, and families, of one part of the benchmark."""


class Draw:
    """People, and what else has to be chosen, drawn from the names of one part."""

    def __init__(self, names: Names, random: Random) -> None:
        self.men, self.women, self.families = names
        self.random = random

    def person(self, *, woman: bool | None = None) -> Person:
        """Draw somebody."""
        is_woman = self.random.random() < 0.5 if woman is None else woman
        given, father = self.random.choice(self.women if is_woman else self.men), self.random.choice(self.men)
        return Person(is_woman, given, self.random.choice(self.families), father)

    def other(self, names: list[str], *unlike: str) -> str:
        """Draw a name that is none of some."""
        return self.random.choice([name for name in names if name not in unlike])

    def hand(self, *hands: Hand) -> Hand:
        """Draw a hand."""
        return self.random.choice(hands)

    def maybe_mistyped(self, text: str, share: float) -> str:
        """Make a typing error in a share of names."""
        return mistyped(text, self.random) if self.random.random() < share else text

    def confusable(self) -> tuple[Person, Person]:
        """Draw two of one family and one father whose given names look or sound alike."""
        pair = list(self.random.choice([pair for pair in CONFUSABLE if set(pair) & {*self.men, *self.women}]))
        self.random.shuffle(pair)
        one = replace(self.person(woman=pair[0] in dict(FEMALE_NAMES)), given=pair[0])
        return one, replace(one, given=pair[1])


Hands = tuple[Hand, ...]
Pair = tuple[Written, str]


def _both(draw: Draw, one: Person, other: Person, left: Hands = FULL, right: Hands = FULL) -> Pair:
    """Let two hands write, each of which errs once in ten names."""
    first = draw.hand(*left)(one, draw.random)
    second = draw.hand(*right)(other, draw.random)
    return Written(draw.maybe_mistyped(first, 0.1)), draw.maybe_mistyped(second, 0.1)


def _same(left: Hands, right: Hands) -> Callable[[Draw], Pair]:
    def make(draw: Draw) -> Pair:
        person = draw.person()
        return _both(draw, person, person, left, right)

    return make


def _typed(draw: Draw) -> Pair:
    person = draw.person()
    hand = draw.hand(*FULL[:4], *SHORT)
    return Written(hand(person, draw.random)), mistyped(hand(person, draw.random), draw.random)


def _short_form(draw: Draw) -> Pair:
    full, short = draw.random.choice(SHORT_FORMS)
    person = replace(draw.person(woman=full in dict(FEMALE_NAMES)), given=full)
    return _both(draw, person, replace(person, given=short), (*FULL[:4], *SHORT[:3]), (in_short,))


def _in_parts(draw: Draw) -> Pair:
    person = draw.person()
    in_russian = draw.random.random() < 0.3
    given, family = ((russian if in_russian else str)(name) for name in (person.given, person.surname))
    father = draw.random.choice(["", person.father, f"{person.father} {'qızı' if person.woman else 'oğlu'}"])
    return Written("", given, family, father), draw.hand(*FULL, *SHORT)(person, draw.random)


def _two_families(draw: Draw) -> Pair:
    """Marry: the name before, and one that holds both families."""
    person = draw.person(woman=True)
    before, after = person.surname, replace(person, family=draw.other(draw.families, person.family)).surname
    both = draw.random.choice([f"{before}-{after}", f"{after} ({before})", f"{after}-{before}"])
    mark = draw.random.choice(["", f" {person.father} qızı"])
    return Written(draw.hand(*FULL[:4], *SHORT[:3])(person, draw.random)), f"{both} {person.given}{mark}"


def _new_family(draw: Draw) -> Pair:
    """Marry: the father's name stays, the family is the husband's."""
    person = draw.person(woman=True)
    return _both(draw, person, replace(person, family=draw.other(draw.families, person.family)))


def _twins(draw: Draw) -> Pair:
    one = draw.person()
    return _both(draw, one, replace(one, given=draw.other(draw.women if one.woman else draw.men, one.given)))


def _alike(draw: Draw) -> Pair:
    return _both(draw, *draw.confusable())


def _alike_short(draw: Draw) -> Pair:
    return _both(draw, *draw.confusable(), SHORT, SHORT)


def _father_and_son(draw: Draw) -> Pair:
    """Hasan's son Ali named his son Hasan: given name and father's name change places."""
    son = draw.person(woman=False)
    son = replace(son, father=draw.other(draw.men, son.given))
    return _both(draw, son, replace(son, given=son.father, father=son.given))


def _father_in_short(draw: Draw) -> Pair:
    child = draw.person()
    child = replace(child, father=draw.other(draw.men, child.given))
    father = replace(child, woman=False, given=child.father, father=draw.random.choice(draw.men))
    return _both(draw, child, father, FULL, (*SHORT, *FULL[:4]))


def _other_father(draw: Draw) -> Pair:
    one = draw.person()
    return _both(draw, one, replace(one, father=draw.other(draw.men, one.father, one.given)))


def _other_ending(draw: Draw) -> Pair:
    """Take Əliyev and Əlizadə, Həsənov and Həsənli: of one root, and two families."""
    roots: dict[str, list[str]] = {}
    for family in draw.families:
        root = family.removesuffix("yev").removesuffix("ov").removesuffix("zadə").removesuffix("li").removesuffix("lı")
        roots.setdefault(root, []).append(family)
    families = draw.random.choice([of_root for of_root in roots.values() if len(of_root) > 1])
    one, other = draw.random.sample(families, 2)
    person = replace(draw.person(), family=one)
    return _both(draw, person, replace(person, family=other), (*FULL, *SHORT), (*FULL, *SHORT))


def _near_family(draw: Draw) -> Pair:
    """Take two families that begin or end alike."""
    person = draw.person()
    near = [family for family in draw.families if family != person.family and _near(family, person.family)]
    other = replace(person, family=draw.random.choice(near or draw.families))
    return _both(draw, person, other, SHORT, (*FULL, *SHORT))


def _near(one: str, other: str) -> bool:
    return abs(len(one) - len(other)) <= 1 and (one[:2] == other[:2] or one[-5:] == other[-5:])


def _other_family(draw: Draw) -> Pair:
    one = draw.person(woman=False)
    return _both(draw, one, replace(one, family=draw.other(draw.families, one.family)))


def _spouses(draw: Draw) -> Pair:
    husband = draw.person(woman=False)
    wife = replace(draw.person(woman=True), family=husband.family)
    return _both(draw, husband, wife, (*FULL, *SHORT), (*FULL, *SHORT))


def _strangers(draw: Draw) -> Pair:
    return _both(draw, draw.person(), draw.person(), (*FULL, *SHORT), (*FULL, *SHORT))


AZERBAIJANI, RUSSIAN, RESPELLED, OLD = FULL[:4], FULL[4:5], FULL[5:6], FULL[6:7]
MATCHES: dict[str, tuple[int, Callable[[Draw], Pair]]] = {
    "scripts": (220, _same(AZERBAIJANI, RUSSIAN)),
    "Russian in Latin letters": (160, _same((*AZERBAIJANI, *RUSSIAN), RESPELLED)),
    "Cyrillic of before 1991": (60, _same((*AZERBAIJANI, *RUSSIAN), OLD)),
    "order, case and marks": (160, _same(AZERBAIJANI, AZERBAIJANI)),
    "patronymic left out": (180, _same(FULL, SHORT)),
    "father's name without oğlu": (60, _same(FULL, FULL[7:])),
    "initials": (60, _same((*AZERBAIJANI, *SHORT[:1]), (in_initials,))),
    "typing error": (180, _typed),
    "short form": (40, _short_form),
    "parts against whole": (120, _in_parts),
    "two families after marriage": (80, _two_families),
    "new family after marriage": (30, _new_family),
}
OTHERS: dict[str, tuple[int, Callable[[Draw], Pair]]] = {
    "twins": (120, _twins),
    "given names alike, one father": (140, _alike),
    "given names alike, no father": (80, _alike_short),
    "father and son": (140, _father_and_son),
    "child and father": (100, _father_in_short),
    "namesakes of other fathers": (200, _other_father),
    "families of one root": (110, _other_ending),
    "families alike": (100, _near_family),
    "men of other families": (80, _other_family),
    "spouses": (80, _spouses),
    "strangers": (60, _strangers),
}


def _parts_of_names(random: Random) -> dict[str, Names]:
    """Share the names out between the open and the held rows."""
    open_: list[list[str]] = []
    held: list[list[str]] = []
    for pairs in (MALE_NAMES, FEMALE_NAMES, FAMILY_NAMES):
        names = [name for name, _ in pairs]
        random.shuffle(names)
        cut = len(names) // HELD_SHARE
        held.append(names[:cut])
        open_.append(names[cut:])
    return {"open": (open_[0], open_[1], open_[2]), "held": (held[0], held[1], held[2])}


def rows(seed: int = SEED) -> Iterator[dict[str, str]]:
    """Yield the benchmark, a row a pair; one row of three is held out."""
    random = Random(seed)
    draws = {part: Draw(names, random) for part, names in _parts_of_names(random).items()}
    for match, cases in ((True, MATCHES), (False, OTHERS)):
        for case, (count, make) in cases.items():
            for number in range(count):
                part = "held" if number % HELD_SHARE == 0 else "open"
                left, right = _told_apart(draws[part], make, match=match)
                yield dict(
                    zip(
                        FIELDS,
                        (part, case, str(match).lower(), left.full, right, left.first, left.last, left.patronymic),
                        strict=True,
                    )
                )


def _told_apart(draw: Draw, make: Callable[[Draw], Pair], *, match: bool) -> Pair:
    """Draw a pair, again while two people are written in the same letters."""
    while True:
        left, right = make(draw)
        if match or _letters(left.full) != _letters(right):
            return left, right


def _letters(text: str) -> list[str]:
    return sorted(lower(text).split())


def main() -> None:
    """Write the file."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())


if __name__ == "__main__":
    main()
