"""How a process of the product is asked to end."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Any


def end_on_sigterm() -> None:
    """Let SIGTERM do what Ctrl-C does, so that either leaves nothing running that was started."""
    signal.signal(signal.SIGTERM, _as_interrupt)


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end what blocks at once: within asyncio it would wait for the next await."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _as_interrupt(_number: int, _frame: Any) -> None:  # noqa: ANN401 (a frame of whatever runs)
    signal.raise_signal(signal.SIGINT)
