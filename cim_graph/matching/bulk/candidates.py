"""Candidate pairs of many records, by joins of their keys on DuckDB.

The statements are plain SQL, which Spark runs as they stand (`>>` from version 4 on). DuckDB goes to the disk
where memory ends.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.column import Indexes
from cim_graph.matching.model.decisions import CHUNK
from cim_graph.matching.model.estimation import Candidates
from cim_graph.matching.model.keys import MOST_RECORDS
from cim_graph.matching.model.tokens import KINDS, LISTED, MOST_CANDIDATES, TELLING, token, worded

_LENGTH = 17
"""Letters of a word and the blank after it."""
ESTIMATED = 1_000_000
"""Pairs that a model is estimated from, about, where there are more."""

_COMMON = """
SELECT candidate_key, COUNT(*) AS records, MIN(record) AS record FROM record_keys
GROUP BY candidate_key HAVING COUNT(*) > $most
"""
_LIVE = """
CREATE OR REPLACE TABLE live_keys AS
SELECT record_keys.record, record_keys.candidate_key
FROM record_keys LEFT JOIN dropped_keys ON record_keys.candidate_key = dropped_keys.candidate_key
WHERE dropped_keys.candidate_key IS NULL
"""
_WEIGHED = """
CREATE OR REPLACE TABLE weighed_keys AS
SELECT live_keys.record, live_keys.candidate_key, telling.weight
FROM live_keys
JOIN (
    SELECT candidate_key, LEAST(COUNT(*), $most) AS records FROM live_keys GROUP BY candidate_key HAVING COUNT(*) > 1
) AS counted ON live_keys.candidate_key = counted.candidate_key
JOIN telling ON counted.records = telling.records
"""
_ALL_PAIRS = """
CREATE OR REPLACE TABLE all_pairs AS
SELECT one.record AS left_record, other.record AS right_record, SUM(one.weight) AS shared
FROM weighed_keys AS one
JOIN weighed_keys AS other ON one.candidate_key = other.candidate_key AND one.record < other.record
GROUP BY one.record, other.record
"""
_CROWDED = """
CREATE OR REPLACE TABLE crowded AS
SELECT record FROM (
    SELECT left_record AS record FROM all_pairs UNION ALL SELECT right_record AS record FROM all_pairs
) AS ends
GROUP BY record HAVING COUNT(*) > $most
"""
_CHOSEN = """
CREATE OR REPLACE TABLE chosen AS
SELECT left_record, right_record FROM (
    SELECT left_record, right_record, ROW_NUMBER() OVER (
        PARTITION BY record, other IN (SELECT record FROM entries) ORDER BY shared DESC, other
    ) AS place
    FROM (
        SELECT left_record, right_record, shared, left_record AS record, right_record AS other FROM all_pairs
        UNION ALL
        SELECT left_record, right_record, shared, right_record AS record, left_record AS other FROM all_pairs
    ) AS sides
    WHERE record IN (SELECT record FROM crowded)
) AS ranked
WHERE place <= $most
"""
_PAIRS = """
CREATE OR REPLACE TABLE pairs AS
SELECT left_record, right_record FROM all_pairs
WHERE left_record NOT IN (SELECT record FROM crowded) OR right_record NOT IN (SELECT record FROM crowded)
UNION
SELECT left_record, right_record FROM chosen
ORDER BY left_record, right_record
"""
"""In order, so that what is asked for a range of records is not looked for in all of it."""
_SIZES = "SELECT left_record, COUNT(*) AS size FROM pairs GROUP BY left_record ORDER BY left_record"
_RANGE = """
SELECT left_record, right_record FROM pairs
WHERE left_record >= $first AND left_record <= $last ORDER BY left_record, right_record
"""
_SAMPLE = """
SELECT left_record, right_record FROM pairs WHERE left_record % $every = 0 ORDER BY left_record, right_record
"""
_KINDS = """
SELECT one.candidate_key >> 56 AS kind, one.record AS left_record, other.record AS right_record
FROM live_keys AS one
JOIN live_keys AS other ON one.candidate_key = other.candidate_key AND one.record < other.record
WHERE one.record % $every = 0
GROUP BY one.candidate_key >> 56, one.record, other.record
"""


@dataclass(frozen=True, slots=True)
class Keys:
    """Candidate keys of some records as numbers of 64 bits, those of a record together, and how many each has."""

    numbers: NDArray[np.int64]
    widths: NDArray[np.int64]

    @staticmethod
    def of(words: Sequence[str]) -> "Keys":
        """Read what `worded` makes of the keys of each record."""
        plain = [text.removesuffix(LISTED).rstrip() for text in words]
        numbers = np.frombuffer(bytes.fromhex(" ".join(plain)), ">i8").astype(np.int64)
        widths = (np.fromiter(map(len, plain), np.int64, len(plain)) + 1) // _LENGTH
        return Keys(numbers, widths)


class KeyTable:
    """The candidate keys of records by number, which should follow the order of the records' ids.

    `told` returns the keys of a record as text. `entries` are the records that are entries of lists: these and others
    each have places of their own among what a record is compared with. `memory` bounds what DuckDB takes before it goes
    to the disk, like `2GB`.
    """

    def __init__(
        self,
        keys: Iterable[Keys],
        told: Callable[[int], Sequence[str]],
        entries: Sequence[int] = (),
        memory: str = "2GB",
    ) -> None:
        self._records, self._told = 0, told
        self._paired: tuple[frozenset[str], int] | None = None
        self._aside = TemporaryDirectory(prefix="cim-keys-")
        self._database = duckdb.connect(config={"memory_limit": memory, "temp_directory": self._aside.name})
        self._database.execute("CREATE TABLE record_keys (record BIGINT, candidate_key BIGINT)")
        self._database.execute("CREATE TABLE dropped_keys (candidate_key BIGINT)")
        self._database.execute("CREATE TABLE entries (record BIGINT)")
        self._database.execute("CREATE TABLE telling (records BIGINT, weight BIGINT)")
        for some in keys:
            records = np.arange(self._records, self._records + len(some.widths))
            self._records += len(records)
            self._insert("record_keys", np.repeat(records, some.widths), some.numbers)
        self._insert("entries", np.array(entries, np.int64))
        self._insert("telling", np.arange(len(TELLING)), np.array(TELLING, np.int64))

    @staticmethod
    def of(keys: Sequence[Sequence[str]], entries: Sequence[int] = ()) -> "KeyTable":
        """Return a table of keys that are given as text."""
        return KeyTable([Keys.of([worded(some, listed=False) for some in keys])], keys.__getitem__, entries)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()
        self._aside.cleanup()

    def _insert(self, table: str, *columns: NDArray[Any]) -> None:
        if len(columns[0]):
            self._database.register("given", {str(place): column for place, column in enumerate(columns)})
            self._database.execute(f"INSERT INTO {table} SELECT * FROM given")  # noqa: S608 -- a name of ours
            self._database.unregister("given")

    def common(self, most: int = MOST_RECORDS) -> dict[str, int]:
        """Return the keys that more records share than may, and how many do, the commonest first."""
        found = self._database.execute(_COMMON, {"most": most}).fetchall()
        told = ((number, count, self._told(record)) for number, count, record in found)
        named = {key: count for number, count, keys in told for key in keys if _number(key) == number}
        return dict(sorted(named.items(), key=lambda one: (-one[1], one[0])))

    def pair(self, dropped: Iterable[str], most: int = MOST_CANDIDATES) -> None:
        """Find pairs of records that share a key which is not dropped, at most so many a record: of the rarest keys.

        What was found for the same keys stands.
        """
        asked = (frozenset(dropped), most)
        if asked == self._paired:
            return
        self._paired = asked
        self._database.execute("DELETE FROM dropped_keys")
        self._insert("dropped_keys", np.array(sorted(map(_number, asked[0])), np.int64))
        self._database.execute(_LIVE)
        self._database.execute(_WEIGHED, {"most": MOST_RECORDS})
        self._database.execute(_ALL_PAIRS)
        self._database.execute(_CROWDED, {"most": most})
        self._database.execute(_CHOSEN, {"most": most})
        self._database.execute(_PAIRS)

    def chunks(self, size: int = CHUNK) -> Iterator[tuple[Indexes, Indexes]]:
        """Yield the pairs that were found, each once, the lower number left, in order and some at a time."""
        found = self._database.execute(_SIZES).fetchnumpy()
        records, ends = found["left_record"], np.cumsum(found["size"])
        pairs = int(ends[-1]) if len(ends) else 0
        cuts = np.unique(np.searchsorted(ends, np.arange(size, pairs + size, size))) if pairs else np.empty(0, np.intp)
        first = 0
        for cut in cuts:
            last = records[min(cut, len(records) - 1)]
            yield self._pairs(_RANGE, {"first": int(first), "last": int(last)})
            first = last + 1

    def sample(self, about: int = ESTIMATED) -> Candidates:
        """Return pairs that were found, with the kinds of their keys: about so many, or all."""
        [[total]] = self._database.execute("SELECT COUNT(*) FROM pairs").fetchall()
        every = max(-(-total // about), 1)
        left, right = self._pairs(_SAMPLE, {"every": every})
        places = left * self._records + right
        kinds = self._database.execute(_KINDS, {"every": every}).fetchnumpy()
        of_kind = kinds["left_record"] * self._records + kinds["right_record"]
        place = np.searchsorted(places, of_kind)
        known = (place < len(places)) & (places[np.minimum(place, len(places) - 1)] == of_kind) if len(places) else []
        made = {
            name: np.sort(place[known & (kinds["kind"] == kind)])
            for name, kind in sorted(KINDS.items())
            if (kinds["kind"] == kind).any()
        }
        return Candidates(left, right, made, 1 / every)

    def _pairs(self, statement: str, parameters: dict[str, int]) -> tuple[Indexes, Indexes]:
        found = self._database.execute(statement, parameters).fetchnumpy()
        return found["left_record"].astype(np.intp), found["right_record"].astype(np.intp)


def _number(key: str) -> int:
    return int.from_bytes(bytes.fromhex(token(key)), "big", signed=True)
