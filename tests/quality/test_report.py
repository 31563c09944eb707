"""`cim quality` over a base: what it counts is what the graph holds, page by page."""

import csv
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import Result

from cim_graph.graph.session import Graph
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.quality import service
from cim_graph.quality.document import criteria
from cim_graph.quality.report import Dimension, Report
from tests.cli.test_operations import Cim, cim  # noqa: F401 (a fixture)
from tests.conftest import Submit

DAY = "2026-06-30"
FIN = {"scheme": "az-fin", "value": "5ABC12D"}
WRONG = {"scheme": "lei", "value": "529900T8BM49AURSDO56"}


def person(key: str, source: str = "core", **more: Any) -> dict[str, Any]:
    return {"type": "person", "source": source, "key": key, "names": ["Rəşad Quliyev"], "status": "CUSTOMER", **more}


RECORDS = [
    person("1", birthDate="1984-03-09", identifiers=[FIN], segment="retail", at="2026-06-01"),
    person("1", "crm", birthDate="1984-03-09", identifiers=[FIN], at="2020-01-01"),
    person("2", names=["Günel Bağırova Vaqif qızı"], birthDate="1990", segment="private", at="2019-01-01"),
    person("3", names=["Gunel Bagirova"], birthDate="1990-07-01", at="2026-01-01"),
    person("4", "crm", names=["Səbinə Əliyeva"], identifiers=[WRONG], segment="=retail", at="2026-01-01"),
]


async def reported(graph: Graph) -> dict[tuple[Dimension, str], tuple[int, ...]]:
    report = Report(criteria(), DAY)
    async for page in service.of_all(graph, criteria(), DAY):
        for party, found in page:
            report.add(party, found)
    return {
        (dimension, name): (one.parties, one.records, one.merged, len(one.waiting), one.invalid, one.stale)
        for dimension, name, one in report.rows()
    }


@pytest.mark.parametrize("rows", [1, 2, 3, 2000])
async def test_duplicates_wrong_numbers_and_stale_records_are_counted_where_they_are(
    graph: Graph, take: Submit, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(service, "ROWS", rows)
    await take(RECORDS)
    await take([person("5", names=["Taken Back"]), {"type": "retract", "source": "core", "key": "5"}])
    assert await reported(graph) == {
        (Dimension.ALL, ""): (4, 5, 2, 1, 1, 2),
        (Dimension.SEGMENT, ""): (1, 1, 0, 1, 0, 0),
        (Dimension.SEGMENT, "=retail"): (1, 1, 0, 0, 1, 0),
        (Dimension.SEGMENT, "private"): (1, 1, 0, 1, 0, 1),
        (Dimension.SEGMENT, "retail"): (1, 2, 2, 0, 0, 1),
        (Dimension.SOURCE, "core"): (3, 3, 1, 1, 0, 1),
        (Dimension.SOURCE, "crm"): (2, 2, 1, 0, 1, 1),
    }


@pytest.fixture
def base(cim: Cim, tmp_path: Path) -> Cim:  # noqa: F811 (the fixture)
    file = tmp_path / "base.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, RECORDS)))
    assert cim("load", "records", str(file), "--rejects", str(tmp_path / "rejects.jsonl")).exit_code == 0
    return cim


def done(result: Result) -> Result:
    assert result.exit_code == 0, (result.output, result.exception)
    return result


def test_it_is_told_as_a_table_as_json_and_as_files(base: Cim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    assert "=retail" in done(base("quality")).stdout
    report, parties = tmp_path / "report.csv", tmp_path / "parties.csv"
    told = orjson.loads(done(base("quality", "--json", "--csv", str(report), "--parties", str(parties))).stdout)
    [rows] = told.values()
    assert (rows[0]["by"], rows[0]["parties"], rows[0]["invalid"]) == ("all", 4, 1)
    written = list(csv.DictReader(report.read_text("utf-8").splitlines()))
    assert [row["name"] for row in written] == ["'=retail" if row["name"] == "=retail" else row["name"] for row in rows]
    by_id = {row["party"]: row for row in csv.DictReader(parties.read_text("utf-8").splitlines())}
    assert len(by_id) == 4
    wrong = by_id[id_of(Kind.PARTY, "crm", "4")]
    assert "identifiers" in wrong["missing"].split()
    assert float(rows[0]["completeness"]) == pytest.approx(
        sum(float(row["completeness"]) for row in by_id.values()) / 4, abs=0.1
    )


@pytest.mark.parametrize("option", ["--csv", "--parties"])
def test_a_file_that_is_there_is_written_over_by_force_only(base: Cim, tmp_path: Path, option: str) -> None:
    file = tmp_path / "report.csv"
    file.write_text("mine")
    assert "is there already" in str(base("quality", option, str(file)).exception)
    assert file.read_text() == "mine"
    done(base("quality", option, str(file), "--force"))
    assert len(file.read_text().splitlines()) > 3
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".part"] == []


@pytest.mark.parametrize("option", ["--csv", "--parties"])
def test_a_file_that_cannot_be_written_is_told_before_anything_is_read(cim: Cim, option: str) -> None:  # noqa: F811
    assert isinstance(cim("quality", option, "/nowhere/at/all.csv").exception, BadInputError)


def test_one_party_is_told_with_its_criteria(base: Cim) -> None:
    told = orjson.loads(done(base("quality", "crm:1", "--json")).stdout)
    met = {one["name"]: one["met"] for one in told["confidence"]["criteria"]}
    assert (met["severalSources"], met["agreement"], met["verifiedIdentifier"]) == (1, 1, 1)
    assert (told["class"], told["party"]) == ("persons who are clients", id_of(Kind.PARTY, "core", "1"))
    assert "cannot be asked" in done(base("quality", "core:3")).stdout
