"""What a record states of a party in normal form: the shared nodes it is tied to, and what is wrong with its values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.kernel.ids import Kind, id_of
from cim_graph.records.addresses import normal_address
from cim_graph.records.contacts import normal_contact
from cim_graph.records.dates import birth_date
from cim_graph.records.identifiers import normal_identifier
from cim_graph.records.placeholders import is_placeholder

if TYPE_CHECKING:
    from cim_graph.records.format import PartyRecord

Row = dict[str, Any]

LONGEST_VALUE = 500
"""Characters of an identifier; a longer one stays with its record, since no index takes values of any length."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The shared nodes of a record, each as the node and the properties of the tie, and the problems of its values."""

    identifiers: list[Row]
    contacts: list[Row]
    addresses: list[Row]
    problems: list[str]


def stated(record: "PartyRecord", record_id: str) -> Stated:
    """Bring the shared values of a record into normal form."""
    problems: list[str] = []
    answer = Stated(
        _identifiers(record, problems), _contacts(record, problems), _addresses(record, record_id, problems), problems
    )
    if record.birth_date and (problem := birth_date(record.birth_date).problem):
        problems.append(f"birthDate: {problem}")
    return answer


def _identifiers(record: "PartyRecord", problems: list[str]) -> list[Row]:
    rows: dict[str, Row] = {}
    for item in record.identifiers:
        if is_placeholder(item.value):
            problems.append(f"identifiers: {item.scheme} {item.value[:40]!r} stands for nothing")
            continue
        if len(item.value) > LONGEST_VALUE:
            problems.append(f"identifiers: {item.scheme} {item.value[:40]!r} is longer than {LONGEST_VALUE} characters")
            continue
        normal = normal_identifier(item.scheme, item.value, item.country)
        if normal.problem:
            problems.append(f"identifiers: {normal.problem}")
        id_ = id_of(Kind.IDENTIFIER, normal.scheme, normal.value)
        tie = {"issued": item.issued, "expires": item.expires, "country": normal.country}
        rows[id_] = {"id": id_, "node": _present(normal.node()), "tie": _present(tie)}
    return [rows[id_] for id_ in sorted(rows)]


def _contacts(record: "PartyRecord", problems: list[str]) -> list[Row]:
    rows: dict[str, Row] = {}
    kinds: dict[str, set[str]] = {}
    for item in record.contacts:
        if is_placeholder(item.value):
            problems.append(f"contacts: {item.value[:40]!r} stands for nothing")
            continue
        normal = normal_contact(item.kind, item.value)
        if normal.problem:
            problems.append(f"contacts: {normal.problem}")
        id_ = id_of(Kind.CONTACT, normal.family, normal.value)
        node = {"family": normal.family, "value": normal.value, "valid": normal.valid}
        kinds.setdefault(id_, set()).add(normal.kind)
        rows[id_] = {"id": id_, "node": _present(node), "tie": {"kinds": sorted(kinds[id_])}}
    return [rows[id_] for id_ in sorted(rows)]


def _addresses(record: "PartyRecord", record_id: str, problems: list[str]) -> list[Row]:
    rows: dict[str, Row] = {}
    for item in record.addresses:
        normal = normal_address({**vars(item), **(item.model_extra or {})})
        if normal.problem:
            problems.append(f"addresses: {normal.problem}")
        if normal.text is None:
            continue
        shared = (normal.key,) if normal.key else (record_id, normal.text)
        id_ = id_of(Kind.ADDRESS, *shared)
        node = {"text": normal.text, "country": normal.country, "city": normal.city, "postcode": normal.postcode}
        rows[id_] = {"id": id_, "node": _present(node), "tie": _present({"kind": item.kind})}
    return [rows[id_] for id_ in sorted(rows)]


def _present(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}
