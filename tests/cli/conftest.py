"""The `cim` command without a process of its own, for what it refuses before it starts anything."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping

import pytest

from cim_graph.cli import main

Refuse = Callable[[list[str], Mapping[str, str]], str]


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Refuse]:
    """Return what a command says on standard error that fails with status 2, in an environment of its own."""
    before = signal.getsignal(signal.SIGTERM)

    def refuse(arguments: list[str], variables: Mapping[str, str]) -> str:
        for name in os.environ:
            if name.startswith(("NEO4J_", "CIM_")):
                monkeypatch.delenv(name)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["cim", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        return capsys.readouterr().err

    yield refuse
    signal.signal(signal.SIGTERM, before)
