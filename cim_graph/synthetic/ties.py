"""Everything but ownership that ties parties: family, management, work, guarantees, dependence, agency, trusts."""

from collections.abc import Callable, Iterator

from cim_graph.synthetic.dice import Odds
from cim_graph.synthetic.enrolment import Party
from cim_graph.synthetic.firms import JOINT_STOCK, Firm
from cim_graph.synthetic.quarter import Quarter
from cim_graph.synthetic.records import TODAY, Record, day, money, relation

CURRENCIES = Odds({"AZN": 70, "USD": 22, "EUR": 8})
DEPENDENCE = Odds({"supplier": 35, "customer": 35, "income": 15, "funding": 10, "repayment": 5})
AGENCY = Odds({"attorney": 80, "representative": 20})
CONTROL = Odds({"board-majority": 40, "agreement": 30, "veto": 20, "dominant-influence": 10})
POSTS = Odds({"employee": 80, "accountant": 8, "engineer": 6, "head-of-department": 6})
ENDED = 0.12


def ties(quarter: Quarter) -> Iterator[Record]:
    """State the ties within a quarter."""
    for one, other, role in quarter.bonds:
        ends = (quarter.refer(one), quarter.refer(other))
        yield relation(quarter.mint.serials, "crm", "FAMILY_OF", ends, role=role)
        if role == "spouse" and quarter.dice.chance(0.05):
            yield relation(quarter.mint.serials, "core", "RELATED_TO", ends, role="joint-liability")
    if not quarter.people:
        return
    for company in quarter.companies:
        yield from _of_company(quarter, company)
    for arrangement in quarter.arrangements:
        yield from _of_arrangement(quarter, arrangement)


def _of_company(quarter: Quarter, company: Party) -> Iterator[Record]:
    for rate, tie in COMPANY_TIES:
        if quarter.dice.chance(rate):
            yield from tie(quarter, company)


def _person(quarter: Quarter) -> Party:
    return quarter.dice.pick(quarter.people)


def _partner(quarter: Quarter, company: Party) -> Party | None:
    """Draw another company of the quarter."""
    partner = quarter.dice.pick(quarter.companies)
    return None if partner is company else partner


def _dates(quarter: Quarter) -> Record:
    """Draw when a tie began, and for some when it ended."""
    start = TODAY - quarter.dice.between(400, 6000)
    ended = quarter.dice.chance(ENDED)
    dates: Record = {"validFrom": day(start)}
    return dates | ({"validTo": day(start + quarter.dice.between(30, 390))} if ended else {})


def _tie(quarter: Quarter, source: str, kind: str, ends: tuple[Party, Party], **facts: object) -> Record:
    named = (quarter.refer(ends[0]), quarter.refer(ends[1]))
    return relation(quarter.mint.serials, source, kind, named, **facts)


def _chief(quarter: Quarter, company: Party) -> Iterator[Record]:
    ends = (_person(quarter), company)
    yield _tie(quarter, "registry", "MANAGES", ends, role="ceo", **_dates(quarter))


def _board(quarter: Quarter, company: Party) -> Iterator[Record]:
    if isinstance(company.subject, Firm) and company.subject.form in JOINT_STOCK:
        for person in quarter.dice.some(quarter.people, 3):
            yield _tie(quarter, "registry", "MANAGES", (person, company), role="board", **_dates(quarter))


def _signatory(quarter: Quarter, company: Party) -> Iterator[Record]:
    yield _tie(quarter, "core", "MANAGES", (_person(quarter), company), role="signatory")


def _senior(quarter: Quarter, company: Party) -> Iterator[Record]:
    yield _tie(quarter, "core", "MANAGES", (_person(quarter), company), role="senior-managing")


def _staff(quarter: Quarter, company: Party) -> Iterator[Record]:
    for person in quarter.dice.some(quarter.people, quarter.dice.between(1, 4)):
        post = quarter.dice.weighted(POSTS)
        yield _tie(quarter, "cards", "EMPLOYS", (company, person), role=post, **_dates(quarter))


def _guarantor(quarter: Quarter, company: Party) -> Iterator[Record]:
    amount = money(quarter.dice.between(5, 500) * 100_000)
    facts = {"means": "guarantee", "amount": amount, "currency": quarter.dice.weighted(CURRENCIES)}
    yield _tie(quarter, "core", "GUARANTEES", (_person(quarter), company), **facts)


def _company_guarantor(quarter: Quarter, company: Party) -> Iterator[Record]:
    if partner := _partner(quarter, company):
        facts = {"means": "guarantee", "amount": money(quarter.dice.between(1, 90) * 1_000_000), "currency": "AZN"}
        yield _tie(quarter, "core", "GUARANTEES", (partner, company), **facts)


def _dependence(quarter: Quarter, company: Party) -> Iterator[Record]:
    if partner := _partner(quarter, company):
        facts: Record = {"means": quarter.dice.weighted(DEPENDENCE), "share": str(quarter.dice.between(15, 95))}
        if quarter.dice.chance(0.2):
            facts["replaceable"] = True
        if quarter.dice.chance(0.1):
            facts["rebutted"] = {"reason": "a second supplier is under contract", "by": "RM-007"}
        yield _tie(quarter, "crm", "DEPENDS_ON", (company, partner), **facts)


def _material_dependence(quarter: Quarter, company: Party) -> Iterator[Record]:
    if partner := _partner(quarter, company):
        facts = {"means": quarter.dice.weighted(DEPENDENCE), "material": True}
        yield _tie(quarter, "crm", "DEPENDS_ON", (company, partner), **facts)


def _agent(quarter: Quarter, company: Party) -> Iterator[Record]:
    role = quarter.dice.weighted(AGENCY)
    yield _tie(quarter, "core", "ACTS_FOR", (_person(quarter), company), role=role, **_dates(quarter))


def _control(quarter: Quarter, company: Party) -> Iterator[Record]:
    means = quarter.dice.weighted(CONTROL)
    yield _tie(quarter, "registry", "CONTROLS", (_person(quarter), company), means=means, **_dates(quarter))


def _concert(quarter: Quarter, company: Party) -> Iterator[Record]:
    one, other = [*quarter.dice.some(quarter.people, 2), company, company][:2]
    if one is not other:
        yield _tie(quarter, "registry", "RELATED_TO", (one, other), role="acting-in-concert", about=company.ref)


def _unified(quarter: Quarter, company: Party) -> Iterator[Record]:
    if partner := _partner(quarter, company):
        yield _tie(quarter, "core", "RELATED_TO", (company, partner), role="unified-management")


def _trade(quarter: Quarter, company: Party) -> Iterator[Record]:
    if partner := _partner(quarter, company):
        facts = {"amount": money(quarter.dice.between(10, 900) * 100_000), "currency": "AZN"}
        yield _tie(quarter, "core", "TRANSACTS_WITH", (company, partner), **facts)


COMPANY_TIES: tuple[tuple[float, Callable[[Quarter, Party], Iterator[Record]]], ...] = (
    (0.95, _chief),
    (0.60, _board),
    (0.30, _signatory),
    (0.04, _senior),
    (0.45, _staff),
    (0.12, _guarantor),
    (0.04, _company_guarantor),
    (0.05, _dependence),
    (0.02, _material_dependence),
    (0.08, _agent),
    (0.02, _control),
    (0.01, _concert),
    (0.01, _unified),
    (0.10, _trade),
)

# Kind, least and most of them for one arrangement.
ARRANGEMENT_ROLES = (("SETTLOR_OF", 1, 1), ("TRUSTEE_OF", 1, 2), ("PROTECTOR_OF", 0, 1), ("BENEFICIARY_OF", 1, 4))


def _of_arrangement(quarter: Quarter, arrangement: Party) -> Iterator[Record]:
    for kind, least, most in ARRANGEMENT_ROLES:
        for person in quarter.dice.some(quarter.people, quarter.dice.between(least, most)):
            yield _tie(quarter, "registry", kind, (person, arrangement))
