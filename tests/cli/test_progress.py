from io import StringIO

import pytest
from rich.console import Console

from cim_graph.cli import progress as module
from cim_graph.cli.progress import progress


def console(*, terminal: bool) -> Console:
    return Console(file=StringIO(), force_terminal=terminal, width=160)


def text(shown: Console) -> str:
    assert isinstance(shown.file, StringIO)
    return shown.file.getvalue()


def test_off_a_terminal_there_are_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 1.0, 6.0, 6.0, 6.0, 7.0, 10.0])
    monkeypatch.setattr(module, "monotonic", lambda: next(times))
    shown = console(terminal=False)
    with progress("Loading", 5000, unit="records", console=shown) as step:
        for _ in range(3):
            step(1000)
    assert text(shown) == "Loading: 2,000 of 5,000 records, 333/s\nLoading: 3,000 of 5,000 records, 300/s\n"


def test_the_last_line_is_not_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 6.0, 6.0, 6.0])
    monkeypatch.setattr(module, "monotonic", lambda: next(times))
    shown = console(terminal=False)
    with progress("Loading", 1000, unit="records", console=shown) as step:
        step(1000)
    assert text(shown) == "Loading: 1,000 of 1,000 records, 167/s\n"


def test_on_a_terminal_there_is_a_bar_with_its_rate_and_the_time_left() -> None:
    shown = console(terminal=True)
    with progress("Loading", 10, unit="records", console=shown) as step:
        step(10)
    assert "━" in text(shown)
    assert "10 of 10 records" in text(shown)
    assert "0:00:00" in text(shown)


def test_a_job_without_a_known_end_tells_what_is_done() -> None:
    shown = console(terminal=False)
    with progress("Reading", None, unit="lines", console=shown) as step:
        step(12)
    assert text(shown).startswith("Reading: 12 lines, ")


def test_a_job_that_fails_still_tells_how_far_it_came() -> None:
    shown = console(terminal=False)

    def fail() -> None:
        with progress("Reading", None, unit="lines", console=shown) as step:
            step(3)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert text(shown).startswith("Reading: 3 lines")


def test_it_speaks_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Reading", None, unit="lines") as step:
        step(3)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "3 lines" in captured.err
