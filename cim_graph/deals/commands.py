"""What is done about deals: that one was checked is told, and one that needs a look is allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from cim_graph.access.rights import Special
from cim_graph.commands.model import Context, Event, Outcome
from cim_graph.deals.model import Deal, Decision
from cim_graph.deals.store import ALLOW, Allowing
from cim_graph.kernel.errors import ConflictError, NotFoundError
from cim_graph.kernel.ids import Kind, same_name, sequence_id
from cim_graph.matching.judging import reasoned

if TYPE_CHECKING:
    from cim_graph.deals.rules import Rules
    from cim_graph.kernel.ranks import Rank

CHECKED: Final = "deal.checked"
ALLOWED: Final = "deal.allowed"


@dataclass(frozen=True, slots=True)
class RecordDeal:
    """A deal was checked, and came to something; `versions` are those of its parties."""

    deal: Deal
    decision: Decision
    versions: Mapping[str, int]
    name: str = field(default="checkDeal", init=False)

    def answer_type(self) -> type[None]:
        """Return the class of the answer: there is none."""
        return type(None)


@dataclass(frozen=True, slots=True)
class AllowDeal:
    """A deal may be done although it needs a look.

    `covers` are the keys of what needed it when somebody who `sees` so much of special category asked for it.
    """

    deal: Deal
    reason: str
    covers: frozenset[str]
    sees: frozenset[Special]
    name: str = field(default="allowDeal", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the id of what allows it."""
        return str


async def record_deal(command: RecordDeal, _: Context) -> Outcome[None]:
    """Tell that a deal was checked, without what would tell of suspicion."""
    told = command.decision.spoken or command.decision
    detail = {
        **_said(command.deal),
        "outcome": told.outcome.value,
        "reasons": [
            {"code": one.code, "outcome": one.outcome.value, "parties": list(one.parties)} for one in told.reasons
        ],
    }
    event = Event(CHECKED, command.versions, detail)
    return Outcome(None, changed=True, about=command.deal.parties, detail=detail, events=[event])


class AllowingDeals:
    """Allows deals for as many days as the rules say."""

    def __init__(self, rules: "Rules", rank: "Rank") -> None:
        self._days = int(rules["allowed_days"])
        self._rank = rank

    async def __call__(self, command: AllowDeal, context: Context) -> Outcome[str]:
        """Allow a deal for what needs a look now, where all of that was known when it was asked for.

        Raises NotFoundError for a party that there is not, BadInputError without a reason, ConflictError where nothing
        has to be allowed, where the deal is blocked, and where more needs a look by now.
        """
        from cim_graph.deals.allowing import needing  # noqa: PLC0415 (SciPy takes long, and few commands check)
        from cim_graph.deals.check import Desk  # noqa: PLC0415 (as above)

        desk = Desk(context.transaction.within(), self._rank, command.sees)
        covers = await needing(desk, command.deal)
        if not covers <= command.covers:
            raise ConflictError("more needs a look by now than when this was asked for; check the deal and ask anew")
        until = (date.fromisoformat(context.at[:10]) + timedelta(self._days)).isoformat()
        kept = {
            **_said(command.deal),
            "id": sequence_id(),
            "reason": reasoned(command.reason),
            "until": until,
            "covers": sorted(covers),
            "by": context.actor.subject,
            "at": context.at,
        }
        del kept["parties"]
        told = {name: value for name, value in kept.items() if name != "covers"}
        records = [same_name(id_, Kind.RECORD) for id_ in command.deal.parties]
        touched = await context.transaction.run(ALLOW(Allowing(kept, records)))
        if len(touched) < len(records):
            raise NotFoundError("one of the parties is not there; take ids that `search` gives")
        parties = {row.id: row.version for row in touched}
        event = Event(ALLOWED, parties, {**_said(command.deal), "until": until})
        return Outcome(kept["id"], changed=True, about=list(parties), detail=told, events=[event])


def _said(deal: Deal) -> dict[str, Any]:
    return {
        "parties": list(deal.parties),
        "product": deal.product,
        "amount": f"{deal.amount:f}",
        "currency": deal.currency,
    }
