"""Identifiers in normal form, and what their check digits say."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from re import compile as compile_pattern
from typing import TYPE_CHECKING
from unicodedata import normalize

from stdnum import get_cc_module, iban, isin, lei
from stdnum.exceptions import ValidationError

ONE_HOLDER = frozenset({"az-fin", "az-voen", "lei", "passport", "ru-inn", "tr-vkn", "tr-tckimlik", "gb-coh"})
"""Schemes in which one value names one party. An IBAN may be joint, an e-mail address shared."""

_SYNONYMS = {
    "voen": "az-voen", "vöen": "az-voen", "fin": "az-fin", "pin": "az-fin", "iban-code": "iban", "xi-lei": "lei",
    "inn": "ru-inn", "vkn": "tr-vkn", "tckn": "tr-tckimlik",
}  # fmt: skip
_SEPARATORS = compile_pattern(r"[\s.\-/_]+")
_FORMS = {
    "az-fin": compile_pattern(r"[0-9A-HJ-NP-Z]{7}"),
    "gb-coh": compile_pattern(r"[A-Z]{2}\d{6}|\d{8}"),
    "bic": compile_pattern(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?"),
}
_CHECKS: dict[str, Callable[[str], bool]] = {"lei": lei.is_valid, "iban": iban.is_valid, "isin": isin.is_valid}
_LOOKALIKES = str.maketrans("АВСЕНКМОРТХУІЅЈ", "ABCEHKMOPTXYISJ")
_SHOWN = 40


if TYPE_CHECKING:
    from stdnum.util import NumberValidationModule


@dataclass(frozen=True, slots=True)
class NormalIdentifier:
    """An identifier; `valid` is nothing where its scheme has no check."""

    scheme: str
    value: str
    country: str | None
    valid: bool | None
    problem: str | None


def normal_identifier(scheme: str, value: str, country: str | None) -> NormalIdentifier:
    """Bring an identifier into normal form: scheme as a lower-case slug, value without separators, upper-case."""
    slug = _slug(scheme)
    text = _SEPARATORS.sub("", normalize("NFKC", value)).upper()
    if not text.isascii():
        text = text.translate(_LOOKALIKES)
    valid = _valid(slug, text)
    problem = f"{slug} {value[:_SHOWN]!r} fails its check" if valid is False else None
    return NormalIdentifier(slug, text or value.strip(), country.strip().upper() if country else None, valid, problem)


@lru_cache(maxsize=4096)
def _slug(scheme: str) -> str:
    slug = "-".join(scheme.strip().lower().replace("_", "-").split())
    return _SYNONYMS.get(slug, slug)


def _valid(scheme: str, value: str) -> bool | None:
    if form := _FORMS.get(scheme):
        return form.fullmatch(value) is not None
    if check := _CHECKS.get(scheme):
        return check(value)
    module = _national(scheme)
    if module is None:
        return None
    try:
        module.validate(value)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=1024)
def _national(scheme: str) -> "NumberValidationModule | None":
    """Return the python-stdnum module of a national scheme such as `ru-inn` or `tr-tckimlik`."""
    country, _, name = scheme.partition("-")
    if len(country) != len("az") or not name.isidentifier():
        return None
    return get_cc_module(country, name)
