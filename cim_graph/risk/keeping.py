"""What is done to keep assessments: they are added where they say something new, and who renews says how far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from cim_graph.commands.model import Context, Event, Outcome
from cim_graph.graph.statement import Empty, Read, Write
from cim_graph.kernel.ids import Kind, same_name
from cim_graph.risk.commands import EVENT, LOCK, Turn

if TYPE_CHECKING:
    from cim_graph.risk.dossier import Dossier

RENEWAL: Final = "risk/renewal"
KEEPING: Final = "risk/keeping"


@dataclass(frozen=True, slots=True)
class Written:
    """How many assessments said something new, and how many of these were told as events."""

    kept: int
    told: int


@dataclass(frozen=True, slots=True)
class KeepAssessments:
    """Assessments that were worked out from what was so at a moment; `first`: tell of a first one of a party, too."""

    scheme: str
    since: str
    dossiers: Sequence["Dossier"]
    first: bool
    left: int = 0
    """Parties that the same changes may concern and that were not looked at."""
    name: str = field(default="keepAssessments", init=False)

    def answer_type(self) -> type[Written]:
        """Return the class of the answer."""
        return Written


@dataclass(frozen=True, slots=True)
class BeginRenewal:
    """From now on assessments are renewed by what happens."""

    name: str = field(default="beginRiskRenewal", init=False)

    def answer_type(self) -> type[bool]:
        """Return the class of the answer, which says nothing more."""
        return bool


@dataclass(frozen=True, slots=True)
class EndPass:
    """The whole base was assessed on a day."""

    day: str
    name: str = field(default="endRiskPass", init=False)

    def answer_type(self) -> type[bool]:
        """Return the class of the answer, which says nothing more."""
        return bool


@dataclass(frozen=True, slots=True)
class HoldRenewal:
    """One process renews, up to a number of events, and goes on for so long; `owed`: whether a whole pass has to come.

    0 milliseconds let go. Without a word on what is owed, that stays.
    """

    holder: str
    place: int
    milliseconds: int
    owed: bool | None = None
    name: str = field(default="holdRiskRenewal", init=False)

    def answer_type(self) -> type[list["Standing"]]:
        """Return the class of the answer: how things stand, or nothing where another process renews."""
        return list


@dataclass(frozen=True, slots=True)
class Keeping:
    """Assessments by the records that name their parties, under a scheme, from what was so at a moment."""

    rows: list[dict[str, Any]]
    scheme: str
    since: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """What stood before one that was kept, by its place; nothing where none did."""

    number: int
    word: str | None
    score: float | None
    suspicion: bool


@dataclass(frozen=True, slots=True)
class Holding:
    """Who renews, how far it came, for how long it goes on, and whether a whole pass is owed."""

    turn: str
    holder: str
    place: int
    milliseconds: int
    owed: bool | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The number of the last event by which assessments were renewed, and whether a whole pass is owed."""

    place: int
    owed: bool


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks."""

    turn: str
    holder: str


@dataclass(frozen=True, slots=True)
class Behind:
    """How far renewal came, the last event that there is, what is owed; `mine`: whether nobody else renews.

    `passed` is the day of the last pass over the base, empty where none came to its end.
    """

    place: int
    last: int
    owed: bool
    passed: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Passed:
    """A day on which the whole base was assessed."""

    turn: str
    day: str


KEEP = Write("risk/keep", Keeping, Replaced)
BEGIN = Write("risk/begin_renewal", Turn, Empty)
END = Write("risk/end_pass", Passed, Empty)
HOLD = Write("risk/hold_renewal", Holding, Standing)
BEHIND = Read("risk/renewal", Looking, Behind)


async def keep_assessments(command: KeepAssessments, context: Context) -> Outcome[Written]:
    """Keep what says something new, and tell it; of what suspicion has a part in nothing is told (no tipping off)."""
    await context.transaction.run(LOCK(Turn(KEEPING)))
    rows = [
        {"number": number, "record": same_name(one.party, Kind.RECORD), "assessment": dict(one.properties)}
        for number, one in enumerate(command.dossiers)
    ]
    replaced = await context.transaction.run(KEEP(Keeping(rows, command.scheme, command.since)))
    events = [
        _told(command.dossiers[row.number], row)
        for row in replaced
        if (command.first or row.word is not None)
        and not (row.suspicion or command.dossiers[row.number].properties["suspicion"])
    ]
    told = Written(len(replaced), len(events))
    detail = {"scheme": command.scheme, "kept": told.kept, "told": told.told, "left": command.left}
    about = [command.dossiers[row.number].party for row in replaced]
    return Outcome(told, changed=bool(replaced), detail=detail, about=about, events=events)


def _told(kept: "Dossier", before: Replaced) -> Event:
    said, cause = kept.properties, kept.cause
    detail = {
        "scheme": said["scheme"],
        "assessment": said["id"],
        "from": before.word,
        "to": said["class"],
        "before": before.score,
        "score": said["score"],
        "reason": cause.reason,
        "event": cause.event,
        "path": list(cause.path),
    }
    return Event(EVENT, {kept.party: 0}, detail)


async def begin_renewal(command: BeginRenewal, context: Context) -> Outcome[bool]:  # noqa: ARG001 (as handlers are called)
    """Begin where events have come to; nothing changes where that was done before."""
    await context.transaction.run(LOCK(Turn(RENEWAL)))
    await context.transaction.run(BEGIN(Turn(RENEWAL)))
    return Outcome(answer=True, changed=False)


async def end_pass(command: EndPass, context: Context) -> Outcome[bool]:
    """Note the day."""
    await context.transaction.run(END(Passed(RENEWAL, command.day)))
    return Outcome(answer=True, changed=False)


async def hold_renewal(command: HoldRenewal, context: Context) -> Outcome[list[Standing]]:
    """Keep how far it came. The trail keeps nothing of it: it would be renewed by that, too."""
    await context.transaction.run(LOCK(Turn(RENEWAL)))
    holding = Holding(RENEWAL, command.holder, command.place, command.milliseconds, command.owed)
    return Outcome(await context.transaction.run(HOLD(holding)), changed=False)
