"""Persons as they truly are: households with their names, papers, homes and bonds."""

from dataclasses import dataclass
from datetime import date

from cim_graph.synthetic.dice import Dice, Odds
from cim_graph.synthetic.lexicon import Lexicon, Names
from cim_graph.synthetic.numbering import Serials
from cim_graph.synthetic.records import Record, day
from cim_graph.synthetic.script import bare

TONGUES = Odds({"az": 86, "ru": 8, "tr": 4, "en": 2})
# Some who speak Russian are citizens of Azerbaijan.
NATIONALITIES = {
    "az": Odds({"AZ": 1}),
    "ru": Odds({"AZ": 6, "RU": 4}),
    "tr": Odds({"TR": 1}),
    "en": Odds({"GB": 1, "US": 1}),
}
HOUSEHOLDS = Odds({"single": 48, "couple": 20, "family": 24, "siblings": 8})
OPERATORS = Odds({"50": 30, "51": 15, "55": 22, "70": 18, "77": 9, "99": 3, "60": 1, "10": 2})
# City, and the first digits of its postcodes.
CITIES = Odds(
    {
        ("Bakı", "AZ10"): 55,
        ("Sumqayıt", "AZ50"): 12,
        ("Gəncə", "AZ20"): 11,
        ("Mingəçevir", "AZ45"): 4,
        ("Lənkəran", "AZ42"): 4,
        ("Şirvan", "AZ18"): 4,
        ("Şəki", "AZ55"): 3,
        ("Yevlax", "AZ66"): 3,
        ("Naxçıvan", "AZ70"): 2,
        ("Naftalan", "AZ46"): 1,
        ("Xankəndi", "AZ26"): 1,
    }
)
FLAGS = Odds({(): 9870, ("pep",): 110, ("sanctioned",): 6, ("employee",): 14})
# Domains that RFC 2606 keeps for examples: nobody can receive mail there.
DOMAINS = ("example.com", "example.org", "mail.example.com", "poct.example.net")


@dataclass(frozen=True, slots=True)
class Mint:
    """What every maker needs: chance, words, and the numbers that are next."""

    dice: Dice
    lexicon: Lexicon
    serials: Serials


@dataclass(frozen=True, slots=True)
class Person:
    """One true person. `birth` is ISO 8601; what there is not (a patronymic, a former family name) is empty."""

    tongue: str
    nationality: str
    gender: str
    first: str
    last: str
    patronymic: str
    former: str
    birth: str
    fin: str
    voen: str
    passport: str
    phone: str
    email: str
    address: Record
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """What the members of a household share."""

    tongue: str
    nationality: str
    family: tuple[str, str]
    address: Record


@dataclass(frozen=True, slots=True)
class Household:
    """Persons, and their bonds as (from, to, role of the first towards the second) by place in `people`."""

    people: list[Person]
    bonds: list[tuple[int, int, str]]


def address_of(mint: Mint, *, flat: bool) -> Record:
    """Draw an address in Azerbaijan."""
    dice = mint.dice
    city, postcode = dice.weighted(CITIES)
    text = f"{city} ş., {dice.pick(mint.lexicon.streets)} küç. {dice.between(1, 180)}"
    text = f"{text}, m. {dice.between(1, 120)}" if flat else text
    return {"text": text, "country": "AZ", "city": city, "postcode": f"{postcode}{dice.below(100):02d}"}


def mobile_of(dice: Dice) -> str:
    """Draw a mobile number in E.164 form."""
    return f"+994{dice.weighted(OPERATORS)}{dice.between(2_000_000, 9_999_999)}"


def household_of(mint: Mint) -> Household:
    """Draw a household: one person, a couple, parents with grown children, or brothers and sisters."""
    tongue = mint.dice.weighted(TONGUES)
    nationality = mint.dice.weighted(NATIONALITIES[tongue])
    family = mint.dice.pick(mint.lexicon.names[tongue].families)
    home = Home(tongue, nationality, family, address_of(mint, flat=True))
    return _MAKERS[mint.dice.weighted(HOUSEHOLDS)](mint, home)


def _single(mint: Mint, home: Home) -> Household:
    return Household([_member(mint, home, _gender(mint.dice), mint.dice.between(1940, 2006))], [])


def _couple(mint: Mint, home: Home, born: int = 0) -> Household:
    year = born or mint.dice.between(1945, 2000)
    husband = _member(mint, home, "male", year)
    wife = _member(mint, home, "female", year + mint.dice.between(0, 5))
    return Household([husband, wife], [(0, 1, "spouse")])


def _family(mint: Mint, home: Home) -> Household:
    year = mint.dice.between(1945, 1974)
    parents = _couple(mint, home, year)
    children = [_child(mint, home, parents.people[0], year) for _ in range(mint.dice.between(1, 3))]
    places = range(2, 2 + len(children))
    bonds = [(parent, child, "parent") for child in places for parent in (0, 1)]
    bonds += [(elder, elder + 1, "sibling") for elder in places[:-1]]
    return Household([*parents.people, *children], [*parents.bonds, *bonds])


def _siblings(mint: Mint, home: Home) -> Household:
    father = _member(mint, home, "male", 1940)
    people = [_child(mint, home, father, 1945) for _ in range(mint.dice.between(2, 3))]
    return Household(people, [(elder, elder + 1, "sibling") for elder in range(len(people) - 1)])


_FIRST_DAYS = {year: date(year, 1, 1).toordinal() for year in range(1930, 2020)}
_MAKERS = {"single": _single, "couple": _couple, "family": _family, "siblings": _siblings}


def _gender(dice: Dice) -> str:
    return "female" if dice.chance(0.49) else "male"


def _child(mint: Mint, home: Home, father: Person, year: int) -> Person:
    return _member(mint, home, _gender(mint.dice), year + mint.dice.between(22, 33), father.first)


def _member(mint: Mint, home: Home, gender: str, year: int, father: str = "") -> Person:
    dice, names = mint.dice, mint.lexicon.names[home.tongue]
    first = dice.pick(names.male if gender == "male" else names.female)
    last = home.family[gender == "female"]
    number = mint.serials.paper()
    return Person(
        tongue=home.tongue,
        nationality=home.nationality,
        gender=gender,
        first=first,
        last=last,
        patronymic=_patronymic(dice, names, gender, father),
        former=dice.pick(names.families)[1] if gender == "female" and dice.chance(0.05) else "",
        birth=day(_FIRST_DAYS[year] + dice.below(365)),
        fin=mint.serials.fin() if home.nationality == "AZ" else "",
        voen=mint.serials.voen(legal=False) if home.nationality == "AZ" and dice.chance(0.04) else "",
        passport=f"C0{number:07d}" if home.nationality == "AZ" else f"U{number:08d}",
        phone=mobile_of(dice),
        email=_email(dice, first, last),
        address=home.address,
        flags=dice.weighted(FLAGS),
    )


def _patronymic(dice: Dice, names: Names, gender: str, father: str) -> str:
    if not names.patronymics:
        return ""
    return names.patronymics[father or dice.pick(names.male)][gender == "female"]


def _email(dice: Dice, first: str, last: str) -> str:
    if dice.chance(0.45):
        return ""
    return f"{bare(first)}.{bare(last)}{dice.below(1000)}@{dice.pick(DOMAINS)}".lower().replace(" ", "")
