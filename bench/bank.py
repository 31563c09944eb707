"""Records of a plain synthetic bank, as lines: parties, then what ties them, then what they hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import orjson
from stdnum.iso7064 import mod_97_10

FIRST = ("Leyla", "Vəli", "Aysel", "Həsən", "Nigar", "Rəşad", "Günel", "Elçin", "Sevinc", "Tural")
LAST = ("Məmmədov", "Əliyev", "Quliyev", "Hüseynov", "İsmayılov", "Həsənov", "Abbasov", "Kərimov")
TRADES = ("Ticarət", "Tikinti", "Nəqliyyat", "Enerji", "Sığorta", "Qida", "Texnologiya")
STREETS = ("Nizami", "Füzuli", "Xaqani", "Neftçilər", "28 May", "Səməd Vurğun")
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
PERSONS = 0.7


@dataclass(frozen=True, slots=True)
class Bank:
    """How many parties there are; each has one relationship and, seven times in ten, an account."""

    parties: int
    seed: int = 1

    def party_lines(self) -> Iterator[bytes]:
        """Yield a line for each person and organization."""
        dice = Random(self.seed)
        for number in range(self.parties):
            yield orjson.dumps(_person(dice, number) if dice.random() < PERSONS else _company(dice, number)) + b"\n"

    def fact_lines(self) -> Iterator[bytes]:
        """Yield as many relationships; a third of them end at few, large parties."""
        dice = Random(self.seed + 1)
        for number in range(self.parties):
            yield orjson.dumps(_relationship(dice, number, self.parties)) + b"\n"

    def account_lines(self) -> Iterator[bytes]:
        """Yield accounts."""
        dice = Random(self.seed + 2)
        for number in range(int(self.parties * 0.7)):
            yield orjson.dumps(_account(dice, number, self.parties)) + b"\n"


def _ref(number: int) -> dict[str, str]:
    return {"source": "core", "key": f"C-{number}"}


def _base(dice: Random, number: int) -> dict[str, object]:
    street = f"{dice.choice(STREETS)} küçəsi {dice.randrange(200)}, mənzil {dice.randrange(90)}"
    return {
        **_ref(number),
        "contacts": [{"kind": "mobile", "value": f"+994 50 {dice.randrange(2_000_000, 9_999_999)}"}],
        "addresses": [{"text": f"{street}, Bakı", "country": "AZ", "city": "Bakı"}],
        "status": "CUSTOMER",
        "branch": f"B-{dice.randrange(40)}",
    }


def _person(dice: Random, number: int) -> dict[str, object]:
    fin = "".join(dice.choices(LETTERS, k=7))
    name = {"full": f"{dice.choice(LAST)} {dice.choice(FIRST)} {dice.choice(FIRST)} oğlu", "lang": "az"}
    born = f"{dice.randrange(1940, 2005)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 28):02}"
    identifiers = [{"scheme": "az-fin", "value": fin}]
    return _base(dice, number) | {"type": "person", "names": [name], "birthDate": born, "identifiers": identifiers}


def _company(dice: Random, number: int) -> dict[str, object]:
    lei = f"549300{number:012}"
    name = f"{dice.choice(LAST)} {dice.choice(TRADES)} {number} MMC"
    identifiers = [{"scheme": "lei", "value": lei + mod_97_10.calc_check_digits(lei)}]
    return _base(dice, number) | {"type": "organization", "names": [name], "identifiers": identifiers}


def _relationship(dice: Random, number: int, parties: int) -> dict[str, object]:
    large = dice.random() < 1 / 3
    target = int(parties ** dice.random()) - 1 if large else dice.randrange(parties)
    ends = {"from": _ref(dice.randrange(parties)), "to": _ref(target)}
    stated = {"kind": "OWNS", "share": f"{dice.randrange(1, 4900) / 100}", "validFrom": "2021-01-01"}
    return {"type": "relationship", "source": "registry", "key": f"R-{number}", **ends, **stated}


def _account(dice: Random, number: int, parties: int) -> dict[str, object]:
    return {
        "type": "account",
        "source": "core",
        "key": f"A-{number}",
        "number": f"AZ{number:026}",
        "holders": [{"party": _ref(dice.randrange(parties))}],
        "currency": "AZN",
        "balance": f"{dice.randrange(10_000_000) / 100:.2f}",
        "opened": "2020-05-01",
    }
