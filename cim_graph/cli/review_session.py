"""A steward at work on a terminal: a pair, a key, the next pair."""

from collections import Counter
from dataclasses import dataclass, field

from rich.console import Console

from cim_graph.cli.keys import Keys
from cim_graph.cli.review_screen import help_table, show
from cim_graph.kernel.errors import BadInputError, ConflictError, NotFoundError, ProposedError
from cim_graph.matching.desk import Case, Desk

UNDONE = "undone in review"
"""Why a word is withdrawn that a steward undoes."""

_WORDS = {"s": True, "d": False}
_QUIT = ("q", "")


@dataclass(slots=True)
class Session:
    """Shows pairs and does what keys ask for; `reason` is that of words for which none was typed."""

    desk: Desk
    keys: Keys
    console: Console
    reason: str
    _counted: Counter[str] = field(default_factory=Counter)

    async def work(self) -> None:
        """Go through the pairs that wait until there is none left, or the steward quits; then tell what was done."""
        self.console.print("Reading the queue")
        case = await self.desk.next()
        while (case is not None or self._counted["judged"]) and await self._pair(case):
            case = await self.desk.next()
        counted, waiting = self._counted, await self.desk.waiting()
        told = [f"{counted['judged']:,} judged"]
        told += [f"{counted['proposed']:,} proposed"] if counted["proposed"] else []
        self.console.print(f"{', '.join(told)}, {counted['skipped']:,} left for later, {waiting:,} waiting")

    async def _pair(self, case: Case | None) -> bool:
        """Do what keys ask for until another pair is to be shown; answer whether the steward goes on."""
        typed = ""
        await self._show(case, typed)
        while (key := self.keys.read()) not in _QUIT:
            if key in _WORDS and case is not None:
                typed = typed or self.reason or self._typed_reason()
                if not typed:
                    self.console.print("no word was given: it needs a reason")
                elif await self._judged(case, typed, same=_WORDS[key]):
                    return True
            elif key == "n" and case is not None:
                self._counted["skipped"] += 1
                return True
            elif key == "u":
                if await self._undone(case):
                    return True
            elif key == "r" and case is not None:
                typed = self._typed_reason() or typed
                await self._show(case, typed)
            elif key == "?":
                self.console.print(help_table())
        return False

    async def _show(self, case: Case | None, typed: str) -> None:
        waiting = await self.desk.waiting()
        self.keys.forget()
        if case is None:
            self.console.print("nothing else waits: u undoes the last word, q quits")
        else:
            show(self.console, case, waiting, typed or self.reason)

    def _typed_reason(self) -> str:
        return self.keys.line("reason: ")

    async def _judged(self, case: Case, reason: str, *, same: bool) -> bool:
        try:
            word = await self.desk.judge(case, reason, same=same)
        except ProposedError as proposed:
            self.console.print(str(proposed), markup=False)
            self._counted["proposed"] += 1
            return True
        except (BadInputError, ConflictError, NotFoundError) as error:
            self.console.print(f"not judged: {error}", markup=False)
            return False
        if word is not None:
            told = "the same" if word.same else "different"
            self.console.print(f"{word.by} has judged them {told} meanwhile: {word.reason}", markup=False)
            return True
        self._counted["judged"] += 1
        self.console.print(f"judged {'the same' if same else 'different'}: {reason}", markup=False)
        return True

    async def _undone(self, case: Case | None) -> bool:
        try:
            if not await self.desk.undo(case, UNDONE):
                self.console.print("there is no word to undo")
                return False
        except NotFoundError:
            self.console.print("somebody has withdrawn that word meanwhile")
            return False
        except (ConflictError, ProposedError) as error:
            self.console.print(str(error), markup=False)
            return False
        self._counted["judged"] -= 1
        self.console.print("undone")
        return True
