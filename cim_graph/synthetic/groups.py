"""Groups that are planted in a quarter: a parent with its subsidiaries, a supplier with those who live by it."""

from collections.abc import Iterator

from cim_graph.synthetic.enrolment import Party
from cim_graph.synthetic.holdings import Register, Stake
from cim_graph.synthetic.records import PERCENT, Record, relation
from cim_graph.synthetic.truths import group

CONTROL_RATE = 0.8
DEPENDENCE_RATE = 0.6


def plant_control(register: Register) -> Iterator[Record]:
    """Give some companies of the quarter one parent, which the cap tables then show; say the truth of it."""
    drawn = _draw(register, CONTROL_RATE)
    if drawn:
        head, *subsidiaries = drawn
        for subsidiary in subsidiaries:
            units = register.dice.between(51, 100) * PERCENT
            register.heads[subsidiary.code] = Stake(head.code, head.ref, units, planted=True)
        yield _truth(register, "control", drawn, "the first holds more than half of each of the others")


def plant_dependence(register: Register) -> tuple[list[Record], list[Record]]:
    """Make some companies live by one supplier that they cannot replace; the records, and the truth of it."""
    drawn = _draw(register, DEPENDENCE_RATE)
    if not drawn:
        return [], []
    supplier, *dependents = drawn
    records = [
        relation(
            register.quarter.mint.serials,
            "crm",
            "DEPENDS_ON",
            (dependent.ref, supplier.ref),
            means="supplier",
            share=str(register.dice.between(55, 95)),
            replaceable=False,
        )
        for dependent in dependents
    ]
    why = "each of the others gets more than half of its supplies from the first and has no other source"
    return records, [_truth(register, "economic-dependency", drawn, why)]


def _draw(register: Register, rate: float) -> list[Party]:
    """Draw three to five companies, or none."""
    dice = register.dice
    if not dice.chance(rate):
        return []
    drawn = dice.some(register.quarter.companies, dice.between(3, 5))
    return drawn if len(drawn) > 1 else []


def _truth(register: Register, kind: str, members: list[Party], why: str) -> Record:
    identity = f"GROUP-{next(register.quarter.mint.serials.groups)}"
    return group(identity, kind, (member.ref for member in members), why, complete=False)
