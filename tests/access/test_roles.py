"""What roles give: the shipped document, scopes, and what a document may say."""

from dataclasses import dataclass
from pathlib import Path
from re import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.access.rights import ALL, Area, Scope, Special
from cim_graph.access.roles import OURS, roles
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import ForbiddenError, SetupError

SHIPPED = roles()


def caller(*names: str, branches: str = "", segments: str = "", sources: str = "", purpose: str | None = None) -> Actor:
    own = (frozenset(branches.split()), frozenset(segments.split()), frozenset(sources.split()))
    return Actor("leyla", names, *own, purpose=purpose)


MAY = {
    # role: what it may, what it may not
    "teller": ("read findMatches submitRecords", "judgeMatch readMatches readTrail decideChange screen see.pep"),
    "relationship-manager": ("read see.family see.documents", "judgeMatch decideChange see.pep see.suspicion"),
    "steward": ("read judgeMatch splitParty overrideField readMatches", "decideChange readTrail see.pep restricted"),
    "privacy-officer": ("read restricted eraseParty holdParty releaseHold decideChange", "submitRecords judgeMatch"),
    "checker": ("read decideChange readMatches", "judgeMatch proposeChange submitRecords see.suspicion"),
    "aml-investigator": ("read screen see.pep see.suspicion see.documents", "decideChange approveModel submitRecords"),
    "risk-officer": ("read decideGroupMember see.pep", "see.suspicion see.documents submitRecords"),
    "auditor": ("read readTrail see.suspicion", "submitRecords judgeMatch decideChange proposeChange"),
    "integrator": ("read submitRecords readEvents", "judgeMatch decideChange see.suspicion"),
    "administrator": ("read approveModel runStatement see.suspicion", ""),
    "nobody-knows-it": ("", "read see.documents submitRecords"),
}


@pytest.mark.parametrize("role", MAY)
def test_each_role_may_what_it_says_and_nothing_else(role: str) -> None:
    rights = SHIPPED.rights(caller(role, branches="baku"))
    may, may_not = MAY[role]
    assert [action for action in may.split() if not rights.can(action)] == []
    assert [action for action in may_not.split() if rights.can(action)] == []


def test_what_may_not_be_done_is_refused_by_name() -> None:
    with pytest.raises(ForbiddenError, match="you may not judgeMatch"):
        SHIPPED.rights(caller("teller")).need("judgeMatch")


@dataclass(frozen=True)
class Sight:
    """Whether a caller sees a party of a branch and a segment."""

    caller: Actor
    branch: str | None
    segment: str | None
    open: bool


SIGHTS = {
    "a teller sees the own branch": Sight(caller("teller", branches="baku"), "baku", "retail", open=True),
    "and no other": Sight(caller("teller", branches="baku"), "ganja", "retail", open=False),
    "nor anything where the token names none": Sight(caller("teller"), "baku", None, open=False),
    "what belongs to no branch lies in all": Sight(caller("teller", branches="baku"), None, None, open=True),
    "a manager needs branch and segment": Sight(
        caller("relationship-manager", branches="baku", segments="vip"), "baku", "retail", open=False
    ),
    "and sees where both are the own": Sight(
        caller("relationship-manager", branches="baku", segments="vip"), "baku", "vip", open=True
    ),
    "two roles add up": Sight(
        caller("teller", "relationship-manager", branches="baku", segments="vip"), "baku", "retail", open=True
    ),
    "nobody ordinary sees what is restricted": Sight(caller("steward"), None, "restricted", open=False),
    "not even where the token says so": Sight(
        caller("relationship-manager", segments="restricted"), None, "restricted", open=False
    ),
    "a privacy officer does": Sight(caller("privacy-officer"), "baku", "restricted", open=True),
    "a role without bounds opens all": Sight(caller("teller", "steward", branches="baku"), "ganja", None, open=True),
    "one that may not read opens nothing": Sight(caller("nobody-knows-it"), "baku", None, open=False),
}


BRANCHES = """
id: x
version: 1
title: x
roles:
  keeper: {title: x, may: [read, restricted], within: [branch]}
  clerk: {title: x, may: [read], within: [segment]}
  lawyer: {title: x, may: [restricted]}
  reader: {title: x, may: [read]}
"""
RESTRICTED_SIGHTS = {
    "where the role that sees what is restricted reaches": ("keeper clerk", "one", "restricted", True),
    "and not where another one does": ("keeper clerk", "two", "restricted", False),
    "which opens what is not restricted": ("keeper clerk", "two", "retail", True),
    "a role that reads nothing opens nothing": ("lawyer", "one", "restricted", False),
    "not by another one either": ("lawyer reader", "one", "restricted", False),
    "but for what is not restricted": ("lawyer reader", "one", "retail", True),
}


@pytest.mark.parametrize("name", RESTRICTED_SIGHTS)
def test_what_is_restricted_is_opened_within_the_bounds_of_the_role_that_may(name: str, tmp_path: Path) -> None:
    held, branch, segment, opens = RESTRICTED_SIGHTS[name]
    own = tmp_path / "roles.yaml"
    own.write_text(BRANCHES)
    scope = roles(own).rights(caller(*held.split(), branches="one", segments="retail")).scope
    assert scope.opens(branch, segment) is opens
    asked = [area["restricted"] for area in scope.parameters() or ()]
    assert asked == [name == "keeper" for name in held.split() if name != "lawyer"]


@pytest.mark.parametrize("name", SIGHTS)
def test_a_scope_opens_the_parties_that_it_says(name: str) -> None:
    sight = SIGHTS[name]
    assert SHIPPED.rights(sight.caller).scope.opens(sight.branch, sight.segment) is sight.open


def test_whoever_works_on_the_machine_itself_may_do_all() -> None:
    assert SHIPPED.rights(Actor("operator")) is ALL
    assert SHIPPED.rights(Actor("nobody", ())).can("read") is False


def test_a_source_is_fed_by_who_holds_the_role_and_names_it() -> None:
    assert SHIPPED.rights(caller("integrator", sources="core crm")).may_feed("core")
    assert not SHIPPED.rights(caller("integrator", sources="core crm")).may_feed("cards")
    assert SHIPPED.rights(caller("integrator", sources="*")).may_feed("cards")
    assert not SHIPPED.rights(caller("teller", sources="*")).may_feed("cards")


def test_a_purpose_may_be_asked_for(tmp_path: Path) -> None:
    own = tmp_path / "roles.yaml"
    own.write_text(OURS.read_text().replace("purpose: []", "purpose: [documents]"))
    given_roles = roles(own)
    assert Special.DOCUMENTS not in given_roles.rights(caller("steward")).sees
    assert Special.DOCUMENTS in given_roles.rights(caller("steward", purpose="complaint 12")).sees


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("roles: {", "cannot be read"),
        ("id: x\nversion: 1\ntitle: x\nroles: {teller: {title: x, may: [read], sees: [secrets]}}", "at /roles/teller"),
        ("id: x\nversion: 1\ntitle: x\nroles: {Teller: {title: x, may: [read]}}", "states no roles"),
        ("", "states no roles"),
    ],
)
def test_a_document_that_makes_no_sense_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "roles.yaml"
    path.write_text(text)
    with pytest.raises(SetupError, match=f"{escape(str(path))}.*{told}"):
        roles(path)


_WORDS = st.frozensets(st.sampled_from("abc"))


@given(
    st.lists(st.builds(Area, st.none() | _WORDS, st.none() | _WORDS), max_size=3),
    st.none() | st.sampled_from("abcd"),
    st.none() | st.sampled_from("abcd"),
)
def test_more_areas_never_close_a_party(areas: list[Area], branch: str | None, segment: str | None) -> None:
    opens = [Scope(tuple(areas[:number])).opens(branch, segment) for number in range(len(areas) + 1)]
    assert opens == sorted(opens)
    assert opens[0] is False
    assert Scope().opens(branch, segment)
