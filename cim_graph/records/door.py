"""What is refused of a record that is well formed: it would do harm once it is stored.

What was stored before is not asked again.
"""

from datetime import UTC, datetime, timedelta
from re import compile as compile_pattern
from typing import Any, Final

from cim_graph.kernel.times import moment_text
from cim_graph.records.format import Record, TransactionRecord
from cim_graph.records.parse import RecordError

CLOCKS_APART: Final = timedelta(days=1)
"""How far a source's own time may lie ahead: no clock and no time zone is further off."""
FIRST: Final = "1900-01-01"
"""The first day of a payment: what lies before is how systems write that they know no day (0001-01-01)."""
BEYOND: Final = 2.0**63
"""JSON is read into 64 bits: whole numbers from here on lose their last digits."""
_WHOLE = compile_pattern(r"(?<![\w\".+-])-?[0-9]{19,}(?![\w\".])")
"""A whole number as JSON has it, of so many digits that it may need more than 64 bits."""


def check(given: object, record: Record) -> None:
    """Raise RecordError for a time that lies in the future, and for numbers that have lost digits when they were read.

    So does a payment that is ages old. `given` is the record as it came: where it is text, it tells whole numbers from
    others.
    """
    if isinstance(record, TransactionRecord) and record.at < FIRST:
        raise RecordError("at", f"{record.at} lies before {FIRST}: no payment is so old, mend the day")
    if record.at is not None and record.at > moment_text(datetime.now(UTC) + CLOCKS_APART):
        # What the source says from now on would count as older.
        raise RecordError("at", f"{record.at} lies in the future; mend it, or hand the record over when it is so")
    attributes = getattr(record, "attributes", None)
    if attributes and (path := _beyond(attributes)) and _may_be_whole(given):
        raise RecordError(f"attributes{path}", "has more digits than are kept of a number; send it as text")


def _may_be_whole(given: object) -> bool:
    if isinstance(given, bytes):
        given = given.decode("utf-8", "replace")
    return not isinstance(given, str) or _WHOLE.search(given) is not None


def _beyond(attributes: dict[str, Any]) -> str | None:
    ahead: list[tuple[str, Any]] = [("", attributes)]
    while ahead:
        path, value = ahead.pop()
        if isinstance(value, float) and abs(value) >= BEYOND:
            return path
        if isinstance(value, dict):
            ahead += [(f"{path}.{key}", item) for key, item in value.items()]
        elif isinstance(value, list):
            ahead += [(f"{path}.{number}", item) for number, item in enumerate(value)]
    return None
