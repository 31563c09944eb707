"""The planted stories of common risk have the answers that their tellers promise."""

from decimal import Decimal
from typing import Any

import pytest

from cim_graph.graph.session import Graph
from cim_graph.groups.model.group import Group
from cim_graph.groups.rulebook import rulebook
from cim_graph.groups.service import groups_around
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.synthetic import stories
from cim_graph.synthetic.numbering import Serials
from cim_graph.synthetic.offices import institution
from cim_graph.synthetic.stories.teller import Story
from tests.conftest import Submit

PARTIES = 5000
STORIES = {story.title: story for story in stories(PARTIES)}


@pytest.fixture
async def told(take: Submit) -> None:
    records: list[Any] = [
        *institution(PARTIES, Serials()),
        *(record for one in STORIES.values() for record in one.records),
    ]
    assert not (await take(records)).rejected


async def of(graph: Graph, story: Story, kind: GroupKind = GroupKind.CONNECTED_CLIENTS) -> list[Group]:
    id_ = id_of(Kind.PARTY, story.start["source"], story.start["key"])
    return list((await groups_around(graph, [id_], [kind], rulebook("az"), NOW, Rank())).found[kind][id_].groups)


def tags(group: Group, story: Story) -> set[str]:
    by_id = {id_of(Kind.PARTY, ref["source"], ref["key"]): ref["key"].split("-", 2)[2] for ref in story.parties}
    return {by_id.get(member.party, member.party) for member in group.members}


@pytest.mark.usefixtures("told")
async def test_the_stories_of_common_risk(graph: Graph) -> None:
    supplier = STORIES["Two borrowers that depend on one supplier"]
    [group] = await of(graph, supplier)
    assert tags(group, supplier) == {"SUPPLIER", "MILL", "BAKERY"}
    assert (str(group.exposure), group.currency) == ("730000.00", "AZN")
    chain = STORIES["A group over the limit"]
    [group] = await of(graph, chain)
    assert tags(group, chain) == {"OWNER", "PARENT", "LEFT", "RIGHT"}
    assert (group.share, group.large, group.breached) == (Decimal(28), True, True)
    harmless = STORIES["A dependence that is documented as harmless"]
    [group] = await of(graph, harmless)
    assert tags(group, harmless) == {"MAKER"}
    assert [reason.code for reason in group.exceptions] == ["ECONOMIC_DEPENDENCY"]
    insider = STORIES["A loan to the bank's own people"]
    [group] = await of(graph, insider, GroupKind.RELATED_TO_INSTITUTION)
    assert tags(group, insider) >= {"CLIENT", "SPOUSE", "BOARD-MEMBER"}
    assert [member.exposure for member in group.members if member.exposure] == [group.exposure]
    assert (group.share, group.breached) == (Decimal(2), False)
