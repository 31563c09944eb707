"""A mapping drafted from the header of a table and a sample of its rows, for a person to look over.

A heading that is known says what a column is; where none is, or it says too little, the values do: check digits before
all else. What neither tells is kept under `attributes`. What a person has to decide is said in comments on top.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

import yaml

from cim_graph.records.importer import Rejection
from cim_loaders.table import looks
from cim_loaders.table.cells import day
from cim_loaders.table.headings import role_of
from cim_loaders.table.rows import Table, table

Json = dict[str, Any]

_SAMPLE_ROWS = 1000
_HALF = 0.5
"""Which part of the tax numbers has to be a VÖEN by its check digits, where the heading says that they are some."""
_BY_LOOK = {"email", "iban", "lei", "az-voen", "az-fin", "phone"}
_DATES = ("birthDate", "founded", "opened", "validFrom", "validTo")
_GENDERS = {
    "Kişi": "male", "М": "male", "Муж": "male", "Erkek": "male",
    "Q": "female", "Qadın": "female", "Ж": "female", "Kadın": "female",
}  # fmt: skip
_EITHER_GENDER = "K"
"""Kişi (a man) in Azerbaijani, Kadın (a woman) in Turkish; told apart by what stands beside it."""
_AZERBAIJANI = frozenset({"Q", "Kişi"})
_BRACES = frozenset("{}")
_PERSON = ("person", "birthDate", "last", "patronymic", "az-fin", "gender")


@dataclass(slots=True)
class _Sample:
    """The columns of a table by what they are, with their values, and what a person has to be told of them."""

    values: Mapping[str, Sequence[str]]
    roles: dict[str, str] = field(default_factory=dict)
    """The first column of each role."""
    others: dict[str, str] = field(default_factory=dict)
    """Further columns, with their role: a second telephone number."""
    notes: list[str] = field(default_factory=list)

    def cell(self, role: str) -> str | None:
        """Return the place of the column of a role."""
        return f"{{{self.roles[role]}}}" if role in self.roles else None

    def cells(self, role: str) -> list[str]:
        """Return the places of all columns of a role."""
        first = [self.roles[role]] if role in self.roles else []
        return [f"{{{name}}}" for name in [*first, *(name for name, other in self.others.items() if other == role)]]


def draft(stream: BinaryIO, source: str) -> str:
    """Return a mapping as YAML; raises BadInputError for what is no table."""
    read = table(stream)
    sample = _sampled(read)
    records = [record for made in (_party, _account, _ownership) if (record := made(sample, source))]
    records = records or [_unknown(sample)]
    document: Json = {"source": source}
    if read.manner is not None:
        document |= {"encoding": read.manner.encoding, "delimiter": read.manner.delimiter}
    text = yaml.safe_dump(document | {"records": records}, allow_unicode=True, sort_keys=False, width=110)
    head = ["Drafted from the header and the first rows: look it over before it is used.", *sample.notes]
    return "".join(f"# {_one_line(note)}\n" for note in head) + text


def _one_line(note: str) -> str:
    """Return a note such that nothing in a heading or a value ends the comment, or is no letter of YAML."""
    return " ".join("".join(char if char.isprintable() else " " for char in note).split())


def _sampled(read: Table) -> _Sample:
    rows = [row[1] for row in islice(read.rows, _SAMPLE_ROWS) if not isinstance(row, Rejection)]
    named = [name for name in read.columns if not _BRACES & set(name)]
    sample = _Sample({name: [row[name] for row in rows] for name in named})
    sample.notes += [
        f"{name}: a mapping cannot name a column whose heading has braces; call it otherwise."
        for name in read.columns
        if name not in sample.values
    ]
    for name, values in sample.values.items():
        if count := looks.damaged(values):
            sample.notes.append(
                f"{name}: {count} of {len(rows)} values are like 1,23E+12, so their digits are lost. Export it as text."
            )
        if role := _role(name, values):
            unused = role not in sample.roles
            (sample.roles if unused else sample.others).__setitem__(*((role, name) if unused else (name, role)))
    _find_key(sample)
    return sample


def _role(name: str, values: Sequence[str]) -> str | None:
    """Return what a column is: a number that is right by its check digits is told by that whatever its heading."""
    stated, seen = role_of(name), looks.look(values)
    if seen in ("iban", "lei", "az-voen") and stated not in ("account", "key", "owner", "owned"):
        return "account" if seen == "iban" else seen
    if stated == "tax" and looks.part_of("az-voen", values) >= _HALF:
        return "az-voen"
    if stated is not None:
        return stated
    if seen in _BY_LOOK:
        return seen
    return None


def _find_key(sample: _Sample) -> None:
    """Take the first column without blanks and repetitions where no heading says that one is the key."""
    if "key" in sample.roles or {"owner", "owned"} <= sample.roles.keys():
        return
    taken = {name for role, name in sample.roles.items() if role not in ("az-fin", "az-voen", "tax", "account")}
    for name, values in sample.values.items():
        if name not in taken and values and all(values) and len(set(values)) == len(values):
            sample.roles.setdefault("key", name)
            sample.notes.append(f"{name} is taken for the key, since no value comes twice.")
            return
    sample.notes.append("No column names a record: say under `key` which columns do.")


def _unknown(sample: _Sample) -> Json:
    """Return where to begin where nothing is known of the columns."""
    sample.notes.append("No column is known, so the rows are taken for organizations: see `type`, and say `names`.")
    attributes = _filled({"attributes": _attributes(sample, frozenset({"key"}))})
    return {"type": "organization", "key": sample.cell("key") or "{?}"} | attributes


def _party(sample: _Sample, _: str) -> Json | None:
    names = _names(sample)
    if not names and not sample.roles.keys() & {"az-fin", "az-voen", "tax"}:
        return None
    is_person = "organization" not in sample.roles and bool(sample.roles.keys() & set(_PERSON))
    if not is_person and "organization" not in sample.roles and "az-voen" not in sample.roles:
        sample.notes.append("Whether the rows are people or organizations is not told by the columns: see `type`.")
        is_person = "first" in sample.roles
    made: Json = {"type": "person" if is_person else "organization", "key": sample.cell("key") or "{?}"}
    made |= _filled({"names": names})
    made |= _filled({name: _day(sample, name) for name in (("birthDate",) if is_person else ("founded",))})
    made |= _filled(
        {
            "gender": _gender(sample),
            "nationalities": sample.cells("nationality") if is_person else [],
            "jurisdiction": None if is_person else sample.cell("jurisdiction"),
            "identifiers": _identifiers(sample),
            "addresses": _addresses(sample, is_person=is_person),
            "contacts": _contacts(sample),
            "segment": sample.cell("segment"),
            "branch": sample.cell("branch"),
            "attributes": _attributes(sample, _PARTY_ROLES),
        }
    )
    return made


_PARTY_ROLES = frozenset(
    {
        "key", "person", "full", "first", "last", "patronymic", "organization", "name", "birthDate", "founded",
        "gender",
        "nationality", "jurisdiction", "az-fin", "az-voen", "tax", "lei", "passport", "email", "phone", "mobile",
        "address", "city", "postcode", "segment", "branch", "account", "balance", "currency", "opened",
    }
)  # fmt: skip


def _filled(values: Json) -> Json:
    return {name: value for name, value in values.items() if value}


def _names(sample: _Sample) -> list[Json]:
    parts = _filled({part: sample.cell(part) for part in ("first", "last", "patronymic")})
    full = sample.cell("person") or sample.cell("full") or sample.cell("organization") or sample.cell("name")
    return [_filled({"full": full}) | parts] if full or parts else []


def _day(sample: _Sample, role: str) -> Json | str | None:
    if role not in sample.roles:
        return None
    name = sample.roles[role]
    found = looks.day_form(sample.values[name])
    if found is None:
        sample.notes.append(f"{name}: no form fits its days; say one, such as DD.MM.YYYY.")
        return {"column": name}
    form, is_doubtful = found
    if is_doubtful:
        sample.notes.append(f"{name}: day and month cannot be told apart by the sample; {form} is taken.")
    is_plain = form == "YYYY-MM-DD" and all(day(value, form) == value for value in sample.values[name])
    return f"{{{name}}}" if is_plain else {"column": name, "format": form}


def _gender(sample: _Sample) -> Json | None:
    if "gender" not in sample.roles:
        return None
    name = sample.roles["gender"]
    found = dict.fromkeys(sample.values[name])
    known = _GENDERS | ({_EITHER_GENDER: "male"} if _AZERBAIJANI & found.keys() else {})
    values = {value: known[value] for value in found if value in known}
    if _EITHER_GENDER in found and _EITHER_GENDER not in known:
        sample.notes.append(f"{name}: K may be Kişi, a man, or Kadın, a woman; say under `values` what it is.")
    return {"column": name} | ({"values": values} if values else {})


def _identifiers(sample: _Sample) -> list[Json]:
    schemes = ("az-fin", "az-voen", "lei", "passport")
    found = [{"scheme": scheme, "value": cell} for scheme in schemes for cell in sample.cells(scheme)]
    for cell in sample.cells("tax"):
        found.append({"scheme": "tax-number", "value": cell})
        sample.notes.append(f"{cell[1:-1]}: not all values are right by the check digits of a VÖEN; see its scheme.")
    return found


def _addresses(sample: _Sample, *, is_person: bool) -> list[Json]:
    address = _filled(
        {
            "text": sample.cell("address"),
            "city": sample.cell("city"),
            "postcode": sample.cell("postcode"),
            "country": sample.cell("jurisdiction") if is_person else None,
        }
    )
    return [address] if address else []


def _contacts(sample: _Sample) -> list[Json]:
    kinds = ("mobile", "phone", "email")
    return [{"kind": kind, "value": cell} for kind in kinds for cell in sample.cells(kind)]


def _attributes(sample: _Sample, known: frozenset[str]) -> Json:
    """Return what has no other place, under its heading."""
    used = {name for role, name in sample.roles.items() if role in known}
    used |= {name for name, role in sample.others.items() if role in ("mobile", "phone", "email", "nationality")}
    return {name: f"{{{name}}}" for name in sample.values if name not in used}


def _account(sample: _Sample, source: str) -> Json | None:
    """Return the account of a row, which the customer of the row holds."""
    if "account" not in sample.roles or "key" not in sample.roles:
        return None
    number = sample.cell("account")
    return {
        "type": "account",
        "key": f"account:{number}",
        "when": number,
        "number": number,
        "holders": [{"party": {"source": source, "key": sample.cell("key")}}],
        **_filled(
            {
                "currency": sample.cell("currency"),
                "balance": _number(sample, "balance"),
                "opened": _day(sample, "opened"),
            }
        ),
    }


def _number(sample: _Sample, role: str) -> Json | None:
    if role not in sample.roles:
        return None
    name = sample.roles[role]
    point = looks.decimal(sample.values[name])
    if point and looks.is_thousands_or_cents(sample.values[name]):
        sample.notes.append(
            f"{name}: whether 1.250 is a thousand and more or one and a quarter cannot be told by the sample; "
            f"{point!r} is taken for what parts the cents: see `decimal`."
        )
    return {"column": name} | ({"decimal": point} if point else {})


def _ownership(sample: _Sample, source: str) -> Json | None:
    """Return the holding of a row that names an owner and what is owned, or an owner of the row's own party."""
    owner, owned = sample.cell("owner"), sample.cell("owned") or sample.cell("key")
    if owner is None or owned is None:
        return None
    return {
        "type": "relationship",
        "key": f"owns:{owner}:{owned}",
        "when": owner,
        "kind": "OWNS",
        "from": {"source": source, "key": owner},
        "to": {"source": source, "key": owned},
        **_filled({"share": _number(sample, "share")}),
        **_filled({name: _day(sample, name) for name in ("validFrom", "validTo")}),
    }
