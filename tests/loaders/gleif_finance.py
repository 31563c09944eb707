"""Two extracts of GLEIF that carry their own column names, put back into GLEIF's, and the walk over what comes out.

Tests of the loaded graph use the same records: `entities` and `relationships` yield what `cim load gleif` would.
"""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cim_graph.records.importer import Line
from cim_loaders.gleif import importer

Record = Mapping[str, Any]

ENTITIES = "gleif/entities-20260123.csv.gz"
RELATIONSHIPS = "gleif/relationships-finance-20260123.csv.gz"

ENTITY_COLUMNS = {
    "lei": "LEI",
    "legal_name": "Entity.LegalName",
    "entity_category": "Entity.EntityCategory",
    "entity_sub_category": "Entity.EntitySubCategory",
    "entity_status": "Entity.EntityStatus",
    "legal_form_code": "Entity.LegalForm.EntityLegalFormCode",
    "other_legal_form": "Entity.LegalForm.OtherLegalForm",
    "legal_jurisdiction": "Entity.LegalJurisdiction",
    "legal_address_line1": "Entity.LegalAddress.FirstAddressLine",
    "legal_city": "Entity.LegalAddress.City",
    "legal_region": "Entity.LegalAddress.Region",
    "legal_country": "Entity.LegalAddress.Country",
    "legal_postal_code": "Entity.LegalAddress.PostalCode",
    "hq_address_line1": "Entity.HeadquartersAddress.FirstAddressLine",
    "hq_city": "Entity.HeadquartersAddress.City",
    "hq_region": "Entity.HeadquartersAddress.Region",
    "hq_country": "Entity.HeadquartersAddress.Country",
    "hq_postal_code": "Entity.HeadquartersAddress.PostalCode",
    "entity_creation_date": "Entity.EntityCreationDate",
    "initial_registration_date": "Registration.InitialRegistrationDate",
    "last_update_date": "Registration.LastUpdateDate",
    "next_renewal_date": "Registration.NextRenewalDate",
    "registration_status": "Registration.RegistrationStatus",
}
RELATIONSHIP_COLUMNS = {
    "start_lei": "Relationship.StartNode.NodeID",
    "start_type": "Relationship.StartNode.NodeIDType",
    "end_lei": "Relationship.EndNode.NodeID",
    "end_type": "Relationship.EndNode.NodeIDType",
    "relationship_type": "Relationship.RelationshipType",
    "relationship_status": "Relationship.RelationshipStatus",
    # The extract does not say of which type its only period is, so it makes no validity.
    "period1_start": "Relationship.Period.1.startDate",
    "period1_end": "Relationship.Period.1.endDate",
    "initial_registration_date": "Registration.InitialRegistrationDate",
    "last_update_date": "Registration.LastUpdateDate",
    "registration_status": "Registration.RegistrationStatus",
    "validation_sources": "Registration.ValidationSources",
}


def entities(data: Path) -> list[Record]:
    """Return the 6,043 entities as records."""
    return _imported(data / ENTITIES, ENTITY_COLUMNS)


def relationships(data: Path) -> list[Record]:
    """Return the 13,669 relationships of the finance extract as records."""
    return _imported(data / RELATIONSHIPS, RELATIONSHIP_COLUMNS)


def nameless(records: Iterable[Record]) -> Iterator[Record]:
    """Yield one organization without a name for each LEI at an end of a relationship, in the order of their LEIs."""
    leis = {(end["source"], end["key"]) for record in records for end in (record["from"], record["to"])}
    for source, lei in sorted(leis):
        identifiers = [{"scheme": "lei", "value": lei}]
        yield {"type": "organization", "source": source, "key": lei, "names": [], "identifiers": identifiers}


def direct_parents(records: Iterable[Record]) -> dict[str, list[str]]:
    """Return, for each LEI, who directly consolidates it."""
    parents: dict[str, list[str]] = {}
    for record in records:
        if record["kind"] == "CONTROLS" and record.get("means") == "consolidation":
            parents.setdefault(record["to"]["key"], []).append(record["from"]["key"])
    return parents


def stated_ultimate_parents(records: Iterable[Record]) -> list[tuple[str, str]]:
    """Return child and ultimate parent as GLEIF states them."""
    return [
        (record["from"]["key"], record["to"]["key"]) for record in records if record.get("role") == "ultimate-parent"
    ]


def tops(lei: str, parents: Mapping[str, list[str]]) -> set[str]:
    """Return those that nobody consolidates, of all that consolidate an LEI over any number of steps."""
    found: set[str] = set()
    seen = {lei}
    ahead = list(parents.get(lei, []))
    while ahead:
        parent = ahead.pop()
        if parent in seen:
            continue
        seen.add(parent)
        above = parents.get(parent, [])
        ahead += above
        if not above:
            found.add(parent)
    return found


def _imported(path: Path, columns: Mapping[str, str]) -> list[Record]:
    items = list(importer.read(io.BytesIO(_renamed(path, columns))))
    records = [item.record for item in items if isinstance(item, Line) and isinstance(item.record, Mapping)]
    assert len(records) == len(items)
    return records


def _renamed(path: Path, columns: Mapping[str, str]) -> bytes:
    text = io.StringIO(newline="")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        writer = csv.DictWriter(text, list(columns.values()))
        writer.writeheader()
        for row in reader:
            # The extract writes an unknown status as the word NULL.
            writer.writerow({columns[name]: "" if value == "NULL" else value for name, value in row.items()})
    return text.getvalue().encode()
