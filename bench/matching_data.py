"""Records with known truth, as records of the product: FEBRL 4, fake_1000 and Senzing's truth set."""

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import orjson

from cim_graph.records.format import PartyRecord

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
Row = dict[str, str]
FEBRL_FIELDS = {
    "all": ("names", "birth", "address", "number"),
    "without soc_sec_id": ("names", "birth", "address"),
    "names, birth date, postcode": ("names", "birth", "postcode"),
}
"""What of FEBRL's fields is used, by what that is called."""
_DAYS = ("%m/%d/%Y", "%d/%m/%Y", "%b %d %Y", "%Y-%m-%d", "%m/%d/%y", "%d-%b-%y", "%d/%m/%y")
_LAST_YEAR = 2015
"""Nobody in the truth set is born later: two digits of a year that would be later mean the century before."""
_CENTURY = 100


@dataclass(frozen=True, slots=True)
class Truth:
    """Rows of a file, the records made of them, and by row which party it is of."""

    rows: Sequence[Row]
    records: Sequence[PartyRecord]
    parties: Sequence[str]

    def pairs(self) -> set[tuple[int, int]]:
        """Return all pairs of records of one party, the lower number first."""
        of: dict[str, list[int]] = {}
        for number, party in enumerate(self.parties):
            of.setdefault(party, []).append(number)
        return {pair for members in of.values() for pair in combinations(members, 2)}


def febrl(fields: str, shared: Path = SHARED) -> Truth:
    """Return both files of FEBRL 4 as one pool, with some of their fields."""
    rows = [row for part in "ab" for row in _febrl_rows(shared / "er-people" / f"febrl-dataset4{part}.csv.gz")]
    return Truth(
        rows, [_febrl(row, FEBRL_FIELDS[fields]) for row in rows], [row["rec_id"].split("-")[1] for row in rows]
    )


def _febrl_rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        reader = csv.reader(stream)
        names = [name.strip() for name in next(reader)]
        for row in reader:
            yield dict(zip(names, (value.strip() for value in row), strict=True))


def _febrl(row: Row, fields: Sequence[str]) -> PartyRecord:
    day = row["date_of_birth"]
    address = {
        "street": f"{row['street_number']} {row['address_1']}",
        "building": row["address_2"],
        "city": row["suburb"],
        "state": row["state"],
        "postcode": row["postcode"],
    }
    stated: dict[str, Any] = {
        "names": [_present({"first": row["given_name"], "last": row["surname"]})],
        "birthDate": f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else None,
        "addresses": [_present(address if "address" in fields else {"postcode": row["postcode"]})],
    }
    if "number" in fields and row["soc_sec_id"]:
        stated["identifiers"] = [{"scheme": "soc-sec-id", "value": row["soc_sec_id"]}]
    return _record("febrl", row["rec_id"], stated)


def fake_1000(shared: Path = SHARED) -> Truth:
    """Return Splink's own small file."""
    with (shared / "er-people" / "fake_1000.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return Truth(rows, list(map(_fake, rows)), [row["cluster"] for row in rows])


def _fake(row: Row) -> PartyRecord:
    stated = {
        "names": [_present({"first": row["first_name"], "last": row["surname"]})],
        "birthDate": row["dob"] or None,
        "addresses": [_present({"city": row["city"]})],
        "contacts": [{"kind": "email", "value": row["email"]}] if row["email"] else [],
    }
    return _record("fake", row["unique_id"], stated)


def senzing(shared: Path = SHARED) -> Truth:
    """Return the records of Senzing's truth set, in the order of its three files."""
    folder = shared / "senzing-truthset"
    with (folder / "actual_truthset_key.csv").open(encoding="utf-8") as stream:
        of = {(row["DATA_SOURCE"], row["RECORD_ID"]): row["CLUSTER_ID"] for row in csv.DictReader(stream)}
    read = [
        orjson.loads(line)
        for name in ("customers", "reference", "watchlist")
        for line in (folder / f"{name}.jsonl").read_bytes().splitlines()
    ]
    parties = [of[one["DATA_SOURCE"], one["RECORD_ID"]] for one in read]
    return Truth([{"id": one["RECORD_ID"]} for one in read], list(map(_senzing, read)), parties)


_IDENTIFIERS = {
    "SSN_NUMBER": ("us-ssn", None),
    "PASSPORT_NUMBER": ("passport", "PASSPORT_COUNTRY"),
    "DRIVERS_LICENSE_NUMBER": ("driving-licence", None),
    "NATIONAL_ID_NUMBER": ("national-id", "NATIONAL_ID_COUNTRY"),
    "LEI_NUMBER": ("lei", None),
}
_TAX = {"EIN": "us-ein", "VAT": "de-vat", "GSTIN": "in-gstin"}


def _senzing(one: Mapping[str, Any]) -> PartyRecord:
    features = one["FEATURES"]
    stated: dict[str, Any] = {name: [] for name in ("names", "identifiers", "addresses", "contacts")}
    for feature in features:
        stated["names"] += _senzing_names(feature)
        stated["identifiers"] += _senzing_identifiers(feature)
        stated["addresses"] += _senzing_address(feature)
        stated["contacts"] += [
            {"kind": kind, "value": feature[name]}
            for kind, name in (("phone", "PHONE_NUMBER"), ("email", "EMAIL_ADDRESS"))
            if name in feature
        ]
    said = {name: value for feature in features for name, value in feature.items()}
    stated["gender"] = said.get("GENDER")
    stated["birthDate"] = _day(said["DATE_OF_BIRTH"]) if "DATE_OF_BIRTH" in said else None
    stated["attributes"] = {"employer": said["EMPLOYER"]} if "EMPLOYER" in said else {}
    kind = "organization" if said.get("RECORD_TYPE") == "ORGANIZATION" else "person"
    return _record(one["DATA_SOURCE"], one["RECORD_ID"], stated, kind)


def _senzing_names(feature: Mapping[str, str]) -> list[Row]:
    whole = feature.get("NAME_ORG") or feature.get("NAME_FULL")
    parts = {"first": "NAME_FIRST", "last": "NAME_LAST", "patronymic": "NAME_MIDDLE"}
    stated = {"full": whole} if whole else {part: feature.get(name, "").strip() for part, name in parts.items()}
    return [_present(stated)] if any(stated.values()) else []


def _senzing_identifiers(feature: Mapping[str, str]) -> list[Row]:
    found = [
        _present({"scheme": scheme, "value": feature[name], "country": feature.get(country or "", "")})
        for name, (scheme, country) in _IDENTIFIERS.items()
        if name in feature
    ]
    if "TAX_ID_NUMBER" in feature:
        found.append({"scheme": _TAX[feature["TAX_ID_TYPE"]], "value": feature["TAX_ID_NUMBER"]})
    return found


def _senzing_address(feature: Mapping[str, str]) -> list[Row]:
    names = {
        "street": "ADDR_LINE1", "city": "ADDR_CITY", "state": "ADDR_STATE", "postcode": "ADDR_POSTAL_CODE",
        "country": "ADDR_COUNTRY", "text": "ADDR_FULL",
    }  # fmt: skip
    stated = _present({part: feature.get(name, "").strip() for part, name in names.items()})
    return [stated] if stated else []


def _day(text: str) -> str:
    for form in _DAYS:
        try:
            day = datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
        return (day.replace(year=day.year - _CENTURY) if day.year > _LAST_YEAR else day).date().isoformat()
    raise ValueError(text)


def _present(stated: Mapping[str, str]) -> Row:
    return {name: value for name, value in stated.items() if value.strip()}


def _record(source: str, key: str, stated: Mapping[str, Any], kind: str = "person") -> PartyRecord:
    said = {**stated, **{name: [one for one in stated[name] if one] for name in ("names", "addresses")}}
    return PartyRecord.model_validate({"type": kind, "source": source, "key": key, **said})
