"""Addresses and countries in normal form."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from re import compile as compile_pattern
from typing import Any

import pycountry

from cim_graph.records.names import fold, is_placeholder

_AZERBAIJANI_POSTCODE = compile_pattern(r"(?:AZ)?[\s-]*(\d{4})", flags=2)
_HOUSE = compile_pattern(r"\d")
_ABBREVIATIONS = {
    "kuchasi": "kuc", "kuch": "kuc", "kuche": "kuc", "kucha": "kuc", "kucesi": "kuc", "street": "kuc", "str": "kuc",
    "st": "kuc", "ulitsa": "kuc", "ul": "kuc", "prospekti": "pr", "prospekt": "pr", "avenue": "pr", "ave": "pr",
    "prospekty": "pr", "rayonu": "ray", "rayon": "ray", "r": "ray", "ev": "", "dom": "", "d": "", "menzil": "m",
    "manzil": "m", "kvartira": "m", "kv": "m", "apt": "m", "shahari": "", "shahar": "", "sh": "", "g": "", "gorod": "",
}  # fmt: skip
_COUNTRY_NAMES = {
    "azerbaycan": "AZ", "azarbaycan": "AZ", "azarbaijan": "AZ", "azerbaijan": "AZ", "azerbaydjan": "AZ",
    "azerbaydzhan": "AZ", "rossiya": "RU", "rusiya": "RU", "russia": "RU", "turkiya": "TR", "turkiye": "TR",
    "turtsiya": "TR", "turkey": "TR", "gurjustan": "GE", "gruziya": "GE", "ukrayna": "UA", "ukraina": "UA",
    "qazakhistan": "KZ", "kazakhstan": "KZ", "iran": "IR", "almaniya": "DE", "germaniya": "DE", "abs": "US",
    "usa": "US", "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "boyuk britaniya": "GB",
}  # fmt: skip
_ALPHA_2 = 2
_LONGEST = 1000
_TOO_VAGUE = 3


@dataclass(frozen=True, slots=True)
class NormalAddress:
    """An address; records with the same `key` share it, and without a key it is too vague to be shared."""

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
    postcode = _postcode(parts.get("postcode"), country)
    return NormalAddress(text, country, parts.get("city") or None, postcode, _key(text, country), problem)


def _text(parts: Mapping[str, str]) -> str | None:
    text = parts.get("text") or ", ".join(
        value for name, value in parts.items() if name not in ("kind", "country", "text", "postcode") and value
    )
    text = " ".join(text.split())
    return None if not text or is_placeholder(text) else text


def _key(text: str | None, country: str | None) -> str | None:
    if text is None:
        return None
    words = [_ABBREVIATIONS.get(word, word) for word in fold(text[:_LONGEST]).split()]
    words = [word for word in words if word]
    if len(words) < _TOO_VAGUE or not _HOUSE.search("".join(words)):
        return None
    return f"{country or ''} {' '.join(words)}"


def _postcode(text: str | None, country: str | None) -> str | None:
    if not text:
        return None
    match = _AZERBAIJANI_POSTCODE.fullmatch(text) if country in ("AZ", None) else None
    return f"AZ{match[1]}" if match and (country == "AZ" or text.upper().startswith("AZ")) else text


@lru_cache(maxsize=8192)
def normal_country(text: str) -> str | None:
    """Return the ISO 3166 alpha-2 code of a country that is given by code or by name, or nothing."""
    text = text.strip()
    if len(text) == _ALPHA_2 and pycountry.countries.get(alpha_2=text.upper()):
        return text.upper()
    if not text or len(text) > _LONGEST:
        return None
    if known := _COUNTRY_NAMES.get(fold(text)):
        return known
    country = pycountry.countries.get(alpha_3=text.upper()) or pycountry.countries.get(name=text)
    return None if country is None else str(country.alpha_2)
