"""Numbers as sources write them, as plain decimal text."""

from decimal import Decimal
from re import compile as compile_pattern

LONGEST_NUMBER = 40
ALL = Decimal(100)
EXACT = 1e13
"""Of a JSON number with a fraction 15 digits are kept: from here on hundredths may be lost."""
_NUMBER = compile_pattern(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
"""What sources write; Python takes `1_0` and digits of other scripts too."""


def number_text(value: object) -> str:
    """Return a number as plain decimal text, as exactly as it was given; raise ValueError where it is none."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        raise ValueError('must be a number, best as text: "12.5"')  # noqa: TRY004 (pydantic wants ValueError)
    if isinstance(value, float) and abs(value) >= EXACT:
        raise ValueError("may have lost digits when JSON was read; send it as text")
    text = str(value).strip()
    if not 0 < len(text) <= LONGEST_NUMBER:
        raise ValueError(f"must be a number of at most {LONGEST_NUMBER} characters")
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is no number")
    number = Decimal(text) or Decimal(0)  # -0 is 0
    # Before it is written out: 1e999999999 has as many digits as would fill the memory.
    if abs(number.adjusted()) > LONGEST_NUMBER or len(plain := format(number, "f")) > LONGEST_NUMBER:
        raise ValueError(f"must be a number of at most {LONGEST_NUMBER} characters")
    return plain.rstrip("0").rstrip(".") or "0" if "." in plain else plain


def percent_text(value: object) -> str:
    """Return a number from 0 to 100 as text."""
    text = number_text(value)
    if not 0 <= Decimal(text) <= ALL:
        raise ValueError(f"{text} is not a percentage: it must lie between 0 and 100")
    return text


def unsigned_text(value: object) -> str:
    """Return a number that is not negative as text."""
    text = number_text(value)
    if text.startswith("-"):
        raise ValueError(f"{text} must not be negative")
    return text


def positive_text(value: object) -> str:
    """Return a number above 0 as text."""
    text = unsigned_text(value)
    if not Decimal(text):
        raise ValueError("must be more than 0")
    return text
