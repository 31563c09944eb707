"""The trail and the outbox."""

from dataclasses import dataclass
from typing import Any

from cim_graph.graph.statement import Empty, Write


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the trail and of the outbox."""

    entry: dict[str, Any]
    parties: list[str]
    versions: list[int]


REMEMBER = Write("commands/remember", Entry, Empty)
