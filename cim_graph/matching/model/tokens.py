"""Candidate keys as the graph keeps them: short words in a full-text index, so that one query asks for all of a record.

Which keys say nothing is frozen with the model; what the index gives is ranked here, so that its order does not count.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from math import log2
from typing import TYPE_CHECKING

from cim_graph.matching.model.keys import GIVEN, MOST_RECORDS, keys

if TYPE_CHECKING:
    from cim_graph.matching.model.evidence import Evidence

_BYTES = 7
KINDS = {kind: number for number, kind in enumerate(GIVEN)}
"""The kinds of keys by number: the first of the eight bytes of a word."""
_NO_KIND = 127
MOST_CANDIDATES = 50
"""Candidates of one record; those it shares the rarest keys with come first, of equal ones those with lower ids."""
TELLING = (0, *(round(1000 * log2((MOST_RECORDS + 1) / records)) for records in range(1, MOST_RECORDS + 1)))
"""How much a key tells that so many records share, in thousandths of a bit."""


LISTED = "listed"
"""The word of entries of lists, which no key has."""


def token(key: str) -> str:
    """Return the word that stands for a key: its kind, and its digest. A model may have dropped kinds that are gone."""
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=_BYTES)
    return f"{KINDS.get(key.partition(':')[0], _NO_KIND):02x}{digest.hexdigest()}"


def worded(made: Iterable[str], *, listed: bool) -> str:
    """Return the words of candidate keys, apart by blanks; entries of lists have one more, to be found by."""
    words = [*map(token, made)]
    return " ".join([*words, LISTED] if listed else words)


def words_of(evidence: "Evidence") -> str:
    """Return the words of the candidate keys of a record."""
    return worded(keys(evidence), listed=evidence.listed)


def ranked(own: Iterable[str], found: Sequence[tuple[str, str]]) -> list[str]:
    """Return the records that a record of these words is compared with, of those found, each with its words.

    A word that too many of them share counts for nothing; of the others each counts by how few do.
    """
    asked = set(own)
    shared = {id_: asked.intersection(words.split()) for id_, words in found}
    common = Counter(word for words in shared.values() for word in words)
    telling = {word: TELLING[count + 1] for word, count in common.items() if count < MOST_RECORDS}
    counts = {id_: sum(telling.get(word, 0) for word in words) for id_, words in shared.items()}
    best = sorted((-count, id_) for id_, count in counts.items() if count)
    return [id_ for _, id_ in best[:MOST_CANDIDATES]]
