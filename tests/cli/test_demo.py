"""`cim demo` as a process of its own: a small bank, its tour, its end."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson
import pytest

from cim_graph.cli.outline import outline
from cim_graph.graph.local import LocalServer
from cim_graph.settings import Settings
from cim_graph.synthetic import tour
from tests.cli.conftest import Refuse

CIM = Path(sys.executable).with_name("cim")
PARTIES = "400"
LAST = "Ctrl-C stops all"


def environment(data: Path, **more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "CIM_"))}
    heap = {"CIM_NEO4J_HEAP_MB": "512", "CIM_NEO4J_PAGECACHE_MB": "64"}
    java = {"CIM_NEO4J_JVM_OPTIONS": os.environ["CIM_NEO4J_JVM_OPTIONS"]}
    return {**plain, **heap, **java, "CIM_DATA_DIR": str(data), "CIM_CACHE_DIR": str(Settings().cache_dir), **more}


@dataclass
class Demo:
    """A demo that has told its tour and answers."""

    process: "subprocess.Popen[str]"
    told: str

    def end(self, number: signal.Signals) -> str:
        self.process.send_signal(number)
        return self.process.communicate(timeout=90)[0]


@contextmanager
def running(data: Path, *arguments: str, **variables: str) -> Iterator[Demo]:
    process = subprocess.Popen(  # noqa: S603 (our own command)
        [CIM, "demo", "--parties", PARTIES, *arguments],
        env=environment(data, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    lines: list[str] = []
    try:
        for line in process.stdout:
            lines.append(line)
            if line.strip() == LAST:
                break
        yield Demo(process, "".join(lines))
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=90)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


def server_of(data: Path) -> LocalServer:
    return LocalServer(Settings(data_dir=data / "demo" / PARTIES))


def asked_again(told: str) -> list[tuple[Any, str]]:
    """Ask what the printed addresses of GraphiQL hold; return each answer's data with the address."""
    addresses = re.findall(r"^(http\S+\?query=\S+)$", told, re.MULTILINE)
    return [(_data(address), address) for address in addresses]


def _data(address: str) -> Any:
    asked = parse_qs(urlsplit(address).query)
    body = {"query": asked["query"][0], "variables": orjson.loads(asked["variables"][0])}
    known = {"Authorization": f"Bearer {urlsplit(address).fragment.removeprefix('token=')}"}
    answer = httpx.post(address.split("?", maxsplit=1)[0], json=body, headers=known).json()
    assert "errors" not in answer
    return answer["data"]


def test_the_tour_is_told_and_what_it_tells_is_what_the_api_answers(data: Path) -> None:
    with running(data, "--port", "0") as demo:
        answers = asked_again(demo.told)
        assert len(answers) == len(tour())
        for question, (answer, _) in zip(tour(), answers, strict=True):
            assert question.title in demo.told
            assert f"Look for: {question.look_for}" in demo.told
            assert "\n".join(outline(answer)) in demo.told
        page = httpx.get(answers[0][1], headers={"Accept": "text/html"})
        assert "graphiql" in page.text
        assert demo.end(signal.SIGTERM).strip() == "Stopped"
    assert demo.process.returncode == 0
    assert "Traceback" not in demo.told
    assert not server_of(data).status().running


# What the investigator should find, in the order of the tour.
FOUND = [
    ["matched name", "STORY-7-CORE", "STORY-7-CRM", "STORY-7-CARDS", "STORY-7-LEASING"],
    ["Veil Trading Ltd", "onBehalfOf: Səfərov Tural", "flags pep"],
    ["share 80", "share 70", "share 40", "truncated False"],
    ["share 16.5", "flags sanctioned"],
    ["share 100, validFrom 2015-02-01, validTo 2022-07-01", "share 75", "share 25"],
]


def test_a_second_run_is_quick_and_shows_the_stories(data: Path) -> None:
    with running(data, "--port", "0") as demo:
        assert "The bank is there from an earlier run" in demo.told
        parts = re.split(r"^\d\. .*─$", demo.told, flags=re.MULTILINE)[1:]
        for part, expected in zip(parts, FOUND, strict=True):
            assert [text for text in expected if text not in part] == []
        assert demo.end(signal.SIGINT).strip() == "Stopped"
    assert demo.process.returncode == 0
    assert not server_of(data).status().running


def test_a_port_that_was_asked_for_and_is_taken_is_told(refuse: Refuse, data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        told = refuse(["demo", "--parties", PARTIES, "--port", taken], environment(data))
    assert f"cannot listen on 127.0.0.1, port {taken}" in told


@pytest.mark.parametrize(
    ("arguments", "variables", "told"),
    [
        ([], {"NEO4J_URI": "bolt://127.0.0.1:1"}, "say --into-neo4j-uri"),
        (["--into-neo4j-uri"], {}, "--into-neo4j-uri needs NEO4J_URI"),
        (["--into-neo4j-uri"], {"NEO4J_URI": "http://somewhere"}, "NEO4J_URI must begin with"),
        (["--parties", "199"], {}, "Invalid value for '--parties'"),
        (["--parties", "20000000"], {}, "20,000,000"),
        (["--parties", "many"], {}, "Invalid value for '--parties'"),
        (["--port", "70000"], {}, "Invalid value for '--port'"),
        (["--port", "0", "--host", "no.such.host.invalid"], {}, "cannot listen on no.such.host.invalid"),
        (["--port", "0"], {"CIM_DATA_DIR": "/dev/null/here"}, "point CIM_DATA_DIR to a folder"),
    ],
)
def test_what_makes_no_sense_is_told(
    refuse: Refuse, tmp_path: Path, arguments: list[str], variables: dict[str, str], told: str
) -> None:
    assert told in refuse(["demo", *arguments], environment(tmp_path, **variables))
