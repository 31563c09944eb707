"""What `cim load` refuses before it asks for a database."""

from pathlib import Path

import pytest

from tests.cli.conftest import Refuse


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["records", "missing.jsonl"], "there is no file missing.jsonl"),
        (["records", "no-*.jsonl"], "there is no file no-*.jsonl"),
        (["records", "."], "is a folder"),
        (["recrds", "-"], "known are bods, camt053, ftm, gleif, ofac, pacs008, psc, records, senzing, table, un"),
        (["records", "-", "--rejects", "/nowhere/rejects.jsonl"], "cannot be written (No such file or directory)"),
        (["records", "new", "--snapshot", " "], "needs the name of a source"),
    ],
)
def test_what_cannot_be_loaded_is_said_in_words(
    refuse: Refuse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in refuse(["load", *arguments], {"NEO4J_URI": "bolt://127.0.0.1:1", "CIM_DATA_DIR": str(tmp_path)})
