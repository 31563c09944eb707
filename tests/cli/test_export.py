"""`cim map`, `cim load table` and `cim export` as their users call them: processes on the session's server."""

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from cim_graph.graph.local import Endpoint
from cim_graph.graph.session import Graph
from tests.conftest import surroundings

Cim = Callable[..., "subprocess.CompletedProcess[bytes]"]
CUSTOMERS = (
    "Müştəri kodu;Soyad;Ad;Doğum tarixi;FİN;Səhmdar kodu;Pay faizi\r\n"
    "1;Məmmədova;Leyla;09.03.1984;5ABC123;2;25,5\r\n2;Əliyev;Vəli;31.12.1979;7XYZ98K;;\r\n"
)


@pytest.fixture
def cim(server: Endpoint, tmp_path: Path) -> Cim:
    environment = surroundings(server, tmp_path)

    def run(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
        command = [str(Path(sys.executable).parent / "cim"), *arguments]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False, timeout=200)  # noqa: S603

    return run


def content_of(folder: Path) -> set[Path]:
    return set(folder.iterdir())


@pytest.mark.usefixtures("graph")
async def test_a_table_is_mapped_loaded_and_written_out(cim: Cim, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_bytes(CUSTOMERS.encode("utf-16"))
    drafted = cim("map", "customers.csv", "--source", "crm")
    assert drafted.returncode == 0
    (tmp_path / "map.yaml").write_bytes(drafted.stdout)
    loaded = cim("load", "table", "customers.csv", "--map", "map.yaml", "--json")
    assert (loaded.returncode, orjson.loads(loaded.stdout)["accepted"]) == (0, 3)

    out = tmp_path / "all.jsonl.gz"
    somebodys = tmp_path / "all.jsonl.gz.part"
    somebodys.write_text("mine")
    before = content_of(tmp_path)
    assert cim("export", "records", "all.jsonl.gz").returncode == 0
    assert somebodys.read_text() == "mine"
    assert content_of(tmp_path) - before == {out}
    records = [orjson.loads(line) for line in gzip.decompress(out.read_bytes()).splitlines()]
    assert sorted((record["type"], record["key"]) for record in records) == [
        ("person", "1"),
        ("person", "2"),
        ("relationship", "owns:2:1"),
    ]
    again = cim("load", "records", "all.jsonl.gz", "--json")
    assert (again.returncode, orjson.loads(again.stdout)["unchanged"]) == (0, 3)


async def test_what_is_written_goes_to_standard_output_and_what_is_left_out_is_told(cim: Cim, graph: Graph) -> None:
    del graph
    done = cim("export", "bods", "-", "--json")
    assert (done.returncode, done.stdout) == (0, b"")
    assert orjson.loads(done.stderr.splitlines()[-1]) | {"seconds": 0} == {"written": 0, "leftOut": {}, "seconds": 0}


def test_a_file_that_is_there_stays(cim: Cim, tmp_path: Path) -> None:
    (tmp_path / "all.jsonl").write_text("mine")
    done = cim("export", "records", "all.jsonl")
    assert done.returncode == 2
    assert b"--force" in done.stderr
    assert (tmp_path / "all.jsonl").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "excel", "out"), b"known are bods, ftm, records, senzing"),
        (("load", "table", "x.csv"), b"x.csv"),
        (("load", "bods", "x.csv", "--map", "m.yaml"), b"--map is for tables"),
        (("load", "table", "x.csv", "--map", "nowhere.yaml"), b"nowhere.yaml cannot be read"),
        (("map", "nowhere.csv"), b"nowhere.csv cannot be read"),
    ],
)
def test_mistakes_are_told(cim: Cim, arguments: tuple[str, ...], said: bytes) -> None:
    done = cim(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
