"""A batch is taken back: the graph is as if it had never come, and what builds on it stands in the way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from cim_graph import bootstrap
from cim_graph.commands.service import Command, Commands
from cim_graph.graph.session import Graph
from cim_graph.groups.commands import DecideMember
from cim_graph.intake import undo as undo_module
from cim_graph.intake.origin import Origin, What, new_batch
from cim_graph.intake.prepare import prepare
from cim_graph.intake.service import SubmitRecords
from cim_graph.intake.undo import Undone, batches, undo
from cim_graph.intake.undoing import BeginUndo, TakeBack
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError, ConflictError, NotFoundError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.matching.judging import JudgeMatch, WithdrawJudgement
from cim_graph.matching.models import Models
from cim_graph.matching.overriding import OverrideField
from cim_graph.matching.pending import resolve_pending
from cim_graph.settings import Settings
from tests.conftest import CLEAN, taking

Record = dict[str, Any]
ACTOR = Actor("test")

STANDS = """
CALL () {
  MATCH (p:Party)
  RETURN ['party', p.id, labels(p), p {.*, version: 0},
    COLLECT { MATCH (p)<-[:DESCRIBES]-(r) WHERE r.retractedAt IS NULL RETURN r.id ORDER BY r.id }] AS row
  UNION ALL
  MATCH (r:Record) WHERE r.retractedAt IS NULL AND r.version IS NOT NULL
  RETURN ['record', r.id, labels(r), r {.hash, .at, .payload, .keys},
    COLLECT { MATCH (r)-[t:HAS_IDENTIFIER|HAS_CONTACT|HAS_ADDRESS]->(n) RETURN n.id ORDER BY n.id }] AS row
  UNION ALL
  MATCH (f:Fact) WHERE f.knownTo IS NULL
  RETURN ['fact', f.id, labels(f), f {.hash, .at, .share, .due, .payload},
    COLLECT { MATCH (f)-[t]->(n) RETURN type(t) + n.id AS tie ORDER BY tie }] AS row
  UNION ALL
  MATCH (x:Account|Exposure|Rate|Capital)
  RETURN ['holding', x.id, labels(x), x {.hash, .at, .payload},
    COLLECT { MATCH (x)-[t]->(n) RETURN type(t) + n.id + coalesce(t.role, '') AS tie ORDER BY tie }] AS row
  UNION ALL
  MATCH (a:Party)-[e]->(b:Party)
  RETURN ['drawn', e.id, [type(e), a.id, b.id], e {.*, knownFrom: 0}, []] AS row
  UNION ALL
  MATCH (a:Record)-[e:MATCHES]->(b:Record)
  RETURN ['match', e.id, [], e {.decision, .odds, .held, waits: e.waiting IS NOT NULL}, []] AS row
  UNION ALL
  MATCH (t:Retraction) RETURN ['retraction', t.id, [], t {.at}, []] AS row
}
RETURN row ORDER BY row[0], row[1], row[2]
"""


async def stands(graph: Graph) -> list[Any]:
    return [row["row"] for row in await graph.administer(STANDS)]


async def last(graph: Graph) -> str:
    return (await batches(graph, 1))[0].id


def no_matter(_: object) -> None:
    """Hear how far it is."""


class Bank:
    """Takes batches and takes them back."""

    def __init__(self, graph: Graph, settings: Settings) -> None:
        self.graph = graph
        self.commands = bootstrap.commands(settings)
        self._take = taking(graph, settings)

    async def take(self, *records: Record) -> str:
        assert (await self._take(list(records))).rejected == []
        return await last(self.graph)

    async def undo(self, batch: str) -> Undone:
        done = await undo(self.graph, self.commands, ACTOR, batch, "a wrong file", no_matter)
        await resolve_pending(self.graph, self.commands, ACTOR, Models(), no_matter)
        return done

    async def do(self, command: Command[Any]) -> Any:
        return await self.commands.execute(self.graph, ACTOR, command)


@pytest.fixture
def bank(graph: Graph, settings: Settings) -> Bank:
    return Bank(graph, settings)


def person(key: str, name: str = "", **more: Any) -> Record:
    return {"type": "person", "source": "core", "key": key, "names": [name or f"Person {key}"], **more}


def end(key: str) -> Record:
    return {"source": "core", "key": key}


def owns(key: str, owner: str, owned: str, share: str, **more: Any) -> Record:
    ends = {"from": end(owner), "to": end(owned)}
    return {"type": "relationship", "source": "core", "key": key, "kind": "OWNS", **ends, "share": share, **more}


def account(key: str, *holders: str, **more: Any) -> Record:
    held = [{"party": end(holder)} for holder in holders]
    return {"type": "account", "source": "core", "key": key, "number": key, "holders": held, **more}


def owed(key: str, party: str, amount: str, **more: Any) -> Record:
    return {"type": "exposure", "source": "core", "key": key, "party": end(party), "amount": amount, "currency": "AZN",
            **more}  # fmt: skip


def retract(key: str, **more: Any) -> Record:
    return {"type": "retract", "source": "core", "key": key, **more}


RATE = {"type": "rate", "source": "core", "key": "q", "currency": "USD", "per": "AZN", "rate": "1.7",
        "validFrom": "2026-01-01"}  # fmt: skip
CAPITAL = {"type": "capital", "source": "core", "key": "k", "amount": "1", "currency": "AZN", "validFrom": "2026-01-01"}
FIN = [{"scheme": "az-fin", "value": "5ABC12D"}]
VOEN = [{"scheme": "az-voen", "value": "1700000001"}]
FIRST = [
    person("A", "Leyla Məmmədova", birthDate="1984-03-09", identifiers=FIN, at="2026-01-01"),
    person("B"), person("C"), person("D", identifiers=VOEN),
    owns("1", "A", "D", "40"), owns("2", "B", "D", "20", at="2026-01-01"), owns("3", "C", "N", "10"),
    account("a", "A", "B", balance="1"), owed("x", "A", "100", at="2026-01-01"), RATE, CAPITAL,
]  # fmt: skip


@pytest.mark.parametrize(
    "second",
    [
        pytest.param([person("E")], id="a new record"),
        pytest.param([person("A", "Leyla Əliyeva", at="2026-02-01")], id="a record says something newer"),
        pytest.param([person("A", "Leyla Əliyeva", at="2025-02-01")], id="a record comes late"),
        pytest.param([retract("B")], id="a record is taken back"),
        pytest.param([retract("A", at="2026-03-01")], id="a record is taken back at its source's own time"),
        pytest.param([retract("Z", at="2026-03-01")], id="a retraction comes before its record"),
        pytest.param([person("E", "Leyla Məmmədova", identifiers=FIN)], id="a record that merges"),
        pytest.param([person("A", "Leyla", at="2026-02-01", identifiers=VOEN)], id="a record that leaves"),
        pytest.param([person("N"), owns("4", "N", "A", "5")], id="a record that a fact waited for"),
        pytest.param([owns("1", "A", "D", "60")], id="a fact is corrected"),
        pytest.param([owns("2", "C", "D", "20", at="2026-02-01")], id="a fact moves"),
        pytest.param([owns("2", "C", "D", "20", at="2025-02-01")], id="a fact comes late"),
        pytest.param([retract("1"), retract("2", at="2026-02-01")], id="facts are taken back"),
        pytest.param([owns("5", "A", "B", "1", validFrom="2999-01-01")], id="a fact of a day to come"),
        pytest.param([account("a", "C", balance="2")], id="an account changes hands"),
        pytest.param([retract("a"), retract("x")], id="an account and an exposure are taken back"),
        pytest.param([owed("x", "B", "90", at="2026-02-01"), owed("y", "C", "1")], id="exposures"),
        pytest.param([{**RATE, "rate": "1.8"}, {**CAPITAL, "amount": "2"}], id="a rate and the capital"),
        pytest.param([person("A", "X"), person("A", "Y"), retract("A")], id="a key several times"),
        pytest.param([owns("1", "A", "D", "60"), owns("1", "A", "D", "40")], id="there and back"),
        pytest.param([retract("B"), person("B", "Other")], id="taken back and stated again"),
    ],
)
async def test_a_batch_that_is_taken_back_was_never_there(bank: Bank, second: list[Record]) -> None:
    await bank.take(*FIRST)
    before = await stands(bank.graph)
    batch = await bank.take(*second)
    after = await stands(bank.graph)
    undone = await bank.undo(batch)
    assert await stands(bank.graph) == before
    assert await bank.undo(batch) == Undone(undone.undo, 0)
    await bank.undo(undone.undo)
    assert await stands(bank.graph) == after
    await bank.undo(batch)
    assert await stands(bank.graph) == before


KEYS = st.sampled_from("AB")
TIMES = st.sampled_from([{}, {"at": "2026-01-01"}, {"at": "2026-02-01"}])
RECORDS = st.one_of(
    st.builds(lambda key, name, at: person(key, name, **at), KEYS, st.sampled_from(["X", "Y"]), TIMES),
    st.builds(lambda key, share, at: owns("R", key, "B", share, **at), KEYS, st.sampled_from("12"), TIMES),
    st.builds(lambda key, amount, at: owed("x", key, amount, **at), KEYS, st.sampled_from("12"), TIMES),
    st.builds(lambda key, at: retract(key, **at), st.sampled_from("ABRx"), TIMES),
)
BATCHES = st.lists(st.lists(RECORDS, min_size=1, max_size=4), min_size=2, max_size=4)


@limits(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BATCHES)
async def test_whatever_came_can_be_taken_back_from_the_last_to_the_first(bank: Bank, came: list[list[Record]]) -> None:
    await bank.graph.administer(CLEAN)
    states, ids = [await stands(bank.graph)], list[str]()
    for records in came:
        await bank._take(records)  # noqa: SLF001 (batches that change nothing are none)
        if (found := await batches(bank.graph, 1)) and found[0].id not in ids:
            ids.append(found[0].id)
            states.append(await stands(bank.graph))
    for batch in reversed(ids):
        assert await stands(bank.graph) == states.pop()
        await bank.undo(batch)
    assert await stands(bank.graph) == states.pop()


@pytest.mark.parametrize(
    ("newer", "named"),
    [
        pytest.param([person("A", "Leyla Əliyeva", at="2026-02-01")], "cim undo {}", id="a record was revised"),
        pytest.param([retract("C")], "cim undo {}", id="a record was taken back"),
        pytest.param([owns("9", "A", "Z", "1")], "cim undo {}", id="a fact refers to a record"),
        pytest.param([account("b", "A")], "cim undo {}", id="an account refers to a record"),
        pytest.param([owns("1", "A", "D", "50")], "cim undo {}", id="a fact was corrected"),
        pytest.param([owed("x", "A", "7", at="2026-02-01")], "cim undo {}", id="an exposure was replaced"),
    ],
)
async def test_what_newer_batches_build_on_is_not_taken_back_before_them(
    bank: Bank, newer: list[Record], named: str
) -> None:
    first = await bank.take(*FIRST)
    second = await bank.take(*newer)
    before = await stands(bank.graph)
    with pytest.raises(ConflictError, match="nothing was done") as refused:
        await bank.undo(first)
    assert named.format(second) in str(refused.value)
    assert await stands(bank.graph) == before
    await bank.undo(second)
    undone = await bank.undo(first)
    assert await stands(bank.graph) == []
    await bank.undo(undone.undo)
    await bank.undo(await last_undo_of(bank.graph, second))
    assert await stands(bank.graph) == before


async def last_undo_of(graph: Graph, batch: str) -> str:
    [row] = [row for row in await batches(graph, 100) if row.id == batch]
    assert row.undone_by is not None
    return row.undone_by


async def test_what_does_not_build_on_it_stays(bank: Bank) -> None:
    """A fact and an account that came before the record they wait for wait again, and other records are not touched."""
    await bank.take(owns("1", "A", "B", "10"), account("a", "A"))
    await bank.take(person("B"))
    before = await stands(bank.graph)
    batch = await bank.take(person("A"))
    await bank.take(person("C"))
    await bank.undo(batch)
    assert [row for row in await stands(bank.graph) if "C" not in str(row)] == before


STEWARDS: list[Any] = [
    pytest.param(lambda a, b: JudgeMatch(a, b, same=False, reason="twins"), "withdraw the judgement", id="a judgement"),
    pytest.param(lambda a, _: OverrideField("p" + a[1:], "branch", "7", "seen"), "the pinned value branch", id="a pin"),
    pytest.param(
        lambda a, b: DecideMember(
            GroupKind.HOUSEHOLD, "p" + a[1:], "p" + b[1:], included=True, reason="one", until=None
        ),
        "the decision on a group",
        id="a decision on a group",
    ),
]


@pytest.mark.parametrize(("word", "told"), STEWARDS)
async def test_what_people_decided_since_stands_in_the_way(bank: Bank, word: Callable[..., Any], told: str) -> None:
    await bank.take(person("A"))
    batch = await bank.take(person("B"))
    await bank.do(word(id_of(Kind.RECORD, "core", "B"), id_of(Kind.RECORD, "core", "A")))
    before = await stands(bank.graph)
    with pytest.raises(ConflictError, match=told):
        await bank.undo(batch)
    assert await stands(bank.graph) == before


async def test_a_pin_stands_in_the_way_only_where_the_batch_said_what_it_corrects(bank: Bank) -> None:
    record = id_of(Kind.RECORD, "core", "A")
    await bank.take(person("A"))
    pin = OverrideField("p" + record[1:], "branch", "7", "seen")
    await bank.do(pin)
    batch = await bank.take(person("A", branch="8"))
    await bank.undo(batch)
    [party] = [row for row in await stands(bank.graph) if row[0] == "party"]
    assert party[3]["branch"] == "7"
    batch = await bank.take(person("A", branch="9"))
    await bank.do(pin)
    with pytest.raises(ConflictError, match="the pinned value branch of test at core:A"):
        await bank.undo(batch)


async def test_a_judgement_that_is_withdrawn_stands_in_nobodys_way(bank: Bank) -> None:
    await bank.take(person("A"))
    before = await stands(bank.graph)
    batch = await bank.take(person("B"))
    left, right = (id_of(Kind.RECORD, "core", key) for key in "AB")
    verdict = await bank.do(JudgeMatch(left, right, same=True, reason="seen both"))
    await bank.do(WithdrawJudgement(verdict.judgement, "a mistake"))
    await bank.undo(batch)
    assert await stands(bank.graph) == before


async def refused(bank: Bank, batch: str, *named: str) -> None:
    """See that taking a batch back is refused, with what stands in the way, and nothing is lost."""
    before = await stands(bank.graph)
    with pytest.raises(ConflictError, match="nothing was done") as told:
        await bank.undo(batch)
    assert [name for name in named if name not in str(told.value)] == []
    assert await stands(bank.graph) == before


NEWER_RETRACTIONS = [
    pytest.param([retract("Z", at="2026-04-01")], id="taken back later"),
    pytest.param([person("Z", at="2026-02-01")], id="a record that it took back"),
    pytest.param([owns("Z", "A", "B", "1", at="2026-02-01")], id="a fact that it took back"),
    pytest.param([owed("Z", "A", "1", at="2026-02-01")], id="an exposure that it took back"),
    pytest.param([person("Z", at="2026-05-01"), retract("Z")], id="a record that came and went"),
]


@pytest.mark.parametrize("newer", NEWER_RETRACTIONS)
async def test_a_retraction_that_waits_is_not_forgotten_while_newer_ones_build_on_it(
    bank: Bank, newer: list[Record]
) -> None:
    await bank.take(person("A"), person("B"))
    empty = await stands(bank.graph)
    first = await bank.take(retract("Z", at="2026-03-01"))
    waits = await stands(bank.graph)
    second = await bank.take(*newer)
    await refused(bank, first, second)
    undone = await bank.undo(second)
    assert await stands(bank.graph) == waits
    await bank.undo(undone.undo)
    await refused(bank, first, second)
    await bank.undo(second)
    await bank.undo(first)
    assert await stands(bank.graph) == empty


async def test_a_retraction_that_came_in_place_of_another_gives_it_back(bank: Bank) -> None:
    await bank.take(retract("Z", at="2026-03-01"))
    before = await stands(bank.graph)
    second = await bank.take(retract("Z", at="2026-04-01"))
    third = await bank.take(retract("Z", at="2026-05-01"))
    await refused(bank, second, third)
    await bank.undo(third)
    await bank.undo(second)
    assert await stands(bank.graph) == before


async def stored(bank: Bank, origin: Origin, *records: Record) -> None:
    """Store records of a load that goes on."""
    for prepared in prepare(enumerate(records), {}):
        await bank.do(SubmitRecords(prepared, origin=origin))


@pytest.mark.parametrize(
    ("own", "other"),
    [
        pytest.param(lambda n: person("A", f"Own {n}"), lambda: person("A", "Other"), id="a record"),
        pytest.param(lambda n: owns("1", "A", "B", str(n)), lambda: owns("1", "A", "B", "9"), id="a fact"),
        pytest.param(lambda n: owed("x", "A", str(n)), lambda: retract("x"), id="an exposure"),
        pytest.param(
            lambda n: retract("Z", at=f"2026-0{2 * n}-01"), lambda: retract("Z", at="2026-03-01"), id="a retraction"
        ),
    ],
)
async def test_what_another_batch_wrote_between_two_changes_is_not_lost(
    bank: Bank, own: Callable[[int], Record], other: Callable[[], Record]
) -> None:
    await bank.take(person("A"), person("B"))
    load = Origin(new_batch(), What.LOAD)
    await stored(bank, load, own(1))
    between = await bank.take(other())
    await stored(bank, load, own(2))
    await refused(bank, load.id, between, "before them and after them")
    await refused(bank, between, load.id)


@pytest.mark.parametrize(
    "wrote", [owns("9", "A", "Z", "1"), account("b", "A"), owed("x", "A", "7")], ids=["fact", "account", "exposure"]
)
async def test_who_began_earlier_and_wrote_later_stands_in_the_way(bank: Bank, wrote: Record) -> None:
    early = Origin(new_batch(), What.LOAD)
    batch = await bank.take(person("A"))
    await stored(bank, early, wrote)
    await refused(bank, batch, early.id)
    await bank.undo(early.id)
    await bank.undo(batch)
    assert await stands(bank.graph) == []


async def test_who_began_later_and_wrote_earlier_stands_in_nobodys_way(bank: Bank) -> None:
    early = Origin(new_batch(), What.LOAD)
    await bank.take(owns("1", "A", "B", "10"))
    before = await stands(bank.graph)
    await stored(bank, early, person("A"))
    await bank.undo(early.id)
    assert await stands(bank.graph) == before


class Meanwhile(Commands):
    """Lets somebody else do something before the first changes are taken back."""

    def __init__(self, commands: Commands, doing: Callable[[], Awaitable[Any]]) -> None:
        self._commands = commands
        self._doing: Callable[[], Awaitable[Any]] | None = doing

    async def execute(self, graph: Graph, actor: Actor, command: Command[Any]) -> Any:
        if self._doing and isinstance(command, TakeBack):
            doing, self._doing = self._doing, None
            await doing()
        return await self._commands.execute(graph, actor, command)


A, B = (id_of(Kind.RECORD, "core", key) for key in "AB")


@pytest.mark.parametrize(
    ("doing", "told"),
    [
        pytest.param(lambda bank: bank.take(owns("1", "A", "B", "5")), "cim undo ", id="a fact"),
        pytest.param(lambda bank: bank.take(person("A", "Other")), "cim undo ", id="a revision"),
        pytest.param(lambda bank: bank.do(JudgeMatch(A, B, same=True, reason="seen")), "judgement", id="a judgement"),
        pytest.param(lambda bank: bank.take(retract("Z", at="2026-02-01")), "cim undo ", id="a retraction"),
    ],
)
async def test_what_came_since_it_was_looked_at_stands_in_the_way_too(
    bank: Bank, doing: Callable[[Bank], Awaitable[Any]], told: str
) -> None:
    await bank.take(person("B"))
    batch = await bank.take(retract("Z", at="2026-01-01"), person("A"))
    whole = bank.commands

    async def meanwhile() -> None:
        bank.commands = whole
        await doing(bank)

    bank.commands = Meanwhile(whole, meanwhile)
    with pytest.raises(ConflictError, match=told) as refusal:
        await bank.undo(batch)
    assert "not taken back to its end" in str(refusal.value)


class Killed(Exception):  # noqa: N818 (nothing is wrong)
    """The process ends here."""


class Short(Commands):
    """Ends after some commands, as a process does that is killed."""

    def __init__(self, commands: Commands, left: int) -> None:
        self._commands = commands
        self._left = left

    async def execute(self, graph: Graph, actor: Actor, command: Command[Any]) -> Any:
        if not self._left:
            raise Killed
        self._left -= 1
        return await self._commands.execute(graph, actor, command)


SECOND = [
    person("A", "Leyla Əliyeva", at="2026-02-01"), retract("B"), person("E"), owns("1", "A", "D", "60"), retract("2"),
    owns("4", "E", "D", "5"), account("a", "C", "E"), retract("x"), owed("y", "E", "3"), retract("Z", at="2026-01-01"),
]  # fmt: skip


async def test_one_that_was_killed_is_gone_on_with_wherever_it_was(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo_module, "AT_ONCE", 2)
    await bank.take(*FIRST)
    before = await stands(bank.graph)
    batch = await bank.take(*SECOND)
    whole = bank.commands
    for left in (0, 1, 2, 1, 3, 2, 1):
        bank.commands = Short(whole, left)
        with pytest.raises(Killed):
            await bank.undo(batch)
    bank.commands = whole
    [row] = [row for row in await batches(bank.graph, 100) if row.id == batch]
    undone = await bank.undo(batch)
    assert (undone.undo, undone.changes > 0) == (row.undone_by, True)
    assert await stands(bank.graph) == before
    assert await bank.undo(batch) == Undone(undone.undo, 0)


async def test_of_two_that_take_a_batch_back_at_once_one_is_told(bank: Bank) -> None:
    batch = await bank.take(*FIRST)
    await bank.do(BeginUndo(batch, "b-first", "a wrong file"))
    with pytest.raises(ConflictError, match="is being taken back already"):
        await bank.do(BeginUndo(batch, "b-second", "a wrong file"))
    await bank.do(BeginUndo(batch, "b-first", "a wrong file"))
    with pytest.raises(BadInputError, match="`reason` is empty"):
        await bank.do(BeginUndo(batch, "b-first", " "))


async def test_a_load_that_is_taken_back_while_it_runs_leaves_nothing_and_is_told(bank: Bank) -> None:
    await bank.take(*FIRST)
    before = await stands(bank.graph)
    origin, stored = Origin(new_batch(), What.LOAD), asyncio.Event()

    async def load() -> None:
        for number in range(200):
            [prepared] = prepare([(number, person(f"L{number}")), (number, owns(f"R{number}", "A", "D", "0.1"))], {})
            await bank.do(SubmitRecords(prepared, origin=origin))
            stored.set()

    running = asyncio.create_task(load())
    await asyncio.wait([running, asyncio.create_task(stored.wait())], return_when=asyncio.FIRST_COMPLETED)
    await bank.undo(origin.id)
    with pytest.raises(ConflictError, match="is being taken back"):
        await running
    assert await stands(bank.graph) == before


async def test_history_tells_what_the_batch_said_and_until_when(bank: Bank) -> None:
    await bank.take(person("A"))
    await bank.undo(await bank.take(person("A", "Somebody Else"), person("B")))
    rows = await bank.graph.administer(
        "MATCH (r:Record)-[:WAS]->(v:RecordVersion) RETURN r.key AS key, v.payload CONTAINS 'Else' AS other, "
        "v.retracted AS retracted ORDER BY key, v.version"
    )
    assert [tuple(row.values()) for row in rows] == [("A", False, False), ("A", True, False), ("B", False, False)]
    reasons = await bank.graph.administer("MATCH (r:Record {key: 'B'}) RETURN r.reason AS reason")
    assert reasons == [{"reason": "a wrong file"}]


async def test_a_batch_that_there_is_not_is_told(bank: Bank) -> None:
    with pytest.raises(NotFoundError, match="cim undo --list"):
        await bank.undo("20260101-000000-000000-aaaa")
