"""A bucket of an object store that speaks S3, as a place for the files of transactions.

What is read lies in a folder of this machine beside it, since DuckDB reads files: each is fetched once, and goes with
the object. Credentials, region and the address of a store that is not Amazon's are taken from where `boto3` looks for
them (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL_S3` and the like).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from cim_graph.kernel.errors import SetupError, UnavailableError

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import CopySourceTypeDef

    from cim_graph.accounts.transactions.objects import Folder

SCHEME: Final = "s3://"
SECONDS: Final = 20
TRIES: Final = 3
"""How long the store may be silent, and how often it is asked: a load that uploads keeps others waiting."""
STAYS_SECONDS: Final = 3600
"""How long a file stays here whose object is gone: somebody may read it still, or has not kept it yet."""


@dataclass
class Bucket:
    """Objects of a bucket under a prefix; `beside` is the folder that holds what is written and read here."""

    name: str
    prefix: str
    beside: "Folder"

    @cached_property
    def _client(self) -> "S3Client":
        from boto3.session import Session  # noqa: PLC0415 (an extra)
        from botocore.config import Config  # noqa: PLC0415 (an extra)

        patience = Config(connect_timeout=SECONDS, read_timeout=SECONDS, retries={"total_max_attempts": TRIES})
        return Session().client("s3", config=patience)  # the session that boto3 keeps itself is not for threads

    def place(self, name: str) -> Path:
        """Return where a file is to be written before it is kept."""
        return self.beside.place(name)

    def keep(self, name: str) -> None:
        """Bring a file that was written to the bucket: the store has it for good when this returns."""
        path = self.beside.local(name)
        path.chmod(0o600)
        with self._asked():
            self._client.upload_file(str(path), self.name, self._key(name))

    def local(self, name: str) -> Path:
        """Return where an object can be read; it is fetched where it is not here yet."""
        path = self.place(name)
        if not path.exists():
            coming = path.with_suffix(f".{uuid4().hex}")
            try:
                with self._asked():
                    self._client.download_file(self.name, self._key(name), str(coming))
                coming.chmod(0o600)
                coming.replace(path)
            finally:
                coming.unlink(missing_ok=True)
        return path

    def renew(self, name: str) -> None:
        """Let an object count as changed just now: it is copied onto itself; one that is not there is none."""
        key = self._key(name)
        with self._asked():
            found = self._client.list_objects_v2(Bucket=self.name, Prefix=key, MaxKeys=1).get("Contents", ())
            if [one["Key"] for one in found] == [key]:
                source: CopySourceTypeDef = {"Bucket": self.name, "Key": key}
                self._client.copy_object(Bucket=self.name, Key=key, CopySource=source, MetadataDirective="REPLACE")

    def drop(self, name: str) -> None:
        """Delete an object, and what lies here of it; one that is not there is none."""
        with self._asked():
            self._client.delete_object(Bucket=self.name, Key=self._key(name))
        self.beside.drop(name)

    def names(self, under: str) -> Iterator[tuple[str, float]]:
        """Yield the objects of a base, each with the time of its last change; what lies here of others goes."""
        there = set[str]()
        with self._asked():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.name, Prefix=self._key(f"{under}/")
            )
            for page in pages:
                for one in page.get("Contents", ()):
                    name = one["Key"].removeprefix(self._key(""))
                    there.add(name)
                    yield name, one["LastModified"].timestamp()
        for path in self.beside.local(under).rglob("*"):
            with suppress(FileNotFoundError):
                if str(path.relative_to(self.beside.local(""))) not in there and _is_old(path):
                    path.unlink()

    def _key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """Raise UnavailableError where the store cannot be reached, or refuses; SetupError without the extra."""
        try:
            from boto3.exceptions import Boto3Error  # noqa: PLC0415 (an extra)
            from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 (an extra)
        except ImportError as error:
            raise SetupError("transactions in a bucket need boto3: `pip install 'cim-graph[s3]'`") from error
        try:
            yield
        except (Boto3Error, BotoCoreError, ClientError) as error:
            raise UnavailableError(
                f"the bucket {self.name!r} of transactions does not answer as it should: {error}; look at "
                "CIM_TRANSACTIONS, AWS_ENDPOINT_URL_S3 and the credentials"
            ) from error


def _is_old(path: Path) -> bool:
    return path.is_file() and path.stat().st_mtime < time() - STAYS_SECONDS
