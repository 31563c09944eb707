"""Commands as callers write them: what is malformed is refused with its place."""

from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.approvals.wire import FORMS, MOST_CHANGES, parsed, read, steps, written
from cim_graph.groups.commands import DecideMember
from cim_graph.intake.service import SubmitRecords
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.settings import Settings
from tests.approvals.desk import owns, party_id, person, pinning, record_id, same, submitting

SPLIT = {"command": "splitParty", "id": party_id("A"), "records": [record_id("B")], "reason": "two people"}
DECIDE = {
    "command": "decideGroupMember",
    "party": party_id("A"),
    "anchor": party_id("B"),
    "included": True,
    "reason": "x",
}
GOOD: list[dict[str, Any]] = [
    same("A", "B"),
    SPLIT,
    pinning("A", "status", None),
    {**DECIDE, "kind": "CORPORATE", "until": "2030-01-01"},
    {"command": "withdrawJudgement", "id": "j1", "reason": "a mistake"},
    {"command": "revokeGroupDecision", "id": "1"},
    {"command": "approveModel", "version": "trained-1"},
    {"command": "publishRiskScheme", "id": "s1"},
    {"command": "overrideRisk", "party": party_id("A"), "class": "HIGH", "reason": "x", "until": "2030-01-01"},
    {
        "command": "allowDeal",
        "parties": [party_id("A"), party_id("B")],
        "product": "loan",
        "amount": "10.50",
        "currency": "AZN",
        "reason": "x",
    },
]
BAD: dict[str, tuple[Any, str]] = {
    "text": ("judgeMatch", r"commands\[0\] is no command.*judgeMatch"),
    "nothing": (None, r"commands\[0\] is no command"),
    "no name": ({"left": "r1"}, r"commands\[0\] is no command"),
    "a command of the machine": ({"command": "runStatement", "text": "MATCH (n) DELETE n"}, "is no command"),
    "the way to apply": ({"command": "applyChange", "id": "n1"}, "is no command"),
    "a field too many": ({**same("A", "B"), "actor": "leyla"}, r"commands\[0\]\.actor"),
    "a field too few": ({"command": "judgeMatch", "left": "r1"}, r"commands\[0\]\.right"),
    "a word for a truth": ({**same("A", "B"), "same": "yes"}, r"commands\[0\]\.same"),
    "an empty reason": ({**same("A", "B"), "reason": " "}, r"commands\[0\]: `reason` is empty"),
    "no records": (submitting(), r"commands\[0\]\.records"),
    "a record that is none": (submitting(person("A"), {"type": "person"}), r"commands\[0\]\.records\[1\]\.source"),
    "a share beyond all": (submitting(owns("o", "A", "B", "101")), r"commands\[0\]\.records\[0\]\.share"),
    "a field that is computed": (pinning("A", "exposure", "1"), r"commands\[0\]\.field"),
    "an id that is none": ({**DECIDE, "party": "A"}, r"commands\[0\]: 'A' is no id"),
    "a day that is none": ({**DECIDE, "until": "2030-02-30"}, r"commands\[0\]: '2030-02-30' is no day"),
    "half of a letter": ({**same("A", "B"), "reason": "\ud800"}, r"commands\[0\]"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_malformed_is_refused_with_its_place(name: str) -> None:
    raw, told = BAD[name]
    with pytest.raises(BadInputError, match=told):
        parsed([raw])


def test_a_proposal_holds_something_and_not_too_much() -> None:
    with pytest.raises(BadInputError, match="empty"):
        parsed([])
    with pytest.raises(BadInputError, match="1,000 changes"):
        parsed([submitting(*(person(str(number)) for number in range(MOST_CHANGES + 1)))])


@pytest.mark.parametrize("wire", GOOD, ids=lambda wire: wire["command"])
def test_what_is_read_is_written_as_it_came(wire: dict[str, Any]) -> None:
    [one] = parsed([wire])
    assert written(read(one)) == [one]
    assert wire.items() <= one.items()


def test_every_command_that_waits_can_be_done(settings: Settings) -> None:
    done = bootstrap.commands(settings).do.handlers
    assert {*FORMS, SubmitRecords} <= done.keys()


def test_a_group_stands_for_its_core() -> None:
    [wire] = parsed([{**DECIDE, "anchor": f"g{party_id('B')[1:]}"}])
    command = read(wire)
    assert isinstance(command, DecideMember)
    assert (command.anchor, command.kind) == (party_id("B"), GroupKind.CONNECTED_CLIENTS)


def test_records_are_changes_of_their_own_and_one_batch() -> None:
    changes = parsed([submitting(person("A"), person("B")), same("A", "B"), submitting(person("A", "Again"))])
    assert [wire["command"] for wire in changes] == ["submitRecords", "submitRecords", "judgeMatch", "submitRecords"]
    done = list(steps(list(enumerate(changes)), {}))
    assert [(number, command.name) for number, command in done] == [
        (1, "submitRecords"), (2, "judgeMatch"), (3, "submitRecords"),
    ]  # fmt: skip


def test_a_record_may_come_as_its_text() -> None:
    assert parsed([{"command": "submitRecords", "records": ['{"type": "retract", "source": "s", "key": "k"}']}]) == [
        submitting({"type": "retract", "source": "s", "key": "k"})
    ]
