"""Logs: one line an event on standard error; for people on a terminal, JSON otherwise."""

import logging
import sys
from typing import TYPE_CHECKING

import structlog

from cim_graph.settings import LogFormat

if TYPE_CHECKING:
    from structlog.typing import Processor

    from cim_graph.settings import Settings

_LIBRARIES = ("uvicorn", "uvicorn.access", "uvicorn.error", "neo4j", "jgo")
_COMMON: "tuple[Processor, ...]" = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper("iso", utc=True),
)


def set_up_logs(settings: "Settings") -> None:
    """Send every log of this process, the libraries' too, to standard error as the settings say.

    uvicorn must be started with `log_config=None`, or it takes its loggers back.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_COMMON,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(settings)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelName(settings.log_level)))
    logging.getLogger("cim_graph").setLevel(settings.log_level)
    for name in _LIBRARIES:
        _join(logging.getLogger(name))
    for name in ("uvicorn", "cim_loaders"):
        logging.getLogger(name).setLevel(settings.log_level)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_COMMON, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _join(logger: logging.Logger) -> None:
    logger.handlers = []
    logger.propagate = True
    logger.setLevel(logging.NOTSET)


def _rendering(settings: "Settings") -> "list[Processor]":
    terminal = sys.stderr.isatty()
    if settings.log_format == LogFormat.CONSOLE or (settings.log_format == LogFormat.AUTO and terminal):
        return [structlog.dev.ConsoleRenderer(colors=terminal)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
