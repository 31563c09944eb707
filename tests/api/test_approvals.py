"""Proposals through the API, as a maker and a checker with tokens of their own ask it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from cim_graph.api.context import Context
from cim_graph.api.room import Room
from cim_graph.api.schema import schema
from cim_graph.kernel.actor import Actor
from cim_graph.matching.models import Models
from cim_graph.profiles.convoy import Convoys
from cim_graph.risk.scheme import shipped
from tests.approvals.desk import (
    CHECKER,
    MAKER,
    RISK,
    TELLER,
    Bank,
    bank,
    firm,
    owns,
    paid,
    party_id,
    person,
    record_id,
    ref,
    submitting,
)
from tests.conftest import Submit

Call = Callable[..., Awaitable[Any]]

PROPOSE = (
    """mutation ($commands: [JSON!]!) { proposeChange(title: "a name", commands: $commands) { id status version } }"""
)
SUBMIT = "mutation ($id: ID!) { submitChange(id: $id) { status version approvalsNeeded } }"
DECIDE = """mutation ($id: ID!, $version: Int!) {
  decideChange(id: $id, version: $version, approve: true, comment: "seen") {
    status decisions { by approved comment role onBehalfOf }
  }
}"""
LIST = """{ changeRequests(status: SUBMITTED, first: 5) { edges { node {
  id version title maker approvalsNeeded changes { id command before after rejected } effects { code party { name } }
} } pageInfo { hasNextPage } } }"""
RECORDS = """mutation ($records: [JSON!]!) {
  submitRecords(records: $records) { accepted changeRequest rejected { index field } }
}"""
ODD = """mutation ($records: [JSON!]!) { submitRecords(records: $records) {
  accepted changeRequest problems { text count } unknownAccounts unknownAccountExamples
} }"""
JUDGE = """mutation ($left: ID!, $right: ID!) {
  judgeMatch(left: $left, right: $right, same: true, reason: "seen") { changeRequest parties { id } }
}"""


@pytest.fixture
def desk(graph: Any, settings: Any) -> Bank:
    return bank(graph, settings)


@pytest.fixture
def call(desk: Bank) -> Call:
    async def call(actor: Actor, document: str, **variables: Any) -> Any:
        room = Room(desk.settings.max_cost)
        context = Context(desk.graph, desk.commands, actor, desk.settings, Convoys(), room, Models())
        result = await schema.execute(document, variable_values=variables, context_value=context)
        if result.errors:
            return [error.formatted["extensions"]["code"] for error in result.errors]
        return result.data

    return call


async def test_from_a_draft_to_what_is_true(take: Submit, call: Call) -> None:
    await take([person("A"), firm("F")])
    made = (await call(MAKER, PROPOSE, commands=[submitting(owns("o", "A", "F", "80"))]))["proposeChange"]
    assert made["status"] == "DRAFT"
    submitted = (await call(MAKER, SUBMIT, id=made["id"]))["submitChange"]
    assert submitted == {"status": "SUBMITTED", "version": 2, "approvalsNeeded": 1}

    [edge] = (await call(CHECKER, LIST))["changeRequests"]["edges"]
    node = edge["node"]
    assert (node["id"], node["maker"], node["title"]) == (made["id"], "fatma", "a name")
    [change] = node["changes"]
    assert (change["command"], change["after"]["record"]["share"], change["rejected"]) == ("submitRecords", "80", False)
    assert {"code": "OWNER_COMES", "party": {"name": "Person A"}} in node["effects"]

    assert await call(MAKER, DECIDE, id=made["id"], version=2) == ["FORBIDDEN"]
    assert await call(CHECKER, DECIDE, id=made["id"], version=7) == ["CONFLICT"]
    decided = (await call(CHECKER, DECIDE, id=made["id"], version=2))["decideChange"]
    assert decided == {
        "status": "APPLIED",
        "decisions": [{"by": "leyla", "approved": True, "comment": "seen", "role": "checker", "onBehalfOf": None}],
    }
    node = "query ($id: ID!) { node(id: $id) { ... on ChangeRequest { status effects { code } } } }"
    assert (await call(CHECKER, node, id=made["id"]))["node"]["status"] == "APPLIED"
    assert (await call(TELLER, node, id=made["id"]))["node"] is None


async def test_a_direct_write_answers_with_its_change_request(desk: Bank, take: Submit, call: Call) -> None:
    await take([person("A"), person("B")])
    records = [person("A", "New Name"), {"type": "person", "source": "core"}]
    told = (await call(TELLER, RECORDS, records=records))["submitRecords"]
    assert (told["accepted"], told["rejected"]) == (0, [{"index": 1, "field": "key"}])
    judged = (await call(MAKER, JUDGE, left=record_id("A"), right=record_id("B")))["judgeMatch"]
    assert judged["parties"] == []
    ids = {edge["node"]["id"] for edge in (await call(CHECKER, LIST))["changeRequests"]["edges"]}
    assert ids == {told["changeRequest"], judged["changeRequest"]}
    assert await desk.names() == ["Person A", "Person B"]
    assert party_id("A") != party_id("B")


async def test_what_is_odd_about_records_that_wait_is_told_at_once(take: Submit, call: Call) -> None:
    holders = [{"party": ref("A")}]
    known, alongside = ({"type": "account", **ref(n), "number": f"AZ{n}", "holders": holders} for n in "12")
    await take([person("A"), known])
    payments = [paid("p", "10", "AZ1"), paid("q", "10", "AZ2"), paid("r", "10", ref("2")), paid("s", "10", "AZ 9")]
    records = [person("A", "New Name", nmaes=["x"]), alongside, *payments, paid("s", "11", "AZ9")]
    told = (await call(MAKER, ODD, records=records))["submitRecords"]
    assert (told["accepted"], told["changeRequest"] is not None) == (0, True)
    assert [("names may be meant" in problem["text"], problem["count"]) for problem in told["problems"]] == [(True, 1)]
    assert (told["unknownAccounts"], told["unknownAccountExamples"]) == (2, ["AZ 9"])


async def test_who_may_do_what(call: Call) -> None:
    assert await call(CHECKER, PROPOSE, commands=[submitting(person("A"))]) == ["FORBIDDEN"]
    assert await call(MAKER, PROPOSE, commands=[{"command": "applyChange"}]) == ["BAD_INPUT"]
    assert await call(MAKER, SUBMIT, id="n1") == ["NOT_FOUND"]
    assert await call(TELLER, DECIDE, id="n1", version=1) == ["FORBIDDEN"]
    lend = 'mutation { delegateApproval(role: "checker", to: "orxan", until: "2299-01-01") }'
    assert await call(MAKER, lend) == ["FORBIDDEN"]
    lent = (await call(CHECKER, lend))["delegateApproval"]
    end = f'mutation {{ endDelegation(id: "{lent}") }}'
    assert await call(MAKER, end) == ["FORBIDDEN"]
    assert (await call(CHECKER, end))["endDelegation"] == lent


async def test_a_scheme_that_waits_for_a_second_person_is_told_with_its_request(call: Call, take: Submit) -> None:
    await take([person("A")])
    harsher = {**shipped("aml").document, "cap": 90}
    save = "mutation ($definition: JSON!) { saveRiskScheme(definition: $definition) { id changeRequest } }"
    publish = "mutation ($id: ID!) { publishRiskScheme(id: $id) { status changeRequest } }"
    saved = (await call(RISK, save, definition=harsher))["saveRiskScheme"]
    assert saved["changeRequest"] is None
    told = (await call(RISK, publish, id=saved["id"]))["publishRiskScheme"]
    assert told["status"] == "DRAFT"
    assert (await call(CHECKER, DECIDE, id=told["changeRequest"], version=1))["decideChange"]["status"] == "APPLIED"
    assert await call(RISK, publish, id=saved["id"]) == ["CONFLICT"]
