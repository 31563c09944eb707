"""Telephone numbers in E.164 form, and why one cannot be dialled.

Numbers of Azerbaijan in their usual spellings are read by two patterns, which are those of phonenumbers' own table, so
that both readings agree; all others go through phonenumbers, which takes thirty times as long.
"""

from functools import lru_cache
from re import compile as compile_pattern

import phonenumbers
from phonenumbers import PhoneMetadata, ValidationResult

_HOME = PhoneMetadata.metadata_for_region("AZ")
_KINDS = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip", "personal_number", "pager", "uan")


def _pattern(kind: str) -> str:
    return getattr(getattr(_HOME, kind), "national_number_pattern", None) or "(?!)"


_ASSIGNED = compile_pattern("|".join(map(_pattern, _KINDS)))
_USUAL = compile_pattern(rf"(?P<code>\+994|00994|994|0)?(?P<number>{_pattern('general_desc')})")
_BETWEEN_DIGITS = str.maketrans("", "", " -().")
_NOT_ASSIGNED = "has a prefix that nobody was given"
_PROBLEMS = {
    ValidationResult.TOO_SHORT: "is too short for a telephone number",
    ValidationResult.TOO_LONG: "is too long for a telephone number",
    ValidationResult.INVALID_LENGTH: "has a length that telephone numbers of its country do not have",
    # It can be dialled, but in which city nobody knows.
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "lacks its area code",
}


def read_phone(text: str, country: str) -> tuple[str | None, str | None]:
    """Return a number in E.164 form, and what is wrong with it: a number may be possible, and its prefix unassigned."""
    return _usual(text, country) or _by_phonenumbers(text, country)


def _usual(text: str, country: str) -> tuple[str, str | None] | None:
    match = _USUAL.fullmatch(text.translate(_BETWEEN_DIGITS))
    if match is None or (country != "AZ" and match["code"] != "+994"):
        return None
    return f"+994{match['number']}", None if _ASSIGNED.fullmatch(match["number"]) else _NOT_ASSIGNED


@lru_cache(maxsize=16_384)
def _by_phonenumbers(text: str, country: str) -> tuple[str | None, str | None]:
    try:
        number = phonenumbers.parse(text, country.upper())
    except phonenumbers.NumberParseException:
        return None, "is no telephone number"
    if problem := _PROBLEMS.get(phonenumbers.is_possible_number_with_reason(number)):
        return None, problem
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written, None if phonenumbers.is_valid_number(number) else _NOT_ASSIGNED
