"""Identifiers in normal form, and what their check digits say."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern
from re import compile as compile_pattern
from unicodedata import normalize

from schwifty import IBAN
from schwifty.checksum import algorithms
from schwifty.exceptions import SchwiftyException
from stdnum import get_cc_module, isin, lei
from stdnum.exceptions import InvalidFormat, ValidationError

from cim_graph.records.countries import normal_country

NATIONAL_DOCUMENTS = frozenset({"passport", "id-card", "national-id", "driving-licence", "residence-permit"})
"""Schemes in which a value names one party within its country only."""

_SYNONYMS = {
    "voen": "az-voen", "vöen": "az-voen", "fin": "az-fin", "pin": "az-fin", "iban-code": "iban", "xi-lei": "lei",
    "inn": "ru-inn", "vkn": "tr-vkn", "tckn": "tr-tckimlik",
    "tr-tckn": "tr-tckimlik", "tin:az": "az-voen", "tin-az": "az-voen", "az-tin": "az-voen", "fin-code": "az-fin",
    "passport-number": "passport", "passport-no": "passport", "pasport": "passport", "identity-card": "id-card",
    "national-id-number": "national-id", "driving-license": "driving-licence", "driver-license": "driving-licence",
    "drivers-license": "driving-licence", "driver-licence": "driving-licence", "drivers-licence": "driving-licence",
    # Registers that GLEIF numbers and org-id.guide names; Companies House has one number for each part of the country.
    "ra000585": "gb-coh", "ra000586": "gb-coh", "ra000587": "gb-coh", "ra000170": "dk-cvr", "ra000463": "nl-kvk",
}  # fmt: skip
_SEPARATORS = compile_pattern(r"[\s.\-/_]+")
_FORMS = {
    "az-fin": compile_pattern(r"[0-9A-HJ-NP-Z]{7}"),
    "bic": compile_pattern(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?"),
}
_COMPANIES_HOUSE = compile_pattern(
    r"(?P<digits>[0-9]{1,8})|(?P<prefix>[A-Z]{2})(?P<rest>[0-9]{1,6})|R[0-9]{7}|[A-Z]{2}(?:[0-9]{5}[A-Z]|[0-9]{4}[A-Z]{2})"
)
_UNCHECKED = frozenset({"account", "az-id-card", *NATIONAL_DOCUMENTS})
"""Schemes without a check whose separators mean nothing; in a scheme that nobody knows they may."""
_LEI = compile_pattern(r"[0-9A-Z]{18}[0-9]{2}")
_LONGEST = 64
_LOOKALIKES = str.maketrans("АВСЕНКМОРТХУІЅЈ", "ABCEHKMOPTXYISJ")
_SHOWN = 40


@dataclass(slots=True)
class NormalIdentifier:
    """An identifier; `valid` is nothing where its scheme has no check.

    Not frozen, since one is made for each value of each record, and a frozen one takes four times as long to make.
    """

    scheme: str
    value: str
    country: str | None
    valid: bool | None
    problem: str | None

    def node(self) -> dict[str, str | bool | None]:
        """Return the properties of its node; `national` only where the value names one party within its country."""
        national = True if self.scheme in NATIONAL_DOCUMENTS else None
        return {"scheme": self.scheme, "value": self.value, "valid": self.valid, "national": national}


def normal_identifier(scheme: str, value: str, country: str | None) -> NormalIdentifier:
    """Bring an identifier into normal form: scheme as a lower-case slug, value without spaces, upper-case.

    Dots, dashes and slashes go too where the scheme is known. A valid number gets the form of its own standard, so a
    VÖEN that lost its leading zero in a spreadsheet has it again.
    """
    slug = normal_scheme(scheme)
    check = _check(slug)
    known = check is not None or slug in _UNCHECKED
    text = value if value.isascii() else normalize("NFKC", value)
    text = (_SEPARATORS.sub("", text) if known else "".join(text.split())).upper()
    text = text if text.isascii() else _latin(normalize("NFKC", text))
    valid = None
    if check is not None:
        right = _checked(check, text)
        valid, text = right is not None, right or text
    problem = f"{slug[:_SHOWN]} {value[:_SHOWN]!r} fails its check" if valid is False else None
    return NormalIdentifier(slug, text or value.strip(), _country(country), valid, problem)


def _country(text: str | None) -> str | None:
    return normal_country(text) or text.strip().upper() or None if text else None


def _latin(text: str) -> str:
    """Replace Cyrillic letters that look like Latin ones, unless others show that the text is Cyrillic."""
    replaced = text.translate(_LOOKALIKES)
    return replaced if replaced.isascii() else text


@lru_cache(maxsize=4096)
def normal_scheme(scheme: str) -> str:
    """Return a scheme as a lower-case slug, under the name that the registry has for it."""
    slug = "-".join(scheme.strip().lower().replace("_", "-").split())
    return _SYNONYMS.get(slug, slug)


def _checked(check: Callable[[str], str], text: str) -> str | None:
    if len(text) > _LONGEST or not text.isascii():
        return None
    try:
        return check(text)
    except (ValidationError, SchwiftyException):
        return None


@lru_cache(maxsize=1024)
def _check(scheme: str) -> Callable[[str], str] | None:
    """Return what checks a value of the scheme, among them python-stdnum's national ones: `ru-inn`, `tr-tckimlik`."""
    if form := _FORMS.get(scheme):
        return lambda text: _of_form(form, text)
    if scheme in _CHECKS:
        return _CHECKS[scheme]
    country, _, name = scheme.partition("-")
    if len(country) != len("az") or not country.isascii() or not name.isidentifier():
        return None
    module = get_cc_module(country, name)
    return None if module is None else module.validate


def _of_form(form: Pattern[str], text: str) -> str:
    if form.fullmatch(text) is None:
        raise InvalidFormat
    return text


def _companies_house(text: str) -> str:
    """Write a company number as Companies House does: eight characters, the digits filled up with zeros."""
    match = _COMPANIES_HOUSE.fullmatch(text)
    if match is None:
        raise InvalidFormat
    if match["prefix"]:
        return match["prefix"] + match["rest"].zfill(6)
    return text.zfill(8) if match["digits"] else text


def _iban(text: str) -> str:
    """Check an IBAN by ISO 13616, and the account number in it where its whole country has one rule for that."""
    return IBAN(text, validate_bban=f"{text[:2]}:default" in algorithms).compact


def _lei(text: str) -> str:
    """Check a Legal Entity Identifier by ISO 17442: 20 characters of which the last two are check digits."""
    return lei.validate(_of_form(_LEI, text))


_CHECKS: dict[str, Callable[[str], str]] = {
    "iban": _iban,
    "isin": isin.validate,
    "lei": _lei,
    "gb-coh": _companies_house,
}
