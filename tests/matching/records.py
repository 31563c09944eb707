"""Records for tests, in few words."""

from typing import Any

from cim_graph.matching.model.evidence import Evidence, evidence
from cim_graph.records.format import PartyRecord


def said(kind: Any = "person", **stated: Any) -> Evidence:
    return evidence(PartyRecord.model_validate({"type": kind, "source": "core", "key": "1", **stated}))
