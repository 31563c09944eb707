"""Telephone numbers, e-mail addresses and web pages in normal form."""

from dataclasses import dataclass
from re import compile as compile_pattern

from cim_graph.records.phones import read_phone

_EMAIL = compile_pattern(
    r"(?![.])(?!.*[.]{2})[^@\s\x00-\x1f<>()\[\],;:\\\"]{1,64}(?<![.])@(?:[\w-]{1,63}[.])+[\w-]{2,63}"
)
_NAMED = compile_pattern(r"[^<>]*<([^<>@\s]+@[^<>@\s]+)>")
"""An address behind the name of its owner, as mail programs write it (RFC 5322)."""
_PHONE_KINDS = frozenset({"phone", "mobile", "fax"})
_PHONES = frozenset({*_PHONE_KINDS, "tel", "telephone", "work", "home"})
_WEB = frozenset({"web", "website", "url", "homepage"})
_SHOWN = 40
_LONGEST = 320


@dataclass(slots=True)
class NormalContact:
    """A contact: `value` in normal form (E.164 for telephones), or as given where it cannot be; `kind` as stated.

    Contacts of one family and value are one: a number is the same whoever calls it mobile, phone or fax.
    Not frozen, since one is made for each value of each record, and a frozen one takes four times as long to make.
    """

    family: str
    kind: str
    value: str
    valid: bool | None
    problem: str | None


def normal_contact(kind: str | None, value: str, country: str = "AZ") -> NormalContact:
    """Bring a contact into normal form; `country` (ISO alpha-2) is where a number without a country code is dialled."""
    text = value.strip()
    named = (kind or _guessed(text)).strip().lower()
    if named in ("email", "e-mail"):
        owned = _NAMED.fullmatch(text[:_LONGEST])
        text = owned[1] if owned else text
        valid = len(text) <= _LONGEST and _EMAIL.fullmatch(text) is not None
        problem = None if valid else f"{text[:_SHOWN]!r} is no e-mail address"
        return NormalContact("email", "email", text.lower(), valid, problem)
    if named in _PHONES:
        return _phone(named if named in _PHONE_KINDS else "phone", text, country)
    if named in _WEB:
        return NormalContact("web", "web", text.lower().rstrip("/"), None, None)
    named = named or "other"
    return NormalContact(named, named, text, None, None)


def _guessed(text: str) -> str:
    if "@" in text:
        return "email"
    digits = sum(letter.isdigit() for letter in text[:_LONGEST])
    return "phone" if digits * 2 > len(text[:_LONGEST]) else "web" if "." in text else "other"


def _phone(kind: str, text: str, country: str) -> NormalContact:
    number, problem = read_phone(text, country) if len(text) <= _LONGEST else (None, "is no telephone number")
    shown = None if problem is None else f"{text[:_SHOWN]!r} {problem}"
    return NormalContact("phone", kind, number or text, problem is None, shown)
