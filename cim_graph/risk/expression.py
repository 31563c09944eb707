"""Expressions of schemes, in CEL (decision 0007): compiled once, worked out once for each combination of values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cel
import numpy as np

from cim_graph.kernel.errors import BadInputError
from cim_graph.risk.facts import EMPTY, FULL, Codes, Facts


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression, and the facts that it refers to."""

    text: str
    program: cel.Program
    names: tuple[str, ...]

    def over(self, facts: Facts) -> tuple[Codes, Sequence[Any]]:
        """Return, of each party, the place of what comes out, and what comes out of each combination."""
        size = len(next(iter(facts.values())).codes)
        keys = np.zeros(size, dtype=np.int64)
        for name in self.names:
            keys = np.unique(keys, return_inverse=True)[1] * len(facts[name].values) + facts[name].codes
        _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
        return codes, [self._of(facts, place) for place in first.tolist()]

    def _of(self, facts: Facts, place: int) -> Any:  # noqa: ANN401 (whatever comes out)
        return self.worked_out({name: facts[name].values[facts[name].codes[place]] for name in self.names})

    def worked_out(self, party: dict[str, Any]) -> Any:  # noqa: ANN401 (whatever comes out)
        """Return what comes out for one party; raise BadInputError where nothing can."""
        try:
            return self.program.execute(party)
        except (RuntimeError, TypeError, ValueError) as error:
            text = str(error).splitlines()[0]
            raise BadInputError(f"{self.text!r} cannot be worked out: {text}; correct the scheme") from None


def expression(text: str, where: str, kinds: tuple[type, ...]) -> Expression:
    """Compile an expression, and try it on a party of which all is known and one of which nothing is.

    Raises BadInputError, naming the place, for what is no CEL, refers to what is no fact, or gives another type.
    """
    try:
        program = cel.compile(text)
    except ValueError as error:
        raise BadInputError(f"{where}: {_short(error)}") from None
    made = Expression(text, program, tuple(name for name in program.variables() if name in FULL))
    for party in (FULL, EMPTY):
        try:
            found = made.worked_out(dict(party))
        except BadInputError as error:
            known = ", ".join(FULL)
            raise BadInputError(f"{where}: {error} (what may be referred to: {known})") from None
        if type(found) not in kinds:
            wanted = " or ".join(kind.__name__ for kind in kinds)
            raise BadInputError(f"{where}: {text!r} gives {type(found).__name__}, and has to give {wanted}")
    return made


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
