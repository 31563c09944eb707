import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from cim_graph.cli import main
from cim_graph.synthetic import generate, lexicon

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def somewhere_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def cim(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command in this process; return its exit status."""
    monkeypatch.setattr(sys, "argv", ["cim", *arguments])
    with pytest.raises(SystemExit) as exit_:
        main()
    return int(exit_.value.code or 0)


def test_a_bank_is_written_with_progress_and_a_table(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert cim(monkeypatch, "generate", "--parties", "300", "--seed", "1", "--truth", "truth.jsonl") == 0
    told = capsys.readouterr()
    assert "Generating: 300 of 300 party records" in told.err
    assert "relationship" in told.out
    assert "true story" in told.out
    assert Path("bank.jsonl").stat().st_size > Path("truth.jsonl").stat().st_size > 10_000


def test_machines_get_json(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    assert cim(monkeypatch, "generate", "--parties", "300", "--seed", "1", "--json") == 0
    answer = orjson.loads(capsys.readouterr().out)
    parties = (answer["records"][type_] for type_ in ("person", "organization", "arrangement"))
    assert sum(parties) == 300
    assert answer["truths"]["story"] == 15


def test_a_dash_writes_the_bank_alone_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cim(monkeypatch, "generate", "--parties", "20", "--seed", "1", "--out", "-", "--json") == 0
    told = capfd.readouterr()
    assert [orjson.loads(line) for line in told.out.splitlines()] == list(generate(20, 1))
    assert orjson.loads(told.err.splitlines()[-1])["records"]["capital"] == 2


def test_a_reader_that_goes_away_ends_the_command_in_words() -> None:
    command = [sys.executable, "-c", "from cim_graph.cli import main; main()", "generate", "--parties", "3000"]
    run = subprocess.Popen(  # noqa: S603 -- this interpreter, a fixed text
        [*command, "--seed", "1", "--out", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with run:
        assert run.stdout
        assert run.stderr
        run.stdout.readline()
        run.stdout.close()
        told = run.stderr.read().decode()
    assert run.returncode == 2
    assert "cim: cannot write standard output: Broken pipe" in told
    assert "Traceback" not in told
    assert "Exception ignored" not in told


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--parties", "0", "--seed", "1"], "a bank has 1 to 10,000,000 parties, not 0"),
        (["--parties", "20000000", "--seed", "1"], "not 20,000,000"),
        (["--parties", "many", "--seed", "1"], "Invalid value for '--parties'"),
        (["--parties", "10"], "Missing option '--seed'"),
        (["--parties", "10", "--seed", "1", "--out", "nowhere/bank.jsonl"], "cannot write nowhere/bank.jsonl"),
        (["--parties", "10", "--seed", "1", "--out", "x", "--truth", "x"], "cannot both go to x"),
        (["--parties", "10", "--seed", "1", "--out", "-", "--truth", "-"], "cannot both go to -"),
    ],
)
def test_what_makes_no_sense_is_told(
    arguments: list[str], text: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    assert cim(monkeypatch, "generate", *arguments) == 2
    told = capsys.readouterr().err
    assert text in told
    assert "Traceback" not in told
    assert list(Path.cwd().iterdir()) == []


def test_without_faker_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setitem(sys.modules, "faker.providers.address.az_AZ", None)
    monkeypatch.delitem(sys.modules, "cim_graph.synthetic.faker_lists", raising=False)
    lexicon.lexicon.cache_clear()
    assert cim(monkeypatch, "generate", "--parties", "10", "--seed", "1") == 2
    assert "pip install 'cim-graph[generate]'" in capsys.readouterr().err
    assert list(Path.cwd().iterdir()) == []
