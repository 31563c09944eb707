"""Assessments that are kept: by a pass over the base, and by what happens; nothing is lost, nothing kept twice."""

from random import Random
from typing import Any, NamedTuple

import numpy as np
import orjson
import pytest

from cim_graph import bootstrap
from cim_graph.events.numbering import number_all
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of, same_name
from cim_graph.kernel.times import NOW, today
from cim_graph.matching.judging import JudgeMatch, SplitParty
from cim_graph.monitoring.commands import AlertStatus, DecideAlert, OpenCase, RaiseAlerts
from cim_graph.monitoring.rules import rules
from cim_graph.monitoring.typologies.hit import Hit
from cim_graph.privacy.removal_store import ERASE_RECORDS, Erasing
from cim_graph.risk import everywhere, renewal, renewing, versions
from cim_graph.risk.assessment import Assessment, Contribution
from cim_graph.risk.census import census
from cim_graph.risk.commands import OverrideRisk, PublishScheme, SaveScheme
from cim_graph.risk.dossier import HISTORY, Before, Kept, assessment_of, dossier, fingerprint, properties, review_on
from cim_graph.risk.dossier import Cause as Because
from cim_graph.risk.months import months_on
from cim_graph.risk.reading import Reading
from cim_graph.risk.renewal import Renewal
from cim_graph.risk.renewing import Pass, Renewer, renew_all, renew_today
from cim_graph.risk.scheme import shipped
from cim_graph.risk.service import assess
from cim_graph.risk.surroundings import surroundings
from cim_graph.settings import Settings
from tests.conftest import Submit
from tests.risk.test_service import KINDS, RANK, id_, party, tie

TESTER = Actor("test")
CHAIN = [
    party("bad", "sanctioned"),
    party("front"),
    party("shop", jurisdiction="YE"),
    tie("own", "bad", "OWNS", "front", share="100"),
    tie("run", "front", "CONTROLS", "shop"),
]


class Told(NamedTuple):
    """An event of changed risk."""

    party: str
    before: str | None
    after: str
    reason: str
    path: list[str]


@pytest.fixture
def by(graph: Graph, settings: Settings) -> Renewer:
    return Renewer(graph, bootstrap.commands(settings), TESTER, settings.rank, "aml")


async def events(by: Renewer) -> list[Told]:
    found = await by.graph.driver.execute_query(
        "MATCH (o:OutboxEntry {event: 'risk.changed', command: 'keepAssessments'}) "
        "RETURN o.parties[0] AS party, o.detail AS detail ORDER BY o.id"
    )
    told = [(row["party"], orjson.loads(row["detail"])) for row in found.records]
    return [Told(party, one["from"], one["to"], one["reason"], one["path"]) for party, one in told]


async def history(by: Renewer, key: str) -> list[Kept]:
    return await by.graph.read(HISTORY(Before([id_(key)], "aml", "~", 100)))


async def followed(by: Renewer, one: Renewal | None = None) -> None:
    """Let all that happened be followed, up to its end."""
    follower = one or Renewal(by)
    await number_all(by.graph, by.commands, TESTER)
    while not await follower.look():
        pass


async def begun(by: Renewer, take: Submit, records: list[Any]) -> None:
    """Assess a base once, from what was told before."""
    await take(records)
    await number_all(by.graph, by.commands, TESTER)
    await renew_all(by, "pass")


def fact(key: str) -> str:
    return id_of(Kind.FACT, "s", key)


async def test_a_pass_keeps_what_says_something_new(by: Renewer, take: Submit) -> None:
    await take(CHAIN)
    assert await renew_today(by) is None
    assert await renew_all(by, "pass") == Pass(3, 3, 0)
    assert await renew_all(by, "pass") == Pass(3, 0, 0)
    [kept] = await history(by, "shop")
    version = await versions.in_force(by.graph, "aml")
    now = (await assess(Reading(by.graph, NOW, RANK), version, [id_("shop")]))[id_("shop")]
    then = assessment_of(kept, version)
    assert (then.score, then.word, list(then.factors), list(then.propagated)) == (
        now.score,
        now.word,
        list(now.factors),
        list(now.propagated),
    )
    assert (kept.review_on, then.named) == (review_on(version, "HIGH", kept.at), kept.id)
    await take([party("shop", jurisdiction="AZ"), party("front", names=["Another name"])])
    assert await renew_all(by, "pass") == Pass(3, 1, 1)
    assert await events(by) == [Told(id_("shop"), "HIGH", "HIGH", "pass", [])]
    assert [row.score for row in await history(by, "shop")] == [60, 85]
    assert await renew_today(by) is None
    await by.graph.driver.execute_query("MATCH (t:Turn {name: 'risk/renewal'}) SET t.passed = '2020-01-01'")
    assert await renew_today(by) == Pass(3, 0, 0)


@pytest.mark.parametrize("seed", range(2))
async def test_the_census_says_of_each_what_it_gets_alone(graph: Graph, take: Submit, seed: int) -> None:
    dice = Random(seed)
    names = [f"n{number:02}" for number in range(20)]
    flags = {name: [dice.choice(["sanctioned", "pep", "sar"])] for name in dice.sample(names, 9)}
    drawn = [(*dice.sample(names, 2), dice.choice(KINDS)) for _ in range(40)]
    ties = [tie(f"{n}", source, kind, target, role=f"r{n}") for n, (source, target, kind) in enumerate(drawn)]
    people = [{**party(name, *flags.get(name, ()), jurisdiction=dice.choice(["AZ", "YE"]))} for name in names]
    assert not (await take([*people, *ties])).rejected
    version, reading = await versions.in_force(graph, "aml"), Reading(graph, NOW, RANK)
    found = census(await everywhere.whole(reading), version)
    ids = sorted(map(id_, names))
    told = found.assessments(np.arange(len(ids)), "2026-01-01T00:00:00.000000Z")
    alone = await assess(reading, version, ids)
    prints = found.fingerprints(np.arange(len(ids))).tolist()
    assert prints == [fingerprint(alone[one]) for one in ids] == [fingerprint(one) for one in told]
    assert found.fingerprints(np.arange(7, 12)).tolist() == prints[7:12]
    assert len(set(prints)) > 5
    for one in told:
        other = alone[one.party]
        assert (one.score, one.word, list(one.factors), one.own) == (other.score, other.word, other.factors, other.own)
        assert one.arrived == len(other.propagated)
        for way, same in zip(one.propagated, other.propagated, strict=False):
            assert (way.origin, way.sees) == (same.origin, same.sees)
            assert (way.strength, way.points) == pytest.approx((same.strength, same.points))
            assert len(way.relationships) == len(way.parties) - 1 == len(way.kinds)


def drawn(dice: Random) -> tuple[list[str], list[Any]]:
    """Draw a web: the names of its parties, and records."""
    names = [f"n{number:02}" for number in range(20)]
    flags = {name: [dice.choice(["sanctioned", "pep", "sar"])] for name in dice.sample(names, 5)}
    ends = [(*dice.sample(names, 2), dice.choice(KINDS)) for _ in range(24)]
    ties = [tie(f"{n}", source, kind, target, role=f"r{n}") for n, (source, target, kind) in enumerate(ends)]
    people = [party(name, *flags.get(name, ()), jurisdiction=dice.choice(["AZ", "YE"])) for name in names]
    return names, [*people, *ties]


@pytest.mark.parametrize("seed", range(3))
async def test_parties_that_are_read_together_get_what_each_gets_alone(graph: Graph, take: Submit, seed: int) -> None:
    dice = Random(seed)
    names, records = drawn(dice)
    assert not (await take(records)).rejected
    version, reading = await versions.in_force(graph, "aml"), Reading(graph, NOW, RANK)
    asked = sorted(id_(name) for name in dice.sample(names, 6))
    near = await surroundings(reading, version.scheme, [*asked, id_("nobody")])
    assert (sorted(near.parties), list(near.apart)) == (asked, [])
    places = np.searchsorted(near.base.ids, asked).astype(np.int64)
    found, alone = census(near.base, version), await assess(reading, version, asked)
    assert found.fingerprints(places).tolist() == [fingerprint(alone[one]) for one in asked]
    assert found.risky(places).tolist() == [alone[one].own > 0 or bool(alone[one].propagated) for one in asked]


async def test_whoever_cannot_be_looked_around_wholly_is_read_apart(
    graph: Graph, take: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = [party("hub"), party("next"), *(party(f"n{n}") for n in range(4)), tie("b", "far", "CONTROLS", "farther")]
    ways = [tie("a", "hub", "CONTROLS", "next"), *(tie(f"{n}", "hub", "CONTROLS", f"n{n}") for n in range(4))]
    await take([*crowd, *ways, party("far"), party("farther", "sanctioned")])
    version, reading = await versions.in_force(graph, "aml"), Reading(graph, NOW, RANK)
    monkeypatch.setattr("cim_graph.risk.reading.WIDEST", 5)
    monkeypatch.setattr("cim_graph.risk.surroundings.WIDEST", 5)
    near = await surroundings(reading, version.scheme, [id_("far"), id_("hub"), id_("next")])
    assert (near.parties, near.apart) == ([id_("far")], sorted([id_("hub"), id_("next")]))
    monkeypatch.setattr("cim_graph.risk.surroundings.MOST_PARTIES", 1)
    near = await surroundings(reading, version.scheme, [id_("far"), id_("hub")])
    assert (near.parties, near.apart) == ([], sorted([id_("far"), id_("hub")]))


async def test_what_happens_beside_a_crowd_is_followed(
    by: Renewer, take: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cim_graph.risk.surroundings.WIDEST", 1)
    await begun(by, take, CHAIN)
    await take([{"type": "retract", "source": "s", "key": "own"}])
    await followed(by)
    assert {one.party for one in await events(by)} == {id_("front"), id_("shop")}


async def test_an_alert_that_is_escalated_is_an_origin_of_risk_until_it_is_closed(by: Renewer, take: Submit) -> None:
    await begun(by, take, [party("a"), party("b"), tie("own", "a", "OWNS", "b", share="100")])
    [alert] = await raised(by, "a")
    await followed(by)
    assert [row.score for row in await history(by, "b")] == [0]
    for status, scores in ((AlertStatus.ESCALATED, [36, 0]), (AlertStatus.CLOSED, [0, 36, 0])):
        await by.commands.execute(by.graph, TESTER, DecideAlert(alert, status, "looked at", None))
        await followed(by)
        assert [row.score for row in await history(by, "b")] == scores
    assert await events(by) == []
    hidden = Reading(by.graph, NOW, RANK, sees=frozenset())
    await by.commands.execute(by.graph, TESTER, OpenCase("a case", (alert,)))
    version = await versions.in_force(by.graph, "aml")
    asked = [id_("b")]
    assert [one.score for one in (await assess(hidden, version, asked)).values()] == [0]
    assert [one.score for one in (await assess(by.reading, version, asked)).values()] == [36]
    await followed(by)
    assert [row.score for row in await history(by, "b")] == [36, 0, 36, 0]


async def test_who_is_of_a_list_changes_with_its_entry(by: Renewer, take: Submit) -> None:
    entry = {"type": "person", "source": "list", "key": "e", "names": ["Rauf Quliyev"], "birthDate": "1984-03-09"}
    listed = {**entry, "status": "EXTERNAL", "flags": ["watchlist"]}
    client = {**entry, "source": "s", "key": "c"}
    await take([listed, client, party("f"), tie("own", "c", "OWNS", "f", share="100")])
    judged = JudgeMatch(id_of(Kind.RECORD, "s", "c"), id_of(Kind.RECORD, "list", "e"), same=True, reason="the passport")
    await by.commands.execute(by.graph, TESTER, judged)
    await begun(by, take, [])
    assert [[row.word for row in await history(by, key)] for key in "cf"] == [["LOW"], ["LOW"]]
    await take([{**listed, "flags": ["sanctioned"]}])
    await followed(by)
    [now, _], [firm, _] = [await history(by, key) for key in "cf"]
    assert (now.word, firm.score) == ("PROHIBITED", 60)


async def raised(by: Renewer, key: str) -> list[str]:
    """Raise an alert at a party, and return the ids of all."""
    hit = Hit([id_(key)], "2026-01-05", "it fired", {})
    await by.commands.follow(by.graph, TESTER, RaiseAlerts(rules()["structuring"], [(id_(key), hit)]))
    return [row["id"] for row in await by.graph.administer("MATCH (a:Alert) WHERE a.id > '' RETURN a.id AS id")]


async def test_what_happens_is_followed_with_its_reason_and_its_way(by: Renewer, take: Submit) -> None:
    await begun(by, take, [*CHAIN, party("far"), party("apart", "cash-intensive")])
    await take([{"type": "retract", "source": "s", "key": "own"}])
    await followed(by)
    assert await events(by) == [
        Told(id_("front"), "HIGH", "LOW", "parties.changed", []),
        Told(id_("shop"), "HIGH", "MEDIUM", "parties.changed", [fact("run")]),
    ]
    await take([party("apart", "cash-intensive", names=["Another name"]), party("new", "sanctioned")])
    await take([tie("own-2", "new", "OWNS", "front", share="100"), tie("on", "shop", "CONTROLS", "far")])
    await followed(by)
    after = (await events(by))[2:]
    assert {(one.party, one.before, one.after) for one in after} == {
        (id_("new"), None, "PROHIBITED"),
        (id_("front"), "LOW", "HIGH"),
        (id_("shop"), "MEDIUM", "HIGH"),
        (id_("far"), "LOW", "HIGH"),
    }
    assert [len(await history(by, key)) for key in ("apart", "bad", "shop", "far")] == [1, 1, 3, 2]
    seen = await renew_all(by, "pass")
    assert (seen.parties, seen.kept) == (6, 0)


async def test_one_far_away_is_told_by_which_way_it_came(by: Renewer, take: Submit) -> None:
    await begun(by, take, [party("bad"), *CHAIN[1:], party("end"), tie("on", "shop", "CONTROLS", "end")])
    await take([party("bad", "sanctioned")])
    await followed(by)
    ways = {one.party: one.path for one in await events(by)}
    assert ways == {
        id_("bad"): [],
        id_("front"): [fact("own")],
        id_("shop"): [fact("own"), fact("run")],
        id_("end"): [fact("own"), fact("run"), fact("on")],
    }


async def test_nothing_is_followed_before_the_base_was_assessed(by: Renewer, take: Submit) -> None:
    await take(CHAIN)
    await number_all(by.graph, by.commands, TESTER)
    assert await Renewal(by).look() == renewal.IDLE_SECONDS
    assert await history(by, "shop") == []


async def test_what_breaks_off_is_done_again(by: Renewer, take: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    await begun(by, take, CHAIN)
    await take([party("bad"), party("shop", jurisdiction="AZ")])

    async def broken(*_: Any) -> Any:
        raise RuntimeError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(renewing, "dependents", broken)
        with pytest.raises(RuntimeError, match="gone"):
            await followed(by)
    assert [len(await history(by, key)) for key in ("bad", "front", "shop")] == [2, 1, 2]
    await followed(by)
    assert len(await history(by, "front")) == 1, "the process that is gone still holds it"
    await by.graph.driver.execute_query("MATCH (t:Turn {name: 'risk/renewal'}) SET t.heldUntil = 0")
    await followed(by)
    assert [len(await history(by, key)) for key in ("bad", "front", "shop")] == [2, 2, 2]
    assert [row.word for row in await history(by, "front")] == ["LOW", "HIGH"]


async def test_one_process_renews_at_a_time(by: Renewer, take: Submit) -> None:
    await begun(by, take, CHAIN)
    await take([party("bad")])
    await number_all(by.graph, by.commands, TESTER)
    held = "MATCH (t:Turn {name: 'risk/renewal'}) SET t.holder = 'another', t.heldUntil = timestamp() + $left"
    await by.graph.driver.execute_query(held, left=60_000)
    assert await Renewal(by).look() == renewal.LOOK_SECONDS
    assert len(await history(by, "bad")) == 1
    await by.graph.driver.execute_query(held, left=-1)
    await followed(by)
    assert len(await history(by, "bad")) == 2


async def test_of_suspicion_nothing_is_told(by: Renewer, take: Submit) -> None:
    await begun(by, take, [party("one"), party("two"), party("three"), tie("1", "one", "CONTROLS", "two")])
    await take([party("one", "sar"), party("three", "pep")])
    await followed(by)
    assert [len(await history(by, key)) for key in ("one", "two", "three")] == [2, 2, 2]
    assert [one.party for one in await events(by)] == [id_("three")]
    await take([party("one")])
    await followed(by)
    assert len(await history(by, "two")) == 3
    assert [one.party for one in await events(by)] == [id_("three")]


async def test_a_version_and_a_class_by_hand_are_followed(by: Renewer, take: Submit) -> None:
    await begun(by, take, CHAIN)
    by_hand = OverrideRisk(id_("shop"), "LOW", "known to us", months_on(today(), 6), "aml")
    await by.commands.execute(by.graph, TESTER, by_hand)
    await followed(by)
    assert [row.word for row in await history(by, "shop")] == ["LOW", "HIGH"]
    assert [len(await history(by, key)) for key in ("bad", "front")] == [1, 1]
    document: dict[str, Any] = {**shipped("aml").document, "classes": [{"name": "LOW", "from": 0}, *[
        {"name": name} for name in ("MEDIUM", "HIGH", "PROHIBITED")
    ]]}  # fmt: skip
    draft = await by.commands.execute(by.graph, TESTER, SaveScheme(document))
    await by.commands.execute(by.graph, TESTER, PublishScheme(draft))
    await followed(by)
    assert [row.word for row in await history(by, "front")] == ["LOW", "HIGH"]
    assert [one.reason for one in await events(by)] == ["risk.changed", "pass"]
    assert (await renew_all(by, "pass")).kept == 0


async def test_a_load_is_followed_by_one_pass(by: Renewer, take: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    await begun(by, take, CHAIN)
    monkeypatch.setattr(renewal, "MOST_CHANGED", 1)
    await take([party("bad"), party("shop")])
    follower = Renewal(by)
    await followed(by, follower)
    assert len(await history(by, "bad")) == 1
    monkeypatch.setattr(follower, "_quiet_at", 0.0)
    await followed(by, follower)
    assert [len(await history(by, key)) for key in ("bad", "front", "shop")] == [2, 2, 2]
    [passed] = (
        await by.graph.driver.execute_query("MATCH (t:Turn {name: 'risk/renewal'}) RETURN t.owed AS owed")
    ).records
    assert passed["owed"] is False


async def test_a_pass_leaves_what_was_renewed_meanwhile(
    by: Renewer, take: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begun(by, take, CHAIN)
    read = everywhere.whole

    async def slow(reading: Reading) -> everywhere.Whole:
        base = await read(reading)
        await take([party("bad")])
        await followed(by)
        return base

    monkeypatch.setattr(renewing, "whole", slow)
    assert (await renew_all(by, "pass")).kept == 0
    assert [row.word for row in await history(by, "front")] == ["LOW", "HIGH"]


async def test_bounds_are_told(by: Renewer, take: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    spokes = [party(f"n{n}") for n in range(4)]
    await begun(by, take, [party("hub"), *spokes, *(tie(f"{n}", "hub", "CONTROLS", f"n{n}") for n in range(4))])
    monkeypatch.setattr("cim_graph.risk.dependents.MOST", 3)
    await take([party("hub", "sanctioned")])
    await followed(by)
    assert len(await events(by)) == 4
    audit = await by.graph.driver.execute_query(
        "MATCH (a:AuditEntry {command: 'keepAssessments'}) RETURN a.detail AS detail ORDER BY a.id"
    )
    assert [orjson.loads(row["detail"])["left"] for row in audit.records] == [0, 0, 1]


async def test_assessments_follow_records_through_merges_and_splits(by: Renewer, take: Submit) -> None:
    await begun(by, take, [party("a"), party("b", jurisdiction="YE")])
    records = [same_name(id_(key), Kind.RECORD) for key in ("a", "b")]
    await by.commands.execute(by.graph, TESTER, JudgeMatch(records[0], records[1], True, "one company"))  # noqa: FBT003
    await followed(by)
    gone = [not await history(by, key) for key in ("a", "b")]
    assert sorted(gone) == [False, True]
    survivor, other = ("a", records[1]) if gone[1] else ("b", records[0])
    assert [row.word for row in await history(by, survivor)][-2:] in (["LOW", "MEDIUM"], ["MEDIUM", "LOW"])
    assert (await history(by, survivor))[0].word == "MEDIUM"
    await by.commands.execute(by.graph, TESTER, SplitParty(id_(survivor), (other,), "two after all"))
    await followed(by)
    version = await versions.in_force(by.graph, "aml")
    now = await assess(Reading(by.graph, NOW, RANK), version, [id_("a"), id_("b")])
    for key in ("a", "b"):
        assert (await history(by, key))[0].word == now[id_(key)].word
    assert {one.word for one in now.values()} == {"LOW", "MEDIUM"}


async def test_what_is_erased_keeps_no_assessment(by: Renewer, take: Submit) -> None:
    await begun(by, take, CHAIN)
    rows = [{"id": same_name(id_("shop"), Kind.RECORD), "payload": "{}", "hash": ""}]

    async def erased(transaction: Any) -> None:
        await transaction.run(ERASE_RECORDS(Erasing(rows, "2026-01-01T00:00:00.000000Z", "erased")))

    await by.graph.write("test", erased)
    assert [len(await history(by, key)) for key in ("shop", "front")] == [0, 1]


def test_what_is_kept_of_very_many_ways_says_so() -> None:
    version = versions.Version("s1", "aml", 0, versions.SchemeStatus.PUBLISHED, None)
    ways = [Contribution(f"p{n}", 1 / (n + 1), 1.0, (f"p{n}", "p"), ("f",), ("OWNS",)) for n in range(9)]
    one = Assessment("p", version, "2026-01-31T00:00:00.000000Z", 60.0, "HIGH", [], ways)
    kept = dossier(one, Because("pass")).properties
    row = Kept("p", kept["id"], "", kept["at"], "", 60.0, "HIGH", kept["factors"], kept["propagated"], 9, None, None)
    again = assessment_of(row, version)
    assert list(again.propagated) == ways[:5]
    assert [result.evidence for result in again.factors] == ["5 of 9 contributions are kept, the strongest"]
    assert kept["reviewOn"] == "2027-01-28"
    assert properties(one, 7)["print"] == 7
