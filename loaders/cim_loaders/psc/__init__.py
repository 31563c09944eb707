"""Snapshots of persons with significant control of Companies House, one JSON object a line, as records."""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.records.importer import Line, Rejection
from cim_loaders.given import given
from cim_loaders.json_lines import Rules, translated
from cim_loaders.psc.natures import Fact, facts
from cim_loaders.psc.parties import Json, Record, company, entity, individual, protected, unnamed

_TEXT = {"type": "string"}
_DAY = {"type": "string", "format": "date"}
_PLACE = {"type": "object", "additionalProperties": {"type": ["string", "integer", "null"]}}
_NAMES = {"type": "object", "additionalProperties": {"type": ["string", "null"]}}
_PERSON: dict[str, Callable[[Json], Record]] = {
    "individual-person-with-significant-control": individual,
    "individual-beneficial-owner": individual,
    "corporate-entity-person-with-significant-control": entity,
    "corporate-entity-beneficial-owner": entity,
    "legal-person-person-with-significant-control": entity,
    "legal-person-beneficial-owner": entity,
    "super-secure-person-with-significant-control": protected,
    "super-secure-beneficial-owner": protected,
}
_STATEMENTS = frozenset({"persons-with-significant-control-statement", "exemptions"})
_TOTALS = "totals#persons-of-significant-control-snapshot"
RULES = Rules.of(
    "the snapshot of persons with significant control",
    {
        "type": "object",
        "required": ["data"],
        "properties": {
            "company_number": {"type": "string", "minLength": 1, "maxLength": 20},
            "data": {
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": {"enum": [*_PERSON, *sorted(_STATEMENTS), _TOTALS]},
                    "name": {"type": ["string", "null"]},
                    "name_elements": _NAMES,
                    "nationality": {"type": ["string", "null"]},
                    "date_of_birth": {"type": "object", "properties": {"month": {"type": "integer"}}},
                    "address": _PLACE,
                    "principal_office_address": _PLACE,
                    "identification": _NAMES,
                    "natures_of_control": {"type": "array", "items": _TEXT},
                    "notified_on": _DAY,
                    "ceased_on": _DAY,
                    "statement": _TEXT,
                    "links": {"type": "object", "required": ["self"], "properties": {"self": _TEXT}},
                },
            },
        },
        # The last line of a snapshot counts the others, and is of no company.
        "if": {"properties": {"data": {"properties": {"kind": {"const": _TOTALS}}}}},
        "then": {},
        "else": {"required": ["company_number"], "properties": {"data": {"required": ["links"]}}},
    },
)
_MOST_COMPANIES = 1_000_000


class PscImporter:
    """Reads the snapshot of Companies House, with the register of overseas entities.

    A person who ceased to have control, and a statement that was withdrawn, ended on that day (`validTo`). A company is
    stated where it comes up first; in a file of millions again later, which changes nothing.
    """

    name = "psc"
    title = "Persons with significant control: the snapshot of UK Companies House"

    def __init__(self, source: str = "uk-psc") -> None:
        self._source = source

    def read(self, stream: BinaryIO) -> Iterator[Line | Rejection]:
        """Translate a stream: for each line the company, the person, and what ties them."""
        companies: set[str] = set()

        def records(value: dict[str, Any]) -> Iterator[Record]:
            if value["data"]["kind"] == _TOTALS:
                return
            number = value["company_number"]
            if number not in companies:
                if len(companies) == _MOST_COMPANIES:
                    companies.clear()
                companies.add(number)
                yield company(number, self._source)
            yield from _control(number, value["data"], self._source)

        return translated(stream, RULES, records)


def _control(number: str, data: Json, source: str) -> Iterator[Record]:
    key = _key(number, data["links"]["self"])
    read = _PERSON.get(data["kind"], unnamed)
    yield {"source": source, "key": key} | read(data)
    found = list(facts(data.get("natures_of_control", []))) if read is not unnamed else []
    for fact in found or [_nothing_more(data)]:
        yield _relationship(fact, data, {"source": source, "key": key}, {"source": source, "key": number})


def _key(number: str, link: str) -> str:
    """Return company, kind and id of what the register's own address names: `/company/NUMBER/LIST/KIND/ID`."""
    steps = link.strip("/").split("/")
    return "/".join([number, *(steps[3:] or steps[2:] or steps)])


def _nothing_more(data: Json) -> Fact:
    """Return what ties a party of whom no nature of control is stated: the statement, or that nothing is known."""
    role = data.get("statement") or ("exempt-from-disclosure" if data["kind"] == "exemptions" else "unknown-interest")
    return Fact(role, {"kind": RelationshipKind.RELATED_TO.value, "role": role}, ())


def _relationship(fact: Fact, data: Json, holder: Record, held: Record) -> Record:
    key = f"{holder['key']}#{fact.slug}"
    if data.get("ceased") is True and not data.get("ceased_on"):
        reason = "The register says that this has ceased, and not when."
        return {"type": "retract", "source": holder["source"], "key": key, "reason": reason}
    start, end = data.get("notified_on"), data.get("ceased_on")
    return {
        "type": "relationship",
        "source": holder["source"],
        "key": key,
        "from": holder,
        "to": held,
        **fact.said,
        **given(
            validFrom=start,
            # What ceased before it was notified never held: the period is empty, not turned round.
            validTo=max(end, start or "") if end else None,
            attributes=given(naturesOfControl=list(fact.natures)),
        ),
    }


importer = PscImporter()
