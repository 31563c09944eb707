"""A case as PDF: everything that its document says is printed, in letters of all alphabets."""

import sys
from typing import Any

import pytest
from fpdf import FPDF

from cim_graph.kernel.errors import SetupError
from cim_graph.monitoring.printed import lines, printed

ALERT: dict[str, Any] = {
    "text": "Money comes back to where it began: 5,000.00 went through 3 hands",
    "kind": "circular-flow",
    "severity": 4,
    "status": "ESCALATED",
    "raisedAt": "2026-05-07T00:00:00.000000Z",
    "party": "p1",
    "evidence": {"amounts": [5000.0], "way": ["p1", "p2"]},
    "further": [{"day": "2026-05-09", "text": "again"}],
    "paths": [["f1", "f2"]],
    "saidThen": [{"source": "core", "key": "a", "receivedAt": "2026-01-01", "payload": {"names": ["Əliyev Çingiz"]}}],
    "transactions": [{"id": "t1", "payload": {"amount": "5000", "currency": "AZN", "purpose": "договор"}}],
}
NOTES = [{"at": "2026-05-08", "by": "ina", "text": "Ödəniş yoxlanılıb"}]
DOCUMENT: dict[str, Any] = {
    "case": {"title": "Dairə", "id": "c1", "status": "OPEN", "notes": NOTES},
    "alerts": [ALERT] * 30,
    "at": "2026-05-10T00:00:00.000000Z",
    "by": "ina",
}


def test_all_of_it_is_printed() -> None:
    text = "\n".join(line for _, line in lines(DOCUMENT))
    for told in ("Dairə", "Ödəniş", "5,000.00", "p2", "again", "f1 - f2", "Əliyev Çingiz", "договор", "2026-05-10"):
        assert told in text, told


def test_it_is_a_pdf_that_knows_every_letter(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    pages: list[FPDF] = []
    output = FPDF.output

    def kept(page: FPDF) -> object:
        pages.append(page)
        return output(page)

    monkeypatch.setattr(FPDF, "output", kept)
    content = printed(DOCUMENT)
    assert content.startswith(b"%PDF-")
    assert content == printed(DOCUMENT)
    assert pages[0].page_no() > 1
    assert "missing" not in caplog.text


def test_without_the_extra_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fpdf", None)
    with pytest.raises(SetupError, match=r"cim-graph\[pdf\]"):
        printed(DOCUMENT)
