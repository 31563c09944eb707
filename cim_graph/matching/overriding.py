"""A steward pins a golden value: it outlives every load, and is told where the record it corrects has changed."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from cim_graph.commands.model import Context, Outcome
from cim_graph.graph.statement import Ids
from cim_graph.kernel.errors import BadInputError, NotFoundError
from cim_graph.kernel.ids import Kind, kind_of, name_digest, same_name, sequence_id
from cim_graph.matching.forming import Cause, event, standings_of, tell
from cim_graph.matching.judging import Verdict, reasoned
from cim_graph.matching.model.formation import Change, LineageKind, Standing, oldest_first
from cim_graph.matching.sides import SIDES, Side
from cim_graph.matching.turns import turn
from cim_graph.parties.landing import Said, form
from cim_graph.parties.pins import PIN, Pin, pinnable, pins
from cim_graph.parties.survivorship import Standing as Weighed
from cim_graph.parties.survivorship import survivor
from cim_graph.records.parse import parse
from cim_graph.relationships.drawing import Rules
from cim_graph.relationships.ends import lock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cim_graph.kernel.ranks import Rank
    from cim_graph.records.format import PartyRecord


@dataclass(frozen=True, slots=True)
class OverrideField:
    """A golden field of a party is to have a value, whatever its records say; nothing takes back what is pinned."""

    party: str
    golden: str
    value: object
    reason: str
    name: str = field(default="overrideField", init=False)

    def answer_type(self) -> type[Verdict]:
        """Return the class of the answer."""
        return Verdict


class Overriding:
    """Pins values."""

    def __init__(self, rank: "Rank") -> None:
        self._rank = rank

    async def __call__(self, command: OverrideField, context: Context) -> Outcome[Verdict]:
        """Pin a value and compute the party again.

        It is tied to the record that the value comes from which it corrects, or to the oldest of the party. Raises
        NotFoundError for a party that there is not, BadInputError for what cannot be pinned.
        """
        reason = reasoned(command.reason)
        transaction = context.transaction
        rules = await turn(transaction, Rules(context.at[:10], context.at, self._rank))
        versions: dict[str, int] = {}
        side = await self._side(command.party, context)
        await lock(transaction, side.records, versions)
        side = await self._side(command.party, context)
        records = oldest_first((await standings_of(transaction, side.records)).values())
        value = pinnable(command.golden, command.value, side.kind, rules.day)
        stands = (await pins(transaction, side.records[:1])).get(side.records[0], {})
        if value is None and command.golden not in stands:
            return Outcome(Verdict("", [side.party]), changed=False)
        corrected, given = self._corrected(command.golden, records)
        before = stands.get(command.golden, given)
        pin = {
            "id": Kind.OVERRIDE + name_digest(sequence_id()),
            "field": command.golden,
            "value": value,
            "by": context.actor.subject,
            "at": rules.at,
            "reason": reason,
        }
        await transaction.run(PIN(Pin(corrected.id, pin)))
        said = Said(records[0].id, [(record.payload, record.received_at) for record in records])
        versions |= await form(transaction, [said], self._rank)
        change = Change(LineageKind.OVERRIDDEN, (records[0].party,), ())
        cause = Cause(context.actor.subject, f"{command.golden}: {reason}")
        await tell(transaction, [change], cause, rules.at)
        return Outcome(
            Verdict("", [records[0].party]),
            changed=True,
            parties=versions,
            detail={"party": records[0].party, "record": corrected.id, "before": before, **pin},
            events=[event(change, versions, cause)],
        )

    @staticmethod
    async def _side(party: str, context: Context) -> Side:
        asked = same_name(party, Kind.RECORD) if kind_of(party) is Kind.PARTY else ""
        found = await context.transaction.run(SIDES(Ids([asked])))
        if not found:
            raise NotFoundError(f"there is no party {party[:40]!r}; take an id that `search` or `parties` gives")
        if not found[0].records:
            raise BadInputError(f"all records of the party {party} were taken back; there is nothing to correct")
        return found[0]

    def _corrected(self, name: str, records: "Sequence[Standing]") -> "tuple[Standing, str | None]":
        """Return the record that is corrected, and the value that it gives."""
        weighed = [
            Weighed(cast("PartyRecord", parse(record.payload).record), self._rank(record.source), record.received_at)
            for record in records
        ]
        best = survivor(name, weighed, self._rank)
        return (records[0], None) if best is None else (records[weighed.index(best.standing)], best.value)
