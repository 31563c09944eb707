import gzip
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest

from cim_graph.kernel.errors import BadInputError, SetupError
from cim_graph.synthetic import generate, truth, write_bank

PARTIES = 400


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let every write beyond this many bytes fail, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_files_hold_the_records_and_the_truth_line_by_line(tmp_path: Path) -> None:
    out, true = tmp_path / "bank.jsonl", tmp_path / "truth.jsonl"
    write_bank(PARTIES, 3, str(out), str(true))
    assert [orjson.loads(line) for line in out.read_bytes().splitlines()] == list(generate(PARTIES, 3))
    assert [orjson.loads(line) for line in true.read_bytes().splitlines()] == list(truth(PARTIES, 3))
    assert left_in(tmp_path) == ["bank.jsonl", "truth.jsonl"]


def test_a_compressed_bank_is_the_same_bank_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    plain, first, second = (tmp_path / name for name in ("bank.jsonl", "one.jsonl.gz", "other.jsonl.gz"))
    for path in (plain, first, second):
        write_bank(PARTIES, 3, str(path))
    assert gzip.decompress(first.read_bytes()) == plain.read_bytes()
    assert first.read_bytes() == second.read_bytes()


def test_the_summary_counts_what_was_written_and_steps_add_up(tmp_path: Path) -> None:
    steps: list[int] = []
    summary = write_bank(PARTIES, 3, str(tmp_path / "bank.jsonl"), step=steps.append)
    records, truths = list(generate(PARTIES, 3)), list(truth(PARTIES, 3))
    assert sum(steps) == PARTIES
    assert (summary.records.total(), summary.truths.total()) == (len(records), len(truths))
    assert summary.records["person"] == sum(record["type"] == "person" for record in records)


@pytest.mark.parametrize("name", ["bank.jsonl", "bank.jsonl.gz"])
def test_a_full_disk_is_told_and_leaves_the_earlier_file_and_no_half_one(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    out.write_text("earlier")
    with files_of_at_most(20_000), pytest.raises(SetupError, match=f"cannot write .*{name}: .* room"):
        write_bank(PARTIES, 3, str(out), str(tmp_path / "truth.jsonl"))
    assert out.read_text() == "earlier"
    assert left_in(tmp_path) == [name]


def test_an_interrupted_job_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_bank(PARTIES, 3, str(tmp_path / "bank.jsonl"), step=interrupt)
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("name", ["missing/bank.jsonl", ".", "a" * 300, "missing/bank.jsonl.gz"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(SetupError, match="cannot write"):
        write_bank(10, 3, str(tmp_path / name))
    assert left_in(tmp_path) == []


def test_a_name_with_a_null_byte_is_refused() -> None:
    with pytest.raises(BadInputError, match="name of a file"):
        write_bank(10, 3, "ba\x00nk.jsonl")


def test_records_and_truth_cannot_share_a_file(tmp_path: Path) -> None:
    out = tmp_path / "bank.jsonl"
    with pytest.raises(BadInputError, match="another name"):
        write_bank(10, 3, str(out), os.path.relpath(out))


def test_bad_numbers_leave_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="parties"):
        write_bank(0, 3, str(tmp_path / "bank.jsonl"))
    assert left_in(tmp_path) == []


def test_a_link_stays_a_link_and_a_pipe_a_pipe(tmp_path: Path) -> None:
    real, link, pipe = tmp_path / "real.jsonl", tmp_path / "link.jsonl", tmp_path / "pipe"
    real.write_text("earlier")
    link.symlink_to(real)
    write_bank(10, 3, str(link))
    assert link.is_symlink()
    assert real.read_bytes().count(b"\n") == sum(1 for _ in generate(10, 3))
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_bank(10, 3, str(pipe))
    assert os.read(reader, 1 << 20) == real.read_bytes()
    os.close(reader)
    assert pipe.is_fifo()


def test_a_device_without_room_is_told() -> None:
    with pytest.raises(SetupError, match="/dev/full: No space left"):
        write_bank(10, 3, "/dev/full")
