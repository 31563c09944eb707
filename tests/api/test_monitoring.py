"""Alerts and cases: raised once, joined, decided; and nothing of suspicion for who may not know of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import NotFoundError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.matching.judging import JudgeMatch
from cim_graph.monitoring.casefile import case_file
from cim_graph.monitoring.commands import RaiseAlerts, Raised
from cim_graph.monitoring.rules import rules
from cim_graph.monitoring.typologies.hit import Hit, Window
from cim_graph.monitoring.watching import back_test, counted, monitor
from cim_graph.settings import Settings
from tests.api.conftest import Ask
from tests.conftest import Submit, taking

MAY = Window("2026-05-01", "2026-06-01")
ACTOR = Actor("monitoring")
NAMES = ("a", "b", "c")
PARTIES = {name: id_of(Kind.PARTY, "core", name) for name in NAMES}
TELLER = Actor("tess", ("teller",))
INVESTIGATOR = Actor("ina", ("aml-investigator",))
RISK = Actor("rob", ("risk-officer",))
ALERTS = "{ alerts { edges { node { id kind severity status text evidence party { id name } } } } }"
DECIDE = """mutation($id: ID!, $status: AlertStatus!, $until: DateTime) {
  decideAlert(id: $id, status: $status, reason: "looked at", until: $until) { status } }"""
SAY = """mutation($id: ID!, $status: AlertStatus!, $until: DateTime, $reason: String = "looked at") {
  decideAlert(id: $id, status: $status, reason: $reason, until: $until) { status } }"""
OPEN = 'mutation($ids: [ID!]!) { openCase(title: "Circle", alerts: $ids) { id status alerts { status } } }'
UPDATE = """mutation($id: ID!, $status: CaseStatus, $note: String) {
  updateCase(id: $id, status: $status, assignee: "ina", note: $note) {
    status assignee notes { by text } alerts { status } parties { id } } }"""


def held(name: str) -> list[dict[str, Any]]:
    return [
        {"type": "organization", "source": "core", "key": name, "names": [f"{name.upper()} MMC"]},
        {
            "type": "account",
            "source": "core",
            "key": f"acc-{name}",
            "number": f"AZ-{name}",
            "holders": [{"party": {"source": "core", "key": name}}],
        },
    ]


def paid(key: str, payer: str, payee: str, day: str, amount: str = "5000", **more: Any) -> dict[str, Any]:
    said = {"account": {"source": "core", "key": f"acc-{payer}"}, "counterpartyAccount": f"AZ-{payee}"}
    what = {"at": f"{day}T10:00:00Z", "amount": amount, "currency": "AZN", "direction": "OUT"}
    return {"type": "transaction", "source": "core", "key": key, **said, **what, **more}


CIRCLE = [paid("1", "a", "b", "2026-05-02"), paid("2", "b", "c", "2026-05-04"), paid("3", "c", "a", "2026-05-06")]


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"transactions": str(tmp_path / "transactions")})


@pytest.fixture
def hand(graph: Graph, own: Settings) -> Submit:
    return taking(graph, own)


async def watched(graph: Graph, own: Settings, window: Window = MAY) -> dict[str, Raised]:
    commands, ledger = bootstrap.commands(own), bootstrap.ledger(own)
    return await monitor(graph, ledger, commands, ACTOR, (list(rules().values()), window))


async def raised(graph: Graph, own: Settings, rule: str, day: str, who: str = "a") -> Raised:
    hit = Hit([PARTIES[who]], day, "it fired", {"payments": 3})
    return await bootstrap.commands(own).follow(graph, ACTOR, RaiseAlerts(rules()[rule], [(PARTIES[who], hit)]))


def listed(data: Any) -> list[Any]:
    return [edge["node"] for edge in data["alerts"]["edges"]]


async def test_a_circle_of_payments_raises_an_alert_at_each_party_once(
    graph: Graph, own: Settings, hand: Submit, ask: Ask
) -> None:
    await hand([*(record for name in NAMES for record in held(name)), *CIRCLE])
    # Both sides of one payment are stated: it still counts once.
    other_side = paid("4", "b", "a", "2026-05-02", direction="IN")
    await hand([other_side])
    assert (await watched(graph, own))["circular-flow"] == Raised(3, 0)
    assert (await watched(graph, own))["circular-flow"] == Raised(0, 0)
    found = listed(await ask(ALERTS))
    assert {node["party"]["id"] for node in found} == set(PARTIES.values())
    assert {(node["kind"], node["severity"], node["status"]) for node in found} == {("circular-flow", 4, "OPEN")}
    assert sorted(found[0]["evidence"]["way"]) == sorted(PARTIES.values())
    assert found[0]["evidence"]["amounts"] == [5000.0, 5000.0, 5000.0]


async def test_a_payment_of_two_accounts_here_counts_once(graph: Graph, own: Settings, hand: Submit) -> None:
    """Three payments below the threshold fire; two that both sides tell of would be four, and do not."""
    await hand([record for name in NAMES for record in held(name)])
    for number, day in enumerate(("2026-05-02", "2026-05-03")):
        out = paid(f"o{number}", "a", "b", day, "19500")
        into = paid(f"i{number}", "b", "a", day, "19500", direction="IN")
        await hand([out, into])
    assert (await watched(graph, own))["structuring"] == Raised(0, 0)
    await hand([paid("o3", "a", "b", "2026-05-04", "19500")])
    assert (await watched(graph, own))["structuring"] == Raised(1, 0)


async def test_repeats_join_until_the_alert_is_closed_or_old(graph: Graph, own: Settings, hand: Submit) -> None:
    await hand(held("a"))
    days = [("2026-01-05", Raised(1, 0)), ("2026-01-05", Raised(0, 0)), ("2026-01-20", Raised(0, 1))]
    days += [("2026-03-30", Raised(1, 0))]
    for day, expected in days:
        assert await raised(graph, own, "structuring", day) == expected, day


async def test_what_is_decided(graph: Graph, own: Settings, hand: Submit, ask: Ask) -> None:
    await hand(held("a"))
    await raised(graph, own, "structuring", "2026-01-05")
    id_ = listed(await ask(ALERTS))[0]["id"]
    for given, told in (("SNOOZED", "until"), ("CLOSED", "until")):
        until = (datetime.now(UTC) + timedelta(days=1)).isoformat() if given == "CLOSED" else None
        [error] = await ask(DECIDE, errors=True, id=id_, status=given, until=until)
        assert told in error.message
    assert (await ask(DECIDE, id=id_, status="CLOSED"))["decideAlert"] == {"status": "CLOSED"}
    assert await raised(graph, own, "structuring", "2026-01-05") == Raised(0, 0)
    assert await raised(graph, own, "structuring", "2026-01-06") == Raised(1, 0)
    [row] = await counted(graph)
    assert (row.kind, row.raised, row.open, row.closed, row.hits) == ("structuring", 2, 1, 1, 0)


def ahead(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


REFUSED: list[tuple[str, str, dict[str, Any], str]] = [
    ("a sleep of a century", SAY, {"status": "SNOOZED", "until": "9999-12-31T00:00:00Z"}, "366 days at most"),
    ("a sleep of a year and a week", SAY, {"status": "SNOOZED", "until": ahead(373)}, "366 days at most"),
    ("a reason of a book", SAY, {"status": "CLOSED", "reason": "x" * 2001}, "2,001 characters; say it in 2,000"),
    ("no alert", OPEN, {"ids": []}, "`alerts` is empty: name the alerts"),
    ("very many alerts", OPEN, {"ids": [f"w{n}" for n in range(1001)]}, "names 1,001"),
    ("a title of a book", OPEN.replace("Circle", "x" * 201), {"ids": ["w1"]}, "201 characters"),
    ("a note of a book", UPDATE, {"note": "x" * 10_001}, "10,001 characters"),
    ("a long name", UPDATE.replace('"ina"', f'"{"x" * 201}"'), {}, "201 characters"),
]


async def test_what_would_put_off_for_ever_or_fill_the_base_is_refused(
    graph: Graph, own: Settings, hand: Submit, ask: Ask
) -> None:
    await hand(held("a"))
    await raised(graph, own, "structuring", "2026-01-05")
    id_ = listed(await ask(ALERTS))[0]["id"]
    case = (await ask(OPEN, ids=[id_]))["openCase"]["id"]
    for what, query, given, told in REFUSED:
        [error] = await ask(query, errors=True, **{"id": case if query.find("updateCase") > 0 else id_, **given})
        assert told in error.message, what
        assert error.extensions["code"] == "BAD_INPUT", what
    await ask(SAY, id=id_, status="SNOOZED", until=ahead(365), reason="x" * 2000)
    await ask(UPDATE, id=case, note="x" * 10_000)


async def test_a_snoozed_alert_wakes(graph: Graph, own: Settings, hand: Submit, ask: Ask) -> None:
    await hand(held("a"))
    await raised(graph, own, "structuring", "2026-01-05")
    id_ = listed(await ask(ALERTS))[0]["id"]
    until = (datetime.now(UTC) + timedelta(seconds=2)).isoformat()
    await ask(DECIDE, id=id_, status="SNOOZED", until=until)
    await watched(graph, own)
    assert listed(await ask(ALERTS))[0]["status"] == "SNOOZED"
    await graph.administer("MATCH (a:Alert) SET a.until = '2026-01-01T00:00:00.000000Z'")
    await watched(graph, own)
    assert listed(await ask(ALERTS))[0]["status"] == "OPEN"


async def test_a_case(graph: Graph, own: Settings, hand: Submit, ask: Ask) -> None:
    await hand([*held("a"), *held("b")])
    for who in ("a", "b"):
        await raised(graph, own, "circular-flow", "2026-01-05", who)
    ids = [node["id"] for node in listed(await ask(ALERTS))]
    opened = (await ask(OPEN, ids=ids))["openCase"]
    assert (opened["status"], opened["alerts"]) == ("OPEN", [{"status": "ESCALATED"}] * 2)
    [error] = await ask(UPDATE, errors=True, id=opened["id"], status="CLOSED")
    assert "say why" in error.message
    await ask(UPDATE, id=opened["id"], status="REPORTED")
    closed = (await ask(UPDATE, id=opened["id"], status="CLOSED", note="Reported to the authority"))["updateCase"]
    assert closed["alerts"] == [{"status": "CLOSED"}] * 2
    assert closed["notes"] == [{"by": "test", "text": "Reported to the authority"}]
    assert {party["id"] for party in closed["parties"]} == {PARTIES["a"], PARTIES["b"]}
    assert (await counted(graph))[0].hits == 2
    shown = await ask("{ cases(statuses: [CLOSED]) { edges { node { title assignee } } } }")
    assert shown["cases"]["edges"] == [{"node": {"title": "Circle", "assignee": "ina"}}]


async def test_an_alert_outlives_the_records_of_its_party(graph: Graph, own: Settings, hand: Submit, ask: Ask) -> None:
    await hand(held("a"))
    await raised(graph, own, "structuring", "2026-01-05")
    gone = [{"type": "retract", "source": "core", "key": key} for key in ("a", "acc-a")]
    await hand(gone)
    of_party = "query($id: ID!) { alerts(party: $id) { edges { node { id status party { id name } } } } }"
    [node] = listed(await ask(of_party, id=PARTIES["a"]))
    assert node["party"] == {"id": PARTIES["a"], "name": "A MMC"}
    case = (await ask(OPEN, ids=[node["id"]]))["openCase"]["id"]
    assert (await ask(DECIDE, id=node["id"], status="CLOSED"))["decideAlert"] == {"status": "CLOSED"}
    asked = "query($id: ID!) { node(id: $id) { ... on Case { alerts { party { name } } parties { id } } } }"
    shown = (await ask(asked, id=case))["node"]
    assert shown == {"alerts": [{"party": {"name": "A MMC"}}], "parties": [{"id": PARTIES["a"]}]}


async def test_alerts_follow_a_merge_and_are_found_by_the_old_id(
    graph: Graph, own: Settings, hand: Submit, ask: Ask
) -> None:
    await hand([*held("a"), *held("b")])
    await raised(graph, own, "structuring", "2026-01-05", "b")
    merge = JudgeMatch(PARTIES["a"], PARTIES["b"], same=True, reason="one firm")
    await bootstrap.commands(own).follow(graph, ACTOR, merge)
    of_party = "query($id: ID!) { alerts(party: $id) { edges { node { party { id } } } } }"
    for id_ in ("a", "b"):
        assert [node["party"]["id"] for node in listed(await ask(of_party, id=PARTIES[id_]))] == [PARTIES["a"]]


async def test_a_case_that_is_reported_after_it_was_closed_marks_hits(
    graph: Graph, own: Settings, hand: Submit, ask: Ask
) -> None:
    await hand(held("a"))
    await raised(graph, own, "structuring", "2026-01-05")
    case = (await ask(OPEN, ids=[listed(await ask(ALERTS))[0]["id"]]))["openCase"]["id"]
    await ask(UPDATE, id=case, status="CLOSED", note="Nothing in it")
    assert (await counted(graph))[0].hits == 0
    await ask(UPDATE, id=case, status="REPORTED", note="There was")
    [row] = await counted(graph)
    assert (row.hits, row.closed) == (1, 1)


async def test_who_may_not_see_all_alerts_of_a_case_does_not_end_it(
    graph: Graph, own: Settings, hand: Submit, ask: Ask
) -> None:
    await hand([*held("a"), *held("b")])
    for who in ("a", "b"):
        await raised(graph, own, "structuring", "2026-01-05", who)
    case = (await ask(OPEN, ids=[node["id"] for node in listed(await ask(ALERTS))]))["openCase"]["id"]
    shut = "MATCH (p:Party {id: $id}) SET p.segment = 'restricted'"
    await graph.administer(shut, {"id": PARTIES["b"]})
    shown = await ask("{ cases { edges { node { alerts { status } } } } }", actor=INVESTIGATOR)
    assert shown["cases"]["edges"] == [{"node": {"alerts": [{"status": "ESCALATED"}]}}]
    for status in ("CLOSED", "REPORTED"):
        [error] = await ask(UPDATE, errors=True, actor=INVESTIGATOR, id=case, status=status, note="done")
        assert "closed to you" in error.message
    assert {node["status"] for node in listed(await ask(ALERTS))} == {"ESCALATED"}
    await ask(UPDATE, actor=INVESTIGATOR, id=case, note="looked at")
    await graph.administer(shut, {"id": PARTIES["a"]})
    assert (await ask("{ cases { edges { node { id } } } }", actor=INVESTIGATOR))["cases"]["edges"] == []
    [error] = await ask(UPDATE, errors=True, actor=INVESTIGATOR, id=case, note="more")
    assert "there is no case" in error.message
    await ask(UPDATE, id=case, status="CLOSED", note="done")


async def test_a_case_as_a_document_tells_what_was_known_then(
    graph: Graph, own: Settings, hand: Submit, ask: Ask
) -> None:
    await hand([*(record for name in NAMES for record in held(name)), *CIRCLE])
    await watched(graph, own)
    [id_] = [node["id"] for node in listed(await ask(ALERTS)) if node["party"]["id"] == PARTIES["a"]]
    case = (await ask(OPEN, ids=[id_]))["openCase"]["id"]
    await ask(UPDATE, id=case, note="looked at")
    await hand([{**held("a")[0], "names": ["Another MMC"]}, {**CIRCLE[0], "amount": "1"}])
    told = await case_file(graph, bootstrap.ledger(own), ACTOR, case)
    assert (told["case"]["title"], [note["text"] for note in told["case"]["notes"]]) == ("Circle", ["looked at"])
    [alert] = told["alerts"]
    assert (alert["id"], alert["party"], alert["evidence"]["amounts"]) == (id_, PARTIES["a"], [5000.0] * 3)
    assert [one["payload"]["names"] for one in alert["saidThen"]] == [["A MMC"]]
    assert [one["payload"]["amount"] for one in alert["transactions"]] == ["5000"] * 3
    trail = await graph.administer("MATCH (e:AuditEntry {command: 'caseFile'}) RETURN count(e) AS entries")
    assert trail == [{"entries": 1}]
    with pytest.raises(NotFoundError, match="there is no case"):
        await case_file(graph, bootstrap.ledger(own), ACTOR, "nothing")


SEEN = [(TELLER, 1, 0), (RISK, 1, 0), (INVESTIGATOR, 2, 1)]


@pytest.mark.parametrize(("actor", "alerts", "cases"), SEEN, ids=[one[0].subject for one in SEEN])
async def test_nobody_is_tipped_off(  # noqa: PLR0913, PLR0917 (fixtures, and the columns of a table)
    graph: Graph, own: Settings, hand: Submit, ask: Ask, actor: Actor, alerts: int, cases: int
) -> None:
    await hand(held("a"))
    await raised(graph, own, "structuring", "2026-01-05")
    await raised(graph, own, "provision", "2026-01-05")
    everything = listed(await ask(ALERTS))
    secret = next(node["id"] for node in everything if node["kind"] == "structuring")
    case = (await ask(OPEN, ids=[secret]))["openCase"]["id"]
    seen = listed(await ask(ALERTS, actor=actor))
    assert len(seen) == alerts
    of_party = await ask(
        "query($id: ID!) { party(id: $id) { alerts { edges { node { kind } } pageInfo { hasNextPage } } } }",
        actor=actor,
        id=PARTIES["a"],
    )
    assert len(of_party["party"]["alerts"]["edges"]) == alerts
    nodes = await ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", actor=actor, ids=[secret, case])
    assert [node is not None for node in nodes["nodes"]] == [cases == 1] * 2
    assert len((await ask("{ cases { edges { node { id } } } }", actor=actor))["cases"]["edges"]) == cases


async def test_who_is_not_told_of_suspicion_cannot_decide_on_it(
    graph: Graph, own: Settings, hand: Submit, ask: Ask
) -> None:
    await hand(held("a"))
    await raised(graph, own, "structuring", "2026-01-05")
    secret = listed(await ask(ALERTS))[0]["id"]
    [error] = await ask(DECIDE, errors=True, actor=RISK, id=secret, status="CLOSED")
    assert "there is no alert" in error.message
    [error] = await ask(DECIDE, errors=True, actor=TELLER, id=secret, status="CLOSED")
    assert "may not decideAlert" in error.message
    told = await graph.administer("MATCH (o:OutboxEntry) WHERE o.event = 'alert.raised' RETURN count(o) AS told")
    assert told[0]["told"] == 0


async def test_alerts_of_restricted_parties_are_not_for_everybody(
    graph: Graph, own: Settings, hand: Submit, ask: Ask
) -> None:
    await hand(held("a"))
    await raised(graph, own, "structuring", "2026-01-05")
    id_ = listed(await ask(ALERTS))[0]["id"]
    await graph.administer("MATCH (p:Party) SET p.segment = 'restricted'")
    assert listed(await ask(ALERTS, actor=INVESTIGATOR)) == []
    for document, given in ((DECIDE, {"id": id_, "status": "CLOSED"}), (OPEN, {"ids": [id_]})):
        [error] = await ask(document, errors=True, actor=INVESTIGATOR, **given)
        assert "there is no alert" in error.message
    assert listed(await ask(ALERTS))[0]["status"] == "OPEN"


async def test_a_payment_that_is_handed_over_by_hand_waits_for_nobody(hand: Submit, ask: Ask) -> None:
    await hand(held("a"))
    submit = "mutation($records: [JSON!]!) { submitRecords(records: $records) { accepted rejected { reason } } }"
    payment = {**paid("1", "a", "b", "2026-05-02"), "purpose": "rent"}
    done = await ask(submit, actor=Actor("fatma", ("steward",)), records=[payment])
    assert done["submitRecords"] == {"accepted": 1, "rejected": []}


async def test_payments_to_accounts_that_nobody_described_are_told(hand: Submit, ask: Ask) -> None:
    await hand(held("a"))
    submit = "mutation($r: [JSON!]!) { submitRecords(records: $r) { accepted unknownAccounts unknownAccountExamples } }"
    payments = [paid("1", "a", "b", "2026-05-02"), {**paid("2", "a", "b", "2026-05-02"), "account": "AZ99"}]
    done = await ask(submit, actor=Actor("fatma", ("steward",)), r=payments)
    assert done["submitRecords"] == {"accepted": 2, "unknownAccounts": 1, "unknownAccountExamples": ["AZ99"]}


async def test_a_field_that_is_not_there_is_told_to_whoever_hands_a_record_over(ask: Ask) -> None:
    submit = "mutation($r: [JSON!]!) { submitRecords(records: $r) { accepted problems { text count } } }"
    person = {"type": "person", "source": "core", "key": "n", "names": [{"full": "A", "surname": "B"}]}
    done = (await ask(submit, r=[person]))["submitRecords"]
    assert (done["accepted"], [problem["count"] for problem in done["problems"]]) == (1, [1])
    assert "last may be meant" in done["problems"][0]["text"]


async def test_a_back_test_stores_nothing(graph: Graph, own: Settings, hand: Submit, ask: Ask) -> None:
    await hand([*(record for name in NAMES for record in held(name)), *CIRCLE])
    await raised(graph, own, "fan-in", "2026-01-05", "b")
    id_ = listed(await ask(ALERTS))[0]["id"]
    await ask(DECIDE, id=id_, status="CLOSED")
    tried = await back_test(graph, bootstrap.ledger(own), rules()["circular-flow"], MAY)
    assert (tried.per_day, tried.parties, tried.closed_before) == ({"2026-05-06": 3}, 3, 1)
    assert len(listed(await ask(ALERTS))) == 1


async def test_what_the_graph_holds_already(graph: Graph, own: Settings, hand: Submit, ask: Ask) -> None:
    owed = {"type": "exposure", "source": "core", "party": {"source": "core", "key": "a"}, "currency": "AZN"}
    await hand([*held("a"), {**owed, "key": "x", "amount": "1000", "provision": "60"}])
    await hand([{**owed, "key": "y", "amount": "1000", "provision": "40"}])
    assert (await watched(graph, own))["provision"] == Raised(1, 0)
    [node] = listed(await ask(ALERTS))
    assert node["evidence"]["provision"] == "60"
    told = await graph.administer("MATCH (o:OutboxEntry) WHERE o.event = 'alert.raised' RETURN count(o) AS told")
    assert told[0]["told"] == 1
