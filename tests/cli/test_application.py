"""The commands as a whole."""

import subprocess
import sys

import pytest

from cim_graph.cli.application import COMMANDS

OTHERS = {"strawberry", "scipy", "uvicorn", "xlsxwriter", "faker", "duckdb"}


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    code = (
        "import atexit, sys; from cim_graph.cli import main; "
        f"atexit.register(lambda: print('IMPORTED', *({OTHERS!r} & sys.modules.keys()))); main()"
    )
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own program)


@pytest.mark.parametrize("arguments", [("db", "--help"), ("load", "--help"), ("daily", "--help")], ids=" ".join)
def test_a_command_imports_nothing_that_only_others_need(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).stdout.splitlines()[-1].split() == ["IMPORTED"]


def test_help_names_all_commands_and_what_they_do() -> None:
    lines = [line.strip("│ ").split() for line in run("--help").stdout.splitlines()]
    told = [words[0] for words in lines if len(words) > 1 and words[0] in COMMANDS]
    assert told == list(COMMANDS)


def test_a_misspelt_command_is_guessed() -> None:
    ended = run("laod")
    assert (ended.returncode, "Did you mean 'load'?" in ended.stderr) == (2, True)
