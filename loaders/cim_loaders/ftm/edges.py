"""FollowTheMoney's entities that tie two others (Ownership, Directorship, Family…) as relationship records.

- The key is the entity's id; where several parties stand at an end, one relationship for each pair, with `.2`, `.3`.
- A share is read from `percentage`: `25`, `25.5 %`, `25-50` (a band), `>25` (more than). What is none of these stays
  under `attributes`.
- `startDate` is `validFrom`, `endDate` `validTo`, a year standing for its first day and for the first one after it;
  what is no day (`2020-13`), or the end of all days (`9999`), stays under `attributes`. A payment holds from its `date`
  on; its amount is `amount` with `currency`, or `amountEur`, or `amountUsd`.
- `parent` of a company is `CONTROLS` from the parent, `means` `parent`.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any

from cim_graph.kernel.vocabulary import RelationshipKind
from cim_loaders.days import span
from cim_loaders.ftm import words
from cim_loaders.given import given

Json = dict[str, Any]
Record = dict[str, Any]

_NUMBER = r"(\d{1,3}(?:[.,]\d+)?)\s*%?"
_EXACT = re.compile(rf"\s*{_NUMBER}\s*")
_BAND = re.compile(rf"\s*{_NUMBER}\s*(?:-|–|to)\s*{_NUMBER}\s*")
_MORE = re.compile(rf"\s*(?:>|more than|over)\s*{_NUMBER}\s*")
_AMOUNTS = {"amountEur": "EUR", "amountUsd": "USD"}


def edge(entity: Json, source: str) -> Iterator[Record]:
    """Translate an entity whose schema is one of `words.EDGES`; nothing where an end is not stated."""
    properties = entity.get("properties", {})
    meaning = words.EDGES[entity["schema"]]
    said, taken = _said(entity["schema"], meaning, properties)
    taken |= {meaning.start, meaning.end}
    rest = {name: values for name, values in properties.items() if values and name not in taken}
    pairs = product(properties.get(meaning.start, []), properties.get(meaning.end, []))
    for number, (start, end) in enumerate(pairs, 1):
        yield {
            "type": "relationship",
            "source": source,
            "key": entity["id"] if number == 1 else f"{entity['id']}.{number}",
            "from": {"source": source, "key": start},
            "to": {"source": source, "key": end},
            **said,
            **given(attributes=rest | given(datasets=entity.get("datasets"))),
        }


def parents(entity: Json, source: str) -> Iterator[Record]:
    """Yield who is said to be the parent of a party."""
    for parent in entity.get("properties", {}).get("parent", []):
        yield {
            "type": "relationship",
            "source": source,
            "key": f"{entity['id']}|parent|{parent}",
            "kind": RelationshipKind.CONTROLS.value,
            "means": "parent",
            "from": {"source": source, "key": parent},
            "to": {"source": source, "key": entity["id"]},
        }


def _said(schema: str, meaning: words.Edge, properties: Json) -> tuple[Record, set[str]]:
    """Return what a relationship says, and the properties that are wholly said by it."""
    word = _first(properties, meaning.word)
    slug = _slug(word) if word else meaning.default
    kind = words.RELATED.get(slug or "", meaning.kind) if schema == "UnknownLink" else meaning.kind
    # A word that the registry spells otherwise is kept as it was written, too.
    taken = {meaning.word} if word == slug and not properties.get(meaning.word, [])[1:] else set[str]()
    said: Record = {"kind": kind.value}
    if kind is meaning.kind:
        said |= given(**{meaning.field: words.KINSHIP.get(slug, slug) if slug and schema == "Family" else slug})
        taken = taken if slug not in words.KINSHIP else set()
    share = _share(_first(properties, "percentage")) if schema == "Ownership" else {}
    amount, names = _amount(properties)
    period, days = _period(properties)
    said |= share | amount | period
    said |= given(shareClass=_first(properties, "sharesType") if schema == "Ownership" else None)
    taken |= names | days | ({"percentage"} if share else set()) | ({"sharesType"} if schema == "Ownership" else set())
    return said, taken


def _period(properties: Json) -> tuple[Record, set[str]]:
    stated, paid = _first(properties, "startDate"), _first(properties, "date")
    start, end = _first_day(stated or paid), _day_after(_first(properties, "endDate"))
    taken = ({"startDate"} if start and stated else set[str]()) | ({"endDate"} if end else set[str]())
    return given(validFrom=start, validTo=end), taken


def _first(properties: Json, name: str) -> str | None:
    return next((value.strip() for value in properties.get(name, []) if value.strip()), None)


def _slug(text: str) -> str:
    return "-".join(re.findall(r"\w+", text.casefold()))


def _share(text: str | None) -> Record:
    if text is None:
        return {}
    if match := _EXACT.fullmatch(text):
        return {"share": _percent(match[1])}
    if match := _BAND.fullmatch(text):
        low, high = _percent(match[1]), _percent(match[2])
        return {"minShare": low, "maxShare": high} if Decimal(low) <= Decimal(high) else {}
    if match := _MORE.fullmatch(text.lower()):
        low = _percent(match[1])
        return {"minShare": low, "maxShare": "100", "exclusive": "min"} if Decimal(low) < _WHOLE else {}
    return {}


_WHOLE = Decimal(100)


def _percent(text: str) -> str:
    return text.replace(",", ".")


def _amount(properties: Json) -> tuple[Record, set[str]]:
    stated, currency = _first(properties, "amount"), _first(properties, "currency")
    if stated and currency and _is_number(stated):
        return {"amount": stated, "currency": currency.upper()}, {"amount", "currency"}
    for name, code in _AMOUNTS.items():
        value = _first(properties, name)
        if value and _is_number(value):
            return {"amount": value, "currency": code}, {name}
    return {}, set()


def _is_number(text: str) -> bool:
    try:
        return Decimal(text) >= 0
    except InvalidOperation:
        return False


def _first_day(text: str | None) -> str | None:
    days = span(text)
    return days[0].isoformat() if days else None


def _day_after(text: str | None) -> str | None:
    """Return the first day on which it no longer holds: a month or a year ends with its last day."""
    days = span(text)
    if days is None or days[0] == days[1]:
        return days[0].isoformat() if days else None
    return (days[1] + timedelta(days=1)).isoformat() if days[1] < date.max else None
