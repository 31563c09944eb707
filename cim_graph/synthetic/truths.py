"""The truth behind the records, one JSON object a line: who is who, who belongs together, which stories are planted.

| what | fields |
|---|---|
| entity | id, kind, records: every `{source, key}` of one true party |
| group | id, kind (`control`, `economic-dependency`, …), members, why, complete |
| story | id, title, start, parties, expected |

`complete` says whether the group is all there is: the parties of stories have no ties but their own, while those of
other groups have ties by chance, through which a larger group may be found.
"""

from collections.abc import Iterable, Sequence

from cim_graph.synthetic.numbering import Ref
from cim_graph.synthetic.records import Record


def entity(identity: str, kind: str, records: Sequence[Ref]) -> Record:
    """Say which records are one party."""
    return {"what": "entity", "id": identity, "kind": kind, "records": list(records)}


def group(identity: str, kind: str, members: Iterable[Ref], why: str, *, complete: bool) -> Record:
    """Say which parties belong together; each member is named by its first record."""
    return {
        "what": "group",
        "id": identity,
        "kind": kind,
        "members": list(members),
        "why": why,
        "complete": complete,
    }
