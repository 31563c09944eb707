"""Reading ahead: lines become prepared batches in a process of their own, while the database stores earlier ones."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from cim_graph.intake.model import Rejected
from cim_graph.intake.prepare import Prepared, prepare
from cim_graph.intake.workers import Workers
from cim_graph.kernel.errors import CimError
from cim_graph.records.importer import LeftOut, Line, Rejection

AHEAD = 2
"""Batches that are prepared before they are asked for."""
LARGEST_BATCH = 8_000_000
"""Bytes of lines in a batch: long lines make it hold fewer, so that it cannot take the memory."""

Item = Line | Rejection | LeftOut


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
    """Prepare the records of a batch; what its importer set aside or left out is told, too."""
    prepared = prepare(((item.number, item.record) for item in batch if isinstance(item, Line)), ranks)
    aside = (item for item in batch if isinstance(item, Rejection))
    prepared[0].rejected += [Rejected(item.line, item.field, item.reason, item.text) for item in aside]
    for item in batch:
        if isinstance(item, LeftOut):
            prepared[0].left_out[item.reason] = prepared[0].left_out.get(item.reason, 0) + 1
    return Batch(_number(batch[0]), _number(batch[-1]), prepared)


@asynccontextmanager
async def prepared_batches(
    items: Iterator[list[Item]], ranks: Mapping[str, int]
) -> AsyncIterator[AsyncIterator[Batch]]:
    """Give the prepared batches, in order; the processes that prepare them end with the context.

    A load of one batch starts no process, and while the processes start, batches are prepared here.
    """
    workers = Workers(partial(prepare_batch, ranks=ranks))
    prepared = _prepared(items, workers)
    try:
        yield prepared
    finally:
        await prepared.aclose()
        workers.close()


async def _prepared(items: Iterator[list[Item]], workers: Workers[list[Item], Batch]) -> AsyncGenerator[Batch, None]:
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
                    ahead.append(workers.begin(batch))
            if ahead:
                yield await ahead.popleft()
    finally:
        for future in ahead:
            _ = future.cancel() or future.exception()
    if failure is not None:
        raise failure
