"""Processes of this interpreter that do one kind of work, and import nothing else.

`multiprocessing` imports the whole program again in each process that it starts: for `cim` that takes seconds.
"""

import asyncio
import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import IO, Any, Generic, TypeVar, cast

import structlog

from cim_graph.kernel.errors import CimError
from cim_graph.kernel.garbage import COLLECT_AFTER

log = structlog.get_logger(__name__)

_READY = "ready"
_ENDED = (EOFError, OSError, pickle.UnpicklingError)
"""What shows that the other end is gone: before it said anything, or in the middle of it."""

A = TypeVar("A")
B = TypeVar("B")


class Workers(Generic[A, B]):
    """Does a piece of work many times: in processes once they run, one for two processors, and in threads until then.

    The processes start with the second piece. They leave Ctrl-C to this one, and end when it does.
    """

    def __init__(self, work: Callable[[A], B]) -> None:
        self._work = work
        self._most = max(1, (os.cpu_count() or 1) // 2)
        self._threads = ThreadPoolExecutor(self._most)
        self._running: list[subprocess.Popen[bytes]] = []
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._ready = False
        self._begun = 0

    def begin(self, piece: A) -> "asyncio.Future[B]":
        """Begin with a piece; raises, when awaited, what the work raised, or CimError where its process is gone."""
        self._begun += 1
        if self._begun == 2:  # noqa: PLR2004 (the second piece)
            self._start()
        loop = asyncio.get_running_loop()
        if self._ready:
            return loop.run_in_executor(self._threads, self._sent, piece)
        return loop.run_in_executor(None, self._work, piece)

    def close(self) -> None:
        """End the processes."""
        for process in self._running:
            process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._running:
            with suppress(OSError), process:  # what it was being sent finds nobody
                pass
            process.wait()

    def _start(self) -> None:
        program = [sys.executable, "-P", "-c", f"from {__name__} import serve; serve()"]
        for _ in range(self._most):
            try:
                process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 (ours)
            except OSError as error:
                _told_slow(error)
                return
            self._running.append(process)
            self._threads.submit(self._greet, process)

    def _greet(self, process: "subprocess.Popen[bytes]") -> None:
        try:
            _asked(process, self._work)
        except _ENDED as error:
            _told_slow(error)
            return
        self._idle.put(process)
        self._ready = True

    def _sent(self, piece: A) -> B:
        process = self._idle.get()
        try:
            done = _asked(process, piece)
        except _ENDED as error:
            raise CimError(
                "the process that prepares records ended, perhaps for want of memory; load again with --resume"
            ) from error
        finally:
            self._idle.put(process)
        if isinstance(done, Exception):
            raise done
        return cast("B", done)


def _told_slow(error: Exception) -> None:
    log.warning("workers.missing", doing="batches are prepared beside the writing, which is slower", error=str(error))


def _asked(process: "subprocess.Popen[bytes]", value: object) -> object:
    _send(cast("IO[bytes]", process.stdin), value)
    return _receive(cast("IO[bytes]", process.stdout))


def serve() -> None:
    """Do what comes in, until no more can come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        work = _receive(sys.stdin.buffer)
        gc.freeze()
        gc.set_threshold(*COLLECT_AFTER)
        _send(out, _READY)
        while True:
            out.write(_packed(_done(work, _receive(sys.stdin.buffer))))
            out.flush()
    except _ENDED:
        os._exit(0)


def _done(work: Callable[[Any], Any], piece: object) -> object:
    try:
        return work(piece)
    except Exception as error:  # noqa: BLE001 (it is raised where the piece came from)
        return error


def _packed(answer: object) -> bytes:
    try:
        return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 (whatever keeps an answer from being packed)
        told = f"a process that prepares records cannot hand its answer over: {error}; please report this"
        return pickle.dumps(CimError(told))


def _send(stream: IO[bytes], value: object) -> None:
    pickle.dump(value, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:  # noqa: ANN401 (whatever was sent)
    return pickle.load(stream)  # noqa: S301 (both ends are this program)
