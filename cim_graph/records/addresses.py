"""Addresses in normal form."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from re import IGNORECASE
from re import compile as compile_pattern
from typing import Any

from cim_graph.records.countries import normal_country
from cim_graph.records.names import fold
from cim_graph.records.placeholders import is_placeholder

_AZERBAIJANI_POSTCODE = compile_pattern(r"(?:AZ)?[\s-]*([0-9]{4})", flags=IGNORECASE)
_POSTCODE_IN_TEXT = compile_pattern(r"\b[Aa][Zz][\s-]?[0-9]{4}\b")
_HOUSE = compile_pattern(r"\d")
_ABBREVIATIONS = {
    "kuchasi": "kuc", "kuch": "kuc", "kuche": "kuc", "kucha": "kuc", "kucesi": "kuc", "street": "kuc", "str": "kuc",
    "st": "kuc", "ulitsa": "kuc", "ul": "kuc", "prospekti": "pr", "prospekt": "pr", "avenue": "pr", "ave": "pr",
    "prospekty": "pr", "rayonu": "ray", "rayon": "ray", "r": "ray", "ev": "", "dom": "", "d": "", "menzil": "m",
    "manzil": "m", "kvartira": "m", "kv": "m", "apt": "m", "shahari": "", "shahar": "", "sh": "", "g": "", "gorod": "",
}  # fmt: skip
_LONGEST = 1000
_TOO_VAGUE = 3


@dataclass(slots=True)
class NormalAddress:
    """An address; records with the same `key` share it, and without a key it is too vague to be shared.

    Not frozen, since one is made for each value of each record, and a frozen one takes four times as long to make.
    """

    text: str | None
    country: str | None
    city: str | None
    postcode: str | None
    key: str | None
    problem: str | None


def normal_address(stated: Mapping[str, Any]) -> NormalAddress:
    """Bring an address, as one text or in parts, into normal form; `country` becomes ISO 3166 alpha-2."""
    parts = {name: str(value).strip() for name, value in stated.items() if isinstance(value, (str, int))}
    country = normal_country(parts.get("country", ""))
    problem = None
    if parts.get("country") and country is None:
        problem = f"{parts['country'][:40]!r} is no country"
    text = _text(parts)
    city = parts.get("city") or None
    postcode = _postcode(parts.get("postcode"), country)
    return NormalAddress(text, country, city, postcode, _key(text, country, city or ""), problem)


def _text(parts: Mapping[str, str]) -> str | None:
    text = parts.get("text") or ", ".join(
        value for name, value in parts.items() if name not in ("kind", "country", "text", "postcode") and value
    )
    text = " ".join(text.split())
    return None if not text or is_placeholder(text) else text


def _key(text: str | None, country: str | None, city: str) -> str | None:
    """Put the city first, wherever it stands, and leave the postcode out: not every source has it."""
    if text is None or len(text) > _LONGEST:
        return None
    town = _town(city)
    words = [word for word in plain_words(_POSTCODE_IN_TEXT.sub(" ", text)) if word not in town]
    if len(town) + len(words) < _TOO_VAGUE or not _HOUSE.search("".join(words)):
        return None
    return f"{country or ''} {' '.join([*town, *words])}"


@lru_cache(maxsize=8192)
def _town(city: str) -> tuple[str, ...]:
    return tuple(plain_words(city[:_LONGEST]))


def plain_words(text: str) -> list[str]:
    """Return the folded words of an address, with one abbreviation for each kind of street and without fillers."""
    return [plain for word in fold(text).split() if (plain := _ABBREVIATIONS.get(word, word))]


def _postcode(text: str | None, country: str | None) -> str | None:
    if not text:
        return None
    match = _AZERBAIJANI_POSTCODE.fullmatch(text) if country in ("AZ", None) else None
    return f"AZ{match[1]}" if match and (country == "AZ" or text.upper().startswith("AZ")) else text
