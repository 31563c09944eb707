"""`cim review`: keys on a terminal, the queue for machines, decisions from a file."""

import gzip
import subprocess
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from secrets import token_hex
from typing import Any

import orjson
import pytest

from cim_graph.cli.verdict_file import Otherwise, decisions
from cim_graph.graph.local import Endpoint
from cim_graph.graph.session import Graph
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, id_of
from tests.cli.terminal import Terminal
from tests.conftest import Submit, surroundings

CIM = str(Path(sys.executable).with_name("cim"))
JUDGED = """
MATCH (l:Record)<-[:LEFT]-(j:Judgement)-[:RIGHT]->(r:Record)
RETURN l.key + r.key AS pair, j.same AS same, j.reason AS reason, j.withdrawnFor AS withdrawn ORDER BY j.at, pair
"""


def person(key: str, name: str, born: str) -> dict[str, Any]:
    return {"type": "person", "source": "s", "key": key, "names": [name], "birthDate": born}


def owed(key: str, party: str, amount: str, currency: str) -> dict[str, Any]:
    end = {"source": "s", "key": party}
    return {"type": "exposure", "source": "s", "key": key, "party": end, "amount": amount, "currency": currency}


DOUBTFUL = [
    person("A", "Rəşad Quliyev Elçin oğlu", "1984"),
    person("B", "Rashad Guliyev", "1984-03-09"),
    person("C", "Günel Bağırova Vaqif qızı", "1990"),
    person("D", "Gunel Bagirova", "1990-07-01"),
    owed("x", "D", "900.10", "AZN"),
    owed("y", "C", "0.25", "AZN"),
    owed("z", "C", "7", "USD"),
]


def record_id(key: str) -> str:
    return id_of(Kind.RECORD, "s", key)


@pytest.fixture
def around(server: Endpoint, tmp_path: Path) -> Mapping[str, str]:
    return surroundings(server, tmp_path)


@pytest.fixture
async def doubtful(take: Submit) -> None:
    await take(DOUBTFUL)


def cim(around: Mapping[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    program = [CIM, "review", *words]
    return subprocess.run(program, env=around, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603


async def judged(graph: Graph) -> list[tuple[str, bool, str, str | None]]:
    return [tuple(row.values()) for row in await graph.administer(JUDGED)]


@pytest.mark.usefixtures("doubtful")
async def test_keys_judge_undo_skip_and_quit(graph: Graph, around: Mapping[str, str]) -> None:
    with Terminal(["review", "--reason", "same passport"], around) as terminal:
        shown = terminal.until("? help")
        assert "2 waiting" in shown
        assert "at stake: 900.35 AZN, 7.00 USD" in shown
        assert "s:C" in shown
        assert "Gunel Bagirova" in shown
        terminal.type("?")
        assert "undo the last word" in terminal.until("this help")
        terminal.type("s")
        terminal.until("judged the same: same passport")
        assert "1 waiting" in terminal.until("reason: same passport")
        terminal.type("u")
        terminal.until("undone")
        assert "s:C" in terminal.until("reason: same passport")
        terminal.type("r")
        terminal.until("reason: ")
        terminal.type("born elsewhere\n")
        terminal.until("reason: born elsewhere")
        terminal.type("d")
        terminal.until("judged different: born elsewhere")
        assert "s:A" in terminal.until("reason: same passport")
        terminal.type("n")
        terminal.until("nothing else waits")
        terminal.type("q")
        terminal.until("1 judged, 1 left for later, 1 waiting")
        assert terminal.ended() == 0
    said = [(tuple(sorted(pair)), *rest) for pair, *rest in await judged(graph)]
    assert said == [
        (("C", "D"), True, "same passport", "undone in review"),
        (("C", "D"), False, "born elsewhere", None),
    ]


@pytest.mark.usefixtures("doubtful")
async def test_a_word_without_a_reason_asks_for_one(graph: Graph, around: Mapping[str, str]) -> None:
    with Terminal(["review"], around) as terminal:
        terminal.until("? help")
        terminal.type("d")
        terminal.until("reason: ")
        terminal.type("\n")
        terminal.until("no word was given")
        terminal.type("d")
        terminal.until("reason: ")
        terminal.type("two people\n")
        terminal.until("judged different: two people")
        terminal.until("? help")
        terminal.type("q")
        assert terminal.ended() == 0
    assert [row[1:3] for row in await judged(graph)] == [(False, "two people")]


@pytest.mark.usefixtures("doubtful")
async def test_the_queue_is_listed_for_machines(around: Mapping[str, str]) -> None:
    rows = [orjson.loads(line) for line in cim(around, "--json").stdout.splitlines()]
    assert [{row["left"]["key"], row["right"]["key"]} for row in rows] == [{"C", "D"}, {"A", "B"}]
    assert rows[0]["owed"] == {"AZN": "900.35", "USD": "7"}
    assert (rows[0]["decision"], rows[1]["owed"]) == ("REVIEW", {})
    features = {one["name"]: one for one in rows[0]["features"]}
    assert {features["birth"]["left"], features["birth"]["right"]} == {"1990", "1990-07-01"}
    assert (features["family"]["differs"], features["family"]["bits"] > 0) == (False, True)
    refused = cim(around)
    assert (refused.returncode, "--json lists the queue" in refused.stderr) == (2, True)


@pytest.mark.usefixtures("doubtful")
async def test_decisions_of_a_file_tell_what_became_of_each(
    graph: Graph, around: Mapping[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "decided.csv"
    a, b, c, d = map(record_id, "ABCD")
    lines = [f"{a},s:B,same,one passport", f"{c},{d},,", f"{b},{a},different,", f"{a},nobody,same,", f"{a},,same,", "",
             f"{a},{c},maybe,"]  # fmt: skip
    file.write_text("\n".join(["left,right,verdict,reason", *lines]), "utf-8")
    told = cim(around, "decide", "--different", "--from", str(file), "--reason", "by the list", "--json")
    rows = [orjson.loads(line) for line in told.stdout.splitlines()]
    assert [(row["line"], row["result"]) for row in rows] == [
        (2, "judged"), (3, "judged"), (4, "judged"), (5, "refused"), (6, "refused"), (8, "refused")
    ]  # fmt: skip
    assert ("no record and no party" in rows[3]["refusal"], told.returncode) == (True, 1)
    assert "3 judged, 0 stood, 3 refused" in told.stderr
    assert await judged(graph) == [
        ("AB", True, "one passport", f"judged anew as {rows[2]['judgement']}: by the list"),
        ("CD", False, "by the list", None),
        ("BA", False, "by the list", None),
    ]


@pytest.mark.usefixtures("doubtful")
async def test_a_word_is_withdrawn_by_its_id(graph: Graph, around: Mapping[str, str], tmp_path: Path) -> None:
    file = tmp_path / "decided.csv"
    file.write_text("left,right,verdict,reason\ns:A,s:B,same,one passport\n")
    [row] = map(orjson.loads, cim(around, "decide", "--from", str(file), "--json").stdout.splitlines())
    told = cim(around, "withdraw", row["judgement"], "--reason", "a mistake")
    assert (f"{row['judgement']} is withdrawn" in told.stdout, told.returncode) == (True, 0)
    assert await judged(graph) == [("AB", True, "one passport", "a mistake")]
    again = cim(around, "withdraw", row["judgement"], "--reason", "a mistake")
    assert ("no judgement" in again.stderr, again.returncode) == (True, 2)


async def test_a_run_that_is_killed_is_done_again_and_nothing_is_judged_twice(
    graph: Graph, take: Submit, around: Mapping[str, str], tmp_path: Path
) -> None:
    keys = [str(number) for number in range(41)]
    await take([person(key, f"Person {key}", "1980") for key in keys])
    decided = [
        {"left": record_id(one), "right": record_id(other), "verdict": "different", "reason": "twins"}
        for one, other in pairwise(keys)
    ]
    file = tmp_path / "decided.jsonl"
    file.write_bytes(b"\n".join(map(orjson.dumps, decided)))
    words = [CIM, "review", "decide", "--from", str(file), "--json"]
    with subprocess.Popen(words, env=around, stdout=subprocess.PIPE) as process:  # noqa: S603, ASYNC220
        assert process.stdout is not None
        assert orjson.loads(process.stdout.readline())["result"] == "judged"
        process.kill()
    again = cim(around, "decide", "--from", str(file), "--json")
    results = [orjson.loads(line)["result"] for line in again.stdout.splitlines()]
    assert (results[0], len(results), again.returncode) == ("stood", 40, 0)
    assert results == sorted(results, reverse=True)
    assert len(await judged(graph)) == 40


LONG = "x" * 131_073


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("left,right,verdict\na:1,b:2,same\n", [(2, None)]),
        ("\n\nleft,right,verdict\na:1,b:2,same\n", [(4, None)]),
        ('\n{"left": "a:1", "right": "b:2", "verdict": "same"}\n\n{"left"\n', [(2, None), (4, "this is no JSON")]),
        (
            f"left,right,verdict\n{LONG},b:2,same\na:1,b:2,same\n",
            [(2, "this row cannot be read: field larger than field limit"), (3, None)],
        ),
    ],
)
def test_lines_of_decisions_are_told_by_their_place_in_the_file(
    tmp_path: Path, content: str, told: list[tuple[int, str | None]]
) -> None:
    file = tmp_path / "decided"
    file.write_text(content)
    with decisions(str(file), Otherwise()) as read:
        found = list(read)
    assert [one.line for one in found] == [line for line, _ in told]
    for one, (_, fault) in zip(found, told, strict=True):
        assert (one.fault or "").startswith(fault or "")
        assert (one.fault is None) == (fault is None)


def test_headings_of_decisions_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    file = tmp_path / "decided"
    file.write_text(f"{LONG},left,right\n")
    with pytest.raises(BadInputError, match="headings"), decisions(str(file), Otherwise()) as read:
        list(read)


def test_what_comes_before_a_damaged_end_of_decisions_is_read(tmp_path: Path) -> None:
    row = {"left": "a:1", "right": "b:2", "verdict": "same"}
    content = b"".join(orjson.dumps(row | {"reason": token_hex(500)}) + b"\n" for _ in range(10_000))
    file = tmp_path / "decided.jsonl.gz"
    file.write_bytes(gzip.compress(content, 1)[:-1000])
    with decisions(str(file), Otherwise()) as read:
        assert next(read).line == 1
        with pytest.raises(BadInputError, match="breaks off"):
            list(read)
