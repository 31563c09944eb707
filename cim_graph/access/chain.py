"""The chain that seals the trail, and the proof of it, with nothing but the standard library.

An export is text, a line for each entry, in order: its number, its seal, the digest of its text, and the text itself,
apart by tabs. The digest is SHA-256 of the text, the seal SHA-256 of the seal before, the number and the digest, apart
by tabs. The first line says after which entry the export begins, the last one where it ends. An entry whose personal
values were erased by law keeps its digest and has `-` in place of its text.

`python chain.py FILE` proves an export where the product is not installed.
"""

import gzip
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

BEGIN = "#cim-audit"
END = "#end"
ERASED = "-"
FIRST = "0" * 64
"""What stands for the seal before the first entry."""


class BrokenChainError(Exception):
    """The first entry that does not fit, and why."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"entry {number}: {reason}")
        self.number = number
        self.reason = reason


@dataclass(frozen=True)
class Proof:
    """What was proven: how many entries, after which one, and the last with its seal; `erased`: without a text."""

    entries: int
    after: int
    last: int
    seal: str
    erased: int


def digest_of(text: str) -> str:
    """Return the digest of an entry's text."""
    return sha256(text.encode()).hexdigest()


def seal_of(previous: str, number: int, digest: str) -> str:
    """Return the seal of an entry."""
    return sha256(f"{previous}\t{number}\t{digest}".encode()).hexdigest()


def begin(after: int, seal: str) -> str:
    """Return the first line of an export."""
    return f"{BEGIN}\t1\t{after}\t{seal}\n"


def line(number: int, seal: str, digest: str, text: str) -> str:
    """Return the line of an entry."""
    return f"{number}\t{seal}\t{digest}\t{text}\n"


def end(number: int, seal: str) -> str:
    """Return the last line of an export."""
    return f"{END}\t{number}\t{seal}\n"


def prove(lines: Iterable[str]) -> Proof:
    """Prove an export; BrokenChainError names the first entry that does not fit."""
    rest = iter(lines)
    after, seal = _beginning(next(rest, ""))
    number, erased = after, 0
    for text in rest:
        if text.startswith(END):
            _check_end(text, number, seal, rest)
            return Proof(number - after, after, number, seal, erased)
        number += 1
        seal, was_erased = _proven(text, number, seal)
        erased += was_erased
    raise BrokenChainError(number + 1, "the export ends before its last line; ask for it again")


def _beginning(text: str) -> tuple[int, str]:
    parts = text.rstrip("\n").split("\t")
    if len(parts) != 4 or parts[:2] != [BEGIN, "1"] or not parts[2].isdecimal():  # noqa: PLR2004 (its parts)
        raise BrokenChainError(0, "this is no export of a trail: its first line is missing")
    return int(parts[2]), parts[3]


def _proven(text: str, number: int, previous: str) -> tuple[str, bool]:
    parts = text.rstrip("\n").split("\t", 3)
    if len(parts) != 4:  # noqa: PLR2004 (its parts)
        raise BrokenChainError(number, "the line has not the four parts of an entry")
    said, seal, digest, content = parts
    if said != str(number):
        raise BrokenChainError(number, f"entry {said[:20]} stands in its place: one is missing, or was put in")
    if content != ERASED and digest_of(content) != digest:
        raise BrokenChainError(number, "its text was changed")
    if seal_of(previous, number, digest) != seal:
        raise BrokenChainError(number, "its seal does not follow from the one before")
    return seal, content == ERASED


def _check_end(text: str, number: int, seal: str, rest: Iterator[str]) -> None:
    if text.rstrip("\n").split("\t")[1:] != [str(number), seal]:
        raise BrokenChainError(number + 1, "the last line names another end: entries are missing")
    if next(rest, None) is not None:
        raise BrokenChainError(number + 1, "something follows the last line")


def lines_of(path: Path) -> Iterator[str]:
    """Yield the lines of an export, packed or not."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        for each in file:
            yield each.decode()


if __name__ == "__main__":
    try:
        proof = prove(lines_of(Path(sys.argv[1])))
    except (BrokenChainError, OSError, UnicodeDecodeError, IndexError) as error:
        sys.exit(f"NOT PROVEN: {error}")
    sys.stdout.write(f"{proof.entries} entries fit; the last is {proof.last}, sealed {proof.seal}\n")
