"""Many that hang together, and who changes while others look: what is done then is bounded, and done by what is so."""

from collections.abc import Iterable
from typing import Any

import pytest

from cim_graph.graph.session import Graph, Transaction
from cim_graph.graph.statement import Ids
from cim_graph.kernel.ranks import Rank
from cim_graph.matching import regrouping
from cim_graph.matching.forming import Cause
from cim_graph.matching.judging import JUDGE, WITHDRAW, Judging, Withdrawing
from cim_graph.matching.matcher import Matcher
from cim_graph.matching.model.judgements import Judged
from cim_graph.matching.models import Models
from cim_graph.matching.pairs import Division, Keyed
from cim_graph.relationships.drawing import Rules
from cim_graph.relationships.ends import lock
from cim_graph.settings import Settings
from tests.conftest import Submit
from tests.matching.test_judging import Steward, partition, person, record_id, steward
from tests.matching.test_resolving import LEYLA
from tests.matching.test_whole import loaded_later, resolved

__all__ = ["steward"]


def chain(number: int) -> list[dict[str, Any]]:
    """Return people of one name and birth date, each with a telephone of the one before: too many for one party."""

    def phone(place: int) -> dict[str, str]:
        return {"kind": "phone", "value": f"+99450212{3000 + place}"}

    return [
        person(f"K{place:03}", "Leyla Məmmədova", birthDate="1984-03-09", contacts=[phone(place), phone(place + 1)])
        for place in range(number)
    ]


async def test_what_changes_in_a_long_chain_is_compared_with_its_own_party_alone(
    graph: Graph, take: Submit, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds hang together where 20 may: who changes, comes back or goes is divided with a few, and waits."""
    divided: list[int] = []
    near = Matcher.divided

    def counted(self: Matcher, records: Iterable[Keyed], judged: Iterable[Judged]) -> Division:
        some = list(records)
        divided.append(len(some))
        return near(self, some, judged)

    people = chain(300)
    await loaded_later(graph, settings, people)
    await resolved(graph, settings, everything=True)
    assert len(await partition(graph)) == len(people)
    monkeypatch.setattr(Matcher, "divided", counted)
    monkeypatch.setattr(regrouping, "MOST", 20)
    await take([{**people[7], "gender": "female"}])
    await take([{"type": "retract", "source": "core", "key": "K008"}])
    await take([people[8]])
    assert max(divided) < regrouping.MOST
    assert len(await partition(graph)) == len(people)
    held = """
    MATCH (r:Record)-[e:MATCHES]-() WHERE r.key IN ['K007', 'K008']
    RETURN DISTINCT e.held AS held, e.waiting IS NOT NULL AS waits
    """
    assert await graph.administer(held) == [{"held": "size", "waits": True}]


async def test_who_is_revised_in_a_long_chain_leaves_its_party_and_a_word_still_joins(
    graph: Graph, take: Submit, settings: Settings, steward: Steward, monkeypatch: pytest.MonkeyPatch
) -> None:
    await take(LEYLA)
    monkeypatch.setattr(regrouping, "MOST", -1)
    await take([person("B", "Kamran Quliyev", birthDate="1990-01-05")])
    assert await partition(graph) == [["A", "C"], ["B"], ["D"], ["E"]]
    verdict = await steward.judge(record_id("B"), record_id("A"), same=True)
    assert await partition(graph) == [["A", "B", "C"], ["D"], ["E"]]
    await steward.withdraw(verdict.judgement)
    assert await partition(graph) == [["A", "C"], ["B"], ["D"], ["E"]]
    await take(LEYLA[1:2])
    assert await partition(graph) == [["A", "C"], ["B"], ["D"], ["E"]]
    monkeypatch.undo()
    await resolved(graph, settings, everything=True)
    assert await partition(graph) == [["A", "B", "C"], ["D"], ["E"]]


async def test_who_looks_again_divides_again(
    graph: Graph, take: Submit, steward: Steward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While A and B are locked to become one, that word is withdrawn, and B becomes one with C."""
    await take([person(key, f"Person {key}") for key in "ABC"])
    done = list[str]()
    moment = "2030-01-01T00:00:00.000000Z"

    async def locking(transaction: Transaction, records: Iterable[str], versions: dict[str, int]) -> None:
        await lock(transaction, records, versions)
        if done:
            return
        done.append("once")
        [word] = await transaction.run(regrouping.JUDGED(Ids([record_id("A")])))
        await transaction.run(WITHDRAW(Withdrawing(word.id, moment, "fatma", "a mistake")))
        said = {"id": "j1", "same": True, "together": False, "by": "fatma", "at": moment, "reason": "seen"}
        await transaction.run(JUDGE(Judging(said, [record_id("B")], [record_id("C")])))
        matcher = await Models().matcher(transaction.run)
        rules = Rules(moment[:10], moment, Rank())
        await regrouping.regroup(transaction, [record_id("B")], matcher, Cause("fatma", "seen"), rules)

    monkeypatch.setattr(regrouping, "lock", locking)
    await steward.judge(record_id("A"), record_id("B"), same=True)
    assert await partition(graph) == [["A"], ["B", "C"]]
