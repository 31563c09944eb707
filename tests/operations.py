"""Who ran the operations of the test suite: 95 of 100 at least have to run by columns, or the whole run fails.

Each process reads it off the metric that the API counts by. What is asked with `columnar` off, to compare, is not
counted there, nor is what is refused before it is run. Not counted either are the few requests to servers that tests
start as processes of their own, and what `tests/columnar` runs over schemas of its own: random documents that are
covered, and others that are made not to be.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import pytest
from prometheus_client import REGISTRY

LEAST: Final = 0.95
FEW: Final = 100
"""Of so few queries one that is meant to go elsewhere would decide: a part of the tests may run by itself."""
LEFT_OUT: Final = frozenset({"mutation"})
"""Mutations are graphql-core's, so that no fault of the executor can make one run twice (decision 0002)."""


def ran() -> dict[str, float]:
    """Return how many operations each has run so far in this process."""
    samples = (sample for metric in REGISTRY.collect() if metric.name == "cim_operations" for sample in metric.samples)
    return {sample.labels["by"]: sample.value for sample in samples if sample.name.endswith("_total")}


def share(counted: Mapping[str, float]) -> float:
    """Return which part of the queries ran by columns; all of none."""
    queries = _queries(counted)
    return counted.get("columns", 0) / queries if queries else 1.0


def falls_short(counted: Mapping[str, float]) -> bool:
    """Whether too few ran by columns."""
    return _queries(counted) >= FEW and share(counted) < LEAST


def _queries(counted: Mapping[str, float]) -> float:
    return sum(times for by, times in counted.items() if by not in LEFT_OUT)


class Tally:
    """Counts over all processes of a run of pytest, tells, and fails the run where it falls short."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Hear of another process that has ended; one that died has told nothing."""
        self.counted.update(getattr(node, "workeroutput", {}).get("operations", {}))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell the process that leads, or judge what all have told."""
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["operations"] = ran()
            return
        self.counted.update(ran())
        if falls_short(self.counted) and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell the share, whether it is enough or not."""
        if not any(self.counted.values()):
            return
        each = ", ".join(f"{by} {times:,.0f}" for by, times in sorted(self.counted.items()))
        told = f"{share(self.counted):.1%} of the queries ran by columns ({each}); {LEAST:.0%} are the bar"
        terminalreporter.write_line(told, red=falls_short(self.counted))
