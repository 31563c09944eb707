"""A deal is checked, told, and allowed, on the graph."""

from typing import Any

import pytest

from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from tests.api.conftest import Ask
from tests.conftest import Submit
from tests.risk.test_service import id_, party, tie

CHECK = """query ($deal: DealInput!) { checkDeal(deal: $deal) { outcome reasons {
  code text outcome parties { id name } paths { parties { id name } relationships { id kind } } } } }"""
PAPER = {"identifiers": [{"scheme": "az-voen", "value": "1400057421"}]}
CAPITAL = {"type": "capital", "source": "s", "key": "k", "amount": "1000", "currency": "AZN", "validFrom": "2020-01-01"}


OWNER = {"type": "person", "source": "s", "key": "owner", "names": ["Leyla Quliyeva"]}


def owes(key: str, amount: str) -> dict[str, Any]:
    by = {"source": "s", "key": key}
    return {"type": "exposure", "source": "s", "key": f"x{key}", "party": by, "amount": amount, "currency": "AZN"}


async def checked(ask: Ask, *keys: str, amount: str = "100", currency: str = "AZN", **given: Any) -> Any:
    deal = {"parties": [id_(key) for key in keys], "product": "loan", "amount": amount, "currency": currency}
    return (await ask(CHECK, deal=deal, **given))["checkDeal"]


def codes(found: Any) -> set[str]:
    return {one["code"] for one in found["reasons"]}


async def test_a_plain_deal_is_allowed_and_told(ask: Ask, take: Submit, graph: Graph) -> None:
    await take([party("firm", **PAPER), OWNER, tie("o", "owner", "OWNS", "firm", share="100"), CAPITAL])
    found = await checked(ask, "firm")
    assert (found["outcome"], codes(found)) == ("ALLOW", {"RISK_CLASS"})
    [told, *_] = await graph.administer("MATCH (e:OutboxEntry {event: 'deal.checked'}) RETURN e.detail AS detail")
    assert '"outcome":"ALLOW"' in told["detail"]


async def test_what_stands_behind_a_party_is_told_with_its_way(ask: Ask, take: Submit) -> None:
    await take(
        [
            party("firm"),
            party("holding"),
            party("bad", "sanctioned"),
            tie("1", "bad", "OWNS", "holding", share="60"),
            tie("2", "holding", "OWNS", "firm", share="60"),
        ]
    )
    found = await checked(ask, "firm")
    assert found["outcome"] == "BLOCK"
    [flag] = [one for one in found["reasons"] if one["code"] == "FLAG"]
    assert [one["name"] for one in flag["parties"]] == ["bad"]
    [way] = flag["paths"]
    assert [one["name"] for one in way["parties"]] == ["bad", "holding", "firm"]
    assert [one["kind"] for one in way["relationships"]] == ["OWNS", "OWNS"]
    assert {"OWNERS_UNKNOWN", "UNWEIGHED", "DOCUMENT_MISSING"} <= codes(found)


async def test_a_new_client_counts_with_what_its_group_owes(ask: Ask, take: Submit) -> None:
    """A parent owes 20 % of the capital; its subsidiary, which owes nothing yet, may not take 10 % more."""
    owns = tie("1", "parent", "OWNS", "child", share="100")
    await take([party("parent"), party("child", **PAPER), owns, CAPITAL, owes("parent", "200")])
    found = await checked(ask, "child")
    [limit] = [one for one in found["reasons"] if one["code"] == "GROUP_LIMIT"]
    assert {one["name"] for one in limit["parties"]} == {"parent", "child"}
    assert "300.00 AZN, 30.00 % of the capital" in limit["text"]
    assert "GROUP_LIMIT" not in codes(await checked(ask, "child", amount="10"))


@pytest.mark.parametrize(
    ("deal", "told"),
    [
        ({"parties": []}, "name 1 to 20"),
        ({"parties": ["nonsense"]}, "no id of a party"),
        ({"amount": "much"}, "`amount`"),
        ({"amount": "-1"}, "`amount`"),
        ({"currency": "manat"}, "`currency`"),
        ({"product": " "}, "`product`"),
        ({"product": "-_ "}, "`product` is empty"),
        ({"product": "lo\x00an"}, "`product` has a character that cannot be seen"),
        ({"product": "x" * 101}, "`product` has 101 characters"),
        ({"parties": [id_("nobody")]}, "there is no party"),
    ],
)
async def test_what_makes_no_sense_is_told(ask: Ask, take: Submit, deal: dict[str, Any], told: str) -> None:
    await take([party("firm")])
    given = {"parties": [id_("firm")], "product": "loan", "amount": "1", "currency": "AZN"} | deal
    [error] = await ask(CHECK, errors=True, deal=given)
    assert told in error.message


async def test_suspicion_moves_no_answer_of_who_may_not_see_it(ask: Ask, take: Submit, graph: Graph) -> None:
    await take([party("firm", **PAPER), OWNER, tie("o", "owner", "OWNS", "firm", share="100"), CAPITAL])
    await graph.administer(
        "MATCH (r:Record {key: 'firm'}) CREATE (:Alert {id: 'w1', place: 'w1', kind: 'rapid', severity: 5, "
        "status: 'OPEN', suspicion: true, raisedAt: '2026-01-01', text: 'in and out', evidence: '{}'})-[:CONCERNS]->(r)"
    )
    teller, investigator = Actor("t", roles=("teller",)), Actor("i", roles=("aml-investigator",))
    assert (await checked(ask, "firm", actor=teller))["outcome"] == "ALLOW"
    seen = await checked(ask, "firm", actor=investigator)
    assert (seen["outcome"], codes(seen)) == ("REVIEW", {"RISK_CLASS", "ALERT"})
    told = await graph.administer("MATCH (e:OutboxEntry {event: 'deal.checked'}) RETURN e.detail AS detail")
    assert told
    assert all('"outcome":"ALLOW"' in one["detail"] and "ALERT" not in one["detail"] for one in told)


async def test_a_tie_that_one_may_not_see_moves_no_answer(ask: Ask, take: Submit) -> None:
    people = [{**party(key, *flags), "type": "person"} for key, *flags in (("bad", "sanctioned"), ("wife",))]
    await take([*people, tie("1", "bad", "FAMILY_OF", "wife"), CAPITAL])

    def told(found: Any) -> list[str]:
        return [one["text"] for one in found["reasons"] if one["code"] == "RISK_CLASS"]

    blind = told(await checked(ask, "wife", actor=Actor("t", roles=("teller",))))
    assert "score 0" in blind[0]
    assert "score 30" in told(await checked(ask, "wife"))[0]


ALLOW = """mutation ($deal: DealInput!) { allowDeal(deal: $deal, reason: "the committee met") {
  parties { id } changeRequest } }"""


async def test_a_deal_that_needs_a_look_may_be_allowed(ask: Ask, take: Submit) -> None:
    await take([party("exposed", "pep", **PAPER), CAPITAL])
    assert (await checked(ask, "exposed"))["outcome"] == "REVIEW"
    deal = {"parties": [id_("exposed")], "product": "loan", "amount": "100", "currency": "AZN"}
    made = (await ask(ALLOW, deal=deal))["allowDeal"]
    assert [one["id"] for one in made["parties"]] == [id_("exposed")]
    assert (await checked(ask, "exposed"))["outcome"] == "ALLOW"
    assert (await checked(ask, "exposed", amount="100.01"))["outcome"] == "REVIEW"
    assert (await checked(ask, "exposed", currency="USD"))["outcome"] == "REVIEW"
    await take([party("exposed", "pep", "rca", **PAPER)])
    since = await checked(ask, "exposed")
    assert (since["outcome"], "ALLOWED_FOR_LESS" in codes(since)) == ("REVIEW", True)


async def test_what_has_to_be_allowed_by_nobody_or_cannot_be_is_refused(ask: Ask, take: Submit) -> None:
    await take([party("firm", **PAPER), OWNER, tie("o", "owner", "OWNS", "firm", share="100"), CAPITAL])
    await take([party("bad", "sanctioned")])
    for key, says in (("firm", "needs nobody"), ("bad", "is blocked")):
        deal = {"parties": [id_(key)], "product": "loan", "amount": "100", "currency": "AZN"}
        [error] = await ask(ALLOW, errors=True, deal=deal)
        assert (error.extensions["code"], says in error.message) == ("CONFLICT", True)


async def test_the_dead_the_dissolved_and_former_clients_are_told(ask: Ask, take: Submit) -> None:
    dead = {**OWNER, "key": "dead", "deathDate": "2024-05-01"}
    await take([dead, party("gone", dissolved="2023"), party("left", status="FORMER"), CAPITAL])
    await take([party("once", dissolved="2023"), party("soon", dissolved="2999-01-01")])
    await take([party("once")])
    found = {key: await checked(ask, key) for key in ("dead", "gone", "left", "once", "soon")}
    ends = {"DEAD", "DISSOLVED", "FORMER"}
    assert {key: (one["outcome"], *sorted(codes(one) & ends)) for key, one in found.items()} == {
        "dead": ("BLOCK", "DEAD"),
        "gone": ("BLOCK", "DISSOLVED"),
        "left": ("REVIEW", "FORMER"),
        "once": ("REVIEW",),
        "soon": ("REVIEW",),
    }
    assert "s says that the party died: 2024-05-01" in {one["text"] for one in found["dead"]["reasons"]}


async def test_an_end_is_read_as_the_registry_reads_days(ask: Ask, take: Submit) -> None:
    days = {"snake": {"death_date": "2024-05-01"}, "odd": {"deathDate": "31.12.2019"}, "nought": {"deathDate": "-"}}
    await take([*({**OWNER, "key": key, **said} for key, said in days.items()), CAPITAL])
    found = {key: await checked(ask, key) for key in days}
    ends = {"DEAD", "END_UNREADABLE"}
    assert {key: (one["outcome"], *codes(one) & ends) for key, one in found.items()} == {
        "snake": ("BLOCK", "DEAD"),
        "odd": ("REVIEW", "END_UNREADABLE"),
        "nought": ("REVIEW",),
    }


async def test_a_party_is_checked_under_the_id_that_it_has_now(ask: Ask, take: Submit) -> None:
    passport = [{"scheme": "passport", "value": "C1234567", "country": "AZ"}]
    born = {"birthDate": "1980-01-01", "identifiers": passport}
    await take([{**OWNER, **born, "key": "one"}, {**OWNER, **born, "key": "two", "deathDate": "2024-05-01"}, CAPITAL])
    found = [await checked(ask, key) for key in ("one", "two")]
    assert [one["outcome"] for one in found] == ["BLOCK", "BLOCK"]
    led = {party["id"] for one in found for reason in one["reasons"] for party in reason["parties"]}
    assert len(led) == 1
