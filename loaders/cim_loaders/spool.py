"""A stream that has to be read twice: kept in memory while it is small, in a file without a name beyond that."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

_IN_MEMORY = 32_000_000


@contextmanager
def spooled(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Give a copy of a stream, at its beginning, that can be gone back in; reading raises what the stream raises."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        shutil.copyfileobj(stream, copy, 1 << 20)
        copy.seek(0)
        yield cast("BinaryIO", copy)
