"""A generated bank, read the way a registry reads it: references resolved, records counted by true party."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any

from cim_graph.synthetic import generate, truth

PARTY_TYPES = ("person", "organization", "arrangement")
Name = tuple[str, str]


class Census:
    """The records and the truths of one bank."""

    def __init__(self, parties: int, seed: int) -> None:
        self.records: list[Any] = list(generate(parties, seed))
        self.truths: list[Any] = list(truth(parties, seed))

    def of(self, type_: str, kind: str | None = None) -> list[Any]:
        return [r for r in self.records if r["type"] == type_ and (kind is None or r["kind"] == kind)]

    def true(self, what: str) -> list[Any]:
        return [line for line in self.truths if line["what"] == what]

    @cached_property
    def parties(self) -> dict[Name, Any]:
        return {name_of(record): record for record in self.records if record["type"] in PARTY_TYPES}

    @cached_property
    def entities(self) -> dict[Name, str]:
        """Party record to true party."""
        return {name_of(ref): entity["id"] for entity in self.true("entity") for ref in entity["records"]}

    @cached_property
    def carriers(self) -> dict[tuple[str, str], list[Name]]:
        found = defaultdict(list)
        for name, record in self.parties.items():
            for identifier in record.get("identifiers", []):
                found[identifier["scheme"], identifier["value"]].append(name)
        return found

    def resolve(self, ref: Any) -> Name | None:
        """Return the one record that a reference names, or nothing."""
        if "key" in ref:
            return name_of(ref) if name_of(ref) in self.parties else None
        carriers = self.carriers[ref["scheme"], ref["value"]]
        return carriers[0] if len(carriers) == 1 else None

    def entity(self, ref: Any) -> str:
        name = self.resolve(ref)
        assert name, f"{ref} leads nowhere"
        return self.entities[name]

    @cached_property
    def holdings(self) -> list[tuple[str, str, Any]]:
        """Holder, company and record, as the register of companies has it."""
        rows = (row for row in self.of("relationship", "OWNS") if row["source"] == "registry")
        return [(self.entity(row["from"]), self.entity(row["to"]), row) for row in rows]


def name_of(ref: Any) -> Name:
    return ref["source"], ref["key"]


def references(record: Any) -> Iterator[Any]:
    """Every reference in a record."""
    yield from (record[field] for field in ("from", "to", "party", "onBehalfOf", "about") if field in record)
    yield from (holder["party"] for holder in record.get("holders", []))


def holds(row: Any, day: str) -> bool:
    return bool(row.get("validFrom", "") <= day < row.get("validTo", "9999"))


def least_share(row: Any) -> Decimal:
    return Decimal(row.get("share", row.get("minShare", "0")))
