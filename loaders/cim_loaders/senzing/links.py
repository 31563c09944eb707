"""Disclosed relationships of Senzing records: a pointer leads to the anchor of another record, and says in what role.

A role is free text. `Owns 60%` and `Owns 25%-50%` are holdings, a role that begins with a kind of the registry
(`MANAGES ceo`) is one of that kind, the words below have their meaning, and every other role is `RELATED_TO`, with the
role in the registry's spelling (`Business Partner` as `business-partner`). Roles say what the record that points is to
the one it points to; a parent is the exception: in `Global Parent` the record names its parent.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from cim_graph.kernel.vocabulary import RelationshipKind
from cim_loaders.days import iso_day
from cim_loaders.given import given
from cim_loaders.meaning import Meaning
from cim_loaders.senzing.features import Feature
from cim_loaders.senzing.parties import ANCHOR

Record = dict[str, Any]


_MANAGES = RelationshipKind.MANAGES
MEANINGS = {
    "president": Meaning(_MANAGES, role="president"),
    "ceo": Meaning(_MANAGES, role="ceo"),
    "chief-executive-officer": Meaning(_MANAGES, role="ceo"),
    "director": Meaning(_MANAGES, role="director"),
    "managing-director": Meaning(_MANAGES, role="managing-director"),
    "officer": Meaning(_MANAGES, role="officer"),
    "principal": Meaning(_MANAGES, role="principal"),
    "manager": Meaning(_MANAGES, role="manager"),
    "board-member": Meaning(_MANAGES, role="board"),
    "owner": Meaning(RelationshipKind.OWNS),
    "owns": Meaning(RelationshipKind.OWNS),
    "shareholder": Meaning(RelationshipKind.OWNS),
    "parent": Meaning(RelationshipKind.CONTROLS, means="parent", reverse=True),
    "parent-company": Meaning(RelationshipKind.CONTROLS, means="parent", reverse=True),
    "global-parent": Meaning(RelationshipKind.CONTROLS, means="ultimate-parent", reverse=True),
    "ultimate-parent": Meaning(RelationshipKind.CONTROLS, means="ultimate-parent", reverse=True),
    "employee": Meaning(RelationshipKind.EMPLOYS, reverse=True),
    "employer": Meaning(RelationshipKind.EMPLOYS),
    "spouse": Meaning(RelationshipKind.FAMILY_OF, role="spouse"),
    "husband": Meaning(RelationshipKind.FAMILY_OF, role="spouse"),
    "wife": Meaning(RelationshipKind.FAMILY_OF, role="spouse"),
    "father": Meaning(RelationshipKind.FAMILY_OF, role="parent"),
    "mother": Meaning(RelationshipKind.FAMILY_OF, role="parent"),
    "son": Meaning(RelationshipKind.FAMILY_OF, role="child"),
    "daughter": Meaning(RelationshipKind.FAMILY_OF, role="child"),
    "child": Meaning(RelationshipKind.FAMILY_OF, role="child"),
    "brother": Meaning(RelationshipKind.FAMILY_OF, role="sibling"),
    "sister": Meaning(RelationshipKind.FAMILY_OF, role="sibling"),
    "guarantor": Meaning(RelationshipKind.GUARANTEES),
    "trustee": Meaning(RelationshipKind.TRUSTEE_OF),
    "settlor": Meaning(RelationshipKind.SETTLOR_OF),
    "beneficiary": Meaning(RelationshipKind.BENEFICIARY_OF),
    "nominee": Meaning(RelationshipKind.ACTS_FOR, role="nominee"),
    "attorney": Meaning(RelationshipKind.ACTS_FOR, role="attorney"),
    "agent": Meaning(RelationshipKind.ACTS_FOR, role="agent"),
}
_SHARE = re.compile(r"owns\s+(?P<low>[\d.]+)\s*%(?:\s*-\s*(?P<high>[\d.]+)\s*%)?", re.IGNORECASE)
_KIND = re.compile(rf"(?P<kind>{'|'.join(RelationshipKind)})(?:\s+(?P<rest>.+))?")
_BESIDE = re.compile(r"\s+(of|to|at|for|the)$")
BY_MEANS = (RelationshipKind.CONTROLS, RelationshipKind.DEPENDS_ON)


def links(record: Record, features: Iterable[Feature]) -> Iterator[Record]:
    """Yield the relationships that a record points out; `record` is the party's.

    The key says role, other party and period; of several pointers that say the same the further ones have `.2`, `.3`.
    """
    times: Counter[str] = Counter()
    for item in features:
        values = item.values
        if item.family == "POINTER" and "REL_POINTER_KEY" in values:
            domain, key = values.get("REL_POINTER_DOMAIN", ""), values["REL_POINTER_KEY"]
            role = values.get("REL_POINTER_ROLE", "")
            since, until = values.get("REL_POINTER_FROM_DATE"), values.get("REL_POINTER_THRU_DATE")
            name = "|".join([record["key"], role, domain, key, *([since or "", until or ""] if since or until else [])])
            times[name] += 1
            own = {"source": record["source"], "key": record["key"]}
            yield {
                "type": "relationship",
                "source": record["source"],
                "key": name if times[name] == 1 else f"{name}.{times[name]}",
                **_said(role, own, {"scheme": f"{ANCHOR}{domain.lower()}", "value": key}),
                **given(
                    validFrom=_day(since),
                    validTo=_day(until),
                    attributes=given(REL_POINTER_ROLE=role),
                ),
            }


def _day(text: str | None) -> str | None:
    return iso_day(text, month_first=True) if text else None


def _said(role: str, own: Record, other: Record) -> Record:
    if share := _SHARE.fullmatch(role):
        band = {"minShare": share["low"], "maxShare": share["high"]} if share["high"] else {"share": share["low"]}
        return {"kind": RelationshipKind.OWNS.value, "from": own, "to": other, **band}
    meaning = _stated(role) or MEANINGS.get(_slug(role))
    if meaning is None:
        meaning = Meaning(RelationshipKind.RELATED_TO, role=_slug(role) or "unspecified")
    ends = (other, own) if meaning.reverse else (own, other)
    said = given(role=meaning.role, means=meaning.means)
    return {"kind": meaning.kind.value, "from": ends[0], "to": ends[1], **said}


def _stated(role: str) -> Meaning | None:
    match = _KIND.fullmatch(role)
    if match is None:
        return None
    kind = RelationshipKind(match["kind"])
    return Meaning(kind, means=match["rest"]) if kind in BY_MEANS else Meaning(kind, role=match["rest"])


def _slug(role: str) -> str:
    """Return a role in the registry's spelling: `Spouse of` as `spouse`."""
    plain = _BESIDE.sub("", role.casefold().removeprefix("is ").strip())
    return "-".join(re.findall(r"\w+", plain))
