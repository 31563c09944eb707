"""Several processes that answer on one socket, for machines with several cores."""

import asyncio
import os
import signal
import socket
from multiprocessing import parent_process
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess

from cim_graph.api.schema import schema
from cim_graph.app import create_app
from cim_graph.kernel.errors import SetupError
from cim_graph.kernel.garbage import collect_seldom
from cim_graph.logs import set_up_logs
from cim_graph.settings import Settings, read_settings

START_SECONDS: Final = 60
_METRICS: Final = "PROMETHEUS_MULTIPROC_DIR"


async def share(settings: Settings, listener: socket.socket, **options: Any) -> None:  # noqa: ANN401 (uvicorn's own)
    """Let processes answer on a bound socket until SIGINT or SIGTERM; one that dies is started again.

    What they count goes into files of a folder, from which each tells what all have counted. Raises SetupError where
    one of them cannot begin.
    """
    config = uvicorn.Config(
        "cim_graph.cli.workers:worker",
        factory=True,
        workers=settings.workers,
        timeout_worker_healthcheck=START_SECONDS,
        **options,
    )
    with TemporaryDirectory(prefix="cim-metrics-") as folder:
        os.environ[_METRICS] = folder
        hangup = signal.getsignal(signal.SIGHUP)
        supervisor = Multiprocess(config, [listener])  # it takes the signals, which only the main thread may
        signal.signal(signal.SIGHUP, hangup)  # it would start processes anew when the terminal is closed
        await asyncio.to_thread(supervisor.run)
    if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
        raise SetupError("a process of the API could not begin, its log says why; mend that, or set CIM_WORKERS to 1")


def worker() -> Starlette:
    """Return the API of one of several processes. It ends when the one that started it is gone."""
    settings = read_settings()
    set_up_logs(settings)
    Thread(target=_end_with_parent, daemon=True).start()
    collect_seldom()
    return create_app(settings, schema, shared=True)


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
