"""Lists merge with nobody: hits wait for a steward, become relationships, or stay dismissed until something changes."""

from itertools import permutations
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError, ConflictError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.pages import Page
from cim_graph.matching.desk import Desk
from cim_graph.matching.judging import JudgeMatch, Verdict, WithdrawJudgement
from cim_graph.matching.models import Models
from cim_graph.matching.pending import resolve_pending
from cim_graph.matching.reviewing import queue
from cim_graph.matching.screening import hits
from cim_graph.settings import Settings
from tests.conftest import CLEAN, Submit
from tests.matching.test_whole import loaded_later

Record = dict[str, Any]
FIN = [{"scheme": "az-fin", "value": "5ABC12D"}]
DRAWN = "MATCH (a:Party)-[e:RELATED_TO]->(b:Party) RETURN a.id AS party, e.role AS role, b.id AS entry"
PARTIES = """
MATCH (p:Party)<-[:DESCRIBES]-(r:Record) WITH p, r ORDER BY r.key
WITH p, collect(r.key) AS keys RETURN keys, p.flags AS flags ORDER BY keys
"""


def person(key: str, source: str = "core", **more: Any) -> Record:
    said = {"names": ["Rəşad Quliyev Elçin oğlu"], "birthDate": "1984-03-09", "identifiers": FIN}
    return {"type": "person", "source": source, "key": key, **said, **more}


CLIENT = person("C", status="CUSTOMER")
ENTRY = person("L", "list", flags=["sanctioned"], status="EXTERNAL")
OTHER = person("M", "second-list", flags=["watchlist"], status="EXTERNAL")
TWIN = person("D", status="CUSTOMER", at="2026-01-01")


def record_id(record: Record) -> str:
    return id_of(Kind.RECORD, record["source"], record["key"])


class Office:
    """Screens, and says what becomes of hits."""

    def __init__(self, graph: Graph, settings: Settings) -> None:
        self.graph = graph
        self._commands, self._actor = bootstrap.commands(settings), Actor("fatma")

    async def judge(self, one: Record, other: Record, *, same: bool) -> Verdict:
        return await self.judge_ids(record_id(one), record_id(other), same=same)

    async def judge_ids(self, one: str, other: str, *, same: bool, seen: str | None = None) -> Verdict:
        command = JudgeMatch(one, other, same, "seen the passport", seen)
        return await self._commands.execute(self.graph, self._actor, command)

    async def withdraw(self, verdict: Verdict) -> None:
        await self._commands.execute(self.graph, self._actor, WithdrawJudgement(verdict.judgement, "a mistake"))

    async def resolve_all(self) -> None:
        def told(_: str) -> None: ...

        await resolve_pending(self.graph, self._commands, self._actor, Models(), told, everything=True)

    async def states(self) -> list[tuple[str, str]]:
        return [(hit.key, hit.state) for hit in await hits(self.graph, "list")]

    async def waiting(self) -> list[tuple[str, set[str]]]:
        rows = (await queue(self.graph, Page(50))).items
        return [(row.kind, {record.key for record in row.records}) for row in rows]


@pytest.fixture
def office(graph: Graph, settings: Settings) -> Office:
    return Office(graph, settings)


async def partition(graph: Graph) -> list[tuple[list[str], list[str] | None]]:
    return [(row["keys"], row["flags"]) for row in await graph.administer(PARTIES)]


async def test_a_list_merges_with_nobody_whoever_comes_first(office: Office, take: Submit) -> None:
    graph = office.graph
    for order in permutations((CLIENT, ENTRY, TWIN)):
        await graph.administer(CLEAN)
        for record in order:
            await take([record])
        assert await partition(graph) == [(["C", "D"], None), (["L"], ["sanctioned"])]
        assert sorted(kind for kind, _ in await office.waiting()) == ["SCREENING", "SCREENING"]
        assert sorted(await office.states()) == [("C", "open"), ("D", "open")]
    await office.resolve_all()
    assert await partition(graph) == [(["C", "D"], None), (["L"], ["sanctioned"])]
    assert sorted(await office.states()) == [("C", "open"), ("D", "open")]


@pytest.mark.parametrize(
    ("records", "parties", "waiting"),
    [
        pytest.param([ENTRY, OTHER], [["L"], ["M"]], [], id="entries of two lists"),
        pytest.param(
            [ENTRY, person("K", "list", flags=["sanctioned"], status="EXTERNAL")],
            [["K"], ["L"]],
            [],
            id="two entries of one",
        ),
        pytest.param(
            [CLIENT, person("X", flags=["sanctioned"], status="CUSTOMER")], [["C", "X"]], [], id="a sanctioned client"
        ),
        pytest.param(
            [CLIENT, person("R", "register", flags=["sanctioned"])], [["C", "R"]], [], id="whom a register calls so"
        ),
        pytest.param(
            [CLIENT, person("L", "list", flags=["pep"], status="EXTERNAL")], [["C", "L"]], [], id="a flag of no list"
        ),
        pytest.param(
            [CLIENT, {**ENTRY, "identifiers": [], "names": ["Vəli Əliyev"], "birthDate": "1961"}],
            [["C"], ["L"]],
            [],
            id="somebody else",
        ),
        pytest.param(
            [CLIENT, {**ENTRY, "type": "organization"}], [["C"], ["L"]], [], id="a person and an organization"
        ),
    ],
)
async def test_what_is_a_hit_and_what_merges(
    office: Office, take: Submit, records: list[Record], parties: list[list[str]], waiting: list[Any]
) -> None:
    await take(records)
    assert [keys for keys, _ in await partition(office.graph)] == parties
    assert await office.waiting() == waiting


async def test_a_confirmed_hit_is_a_relationship_until_it_is_withdrawn(office: Office, take: Submit) -> None:
    await take([CLIENT, ENTRY])
    verdict = await office.judge(ENTRY, CLIENT, same=True)
    party, entry = ("p" + record_id(one)[1:] for one in (CLIENT, ENTRY))
    drawn = [{"party": party, "role": "screening-hit", "entry": entry}]
    assert set(verdict.parties) == {party, entry}
    assert await office.graph.administer(DRAWN) == drawn
    assert (await office.states(), await office.waiting()) == ([("C", "confirmed")], [])
    again = await office.judge(CLIENT, ENTRY, same=True)
    assert again.judgement == verdict.judgement
    await office.resolve_all()
    await take([{**CLIENT, "segment": "retail"}])
    assert await office.graph.administer(DRAWN) == drawn
    assert await partition(office.graph) == [(["C"], None), (["L"], ["sanctioned"])]
    await office.withdraw(verdict)
    assert await office.graph.administer(DRAWN) == []
    assert (await office.states(), len(await office.waiting())) == ([("C", "open")], 1)


@pytest.mark.parametrize("changed", [CLIENT, ENTRY], ids=["the client", "the entry"])
async def test_a_dismissed_hit_stays_dismissed_until_either_side_changes(
    office: Office, take: Submit, changed: Record
) -> None:
    await take([CLIENT, ENTRY])
    await office.judge(CLIENT, ENTRY, same=False)
    for _ in range(2):
        await take([CLIENT, ENTRY])
        await office.resolve_all()
        assert (await office.states(), await office.waiting()) == ([("C", "dismissed")], [])
    await take([{**changed, "gender": "male"}])
    assert (await office.states(), await office.waiting()) == ([("C", "open")], [("SCREENING", {"C", "L"})])


async def test_a_dismissed_hit_whose_record_changes_waits_after_a_run_over_the_whole_base(
    office: Office, take: Submit, settings: Settings
) -> None:
    """The record is loaded, and resolved later; what the model says of the pair is as before."""
    await take([CLIENT, ENTRY])
    await office.judge(CLIENT, ENTRY, same=False)
    await loaded_later(office.graph, settings, [{**CLIENT, "segment": "retail"}])
    await office.resolve_all()
    assert await office.states() == [("C", "open")]
    assert await office.waiting() == [("SCREENING", {"C", "L"})]


async def test_a_party_is_never_judged_the_same_as_an_entry(office: Office, take: Submit) -> None:
    """Its oldest record was taken back; of a party of two records, the record of the hit has to be named."""
    await take([CLIENT])
    await take([TWIN])
    await take([ENTRY])
    party, entry = ("p" + record_id(one)[1:] for one in (CLIENT, ENTRY))
    with pytest.raises(BadInputError, match="2 of this party stand; name the record"):
        await office.judge_ids(party, entry, same=True)
    await take([{"type": "retract", "source": "core", "key": "C"}])
    await office.judge_ids(party, entry, same=True)
    assert [keys for keys, _ in await partition(office.graph)] == [["C", "D"], ["L"]]
    assert ("D", "confirmed") in await office.states()


async def test_a_word_is_replaced_by_a_newer_one(office: Office, take: Submit) -> None:
    await take([CLIENT, ENTRY])
    await office.judge(CLIENT, ENTRY, same=True)
    await office.judge(ENTRY, CLIENT, same=False)
    assert (await office.states(), await office.graph.administer(DRAWN)) == ([("C", "dismissed")], [])
    await office.judge(CLIENT, ENTRY, same=True)
    assert (await office.states(), len(await office.graph.administer(DRAWN))) == ([("C", "confirmed")], 1)


async def test_two_entries_are_not_judged(office: Office, take: Submit) -> None:
    await take([ENTRY, OTHER])
    with pytest.raises(BadInputError, match="both are entries of lists"):
        await office.judge(ENTRY, OTHER, same=True)


def owed(party: str, amount: str, currency: str) -> Record:
    end = {"source": "core", "key": party}
    return {"type": "exposure", "source": "core", "key": f"x{party}", "party": end, "amount": amount,
            "currency": currency}  # fmt: skip


def doubtful(key: str, name: str, born: str) -> Record:
    return {"type": "person", "source": "core", "key": key, "names": [name], "birthDate": born}


async def test_hits_come_first_and_then_what_is_owed_in_one_currency(office: Office, take: Submit) -> None:
    """100 dollars are 170 manats, and more than 150; a hit of which nobody owes anything is more than both."""
    await take(
        [
            {"type": "rate", "source": "core", "key": "usd", "currency": "USD", "per": "AZN", "rate": "1.7",
             "validFrom": "2020-01-01"},
            doubtful("A", "Rəşad Quliyev Elçin oğlu", "1975"), doubtful("B", "Rashad Guliyev", "1975-03-09"),
            doubtful("E", "Günel Bağırova Vaqif qızı", "1990"), doubtful("F", "Gunel Bagirova", "1990-07-01"),
            owed("A", "150", "AZN"), owed("F", "100", "USD"),
        ]
    )  # fmt: skip
    await take([CLIENT, ENTRY])
    waiting = await office.waiting()
    kinds, pairs = [kind for kind, _ in waiting], [keys for _, keys in waiting]
    assert {"SCREENING", "IDENTITY"} == set(kinds)
    assert kinds == sorted(kinds, reverse=True)
    assert pairs.index({"E", "F"}) < pairs.index({"A", "B"})


@pytest.mark.parametrize("pair", [(CLIENT, ENTRY), (CLIENT, person("P", birthDate="1990-01-01"))], ids=["hit", "pair"])
async def test_a_word_on_what_was_judged_meanwhile_is_refused(
    office: Office, take: Submit, pair: tuple[Record, Record]
) -> None:
    await take(list(pair))
    left, right = map(record_id, pair)
    first = await office.judge_ids(left, right, same=False, seen="")
    for same in (True, False):
        with pytest.raises(ConflictError, match=f"fatma judged them different meanwhile .{first.judgement}"):
            await office.judge_ids(right, left, same=same, seen="")
    second = await office.judge_ids(left, right, same=True, seen=first.judgement)
    assert second.judgement != first.judgement
    with pytest.raises(ConflictError, match="that you saw stands no longer"):
        await office.judge_ids(left, right, same=False, seen=first.judgement)


@pytest.mark.parametrize("same", [True, False], ids=["confirmed", "dismissed"])
@pytest.mark.parametrize("changed", [CLIENT, ENTRY], ids=["the client", "the entry"])
async def test_a_hit_is_judged_by_what_was_shown(
    office: Office, take: Submit, settings: Settings, changed: Record, *, same: bool
) -> None:
    await take([CLIENT, ENTRY])
    desk = Desk(office.graph, bootstrap.commands(settings), Actor("fatma"), Models())
    case = await desk.next()
    assert case is not None
    await take([{**changed, "gender": "male"}])
    with pytest.raises(ConflictError, match="says something else since it was shown"):
        await desk.judge(case, "another man", same=same)
    assert (await office.states(), len(await office.waiting())) == ([("C", "open")], 1)
    again = await Desk(office.graph, bootstrap.commands(settings), Actor("fatma"), Models()).next()
    assert again is not None
    assert await desk.judge(again, "another man", same=same) is None
    assert await office.states() == [("C", "confirmed" if same else "dismissed")]
