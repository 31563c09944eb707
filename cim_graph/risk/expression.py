"""Expressions of schemes, in CEL (decision 0007): compiled once, worked out once for each combination of values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Final

import cel
import numpy as np

from cim_graph.access.rights import Special
from cim_graph.kernel.errors import BadInputError
from cim_graph.risk.facts import EMPTY, FULL, Codes, Facts
from cim_graph.risk.giveaway import given_away
from cim_graph.risk.refusal import shown
from cim_graph.risk.wording import Loop, Words, loops, words

FUNCTIONS: Final = ("contains", "double", "endsWith", "int", "size", "startsWith", "string")
"""What may be called; patterns of `matches` may take milliseconds to read, and are read anew for each value."""
MOST_WORK: Final = 1_000_000
"""Words that may be gone through for one party, each as often as macros repeat it: some 50 ms at most."""
_SHOWN: Final = 300


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nothing came out for a party, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression, the facts that it refers to, what its macros run over, what it gives away."""

    text: str
    program: cel.Program
    names: tuple[str, ...]
    kinds: tuple[type, ...]
    length: int
    loops: tuple[Loop, ...]
    gives_away: frozenset[Special]

    def over(self, facts: Facts) -> tuple[Codes, Sequence[Any]]:
        """Return, of each party, the place of what comes out, and what comes out of each combination."""
        size = len(next(iter(facts.values())).codes)
        keys = np.zeros(size, dtype=np.int64)
        for name in self.names:
            keys = np.unique(keys, return_inverse=True)[1] * len(facts[name].values) + facts[name].codes
        _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
        return codes, [self._of(facts, place) for place in first.tolist()]

    def _of(self, facts: Facts, place: int) -> Any:  # noqa: ANN401 (whatever comes out)
        return self.answer({name: facts[name].values[facts[name].codes[place]] for name in self.names})

    def answer(self, party: Mapping[str, Any]) -> Any:  # noqa: ANN401 (whatever comes out)
        """Return what comes out for one party, or why nothing does: one party must not fail those beside it."""
        if self.length * self._steps(party) > MOST_WORK:
            return Unanswered("the party has too many values to go through")
        try:
            found = self.program.execute({name: party[name] for name in self.names})
        except Exception as error:  # noqa: BLE001 (whatever CEL makes of the values of a party)
            return Unanswered(_short(error))
        if type(found) not in self.kinds or _is_mixed(found):
            return Unanswered(f"it gives {type(found).__name__} here, and has to give {_wanted(self.kinds)}")
        return found

    def _steps(self, party: Mapping[str, Any]) -> int:
        return 1 + sum(
            prod(one if isinstance(one, int) else len(party.get(one, ())) for one in loop.ranges) for loop in self.loops
        )


def expression(text: str, where: str, kinds: tuple[type, ...]) -> Expression:
    """Compile an expression, and try it on a party of which all is known and one of which nothing is.

    Raises BadInputError, naming the place, for what is no CEL, refers to what is no fact, gives another type, calls
    what may not be called, or could take long.
    """
    try:
        program = cel.compile(text)
        of = words(text)
        made = _made(text, program, of, kinds)
    except ValueError as error:
        raise BadInputError(f"{where}: {_short(error)}") from None
    except BadInputError as error:
        raise BadInputError(f"{where}: {error}") from None
    for party in (FULL, EMPTY):
        if isinstance(found := made.answer(dict(party)), Unanswered):
            known = ", ".join(FULL)
            raise BadInputError(f"{where}: {shown(text)}: {found.reason} (what may be referred to: {known})")
    return made


def _made(text: str, program: cel.Program, of: Words, kinds: tuple[type, ...]) -> Expression:
    called = sorted(name for name in program.functions() if name[0].isalpha() and name not in FUNCTIONS)
    if called:
        raise BadInputError(f"{called[0]!r} may not be called; take one of {', '.join(FUNCTIONS)}")
    names = tuple(name for name in program.variables() if name in FULL)
    return Expression(text, program, names, kinds, len(of), loops(of), given_away(of, names))


def _is_mixed(found: object) -> bool:
    return isinstance(found, list) and not all(isinstance(one, str) for one in found)


def _wanted(kinds: tuple[type, ...]) -> str:
    return " or ".join("texts in a list" if kind is list else kind.__name__ for kind in kinds)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:_SHOWN] or type(error).__name__
