"""How far a long job is, on standard error: a bar with rate and time left on a terminal, plain lines otherwise."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

Step = Callable[[int], None]

_SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def progress(title: str, total: int | None, unit: str, console: Console | None = None) -> Iterator[Step]:
    """Show how far a job is; without a `total` only how much is done and how fast.

        with progress("Loading", total, unit="records") as step:
            for batch in batches:
                step(len(batch))

    `step` may be called as often as one likes. Off a terminal a line comes every five seconds and one at the end, also
    when the job fails. `console` is standard error where none is given.
    """
    console = console or Console(stderr=True)
    with (_bar if console.is_terminal else _lines)(console, title, total, unit) as step:
        yield step


class _Amount(ProgressColumn):
    """Done, of how many, and how many a second."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self.unit = unit

    def render(self, task: Task) -> Text:
        """Write the column for one refresh."""
        return Text(_amount(task.completed, task.total, task.finished_speed or task.speed, self.unit))


@contextmanager
def _bar(console: Console, title: str, total: int | None, unit: str) -> Iterator[Step]:
    columns = (TextColumn("{task.description}"), BarColumn(), _Amount(unit), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.advance(task, done)


@contextmanager
def _lines(console: Console, title: str, total: int | None, unit: str) -> Iterator[Step]:
    started = told = monotonic()
    done, shown = 0, -1

    def tell() -> None:
        nonlocal shown
        shown = done
        rate = done / max(monotonic() - started, 1e-9)
        console.print(f"{title}: {_amount(done, total, rate, unit)}", highlight=False, soft_wrap=True)

    def step(more: int) -> None:
        nonlocal done, told
        done += more
        if monotonic() - told >= _SECONDS_BETWEEN_LINES:
            told = monotonic()
            tell()

    try:
        yield step
    finally:
        if shown != done:
            tell()


def _amount(done: float, total: float | None, rate: float | None, unit: str) -> str:
    of_all = "" if total is None else f" of {total:,.0f}"
    a_second = "" if rate is None else f", {rate:,.0f}/s"
    return f"{done:,.0f}{of_all} {unit}{a_second}"
