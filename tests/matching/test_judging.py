"""What stewards decide, and the way back: everything that hangs on a record goes with it, and comes back with it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError, ConflictError, NotFoundError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.matching.judging import JudgeMatch, SplitParty, Verdict, WithdrawJudgement
from cim_graph.matching.models import Models
from cim_graph.matching.pending import resolve_pending
from cim_graph.settings import Settings

Submit = Callable[[list[Any]], Awaitable[Report]]
Record = dict[str, Any]

PARTIES = """
MATCH (p:Party)<-[:DESCRIBES]-(r:Record) WITH p, r ORDER BY r.key
RETURN p.id AS id, p.name AS name, collect(r.key) AS keys, labels(p) AS labels ORDER BY keys
"""
DRAWN = """
MATCH (a:Party)-[e]->(b:Party)
RETURN a.id AS source, type(e) AS kind, b.id AS target, e.id AS id, e.share AS share, e.facts AS facts,
  e.onBehalfOf AS behalf, e.about AS about
ORDER BY source, kind, target, id
"""
TOLD = "MATCH (o:OutboxEntry) WHERE o.event IS NOT NULL RETURN o.event AS event, o.parties AS parties ORDER BY o.id"
EXAMPLES = ["A", "B", "C"]


def person(key: str, name: Any, source: str = "core", **more: Any) -> Record:
    return {"type": "person", "source": source, "key": key, "names": [name], **more}


def owns(key: str, owner: str, owned: str, share: str, **more: Any) -> Record:
    ends = {"from": {"source": "core", "key": owner}, "to": {"source": "core", "key": owned}}
    return {"type": "relationship", "source": "core", "key": key, "kind": "OWNS", **ends, "share": share, **more}


def firm(key: str, **more: Any) -> Record:
    return {"type": "organization", "source": "core", "key": key, "names": [f"Firm {key}"], **more}


def record_id(key: str, source: str = "core") -> str:
    return id_of(Kind.RECORD, source, key)


def party_id(key: str, source: str = "core") -> str:
    return id_of(Kind.PARTY, source, key)


class Steward:
    """Does what stewards do, as `fatma`."""

    def __init__(self, graph: Graph, settings: Settings) -> None:
        self._graph = graph
        self._commands = bootstrap.commands(settings)
        self._actor = Actor("fatma")

    async def judge(self, left: str, right: str, *, same: bool, reason: str = "seen both passports") -> Verdict:
        command = JudgeMatch(left, right, same, reason)
        return await self._commands.execute(self._graph, self._actor, command)

    async def withdraw(self, judgement: str) -> Verdict:
        return await self._commands.execute(self._graph, self._actor, WithdrawJudgement(judgement, "a mistake"))

    async def split(self, party: str, *keys: str) -> Verdict:
        command = SplitParty(party, tuple(map(record_id, keys)), "two people")
        return await self._commands.execute(self._graph, self._actor, command)


@pytest.fixture
def steward(graph: Graph, settings: Settings) -> Steward:
    return Steward(graph, settings)


async def partition(graph: Graph) -> list[list[str]]:
    return [row["keys"] for row in await graph.administer(PARTIES)]


async def test_two_records_become_one_party_under_the_older_id(graph: Graph, take: Submit, steward: Steward) -> None:
    await take([person("B", "Leyla Məmmədova")])
    await take([person("A", "Leyla Mammadova", birthDate="1984-03-09")])
    verdict = await steward.judge(record_id("A"), record_id("B"), same=True)
    [party] = await graph.administer(PARTIES)
    assert (party["id"], party["keys"]) == (party_id("B"), ["A", "B"])
    assert verdict.parties == [party_id("B")]
    [row] = await graph.administer("MATCH (p:Party) RETURN p.birthDate AS born, p.nameTexts AS names")
    assert row["born"] == "1984-03-09"
    assert set(row["names"]) == {"Leyla Məmmədova", "Leyla Mammadova"}
    assert await graph.administer(TOLD) == [{"event": "party.merged", "parties": [party_id("B"), party_id("A")]}]


async def test_the_outbox_tells_of_parties_beside_a_merge_too(graph: Graph, take: Submit, steward: Steward) -> None:
    """F is held by both who become one, so its owners change."""
    await take(
        [person("A", "one"), person("B", "two"), firm("F"), owns("1", "A", "F", "40"), owns("2", "B", "F", "20")]
    )
    await steward.judge(record_id("A"), record_id("B"), same=True)
    told = await graph.administer(
        "MATCH (o:OutboxEntry {command: 'judgeMatch'}) RETURN o.parties AS parties ORDER BY o.id"
    )
    assert [row["parties"] for row in told] == [[party_id("F")], [party_id("A"), party_id("B")]]


async def everything(graph: Graph) -> list[dict[str, Any]]:
    parties = await graph.administer(
        "MATCH (p:Party) RETURN p {.*, version: 0} AS party, labels(p) AS labels ORDER BY p.id"
    )
    return [*parties, *await graph.administer(PARTIES), *await graph.administer(DRAWN)]


WEB = [
    *(person(key, f"Person {key}") for key in EXAMPLES),
    *(firm(key) for key in ("F", "G", "H")),
    owns("1", "A", "F", "40"),
    owns("2", "B", "F", "20"),
    owns("3", "C", "G", "10", onBehalfOf={"source": "core", "key": "B"}),
    owns("4", "F", "G", "30"),
    owns("5", "H", "F", "5"),
    {"type": "account", "source": "core", "key": "X", "number": "1", "currency": "AZN",
     "holders": [{"party": {"source": "core", "key": "B"}}]},
]  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right"),
    [("A", "B"), ("B", "C"), ("A", "C"), ("F", "G"), ("H", "F"), ("G", "H")],
    ids=["both own", "nominee and nominator", "strangers", "parent and child", "holder and held", "far apart"],
)
async def test_merge_and_withdraw_give_the_graph_back(
    graph: Graph, take: Submit, steward: Steward, left: str, right: str
) -> None:
    for record in WEB:
        await take([record])
    before = await everything(graph)
    verdict = await steward.judge(record_id(left), record_id(right), same=True)
    merged = await everything(graph)
    assert merged != before
    await steward.withdraw(verdict.judgement)
    assert await everything(graph) == before
    await steward.judge(record_id(right), record_id(left), same=True)
    assert await everything(graph) == merged


async def test_what_two_records_own_adds_up_once_they_are_one(graph: Graph, take: Submit, steward: Steward) -> None:
    await take(WEB)
    await steward.judge(record_id("A"), record_id("B"), same=True)
    drawn = {(row["kind"], row["share"]) for row in await graph.administer(DRAWN) if row["target"] == party_id("F")}
    assert drawn == {("OWNS", "60"), ("OWNS", "5")}


async def test_a_party_keeps_what_it_is_named_by_elsewhere(graph: Graph, take: Submit, steward: Steward) -> None:
    """C holds on behalf of B; B becomes part of the older A."""
    for record in WEB:
        await take([record])
    await steward.judge(record_id("A"), record_id("B"), same=True)
    [row] = [row for row in await graph.administer(DRAWN) if row["behalf"]]
    assert row["behalf"] == party_id("A")


async def node(graph: Graph, key: str) -> list[dict[str, Any]]:
    statement = f"MATCH (:Record {{key: '{key}'}})-[:DESCRIBES]->(p) RETURN elementId(p) AS node, p.id AS id"
    return await graph.administer(statement)


async def test_the_bigger_node_stays_under_the_older_id(graph: Graph, take: Submit, steward: Steward) -> None:
    await take([person("A", "old")])
    await take(
        [person("B", "big"), *(firm(str(n)) for n in range(5)), *(owns(f"o{n}", "B", str(n), "1") for n in range(5))]
    )
    [big] = await node(graph, "B")
    await steward.judge(record_id("A"), record_id("B"), same=True)
    assert await node(graph, "A") == [{"node": big["node"], "id": party_id("A")}]
    verdict = await steward.split(party_id("A"), "A")
    assert verdict.parties == [party_id("A"), party_id("B")]
    assert await node(graph, "B") == [big]


async def test_a_split_is_a_newer_word_than_what_held_together(graph: Graph, take: Submit, steward: Steward) -> None:
    for key in EXAMPLES:
        await take([person(key, "Elçin Quliyev")])
    await steward.judge(record_id("A"), record_id("B"), same=True)
    await steward.judge(record_id("B"), record_id("C"), same=True)
    assert await partition(graph) == [["A", "B", "C"]]
    verdict = await steward.split(party_id("A"), "C")
    assert await partition(graph) == [["A", "B"], ["C"]]
    await steward.withdraw(verdict.judgement)
    assert await partition(graph) == [["A", "B"], ["C"]], "the word that it replaced is gone for good"


async def test_a_side_of_a_split_holds_together(graph: Graph, take: Submit, steward: Steward) -> None:
    await take([person(key, "Elçin Quliyev") for key in "ABCD"])
    for key in "BCD":
        await steward.judge(record_id("A"), record_id(key), same=True)
    verdict = await steward.split(party_id("A"), "C", "D")
    assert await partition(graph) == [["A", "B"], ["C", "D"]]
    with pytest.raises(ConflictError, match=verdict.judgement):
        await steward.judge(record_id("B"), record_id("D"), same=True)


async def test_judging_twice_is_judging_once(graph: Graph, take: Submit, steward: Steward) -> None:
    await take([person("A", "one"), person("B", "two")])
    first = await steward.judge(record_id("A"), record_id("B"), same=True)
    again = await steward.judge(record_id("B"), record_id("A"), same=True)
    assert again == first
    assert await graph.administer("MATCH (j:Judgement) RETURN count(j) AS n") == [{"n": 1}]


async def test_a_chain_that_contradicts_is_refused_and_says_what_to_withdraw(
    graph: Graph, take: Submit, steward: Steward
) -> None:
    await take([person(key, "x") for key in EXAMPLES])
    first = await steward.judge(record_id("A"), record_id("B"), same=True, reason="same tax number")
    await steward.judge(record_id("B"), record_id("C"), same=False)
    with pytest.raises(ConflictError, match=r"fatma.*seen both passports"):
        await steward.judge(record_id("A"), record_id("C"), same=True)
    await steward.judge(record_id("A"), record_id("B"), same=False)
    assert await partition(graph) == [["A"], ["B"], ["C"]]
    with pytest.raises(NotFoundError, match="no judgement"):
        await steward.withdraw(first.judgement)


ELCINS = [
    person(f"{father[0]}{number}", {"first": "Elçin", "last": "Quliyev", "patronymic": father}, birthDate="1980-05-17",
           contacts=[{"kind": "phone", "value": phone}])
    for father, phone in (("Məmməd oğlu", "+994501234567"), ("Rauf oğlu", "+994507654321"))
    for number in range(3)
]  # fmt: skip


async def test_parties_that_are_judged_the_same_stay_whole(graph: Graph, take: Submit, steward: Steward) -> None:
    """Two parties of three records each, whose fathers' names contradict each other."""
    await take(ELCINS)
    both = [["M0", "M1", "M2"], ["R0", "R1", "R2"]]
    assert await partition(graph) == both
    verdict = await steward.judge(party_id("M0"), party_id("R0"), same=True)
    assert await partition(graph) == [["M0", "M1", "M2", "R0", "R1", "R2"]]
    await take([{**ELCINS[0], "key": "M3"}])
    assert await partition(graph) == [["M0", "M1", "M2", "M3", "R0", "R1", "R2"]]
    await take([{"type": "retract", "source": "core", "key": record} for record in ("M0", "R0", "M3")])
    assert len(await partition(graph)) == 1
    await take([ELCINS[0], ELCINS[3]])
    await steward.withdraw(verdict.judgement)
    assert [[key for key in keys if key != "M3"] for keys in await partition(graph)] == both


async def test_a_chain_of_judgements_is_one_party_though_its_ends_contradict(
    graph: Graph, take: Submit, steward: Steward
) -> None:
    await take([ELCINS[0], person("X", "Elçin Quliyev"), ELCINS[3]])
    await steward.judge(record_id("M0"), record_id("X"), same=True)
    await steward.judge(record_id("X"), record_id("R0"), same=True)
    assert await partition(graph) == [["M0", "R0", "X"]]


async def test_a_steward_joins_two_whose_numbers_are_in_conflict(graph: Graph, take: Submit, steward: Steward) -> None:
    def with_fin(key: str, value: str) -> Record:
        return {**ELCINS[0], "key": key, "identifiers": [{"scheme": "az-fin", "value": value}]}

    await take([with_fin("1", "5ABCD12"), with_fin("2", "5ABCD13")])
    assert await partition(graph) == [["1"], ["2"]]
    await steward.judge(record_id("1"), record_id("2"), same=True)
    assert await partition(graph) == [["1", "2"]]
    await take([with_fin("3", "5ABCD13"), with_fin("4", "5ABCD12"), with_fin("5", "5ABCD14")])
    assert await partition(graph) == [["1", "2", "3", "4"], ["5"]]


async def test_one_party_is_split_in_three_by_two_splits(graph: Graph, take: Submit, steward: Steward) -> None:
    await take(ELCINS[:3])
    first = await steward.split(party_id("M0"), "M1")
    second = await steward.split(next(id_ for id_ in first.parties if id_ != party_id("M1")), "M2")
    assert await partition(graph) == [["M0"], ["M1"], ["M2"]]
    await steward.withdraw(second.judgement)
    assert await partition(graph) == [["M0", "M2"], ["M1"]]
    await steward.withdraw(first.judgement)
    assert await partition(graph) == [["M0", "M1", "M2"]]


async def test_a_person_and_an_organization_are_never_judged_the_same(take: Submit, steward: Steward) -> None:
    await take([person("A", "one"), firm("F")])
    with pytest.raises(BadInputError, match="ORGANIZATION and PERSON are never one party"):
        await steward.judge(party_id("A"), record_id("F"), same=True)
    await steward.judge(party_id("A"), record_id("F"), same=False)


async def test_what_becomes_of_parties_has_an_order_in_time(graph: Graph, take: Submit, settings: Settings) -> None:
    """The clock stands still; still no two moves of a record are at one moment, and none is before the last."""
    commands = bootstrap.commands(settings, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    await take([person("A", "one"), person("B", "two")])
    for same in (True, False, True):
        await commands.execute(graph, Actor("fatma"), JudgeMatch(record_id("A"), record_id("B"), same, "seen"))
    rows = await graph.administer("MATCH ()-[m:MOVED]->(e) RETURN m.at AS at ORDER BY e.place")
    moments = [row["at"] for row in rows]
    assert len(moments) == 3
    assert moments == sorted(set(moments))


@pytest.mark.parametrize(
    ("left", "right", "reason", "error", "told"),
    [
        (record_id("A"), record_id("A"), "why", BadInputError, "name two records"),
        (record_id("A"), record_id("Z"), "why", NotFoundError, "no record and no party"),
        (record_id("A"), "A", "why", NotFoundError, "no record and no party"),
        (record_id("A"), record_id("B"), "  ", BadInputError, "`reason` is empty"),
        (record_id("A"), record_id("B"), "seen\u202e", BadInputError, r"cannot be seen \(RIGHT-TO-LEFT OVERRIDE\)"),
        (record_id("A"), record_id("B"), "se\0en", BadInputError, r"cannot be seen \(U\+0000\)"),
    ],
)
async def test_what_cannot_be_judged_is_told(  # noqa: PLR0913, PLR0917 (a table)
    take: Submit, steward: Steward, left: str, right: str, reason: str, error: type[Exception], told: str
) -> None:
    await take([person("A", "one"), person("B", "two")])
    with pytest.raises(error, match=told):
        await steward.judge(left, right, same=True, reason=reason)


async def test_a_merged_party_outlives_new_versions_of_its_records(
    graph: Graph, take: Submit, steward: Steward
) -> None:
    await take([person("A", "one"), person("B", "two")])
    await steward.judge(record_id("A"), record_id("B"), same=True)
    await take([person("B", "three"), owns("1", "B", "A", "10")])
    assert await partition(graph) == [["A", "B"]]
    await take([{"type": "retract", "source": "core", "key": "A"}])
    [row] = await graph.administer("MATCH (p:Party) RETURN p.nameTexts AS names")
    assert row["names"] == ["three"]


async def test_a_side_of_a_split_holds_together_without_its_first_record(
    graph: Graph, take: Submit, steward: Steward
) -> None:
    await take([person(key, "x") for key in "ABCD"])
    for key in "BCD":
        await steward.judge(record_id("A"), record_id(key), same=True)
    await steward.split(party_id("A"), "D")
    first = min("ABC", key=record_id)
    await take([{"type": "retract", "source": "core", "key": first}])
    stand = [[key for key in keys if key != first] for keys in await partition(graph)]
    assert sorted(filter(None, stand)) == sorted([[key for key in "ABC" if key != first], ["D"]])


ONE_OR_OTHER = [
    pytest.param({"type": "organization", "names": ["Elçin Quliyev MMC"]}, id="an organization"),
    pytest.param({"flags": ["sanctioned"], "status": "EXTERNAL"}, id="an entry of a list"),
]


@pytest.mark.parametrize("changed", ONE_OR_OTHER)
async def test_a_word_rests_while_the_two_cannot_be_one(
    graph: Graph, take: Submit, steward: Steward, settings: Settings, changed: Record
) -> None:
    """B becomes something else, and a person again; X, judged the same as both, goes on with A."""
    one = person("A", "Elçin Quliyev Məmməd oğlu", birthDate="1980-05-17")
    other = person("B", "Elçin Quliyev", birthDate="1980-05-17")
    await take([one, other, person("X", "Elcin")])
    await steward.judge(record_id("A"), record_id("B"), same=True)
    await steward.judge(party_id("A") if record_id("A") < record_id("B") else party_id("B"), record_id("X"), same=True)
    assert await partition(graph) == [["A", "B", "X"]]
    for _ in range(2):
        await take([{**other, **changed}])
        assert await partition(graph) == [["A", "X"], ["B"]]
        await resolved(graph, settings)
        assert await partition(graph) == [["A", "X"], ["B"]]
        await take([other])
        assert await partition(graph) == [["A", "B", "X"]]
    await resolved(graph, settings)
    assert await partition(graph) == [["A", "B", "X"]]


async def test_a_word_that_rests_hides_no_hit(graph: Graph, take: Submit, steward: Steward) -> None:
    """B was judged to be A and is an entry of a list now: the hit waits, and is confirmed as one."""
    fin = [{"scheme": "az-fin", "value": "5ABC12D"}]
    await take([person(key, "Elçin Quliyev", birthDate="1980-05-17", identifiers=fin) for key in "AB"])
    first = await steward.judge(record_id("A"), record_id("B"), same=True)
    entry = person("B", "Elçin Quliyev", birthDate="1980-05-17", identifiers=fin, flags=["sanctioned"])
    await take([{**entry, "status": "EXTERNAL"}])
    assert await waiting(graph) == [["A", "B"]]
    verdict = await steward.judge(record_id("A"), record_id("B"), same=True)
    assert verdict.judgement != first.judgement
    assert await waiting(graph) == []
    assert [row["kind"] for row in await graph.administer(DRAWN)] == ["RELATED_TO"]


WAITING = """
MATCH (a:Record)-[e:MATCHES]-(b:Record) WHERE e.waiting IS NOT NULL AND a.key < b.key
RETURN a.key AS one, b.key AS other ORDER BY one, other
"""


async def waiting(graph: Graph) -> list[list[str]]:
    return [[row["one"], row["other"]] for row in await graph.administer(WAITING)]


async def resolved(graph: Graph, settings: Settings) -> None:
    commands = bootstrap.commands(settings)
    await resolve_pending(graph, commands, Actor("test"), Models(), lambda _: None, everything=True)


DOUBTFUL = [person(key, name, birthDate=born) for key, name, born in (
    ("A", "Rəşad Quliyev Elçin oğlu", "1984"), ("B", "Rashad Guliyev", "1984-03-09"),
    ("C", "Rəşad Quliyev", "1984-03"), ("D", "Kamran Əliyev", "1990"),
)]  # fmt: skip


async def test_a_pair_that_a_later_word_parted_waits_again(graph: Graph, take: Submit, steward: Steward) -> None:
    """D leaves a party, which holds A, B and C together; then A and B part, and whose C is has to be said anew."""
    await take(DOUBTFUL)
    assert await waiting(graph) == [["A", "B"], ["A", "C"], ["B", "C"]]
    for key in "BCD":
        await steward.judge(record_id("A"), record_id(key), same=True)
    [party] = await graph.administer(PARTIES)
    await steward.split(party["id"], "D")
    assert (await partition(graph), await waiting(graph)) == ([["A", "B", "C"], ["D"]], [])
    await graph.administer("MATCH (j:Judgement {same: true}) SET j.withdrawnAt = '2026'")
    parting = await steward.judge(record_id("A"), record_id("B"), same=False)
    assert await partition(graph) == [["A"], ["B"], ["C"], ["D"]]
    assert await waiting(graph) == [["A", "C"], ["B", "C"]]
    await steward.withdraw(parting.judgement)
    assert (await partition(graph), await waiting(graph)) == ([["A", "B", "C"], ["D"]], [])


async def test_different_takes_out_of_a_larger_word_only_what_it_contradicts(
    graph: Graph, take: Submit, steward: Steward
) -> None:
    await take(ELCINS)
    await steward.judge(party_id("M0"), party_id("R0"), same=True)
    parting = await steward.judge(record_id("M0"), record_id("R0"), same=False)
    found = await partition(graph)
    assert found == [["M0"], ["M1", "M2", "R1", "R2"], ["R0"]], "which of both the others are is for a steward"
    assert ["M0", "M1"] in await waiting(graph)
    await steward.withdraw(parting.judgement)
    assert (list(map(len, await partition(graph))), await waiting(graph)) == ([6], [])


async def test_a_larger_word_that_cannot_hold_in_part_goes_whole(graph: Graph, take: Submit, steward: Steward) -> None:
    """A is B, and C is D: were these two one, so were A and C."""
    await take([person(key, f"Person {key}") for key in "ABCDE"])
    await steward.judge(record_id("A"), record_id("B"), same=True)
    await steward.judge(record_id("C"), record_id("D"), same=True)
    one, other, *_ = await graph.administer(PARTIES)
    await steward.judge(one["id"], other["id"], same=True)
    assert await partition(graph) == [["A", "B", "C", "D"], ["E"]]
    await steward.judge(record_id("A"), record_id("C"), same=False)
    assert await partition(graph) == [["A", "B"], ["C", "D"], ["E"]]
