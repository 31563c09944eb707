"""Who is merged without a steward and who is not: a table that an expert can read, and what follows for clusters."""

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from cim_graph.matching.model.decisions import Judgements, decided_by
from cim_graph.matching.model.document import shipped
from cim_graph.matching.model.evidence import Evidence
from cim_graph.matching.model.explanation import explain
from cim_graph.matching.model.pool import pool
from cim_graph.matching.model.scorer import Scorer
from tests.matching.records import said

BLOCKS = yaml.safe_load((Path(__file__).parent / "cases" / "decisions.yaml").read_text("utf-8"))


def _side(block: dict[str, Any], side: Any) -> dict[str, Any]:
    own = side if isinstance(side, dict) else {"names": [side]}
    stated = {"kind": block.get("kind", "person"), **block["both"], **own}
    return {name: str(value) if name in ("birthDate", "founded") else value for name, value in stated.items()}


CASES = [
    pytest.param(_side(block, left), _side(block, right), decision, id=f"{block['title']}: {left} | {right}")
    for block in BLOCKS
    for left, right, decision in block["cases"]
]


@pytest.mark.parametrize(("left", "right", "expected"), CASES)
def test_who_is_merged_without_a_steward(left: dict[str, Any], right: dict[str, Any], expected: str) -> None:
    found = {explain(said(**one), said(**other), shipped()).decision for one, other in ((left, right), (right, left))}
    assert len(found) == 1
    assert found == {"SAME"} if expected == "SAME" else "SAME" not in found


def clustered(records: list[Evidence]) -> list[int]:
    """Return the cluster of each record where all pairs are candidates."""
    pairs = np.array(list(combinations(range(len(records)), 2)), np.intp).T
    formed = decided_by(Scorer(pool(records), shipped()), [(pairs[0], pairs[1])], Judgements())
    return [int(lowest) for lowest in formed.clusters.of]


def test_no_chain_makes_a_group_one_company() -> None:
    both = BLOCKS[0]["both"]
    names = ["Gilan Tikinti MMC", "Gilan Qida MMC", "Gilan Holding", "Gilan Tikinti-2 MMC", "Gilan MMC", "Gilan MMC"]
    assert clustered([said("organization", names=[name], **both) for name in names]) == [0, 1, 2, 3, 4, 4]


def test_no_initial_joins_twins() -> None:
    both = {"birthDate": "1990-05-17", "contacts": ["050 212 34 56"]}
    names = ["Həsənova Leyla Rauf qızı", "Həsənova L. Rauf qızı", "Həsənova Leylan Rauf qızı"]
    found = clustered([said(names=[name], **both) for name in names])
    assert found[0] != found[2]


def test_records_with_blank_names_stay_as_many_as_they_are() -> None:
    home = {"addresses": ["Nizami küçəsi 12, mənzil 4"], "contacts": ["050 212 34 56"], "birthDate": "1984-03-09"}
    assert clustered([said(names=["YOXDUR"], **home)] * 29) == list(range(29))
