"""Somebody is erased: restricted first, and then found nowhere, in no property of anything."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.access import chain
from cim_graph.access.trail import export, seal
from cim_graph.accounts.transactions.compaction import sweep
from cim_graph.commands.shell import RunStatement
from cim_graph.graph.session import Transaction
from cim_graph.kernel.errors import CimError, ConflictError, NotFoundError
from cim_graph.kernel.ids import Kind, id_of, same_name
from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import NOW
from cim_graph.matching.judging import JudgeMatch
from cim_graph.matching.overriding import OverrideField
from cim_graph.monitoring.commands import AlertStatus, CaseStatus, DecideAlert, OpenCase, UpdateCase
from cim_graph.network import service as network
from cim_graph.parties.model import EVERY_PARTY
from cim_graph.parties.service import carriers, described
from cim_graph.privacy import removal, service
from cim_graph.privacy.commands import EraseParty, HoldParty, LiftRestriction, ReleaseHold
from cim_graph.privacy.due import Verdict
from cim_graph.privacy.removal import ErasePersonalData, Removal
from cim_graph.privacy.retention import OURS, retention
from cim_graph.privacy.service import Pace, keep_no_longer, looked_over
from cim_graph.reports.subject import subject_access
from tests.api.conftest import Ask
from tests.privacy.bank import ALI, HOME, LEYLA, LOADER, OFFICER, STEWARD, TELLER, VALUES, Bank, ali, money, ref


async def worked_on(bank: Bank) -> None:
    """Let stewards and operators leave words about him everywhere."""
    graph = bank.graph
    await bank.then.execute(graph, STEWARD, OverrideField(ALI, "manager", "Həsənov's friend", "divorce file"))
    await bank.then.execute(graph, STEWARD, JudgeMatch(ALI, LEYLA, same=False, reason="divorce file"))
    await bank.then.execute(graph, LOADER, RunStatement("MATCH (p:Party {name: 'Əli Həsənov'}) SET p.x = null", 1))
    await bank.does(HoldParty(ALI, "divorce file"))
    await bank.does(ReleaseHold(ALI, "divorce file"))
    await looked_into(bank)
    await graph.administer(
        "MERGE (o:Once {id: 'x'}) SET o.at = '2026-01-01', o.answer = $answer", {"answer": '{"name": "Əli Həsənov"}'}
    )


async def test_nobody_finds_who_is_erased_in_any_property_of_anything(bank: Bank) -> None:
    await worked_on(bank)
    assert {text.split(": ")[1] for text in await bank.holding(VALUES)} == set(VALUES)  # each is there to be erased
    await bank.does(EraseParty(ALI, "divorce file"))
    assert await bank.sweeps() == [(ALI, Verdict.ERASE)]
    assert await bank.holding(VALUES) == []
    assert [await bank.holding([text]) != [] for text in ("she rang", "Her file", "Money of a family")] == [1, 0, 1]
    await seal(bank.graph)
    proof = chain.prove([line async for line in export(bank.graph)])
    assert proof.erased > 4
    assert not (await network.search(bank.graph, "Həsənov", EVERY_PARTY, Page(5), NOW)).items
    assert await described(bank.graph, "core", "CUST-4711") is None
    assert await carriers(bank.graph, "az-fin", "5ABCDE7", NOW, bank.settings.rank) == []
    assert await bank.sweeps() == []


ALERTS = """
UNWIND $rows AS row
MATCH (r:Record {id: row.record})
CREATE (a:Alert {id: row.id, place: row.id, status: 'OPEN', kind: 'rapid', severity: 2, suspicion: row.suspicion})
SET a.text = row.text, a.evidence = row.evidence, a.further = [row.evidence], a.raisedAt = '2015-05-01T00:00:00Z'
CREATE (a)-[:CONCERNS]->(r)
CREATE (o:RiskOverride {id: 'o' + row.id, scheme: 'aml', class: 'HIGH', reason: row.text, until: '2016-01-01'})
CREATE (o)-[:OVERRIDES]->(r)
"""
HIS, HIS_TOO, HERS = "w1", "w2", "w3"


async def looked_into(bank: Bank) -> None:
    """Raise alerts, decide on one, and close a case about him and one about his wife and him."""
    alerts = [(HIS, ALI, True), (HIS_TOO, ALI, False), (HERS, LEYLA, True)]
    rows = [
        {"id": id_, "record": same_name(who, Kind.RECORD), "suspicion": suspicion, "text": f"money of {who}",
            "evidence": '{"of": "his brother said"}' if who == ALI else "{}"}
        for id_, who, suspicion in alerts
    ]  # fmt: skip
    await bank.graph.administer(ALERTS, {"rows": rows})
    await bank.does(DecideAlert(HIS, AlertStatus.CLOSED, "divorce file", None), LOADER)
    alone = await bank.does(OpenCase("Her file", (HIS_TOO,)), LOADER)
    await bank.does(UpdateCase(alone.id, CaseStatus.CLOSED, None, "his brother said"), LOADER)
    both = await bank.does(OpenCase("Money of a family", (HIS, HERS)), LOADER)
    await bank.does(UpdateCase(both.id, None, None, "Həsənov rang"), LOADER)
    await bank.does(UpdateCase(both.id, CaseStatus.CLOSED, None, "she rang"), LOADER)


OTHERS = {
    "his passport's scheme": "a passport was shown, lang az, AZ, MMC",
    "his city": "meeting in Bakı and Gəncə şəhəri",
    "his given name": "Əli Quliyev rang",
    "his surname": "Həsənov Vəli rang",
    "his hobby": "golfçu",
    "the home of his wife": HOME["text"],
}
"""What was written about others."""


async def others_were_worked_on(bank: Bank) -> None:
    """Let drafts, kept answers and statements of operators say of others what is said of him, too."""
    make = (
        "CREATE (c:ChangeRequest {id: 'n' + $n, place: $n, status: 'DRAFT'}) "
        "SET c.title = $text, c.changes = [$text], c.decisions = [] "
        "CREATE (:Once {id: 'o' + $n, at: '2026-01-01', answer: $text})"
    )
    for n, text in enumerate(OTHERS.values()):
        await bank.graph.administer(make, {"n": f"{n}", "text": text})
        await bank.then.execute(bank.graph, LOADER, RunStatement(f"RETURN '{text}'", 1))


async def test_what_was_said_of_others_in_the_same_words_stays(bank: Bank) -> None:
    await others_were_worked_on(bank)
    before = await bank.holding(OTHERS.values())
    assert len(before) >= 4 * len(OTHERS)
    await bank.does(EraseParty(ALI, "asked"))
    assert await bank.sweeps() == [(ALI, Verdict.ERASE)]
    assert written(await bank.holding(OTHERS.values())) == written(before)


def written(places: Iterable[str]) -> list[str]:
    """Return the places that are no records of his, whether the trail is sealed yet or not."""
    kinds = ("ChangeRequest", "Once", "AuditEntry", "Address")
    return sorted(place.replace(", 'Unsealed'", "") for place in places if any(kind in place for kind in kinds))


async def test_a_namesake_keeps_what_only_names_them(bank: Bank) -> None:
    namesake = {"type": "person", **ref("CUST-8"), "names": ["Əli Həsənov"], "birthDate": "1991-02-03"}
    await bank.took([namesake], bank.now)
    await bank.then.execute(bank.graph, LOADER, RunStatement("RETURN 'Əli Həsənov'", 1))
    await bank.then.execute(bank.graph, LOADER, RunStatement("RETURN 'Əli Həsənov 1980-05-17'", 1))
    await bank.does(EraseParty(ALI, "asked"))
    assert await bank.sweeps() == [(ALI, Verdict.ERASE)]
    kept = [place for place in await bank.holding(["RETURN 'Əli Həsənov"]) if "AuditEntry" in place]
    assert len(kept) == 1
    assert await bank.holding(["1980-05-17"]) == []


async def test_what_went_over_accounts_stays_as_amounts(bank: Bank) -> None:
    before = {row["id"]: row for row in await bank.moved()}
    files = (await bootstrap.ledger(bank.settings).files(bank.graph.read)).rows
    await bank.does(EraseParty(ALI, "asked"))
    assert await bank.sweeps() == [(ALI, Verdict.ERASE)]
    after = {row["id"]: row for row in await bank.moved()}
    same = ("id", "version", "source", "hash", "moment", "amount", "currency", "direction", "batch", "received")
    assert {id_: [row[name] for name in same] for id_, row in after.items()} == {
        id_: [row[name] for name in same] for id_, row in before.items()
    }
    account, record = id_of(Kind.ACCOUNT, "core", "A-1"), id_of(Kind.RECORD, "core", "CUST-4711")
    told = [
        (before[id_]["key"], row["account"], row["other"], row["counterparty"], row["purpose"])
        for id_, row in sorted(after.items(), key=lambda one: before[one[0]]["key"])
    ]
    assert told == [
        ("T-2", account, "#AZ99", None, None),
        ("T-3", id_of(Kind.ACCOUNT, "core", "A-2"), "~kiosk", "Kiosk", "rent of the flat"),
        ("T-4", "#AZ55", record, None, None),
        ("T-5", "#AZ55", account, None, "wages in March"),
        ("T-6", "#AZ55", "~baker", "Baker", "school of the apprentice"),
        ("T-CUST-4711-1", account, None, None, None),
    ]
    assert (await bank.took(money()[1:2], bank.now)).accepted == 0  # the same again brings nothing back
    ledger = bootstrap.ledger(bank.settings)
    assert await sweep(bank.graph, ledger, datetime.now(UTC)) == 0  # somebody may read them still
    await sweep(bank.graph, ledger, datetime.now(UTC) + timedelta(hours=2))
    assert await asyncio.to_thread(lambda: [file for file in files if Path(file).exists()]) == []
    assert len(await bank.moved()) == len(before)


@pytest.mark.parametrize("case", [False, True], ids=["an alert", "a case"])
async def test_who_is_looked_into_is_kept(bank: Bank, *, case: bool) -> None:
    row = {"id": HIS, "record": same_name(ALI, Kind.RECORD), "suspicion": True, "text": "x", "evidence": "{}"}
    await bank.graph.administer(ALERTS, {"rows": [row]})
    if case:
        found = await bank.does(OpenCase("Money", (HIS,)), LOADER)
        await bank.graph.administer("MATCH (a:Alert) SET a.status = 'CLOSED'")
    with pytest.raises(ConflictError) as refused:
        await bank.does(EraseParty(ALI, "asked"))
    assert not any(word in str(refused.value) for word in ("alert", "case", "suspi"))
    assert await bank.sweeps() == [(ALI, Verdict.HELD)]
    if case:
        await bank.does(UpdateCase(found.id, CaseStatus.CLOSED, None, "nothing in it"), LOADER)
    else:
        await bank.does(DecideAlert(HIS, AlertStatus.CLOSED, "nothing in it", None), LOADER)
    await bank.does(EraseParty(ALI, "asked"))
    assert await bank.sweeps() == [(ALI, Verdict.ERASE)]


async def test_a_hold_that_is_laid_just_before_keeps_a_party(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    await bank.does(EraseParty(ALI, "asked"))
    locked = removal._lock  # noqa: SLF001 (what comes just before it)

    async def late(party: str, transaction: Transaction) -> None:
        await bank.graph.administer(
            "MATCH (r:Record {id: $id}) CREATE (:LegalHold {id: 'late'})-[:HOLDS]->(r)",
            {"id": same_name(party, Kind.RECORD)},
        )
        await locked(party, transaction)

    monkeypatch.setattr(removal, "_lock", late)
    assert await bank.sweeps() == []
    assert await described(bank.graph, "core", "CUST-4711") == ALI


async def test_a_party_of_many_records_is_erased_some_at_a_time(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    await worked_on(bank)
    monkeypatch.setattr(removal, "AT_ONCE", 1)
    monkeypatch.setattr(removal, "_CLAUSES", 1)
    await bank.does(EraseParty(ALI, "divorce file"))
    assert await bank.now.follow(bank.graph, LOADER, ErasePersonalData(ALI)) is Removal.BEGUN
    left = "MATCH (r:Record)-[:DESCRIBES]->(p:Party {id: $id}) WHERE r.erasedAt IS NULL RETURN r.key, p.segment, p.name"
    [row] = await bank.graph.administer(left, {"id": ALI})
    assert (row["p.segment"], row["p.name"]) == ("restricted", None)
    assert await bank.sweeps() == [(ALI, Verdict.ERASE)]
    assert await bank.graph.administer(left, {"id": ALI}) == []
    assert await bank.holding(VALUES) == []
    events = await bank.graph.administer("MATCH (o:OutboxEntry {event: 'party.erased'}) RETURN count(o) AS told")
    assert events == [{"told": 1}]


WHOLE = """query($id: ID!) { party(id: $id) {
  id kind status name names { full } identifiers { value } contacts { value } addresses { text } records { key }
  exposures { amount { amount } } accounts { edges { node { number } } }
  relationships { edges { node { kind share to { name } } } }
} }"""


async def test_what_stays_is_its_place_among_others(bank: Bank, ask: Ask) -> None:
    await worked_on(bank)
    await bank.does(EraseParty(ALI, "asked"))
    await bank.sweeps()
    told = (await ask(WHOLE, id=ALI))["party"]
    assert {name: told[name] for name in ("id", "kind", "status", "name", "names", "identifiers", "contacts")} == {
        "id": ALI, "kind": "PERSON", "status": "FORMER", "name": None, "names": [], "identifiers": [], "contacts": [],
    }  # fmt: skip
    assert [Decimal(one["amount"]["amount"]) for one in told["exposures"]] == [Decimal("125.5")]
    kinds = {edge["node"]["kind"]: edge["node"] for edge in told["relationships"]["edges"]}
    assert kinds["OWNS"]["share"] == "60"
    assert len(told["relationships"]["edges"]) == 2
    assert kinds["OWNS"]["to"] == {"name": "Mebel MMC"}
    assert set(kinds) == {"OWNS", "FAMILY_OF"}
    wife = (await ask(WHOLE, id=LEYLA))["party"]
    assert wife["name"] == "Leyla Quliyeva"
    assert len(wife["addresses"]) == 1
    assert wife["accounts"]["edges"] == [{"node": {"number": "AZ77JOINT"}}]
    other = id_of(Kind.PARTY, "crm", "CRM-9988")
    assert (await ask(WHOLE, id=other))["party"]["id"] == ALI  # every id answers for ever
    past = 'query($id: ID!) { party(id: $id, asOf: {known: "2015-06-01T00:00:00Z"}) { name } }'
    assert (await ask(past, id=ALI))["party"] == {"name": None}


async def test_a_record_that_comes_again_is_set_aside_and_a_new_key_is_new(bank: Bank) -> None:
    await bank.does(EraseParty(ALI, "asked"))
    await bank.sweeps()
    report = await bank.took([ali(), ali(key="CUST-5000")], bank.now)
    assert (report.accepted, [(one.index, one.field) for one in report.rejected]) == (1, [(0, "key")])
    assert "was erased on" in report.rejected[0].reason
    assert report.rejected[0].record["key"] == "CUST-4711"  # nothing is lost of it
    assert await described(bank.graph, "core", "CUST-5000") == id_of(Kind.PARTY, "core", "CUST-5000")


CLOSED = "query($id: ID!) { party(id: $id) { id name status masked segment } }"
THEN = 'query($id: ID!) { party(id: $id, asOf: {known: "2015-06-01T00:00:00Z"}) { id name masked } }'
LISTS = '{ parties(first: 50) { edges { node { id } } } search(text: "Həsənov") { edges { node { id } } } }'


async def test_during_retention_ordinary_work_meets_a_closed_party(bank: Bank, ask: Ask) -> None:
    newer = {"type": "person", **ref("CUST-6"), "names": ["Rauf Əliyev"], "status": "FORMER", "branch": "baku"}
    await bank.took([newer], bank.now)
    rauf = id_of(Kind.PARTY, "core", "CUST-6")
    until = await bank.does(EraseParty(rauf, "asked"))
    assert until[:4] == str(datetime.now(UTC).year + 5)
    assert await bank.does(EraseParty(rauf, "asked again")) == until
    for actor in (STEWARD, TELLER):
        shut = (await ask(CLOSED, id=rauf, actor=actor))["party"]
        assert shut == {"id": rauf, "name": None, "status": "EXTERNAL", "masked": ["*"], "segment": None}
        assert (await ask(THEN.replace("2015-06-01", "2999-01-01"), id=rauf, actor=actor))["party"]["masked"] == ["*"]
        assert rauf not in str(await ask(LISTS.replace("Həsənov", "Rauf"), actor=actor))
    assert (await ask(CLOSED, id=rauf, actor=OFFICER))["party"]["name"] == "Rauf Əliyev"
    report = await bank.took([newer | {"names": ["Rauf Əliyev", "R. Əliyev"]}], bank.now)
    assert report.accepted == 1
    assert (await ask(CLOSED, id=rauf, actor=STEWARD))["party"]["masked"] == ["*"]
    assert await bank.sweeps() == [(ALI, Verdict.TELL)]
    await bank.does(LiftRestriction(rauf, "a mistake"))
    assert (await ask(CLOSED, id=rauf, actor=STEWARD))["party"]["name"] == "Rauf Əliyev"
    events = await bank.graph.administer(
        "MATCH (o:OutboxEntry) WHERE o.event STARTS WITH 'party.' RETURN o.event AS event ORDER BY o.id"
    )
    assert [row["event"] for row in events][-2:] == ["party.restricted", "party.lifted"]


async def test_what_is_held_is_touched_by_neither(bank: Bank) -> None:
    await bank.does(HoldParty(ALI, "court"))
    with pytest.raises(ConflictError, match="legal hold"):
        await bank.does(EraseParty(ALI, "asked"))
    assert await bank.sweeps() == [(ALI, Verdict.HELD)]
    await bank.does(ReleaseHold(ALI, "court is over"))
    with pytest.raises(NotFoundError, match="no legal hold"):
        await bank.does(ReleaseHold(ALI, "again"))
    await bank.does(EraseParty(ALI, "asked"))
    await bank.does(HoldParty(ALI, "another court"))
    told = await subject_access(bank.graph, LOADER, ALI, bank.settings.rank, bootstrap.ledger(bank.settings))
    assert [len(told["kept"][what]) for what in ("restriction", "legal hold")] == [1, 2]
    assert await bank.sweeps() == [(ALI, Verdict.HELD)]
    assert {entry["command"] for entry in told["trail"]} >= {"holdParty", "releaseHold", "eraseParty"}


@pytest.mark.parametrize("status", ["CUSTOMER", "FORMER"])
async def test_whose_relationship_stands_is_not_erased(bank: Bank, status: str) -> None:
    account = {
        "type": "account",
        **ref("A-9"),
        "number": "1",
        "currency": "AZN",
        "holders": [{"party": ref("CUST-4711")}],
    }
    await bank.took([ali(status=status), *([account] if status == "FORMER" else [])], bank.now)
    with pytest.raises(ConflictError, match="stands"):
        await bank.does(EraseParty(ALI, "asked"))


async def test_who_is_a_customer_again_is_told_and_not_erased(bank: Bank) -> None:
    await bank.does(EraseParty(ALI, "asked"))
    await bank.took([ali(status="CUSTOMER")], bank.now)
    assert await bank.sweeps() == [(ALI, Verdict.RESUMED)]
    assert await described(bank.graph, "core", "CUST-4711") == ALI


async def test_who_was_taken_back_by_all_sources_is_erased_too(bank: Bank, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(OURS.read_text().replace("erase: false", "erase: true"))
    bank.settings = bank.settings.model_copy(update={"retention_file": own})
    bank.now = bootstrap.commands(bank.settings)
    gone = [("core", "CUST-4711"), ("crm", "CRM-9988")]
    await bank.took(
        [{"type": "retract", "source": source, "key": key, "reason": "divorce file"} for source, key in gone]
    )
    await bank.does(HoldParty(ALI, "divorce file"))
    assert await bank.sweeps() == [(ALI, Verdict.HELD)]
    assert await bank.does(ReleaseHold(ALI, "divorce file")) == ALI
    assert await bank.sweeps() == [(ALI, Verdict.ERASE)]
    assert await bank.holding(VALUES) == []


async def test_a_run_that_is_stopped_goes_on(bank: Bank) -> None:
    others = [{"type": "person", **ref(f"P-{n}"), "names": [f"Nəfər {n}"], "status": "FORMER"} for n in range(3)]
    await bank.took(others)
    for n in range(3):
        await bank.does(EraseParty(id_of(Kind.PARTY, "core", f"P-{n}"), "asked"))
    stop = asyncio.Event()
    follow, done = bank.now.follow, 0

    async def dies(*given: Any) -> Any:
        nonlocal done
        if done == 1:
            raise CimError("killed")
        done += 1
        return await follow(*given)

    bank.now.follow = dies  # type: ignore[method-assign, assignment]
    with pytest.raises(CimError, match="killed"):
        await bank.sweeps()
    assert len(await bank.holding(["Nəfər"])) > 0
    bank.now.follow = follow  # type: ignore[method-assign]
    stop.set()
    assert await keep_no_longer(bank.graph, bank.now, LOADER, retention(), stop) == []
    assert [verdict for _, verdict in await bank.sweeps()].count(Verdict.ERASE) == 2
    assert await bank.holding(["Nəfər"]) == []


async def test_a_look_that_begins_anywhere_comes_to_everybody_once_and_rests(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 2)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    people = [{"type": "person", **ref(f"Q-{n}"), "names": [f"Kimsə {n}"], "status": "FORMER"} for n in range(5)]
    await bank.took(people)
    due = [one.party async for one in looked_over(bank.graph, retention(), "2099-01-01")]
    assert len(due) > len(people)
    assert set(slept) == {0}
    for start in (due[0], due[2], due[-1], "p" + "z" * 26):
        slept.clear()
        found = [one.party async for one in looked_over(bank.graph, retention(), "2099-01-01", Pace(3, start))]
        assert found == [*(id_ for id_ in due if id_ > start), *(id_ for id_ in due if id_ <= start)]
        assert min(slept) > 0
