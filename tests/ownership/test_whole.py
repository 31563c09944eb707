"""The whole base: what is written says what each party says by itself, and only what changed is written."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import orjson
import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import ConflictError
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW
from cim_graph.ownership import service
from cim_graph.ownership.catalogue import regime
from cim_graph.ownership.whole import read
from cim_graph.ownership.whole import run as running
from cim_graph.ownership.whole.changes import Change, Kind
from cim_graph.ownership.whole.commands import BeginOwners, ChangeOwners
from cim_graph.ownership.whole.run import Report, run
from cim_graph.settings import Settings
from tests.conftest import Submit
from tests.ownership.lines import company, owns, party, person, tie

ACTOR = Actor("test")
WRITTEN = """MATCH (q)-[e:BENEFICIAL_OWNER_OF]->(p) RETURN p.id AS subject, q.id AS owner, e.regime AS regime,
  e.ownership AS ownership, e.voting AS voting, e.reasons AS reasons, e.run AS run ORDER BY subject, owner, regime"""
EVENTS = """MATCH (o:OutboxEntry) WHERE o.event = 'owner.changed' MATCH (a:AuditEntry {command: o.command})
  WHERE o.id STARTS WITH a.id RETURN o.parties AS parties, o.versions AS versions, o.detail AS detail, a.actor AS actor
  ORDER BY o.id"""
BASE = [
    *(person(key) for key in "LVO"),
    *(company(key) for key in "AB"),
    owns("L", "B", "60"),
    owns("V", "B", "40"),
    owns("B", "A", "50"),
    owns("V", "A", "50", onBehalfOf="O"),
]

Go = Callable[..., Coroutine[Any, Any, Report]]


class Silent:
    """Hears how far a run is, and says nothing."""

    def read(self, parties: int) -> None:
        """Hear of parties."""

    def wrote(self, owners: int) -> None:
        """Hear of owners."""


@pytest.fixture
def go(graph: Graph, settings: Settings) -> Go:
    async def go(name: str = "simple", watch: Silent | None = None) -> Report:
        commands = bootstrap.commands(settings)
        return await run(graph, commands, ACTOR, regime(settings, name), watch or Silent())

    return go


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make pages and batches so small that there are many."""
    monkeypatch.setattr(read, "ROWS", 2)
    monkeypatch.setattr(running, "BATCH", 1)


async def written(graph: Graph, name: str = "simple") -> dict[tuple[str, str], Any]:
    rows = [row for row in await graph.administer(WRITTEN) if row["regime"] == name]
    found = {(row["subject"], row["owner"]): (row["ownership"], row["voting"], row["reasons"]) for row in rows}
    assert len(found) == len(rows)
    return found


def near(percent: float) -> Any:
    return pytest.approx(percent, abs=1e-6)


async def told(graph: Graph) -> list[Any]:
    rows = await graph.administer(EVENTS)
    return [(row["parties"], orjson.loads(row["detail"])) for row in rows]


async def changed(graph: Graph, since: int) -> Iterator[tuple[str, dict[str, list[str]]]]:
    kinds = ("joined", "changed", "left")
    events = (await told(graph))[since:]
    return iter([(subject, {kind: detail[kind] for kind in kinds if kind in detail}) for (subject,), detail in events])


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ["simple", "eu-amlr", "uk-psc"])
async def test_what_is_written_is_what_each_party_says(
    graph: Graph, take: Submit, go: Go, settings: Settings, name: str
) -> None:
    more = [
        company("C"),
        *(person(key) for key in "XW"),
        owns("C", "C", "10"),
        owns("X", "C", minShare="20", maxShare="50"),
        owns("L", "C", "40", voting="5"),
        tie("CONTROLS", "B", "C", means="veto"),
        tie("FAMILY_OF", "L", "V"),
        tie("RELATED_TO", "W", "L", role="acting-in-concert", about="C"),
    ]
    assert not (await take([*BASE, *more])).rejected
    report = await go(name)
    expected: dict[tuple[str, str], Any] = {}
    views = await service.above(graph, [party(key) for key in "ABC"], NOW, Rank())
    for subject, view in views.items():
        for one in (await service.beneficial_owners(view, regime(settings, name))).owners:
            codes = [reason.code for reason in one.reasons]
            expected[subject, one.party] = (near(one.ownership), near(one.voting), codes)
    assert await written(graph, name) == expected
    assert (report.owners, report.changed, report.parties) == (len(expected), len(expected), 8)
    assert report.subjects == report.events == len({subject for subject, _ in expected})


@pytest.mark.usefixtures("small")
async def test_only_what_changed_is_written_and_each_change_is_told(graph: Graph, take: Submit, go: Go) -> None:
    await take(BASE)
    first = await go()
    rows = await graph.administer(WRITTEN)
    assert {row["run"] for row in rows} == {first.run}
    seen = len(await told(graph))
    assert seen == first.events == 2

    again = await go()
    assert (again.changed, again.events) == (0, 0)
    assert await graph.administer(WRITTEN) == rows
    assert len(await told(graph)) == seen

    await take([owns("L", "B", "80"), owns("V", "B", "20")])
    third = await go()
    assert dict(await changed(graph, seen)) == {
        party("A"): {"changed": [party("L")]},
        party("B"): {"changed": [party("L")], "left": [party("V")]},
    }
    assert third.changed == 3
    assert (await written(graph))[party("B"), party("L")][:2] == (80.0, 80.0)
    (last, *_) = (await graph.administer(EVENTS))[seen:]
    [version] = await graph.administer(
        "MATCH (p:Party {id: $id}) RETURN p.version AS version", {"id": last["parties"][0]}
    )
    assert last["versions"] == [version["version"]]
    assert last["actor"] == "test"


async def test_regimes_stand_side_by_side(graph: Graph, take: Submit, go: Go) -> None:
    await take(BASE)
    await go("simple")
    before = await written(graph, "simple")
    await go("az")
    assert await written(graph, "simple") == before
    assert (party("A"), party("V")) in await written(graph, "az")


async def test_who_is_described_no_more_owns_nothing_and_is_owned_by_nobody(graph: Graph, take: Submit, go: Go) -> None:
    await take(BASE)
    await go()
    seen = len(await told(graph))
    await take([{"type": "retract", "source": "s", "key": key} for key in ("B", "O")])
    await go()
    assert await written(graph) == {}
    assert {subject for subject, _ in await changed(graph, seen)} == {party("A"), party("B")}


@pytest.mark.usefixtures("small")
async def test_a_run_that_was_cut_off_is_finished_by_the_next(graph: Graph, take: Submit, go: Go) -> None:
    class Stopping(Silent):
        def wrote(self, owners: int) -> None:
            assert owners
            raise KeyboardInterrupt

    await take(BASE)
    with pytest.raises(KeyboardInterrupt):
        await go(watch=Stopping())
    assert len(await told(graph)) == 1
    second = await go()
    assert second.events == 1
    assert len(await told(graph)) == 2
    assert len(await written(graph)) == 4


async def test_a_run_that_was_overtaken_writes_no_more(graph: Graph, take: Submit, go: Go, settings: Settings) -> None:
    commands = bootstrap.commands(settings)
    await take(BASE)
    await commands.execute(graph, ACTOR, BeginOwners("simple", "older"))
    newer = await go()
    stale = ChangeOwners("simple", "older", 1, [Change(Kind.LEFT, party("A"), party("O"))])
    with pytest.raises(ConflictError, match="newer run"):
        await commands.execute(graph, ACTOR, stale)
    assert len(await written(graph)) == 4
    [state] = await graph.administer(
        "MATCH (r:OwnershipRun) RETURN r.run AS run, r.owners AS owners, r.finishedAt AS at"
    )
    assert (state["run"], state["owners"]) == (newer.run, 4)
    assert state["at"]


async def test_a_batch_that_is_sent_twice_is_written_once(graph: Graph, take: Submit, settings: Settings) -> None:
    commands = bootstrap.commands(settings)
    await take(BASE)
    await commands.execute(graph, ACTOR, BeginOwners("simple", "run"))
    batch = ChangeOwners("simple", "run", 1, [Change(Kind.JOINED, party("A"), party("O"), 50.0, 50.0, ("X",))])
    assert await commands.execute(graph, ACTOR, batch) == 1
    assert await commands.execute(graph, ACTOR, batch) == 0
    assert len(await written(graph)) == 1
    assert len(await told(graph)) == 1


@pytest.mark.usefixtures("small")
async def test_runs_at_once_do_not_spoil_each_other(graph: Graph, take: Submit, go: Go) -> None:
    await take(BASE)
    ended = await asyncio.gather(*(go() for _ in range(4)), return_exceptions=True)
    assert {type(one) for one in ended} <= {Report, ConflictError}
    assert any(isinstance(one, Report) for one in ended)
    assert len(await written(graph)) == 4
    assert len(await told(graph)) == 2


async def test_what_is_written_is_no_relationship_of_the_contract(graph: Graph, take: Submit, go: Go) -> None:
    from cim_graph.network.model import Around, Ends, Most  # noqa: PLC0415
    from cim_graph.network.service import connections, neighbourhood  # noqa: PLC0415

    rank = Rank()

    await take(BASE)
    await go()
    around = await neighbourhood(graph, party("A"), Around(1), NOW, rank)
    assert around is not None
    assert {row.kind for row in around.relationships} == {"OWNS"}
    assert party("L") not in {row.id for row in around.parties}
    (way, *_) = await connections(graph, Ends(party("L"), party("A")), None, Most(), NOW, rank)
    assert [row.id for row in way.parties] == [party("L"), party("B"), party("A")]
