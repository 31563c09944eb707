"""Logs go to standard error, in one form, whoever writes them."""

import logging
from collections.abc import Iterator

import orjson
import pytest
import structlog

from cim_graph.logs import set_up_logs
from cim_graph.settings import LogFormat, Settings

LOGGERS = ("", "cim_graph", "cim_loaders", "uvicorn", "uvicorn.access", "uvicorn.error", "neo4j", "jgo")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = [(logger, logger.handlers, logger.level) for logger in map(logging.getLogger, LOGGERS)]
    yield
    for logger, handlers, level in before:
        logger.handlers = handlers
        logger.setLevel(level)
    structlog.reset_defaults()


def test_off_a_terminal_every_line_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("uvicorn").handlers = [logging.NullHandler()]
    set_up_logs(Settings())
    structlog.get_logger("cim_graph.graph").info("migration.applied", number=1, name="Məmmədova")
    logging.getLogger("uvicorn.error").info("Started %s", "here")
    logging.getLogger("neo4j.io").warning("lost")
    logging.getLogger("neo4j.io").debug("chatter")
    said = capsys.readouterr()
    assert said.out == ""
    lines = [orjson.loads(line) for line in said.err.splitlines()]
    assert [(line["logger"], line["level"], line["event"]) for line in lines] == [
        ("cim_graph.graph", "info", "migration.applied"),
        ("uvicorn.error", "info", "Started here"),
        ("neo4j.io", "warning", "lost"),
    ]
    assert lines[0]["name"] == "Məmmədova"
    assert "Məmmədova" in said.err


def test_an_exception_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(Settings())
    try:
        int("two\nlines")
    except ValueError:
        structlog.get_logger("cim_graph").exception("failed")
    [line] = capsys.readouterr().err.splitlines()
    assert "ValueError: invalid" in orjson.loads(line)["exception"]


def test_for_people_it_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(Settings(log_format=LogFormat.CONSOLE))
    structlog.get_logger("cim_graph").warning("statement.slow", seconds=2)
    assert "[warning  ] statement.slow" in capsys.readouterr().err


@pytest.mark.parametrize(("level", "heard"), [("DEBUG", 2), ("INFO", 1), ("warning", 0)])
def test_the_level_is_that_of_the_settings(capsys: pytest.CaptureFixture[str], level: str, heard: int) -> None:
    set_up_logs(Settings(log_level=level))
    log = structlog.get_logger("cim_graph.graph")
    log.debug("a")
    log.info("b")
    assert len(capsys.readouterr().err.splitlines()) == heard
