"""Commands as callers write them, JSON objects, and as the product does them: one model a command."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from cim_graph.access.rights import Special
from cim_graph.deals.asking import deal
from cim_graph.deals.commands import AllowDeal
from cim_graph.groups.commands import DecideMember, RevokeDecision, checked
from cim_graph.intake.prepare import prepare
from cim_graph.intake.service import SubmitRecords
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.matching.judging import JudgeMatch, SplitParty, WithdrawJudgement, reasoned
from cim_graph.matching.models import ApproveModel
from cim_graph.matching.overriding import OverrideField
from cim_graph.parties.pins import FIELDS
from cim_graph.privacy.commands import EraseParty, HoldParty, LiftRestriction, ReleaseHold
from cim_graph.records.format import Day
from cim_graph.risk.commands import OverrideRisk, PublishScheme
from cim_graph.risk.commands import checked as risk_checked

Wire = dict[str, Any]
MOST_CHANGES: Final = 1000
"""Changes that one proposal may hold: somebody has to look at each."""
SUBMIT: Final = "submitRecords"
UNSAID: Final = frozenset({"command", "covers", "sees", "seen"})
"""Parts of changes that say nothing to who approves: what they are, and what somebody saw who asked for them."""

Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class _Command(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Submit(_Command):
    command: Literal["submitRecords"]
    records: list[Any] = Field(min_length=1)


class _Judge(_Command):
    command: Literal["judgeMatch"]
    left: Id
    right: Id
    same: bool
    reason: Reason


class _Withdraw(_Command):
    command: Literal["withdrawJudgement"]
    id: Id
    reason: Reason


class _Split(_Command):
    command: Literal["splitParty"]
    id: Id
    records: list[Id] = Field(min_length=1)
    reason: Reason


class _Override(_Command):
    command: Literal["overrideField"]
    party: Id
    field: str
    value: Any
    reason: Reason


class _Decide(_Command):
    command: Literal["decideGroupMember"]
    kind: Literal["CONNECTED_CLIENTS", "CORPORATE", "HOUSEHOLD", "RELATED_TO_INSTITUTION"] = "CONNECTED_CLIENTS"
    party: Id
    anchor: Id
    included: bool
    reason: Reason
    until: str | None = None


class _Revoke(_Command):
    command: Literal["revokeGroupDecision"]
    id: Id


class _Approve(_Command):
    command: Literal["approveModel"]
    version: Id


class _Erase(_Command):
    command: Literal["eraseParty"]
    party: Id
    reason: Reason


class _Lift(_Command):
    command: Literal["liftRestriction"]
    party: Id
    reason: Reason


class _Hold(_Command):
    command: Literal["holdParty"]
    party: Id
    reason: Reason
    until: Day | None = None


class _Release(_Command):
    command: Literal["releaseHold"]
    party: Id
    reason: Reason


class _Publish(_Command):
    command: Literal["publishRiskScheme"]
    id: Id


class _OverrideRisk(_Command):
    command: Literal["overrideRisk"]
    party: Id
    word: str = Field(alias="class")
    reason: Reason
    until: str
    scheme: str = "aml"


class _AllowDeal(_Command):
    command: Literal["allowDeal"]
    parties: list[Id] = Field(min_length=1)
    product: str
    amount: str
    currency: str
    reason: Reason


_ANY: Final[TypeAdapter[_Command]] = TypeAdapter(
    Annotated[
        _Submit
        | _Judge
        | _Withdraw
        | _Split
        | _Override
        | _Decide
        | _Revoke
        | _Approve
        | _Erase
        | _Lift
        | _Hold
        | _Release
        | _Publish
        | _OverrideRisk
        | _AllowDeal,
        Field(discriminator="command"),
    ]
)


@dataclass(frozen=True, slots=True)
class Form:
    """How one command is read from JSON and written as JSON."""

    read: Callable[[Wire], Any]
    write: Callable[[Any], Wire]


_OF_PARTIES: Final[Mapping[type, str]] = {
    EraseParty: "eraseParty",
    LiftRestriction: "liftRestriction",
    ReleaseHold: "releaseHold",
}


def _of_party(command: Callable[[str, str], Any]) -> Form:
    """Return the form of a command that names a party and a reason."""
    return Form(
        lambda wire: command(wire["party"], reasoned(wire["reason"])),
        lambda one: {"party": one.party, "reason": one.reason},
    )


FORMS: Final[Mapping[type, tuple[str, Form]]] = {
    JudgeMatch: (
        "judgeMatch",
        Form(
            lambda wire: JudgeMatch(wire["left"], wire["right"], wire["same"], reasoned(wire["reason"])),
            lambda one: {"left": one.left, "right": one.right, "same": one.same, "reason": one.reason},
        ),
    ),
    WithdrawJudgement: (
        "withdrawJudgement",
        Form(
            lambda wire: WithdrawJudgement(wire["id"], reasoned(wire["reason"])),
            lambda one: {"id": one.id, "reason": one.reason},
        ),
    ),
    SplitParty: (
        "splitParty",
        Form(
            lambda wire: SplitParty(wire["id"], tuple(wire["records"]), reasoned(wire["reason"])),
            lambda one: {"id": one.id, "records": list(one.records), "reason": one.reason},
        ),
    ),
    OverrideField: (
        "overrideField",
        Form(
            lambda wire: OverrideField(wire["party"], wire["field"], wire["value"], reasoned(wire["reason"])),
            lambda one: {"party": one.party, "field": one.golden, "value": one.value, "reason": one.reason},
        ),
    ),
    DecideMember: (
        "decideGroupMember",
        Form(
            lambda wire: checked(
                DecideMember(
                    GroupKind(wire["kind"]),
                    wire["party"],
                    wire["anchor"],
                    wire["included"],
                    reasoned(wire["reason"]),
                    wire["until"],
                )
            ),
            lambda one: {
                "kind": one.kind.value,
                "party": one.party,
                "anchor": one.anchor,
                "included": one.included,
                "reason": one.reason,
                "until": one.until,
            },
        ),
    ),
    RevokeDecision: (
        "revokeGroupDecision",
        Form(lambda wire: RevokeDecision(wire["id"]), lambda one: {"id": one.id}),
    ),
    ApproveModel: (
        "approveModel",
        Form(lambda wire: ApproveModel(wire["version"]), lambda one: {"version": one.version}),
    ),
    HoldParty: (
        "holdParty",
        Form(
            lambda wire: HoldParty(wire["party"], reasoned(wire["reason"]), wire["until"]),
            lambda one: {"party": one.party, "reason": one.reason, "until": one.until},
        ),
    ),
    **{kind: (name, _of_party(kind)) for kind, name in _OF_PARTIES.items()},
    PublishScheme: (
        "publishRiskScheme",
        Form(lambda wire: PublishScheme(wire["id"]), lambda one: {"id": one.id}),
    ),
    OverrideRisk: (
        "overrideRisk",
        Form(
            lambda wire: risk_checked(
                OverrideRisk(
                    wire["party"], wire["class"], wire["reason"], wire["until"], wire["scheme"], wire.get("seen")
                )
            ),
            lambda one: {
                "party": one.party,
                "class": one.word,
                "reason": one.reason,
                "until": one.until,
                "scheme": one.scheme,
                **({} if one.seen is None else {"seen": one.seen}),
            },
        ),
    ),
    AllowDeal: (
        "allowDeal",
        Form(
            lambda wire: AllowDeal(
                deal(wire["parties"], wire["product"], wire["amount"], wire["currency"]),
                reasoned(wire["reason"]),
                frozenset(wire.get("covers", ())),
                frozenset(map(Special, wire.get("sees", ()))),
            ),
            lambda one: {
                "parties": list(one.deal.parties),
                "product": one.deal.product,
                "amount": f"{one.deal.amount:f}",
                "currency": one.deal.currency,
                "reason": one.reason,
                **({"covers": sorted(one.covers), "sees": sorted(one.sees)} if one.covers else {}),
            },
        ),
    ),
}
"""Every command that may wait for approval, but for records, which are read together."""
_READERS: Final = {name: form.read for name, form in FORMS.values()}


def parsed(commands: Sequence[object]) -> list[Wire]:
    """Return changes that are well formed, records one by one; raise BadInputError that names the place of what is not.

    Whether they can be done is told by doing them.
    """
    if not commands:
        raise BadInputError("`commands` is empty; say what is to become true")
    found: list[Wire] = []
    for number, raw in enumerate(commands):
        found += _parsed(raw, f"commands[{number}]")
        check_count(found)
    return found


def check_count(changes: Sequence[Wire]) -> None:
    """Raise BadInputError for more changes than anybody can look at."""
    if len(changes) > MOST_CHANGES:
        raise BadInputError(f"a proposal may hold {MOST_CHANGES:,} changes, a record being one; propose the rest apart")


def _parsed(raw: object, place: str) -> list[Wire]:
    try:
        wire = _ANY.validate_python(raw).model_dump(by_alias=True)
        orjson.dumps(wire)
    except ValidationError as error:
        raise BadInputError(_told(error, place)) from None
    except TypeError as error:
        raise BadInputError(f"{place} cannot be written as JSON: {error}") from None
    if wire["command"] == SUBMIT:
        check_records(wire["records"], f"{place}.records")
        return [{"command": SUBMIT, "records": [_object(record)]} for record in wire["records"]]
    if wire["command"] == "overrideField" and wire["field"] not in FIELDS:
        raise BadInputError(f"{place}.field: {wire['field'][:40]!r} cannot be pinned; take one of {', '.join(FIELDS)}")
    try:
        read(wire)
    except BadInputError as error:
        raise BadInputError(f"{place}: {error}") from None
    return [wire]


def _object(record: object) -> object:
    """Return a record that is well formed as an object, where it came as its text."""
    return orjson.loads(record) if isinstance(record, str) else record


def _told(error: ValidationError, place: str) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    where = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"][1:]]
    if first["type"].startswith(("union_tag", "model_attributes")):
        return (
            f'{place} is no command: it has to be an object whose "command" is one of {", ".join((SUBMIT, *_READERS))}'
        )
    text = first["msg"].removeprefix("Value error, ")
    return f"{place}{''.join(where)}: {text[0].lower()}{text[1:]}"


def check_records(records: Sequence[Any], place: str) -> None:
    """Raise BadInputError for a record that would be set aside: whoever approves has to know what becomes true."""
    for bad in prepare(enumerate(records), {})[0].rejected:
        field = f".{bad.field}" if bad.field else ""
        raise BadInputError(f"{place}[{bad.index}]{field}: {bad.reason}")


def read(wire: Wire) -> Any:  # noqa: ANN401 (the command that it says)
    """Return the command that a change says, unless it hands over records."""
    return _READERS[wire["command"]](wire)


def written(command: object) -> list[Wire] | None:
    """Return a command as changes, each record one of its own; nothing for a command that never waits for approval."""
    if isinstance(command, SubmitRecords):
        ready = (command.prepared, *command.further)
        return [{"command": SUBMIT, "records": [orjson.loads(payload)]} for one in ready for payload in one.payloads()]
    if type(command) not in FORMS:
        return None
    name, form = FORMS[type(command)]
    return [{"command": name, **form.write(command)}]


def steps(changes: Sequence[tuple[int, Wire]], ranks: Mapping[str, int]) -> Iterator[tuple[int, Any]]:
    """Yield the commands that numbered changes come to, each with the number of the last change in it.

    Records that follow each other are one batch.
    """
    waiting: list[Any] = []
    for at, (number, wire) in enumerate(changes):
        if wire["command"] != SUBMIT:
            yield number, read(wire)
            continue
        waiting += wire["records"]
        if at + 1 == len(changes) or changes[at + 1][1]["command"] != SUBMIT:
            for prepared in prepare(enumerate(waiting), ranks):
                yield number, SubmitRecords(prepared)
            waiting = []
