"""Random webs: what one party sees is what the whole base sees, today and by facts."""

from itertools import product
from random import Random
from typing import Any

import pytest

from cim_graph.graph.session import Graph
from cim_graph.groups.service import groups_around, groups_everywhere
from cim_graph.kernel.times import NOW
from cim_graph.kernel.vocabulary import GroupKind
from tests.conftest import Submit
from tests.groups.test_service import BOOK, BY_FACTS, id_, rank, records
from tests.groups.town import Town, tie

NAMES = [f"n{number:02}" for number in range(24)]
FLAGS = {
    "n00": ["reporting-institution"],
    "n01": ["government", "alternative-approach"],
    "n02": ["exempt-from-limits"],
}


def web(seed: int) -> Town:
    """Give parties with every sort of tie among them."""
    dice = Random(seed)
    lines = []
    for held in dice.sample(NAMES, 14):
        left = 100
        for holder in dice.sample([name for name in NAMES if name != held], dice.randint(1, 4)):
            share = dice.choice([5, 20, 30, 45, 51, 60])
            if share <= left:
                left -= share
                mark = dice.choice(["", "", "", "", " suspended", " rebutted"])
                lines.append(f"{holder} OWNS {held} {share}{mark}")
    for _ in range(7):
        one, other = dice.sample(NAMES, 2)
        lines.append(
            dice.choice(
                [
                    f"{one} CONTROLS {other} means=veto",
                    f"{one} DEPENDS_ON {other} {dice.choice([40, 50, 80])} means=customer",
                    f"{one} DEPENDS_ON {other} 60 means=funding",
                    f"{one} GUARANTEES {other} material",
                    f"{one} RELATED_TO {other} role=joint-liability",
                    f"{one} FAMILY_OF {other} role=child",
                    f"{one} MANAGES n00 role=board",
                ]
            )
        )
    persons = dice.sample(NAMES[3:], 6)
    ties = [tie(number, line) for number, line in enumerate(lines)]
    return Town(ties, FLAGS, persons, (), (), dict.fromkeys(dice.sample(NAMES, 18), "100"), (), "1000")


@pytest.mark.parametrize("seed", range(8))
async def test_each_party_sees_what_the_whole_base_sees(graph: Graph, take: Submit, seed: int) -> None:
    assert not (await take(records(web(seed)))).rejected
    for kind, as_of in product(GroupKind, (NOW, BY_FACTS)):
        whole: list[Any] = list((await groups_everywhere(graph, kind, BOOK["eu"], as_of, rank)).groups)
        for name in NAMES[::5]:
            seen = (await groups_around(graph, [id_(name)], [kind], BOOK["eu"], as_of, rank)).found[kind][id_(name)]
            assert not seen.cut
            assert list(seen.groups) == [one for one in whole if any(m.party == id_(name) for m in one.members)]
        together = (await groups_around(graph, list(map(id_, NAMES)), [kind], BOOK["eu"], as_of, rank)).found[kind]
        assert {group.id: group for found in together.values() for group in found.groups} == {
            group.id: group for group in whole
        }
