"""How a true party comes into the sources: where its records are, and what each of them says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cim_graph.synthetic.dice import Dice, Odds
from cim_graph.synthetic.firms import Firm, styled, styled_abroad
from cim_graph.synthetic.numbering import Ref, code_of
from cim_graph.synthetic.offices import BRANCH_ODDS
from cim_graph.synthetic.people import Mint, Person
from cim_graph.synthetic.records import TODAY, Record, day
from cim_graph.synthetic.script import WRITERS, Script
from cim_graph.synthetic.variants import seen_again, spoil

HOME_SOURCES = {
    "person": Odds({"core": 78, "cards": 9, "crm": 8, "registry": 5}),
    "organization": Odds({"core": 58, "leasing": 8, "crm": 6, "registry": 28}),
    "arrangement": Odds({"core": 40, "registry": 60}),
}
# How many more records of the same party there are, and where; a second one in `core` is a clerk's mistake.
COPIES = Odds({0: 82, 1: 14, 2: 4})
COPY_SOURCES = {
    "person": Odds({"core": 7, "cards": 35, "crm": 30, "registry": 14, "leasing": 14}),
    "organization": Odds({"core": 6, "crm": 34, "registry": 36, "leasing": 24}),
    "arrangement": Odds({"core": 40, "registry": 60}),
}
STATUSES = {
    "core": Odds({"CUSTOMER": 88, "FORMER": 8, "PROSPECT": 4}),
    "cards": Odds({"CUSTOMER": 95, "FORMER": 5}),
    "crm": Odds({"PROSPECT": 80, "CUSTOMER": 20}),
    "registry": Odds({"EXTERNAL": 1}),
    "leasing": Odds({"CUSTOMER": 90, "FORMER": 10}),
}
# The script in which a source writes a name that is not its own language's.
SCRIPTS = {
    "core": Odds({Script.OWN: 92, Script.ENGLISH: 5, Script.BARE: 3}),
    "cards": Odds({Script.ENGLISH: 70, Script.BARE: 30}),
    "crm": Odds({Script.OWN: 60, Script.BARE: 25, Script.CYRILLIC: 10, Script.ENGLISH: 5}),
    "registry": Odds({Script.OWN: 94, Script.CYRILLIC: 6}),
    "leasing": Odds({Script.OWN: 40, Script.CYRILLIC: 35, Script.ENGLISH: 25}),
}
ALIASES = Odds({None: 72, Script.ENGLISH: 14, Script.CYRILLIC: 14})
# Of companies that are customers no more.
DISSOLVED = 0.25
PERSON_SEGMENTS = Odds({"mass": 74, "affluent": 20, "private": 6})
# Most employees, segment: the headcount classes of Azerbaijan's rules for micro, small and medium entrepreneurs.
FIRM_SEGMENTS = ((10, "micro"), (50, "small"), (250, "medium"), (10**9, "corporate"))


@dataclass(frozen=True, slots=True)
class Party:
    """A true party with the names of its records. `code`: its first record as a number, see `numbering.code_of`.

    `identifier` points at it too, where exactly one record carries it and it is right.
    """

    entity: str
    subject: Person | Firm
    refs: tuple[Ref, ...]
    code: int
    status: str
    identifier: Ref | None

    @property
    def ref(self) -> Ref:
        """Its first record."""
        return self.refs[0]


def enrol(mint: Mint, subject: Person | Firm, room: int) -> tuple[Party, list[Record]]:
    """Write a party into one source or more, `room` records at most."""
    dice, kind = mint.dice, kind_of(subject)
    home = dice.weighted(HOME_SOURCES[kind])
    copies = min(dice.weighted(COPIES), room - 1)
    refs = [mint.serials.ref(source) for source in (home, *(dice.weighted(COPY_SOURCES[kind]) for _ in range(copies)))]
    records = [describe(dice, subject, refs[0])]
    records += [describe(dice, seen_again(dice, subject), ref) for ref in refs[1:]]
    spoilt = [spoil(dice, record) for record in records]
    identifier = None if copies or spoilt[0] else _pointer(subject)
    entity = f"E-{next(mint.serials.entities)}"
    return Party(entity, subject, tuple(refs), code_of(refs[0]), str(records[0]["status"]), identifier), records


def kind_of(subject: Person | Firm) -> str:
    """Say of which type the records of a party are."""
    return subject.kind if isinstance(subject, Firm) else "person"


def _pointer(subject: Person | Firm) -> Ref | None:
    scheme, value = ("az-voen", subject.voen) if isinstance(subject, Firm) else ("az-fin", subject.fin)
    return {"scheme": scheme, "value": value} if value else None


def describe(dice: Dice, subject: Person | Firm, ref: Ref) -> Record:
    """Write what one source says of a party."""
    status = dice.weighted(STATUSES[ref["source"]])
    branch = dice.weighted(BRANCH_ODDS)[0]
    body = _firm(dice, subject, ref) if isinstance(subject, Firm) else _person(dice, subject, ref)
    if status == "FORMER" and isinstance(subject, Firm) and dice.chance(DISSOLVED):
        body["dissolved"] = day(dice.between(subject.founded + 100, TODAY))
    if status != "EXTERNAL":
        body |= {"branch": branch, "manager": f"RM-{dice.between(1, 60):03d}"}
    return {"type": kind_of(subject), **ref, **body, "status": status} | _flags(subject.flags)


def _flags(flags: tuple[str, ...]) -> Record:
    return {"flags": list(flags)} if flags else {}


def _person(dice: Dice, person: Person, ref: Ref) -> Record:
    record: Record = {
        "names": list(_person_names(dice, person, ref["source"])),
        "birthDate": person.birth,
        "gender": person.gender,
        "nationalities": [person.nationality],
        "identifiers": _papers(person),
        "addresses": [{**person.address, "kind": "registered"}],
        "contacts": _contacts(person.phone, "mobile", person.email),
    }
    if ref["source"] in {"core", "cards"}:
        record["segment"] = dice.weighted(PERSON_SEGMENTS)
    if dice.chance(0.004):
        record["deathDate"] = day(TODAY - dice.between(30, 3000))
    return record


def _person_names(dice: Dice, person: Person, source: str) -> Iterator[Record]:
    script = dice.weighted(SCRIPTS[source])
    yield _person_name(person, script, source, "primary")
    alias = dice.weighted(ALIASES) if source == "core" else None
    if alias and alias != script:
        yield _person_name(person, alias, source, "transliteration")
    if source == "core" and person.former:
        yield {"full": f"{person.former} {person.first}", "kind": "former", "last": person.former}


def _person_name(person: Person, script: Script, source: str, kind: str) -> Record:
    write = WRITERS[person.tongue][script]
    first, last, patronymic = write(person.first), write(person.last), write(person.patronymic)
    if source == "cards":
        # As embossed: capitals, no patronymic.
        return {"full": f"{first} {last}".upper(), "kind": kind, "first": first.upper(), "last": last.upper()}
    full = f"{first} {last}" if source == "crm" else f"{last} {first} {patronymic}".rstrip()
    name: Record = {"full": full, "kind": kind, "first": first, "last": last}
    if patronymic and source != "crm":
        name["patronymic"] = patronymic
    return name | {"lang": person.tongue if write is str else _LANGUAGES.get(script, person.tongue)}


_LANGUAGES: Mapping[Script, str] = {Script.ENGLISH: "en", Script.CYRILLIC: "ru"}


def _papers(person: Person) -> list[Record]:
    papers: list[Record] = []
    if person.fin:
        papers.append({"scheme": "az-fin", "value": person.fin, "country": "AZ"})
    if person.voen:
        papers.append({"scheme": "az-voen", "value": person.voen, "country": "AZ"})
    if person.passport:
        # Every record of a passport has to show the same days.
        issued = TODAY - 100 - int(person.passport[1:]) % 3400
        papers.append(
            {
                "scheme": "passport",
                "value": person.passport,
                "country": person.nationality,
                "issued": day(issued),
                "expires": day(issued + 3652),
            }
        )
    return papers


def _contacts(phone: str, kind: str, email: str) -> list[Record]:
    pairs = ((kind, phone), ("email", email))
    return [{"kind": kind, "value": value} for kind, value in pairs if value]


def _firm(dice: Dice, firm: Firm, ref: Ref) -> Record:
    return {
        "names": list(_firm_names(dice, firm, ref["source"])),
        "legalForm": firm.form or "unknown",
        "founded": day(firm.founded),
        "jurisdiction": firm.jurisdiction,
        "sector": firm.sector,
        "identifiers": _numbers(firm),
        "addresses": [{**firm.address, "kind": "legal"}],
        "contacts": _contacts(firm.phone, "phone", firm.email),
    } | _size(firm)


def _size(firm: Firm) -> Record:
    return {"employees": firm.employees, "segment": _firm_segment(firm.employees)} if firm.employees else {}


def _firm_segment(employees: int) -> str:
    return next(segment for most, segment in FIRM_SEGMENTS if employees <= most)


def _firm_names(dice: Dice, firm: Firm, source: str) -> Iterator[Record]:
    script = dice.weighted(SCRIPTS[source])
    form = firm.form if firm.kind == "organization" else ""
    abroad = styled_abroad(firm.name, form)
    if script == Script.ENGLISH:
        yield {"full": abroad, "kind": "primary", "lang": "en"}
        return
    yield {"full": styled(WRITERS[firm.tongue][script](firm.name), form), "kind": "primary"}
    if dice.chance(0.2):
        yield {"full": abroad, "kind": "transliteration", "lang": "en"}


def _numbers(firm: Firm) -> list[Record]:
    schemes = (
        ("az-voen", firm.voen, "AZ"),
        ("lei", firm.lei, firm.jurisdiction),
        ("company-number", firm.foreign_number, firm.jurisdiction),
    )
    return [{"scheme": scheme, "value": value, "country": country} for scheme, value, country in schemes if value]
