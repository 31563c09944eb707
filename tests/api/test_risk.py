"""Risk through the API: of a party, its paths and masks; what would be; schemes and classes by hand."""

from asyncio import gather
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.times import today
from cim_graph.risk.commands import OverrideRisk
from cim_graph.risk.months import months_on
from cim_graph.risk.renewing import Renewer, renew_all
from cim_graph.risk.scheme import shipped
from cim_graph.settings import Settings
from tests.api.conftest import Ask, Counting
from tests.conftest import Submit
from tests.risk.test_service import id_, party, tie

RISK = """query ($id: ID!, $asOf: AsOf) { party(id: $id) { risk(asOf: $asOf) {
  score class scheme { name version status } factors { code value points evidence }
  propagated { strength points origin { id name masked } path { parties { id name } relationships { id kind } } }
  override { class reason by until }
} } }"""
SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
SHEIKH = [
    party("bad", "sanctioned", branch="North"),
    party("front", branch="South"),
    party("shop", jurisdiction="YE", branch="South"),
    tie("own", "bad", "OWNS", "front", share="100"),
    tie("run", "front", "CONTROLS", "shop"),
    tie("sit", "bad", "MANAGES", "shop", role="board"),
]


@pytest.fixture
async def sheikh(take: Submit) -> None:
    assert not (await take(SHEIKH)).rejected


async def risk_of(ask: Ask, key: str, **given: Any) -> Any:
    return (await ask(RISK, id=id_(key), **given))["party"]["risk"]


@pytest.mark.usefixtures("sheikh")
async def test_an_assessment_tells_its_factors_and_paths(ask: Ask, counting: Counting) -> None:
    found = await risk_of(ask, "shop")
    assert (found["score"], found["class"]) == (85.0, "HIGH")
    assert found["scheme"] == {"name": "aml", "version": 0, "status": "PUBLISHED"}
    assert found["factors"] == [
        {
            "code": "geography.country",
            "value": "YE",
            "points": 25.0,
            "evidence": "Nationality, seat or address in this country",
        }
    ]
    [arrived] = found["propagated"]
    assert (arrived["strength"], arrived["points"], arrived["origin"]["name"]) == (1.0, 60.0, "bad")
    assert [one["name"] for one in arrived["path"]["parties"]] == ["bad", "front", "shop"]
    assert [one["kind"] for one in arrived["path"]["relationships"]] == ["OWNS", "CONTROLS"]
    assert counting.read_names.count("risk/around") == 1


@pytest.mark.usefixtures("sheikh")
async def test_the_past_has_its_own(ask: Ask) -> None:
    found = await risk_of(ask, "shop", asOf={"known": "2020-01-01T00:00:00Z"})
    assert found is None or found["propagated"] == []


@pytest.mark.usefixtures("sheikh")
async def test_what_is_closed_stays_a_closed_node(ask: Ask) -> None:
    teller = Actor("teller", roles=("teller",), branches=frozenset({"South"}))
    [arrived] = (await risk_of(ask, "shop", actor=teller))["propagated"]
    assert arrived["origin"] == {"id": id_("bad"), "name": None, "masked": ["*"]}
    assert [one["name"] for one in arrived["path"]["parties"]] == [None, "front", "shop"]


async def test_what_gives_exposure_away_is_for_those_who_may_see_it(ask: Ask, take: Submit) -> None:
    await take([party("exposed", "pep"), party("firm"), tie("1", "exposed", "CONTROLS", "firm")])
    steward, officer = Actor("s", roles=("steward",)), Actor("o", roles=("risk-officer",))
    shown = {
        actor.subject: [await risk_of(ask, key, actor=actor) for key in ("exposed", "firm")]
        for actor in (steward, officer)
    }
    assert [[one["code"] for one in risk["factors"]] for risk in shown["o"]] == [["customer.pep", "rule.pep"], []]
    assert [len(risk["propagated"]) for risk in shown["o"]] == [0, 1]
    assert [risk["factors"] + risk["propagated"] for risk in shown["s"]] == [[], []]
    assert [risk["class"] for risk in shown["s"]] == ["LOW", "LOW"]
    assert [risk["class"] for risk in shown["o"]] == ["HIGH", "MEDIUM"]


WHAT_IF = """query ($id: ID!, $without: [ID!], $with: [JSON!], $scheme: ID) {
  riskWhatIf(party: $id, withoutRelationships: $without, withRecords: $with, scheme: $scheme) {
    score class propagated { strength path { relationships { id } } } scheme { name } } }"""


@pytest.mark.usefixtures("sheikh")
async def test_what_would_be_without_and_with(ask: Ask) -> None:
    async def supposed(**given: Any) -> tuple[float, str]:
        found = (await ask(WHAT_IF, id=id_("shop"), **given))["riskWhatIf"]
        return round(found["score"], 6), found["class"]

    own, run, sit = (id_of(Kind.FACT, "s", key) for key in ("own", "run", "sit"))
    assert await supposed() == (85, "HIGH")
    assert await supposed(without=[run]) == (61, "HIGH")
    assert await supposed(without=[own, sit]) == (25, "MEDIUM")
    worse = [party("new", "suspicion"), tie("x", "new", "CONTROLS", "shop"), {**party("shop", "cash-intensive")}]
    assert await supposed(without=[own, sit], **{"with": worse}) == (25 + 15 + 42, "HIGH")
    for over in ({"validTo": "2020-01-01"}, {"validFrom": "2999-01-01"}):
        bad = [party("new", "suspicion"), {**tie("x", "new", "CONTROLS", "shop"), **over}]
        assert await supposed(without=[own, sit], **{"with": bad}) == (25, "MEDIUM")
    assert await supposed(**{"with": [{**tie("run", "bad", "MANAGES", "shop"), "validTo": "2020-01-01"}]}) == (
        61,
        "HIGH",
    )
    assert await risk_of(ask, "shop") == await risk_of(ask, "shop")
    schemes = (await ask("{ riskSchemes { id name } }"))["riskSchemes"]
    [other] = [one["id"] for one in schemes if one["name"] == "early-warning"]
    assert await supposed(scheme=other) == (0, "GREEN")
    [error] = await ask(WHAT_IF, errors=True, id=id_("shop"), **{"with": [{"type": "rate"}]})
    assert "withRecords[0]" in error.message
    [error] = await ask(WHAT_IF, errors=True, id=id_("shop"), **{"with": [tie("x", "mistyped", "CONTROLS", "shop")]})
    assert "there is no record 's', 'mistyped'" in error.message


NO_PAGE: Final[dict[str, Any]] = {"edges": []}
ORIGINS: Final[dict[str, dict[str, Any]]] = {
    "kind status flags version masked": {
        "kind": "PERSON", "status": "EXTERNAL", "flags": ["suspicion", "x"], "version": 0, "masked": []
    },
    "names { full } identifiers { value } records { id } formerIds provenance { field } lineage { kind }": {
        "names": [], "identifiers": [], "records": [], "formerIds": [], "provenance": [], "lineage": []
    },
    "accounts { edges { node { id } } } relationships { totalCount } relationshipCounts { kind }": {
        "accounts": NO_PAGE, "relationships": {"totalCount": 0}, "relationshipCounts": []
    },
    "holdings { edges { node { ownership } } } controllers { means } connectedClientGroups { id }": {
        "holdings": NO_PAGE, "controllers": [], "connectedClientGroups": []
    },
    "owners { edges { node { ownership } } } beneficialOwners { owners { ownership } } risk { class }": {
        "owners": NO_PAGE, "beneficialOwners": {"owners": []}, "risk": None
    },
    "alerts { edges { node { id } } } riskHistory(first: 5) { edges { node { score } } }": {
        "alerts": NO_PAGE, "riskHistory": NO_PAGE
    },
}  # fmt: skip
PATH: Final = "parties { name } relationships { kind share from { name } to { name } sources { key } }"


@pytest.mark.usefixtures("sheikh")
async def test_what_is_supposed_is_shown_as_it_is_stated(ask: Ask) -> None:
    query = """query ($id: ID!, $with: [JSON!]) { riskWhatIf(party: $id, withRecords: $with) { propagated {
      origin { id name %s } } } }"""
    new = {**party("new", "suspicion", "x"), "type": "person", "birthDate": "1980-01-01"}
    owns = {**tie("x", "new", "OWNS", "mid"), "share": "75.5", "attributes": {"a": 1}}
    number = {"scheme": "az-voen", "value": "1700000009"}
    records = [new, {**owns, "to": number}, {**tie("y", "bad", "CONTROLS", "shop"), "from": number}]
    for fields in ORIGINS:
        told = (await ask(query % fields, id=id_("shop"), **{"with": records}))["riskWhatIf"]["propagated"]
        assert [one["origin"] for one in told if one["origin"]["name"] == "new"] == [
            {"id": id_("new"), "name": "new", **ORIGINS[fields]}
        ]
    asked = WHAT_IF.replace("relationships { id }", PATH)
    told = (await ask(asked, id=id_("shop"), **{"with": records}))["riskWhatIf"]["propagated"]
    [way] = [one["path"] for one in told if one["path"]["parties"][0]["name"] == "new"]
    assert [one["name"] for one in way["parties"]] == ["new", None, "shop"]
    plain: dict[str, Any] = {"share": None, "sources": [], "to": {"name": None}}
    assert way["relationships"] == [
        {**plain, "kind": "OWNS", "share": "75.5", "from": {"name": "new"}},
        {**plain, "kind": "CONTROLS", "from": {"name": None}, "to": {"name": "shop"}},
    ]


async def test_nobody_thinks_away_what_there_is_not_or_they_may_not_see(ask: Ask, take: Submit) -> None:
    people = [{**party(key, *flags), "type": "person"} for key, *flags in (("bad", "sanctioned"), ("wife",), ("firm",))]
    await take([*people, tie("1", "bad", "FAMILY_OF", "wife"), tie("2", "bad", "ACTS_FOR", "firm")])
    family, acts, nobody = (id_of(Kind.FACT, "s", key) for key in ("1", "2", "3"))
    teller = Actor("teller", roles=("teller",))
    told = []
    for absent in (nobody, family):
        [error] = await ask(WHAT_IF, errors=True, id=id_("wife"), without=[acts, absent], actor=teller)
        told.append((error.extensions["code"], error.message.replace(absent, "…")))
    assert told[0] == told[1]
    assert told[0][0] == "NOT_FOUND"
    assert (await ask(WHAT_IF, id=id_("wife"), without=[family]))["riskWhatIf"]["score"] == 0
    assert (await ask(WHAT_IF, id=id_("firm"), without=[acts], actor=teller))["riskWhatIf"]["score"] == 0
    [error] = await ask(WHAT_IF, errors=True, id=id_("wife"), without=["\x00" * 90])
    assert error.extensions["code"] == "NOT_FOUND"
    [error] = await ask(WHAT_IF, errors=True, id=id_("wife"), without=[acts] * 501)
    assert error.extensions["code"] == "BAD_INPUT"


async def test_no_score_tells_of_suspicion_nor_of_whom_is_closed(ask: Ask, take: Submit) -> None:
    await take([party("watched", "suspicion"), party("firm"), party("far", "sanctioned", branch="North")])
    teller = Actor("teller", roles=("teller",), branches=frozenset({"South"}))
    plain = await risk_of(ask, "firm", actor=teller)
    assert (await risk_of(ask, "watched", actor=teller))["score"] == plain["score"]
    for known, said in ((True, "watched"), (False, "far")):
        given = {"id": id_("firm"), "with": [tie("x", said, "CONTROLS", "firm")], "actor": teller}
        found = await ask(WHAT_IF, **given, errors=not known)
        if known:
            assert found["riskWhatIf"]["score"] == plain["score"]
        else:
            assert [error.extensions["code"] for error in found] == ["FORBIDDEN"]


@pytest.mark.usefixtures("sheikh")
async def test_what_a_class_hangs_on(ask: Ask) -> None:
    query = "query ($id: ID!) { riskCounterfactuals(party: $id) { score class without { id } } }"
    found = (await ask(query, id=id_("shop")))["riskCounterfactuals"]
    own, run, sit = (id_of(Kind.FACT, "s", key) for key in ("own", "run", "sit"))
    assert {one["class"] for one in found} == {"MEDIUM"}
    sets = sorted(sorted(tie["id"] for tie in one["without"]) for one in found)
    assert sets == sorted([sorted([run, sit]), sorted([own, sit])])
    assert (await ask(query, id=id_("bad")))["riskCounterfactuals"] == []


SAVE = "mutation ($definition: JSON!) { saveRiskScheme(definition: $definition) { id name version status } }"
PUBLISH = "mutation ($id: ID!) { publishRiskScheme(id: $id) { version status } }"


@pytest.mark.usefixtures("sheikh")
async def test_a_version_is_saved_published_and_retired(ask: Ask) -> None:
    harsher: Any = deepcopy(dict(shipped("aml").document))
    harsher["tables"]["countries"]["points"]["YE"] = 40
    draft = (await ask(SAVE, definition=harsher))["saveRiskScheme"]
    assert (draft["name"], draft["version"], draft["status"]) == ("aml", 1, "DRAFT")
    assert (await ask(SAVE, definition=harsher))["saveRiskScheme"]["id"] == draft["id"]
    assert (await risk_of(ask, "shop"))["score"] == 85
    assert (await ask(PUBLISH, id=draft["id"]))["publishRiskScheme"] == {"version": 1, "status": "PUBLISHED"}
    found = await risk_of(ask, "shop")
    assert (found["score"], found["scheme"]["version"]) == (100, 1)
    schemes = (await ask("{ riskSchemes { id name version status } }"))["riskSchemes"]
    assert [(one["version"], one["status"]) for one in schemes if one["name"] == "aml"] == [
        (1, "PUBLISHED"),
        (0, "RETIRED"),
    ]
    [again] = await ask(PUBLISH, errors=True, id=draft["id"])
    assert "published already" in again.message
    [broken] = await ask(SAVE, errors=True, definition={"name": "aml"})
    assert "no scheme of risk" in broken.message
    await ask(PUBLISH, id=next(one["id"] for one in schemes if (one["name"], one["version"]) == ("aml", 0)))
    assert (await risk_of(ask, "shop"))["score"] == 85


OVERRIDE = """mutation ($party: ID!, $class: String!, $until: Date!) {
  overrideRisk(party: $party, class: $class, reason: "known to us", until: $until) { parties { id } changeRequest } }"""


@pytest.mark.usefixtures("sheikh")
async def test_a_class_by_hand_falls_back_by_itself(ask: Ask, graph: Graph) -> None:
    await ask(OVERRIDE, party=id_("shop"), until=SOON, **{"class": "LOW"})
    found = await risk_of(ask, "shop")
    assert (found["class"], found["score"]) == ("LOW", 85)
    assert found["override"] == {"class": "LOW", "reason": "known to us", "by": "test", "until": SOON}
    later = (datetime.now(UTC) + timedelta(days=31)).date().isoformat()
    after = await risk_of(ask, "shop", asOf={"valid": later})
    assert (after["class"], after["override"]) == ("HIGH", None)
    told = await graph.driver.execute_query("MATCH (o:OutboxEntry {event: 'risk.changed'}) RETURN o.parties AS parties")
    assert [row["parties"] for row in told.records] == [[id_("shop")]]


@pytest.mark.usefixtures("sheikh")
async def test_no_class_by_hand_is_taken_where_a_rule_fixes_one(ask: Ask) -> None:
    [error] = await ask(OVERRIDE, errors=True, party=id_("bad"), until=SOON, **{"class": "LOW"})
    assert error.extensions["code"] == "CONFLICT"
    assert "the rule sanctioned of the scheme aml fixes PROHIBITED" in error.message


async def test_a_rule_that_tells_of_suspicion_is_told_to_nobody_who_may_not_know(ask: Ask, take: Submit) -> None:
    await take([party("seen", "sar")])
    document: Any = deepcopy(dict(shipped("aml").document))
    document["rules"][0] |= {"when": "'sar' in flags", "code": "reported"}
    await ask(PUBLISH, id=(await ask(SAVE, definition=document))["saveRiskScheme"]["id"])
    officer, anybody = Actor("o", roles=("risk-officer",)), Actor("a", roles=("administrator",))
    given = {"party": id_("seen"), "until": SOON, "class": "MEDIUM"}
    assert (await ask(OVERRIDE, actor=officer, **given))["overrideRisk"]["parties"] == [{"id": id_("seen")}]
    [error] = await ask(OVERRIDE, errors=True, actor=anybody, **given)
    assert "the rule reported" in error.message
    assert (await risk_of(ask, "seen"))["class"] == "PROHIBITED"


@pytest.mark.usefixtures("sheikh")
async def test_a_class_by_hand_takes_the_place_of_the_one_before(ask: Ask, graph: Graph) -> None:
    """The longer one does not come back when the shorter one has ended."""
    later, last = ((datetime.now(UTC) + timedelta(days=days)).date().isoformat() for days in (60, 90))
    await ask(OVERRIDE, party=id_("shop"), until=last, **{"class": "LOW"})
    await ask(OVERRIDE, party=id_("shop"), until=SOON, **{"class": "MEDIUM"})
    assert (await risk_of(ask, "shop"))["override"]["class"] == "MEDIUM"
    after = await risk_of(ask, "shop", asOf={"valid": later})
    assert (after["class"], after["override"]) == ("HIGH", None)
    found = await graph.administer("MATCH (o:RiskOverride) RETURN o.id AS id, o.class AS word, o.at AS at ORDER BY at")
    known = await risk_of(ask, "shop", asOf={"known": found[0]["at"]})
    assert known["override"]["class"] == "LOW"
    told = await graph.administer(
        "MATCH (e:AuditEntry {command: 'overrideRisk'}) RETURN e.detail AS detail ORDER BY e.id"
    )
    replaced = [orjson.loads(one["detail"])["replaces"] for one in told]
    assert replaced == [[], [{"id": found[0]["id"], "class": "LOW", "by": "test", "until": last}]]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"class": "BLACK", "until": SOON}, "no class"),
        ({"class": "LOW", "until": "2020-01-01"}, "is over"),
        ({"class": "LOW", "until": "9999-12-31"}, f"name {months_on(today(), 12)} at the latest"),
        ({"party": id_of(Kind.PARTY, "s", "nobody"), "class": "LOW", "until": SOON}, "no such party"),
        ({"party": "x", "class": "LOW", "until": SOON}, "no id of a party"),
    ],
)
@pytest.mark.usefixtures("sheikh")
async def test_a_class_that_cannot_be_set(ask: Ask, given: dict[str, str], says: str) -> None:
    [error] = await ask(OVERRIDE, errors=True, **{"party": id_("shop"), **given})
    assert says in error.message


@pytest.mark.usefixtures("sheikh")
async def test_a_dry_run_tells_who_would_move(ask: Ask) -> None:
    harsher: Any = deepcopy(dict(shipped("aml").document))
    harsher["classes"][2]["from"] = 90
    draft = (await ask(SAVE, definition=harsher))["saveRiskScheme"]["id"]
    query = """mutation ($id: ID!, $sample: Int) { dryRunRiskScheme(id: $id, sample: $sample) {
      parties classes { class before after } moved { from to count examples { name } } } }"""
    found = (await ask(query, id=draft))["dryRunRiskScheme"]
    assert found["parties"] == 3
    assert {one["class"]: (one["before"], one["after"]) for one in found["classes"]} == {
        "LOW": (0, 0), "MEDIUM": (0, 2), "HIGH": (2, 0), "PROHIBITED": (1, 1)
    }  # fmt: skip
    [move] = found["moved"]
    assert (move["from"], move["to"], move["count"]) == ("HIGH", "MEDIUM", 2)
    assert {one["name"] for one in move["examples"]} == {"front", "shop"}
    assert (await ask(query, id=draft, sample=1))["dryRunRiskScheme"]["parties"] == 1
    assert (await risk_of(ask, "shop"))["class"] == "HIGH"


async def test_a_dry_run_counts_what_cannot_be_worked_out(ask: Ask, take: Submit) -> None:
    await take([*SHEIKH, party("deep", "a", "b", "c")])
    trial: Any = deepcopy(dict(shipped("aml").document))
    trial["factors"][3] |= {"value": "size(flags) < 3 || flags[9] == 'x'", "points": 30}
    draft = (await ask(SAVE, definition=trial))["saveRiskScheme"]["id"]
    query = """mutation ($id: ID!) { dryRunRiskScheme(id: $id) { parties unanswered { code count } } }"""
    found = (await ask(query, id=draft))["dryRunRiskScheme"]
    assert found == {"parties": 4, "unanswered": [{"code": "customer.cash-intensive", "count": 1}]}
    with_scheme = """query ($id: ID!, $scheme: ID) { riskWhatIf(party: $id, scheme: $scheme) {
      score factors { code points evidence } } }"""
    told = (await ask(with_scheme, id=id_("deep"), scheme=draft))["riskWhatIf"]
    assert (told["score"], [one["code"] for one in told["factors"]]) == (0, ["customer.cash-intensive"])
    assert "could not be worked out: index out of bounds" in told["factors"][0]["evidence"]
    assert (await ask(with_scheme, id=id_("front"), scheme=draft))["riskWhatIf"]["score"] == 90


NODE = "query ($id: ID!) { node(id: $id) { __typename id ... on RiskScheme { name version status } } }"


@pytest.mark.usefixtures("sheikh")
async def test_a_scheme_is_a_node(ask: Ask) -> None:
    ours = next(one for one in (await ask("{ riskSchemes { id name } }"))["riskSchemes"] if one["name"] == "aml")
    draft = (await ask(SAVE, definition={**shipped("aml").document, "title": "Ours"}))["saveRiskScheme"]["id"]
    told = [(await ask(NODE, id=one))["node"] for one in (ours["id"], draft)]
    assert [(one["__typename"], one["version"], one["status"]) for one in told] == [
        ("RiskScheme", 0, "PUBLISHED"),
        ("RiskScheme", 1, "DRAFT"),
    ]
    await ask(PUBLISH, id=draft)
    assert (await ask(NODE, id=ours["id"]))["node"]["status"] == "RETIRED"
    assert (await ask(NODE, id=id_of(Kind.RISK_SCHEME, "aml", "7")))["node"] is None


async def test_only_the_version_in_force_is_read(ask: Ask, graph: Graph, counting: Counting, take: Submit) -> None:
    await take([party("one", jurisdiction="YE")])
    draft = {"id": "s1", "name": "aml", "version": 1, "status": "DRAFT", "definition": "{}", "at": "", "by": ""}
    await graph.driver.execute_query("CREATE (n:RiskScheme) SET n = $draft", draft=draft)
    assert (await risk_of(ask, "one"))["class"] == "MEDIUM"
    assert "risk/versions" not in counting.read_names
    schemes = (await ask("{ riskSchemes { version definition } }"))["riskSchemes"]
    assert {} in [one["definition"] for one in schemes]
    [error] = await ask(PUBLISH, errors=True, id="s1")
    assert "no scheme of risk" in error.message


async def test_who_publishes_at_once_leaves_one_in_force(ask: Ask) -> None:
    drafts = [{**shipped("aml").document, "title": f"Trial {number}"} for number in range(4)]
    saved = await gather(*(ask(SAVE, definition=one) for one in drafts))
    assert sorted(one["saveRiskScheme"]["version"] for one in saved) == [1, 2, 3, 4]
    await gather(*(ask(PUBLISH, id=one["saveRiskScheme"]["id"]) for one in saved))
    schemes = (await ask("{ riskSchemes { name status } }"))["riskSchemes"]
    assert [one["status"] for one in schemes if one["name"] == "aml"].count("PUBLISHED") == 1


async def test_supposing_does_not_tell_which_numbers_there_are(ask: Ask, take: Submit) -> None:
    voen = [{"scheme": "az-voen", "value": "1700000001"}]
    await take([party("shop", branch="South"), party("far", "sanctioned", branch="North", identifiers=voen)])
    teller = Actor("teller", roles=("teller",), branches=frozenset({"South"}))
    by_number = {**tie("x", "far", "CONTROLS", "shop"), "from": voen[0]}
    nobody = {**by_number, "from": {"scheme": "az-voen", "value": "1700000002"}}
    asked = [{"id": id_("shop"), "with": [one], "actor": teller} for one in (by_number, nobody)]
    told = [(await ask(WHAT_IF, **given))["riskWhatIf"] for given in asked]
    assert told[0] == told[1]
    assert (await ask(WHAT_IF, id=id_("shop"), **{"with": [by_number]}))["riskWhatIf"]["score"] == 60


async def test_a_tie_that_one_may_not_see_counts_in_no_score(ask: Ask, take: Submit) -> None:
    people = [{**party(key, *flags), "type": "person"} for key, *flags in (("bad", "sanctioned"), ("wife",), ("firm",))]
    await take([*people, tie("1", "bad", "FAMILY_OF", "wife"), tie("2", "bad", "ACTS_FOR", "firm")])
    teller = Actor("teller", roles=("teller",))
    assert [(await risk_of(ask, key, actor=teller))["score"] for key in ("wife", "firm")] == [0, 36]
    assert [(await risk_of(ask, key))["score"] for key in ("wife", "firm")] == [30, 36]


@pytest.mark.usefixtures("sheikh")
async def test_a_search_that_goes_on_greedily_says_so(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    query = "query ($id: ID!) { riskCounterfactuals(party: $id) { smallest without { id } } }"
    whole = (await ask(query, id=id_("shop")))["riskCounterfactuals"]
    assert {(len(one["without"]), one["smallest"]) for one in whole} == {(2, True)}
    monkeypatch.setattr("cim_graph.risk.counterfactuals.TRIED", 2)
    cut = (await ask(query, id=id_("shop")))["riskCounterfactuals"]
    assert [(len(one["without"]), one["smallest"]) for one in cut] == [(2, False)]


HISTORY = """query ($id: ID!, $first: Int! = 50, $after: String) {
  party(id: $id) { riskHistory(first: $first, after: $after) {
  edges { cursor node { id at score class reviewOn scheme { version } party { id } factors { code value }
    propagated { strength origin { id name } path { parties { id } relationships { id kind } } } } }
  pageInfo { hasNextPage endCursor } } } }"""


@pytest.fixture
def renewed(graph: Graph, settings: Settings, take: Submit) -> Submit:
    """Take records and assess the base."""
    by = Renewer(graph, bootstrap.commands(settings), Actor("test"), settings.rank, "aml")

    async def taken(records: list[Any]) -> Report:
        report = await take(records)
        await renew_all(by, "pass")
        return report

    return taken


async def test_what_was_kept_is_told_as_it_was(ask: Ask, renewed: Submit, counting: Counting) -> None:
    await renewed(SHEIKH)
    await renewed([{"type": "retract", "source": "s", "key": key} for key in ("own", "sit")])
    await renewed([party("shop", jurisdiction="AZ", branch="South")])
    whole = (await ask(HISTORY, id=id_("shop")))["party"]["riskHistory"]
    told = [edge["node"] for edge in whole["edges"]]
    assert [(one["score"], one["class"]) for one in told] == [(0, "LOW"), (25, "MEDIUM"), (85, "HIGH")]
    [arrived] = told[2]["propagated"]
    assert [one["kind"] for one in arrived["path"]["relationships"]] == ["OWNS", "CONTROLS"]
    assert (arrived["origin"]["name"], told[1]["propagated"]) == ("bad", [])
    assert "risk/around" not in counting.read_names
    page = (await ask(HISTORY, id=id_("shop"), first=2))["party"]["riskHistory"]
    assert page["pageInfo"]["hasNextPage"]
    rest = (await ask(HISTORY, id=id_("shop"), after=page["pageInfo"]["endCursor"]))["party"]["riskHistory"]
    assert [edge["node"] for edge in page["edges"] + rest["edges"]] == told
    assert not rest["pageInfo"]["hasNextPage"]
    node = "query ($id: ID!) { node(id: $id) { ... on RiskAssessment { id score party { id } } } }"
    assert (await ask(node, id=told[2]["id"]))["node"] == {
        "id": told[2]["id"], "score": 85, "party": {"id": id_("shop")}
    }  # fmt: skip
    teller = Actor("teller", roles=("teller",), branches=frozenset({"North"}))
    assert (await ask(node, id=told[2]["id"], actor=teller))["node"] is None
    assert (await ask(HISTORY, id=id_("shop"), actor=teller))["party"]["riskHistory"]["edges"] == []


async def test_no_history_tells_of_what_its_reader_may_not_know(ask: Ask, renewed: Submit) -> None:
    await renewed([party("one"), party("two"), tie("1", "one", "CONTROLS", "two")])
    await renewed([party("one", "sar")])
    await renewed([party("one", "sar", "pep")])
    await renewed([party("one", "cash-intensive")])
    seen: dict[tuple[str, str], list[float]] = {}
    reviews: dict[str, str] = {}
    for role in ("steward", "risk-officer", "auditor"):
        actor = Actor(role, roles=(role,))
        for key in ("one", "two"):
            for size in (50, 1) if (role, key) == ("steward", "one") else (50,):
                told, after = [], None
                while True:
                    given = {"id": id_(key), "first": size, "after": after, "actor": actor}
                    found = (await ask(HISTORY, **given))["party"]["riskHistory"]
                    told += [edge["node"]["score"] for edge in found["edges"]]
                    for node in (edge["node"] for edge in found["edges"]):
                        assert reviews.setdefault(node["class"], node["reviewOn"]) == node["reviewOn"]
                    after = found["pageInfo"]["endCursor"]
                    if not found["pageInfo"]["hasNextPage"]:
                        break
                assert seen.setdefault((role, key), told) == told
    assert seen == {
        ("steward", "one"): [15, 0],
        ("steward", "two"): [0],
        ("risk-officer", "one"): [15, 35, 0],
        ("risk-officer", "two"): [0],
        ("auditor", "one"): [15, 75, 40, 0],
        ("auditor", "two"): [0, 42, 0],
    }


async def test_a_dry_run_tells_nothing_of_suspicion_to_who_may_not_see_it(ask: Ask, take: Submit) -> None:
    await take([party("watched", "suspicion"), party("near"), tie("1", "watched", "CONTROLS", "near")])
    document = {**shipped("aml").document, "title": "Trial"}
    factor = {"code": "customer.trial", "title": "x", "value": "'suspicion' in flags", "points": 50, "evidence": "x"}
    for value, actor, moves in (
        ("'suspicion' in flags", Actor("o", roles=("risk-officer",)), 0),
        ("'suspicion' in flags", Actor("a", roles=("administrator",)), 1),
        ("'cash-intensive' in flags", Actor("o", roles=("risk-officer",)), 0),
    ):
        own = {**document, "factors": [{**document["factors"][0], **factor, "value": value}, *document["factors"][1:]]}
        draft = (await ask(SAVE, definition=own))["saveRiskScheme"]["id"]
        query = "mutation ($id: ID!) { dryRunRiskScheme(id: $id) { moved { from to count } } }"
        told = (await ask(query, id=draft, actor=actor))["dryRunRiskScheme"]
        assert (sum(one["count"] for one in told["moved"]) > 0) == bool(moves)


async def test_why_a_class_was_set_is_told_to_who_sees_suspicion_or_sets_classes(
    ask: Ask, take: Submit, graph: Graph, settings: Settings
) -> None:
    await take([party("firm")])
    command = OverrideRisk(id_("firm"), "HIGH", "looked into for laundering", today(), "aml")
    await bootstrap.commands(settings).execute(graph, Actor("officer"), command)
    query = "query ($id: ID!) { party(id: $id) { risk { class override { class reason by } } } }"
    told = {
        role: (await ask(query, id=id_("firm"), actor=Actor(role, roles=(role,))))["party"]["risk"]["override"][
            "reason"
        ]
        for role in ("teller", "steward", "checker", "risk-officer", "aml-investigator")
    }
    plain, hidden = "looked into for laundering", "closed to you"
    assert list(told.values()) == [hidden, hidden, hidden, plain, plain]
