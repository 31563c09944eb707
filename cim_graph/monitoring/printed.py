"""A case as PDF: what its document says, for people; the extra `pdf` brings what writes it, and its letters."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import orjson

from cim_graph.kernel.errors import SetupError

if TYPE_CHECKING:
    from fpdf import FPDF

_SIZES: Final = {"title": 16, "head": 12, "text": 9}
_OF_ALERT: Final = ("kind", "severity", "status", "raisedAt", "party", "reason", "decidedBy", "decidedAt", "repeats")
_OF_CASE: Final = ("id", "status", "assignee", "openedAt", "openedBy", "closedAt", "reported")
_OF_PAYMENT: Final = ("at", "direction", "amount", "currency", "account", "counterparty", "purpose")

Line = tuple[str, str]


def printed(document: Mapping[str, Any]) -> bytes:
    """Return the document of a case as PDF; raise SetupError where what writes it is not installed."""
    page = _page()
    page.set_creation_date(datetime.fromisoformat(document["at"]))
    page.set_title(document["case"]["title"])
    for style, text in lines(document):
        page.set_font("case", size=_SIZES[style])
        page.multi_cell(0, _SIZES[style] / 2, text, new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


def lines(document: Mapping[str, Any]) -> Iterator[Line]:
    """Yield what is printed: how, and what."""
    case = document["case"]
    yield "title", case["title"]
    yield from _fields(case, _OF_CASE)
    yield "text", f"As of {document['at']}, for {document['by']}"
    for note in case["notes"]:
        yield "text", f"{note['at']} {note['by']}: {note['text']}"
    for alert in document["alerts"]:
        yield "head", alert["text"]
        yield from _fields(alert, _OF_ALERT)
        yield from _evidence(alert)


def _evidence(alert: Mapping[str, Any]) -> Iterator[Line]:
    for title, told in (("Evidence", [alert["evidence"]]), ("Repetitions", alert.get("further", []))):
        for one in told:
            yield "text", f"{title}: {_json(one)}"
    for path in alert.get("paths") or ():
        yield "text", f"Way: {' - '.join(path)}"
    for one in alert["saidThen"]:
        yield "text", f"{one['source']} {one['key']} said, since {one['receivedAt']}: {_json(one['payload'])}"
    for one in alert["transactions"]:
        payment = {name: one["payload"][name] for name in _OF_PAYMENT if name in one["payload"]}
        yield "text", f"Payment {one['id']}: {_json(payment)}"


def _fields(told: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Line]:
    said = [f"{name} {told[name]}" for name in names if told.get(name) not in (None, "")]
    yield "text", ", ".join(said)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _page() -> "FPDF":
    try:
        from font_source_sans_pro import SourceSansPro  # noqa: PLC0415 (an extra)
        from fpdf import FPDF  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise SetupError("PDF needs an extra: pip install 'cim-graph[pdf]', or write .json") from error
    page = FPDF()
    page.add_font("case", fname=SourceSansPro)
    page.add_page()
    return page
