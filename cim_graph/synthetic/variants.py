"""How a second record of the same party differs from the truth, and what is wrong in any record, at which rates."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar, cast

from cim_graph.synthetic.dice import Dice, Odds
from cim_graph.synthetic.firms import Firm
from cim_graph.synthetic.offices import BRANCHES
from cim_graph.synthetic.people import Person, mobile_of
from cim_graph.synthetic.records import Record

T = TypeVar("T")


def typing_error(dice: Dice, word: str) -> str:
    """Drop, double or exchange one letter, but not the first."""
    if len(word) < 4:  # noqa: PLR2004 -- a short word with an error is another word
        return word
    at = dice.between(1, len(word) - 2)
    drawn = dice.below(3)
    if drawn == 0:
        return word[:at] + word[at + 1 :]
    if drawn == 1:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _misspelt_last(dice: Dice, person: Person) -> Person:
    return replace(person, last=typing_error(dice, person.last))


def _misspelt_first(dice: Dice, person: Person) -> Person:
    return replace(person, first=typing_error(dice, person.first))


def _swapped_names(_: Dice, person: Person) -> Person:
    return replace(person, first=person.last, last=person.first)


def _no_patronymic(_: Dice, person: Person) -> Person:
    return replace(person, patronymic="")


def _swapped_day_and_month(_: Dice, person: Person) -> Person:
    year, month, day = person.birth.split("-")
    return replace(person, birth=f"{year}-{day}-{month}") if int(day) <= 12 else person  # noqa: PLR2004 -- months


def _year_only(_: Dice, person: Person) -> Person:
    return replace(person, birth=person.birth[:4])


def _old_phone(dice: Dice, person: Person) -> Person:
    return replace(person, phone=mobile_of(dice))


def _no_fin(_: Dice, person: Person) -> Person:
    return replace(person, fin="")


def _misread_fin(dice: Dice, person: Person) -> Person:
    at = dice.below(7)
    return replace(person, fin=person.fin[:at] + dice.pick("0123456789") + person.fin[at + 1 :] if person.fin else "")


def _no_papers(_: Dice, person: Person) -> Person:
    return replace(person, passport="")


def _no_email(_: Dice, person: Person) -> Person:
    return replace(person, email="")


PERSON_VARIANTS: tuple[tuple[float, Callable[[Dice, Person], Person]], ...] = (
    (0.07, _misspelt_last),
    (0.05, _misspelt_first),
    (0.04, _swapped_names),
    (0.30, _no_patronymic),
    (0.03, _swapped_day_and_month),
    (0.02, _year_only),
    (0.25, _old_phone),
    (0.35, _no_fin),
    (0.02, _misread_fin),
    (0.50, _no_papers),
    (0.40, _no_email),
)


def _misspelt_firm(dice: Dice, firm: Firm) -> Firm:
    return replace(firm, name=typing_error(dice, firm.name))


def _capitals(_: Dice, firm: Firm) -> Firm:
    return replace(firm, name=firm.name.replace("i", "İ").upper())


def _shortened(_: Dice, firm: Firm) -> Firm:
    first, _space, rest = firm.name.partition(" ")
    return replace(firm, name=f"{first} {rest[:3]}." if rest else first)


def _no_form(_: Dice, firm: Firm) -> Firm:
    return replace(firm, form="")


def _no_numbers(_: Dice, firm: Firm) -> Firm:
    return replace(firm, voen="", foreign_number="")


FIRM_VARIANTS: tuple[tuple[float, Callable[[Dice, Firm], Firm]], ...] = (
    (0.08, _misspelt_firm),
    (0.15, _capitals),
    (0.05, _shortened),
    (0.10, _no_form),
    (0.25, _no_numbers),
)


def seen_again(dice: Dice, subject: Person | Firm) -> Person | Firm:
    """Tell a party as one more source has it."""
    if isinstance(subject, Firm):
        return _varied(dice, subject, FIRM_VARIANTS)
    return _varied(dice, subject, PERSON_VARIANTS)


def _varied(dice: Dice, subject: T, variants: tuple[tuple[float, Callable[[Dice, T], T]], ...]) -> T:
    for rate, change in variants:
        if dice.chance(rate):
            subject = change(dice, subject)
    return subject


# Faults that a data-entry clerk or an old system leaves in a record. The registry keeps such a value, marked not valid.


def _impossible_birth(_: Dice, record: Record) -> None:
    if "birthDate" in record:
        record["birthDate"] = f"{str(record['birthDate'])[:4]}-09-31"


def _wrong_identifier(_: Dice, record: Record) -> None:
    for identifier in _parts(record, "identifiers"):
        value = identifier["value"]
        # The ninth digit of a VÖEN and the last character of a FIN: neither stays what it has to be.
        wrong = f"{value[:8]}{(int(value[8]) + 1) % 10}{value[9:]}" if identifier["scheme"] == "az-voen" else "O000000"
        if identifier["scheme"] in {"az-voen", "az-fin"}:
            identifier["value"] = wrong


def _identifier_placeholder(dice: Dice, record: Record) -> None:
    for identifier in _parts(record, "identifiers")[:1]:
        identifier["value"] = dice.pick(("-", "YOXDUR", "0000000"))


def _short_phone(dice: Dice, record: Record) -> None:
    for contact in _parts(record, "contacts")[:1]:
        contact["value"] = f"{dice.between(1000, 9999)}"


def _contact_placeholder(dice: Dice, record: Record) -> None:
    for contact in _parts(record, "contacts"):
        contact["value"] = dice.pick(("-", "YOXDUR"))


def _branch_phone(dice: Dice, record: Record) -> None:
    for contact in _parts(record, "contacts")[:1]:
        contact["value"] = dice.pick(BRANCHES)[1]


def _parts(record: Record, field: str) -> list[dict[str, str]]:
    return cast("list[dict[str, str]]", record.get(field, []))


def _none(_: Dice, __: Record) -> None:
    """Leave the record as it is."""


FAULTS = Odds(
    {
        _none: 966,
        _impossible_birth: 3,
        _wrong_identifier: 4,
        _identifier_placeholder: 3,
        _short_phone: 4,
        _contact_placeholder: 6,
        _branch_phone: 14,
    }
)


def spoil(dice: Dice, record: Record) -> bool:
    """Put in a fault at its rate; say whether there is one."""
    fault = dice.weighted(FAULTS)
    fault(dice, record)
    return fault is not _none
