"""Candidate pairs of many records, by joins of their keys on DuckDB.

The statements are plain SQL, which Spark runs as they stand. DuckDB goes to the disk where memory ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from tempfile import TemporaryDirectory
from typing import Any, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.column import Indexes
from cim_graph.matching.model.decisions import CHUNK
from cim_graph.matching.model.estimation import Candidates
from cim_graph.matching.model.keys import MOST_RECORDS
from cim_graph.matching.model.tokens import MOST_CANDIDATES, TELLING

ESTIMATED = 1_000_000
"""Pairs that a model is estimated from, about, where there are more."""

_AT_ONCE = 20_000
"""Records whose keys are handed over at once."""

_COMMON = """
SELECT candidate_key, COUNT(*) AS records FROM record_keys
GROUP BY candidate_key HAVING COUNT(*) > $most ORDER BY records DESC, candidate_key
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
"""
_SIZES = "SELECT left_record, COUNT(*) AS size FROM pairs GROUP BY left_record ORDER BY left_record"
_RANGE = """
SELECT left_record, right_record FROM pairs
WHERE left_record >= $first AND left_record <= $last ORDER BY left_record, right_record
"""
_SAMPLE = """
SELECT left_record, right_record FROM pairs WHERE left_record % $every = 0 ORDER BY left_record, right_record
"""
_KINDS = """
SELECT SPLIT_PART(one.candidate_key, ':', 1) AS kind, one.record AS left_record, other.record AS right_record
FROM live_keys AS one
JOIN live_keys AS other ON one.candidate_key = other.candidate_key AND one.record < other.record
WHERE one.record % $every = 0
GROUP BY SPLIT_PART(one.candidate_key, ':', 1), one.record, other.record
"""


class KeyTable:
    """The candidate keys of records by number, which should follow the order of the records' ids.

    `entries` are the records that are entries of lists: these and others each have places of their own among what a
    record is compared with. `memory` bounds what DuckDB takes before it goes to the disk, like `2GB`.
    """

    def __init__(self, keys: Iterable[Sequence[str]], entries: Sequence[int] = (), memory: str = "2GB") -> None:
        self._records = 0
        self._paired: tuple[frozenset[str], int] | None = None
        self._aside = TemporaryDirectory(prefix="cim-keys-")
        self._database = duckdb.connect(config={"memory_limit": memory, "temp_directory": self._aside.name})
        self._database.execute("CREATE TABLE record_keys (record BIGINT, candidate_key VARCHAR)")
        self._database.execute("CREATE TABLE dropped_keys (candidate_key VARCHAR)")
        self._database.execute("CREATE TABLE entries (record BIGINT)")
        self._database.execute("CREATE TABLE telling (records BIGINT, weight BIGINT)")
        rest = iter(keys)
        while some := list(islice(rest, _AT_ONCE)):
            numbers = np.arange(self._records, self._records + len(some))
            self._records += len(some)
            self._insert("record_keys", np.repeat(numbers, list(map(len, some))), _texts(chain.from_iterable(some)))
        self._insert("entries", np.array(entries, np.int64))
        self._insert("telling", np.arange(len(TELLING)), np.array(TELLING, np.int64))

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
        return dict(self._database.execute(_COMMON, {"most": most}).fetchall())

    def pair(self, dropped: Iterable[str], most: int = MOST_CANDIDATES) -> None:
        """Find pairs of records that share a key which is not dropped, at most so many a record: of the rarest keys.

        What was found for the same keys stands.
        """
        asked = (frozenset(dropped), most)
        if asked == self._paired:
            return
        self._paired = asked
        self._database.execute("DELETE FROM dropped_keys")
        self._insert("dropped_keys", _texts(sorted(asked[0])))
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
            str(kind): np.sort(place[known & (kinds["kind"] == kind)]) for kind in sorted(set(kinds["kind"].tolist()))
        }
        return Candidates(left, right, made, 1 / every)

    def _pairs(self, statement: str, parameters: dict[str, int]) -> tuple[Indexes, Indexes]:
        found = self._database.execute(statement, parameters).fetchnumpy()
        return found["left_record"].astype(np.intp), found["right_record"].astype(np.intp)


def _texts(texts: Iterable[str]) -> NDArray[np.object_]:
    return np.array(list(texts), object)
