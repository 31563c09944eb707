"""One statement a level: what the fields of one level want of all their parents is gathered and asked at once."""

from asyncio import Future, get_running_loop, shield
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from cim_graph.profiles.service import level

if TYPE_CHECKING:
    from cim_graph.api.masking import Mask
    from cim_graph.columnar import Turns
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf
    from cim_graph.profiles.convoy import Convoys
    from cim_graph.profiles.model import Answers, Want

Key = tuple["AsOf", str]
"""The moment that is asked about, and the id of what is asked about."""


@dataclass(slots=True, eq=False)
class _Group:
    """What is asked together about one moment, and the answers once they have come."""

    come: "Future[None]"
    wants: "dict[Want, list[str]]" = field(default_factory=lambda: defaultdict(list))
    further: "dict[Want, Sequence[Want]]" = field(default_factory=dict)
    answers: "Answers" = field(default_factory=dict)


class Level:
    """Gathers wants until the event loop has nothing else to do for this level, then asks for all of them.

    What the caller may not see of the answers is masked where they are handed out; of `Part.PARTY` where a party is
    made of a row. What has been asked is kept for the rest of the request.
    """

    def __init__(self, graph: "Graph", rank: "Rank", turns: "Turns", convoys: "Convoys", mask: "Mask") -> None:
        self._graph = graph
        self._mask = mask
        self._rank = rank
        self._turns = turns
        self._convoys = convoys
        self._asked: dict[tuple[AsOf, Want], dict[str, _Group]] = defaultdict(dict)
        self._gathered: dict[AsOf, _Group] = {}

    async def load(self, want: "Want", keys: Iterable[Key]) -> list[Any]:
        """Return the answer to a want at each moment about each id, in their order."""
        asked = list(keys)
        want = self._mask.want(want)
        groups = self._ask(want, asked)
        answers = {}
        for group in dict.fromkeys(groups):
            await shield(group.come)  # others wait for it too
            answers[group] = group.answers[want]
        found = [answers[group][id_] for group, (_, id_) in zip(groups, asked, strict=True)]
        return self._mask.answers(want, [id_ for _, id_ in asked], found)

    def ask(self, want: "Want", keys: Iterable[Key], further: "Sequence[Want]" = ()) -> list[_Group]:
        """Ask together with the next level for what fields further down are going to want; return who answers.

        `further` is wanted of the parties that the answers lead to.
        """
        return self._ask(self._mask.want(want), keys, further)

    def _ask(self, want: "Want", keys: Iterable[Key], further: "Sequence[Want]" = ()) -> list[_Group]:
        """Ask for what was found to tell what the caller may see."""
        groups: list[_Group] = []
        for as_of, run in groupby(keys, itemgetter(0)):
            ids = [id_ for _, id_ in run]
            known = self._asked[as_of, want]
            if new := [id_ for id_ in dict.fromkeys(ids) if id_ not in known]:
                group = self._group(as_of)
                group.wants[want] += new
                if further:
                    group.further[want] = [self._mask.want(one) for one in further]
                known |= dict.fromkeys(new, group)
            groups += map(known.__getitem__, ids)
        return groups

    def _group(self, as_of: "AsOf") -> _Group:
        if as_of not in self._gathered:
            if not self._gathered:
                self._turns.soon(self._answer)
            self._gathered[as_of] = _Group(get_running_loop().create_future())
        return self._gathered[as_of]

    async def _answer(self) -> None:
        groups, self._gathered = self._gathered, {}
        for as_of, group in groups.items():
            try:
                today = self._convoys.today
                group.answers = await level(self._graph, group.wants, as_of, self._rank, group.further, today)
                for want, found in group.answers.items():
                    known = self._asked[as_of, want]
                    known |= dict.fromkeys(found.keys() - known.keys(), group)
                group.come.set_result(None)
            except Exception as error:  # noqa: BLE001 (whatever it is, those who wait have to hear of it)
                group.come.set_exception(error)
                group.come.exception()  # there may be nobody who waits
