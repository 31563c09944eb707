"""Processes of one kind of work: what they answer, what they raise, and how they end."""

import asyncio
import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from structlog.testing import capture_logs

from cim_graph.intake.workers import Workers
from cim_graph.kernel.errors import CimError

PROCESS = "__import__('os').getpid()"


@pytest.fixture
def workers() -> Iterator[Workers[str, Any]]:
    made: Workers[str, Any] = Workers(eval)  # a builtin finds its way into every process
    yield made
    made.close()


async def elsewhere(workers: Workers[str, Any]) -> int:
    """Do work until a process other than this one answers, and return its number."""
    async with asyncio.timeout(60):
        while (number := await workers.begin(PROCESS)) == os.getpid():
            pass
    return int(number)


async def test_the_first_piece_starts_no_process(workers: Workers[str, Any]) -> None:
    before = psutil.Process().children()
    assert await workers.begin(PROCESS) == os.getpid()
    assert psutil.Process().children() == before


async def test_what_work_raises_is_raised_and_the_next_piece_is_done(workers: Workers[str, Any]) -> None:
    with pytest.raises(ZeroDivisionError):
        await workers.begin("1 / 0")
    number = await elsewhere(workers)
    with pytest.raises(ZeroDivisionError):
        await workers.begin("1 / 0")
    assert await asyncio.gather(*(workers.begin(f"{one} + 1") for one in range(20))) == list(range(1, 21))
    assert psutil.pid_exists(number)


async def test_a_process_that_is_gone_is_told(workers: Workers[str, Any]) -> None:
    await elsewhere(workers)
    pieces = [workers.begin("__import__('os')._exit(1)") for _ in range(os.cpu_count() or 1)]
    for piece in pieces:
        with pytest.raises(CimError, match="the process that prepares records ended"):
            await piece


async def test_a_process_that_is_gone_in_the_middle_of_its_answer_is_told(workers: Workers[str, Any]) -> None:
    begun = pickle.dumps("x" * 100)[:-50]
    await elsewhere(workers)
    for _ in range(max(1, (os.cpu_count() or 1) // 2)):
        with pytest.raises(CimError, match="the process that prepares records ended"):
            await workers.begin(f"(__import__('os').write(1, {begun!r}), __import__('os')._exit(1))")


async def test_an_answer_that_cannot_be_handed_over_is_told_and_the_next_piece_is_done(
    workers: Workers[str, Any],
) -> None:
    await elsewhere(workers)
    with pytest.raises(CimError, match=r"cannot hand its answer over: .*lambda"):
        await workers.begin("lambda: 1")
    assert await workers.begin("1 + 1") == 2


async def test_where_no_process_can_be_started_work_is_done_here_and_this_is_told(
    workers: Workers[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with capture_logs() as logs:
        assert [await workers.begin(PROCESS) for _ in range(3)] == [os.getpid()] * 3
    assert [entry["event"] for entry in logs] == ["workers.missing"]


async def test_a_process_that_ends_at_once_is_told_and_work_is_done_here(
    workers: Workers[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with capture_logs() as logs:
        await workers.begin(PROCESS)
        async with asyncio.timeout(60):
            while not logs:
                assert await workers.begin(PROCESS) == os.getpid()
    assert {entry["event"] for entry in logs} == {"workers.missing"}


async def test_nothing_is_imported_from_where_the_user_stands(
    workers: Workers[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "queue.py").write_text("raise SystemExit('this is not the queue that is meant')")
    monkeypatch.chdir(tmp_path)
    assert psutil.pid_exists(await elsewhere(workers))


async def test_what_is_printed_does_not_disturb_the_answers(workers: Workers[str, Any]) -> None:
    await elsewhere(workers)
    assert await workers.begin("print('said') or 7") == 7


async def test_the_processes_end_with_the_work(workers: Workers[str, Any]) -> None:
    number = await elsewhere(workers)
    workers.close()
    assert not psutil.pid_exists(number)
