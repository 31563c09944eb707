"""Records in the registry's format, and the two ways a synthetic bank writes the numbers in them."""

from datetime import date
from functools import cache

from cim_graph.synthetic.numbering import Ref, Serials

Record = dict[str, object]

# The bank's "today". Fixed, so that a bank generated next year is the same bank; "future" facts begin after 2030.
TODAY = date(2026, 1, 1).toordinal()

# Shares are counted in ten-thousandths of a percent, so that they add up exactly.
PERCENT = 10_000
WHOLE = 100 * PERCENT


def percent(units: int) -> str:
    """Write ten-thousandths of a percent as percent: 333333 is 33.3333."""
    whole, rest = divmod(units, PERCENT)
    return f"{whole}.{rest:04d}".rstrip("0") if rest else str(whole)


def money(cents: int) -> str:
    """Write hundredths of a currency unit as a decimal: 1250 is 12.50."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


@cache
def day(ordinal: int) -> str:
    """Write a day number as ISO 8601."""
    return date.fromordinal(ordinal).isoformat()


def relation(serials: Serials, source: str, kind: str, ends: tuple[Ref, Ref], **facts: object) -> Record:
    """State a relationship; `ends`: from, to."""
    key = f"R-{next(serials.relations)}"
    return {"type": "relationship", "source": source, "key": key, "kind": kind, "from": ends[0], "to": ends[1], **facts}
