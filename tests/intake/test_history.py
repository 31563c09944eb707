"""What is said again, late, or taken back: history keeps it, and the outbox names every party it changes."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report
from cim_graph.intake.service import submit
from cim_graph.kernel.actor import Actor
from cim_graph.settings import Settings

Submit = Callable[[list[Any]], Awaitable[Report]]
Record = dict[str, Any]


def person(key: str, **fields: Any) -> Record:
    return {"type": "person", "source": "core", "key": key, "names": [key], **fields}


def owns(owner: str, owned: str, share: str) -> Record:
    ends = {"from": {"source": "core", "key": owner}, "to": {"source": "core", "key": owned}}
    return {"type": "relationship", "source": "core", "key": "R", "kind": "OWNS", **ends, "share": share}


def retract(key: str, **fields: Any) -> Record:
    return {"type": "retract", "source": "core", "key": key, **fields}


async def test_a_fact_that_was_taken_back_may_come_again_and_be_corrected(graph: Graph, take: Submit) -> None:
    await take([person("A"), person("B"), owns("A", "B", "1")])
    for share in ("2", "3"):
        await take([retract("R")])
        await take([owns("A", "B", share)])
    await take([owns("A", "B", "4")])
    rows = await graph.administer("MATCH (f:Fact) RETURN f.version AS version, f.share AS share ORDER BY version")
    assert [(row["version"], row["share"]) for row in rows] == [(1, "1"), (2, "2"), (3, "3"), (4, "4")]


def account(*holders: Record) -> Record:
    held = [{"party": holder} for holder in holders]
    return {"type": "account", "source": "core", "key": "A-1", "number": "1", "holders": held}


def record(key: str) -> Record:
    return {"source": "core", "key": key}


VOEN = {"scheme": "az-voen", "value": "1700000001"}


@pytest.mark.parametrize(
    ("before", "change", "changed"),
    [
        ([owns("A", "B", "1")], [owns("C", "D", "1")], "ABCD"),
        ([owns("A", "B", "1")], [retract("R")], "AB"),
        ([account(record("A"), record("B"))], [account(record("B"), record("C"))], "ABC"),
        ([account(record("A"))], [retract("A-1")], "A"),
        (
            [person("A", identifiers=[VOEN]), account(VOEN)],
            [person("B", identifiers=[VOEN], type="organization")],
            "AB",
        ),
        ([account(VOEN)], [person("A", identifiers=[VOEN])], "A"),
        ([person("A", identifiers=[VOEN]), owns("C", "D", "1") | {"to": VOEN}], [person("A")], "AC"),
    ],
    ids=[
        "a fact moves",
        "a fact is taken back",
        "an account changes hands",
        "an account is taken back",
        "a second party carries the identifier that names the holder",
        "somebody carries it at last",
        "nobody carries it any more",
    ],
)
async def test_the_outbox_names_every_party_that_a_change_touches(
    graph: Graph, take: Submit, before: list[Record], change: list[Record], changed: str
) -> None:
    await take([person(key) for key in "ABCD"])
    await take(before)
    await take(change)
    [last] = await graph.administer(
        "MATCH (o:OutboxEntry) WITH o ORDER BY o.id DESC LIMIT 1 UNWIND range(0, size(o.parties) - 1) AS n "
        "MATCH (p:Party {id: o.parties[n]}) WHERE p.version = o.versions[n] "
        "WITH p ORDER BY p.name RETURN collect(p.name) AS names"
    )
    assert "".join(last["names"]) == changed


def exposure(amount: str, party: str = "A", **fields: Any) -> Record:
    return {"type": "exposure", "source": "core", "key": "X", "party": record(party), "amount": amount,
            "currency": "AZN", **fields}  # fmt: skip


async def test_an_older_exposure_goes_into_history_once_and_changes_nothing_today(graph: Graph, take: Submit) -> None:
    await take([person("A"), exposure("80", at="2026-02-01", asOf="2026-01-31")])
    late = [exposure("90", at="2026-01-15", asOf="2026-01-14"), exposure("100", at="2026-01-01", asOf="2025-12-31")]
    for accepted in (1, 0):
        assert [((report := await take([one])).accepted, report.unchanged) for one in late] == [
            (accepted, 1 - accepted)
        ] * 2
    await take([exposure("70", at="2026-03-01", asOf="2026-02-28")])
    assert [(await take([one])).unchanged for one in late] == [1, 1]
    rows = await graph.administer(
        "MATCH (x:Exposure|ExposureVersion)-[:OWED_BY]->(:Record) "
        "RETURN x.amount AS amount, x:Exposure AS today ORDER BY toInteger(amount)"
    )
    assert [(row["amount"], row["today"]) for row in rows] == [
        ("70", True),
        ("80", False),
        ("90", False),
        ("100", False),
    ]


@pytest.mark.parametrize(
    "said", [person("X"), owns("A", "B", "1") | {"key": "X"}, exposure("80")], ids=lambda r: r["type"]
)
async def test_a_retraction_that_is_older_than_what_is_stored_changes_nothing(take: Submit, said: Record) -> None:
    await take([person("A"), person("B"), said | {"at": "2026-02-01"}])
    assert (await take([retract("X", at="2026-01-01")])).unchanged == 1
    assert (await take([retract("X", at="2026-03-01")])).accepted == 1


async def test_a_record_that_is_older_than_its_retraction_does_not_bring_its_party_back(
    graph: Graph, take: Submit
) -> None:
    await take([person("A", at="2026-01-01")])
    await take([retract("A", at="2026-03-01")])
    await take([person("A", at="2026-02-01", names=["late"])])
    assert await graph.administer("MATCH (p:Party) RETURN p.name AS name") == []
    await take([person("A", at="2026-04-01", names=["again"])])
    assert await graph.administer("MATCH (p:Party) RETURN p.name AS name") == [{"name": "again"}]


RATE = {"type": "rate", "source": "core", "key": "X", "currency": "USD", "per": "AZN", "rate": "1.7",
        "validFrom": "2026-01-01"}  # fmt: skip
CAPITAL = {"type": "capital", "source": "core", "key": "X", "amount": "1", "currency": "AZN", "validFrom": "2026-01-01"}


@pytest.mark.parametrize("again", [False, True], ids=["for good", "though it had been taken back before"])
@pytest.mark.parametrize(
    "said",
    [owns("A", "B", "1") | {"key": "X"}, account(record("A")) | {"key": "X"}, exposure("80"), RATE, CAPITAL],
    ids=lambda record: record["type"],
)
async def test_what_is_older_than_its_retraction_goes_into_history_once(
    graph: Graph, take: Submit, said: Record, again: bool
) -> None:
    async def today() -> int:
        rows = await graph.administer(
            "MATCH (n:Fact|Account|Exposure|Rate|Capital) WHERE n.knownTo IS NULL RETURN count(n) AS known"
        )
        return int(rows[0]["known"])

    if again:
        await take([person("A"), person("B"), said | {"at": "2025-01-01"}])
        await take([retract("X", at="2025-02-01")])
    await take([person("A"), person("B"), said | {"at": "2026-01-01"}])
    assert await today() == 1
    await take([retract("X", at="2026-03-01")])
    late, same = said | {"at": "2026-02-01", "attributes": {"late": True}}, said | {"at": "2026-01-01"}
    assert [((report := await take([one])).accepted, report.unchanged) for one in (late, same, late)] == [
        (1, 0), (0, 1), (0, 1)
    ]  # fmt: skip
    assert await today() == 0
    assert (await take([retract("X", at="2026-03-01")])).unchanged == 1
    assert (await take([said | {"at": "2026-04-01"}])).accepted == 1
    assert await today() == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (person("A"), person("A", names=["B"])),
        (person("A"), retract("A")),
        (owns("A", "B", "1"), owns("A", "B", "2")),
        (owns("A", "B", "1"), retract("R")),
        (exposure("1"), exposure("2")),
        (exposure("1"), retract("X")),
    ],
    ids=lambda record: record["type"],
)
async def test_history_never_runs_backwards_though_clocks_differ(
    graph: Graph, settings: Settings, first: Record, second: Record
) -> None:
    late, early = (datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in (2, 1))
    for moment, record in ((late, first), (early, second)):
        commands = bootstrap.commands(settings, lambda moment=moment: moment)  # type: ignore[misc]
        await submit(graph, commands, Actor("test"), [record], {})
    spans = await graph.administer(
        "MATCH (n:Fact|RecordVersion|ExposureVersion) WHERE n.knownTo IS NOT NULL "
        "RETURN coalesce(n.knownFrom, n.receivedAt) AS a, n.knownTo AS b"
    )
    assert [span["a"] <= span["b"] for span in spans] == [True]


ACCOUNT = account(record("A"))


NAMED = person("P-1")
JANUARY, FEBRUARY, MARCH, APRIL = ({"at": f"2026-0{month}-01"} for month in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("versions", "found"),
    [
        pytest.param(
            [owns("A", "B", "1") | JANUARY, owns("A", "B", "2") | FEBRUARY, owns("A", "B", "3") | MARCH],
            "MATCH (n:Fact)",
            id="facts",
        ),
        pytest.param(
            [ACCOUNT | {"currency": "AZN"} | JANUARY, ACCOUNT | {"currency": "USD"} | MARCH],
            "MATCH (n:Account|AccountVersion)",
            id="accounts",
        ),
        pytest.param(
            [NAMED | {"names": ["a"]} | JANUARY, NAMED | {"names": ["b"]} | FEBRUARY],
            "MATCH (:Record {key: 'P-1'})-[:WAS*0..1]->(n)",
            id="records",
        ),
    ],
)
async def test_the_same_versions_again_change_nothing(
    graph: Graph, take: Submit, versions: list[Record], found: str
) -> None:
    async def again() -> list[tuple[int, int]]:
        reports = [await take([version]) for version in versions]
        return [(report.accepted, report.unchanged) for report in reports]

    await take([person("A"), person("B")])
    assert await again() == [(1, 0)] * len(versions)
    assert await again() == [(0, 1)] * len(versions)
    await take([retract(versions[0]["key"]) | APRIL])
    assert await again() == [(0, 1)] * len(versions)
    [row] = await graph.administer(f"{found} RETURN count(n) AS number")
    assert row["number"] == len(versions) + ("Record" in found)
