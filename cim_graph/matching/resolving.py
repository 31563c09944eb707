"""Records find their party: compared with what is stored, linked, and their parties formed anew."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Empty, Found, Ids, Write
from cim_graph.matching.forming import Cause, Formed
from cim_graph.matching.linking import hold, link
from cim_graph.matching.matcher import Division, Matcher, keyed
from cim_graph.matching.model.rules import DECISIONS, SAME
from cim_graph.matching.regrouping import regroup

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.relationships.drawing import Rules

TURN = Write("matching/turn", Empty, Empty)
UNLINK = Write("matching/unlink", Ids, Found)


async def resolve(transaction: "Transaction", records: Sequence[str], matcher: Matcher, rules: "Rules") -> Formed:
    """Compare records that came, or changed, with all that are stored, and form the parties around them."""
    if not records:
        return Formed()
    await transaction.run(TURN(Empty()))
    came = await keyed(transaction.run, records)
    matches = await matcher.matches(transaction.run, list(came.values()))
    before = {row.id for row in await transaction.run(UNLINK(Ids(sorted(records))))}
    await link(transaction, records, matches, matcher.model.version)
    if not before and all(match.decision != DECISIONS[SAME] for match in matches):
        # Nobody is of one party with these, and nobody was: at most a steward has something to say.
        if matches:
            await hold(transaction, Division([[id_] for id_ in records], {}))
        return Formed()
    return await regroup(transaction, {*records, *before}, matcher, _cause(matcher), rules)


async def release(transaction: "Transaction", records: Sequence[str], matcher: Matcher, rules: "Rules") -> Formed:
    """Form the parties around records that were taken back: what only they held together falls apart."""
    before = {row.id for row in await transaction.run(UNLINK(Ids(sorted(records))))}
    return await regroup(transaction, {*records, *before}, matcher, _cause(matcher), rules)


def _cause(matcher: Matcher) -> Cause:
    return Cause("matching", f"model {matcher.model.version}")
