"""Evidence as the graph keeps it beside a record, so that whoever is compared with it need not read the record anew."""

from functools import lru_cache
from typing import Final

from pydantic import TypeAdapter

from cim_graph.matching.model.evidence import Evidence, evidence
from cim_graph.records.format import PartyRecord
from cim_graph.records.parse import parse

EDITION: Final = "e5"
"""How records are read today, before what is kept: where evidence or keys (`keys.py`) are made in another way, another
edition it is, and what is kept is made anew; a migration marks the records that have to be resolved for that."""

_EVIDENCE = TypeAdapter(Evidence)


def kept(said: Evidence) -> str:
    """Return evidence as text that `said` reads."""
    return EDITION + _EVIDENCE.dump_json(said).decode()


@lru_cache(maxsize=4096)
def said(text: str) -> Evidence:
    """Return what a record says: from evidence that is kept in this edition, or from the record."""
    if text.startswith(EDITION):
        return _EVIDENCE.validate_json(text[len(EDITION) :])
    record = parse(text).record
    if not isinstance(record, PartyRecord):
        raise TypeError(f"{type(record).__name__} describes no party")
    return evidence(record)
