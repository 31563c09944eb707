"""Groups as the graph keeps them: reasons, exceptions and warnings as JSON text, a fingerprint of all."""

from collections.abc import Sequence
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import orjson

from cim_graph.groups.model.group import Group, Member, Reason
from cim_graph.groups.run_store import GroupRow
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.ownership.model.answer import Warned


def fingerprint(group: Group) -> str:
    """Return a text that differs where anything about a group does."""
    told = [_properties(group), [[member.party, *_member(member).values()] for member in group.members]]
    return blake2b(orjson.dumps(told), digest_size=12).hexdigest()


def row(group: Group, run: str, members: Sequence[Member], left: Sequence[str]) -> dict[str, Any]:
    """Return a group for writing, with those of its members that changed and those that left."""
    properties = {
        **_properties(group),
        "kind": group.kind.value,
        "core": group.core,
        "run": run,
        "fingerprint": fingerprint(group),
        "worth": float(group.exposure),
        "size": len(group.members),
    }
    written = [{"id": member.party, **_member(member)} for member in members]
    return {"id": group.id, "properties": properties, "members": written, "left": list(left)}


def _properties(group: Group) -> dict[str, Any]:
    return {
        "exposure": f"{group.exposure:f}",
        "currency": group.currency,
        "share": None if group.share is None else f"{group.share:f}",
        "large": group.large,
        "breached": group.breached,
        "exceptions": _text([_reason(one) for one in group.exceptions]),
        "warnings": _text([[one.code, one.text, one.parties] for one in group.warnings]),
    }


def _member(member: Member) -> dict[str, str]:
    return {"exposure": f"{member.exposure:f}", "reasons": reasons_text(member)}


def reasons_text(member: Member) -> str:
    """Return why somebody is a member, as JSON text."""
    return _text([_reason(one) for one in member.reasons])


def _reason(reason: Reason) -> list[Any]:
    return [reason.code, reason.text, reason.relationships]


def _text(value: Any) -> str:  # noqa: ANN401 (any JSON)
    return orjson.dumps(value).decode()


def reasons_of(text: str) -> tuple[Reason, ...]:
    """Return reasons from JSON text."""
    return tuple(Reason(code, told, tuple(shown)) for code, told, shown in orjson.loads(text))


def group_of(stored: GroupRow, kind: GroupKind) -> Group:
    """Return a group as the last run wrote it."""
    return Group(
        stored.id,
        kind,
        stored.core,
        tuple(Member(id_, Decimal(owed), reasons_of(why)) for id_, owed, why in stored.members),
        Decimal(stored.exposure),
        stored.currency,
        None if stored.share is None else Decimal(stored.share),
        stored.large,
        stored.breached,
        reasons_of(stored.exceptions),
        tuple(Warned(code, told, tuple(parties)) for code, told, parties in orjson.loads(stored.warnings)),
    )
