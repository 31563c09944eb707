"""`cim screen` as it is typed."""

from pathlib import Path

import orjson
import pytest

from cim_graph.kernel.errors import NotFoundError
from tests.cli.test_operations import Cim, cim  # noqa: F401 (a fixture)
from tests.matching.test_screening import CLIENT, ENTRY, record_id


def test_hits_of_a_list_are_told(cim: Cim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setenv("COLUMNS", "160")
    file = tmp_path / "both.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, (CLIENT, ENTRY))))
    rejects = ("--rejects", str(tmp_path / "rejects.jsonl"))
    assert cim("load", "records", str(file), "--resolve", "later", *rejects).exit_code == 0
    [hit] = map(orjson.loads, cim("screen", "list", "--json").stdout.splitlines())
    assert (hit["entry"], hit["record"], hit["state"]) == ("L", {"source": "core", "key": "C"}, "open")
    decided = tmp_path / "decided.csv"
    decided.write_text(f"left,right,verdict,reason\n{record_id(CLIENT)},{record_id(ENTRY)},different,another man\n")
    assert cim("review", "decide", "--from", str(decided)).exit_code == 0
    table = cim("screen", "list", "--again")
    assert ("core:C" in table.stdout, "dismissed" in table.stdout, "1 dismissed" in table.stderr) == (True, True, True)
    assert isinstance(cim("screen", "nobody").exception, NotFoundError)
    core = cim("screen", "core").exception
    assert isinstance(core, NotFoundError)
    assert "'core' is no list" in str(core)
