"""A list of sanctions and clients of a bank: whoever is confirmed to be of the list is risky, and who is near them."""

import gzip
from pathlib import Path
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.times import NOW
from cim_graph.matching.judging import JudgeMatch
from cim_graph.matching.screening import hits
from cim_graph.risk import versions
from cim_graph.risk.census import census
from cim_graph.risk.everywhere import whole
from cim_graph.risk.reading import Reading
from cim_graph.risk.service import assess
from cim_graph.settings import Settings
from cim_graph.synthetic import generate
from cim_loaders.sanctions.ofac import importer as ofac
from tests.conftest import Submit
from tests.loaders.reading import Record, taken
from tests.risk.test_service import RANK, id_, party, tie

ENTRIES, PLANTED = 300, 5
PEOPLE = ("person", "organization", "arrangement")


def entries(shared_data: Path) -> list[Record]:
    """Return entries of OFAC's list: people with one whole day of birth."""
    every = taken(ofac, gzip.decompress((shared_data / "ofac-sdn/sdn-20240503.csv.gz").read_bytes()))
    plain = [one for one in every if one["type"] == "person" and len(one.get("birthDate") or "") == len("1972-04-01")]
    return plain[:ENTRIES]


def client(number: int, entry: Record) -> Record:
    """Return a client of the bank who is somebody of the list, under a number of the bank's own."""
    said = entry["names"][0]
    name = said if isinstance(said, str) else said.get("full") or f"{said['first']} {said['last']}"
    words = name.replace(",", " ").split()
    born = {"birthDate": entry["birthDate"], "nationalities": entry.get("nationalities", [])}
    return {"type": "person", "source": "s", "key": f"c{number}", "names": [" ".join(words).title()], **born}


def near(number: int) -> list[Record]:
    """Return a company that a client owns, and one that this company controls."""
    owned = tie(f"o{number}", f"c{number}", "OWNS", f"f{number}", share="80")
    return [party(f"f{number}"), party(f"g{number}"), owned, tie(f"r{number}", f"f{number}", "CONTROLS", f"g{number}")]


async def test_listed_clients_and_all_within_two_steps_are_found(
    graph: Graph, settings: Settings, take: Submit, shared_data: Path
) -> None:
    listed = entries(shared_data)
    planted = listed[:: ENTRIES // PLANTED][:PLANTED]
    bank: list[Any] = [one for one in generate(150, 5) if one["type"] in {*PEOPLE, "relationship"}]
    clients = [client(number, entry) for number, entry in enumerate(planted)]
    mine = [*clients, *(one for number in range(PLANTED) for one in near(number))]
    for records in (listed, bank, mine):
        assert not (await take(records)).rejected
    found = {(hit.key, hit.listed) for hit in await hits(graph, "ofac-sdn")}
    commands, actor = bootstrap.commands(settings), Actor("fatma")
    for number, entry in enumerate(planted):
        assert (f"c{number}", entry["key"]) in found, (clients[number], entry)
        client_, listed_ = id_of(Kind.RECORD, "s", f"c{number}"), id_of(Kind.RECORD, entry["source"], entry["key"])
        await commands.execute(graph, actor, JudgeMatch(client_, listed_, same=True, reason="seen the passport"))
    version, reading = await versions.in_force(graph, "aml"), Reading(graph, NOW, RANK)
    close = [id_(f"{step}{number}") for step in "cfg" for number in range(PLANTED)]
    alone = await assess(reading, version, close)
    assert [alone[one].word for one in close[:PLANTED]] == ["PROHIBITED"] * PLANTED
    for one in close[PLANTED:]:
        [way] = alone[one].propagated
        assert way.origin in close[:PLANTED]
        assert way.strength == pytest.approx(0.8)
    base = await whole(reading)
    told = census(base, version)
    risky = {base.ids[place] for place in range(len(base.ids)) if told.arrivals.count[place] or told.own[place]}
    assert {*close, *(id_of(Kind.PARTY, one["source"], one["key"]) for one in listed)} <= risky
