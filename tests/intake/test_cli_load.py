"""`cim load` as its users call it: a process of its own on the session's server."""

import asyncio
import bz2
import gzip
import lzma
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import orjson
import psutil
import pytest

from cim_graph.cli.rejects import rejects_file
from cim_graph.graph.local import Endpoint
from cim_graph.graph.session import Graph
from cim_graph.intake.model import Rejected
from tests.conftest import surroundings
from tests.loaders.test_iso20022 import OURS, camt, entry

Cim = Callable[..., "subprocess.Popen[bytes]"]
CONTENT = """
MATCH (n) WHERE n:Party OR n:Record OR n:Fact OR n:Identifier OR n:Contact OR n:Account
RETURN labels(n) AS labels, coalesce(n.uid, n.id) AS id, n.hash AS hash, n.name AS name, n.share AS share,
  COLLECT { MATCH (n)-[t]->(m) RETURN type(t) + coalesce(m.uid, m.id) AS tie ORDER BY tie } AS ties
ORDER BY id, labels
"""
NAMES = "MATCH (p:Party) RETURN collect(p.name) AS names"


@pytest.fixture
def cim(server: Endpoint, tmp_path: Path) -> Cim:
    environment = {**surroundings(server, tmp_path), "CIM_BATCH_SIZE": "100"}

    def start(*arguments: str, **options: Any) -> "subprocess.Popen[bytes]":
        command = [str(Path(sys.executable).parent / "cim"), "load", *arguments]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, env=environment, cwd=tmp_path, **{**pipes, **options})  # noqa: S603

    return start


def answer(process: "subprocess.Popen[bytes]", given: bytes | None = None) -> tuple[int, dict[str, Any], str]:
    """Return the exit status, the summary and what was said on standard error."""
    out, err = process.communicate(given, timeout=200)
    said = out.splitlines()[-1] if out else b"{}"
    return process.returncode, orjson.loads(said) if said.startswith(b"{") else {}, err.decode()


def person(number: int, **fields: Any) -> dict[str, Any]:
    return {"type": "person", "source": "core", "key": f"P-{number}", "names": [f"Person {number}"], **fields}


def owns(number: int, target: int) -> dict[str, Any]:
    ends = {"from": {"source": "core", "key": f"P-{number}"}, "to": {"source": "core", "key": f"P-{target}"}}
    return {"type": "relationship", "source": "core", "key": f"R-{number}", "kind": "OWNS", "share": "1", **ends}


def lines(*records: dict[str, Any]) -> bytes:
    return b"".join(orjson.dumps(record) + b"\n" for record in records)


def bank(parties: int) -> bytes:
    """Return records of which many refer to records of other batches, before and behind."""
    records = [record for n in range(parties) for record in (owns(n, (n * 7919) % parties), person(n))]
    return lines(*records)


async def people(graph: Graph) -> list[str]:
    [row] = await graph.administer(NAMES)
    return sorted(row["names"])


async def test_a_load_that_is_killed_half_way_ends_in_the_same_graph(graph: Graph, cim: Cim, tmp_path: Path) -> None:
    (tmp_path / "bank.jsonl").write_bytes(bank(1200))
    assert answer(cim("records", "bank.jsonl", "--json"))[0] == 0
    whole = await graph.administer(CONTENT)
    await graph.administer("MATCH (n) WHERE NOT n:Migration CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")

    process = cim("records", "bank.jsonl")
    while not await graph.administer("MATCH (a:AuditEntry) WITH count(a) AS c WHERE c > 4 RETURN c"):
        assert process.poll() is None
        await asyncio.sleep(0.02)
    helpers = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate()
    half = await graph.administer("MATCH (p:Party) RETURN count(p) AS parties")
    assert 0 < half[0]["parties"] < 1200
    assert not psutil.wait_procs(helpers, timeout=20)[1]

    status, summary, _ = answer(cim("records", "bank.jsonl", "--resume", "--json"))
    assert status == 0
    assert summary["skipped"] >= 100
    assert summary["accepted"] + summary["unchanged"] + summary["skipped"] == 2400
    assert await graph.administer(CONTENT) == whole
    status, summary, _ = answer(cim("records", "bank.jsonl", "--json"))
    assert (summary["accepted"], summary["unchanged"]) == (0, 2400)


async def test_two_loads_at_once_neither_lose_nor_double(graph: Graph, cim: Cim, tmp_path: Path) -> None:
    records = bank(600).splitlines(keepends=True)
    (tmp_path / "bank.jsonl").write_bytes(b"".join(records))
    (tmp_path / "backwards.jsonl").write_bytes(b"".join(reversed(records)))
    both = [cim("records", name, "--json") for name in ("bank.jsonl", "backwards.jsonl")]
    assert [answer(process)[0] for process in both] == [0, 0]
    counted = await graph.administer(
        "RETURN count{ (:Party) } AS parties, count{ ()-[:OWNS]->() } AS owned, count{ (:Waiting|Awaited) } AS waiting"
    )
    assert counted == [{"parties": 600, "owned": 600, "waiting": 0}]


async def test_ctrl_c_stops_between_batches_and_says_how_to_go_on(graph: Graph, cim: Cim, tmp_path: Path) -> None:
    (tmp_path / "bank.jsonl").write_bytes(bank(1200))
    process = cim("records", "bank.jsonl", "--json")
    while not await graph.administer("MATCH (a:AuditEntry) RETURN a.id LIMIT 1"):  # noqa: ASYNC110 (another process)
        await asyncio.sleep(0.02)
    process.send_signal(signal.SIGINT)
    status, summary, said = answer(process)
    assert status == 2
    assert "--resume" in said
    assert "Traceback" not in said
    assert 0 < summary["accepted"] < 2400


async def test_a_snapshot_takes_back_what_the_files_no_longer_state(graph: Graph, cim: Cim, tmp_path: Path) -> None:
    account = {"type": "account", "source": "core", "key": "P-1", "number": "1", "holders": [{"party": {}}]}
    account["holders"] = [{"party": {"source": "core", "key": "P-1"}}]
    other = person(9, source="crm")
    (tmp_path / "old.jsonl").write_bytes(lines(person(1), person(2), person(3), owns(1, 2), account, other))
    assert answer(cim("records", "old.jsonl", "--json"))[1]["accepted"] == 6
    (tmp_path / "new-1.jsonl").write_bytes(lines(person(1)))
    (tmp_path / "new-2.jsonl").write_bytes(lines(person(2), person(3, names=[{"full": 5}])))
    status, summary, _ = answer(cim("records", "new-*.jsonl", "--snapshot", "core", "--json"))
    # Person 3 was set aside under a key that is known, so it stays; the account under the key of person 1 goes.
    assert (status, summary["rejected"], summary["retracted"]) == (1, 1, 2)
    assert await people(graph) == ["Person 1", "Person 2", "Person 3", "Person 9"]
    assert await graph.administer("MATCH (a:Account) RETURN a") == []
    assert await graph.administer("MATCH ()-[o:OWNS]->() RETURN o") == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(lines(person(1)) + b"{broken\n", "cannot be told what it was about", id="a line without a key"),
        pytest.param(lines(person(1, source="crm")), "hold no record of that source", id="nothing of the source"),
        pytest.param(gzip.compress(lines(person(1)))[:-6], "breaks off", id="a file that breaks off"),
    ],
)
async def test_a_snapshot_that_is_not_whole_takes_nothing_back(
    graph: Graph, cim: Cim, tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "old.jsonl").write_bytes(lines(person(1), person(2)))
    assert answer(cim("records", "old.jsonl"), None)[0] == 0
    (tmp_path / "new").write_bytes(content)
    status, summary, said = answer(cim("records", "new", "--snapshot", "core", "--json"))
    assert (status, summary.get("retracted")) == (2, None)
    assert reason in said
    assert {"Person 1", "Person 2"} <= set(await people(graph))


PACKERS = [pytest.param(pack, id=pack.__module__) for pack in (gzip.compress, bz2.compress, lzma.compress)]


@pytest.mark.parametrize(
    ("name", "content", "status", "reason"),
    [
        ("empty.jsonl", b"", 0, "there is no record in empty.jsonl"),
        ("blank.jsonl", b"\n \n", 0, "there is no record in blank.jsonl"),
        ("empty.gz", b"", 2, "empty.gz is not packed as its name says"),
        ("plain.gz", lines(person(1)), 2, "plain.gz is not packed as its name says"),
        ("other.xz", gzip.compress(lines(person(1)), mtime=0), 2, "other.xz is not packed as its name says"),
    ],
)
@pytest.mark.usefixtures("graph")
async def test_a_file_that_holds_nothing_or_not_what_it_is_called_is_told(
    cim: Cim, tmp_path: Path, name: str, content: bytes, status: int, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    answered, summary, said = answer(cim("records", name, "--json"))
    assert (answered, summary["accepted"]) == (status, 0)
    assert reason in said


@pytest.mark.parametrize("pack", PACKERS)
async def test_a_packed_file_is_unpacked_and_what_precedes_its_break_is_stored(
    graph: Graph, cim: Cim, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "whole").write_bytes(pack(lines(person(1))))
    assert answer(cim("records", "whole", "--json"))[:2][0] == 0
    noise = [person(n, attributes={"noise": os.urandom(2000).hex()}) for n in range(1000)]
    packed = pack(lines(*noise))
    (tmp_path / "broken").write_bytes(packed[: -len(packed) // 8])
    status, summary, said = answer(cim("records", "broken", "--json"))
    assert status == 2
    assert "broken breaks off or is damaged" in said
    assert summary["accepted"] > 100
    assert len(await people(graph)) >= summary["accepted"]


async def test_rejects_can_be_mended_and_loaded_again(graph: Graph, cim: Cim, tmp_path: Path) -> None:
    bad = person(2, names=7)
    status, summary, _ = answer(cim("records", "-", "--json"), lines(person(1), bad) + b"\x00{\n")
    assert (status, summary["accepted"], summary["rejected"]) == (1, 1, 2)
    first, second = (orjson.loads(line) for line in (tmp_path / "rejects.jsonl").read_bytes().splitlines())
    assert first == {"file": "-", "line": 2, "field": "names", "reason": "must be a list", "record": bad}
    assert (second["line"], second["record"]) == (3, "\x00{")
    assert answer(cim("records", "rejects.jsonl"))[0] == 2
    mended = lines(first["record"] | {"names": ["Person 2"]})
    assert answer(cim("records", "-", "--json"), mended)[0] == 0
    assert await people(graph) == ["Person 1", "Person 2"]


@pytest.mark.usefixtures("graph")
async def test_the_summary_says_how_many_facts_wait_in_the_end(cim: Cim) -> None:
    def waiting(*records: dict[str, Any]) -> int:
        status, summary, _ = answer(cim("records", "-", "--json"), lines(*records))
        assert status == 0
        return int(summary["waiting"])

    assert waiting(owns(1, 2), person(1), owns(3, 4)) == 2
    assert waiting(owns(1, 2), person(1), owns(3, 4)) == 2, "the same again brings none and joins none"
    assert waiting(person(2)) == 1
    assert waiting(owns(5, 6), person(3), person(4), person(5), person(6)) == 0


@pytest.mark.usefixtures("graph")
async def test_the_summary_says_what_was_left_out_and_which_accounts_nobody_knows(cim: Cim) -> None:
    status, summary, _ = answer(cim("camt053", "-", "--json"), camt(entry(), entry(status="PDNG"), entry("DBIT")))
    assert (status, summary["accepted"], sum(summary["leftOut"].values())) == (0, 2, 1)
    assert (summary["unknownAccounts"], summary["unknownAccountExamples"]) == (2, [OURS])


@pytest.mark.usefixtures("graph")
async def test_what_one_load_set_aside_no_other_load_loses(cim: Cim, tmp_path: Path) -> None:
    def aside(name: str) -> list[int]:
        return [orjson.loads(line)["line"] for line in (tmp_path / name).read_bytes().splitlines()]

    bad = [person(number, names=7) for number in range(3)]
    assert answer(cim("records", "-"), lines(bad[0]))[0] == 1
    assert answer(cim("records", "-"), lines(person(9)))[0] == 0
    assert aside("rejects.jsonl") == [1]
    assert answer(cim("records", "-"), lines(person(9), bad[1]))[0] == 1
    assert (aside("rejects.jsonl"), aside("rejects.jsonl.1")) == ([2], [1])
    status, _, _ = answer(cim("records", "-"), lines(*[person(9)] * 2, bad[2]))
    assert (status, aside("rejects.jsonl"), aside("rejects.jsonl.2")) == (1, [3], [2])


def test_a_load_that_goes_on_adds_what_it_did_not_set_aside_before(tmp_path: Path) -> None:
    path = tmp_path / "rejects.jsonl"
    for resume, record in [(False, "{"), (True, "{"), (True, "[")]:
        with rejects_file(path, [], resume=resume) as rejects:
            rejects.write("f", [Rejected(1, None, "bad", record)])
    assert [orjson.loads(line)["record"] for line in path.read_bytes().splitlines()] == ["{", "["]


@pytest.fixture
def _often() -> Iterator[None]:
    """Let threads come between each other wherever they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_often")
def test_loads_that_set_aside_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "rejects.jsonl"
    loads = 400
    together = Barrier(4, timeout=30)

    def load(number: int) -> None:
        with rejects_file(path, [], resume=False) as rejects:
            together.wait()
            rejects.write(str(number), [Rejected(1, None, "bad", "{")])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(load, range(loads)))
    kept = [orjson.loads(file.read_bytes())["file"] for file in tmp_path.iterdir()]
    assert sorted(map(int, kept)) == list(range(loads))


def test_a_load_that_goes_on_after_it_was_killed_begins_a_line_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "rejects.jsonl"
    path.write_bytes(b'{"file":"f","li')
    with rejects_file(path, [], resume=True) as rejects:
        rejects.write("f", [Rejected(2, None, "bad", "{")])
    torn, whole = path.read_bytes().splitlines()
    assert torn == b'{"file":"f","li'
    assert orjson.loads(whole)["line"] == 2


def test_a_load_beside_another_moves_its_rejects_aside_and_both_are_told_where(tmp_path: Path) -> None:
    path = tmp_path / "rejects.jsonl"
    with rejects_file(path, [], resume=False) as first, rejects_file(path, [], resume=False) as second:
        for number, one in enumerate((first, second, first)):
            one.write(f"{number}", [Rejected(1, None, "bad", "{")])
        assert (first.place(), second.place()) == (tmp_path / "rejects.jsonl.1", path)
    kept = (tmp_path / "rejects.jsonl.1").read_bytes().splitlines()
    assert [orjson.loads(line)["file"] for line in kept] == ["0", "2"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-", "--resume"], "leave --resume out"),
        (["-", "--rejects", "/dev/full"], "cannot be written (No space left on device)"),
        (["packed.zst"], "unpack it on the way"),
    ],
)
def test_what_cannot_be_loaded_is_said_in_words(cim: Cim, tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "packed.zst").write_bytes(b"\x28\xb5\x2f\xfd\x00\x00")
    status, _, err = answer(cim("records", *arguments, "--json"), b"{\n")
    assert status == 2
    assert said in err
    assert "Traceback" not in err
    assert not list(Path("/dev").glob("full.*")), "a device is moved nowhere"
