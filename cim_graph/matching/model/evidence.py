"""What one record says of who its party is, in the normal forms that features compare.

One normal form in the product: identifiers, contacts and addresses are read as the shared nodes of a record are
(`parties/statements.py`), names by `records/names.py`. Values that only fill a field are not there at all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cim_graph.matching.model.birth_dates import births, days
from cim_graph.matching.model.company_names import CompanyName
from cim_graph.matching.model.genders import gender
from cim_graph.matching.model.generations import generation
from cim_graph.matching.model.legal_forms import is_form
from cim_graph.matching.model.person_names import PersonName
from cim_graph.matching.model.places import Place, place, plain_postcode
from cim_graph.parties.statements import Stated, stated
from cim_graph.records.addresses import normal_address
from cim_graph.records.countries import normal_country
from cim_graph.records.lists import is_listed
from cim_graph.records.names import fold
from cim_graph.records.placeholders import is_idle_phone, is_placeholder, is_unread, says_twice

if TYPE_CHECKING:
    from cim_graph.records.format import PartyRecord, StatedName

PERSON = "person"
Made = TypeVar("Made")

_MANY_HOLDERS = frozenset({"iban", "isin", "bic"})
"""Schemes with a check of their own whose values name an account, a security or a branch, and not its holder."""


class Registration(NamedTuple):
    """Valid numbers of a scheme in which a number has one holder and a holder one number: a tax number, a FIN, an LEI.

    That is every scheme with a check except those of accounts and securities. Most records hold one of a scheme.
    """

    scheme: str
    values: tuple[str, ...]


class Paper(NamedTuple):
    """A number that names its holder less surely: of a passport that is renewed, of a scheme that nobody checks."""

    scheme: str
    value: str
    country: str
    issued: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a record says; each tuple holds values once, in order, and is empty where the record says nothing."""

    kind: str
    people: tuple[PersonName, ...] = ()
    companies: tuple[CompanyName, ...] = ()
    generations: tuple[str, ...] = ()
    births: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    founded: tuple[str, ...] = ()
    registrations: tuple[Registration, ...] = ()
    papers: tuple[Paper, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    cities: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    employers: tuple[str, ...] = field(default=())
    listed: bool = False
    """Whether it is an entry of a list that parties are screened against."""


def evidence(record: "PartyRecord", shared: Stated | None = None) -> Evidence:
    """Return what a record says; `shared` is its values in normal form where they were read already."""
    shared = shared or stated(record, "")
    person = record.type == PERSON
    identifiers = [(row["node"], row["tie"]) for row in shared.identifiers]
    places = _once(place(row["node"]) for row in shared.addresses)
    return Evidence(
        kind=record.type,
        people=_names(record, PersonName.of) if person else (),
        companies=() if person else _names(record, _company),
        generations=_once(map(generation, record.names)) if person else (),
        births=_once(births(record)) if person else (),
        genders=_once([gender(record.gender)]) if person else (),
        nationalities=_once(map(normal_country, record.nationalities)) if person else (),
        jurisdictions=() if person else _once([normal_country(record.jurisdiction or "")]),
        founded=() if person else _once(days(record.founded)),
        registrations=_registrations(identifiers),
        papers=_once(_paper(node, tie) for node, tie in identifiers if not _one_holder(node)),
        phones=_once(_digits(row["node"]["value"]) for row in shared.contacts if row["node"]["family"] == "phone"),
        emails=_once(_email(row["node"], person) for row in shared.contacts if row["node"]["family"] == "email"),
        places=tuple(one for one in places if one.words or one.numbers),
        cities=_once(one.city for one in places),
        postcodes=_once([*_postcodes(record, len(shared.addresses)), *(one.postcode for one in places)]),
        employers=_once([_employer(record.attributes)]) if person else (),
        listed=is_listed(record),
    )


def _once(values: Iterable[Made | None]) -> tuple[Made, ...]:
    found = [value for value in values if value]
    return tuple(sorted(set(found))) if len(found) > 1 else tuple(found)  # type: ignore[type-var]


def _names(record: "PartyRecord", read: "Callable[[StatedName], Made | None]") -> tuple[Made, ...]:
    """Read names in the order in which the record states them: the primary one first."""
    return tuple(dict.fromkeys(name for name in map(read, record.names) if name is not None))


def _company(stated_: "StatedName") -> CompanyName | None:
    """Return a name that says which company it is: `MMC` by itself does not."""
    name = CompanyName.of(stated_)
    return None if name is None or (not name.form and is_form(name.words)) else name


def _one_holder(node: dict[str, Any]) -> bool:
    return node.get("valid") is True and node["scheme"] not in _MANY_HOLDERS


def _registrations(identifiers: list[tuple[dict[str, Any], dict[str, Any]]]) -> tuple[Registration, ...]:
    schemes: dict[str, set[str]] = {}
    for node, _ in identifiers:
        if _one_holder(node):
            schemes.setdefault(node["scheme"], set()).add(node["value"])
    return tuple(Registration(scheme, tuple(sorted(values))) for scheme, values in sorted(schemes.items()))


def _paper(node: dict[str, Any], tie: dict[str, Any]) -> Paper:
    return Paper(node["scheme"], node["value"], tie.get("country") or "", tie.get("issued") or "")


def _postcodes(record: "PartyRecord", shared: int) -> list[str]:
    """Return stated postcodes where not all addresses are shared nodes, since one of a postcode alone is none."""
    if shared == len(record.addresses):
        return []
    stated_ = [item for item in record.addresses if item.postcode and not is_placeholder(item.postcode)]
    return [plain_postcode(normal_address(vars(item)).postcode) for item in stated_]


_LEAST_DIGITS = 6


def _digits(number: str) -> str | None:
    digits = "".join(letter for letter in number if letter.isdecimal())
    return digits if len(digits) >= _LEAST_DIGITS and not is_idle_phone(digits) else None


def _email(node: dict[str, Any], person: bool) -> str | None:
    """Return an address; nothing for one that nobody reads, or that is no person's where a person states it."""
    address: str = node["value"]
    return None if is_unread(address) or (person and says_twice(address)) else address


def _employer(attributes: dict[str, Any]) -> str | None:
    stated_ = next((value for name, value in attributes.items() if name.lower() == "employer"), None)
    return fold(stated_) if isinstance(stated_, str) and not is_placeholder(stated_) else None
