"""Random webs: what one party sees is what the whole base sees, today and by facts."""

from itertools import product
from random import Random
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.groups.commands import DecideMember
from cim_graph.groups.service import Door, decide, groups_around, groups_everywhere
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.times import NOW
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.settings import Settings
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
async def test_each_party_sees_what_the_whole_base_sees(
    graph: Graph, take: Submit, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed % 2:
        monkeypatch.setattr("cim_graph.groups.scout.MOST_CORES", 1)
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


RELATED = GroupKind.RELATED_TO_INSTITUTION
BANK = {"n00": ["reporting-institution"]}


async def related(graph: Graph, name: str) -> set[str]:
    """Return the names of those who are related to the institution with somebody, as that one is told."""
    found = (await groups_around(graph, [id_(name)], [RELATED], BOOK["az"], NOW, rank)).found[RELATED][id_(name)]
    names = {id_(one): one for one in NAMES}
    return {names[member.party] for group in found.groups for member in group.members}


def ties(*lines: str) -> list[Any]:
    """Return the records of an institution and ties."""
    stated = [tie(number, line) for number, line in enumerate(lines)]
    return records(Town(stated, BANK, ["n01", "n02"], (), (), {}, (), "1000"))


async def test_what_was_seen_around_the_institution_is_not_told_when_it_is_over(graph: Graph, take: Submit) -> None:
    first = "n01 MANAGES n00 role=board"
    assert not (await take(ties(first))).rejected
    assert await related(graph, "n01") == {"n00", "n01"}
    assert await related(graph, "n02") == set()
    assert not (await take(ties(first, "n01 OWNS n03 100", "n02 OWNS n00 20"))).rejected
    for name in ("n01", "n02", "n03"):
        assert await related(graph, name) == {"n00", "n01", "n02", "n03"}


async def test_who_was_put_among_them_by_hand_is_related(graph: Graph, take: Submit, settings: Settings) -> None:
    assert not (await take(ties("n01 MANAGES n00 role=board", "n05 OWNS n06 5"))).rejected
    door = Door(graph, bootstrap.commands(settings), Actor("test"))
    await decide(door, DecideMember(RELATED, id_("n05"), id_("n00"), included=True, reason="a friend", until=None))
    assert await related(graph, "n05") == {"n00", "n01", "n05"}


async def test_where_not_all_can_be_read_around_the_institution_a_party_is_read_itself(
    graph: Graph, take: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    owners = [f"n{number:02} OWNS n00 11" for number in range(1, 9)]
    assert not (await take(ties(*owners, "n09 OWNS n01 100", "n08 OWNS n10 100"))).rejected
    monkeypatch.setattr("cim_graph.groups.service.around.MOST_PARTIES", 3)
    found = (await groups_around(graph, [id_("n08")], [RELATED], BOOK["az"], NOW, rank)).found[RELATED][id_("n08")]
    assert found.cut
    assert [member for group in found.groups for member in group.members if member.party == id_("n08")]
