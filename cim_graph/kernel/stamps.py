"""Which batch wrote what: every change of what a source says is stamped with it, so that it can be taken back by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

TAKEN_BACK = "-"
NOBODY = "-"
"""Stands for the batch of what came before batches were kept."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a batch found when it changed something.

    `before` is the version that was known, with `-` behind it where it had been taken back, and empty where there was
    nothing. `writers` are the batches that left it just so, with blanks between them: the one whose work it was, and
    those that have brought it back since. `was` and `now` are digests of what was said and what is said now, empty
    where nothing was, or is.
    """

    id: str
    before: str
    writers: str
    was: str = ""
    now: str = ""

    @property
    def version(self) -> int | None:
        """The version that was found."""
        number = self.before.removesuffix(TAKEN_BACK)
        return int(number) if number else None

    @property
    def stood(self) -> bool:
        """Whether what was found stood."""
        return bool(self.before) and not self.before.endswith(TAKEN_BACK)

    def into(self, digest: str) -> "Change":
        """Return the same with the digest of what is said now."""
        return replace(self, now=digest)

    def left_by(self, batch: str) -> bool:
        """Whether a batch left just this."""
        return batch in self.writers.split()


@dataclass(frozen=True, slots=True)
class Stamp:
    """The batch that writes; of what it restores, the batches that left it just so, by id."""

    batch: str | None = None
    bases: Mapping[str, str] = field(default_factory=dict)

    def on(self, id_: str) -> dict[str, str | None]:
        """Return what a node is stamped with."""
        return {"batch": self.batch, "basis": self.bases.get(id_)}


UNSTAMPED = Stamp()


def writers(batch: str | None, basis: str | None) -> str:
    """Return the batches that left a node just as it is, by its stamp."""
    return " ".join(filter(None, (basis, batch))) or NOBODY


def brought(id_: str) -> Change:
    """Return what is found where there is nothing."""
    return Change(id_, "", NOBODY)


def found(id_: str, version: int | None, writers: str, digest: str | None, *, taken_back: bool) -> Change:
    """Return what is found where there is this version with the digest of what it says, or nothing."""
    before = "" if version is None else f"{version}{TAKEN_BACK if taken_back else ''}"
    return Change(id_, before, writers, "" if taken_back else digest or "")
