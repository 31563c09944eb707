"""Files of real sources, all the way into the graph."""

import gzip
from io import BytesIO
from pathlib import Path

import orjson
import pytest

from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.intake.load import Loader, importer_named, load
from cim_graph.intake.model import Report
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import BadInputError
from cim_graph.settings import Settings
from tests.loaders.test_iso20022 import TWO, camt, entry


async def loaded(graph: Graph, settings: Settings, format_: str, content: bytes) -> Report:
    total = Report()
    loader = Loader(graph, bootstrap.commands(settings), Actor("test"), settings)
    async for report in load(loader, importer_named(format_), BytesIO(content)):
        total.add(report)
    return total


async def test_real_ownership_statements_load_and_load_again_without_change(
    graph: Graph, settings: Settings, shared_data: Path
) -> None:
    content = gzip.decompress((shared_data / "bods-uk-gleif" / "statements.jsonl.gz").read_bytes())
    first = await loaded(graph, settings, "bods", content)
    assert first.rejected == []
    assert first.waiting == 0
    parties = await graph.administer("RETURN count{ (:Party) } AS parties, count{ (:Party:Person) } AS people")
    assert parties == [{"parties": 400, "people": 18}]
    before = await graph.administer("MATCH (a:Party)-[e]->(b:Party) RETURN a.id, type(e), e.id, b.id ORDER BY e.id")
    assert (await loaded(graph, settings, "bods", content)).rejected == []
    after = await graph.administer("MATCH (a:Party)-[e]->(b:Party) RETURN a.id, type(e), e.id, b.id ORDER BY e.id")
    assert before == after


async def test_statements_of_one_reference_load_once_and_tell_what_was_left_out(
    graph: Graph, settings: Settings
) -> None:
    content = camt(entry(details=TWO), entry(), entry(), entry(status="PDNG"), entry("DBIT"))
    told = {"an entry that is PDNG, and not BOOK: it comes again once it is booked": 1}
    for accepted, unchanged in ((5, 0), (0, 5)):
        report = await loaded(graph, settings, "camt053", content)
        assert (report.accepted, report.unchanged, report.left_out) == (accepted, unchanged, told)


async def test_bad_lines_are_told_by_number_and_cost_no_good_line(graph: Graph, settings: Settings) -> None:
    good = orjson.dumps({"type": "person", "source": "s", "key": "1", "names": ["A\x00B"]})
    lines = [b"\xef\xbb\xbf" + good, b"", b"{", b"\xff\xfe", b'{"x":"' + b"a" * 5_000_000 + b'"}', b"[" * 5000, good]
    lines += [good[:-1] + b',"attributes":' + b'{"a":' * 300 + b"1" + b"}" * 301, good]  # read, but never written
    report = await loaded(graph, settings, "records", b"\n".join(lines))
    assert (report.accepted, report.unchanged) == (1, 2)
    assert sorted(item.index for item in report.rejected) == [3, 4, 5, 6, 8]
    assert all(orjson.dumps(item.record) for item in report.rejected), "they cannot be set aside"


def test_a_format_that_is_not_there_is_answered_with_those_that_are() -> None:
    known = "known are bods, camt053, ftm, gleif, ofac, pacs008, psc, records, senzing, table, un"
    with pytest.raises(BadInputError, match=known):
        importer_named("recrds")
