"""A quarter of a town: the few hundred parties that are drawn together, and know each other."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cim_graph.synthetic.dice import Dice, Odds
from cim_graph.synthetic.enrolment import Party, enrol
from cim_graph.synthetic.firms import Firm, arrangement_of, company_of
from cim_graph.synthetic.numbering import Ref
from cim_graph.synthetic.people import Mint, Person, household_of
from cim_graph.synthetic.records import Record

# The next thing that is drawn; a household has two persons on average.
NEXT = Odds({"household": 62, "company": 35, "arrangement": 3})


@dataclass(slots=True)
class Quarter:
    """The parties drawn so far, their records, and their family bonds as (from, to, role)."""

    mint: Mint
    people: list[Party] = field(default_factory=list)
    companies: list[Party] = field(default_factory=list)
    arrangements: list[Party] = field(default_factory=list)
    bonds: list[tuple[Party, Party, str]] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)

    @property
    def dice(self) -> Dice:
        """The chance of this quarter."""
        return self.mint.dice

    @property
    def parties(self) -> Iterator[Party]:
        """Everybody."""
        yield from self.people
        yield from self.companies
        yield from self.arrangements

    def refer(self, party: Party) -> Ref:
        """Name a party as some source does: nearly always by its first record, else by another or by a number."""
        drawn = self.dice.random()
        if drawn < 0.02 and party.identifier:  # noqa: PLR2004 -- a rate
            return party.identifier
        return self.dice.pick(party.refs) if drawn > 0.95 else party.ref  # noqa: PLR2004 -- a rate


def settle(mint: Mint, room: int) -> Quarter:
    """Draw parties until so many party records are written."""
    quarter = Quarter(mint)
    while len(quarter.records) < room:
        drawn = mint.dice.weighted(NEXT)
        if drawn == "household":
            _move_in(quarter, room)
        else:
            _found(quarter, company_of(mint) if drawn == "company" else arrangement_of(mint), room)
    return quarter


def _move_in(quarter: Quarter, room: int) -> None:
    household = household_of(quarter.mint)
    members = [_enrol(quarter, person, room) for person in household.people if len(quarter.records) < room]
    quarter.people += members
    known = len(members)
    quarter.bonds += [(members[a], members[b], role) for a, b, role in household.bonds if a < known and b < known]


def _found(quarter: Quarter, firm: Firm, room: int) -> None:
    group = quarter.companies if firm.kind == "organization" else quarter.arrangements
    group.append(_enrol(quarter, firm, room))


def _enrol(quarter: Quarter, subject: Person | Firm, room: int) -> Party:
    party, records = enrol(quarter.mint, subject, room - len(quarter.records))
    quarter.records += records
    return party
