"""Records of who owns whom, as short as a table of cases wants them."""

from typing import Any

from cim_graph.kernel.ids import Kind, id_of

Record = dict[str, Any]


def person(key: str, **terms: Any) -> Record:
    return {"type": "person", "source": "s", "key": key, "names": [f"Person {key}"], **terms}


def company(key: str, **terms: Any) -> Record:
    return {"type": "organization", "source": "s", "key": key, "names": [f"Firm {key}"], **terms}


def trust(key: str, **terms: Any) -> Record:
    return {"type": "arrangement", "source": "s", "key": key, "names": [f"Trust {key}"], **terms}


def tie(kind: str, source: str, target: str, **terms: Any) -> Record:
    key = f"{kind} {source} {target} {terms.pop('key', '')}".strip()
    ends = {"from": {"source": "s", "key": source}, "to": {"source": "s", "key": target}}
    for end in ("about", "onBehalfOf"):
        if end in terms:
            terms[end] = {"source": "s", "key": terms[end]}
    return {"type": "relationship", "source": "s", "key": key, "kind": kind, **ends, **terms}


def owns(holder: str, held: str, share: str | None = None, **terms: Any) -> Record:
    return tie("OWNS", holder, held, **({} if share is None else {"share": share}), **terms)


def party(key: str) -> str:
    return id_of(Kind.PARTY, "s", key)
