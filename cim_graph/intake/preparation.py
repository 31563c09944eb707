"""Reading ahead: lines become prepared batches in a process of their own, while the database stores earlier ones."""

import asyncio
import gc
import os
import signal
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any

from cim_graph.intake.model import Rejected
from cim_graph.intake.prepare import Prepared, prepare
from cim_graph.kernel.errors import CimError
from cim_graph.records.importer import Line, Rejection

AHEAD = 3
"""Batches that are prepared before they are asked for."""
LARGEST_BATCH = 8_000_000
"""Bytes of lines in a batch: long lines make it hold fewer, so that it cannot take the memory."""

Item = Line | Rejection


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines that are stored together: the numbers of the first and the last, and what was prepared of them."""

    from_line: int
    to_line: int
    prepared: list[Prepared]


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Cut items into batches of about so many; the records of one line stay together."""
    batch: list[Item] = []
    room = LARGEST_BATCH
    for _, same_line in groupby(items, key=_number):
        for item in same_line:
            batch.append(item)
            room -= len(item.record) if isinstance(item, Line) and isinstance(item.record, bytes) else 0
        if len(batch) >= size or room <= 0:
            yield batch
            batch, room = [], LARGEST_BATCH
    if batch:
        yield batch


def _number(item: Item) -> int:
    return item.number if isinstance(item, Line) else item.line


def prepare_batch(batch: list[Item], ranks: Mapping[str, int]) -> Batch:
    """Prepare the records of a batch; what its importer set aside is among the rejected."""
    prepared = prepare(((item.number, item.record) for item in batch if isinstance(item, Line)), ranks)
    aside = (item for item in batch if isinstance(item, Rejection))
    prepared[0].rejected += [Rejected(item.line, item.field, item.reason, item.text) for item in aside]
    return Batch(_number(batch[0]), _number(batch[-1]), prepared)


@asynccontextmanager
async def prepared_batches(
    items: Iterator[list[Item]], ranks: Mapping[str, int]
) -> AsyncIterator[AsyncIterator[Batch]]:
    """Give the prepared batches, in order; the processes that prepare them end with the context.

    The first batch is prepared here, so that a small load starts no process.
    """
    workers = max(1, (os.cpu_count() or 1) // 2)
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker)
    prepared = _prepared(items, ranks, pool)
    try:
        yield prepared
    finally:
        await prepared.aclose()
        pool.shutdown(wait=False, cancel_futures=True)


async def _prepared(
    items: Iterator[list[Item]], ranks: Mapping[str, int], pool: ProcessPoolExecutor
) -> AsyncGenerator[Batch, None]:
    first = await asyncio.to_thread(next, items, None)
    if first is None:
        return
    yield await asyncio.to_thread(prepare_batch, first, ranks)
    loop = asyncio.get_running_loop()
    ahead: deque[asyncio.Future[Batch]] = deque()
    failure: CimError | None = None
    more = True
    try:
        while more or ahead:
            while more and len(ahead) < AHEAD:
                try:
                    batch = await asyncio.to_thread(next, items, None)
                except CimError as error:  # what was read before is worth storing first
                    batch, failure = None, error
                if batch is None:
                    more = False
                else:
                    ahead.append(loop.run_in_executor(pool, prepare_batch, batch, ranks))
            if ahead:
                yield await _result(ahead.popleft())
    finally:
        for future in ahead:
            _ = future.cancel() or future.exception()
    if failure is not None:
        raise failure


async def _result(future: "asyncio.Future[Batch]") -> Batch:
    try:
        return await future
    except BrokenProcessPool as error:
        raise CimError(
            "the process that prepares records ended, perhaps for want of memory; load again with --resume"
        ) from error


def _start_worker() -> None:
    """Leave Ctrl-C to the process that loads, and end when it ends, however that came about."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent: Any = parent_process()
    parent.join()
    os._exit(1)
