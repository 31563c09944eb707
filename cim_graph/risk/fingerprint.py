"""Whether two assessments say the same, told by one number each: the same for one party and, in columns, for many."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cim_graph.risk.assessment import Result

Prints = NDArray[np.uint64]
_DIGITS: Final = 1e4
_FINE: Final = 1e6
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)


def of_texts(texts: Iterable[str]) -> Prints:
    """Return a number for each text."""
    digests = (blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest() for text in texts)
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


def of_results(results: Sequence[Result]) -> str:
    """Return what counts of results; what is said of how far was looked does not."""
    return repr([(one.code, one.value, round(one.points, 4)) for one in results])


def of_arrivals(party: NDArray[np.int64], origin: Prints, strength: NDArray[np.float64], size: int) -> Prints:
    """Return, for each of so many parties, a number of what arrived; the order in which it is told does not count."""
    single = _mixed(origin + np.round(strength * _FINE).astype(np.uint64))
    together = np.zeros(size, dtype=np.uint64)
    np.add.at(together, party, single)
    return together


def of_class(word: str, by_hand: str = "") -> str:
    """Return what counts of a class, and of one that was set by hand."""
    return f"{word}/{by_hand}"


def joined(results: Prints, score: NDArray[np.float64], word: Prints, arrivals: Prints) -> NDArray[np.int64]:
    """Return a number for each party: of results, score, class and what arrived."""
    whole = np.round(score * _DIGITS).astype(np.uint64)
    return _mixed(_mixed(_mixed(results + whole) + word) + arrivals).view(np.int64)


def _mixed(value: Prints) -> Prints:
    """Spread numbers evenly: the finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    with np.errstate(over="ignore"):
        value = value + _STEP
        value = (value ^ (value >> np.uint64(30))) * _FIRST
        value = (value ^ (value >> np.uint64(27))) * _SECOND
        return value ^ (value >> np.uint64(31))
