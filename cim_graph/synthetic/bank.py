"""The whole bank as a stream, quarter by quarter: memory holds one quarter and the urn of holders."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cim_graph.kernel.errors import BadInputError
from cim_graph.synthetic.dice import Dice
from cim_graph.synthetic.enrolment import kind_of
from cim_graph.synthetic.groups import plant_control, plant_dependence
from cim_graph.synthetic.holdings import Register, Urn, holdings
from cim_graph.synthetic.lexicon import Lexicon, lexicon
from cim_graph.synthetic.numbering import Serials
from cim_graph.synthetic.offices import BANK, FUND, FUND_FROM, fund, institution
from cim_graph.synthetic.people import Mint
from cim_graph.synthetic.products import products
from cim_graph.synthetic.quarter import Quarter, settle
from cim_graph.synthetic.records import WHOLE, Record, percent, relation
from cim_graph.synthetic.stories import stories
from cim_graph.synthetic.ties import ties
from cim_graph.synthetic.truths import entity

QUARTER = 320
# Numbers of identity papers have seven digits, and no two parties share one.
MOST_PARTIES = 10_000_000
# Of persons, how many hold units of the fund.
UNIT_HOLDERS = 0.06
# How many records come out of order, and by how many places at most: systems export when they like.
LATE, BY = 0.1, 400


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of the bank. `parties`: how many of the records describe parties."""

    records: list[Record]
    truths: list[Record]
    parties: int


@dataclass(frozen=True, slots=True)
class Town:
    """What outlives a quarter."""

    parties: int
    seed: int
    lexicon: Lexicon
    serials: Serials = field(default_factory=Serials)
    urn: Urn = field(default_factory=Urn)


def generate(parties: int, seed: int) -> Iterator[Record]:
    """Yield the records of a bank with exactly so many party records (persons, organizations and arrangements).

    The same numbers give the same records, with the same version of Faker. Several records may describe one true
    party; `truth` says which. Raises BadInputError for less than one party or more than ten million, SetupError where
    Faker is missing.
    """
    for chunk in chunks(parties, seed):
        yield from chunk.records


def truth(parties: int, seed: int) -> Iterator[Record]:
    """Yield what is true of the bank that `generate` gives for these numbers; see `truths` for the fields."""
    for chunk in chunks(parties, seed):
        yield from chunk.truths


def chunks(parties: int, seed: int) -> Iterator[Chunk]:
    """Yield a bank in parts of a few hundred parties, records and truth together."""
    if not 1 <= parties <= MOST_PARTIES:
        raise BadInputError(f"a bank has 1 to {MOST_PARTIES:,} parties, not {parties:,}")
    town = Town(parties, seed, lexicon())
    written = 0
    for chunk in _opening(town):
        written += chunk.parties
        yield chunk
    number = 0
    while written < parties:
        number += 1
        chunk = _quarter(town, number, min(QUARTER, parties - written))
        written += chunk.parties
        yield chunk


def _opening(town: Town) -> Iterator[Chunk]:
    """Yield what every bank has: itself, its stories and, from a thousand parties on, its fund."""
    yield Chunk(list(institution(town.parties, town.serials)), [entity("BANK", "organization", [BANK])], 1)
    for story in stories(town.parties, town.serials):
        yield Chunk(list(story.records), list(story.truths), story.party_records)
    if town.parties >= FUND_FROM:
        yield Chunk([fund(town.serials)], [entity("FUND", "arrangement", [FUND])], 1)


def _quarter(town: Town, number: int, room: int) -> Chunk:
    dice = Dice(f"{town.seed}/{number}")
    quarter = settle(Mint(dice, town.lexicon, town.serials), room)
    register = Register(quarter, town.urn)
    truths = [entity(party.entity, kind_of(party.subject), party.refs) for party in quarter.parties]
    truths += plant_control(register)
    dependence, groups = plant_dependence(register)
    records = [*quarter.records, *holdings(register), *dependence, *ties(quarter), *products(quarter)]
    records += _unit_holders(town, quarter)
    return Chunk(_shuffled(dice, records), truths + groups, len(quarter.records))


def _unit_holders(town: Town, quarter: Quarter) -> Iterator[Record]:
    """Let some persons hold units of the fund, so few each that all persons together could not have more than 100 %."""
    if town.parties < FUND_FROM:
        return
    largest = max(1, WHOLE // town.parties * 10)
    for person in quarter.people:
        if quarter.dice.chance(UNIT_HOLDERS):
            share = percent(quarter.dice.between(1, largest))
            yield relation(town.serials, "core", "OWNS", (person.ref, FUND), share=share)


def _shuffled(dice: Dice, records: list[Record]) -> list[Record]:
    """Move some records forward or back, so that relationships also come before their ends."""
    places = [place + dice.between(-BY, BY) if dice.chance(LATE) else place for place in range(len(records))]
    return [records[place] for place in sorted(range(len(records)), key=places.__getitem__)]
