"""Which fields the record format has, at whatever depth: what else a record holds is kept with it, and told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from itertools import islice
from typing import Any, Final, get_args

from pydantic import BaseModel

_OTHERWISE: Final[Mapping[str, tuple[str, ...]]] = {
    "expires": (
        "validto", "validuntil", "validtill", "expiry", "expirydate", "expiration", "expirationdate", "expireson",
        "dateofexpiry", "enddate",
    ),
    "issued": ("validfrom", "issuedate", "issuedon", "issuedat", "dateofissue", "startdate"),
    "scheme": ("type", "kind"),
    "kind": ("type",),
    "value": ("number", "id", "phone", "email"),
    "full": ("name", "fullname"),
    "first": ("firstname", "givenname", "forename"),
    "last": ("lastname", "surname", "familyname"),
    "patronymic": ("middlename", "fathername"),
    "lang": ("language", "locale"),
    "postcode": ("zip", "zipcode", "postalcode", "index"),
    "city": ("town",),
    "country": ("countrycode", "issuingcountry", "issuer"),
    "until": ("validto", "validuntil"),
}  # fmt: skip
"""What other systems call fields of parts, folded, by the field."""
_NEAR: Final = 0.75
"""How like a field a word has to be that may mean it."""
_LONGEST: Final = 40
MOST_TOLD: Final = 50
"""Fields of one record that are told: what may be meant is worked out for each."""
FURTHER: Final = "further fields"


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of an object of the record format: as it calls them, and all the words that are taken for one.

    `takes_all`: what else it holds counts, too, as of an address.
    """

    fields: frozenset[str]
    taken: frozenset[str]
    inside: Mapping[str, "Shape"]
    takes_all: bool


@cache
def shape_of(model: type[BaseModel]) -> Shape:
    """Return the fields of a record, or of a part of one."""
    fields = {name: field.alias or name for name, field in model.model_fields.items()}
    inside = {
        called: shape_of(part)
        for name, field in model.model_fields.items()
        for part in _parts(field.annotation)
        for called in {name, fields[name]}
    }
    # Fields that a record does not have are kept with all of it, too: there, only an address makes use of them.
    takes_all = model.model_config.get("extra") == "allow" and "source" not in model.model_fields
    called = frozenset(fields.values())
    return Shape(called, called.union(fields), inside, takes_all)


def _parts(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _parts(argument)


def strangers(stated: Mapping[str, Any], shape: Shape) -> dict[str, str | None]:
    """Return what a record holds that no field is for, by its place, with the field that may be meant.

    Long names are cut, and of very many not all are told.
    """
    found = dict(islice(_strangers(stated, shape, ""), MOST_TOLD + 1))
    if len(found) > MOST_TOLD:
        found.popitem()
        found[FURTHER] = None
    return found


def _strangers(stated: Mapping[str, Any], shape: Shape, place: str) -> Iterator[tuple[str, str | None]]:
    for name, value in stated.items():
        if name not in shape.taken:
            short = name[:_LONGEST]
            meant = named_otherwise(short, shape.fields)
            if not shape.takes_all:
                yield f"{place}{short}", meant or near(short, shape.fields)
            elif meant is not None:
                yield f"{place}{short}", meant
        elif name in shape.inside:
            for item in value if isinstance(value, list) else (value,):
                if isinstance(item, dict):
                    yield from _strangers(item, shape.inside[name], f"{place}{name}.")


def named_otherwise(name: str, fields: frozenset[str]) -> str | None:
    """Return the field that other systems call so."""
    folded = _folded(name)
    return next((field for field, others in _OTHERWISE.items() if field in fields and folded in others), None)


@lru_cache(maxsize=4096)
def near(name: str, fields: frozenset[str]) -> str | None:
    """Return the field that is written much like a word."""
    by_fold = {_folded(field): field for field in sorted(fields)}
    found = get_close_matches(_folded(name), by_fold, 1, _NEAR)
    return by_fold[found[0]] if found else None


def _folded(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "")
