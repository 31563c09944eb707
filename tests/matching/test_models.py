"""A model is estimated from the base, tried, approved; it decides only then."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import NotFoundError
from cim_graph.matching.model.document import Model, shipped
from cim_graph.matching.models import ApproveModel, KeepModel, Models, version_named, versions
from cim_graph.matching.whole.base import read
from cim_graph.matching.whole.trial import labels, trained, tried
from cim_graph.settings import Settings
from tests.matching.test_judging import Steward, partition, party_id, person, record_id, steward
from tests.matching.test_resolving import LEYLA
from tests.matching.test_whole import RECORDS, resolved

__all__ = ["steward"]

Submit = Callable[[list[Any]], Awaitable[Report]]
NAMES = dict(
    zip("ABCDE", ("Orxan Babayev", "Nigar Həsənova", "Vüqar Əhmədov", "Günel Rzayeva", "Tural Cəfərov"), strict=True)
)


async def test_a_version_decides_once_it_is_approved(graph: Graph, settings: Settings, take: Submit) -> None:
    commands, actor, models = bootstrap.commands(settings), Actor("fatma"), Models()
    await take(LEYLA)
    before = await partition(graph)
    thresholds = {"same": 0.9999999999, "different": 0.1}
    strict = Model.model_validate({**shipped().document(), "version": "strict", "thresholds": thresholds})
    await commands.execute(graph, actor, KeepModel(strict))
    assert (await models.matcher(graph.read)).model.version == shipped().version
    await commands.execute(graph, actor, ApproveModel("strict"))
    assert (await models.matcher(graph.read)).model == strict
    assert [(one.version, one.active, one.by) for one in await versions(graph)] == [("strict", True, "fatma")]
    assert await partition(graph) == before
    await resolved(graph, settings, everything=True)
    assert await partition(graph) != before
    await commands.execute(graph, actor, ApproveModel(shipped().version))
    await resolved(graph, settings, everything=True)
    assert await partition(graph) == before


async def test_a_version_is_estimated_and_tried_before(graph: Graph, take: Submit) -> None:
    await take(RECORDS)
    base = await read(graph)
    made = trained(base, shipped(), "trained")
    assert made.version == "trained"
    assert made.features["family"].frequencies
    trial = tried(base, shipped(), made)
    assert trial.parties[0] - trial.parties[1] == sum(len(parts) - 1 for parts in trial.merged) - sum(
        len(parts) - 1 for parts in trial.split
    )
    same = tried(base, made, made)
    assert (same.merged, same.split) == ([], [])


async def test_what_stewards_judged_of_single_records_is_known(graph: Graph, take: Submit, steward: Steward) -> None:
    await take([person(key, name) for key, name in NAMES.items()])
    assert labels(await read(graph)) is None
    await steward.judge(record_id("A"), record_id("B"), same=True)
    await steward.judge(record_id("C"), record_id("D"), same=False)
    await steward.judge(record_id("E"), record_id("C"), same=False)
    withdrawn = await steward.judge(record_id("D"), record_id("E"), same=True)
    await steward.withdraw(withdrawn.judgement)
    await steward.judge(party_id("A"), record_id("E"), same=False)
    base = await read(graph)
    known = labels(base)
    assert known is not None
    assert {
        (frozenset((base.ids[left], base.ids[right])), same)
        for left, right, same in zip(known.left.tolist(), known.right.tolist(), known.same.tolist(), strict=True)
    } == {(frozenset(map(record_id, pair)), same) for pair, same in (("AB", True), ("CD", False), ("EC", False))}


async def test_a_version_that_there_is_not_is_told(graph: Graph, settings: Settings) -> None:
    with pytest.raises(NotFoundError, match="no model 'nothing'"):
        await version_named(graph, "nothing")
    with pytest.raises(NotFoundError, match="no model 'nothing'"):
        await bootstrap.commands(settings).execute(graph, Actor("test"), ApproveModel("nothing"))
