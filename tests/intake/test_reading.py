"""How lines are cut into batches, what a resumed load leaves out, and what of a source counts as stated."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cim_graph.intake.preparation import LARGEST_BATCH, batches, prepare_batch
from cim_graph.intake.resume import Remaining, load_name
from cim_graph.intake.snapshot import Stated
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.records.importer import Line

NUMBERS = st.lists(st.integers(1, 30), max_size=60).map(sorted)


@given(NUMBERS, st.integers(1, 7))
def test_batches_hold_every_item_in_order_and_never_part_a_line(numbers: list[int], size: int) -> None:
    cut = list(batches([Line(number, {}) for number in numbers], size))
    assert [item.number for batch in cut for item in batch if isinstance(item, Line)] == numbers
    firsts = [batch[0] for batch in cut]
    lasts = [batch[-1] for batch in cut]
    assert all(last != first for last, first in zip(lasts, firsts[1:], strict=False))
    assert all(len(batch) >= size for batch in cut[:-1])


def test_long_lines_make_small_batches() -> None:
    line = b"x" * (LARGEST_BATCH // 2)
    assert [len(batch) for batch in batches((Line(number, line) for number in range(7)), 2500)] == [2, 2, 2, 1]


@given(NUMBERS, st.lists(st.tuples(st.integers(1, 10), st.integers(0, 3)), max_size=4))
def test_what_remains_is_what_lies_in_no_batch_that_is_done(numbers: list[int], spans: list[tuple[int, int]]) -> None:
    done, first = [], 0
    for gap, length in spans:  # batches of one load do not overlap
        done.append((first + gap, first + gap + length))
        first += gap + length
    remaining = Remaining([Line(number, {}) for number in numbers], done)
    left = [item.number for item in remaining if isinstance(item, Line)]
    assert left == [number for number in numbers if not any(first <= number <= last for first, last in done)]
    assert remaining.skipped == len(numbers) - len(left)


def test_a_mended_line_makes_another_load(tmp_path: Path) -> None:
    names = set()
    for content in (b"a\nb\nc\n", b"a\nB\nc\n"):
        (tmp_path / "file").write_bytes(content)
        names.add(load_name("records", tmp_path / "file"))
    assert len(names) == 2


def test_a_source_states_what_is_taken_and_what_is_set_aside_under_a_known_key() -> None:
    good: dict[str, Any] = {"type": "person", "source": "core", "key": "1"}
    bad = {"type": "person", "source": " core ", "key": "2", "names": 7}
    other = {"type": "person", "source": "crm", "key": "3"}
    lines = [Line(number, record) for number, record in enumerate((good, bad, other))]
    stated = Stated("core")
    for prepared in prepare_batch([*lines], {}).prepared:
        stated.add(prepared)
    stated.check()
    asked = [id_of(kind, "core", key) for kind in (Kind.RECORD, Kind.ACCOUNT) for key in ("1", "2", "3")]
    gone = [id_of(Kind.RECORD, "core", "3"), id_of(Kind.ACCOUNT, "core", "1"), id_of(Kind.ACCOUNT, "core", "3")]
    assert stated.without(asked) == gone
    stated.close()
