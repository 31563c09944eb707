"""Work on what was gathered: begun when nothing else of its level is ready, ended with its request."""

from asyncio import Task, create_task, get_running_loop
from collections.abc import Callable, Coroutine
from typing import Any

Work = Callable[[], Coroutine[Any, Any, None]]


class Turns:
    """Runs work of one request in tasks of its own."""

    def __init__(self) -> None:
        self._running: set[Task[None]] = set()
        self._over = False

    def soon(self, work: Work) -> None:
        """Begin the work when the event loop has nothing else to do for this level."""
        loop = get_running_loop()
        loop.call_soon(loop.call_soon, self._begin, work)  # what is ready now may belong to the same level

    def _begin(self, work: Work) -> None:
        if self._over:
            return
        task = create_task(work())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def end(self) -> None:
        """End what is under way, and begin nothing more: nobody waits for it any longer."""
        self._over = True
        for task in self._running:
            task.cancel()
