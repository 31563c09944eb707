"""Out and in again: what a format can carry comes back the same, from a real graph into a real graph."""

import gzip
import io
from pathlib import Path
from typing import Any

import orjson
import pytest

from cim_graph.graph.session import Graph
from cim_graph.kernel.errors import BadInputError
from cim_graph.records.addresses import plain_words
from cim_graph.records.importer import Importer, Line, Rejection
from cim_graph.reports.export import Export, export, formats
from cim_graph.settings import Settings
from cim_loaders.bods import importer as bods
from cim_loaders.bods.rules import breach
from cim_loaders.ftm import importer as ftm
from cim_loaders.psc import importer as psc
from cim_loaders.records import importer as records_importer
from cim_loaders.senzing import importer as senzing
from tests.conftest import CLEAN, Submit

Record = dict[str, Any]

CONTENT = """
MATCH (n)
WHERE NOT n:Migration AND NOT n:AuditEntry AND NOT n:OutboxEntry AND NOT n:LineageEvent AND NOT n:Turn AND NOT n:Batch
RETURN labels(n) AS labels, coalesce(n.uid, n.id) AS id, n.hash AS hash, n.payload AS payload, n.name AS name,
  n.share AS share,
  COLLECT { MATCH (n)-[t]->(m) RETURN type(t) + coalesce(m.uid, m.id, '') AS tie ORDER BY tie } AS ties
ORDER BY id, labels
"""
PARTIES = """
MATCH (p:Party)
RETURN p.kind AS kind, p.name AS name, [name IN coalesce(p.nameTexts, []) | name] AS names, p.birthDate AS birth,
  p.jurisdiction AS jurisdiction, coalesce(p.flags, []) AS flags,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(:Record)-[tie:HAS_IDENTIFIER]->(i:Identifier)
    WHERE NOT i.scheme STARTS WITH 'senzing-anchor'
    RETURN DISTINCT i.scheme + ' ' + i.value + ' ' + coalesce(tie.country, '') AS identifier ORDER BY identifier
  } AS identifiers,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(:Record)-[:HAS_CONTACT]->(c:Contact) RETURN DISTINCT c.value AS value ORDER BY value
  } AS contacts,
  COLLECT {
    MATCH (p)<-[:DESCRIBES]-(:Record)-[:HAS_ADDRESS]->(a:Address) RETURN DISTINCT a.text AS text ORDER BY text
  } AS addresses
"""
TIES = """
MATCH (a:Party)-[e]->(b:Party)
WHERE e.facts IS NOT NULL
RETURN type(e) AS kind, a.name AS start, b.name AS end, properties(e) AS properties
"""


def ref(key: str) -> Record:
    return {"source": "core", "key": key}


def tie(number: int, kind: str, start: str, end: str, **said: Any) -> Record:
    ends = {"from": ref(start), "to": ref(end)}
    return {"type": "relationship", "source": "core", "key": f"R{number}", "kind": kind, **ends, **said}


BASE: list[Record] = [
    {
        "type": "person",
        "source": "core",
        "key": "leyla",
        "names": [
            {"full": "Leyla Məmmədova", "kind": "primary", "first": "Leyla", "last": "Məmmədova", "patronymic": "Rauf"},
            {"full": "Leyla Quliyeva", "kind": "former"},
        ],
        "birthDate": "1984-03-09",
        "gender": "female",
        "nationalities": ["AZ"],
        "identifiers": [
            {"scheme": "az-fin", "value": "5ABC123"},
            {"scheme": "passport", "value": "C1234567", "country": "AZ"},
        ],
        "addresses": [{"kind": "registered", "text": "Bakı, Nizami 15", "city": "Bakı", "country": "AZ"}],
        "contacts": [{"kind": "mobile", "value": "+994501234567"}, {"kind": "email", "value": "leyla@bank.az"}],
        "status": "CUSTOMER",
        "flags": ["pep"],
        "segment": "private",
        "attributes": {"score": 7, "tags": ["a", "b"]},
    },
    {
        "type": "person",
        "source": "core",
        "key": "rauf",
        "names": ["Rauf Quliyev"],
        "birthDate": 1950,
        "addresses": ["Gəncə, Atatürk 5"],
        "contacts": ["rauf@bank.az", "+994557654321"],
    },
    {
        "type": "organization",
        "source": "core",
        "key": "acme",
        "names": ["Acme MMC", {"full": "Acme LLC", "kind": "alias"}],
        "jurisdiction": "AZ",
        "legalForm": "MMC",
        "founded": "2001-05-06",
        "identifiers": [{"scheme": "lei", "value": "5493001KJTIIGC8Y1R12"}],
        "flags": ["listed"],
    },
    {"type": "organization", "source": "core", "key": "beta", "names": ["Beta ASC"], "jurisdiction": "AZ"},
    {"type": "organization", "source": "core", "key": "gamma", "names": ["Gamma Ministry"], "flags": ["government"]},
    {"type": "arrangement", "source": "core", "key": "trust", "names": ["Delta Trust"], "legalForm": "trust"},
    tie(1, "OWNS", "leyla", "acme", share="60", validFrom="2020-01-02"),
    tie(2, "OWNS", "rauf", "acme", share="40", voting="10"),
    tie(3, "OWNS", "acme", "beta", minShare="25", maxShare="50"),
    tie(4, "CONTROLS", "gamma", "beta", means="board"),
    tie(5, "MANAGES", "rauf", "beta", role="board"),
    tie(6, "TRUSTEE_OF", "rauf", "trust"),
    tie(7, "SETTLOR_OF", "leyla", "trust"),
    tie(8, "FAMILY_OF", "rauf", "leyla", role="parent"),
    tie(9, "GUARANTEES", "acme", "beta", amount="1000.50", currency="AZN"),
    tie(10, "RELATED_TO", "leyla", "rauf", role="acting-in-concert"),
    tie(11, "EMPLOYS", "acme", "leyla", role="clerk"),
    tie(12, "TRANSACTS_WITH", "acme", "gamma", amount="250", currency="AZN"),
    tie(13, "OWNS", "nobody-yet", "acme", share="1"),
]
HOLDINGS: list[Record] = [
    {"type": "account", "source": "core", "key": "A1", "number": "A-1", "holders": [{"party": ref("leyla")}]},
    {"type": "exposure", "source": "core", "key": "E1", "party": ref("acme"), "amount": "100", "currency": "AZN"},
    {
        "type": "rate", "source": "cb", "key": "usd", "currency": "USD", "per": "AZN", "rate": "1.7",
        "validFrom": "2020-01-01",
    },
    {"type": "capital", "source": "core", "key": "c", "amount": "5000", "currency": "AZN", "validFrom": "2020-01-01"},
]  # fmt: skip


async def written(graph: Graph, settings: Settings, format_: str) -> tuple[bytes, Export]:
    told = Export()
    content = b"".join([page async for page in export(graph, format_, settings.rank, told)])
    return content, told


async def again(graph: Graph, take: Submit, importer: Importer, content: bytes) -> None:
    """Put what was written into an empty graph; nothing of it is set aside."""
    await graph.administer(CLEAN, seconds=600)
    items = list(importer.read(io.BytesIO(content)))
    assert not [item for item in items if isinstance(item, Rejection)]
    report = await take([item.record for item in items if isinstance(item, Line)])
    assert report.rejected == []


async def test_records_give_everything_back(graph: Graph, settings: Settings, take: Submit) -> None:
    retracted = {"type": "retract", "source": "core", "key": "R12"}
    await take([*BASE, *HOLDINGS])
    await take([retracted])
    before = await graph.administer(CONTENT)
    content, told = await written(graph, settings, "records")
    assert told.written == len(BASE) + len(HOLDINGS) - 1
    await again(graph, take, records_importer, content)
    after = await graph.administer(CONTENT)
    closed = [row for row in before if row["labels"] == ["Fact"] and row not in after]
    assert [orjson.loads(row["payload"])["key"] for row in closed] == ["R12"]
    assert [row for row in before if row not in closed] == after


CARRIED = {
    "senzing": ("kind", "name", "birth", "jurisdiction", "flags", "identifiers", "contacts", "addresses"),
    "ftm": ("kind", "name", "names", "birth", "jurisdiction", "flags", "identifiers", "contacts", "addresses"),
    "bods": ("kind", "name", "names", "birth", "jurisdiction", "flags", "addresses"),
}
SAID = {
    "senzing": ("share", "minShare", "maxShare", "role", "means", "validFrom"),
    "ftm": ("share", "minShare", "maxShare", "role", "means", "validFrom"),
    "bods": ("share", "minShare", "maxShare", "voting", "role", "means", "validFrom"),
}
LEFT_OUT = {
    "senzing": {},
    "ftm": {},
    "bods": {"FAMILY_OF": 1, "GUARANTEES": 1, "RELATED_TO": 1, "EMPLOYS": 1, "TRANSACTS_WITH": 1},
}


async def picture(graph: Graph, format_: str) -> tuple[list[Any], list[Any]]:
    """Return what a format can carry of the graph: its parties, and what ties them."""
    found = await graph.administer(PARTIES)
    # A node that several records share has the spelling of the one that came first.
    folded = [{**row, "addresses": sorted(map(plain_words, row["addresses"]))} for row in found]
    parties = [[row[name] for name in CARRIED[format_]] for row in folded]
    rows = [row for row in await graph.administer(TIES) if row["kind"] not in LEFT_OUT[format_]]
    ties = [
        [row["kind"], row["start"], row["end"], *(row["properties"].get(name) for name in SAID[format_])]
        for row in rows
    ]
    return sorted(parties, key=repr), sorted(ties, key=repr)


@pytest.mark.parametrize(("format_", "importer"), [("senzing", senzing), ("ftm", ftm), ("bods", bods)])
async def test_what_a_format_can_carry_comes_back_the_same(
    graph: Graph, settings: Settings, take: Submit, format_: str, importer: Importer
) -> None:
    await take(BASE)
    before = await picture(graph, format_)
    assert (len(before[0]), len(before[1])) == (6, 12 - sum(LEFT_OUT[format_].values()))
    content, told = await written(graph, settings, format_)
    assert dict(told.left_out) == LEFT_OUT[format_]
    await again(graph, take, importer, content)
    assert await picture(graph, format_) == before
    # Once more: what was carried is carried for good.
    content, _ = await written(graph, settings, format_)
    await again(graph, take, importer, content)
    assert await picture(graph, format_) == before


async def test_senzing_brings_back_what_stands_beside_the_features(
    graph: Graph, settings: Settings, take: Submit
) -> None:
    await take(BASE)
    content, _ = await written(graph, settings, "senzing")
    records = [item.record for item in senzing.read(io.BytesIO(content)) if isinstance(item, Line)]
    found: dict[str, Any] = {record["key"]: record for record in records}  # type: ignore[call-overload]
    for name in ("status", "segment", "attributes", "gender", "nationalities", "names"):
        assert found["leyla"][name] == BASE[0][name]


async def test_statements_keep_the_standard(graph: Graph, settings: Settings, take: Submit) -> None:
    await take([*BASE, {"type": "person", "source": "core", "key": "nameless", "names": []}])
    content, told = await written(graph, settings, "bods")
    statements = [orjson.loads(line) for line in content.splitlines()]
    assert len(statements) == told.written == 14
    assert [breach(statement) for statement in statements] == [None] * len(statements)


async def test_golden_parties_are_written_once_whatever_their_sources(
    graph: Graph, settings: Settings, take: Submit
) -> None:
    twin = {**BASE[0], "source": "cards", "key": "L-1", "contacts": [{"kind": "phone", "value": "+994557654321"}]}
    await take([BASE[0], twin])
    content, _ = await written(graph, settings, "ftm")
    people = [entity for entity in map(orjson.loads, content.splitlines()) if entity["schema"] == "Person"]
    assert len(people) == 1
    assert sorted(people[0]["properties"]["phone"]) == ["+994501234567", "+994557654321"]


@pytest.mark.parametrize(
    "said",
    [
        [{"share": "10", "shareClass": "common"}, {"share": "10", "shareClass": "preferred"}],
        [
            {"share": "10", "validFrom": "2019-01-01", "validTo": "2020-01-01"},
            {"share": "10", "validFrom": "2021-01-01"},
        ],
    ],
    ids=["two classes of shares", "two periods"],
)
async def test_two_holdings_of_one_party_in_another_come_back_from_senzing(
    graph: Graph, settings: Settings, take: Submit, said: list[Record]
) -> None:
    await take([BASE[0], BASE[2], *(tie(number, "OWNS", "leyla", "acme", **one) for number, one in enumerate(said))])
    content, _ = await written(graph, settings, "senzing")
    await again(graph, take, senzing, content)
    stated = map(orjson.loads, (await written(graph, settings, "records"))[0].splitlines())
    names = ("share", "validFrom", "validTo")
    assert sorted([one.get(name, "") for name in names] for one in stated if one["type"] == "relationship") == sorted(
        [one.get(name, "") for name in names] for one in said
    )


async def test_a_sanctioned_client_comes_back_from_followthemoney_as_a_client(
    graph: Graph, settings: Settings, take: Submit
) -> None:
    flagged = {**BASE[0], "flags": ["sanctioned"]}
    listed = {**BASE[1], "flags": ["sanctioned"], "status": "EXTERNAL"}
    unknown = {**BASE[2], "flags": ["sanctioned"]}
    await take([flagged, listed, unknown])
    content, _ = await written(graph, settings, "ftm")
    await again(graph, take, ftm, content)
    found = await graph.administer(
        "MATCH (p:Party)<-[:DESCRIBES]-(r:Record) RETURN p.name AS name, p.status AS status, r.listed AS listed"
    )
    assert {(row["name"], row["status"], row["listed"]) for row in found} == {
        ("Leyla Məmmədova", "CUSTOMER", None),
        ("Rauf Quliyev", "EXTERNAL", True),
        # Whom a register calls so: EXTERNAL for want of any other status, and no entry of a list.
        ("Acme MMC", "EXTERNAL", None),
    }


async def test_more_than_a_page_comes_out(
    graph: Graph, settings: Settings, take: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cim_graph.reports.export.PAGE", 2)
    await take([*BASE, *HOLDINGS])
    assert (await written(graph, settings, "records"))[1].written == len(BASE) + len(HOLDINGS)
    assert (await written(graph, settings, "senzing"))[1].written == 6


async def test_the_real_register_comes_back_through_followthemoney(
    graph: Graph, settings: Settings, take: Submit, shared_data: Path
) -> None:
    content = (shared_data / "uk-psc/psc-records.jsonl").read_bytes()
    await take([item.record for item in psc.read(io.BytesIO(content)) if isinstance(item, Line)])
    before = await picture(graph, "ftm")
    out, _ = await written(graph, settings, "ftm")
    await again(graph, take, ftm, out)
    parties, ties = await picture(graph, "ftm")
    assert len(parties) == len(before[0])
    assert sorted(repr(row[:5]) for row in ties) == sorted(repr(row[:5]) for row in before[1])


async def test_real_statements_come_back_as_statements(
    graph: Graph, settings: Settings, take: Submit, shared_data: Path
) -> None:
    content = gzip.decompress((shared_data / "bods-uk-gleif/statements.jsonl.gz").read_bytes())
    await take([item.record for item in bods.read(io.BytesIO(content)) if isinstance(item, Line)])
    before = await picture(graph, "bods")
    out, told = await written(graph, settings, "bods")
    await again(graph, take, bods, out)
    parties, ties = await picture(graph, "bods")
    assert len(ties) > 100
    differ = [(was, now) for was, now in zip(before[0], parties, strict=True) if was != now]
    assert differ == []
    assert [(was, now) for was, now in zip(before[1], ties, strict=True) if was != now] == []
    assert told.left_out == {}


async def test_a_format_that_there_is_not(graph: Graph, settings: Settings) -> None:
    assert formats() == ["bods", "ftm", "records", "senzing"]
    with pytest.raises(BadInputError, match="known are bods, ftm, records, senzing"):
        await written(graph, settings, "excel")
