"""The share of operations that run by columns is counted over all processes of the tests, and fails them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.operations import falls_short, share

ROOT = Path(__file__).resolve().parents[1]
CONFTEST = """
from prometheus_client import Counter
from tests.operations import Tally

RAN = Counter("cim_operations", "as the API counts", ["by"])

def pytest_configure(config):
    config.pluginmanager.register(Tally())
"""
RUN = """
import pytest
from conftest import RAN

@pytest.mark.parametrize(("by", "times"), {ran})
def test_operations(by, times):
    RAN.labels(by).inc(times)
"""

SHARES = [
    ({}, 1.0, False),
    ({"columns": 95, "new": 5}, 0.95, False),
    ({"columns": 94, "new": 6}, 0.94, True),
    ({"columns": 94, "failed": 6}, 0.94, True),
    ({"columns": 94, "uncovered": 6}, 0.94, True),
    ({"columns": 95, "new": 5, "mutation": 900}, 0.95, False),
    ({"columns": 1, "mutation": 99, "uncovered": 1}, 0.5, False),
    ({"columns": 50, "new": 40}, 50 / 90, False),
]


@pytest.mark.parametrize(("counted", "part", "short"), SHARES)
def test_the_share(counted: dict[str, float], part: float, short: bool) -> None:
    assert share(counted) == pytest.approx(part)
    assert falls_short(counted) is short


@pytest.mark.parametrize("processes", ["0", "2"])
@pytest.mark.parametrize(("uncovered", "status"), [(10, 0), (20, 1)])
def test_a_run_that_falls_short_fails(tmp_path: Path, processes: str, uncovered: int, status: int) -> None:
    ran = [("columns", 100), ("columns", 95), ("uncovered", uncovered), ("mutation", 50)]
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_run.py").write_text(RUN.format(ran=ran))
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", processes, str(tmp_path)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    assert "4 passed" in done.stdout
    assert f"(columns 195, mutation 50, uncovered {uncovered}); 95% are the bar" in done.stdout
