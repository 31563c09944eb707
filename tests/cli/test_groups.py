"""`cim groups` as it is typed: the table, files for others, decisions by hand, what changed."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import Result

from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, id_of
from tests.cli.test_operations import Cim, cim  # noqa: F401 (a fixture)

A, B, C = (id_of(Kind.PARTY, "s", key) for key in "abc")


def records() -> list[dict[str, Any]]:
    ends = {"from": {"source": "s", "key": "a"}, "to": {"source": "s", "key": "b"}}
    owed = {"type": "exposure", "source": "s", "amount": "100.50", "currency": "AZN"}
    return [
        *({"type": "organization", "source": "s", "key": key, "names": [f"={key.upper()} MMC"]} for key in "abc"),
        *({**owed, "key": key, "party": {"source": "s", "key": key}} for key in "abc"),
        {"type": "relationship", "source": "s", "key": "1", "kind": "OWNS", "share": "60", **ends},
        {"type": "capital", "source": "s", "key": "k", "amount": "1000", "currency": "AZN", "validFrom": "2026-01-01"},
    ]


@pytest.fixture
def bank(cim: Cim, tmp_path: Path) -> Cim:  # noqa: F811 (the fixture)
    file = tmp_path / "bank.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, records())))
    assert cim("load", "records", str(file), "--rejects", str(tmp_path / "rejects.jsonl")).exit_code == 0
    return cim


def done(result: Result) -> Result:
    assert result.exit_code == 0, (result.output, result.exception)
    return result


def test_groups_are_told_in_every_format(bank: Cim, tmp_path: Path) -> None:
    table = done(bank("groups"))
    assert "A MMC" in table.stdout
    assert "1,000" not in table.stdout
    assert "groups" in table.stderr
    told = orjson.loads(done(bank("groups", "--format", "json")).stdout)
    (group,) = [row for row in told["Groups"] if row["members"] == 2]
    assert (group["exposure"], group["large"], group["breached"]) == ("201.00", True, False)
    assert {row["party"]: row["reasons"] for row in told["Members"] if row["group"] == group["group"]} == {
        A: "CONTROL",
        B: "CONTROL",
    }
    rows = list(csv.DictReader(io.StringIO(done(bank("groups", "--format", "csv")).stdout)))
    assert {row["party"] for row in rows} == {A, B, C}
    assert {row["name"][:2] for row in rows} == {"'="}
    file = tmp_path / "groups.xlsx"
    done(bank("groups", "--format", "xlsx", "--out", str(file)))
    with zipfile.ZipFile(file) as book:
        text = b"".join(book.read(name) for name in book.namelist() if name.startswith("xl/"))
    assert all(word in text for word in (b"Groups", b"Members", b"=A MMC", A.encode()))
    assert b"<f>" not in text
    assert bank("groups", "--format", "xlsx").exit_code == 2


def test_decisions_and_changes_are_kept(bank: Cim) -> None:
    done(bank("groups"))
    done(bank("groups", "include", C, A, "--reason", "one cash pool", "--until", "2999-01-01"))
    done(bank("groups", "exclude", B, "g" + A[1:], "--reason", "run by a trustee"))
    done(bank("groups"))
    told = orjson.loads(done(bank("groups", "--since", "2020-01-01", "--format", "json")).stdout)
    changed = [(row["change"], row["parties"]) for row in told["Changes"] if row["group"] == "g" + A[1:]]
    changed = [one for one in changed if one[0] != "LIMIT_CROSSED"]
    assert changed == [("FORMED", " ".join(sorted((A, B)))), ("JOINED", C), ("LEFT", B)]
    told = orjson.loads(done(bank("groups", "decisions", "--format", "json")).stdout)
    assert [(row["party"], row["belongs"], row["until"]) for row in told["Decisions"]] == [
        (C, True, "2999-01-01"),
        (B, False, None),
    ]
    done(bank("groups", "revoke", told["Decisions"][0]["decision"]))
    assert len(orjson.loads(done(bank("groups", "decisions", "--format", "json")).stdout)["Decisions"]) == 1
    past = orjson.loads(done(bank("groups", "--as-of", "2020-01-01", "--format", "json")).stdout)
    assert [row["members"] for row in past["Groups"] if row["members"] > 1] == [2]
    assert isinstance(bank("groups", "--as-of", "yesterday").exception, BadInputError)


def test_the_total_of_large_exposures_is_told(bank: Cim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIM_EXPOSURE_LIMITS", "az")
    assert "large exposures come to 30.2 % of the capital, within 8 times the capital" in done(bank("groups")).stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--format", "xlsx", "--out", "/nowhere/at/all.xlsx"), "no file that can be written"),
        (("--format", "csv", "--out", "/"), "no file that can be written"),
        (("--as-of", "2020-01-01", "--since", "2020-01-01"), "two questions"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is(cim: Cim, arguments: tuple[str, ...], told: str) -> None:  # noqa: F811
    result = cim("groups", *arguments)
    assert result.exit_code == 2
    assert told in " ".join(result.output.split())
