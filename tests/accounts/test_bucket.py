"""Transactions in a bucket: the same stands as in a folder; the store is moto's, which speaks S3 on loopback."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from os import utime
from pathlib import Path
from time import time

import boto3
import pytest
from moto.server import ThreadedMotoServer

from cim_graph import bootstrap
from cim_graph.accounts.transactions.bucket import Bucket
from cim_graph.accounts.transactions.compaction import SortTransactions, sweep
from cim_graph.accounts.transactions.objects import Folder, Objects, objects
from cim_graph.graph.session import Graph
from cim_graph.kernel.errors import SetupError, UnavailableError
from cim_graph.settings import Settings
from tests.accounts.test_transactions import ACTOR, GONE, moved, stand, standing_now
from tests.conftest import taking


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(store: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """Make a bucket, where boto3 finds it."""
    known = {"AWS_ENDPOINT_URL_S3": store, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    for name, value in {**known, "AWS_DEFAULT_REGION": "us-east-1", "AWS_MAX_ATTEMPTS": "1"}.items():
        monkeypatch.setenv(name, value)
    named = f"bucket-{abs(hash(request.node.nodeid))}"
    boto3.client("s3").create_bucket(Bucket=named)
    return named


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    if request.param == "folder":
        return Folder(tmp_path)
    return Bucket(request.getfixturevalue("bucket"), "kept/here", Folder(tmp_path))


def test_what_is_kept_is_there_until_it_is_dropped(place: Objects) -> None:
    for name in ("base/day=1/a.parquet", "base/b.parquet", "other/c.parquet"):
        place.place(name).write_bytes(name.encode())
        place.keep(name)
    assert place.local("base/b.parquet").read_bytes() == b"base/b.parquet"
    found = dict(place.names("base"))
    assert set(found) == {"base/day=1/a.parquet", "base/b.parquet"}
    assert all(abs(at - time()) < 60 for at in found.values())
    place.renew("base/b.parquet")
    place.renew("base/nothing.parquet")
    assert dict(place.names("base"))["base/b.parquet"] >= found["base/b.parquet"]
    for _ in range(2):
        place.drop("base/b.parquet")
    assert [name for name, _ in place.names("base")] == ["base/day=1/a.parquet"]


async def test_the_same_stands_in_a_bucket(graph: Graph, settings: Settings, bucket: str, tmp_path: Path) -> None:
    there = settings.model_copy(update={"transactions": f"s3://{bucket}/of/bank", "data_dir": tmp_path})
    books, commands, submit = bootstrap.ledger(there), bootstrap.commands(there), taking(graph, there)
    await submit([moved("a"), moved("b")])
    await submit([moved("a", "12"), moved("c", day="2026-01-06"), {**GONE, "key": "b"}])
    await commands.follow(graph, ACTOR, SortTransactions())
    assert await standing_now(graph, books) == stand(a="12", c="10")
    shutil.rmtree(tmp_path / "transactions-fetched")
    assert await standing_now(graph, books) == stand(a="12", c="10")
    assert await sweep(graph, books, datetime.now(UTC) + timedelta(hours=2)) == 4
    assert await standing_now(graph, books) == stand(a="12", c="10")


def test_what_lies_here_of_objects_that_others_dropped_goes(bucket: str, tmp_path: Path) -> None:
    here, elsewhere = (Bucket(bucket, "", Folder(tmp_path / name)) for name in ("here", "elsewhere"))
    here.place("base/a.parquet").write_bytes(b"a")
    here.keep("base/a.parquet")
    assert elsewhere.local("base/a.parquet").read_bytes() == b"a"
    here.drop("base/a.parquet")
    assert list(elsewhere.names("base")) == []
    assert (tmp_path / "elsewhere/base/a.parquet").exists()
    utime(tmp_path / "elsewhere/base/a.parquet", (0, 0))
    assert list(elsewhere.names("base")) == []
    assert not (tmp_path / "elsewhere/base/a.parquet").exists()


async def test_a_store_that_does_not_answer_stores_nothing(
    graph: Graph, settings: Settings, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = settings.model_copy(update={"transactions": f"s3://{bucket}", "data_dir": tmp_path})
    await taking(graph, there)([moved("a")])
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    with pytest.raises(UnavailableError, match=f"{bucket}.*AWS_ENDPOINT_URL_S3"):
        await taking(graph, there)([moved("b")])
    monkeypatch.undo()


async def test_a_bucket_that_is_not_there_is_told(
    graph: Graph, settings: Settings, bucket: str, tmp_path: Path
) -> None:
    there = settings.model_copy(update={"transactions": f"s3://not-{bucket}", "data_dir": tmp_path})
    with pytest.raises(UnavailableError, match="CIM_TRANSACTIONS"):
        await taking(graph, there)([moved("a")])
    with pytest.raises(SetupError, match="names no bucket"):
        objects("s3:///x", tmp_path)
