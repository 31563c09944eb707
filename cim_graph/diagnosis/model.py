"""What a look at the machine finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cim_graph.kernel.errors import CimError

if TYPE_CHECKING:
    from cim_graph.settings import Settings


class Grade(StrEnum):
    """How bad a finding is."""

    GOOD = "good"
    NOTE = "worth knowing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; the text of what is not good says what to do."""

    grade: Grade
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """One look: its name and how it is done. A CimError that it raises is what is wrong."""

    name: str
    look: Callable[["Settings"], Finding]

    def finding(self, settings: "Settings") -> Finding:
        """Look."""
        try:
            return self.look(settings)
        except CimError as error:
            return wrong(str(error))


def good(text: str) -> Finding:
    """Say that all is well."""
    return Finding(Grade.GOOD, text)


def note(text: str) -> Finding:
    """Say what does no harm by itself."""
    return Finding(Grade.NOTE, text)


def wrong(text: str) -> Finding:
    """Say what has to be mended."""
    return Finding(Grade.WRONG, text)


def worst(findings: Iterable[Finding]) -> Grade:
    """Return the worst grade among findings."""
    order = list(Grade)
    return max((finding.grade for finding in findings), key=order.index, default=Grade.GOOD)
