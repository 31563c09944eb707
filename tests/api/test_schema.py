"""The public contract is the committed file."""

import subprocess
import sys
from pathlib import Path

import pytest

from cim_graph.api.schema import schema
from cim_graph.resources import SCHEMA

CONTRACT = Path(__file__).resolve().parents[3] / "shared" / "design" / "contract"


def test_the_committed_schema_is_what_the_code_says() -> None:
    assert SCHEMA.read_text("utf-8") == schema.as_str() + "\n", "run `cim schema > schema.graphql`"


def test_the_schema_holds_the_contract() -> None:
    if not CONTRACT.is_dir():
        pytest.skip("the contract is not beside this checkout")
    check = subprocess.run(  # noqa: S603 (the contract's own program)
        [sys.executable, CONTRACT / "check.py", SCHEMA, *sorted(CONTRACT.glob("[1234]-*.graphql"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout
