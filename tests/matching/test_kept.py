"""Evidence that is kept beside a record is what the record says."""

from hashlib import blake2b
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.matching.model.evidence import Evidence, evidence
from cim_graph.matching.model.kept import EDITION, kept, said
from cim_graph.matching.model.tokens import words_of
from cim_graph.matching.models import Models
from cim_graph.matching.pending import resolve_pending
from cim_graph.records.format import PartyRecord
from cim_graph.records.parse import parse
from cim_graph.settings import Settings
from cim_graph.synthetic import bank
from tests.matching.test_judging import partition
from tests.matching.test_resolving import LEYLA, Submit

READ_AS = ("e5", "bdc876355a261f0a")
"""The edition, and the digest of evidence and keys of records of a made-up bank in it."""


def records() -> list[dict[str, Any]]:
    return [one for one in bank.generate(300, 8) if one["type"] in {"person", "organization", "arrangement"}]


def of(raw: dict[str, Any]) -> tuple[str, Evidence]:
    parsed = parse(raw)
    assert isinstance(parsed.record, PartyRecord)
    return parsed.payload, evidence(parsed.record)


@pytest.mark.parametrize("raw", [*records()[:40], *LEYLA], ids=lambda raw: raw["key"])
def test_evidence_that_is_kept_is_read_as_the_record_is(raw: dict[str, Any]) -> None:
    payload, read = of(raw)
    assert said(kept(read)) == said(payload) == read


def test_another_reading_of_records_is_another_edition() -> None:
    """Where this fails, records are read in another way: raise EDITION, and write both down here."""
    read = [of(raw)[1] for raw in records()]
    texts = [kept(one)[len(EDITION) :] + words_of(one) for one in read]
    assert (EDITION, blake2b("".join(texts).encode(), digest_size=8).hexdigest()) == READ_AS


async def test_a_record_is_compared_as_it_is_where_no_evidence_of_today_is_kept(graph: Graph, take: Submit) -> None:
    """A is kept in an edition of old, which said nothing of Leyla."""
    await take(LEYLA[:1])
    await graph.administer("MATCH (r:Record) SET r.evidence = 'e0{}'")
    await take(LEYLA[1:2])
    assert await partition(graph) == [["A", "B"]]


OLD = "MATCH (r:Record) SET r.evidence = 'e0{}', r.keys = '0123456789abcdef 00ff00ff00ff00ff', r:Unresolved"


async def test_a_record_stays_with_its_party_where_keys_of_another_edition_are_kept(graph: Graph, take: Submit) -> None:
    await take(LEYLA[:2])
    await graph.administer(OLD)
    await take([{**LEYLA[0], "nationalities": ["AZ"]}])
    assert await partition(graph) == [["A", "B"]]


async def test_records_that_wait_get_keys_of_this_edition(graph: Graph, take: Submit, settings: Settings) -> None:
    """Who comes meanwhile asks for keys of today, and finds none: that is mended once what waits is resolved."""
    await take(LEYLA[:2])
    await graph.administer(OLD)
    await take(LEYLA[2:3])
    commands = bootstrap.commands(settings)
    await resolve_pending(graph, commands, Actor("test"), Models(), lambda _: None)
    assert await partition(graph) == [["A", "B", "C"]]
    old = "MATCH (r:Record) WHERE NOT r.evidence STARTS WITH $edition OR r:Unresolved RETURN r.key AS key"
    assert await graph.administer(old, {"edition": EDITION}) == []
