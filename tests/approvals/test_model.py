"""Who may decide: two people are two subjects, whatever tokens, clients and delegations they come with."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.approvals.model import (
    Decision,
    Proposal,
    Stage,
    Status,
    Voice,
    check_open,
    left_out,
    moved,
    open_stage,
    standing_of,
)
from cim_graph.kernel.errors import BadInputError, CimError, ConflictError, ForbiddenError

TWO = (Stage("checker", 2), Stage("risk-officer", 1))
PROPOSAL = Proposal(
    "n1", "1", Status.SUBMITTED, 3, 1, "x", "fatma", "2026-01-01", ({"a": 1}, {"a": 2}, {"a": 3}), stages=TWO
)


def said(by: str, role: str = "checker", behalf: str | None = None, *, approved: bool = True) -> Decision:
    return Decision(by, "2026-01-02", approved, role, 1, 2, None, behalf)


@dataclass(frozen=True)
class Case:
    """Who speaks, after what was said; in which role and for whom they then speak, or nothing where they may not."""

    who: str
    roles: tuple[str, ...] | None
    before: tuple[Decision, ...] = ()
    lent: dict[str, list[str]] = field(default_factory=dict)
    role: str | None = None
    behalf: str | None = None


LENT = {"checker": ["leyla"]}
CASES = {
    "a checker": Case("leyla", ("checker",), role="checker"),
    "the maker, who is a checker by another token": Case("fatma", ("checker",)),
    "the maker on the machine itself": Case("fatma", None),
    "the maker for a checker who lent the role": Case("fatma", (), lent=LENT),
    "somebody for the maker": Case("samir", (), lent={"checker": ["fatma"]}),
    "somebody for a checker": Case("samir", (), lent=LENT, role="checker", behalf="leyla"),
    "somebody for the maker or for a checker": Case(
        "samir", (), lent={"checker": ["fatma", "leyla"]}, role="checker", behalf="leyla"
    ),
    "the same checker twice": Case("leyla", ("checker",), (said("leyla"),)),
    "a second checker": Case("samir", ("checker",), (said("leyla"),), role="checker"),
    "a checker for whom somebody has spoken": Case("leyla", ("checker",), (said("samir", behalf="leyla"),)),
    "somebody for a checker who has spoken": Case("samir", (), (said("leyla"),), LENT),
    "a second one for the same checker": Case("orxan", (), (said("samir", behalf="leyla"),), LENT),
    "one who has spoken for herself, for another": Case("leyla", ("checker",), (said("leyla"),), {"checker": ["aida"]}),
    "a risk officer before it is their turn": Case("kamran", ("risk-officer",), (said("leyla"),)),
    "and when it is": Case("kamran", ("risk-officer",), (said("leyla"), said("samir")), role="risk-officer"),
    "a checker when it is not their turn any more": Case("aida", ("checker",), (said("leyla"), said("samir"))),
    "an administrator who is no checker": Case("root", ("administrator",)),
    "an operator on the machine itself": Case("operator", None, role="checker"),
    "nobody's turn": Case("aida", ("checker",), (said("leyla"), said("samir"), said("kamran", "risk-officer"))),
}


@pytest.mark.parametrize("name", CASES)
def test_who_may_decide(name: str) -> None:
    case = CASES[name]
    voice = Voice(case.who, None if case.roles is None else frozenset(case.roles), case.lent)
    if case.role is None:
        with pytest.raises((ForbiddenError, ConflictError)):
            standing_of(PROPOSAL, voice, case.before)
    else:
        assert standing_of(PROPOSAL, voice, case.before) == (case.role, case.behalf)


_PEOPLE = st.sampled_from(["fatma", "leyla", "samir", "kamran", "aida"])
_VOICES = st.builds(
    Voice,
    _PEOPLE,
    st.none() | st.frozensets(st.sampled_from(["checker", "risk-officer"])),
    st.dictionaries(st.sampled_from(["checker", "risk-officer"]), st.lists(_PEOPLE, max_size=3)),
)


@given(st.lists(_VOICES, max_size=12))
def test_no_person_counts_twice_and_the_maker_never(voices: list[Voice]) -> None:
    counting: list[Decision] = []
    for voice in voices:
        try:
            role, behalf = standing_of(PROPOSAL, voice, counting)
        except CimError:
            continue
        counting.append(said(voice.subject, role, behalf))
    heard = [person for one in counting for person in (one.by, one.behalf) if person]
    assert len(heard) == len(set(heard))
    assert "fatma" not in heard
    if open_stage(TWO, counting) is None:
        assert len({one.by for one in counting}) == 3


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.SUBMITTED])
def test_only_what_waits_is_decided(status: Status) -> None:
    with pytest.raises(ConflictError, match=status.value):
        check_open(replace(PROPOSAL, status=status), 3)


def test_only_the_version_that_was_shown_is_decided() -> None:
    check_open(PROPOSAL, 3)
    for version in (2, 4):
        with pytest.raises(ConflictError, match="version 3"):
            check_open(PROPOSAL, version)


def test_changes_are_left_out_by_name() -> None:
    assert left_out(PROPOSAL, ["n1.2"]) == (1,)
    assert left_out(replace(PROPOSAL, left_out=(0,)), ["n1.2", "n1.2"]) == (0, 1)
    with pytest.raises(BadInputError, match=r"no change 'n2\.1'"):
        left_out(PROPOSAL, ["n2.1"])
    with pytest.raises(BadInputError, match="nothing would be left"):
        left_out(PROPOSAL, ["n1.1", "n1.2", "n1.3"])


def test_what_was_said_of_other_changes_counts_no_longer() -> None:
    partly = replace(PROPOSAL, round=2, decisions=(said("leyla"),))
    assert (partly.counting, partly.approvers, partly.needed) == ([], [], 3)


def test_what_has_moved_is_told() -> None:
    assert moved({"p1": "1", "p2": "1"}, {"p1": "2", "p3": "1"}) == [
        "p1 was 1 and is 2", "p2 was 1 and is not there", "p3 was not there and is 1",
    ]  # fmt: skip
    assert moved({"p1": "1"}, {"p1": "1"}) == []
