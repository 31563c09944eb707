"""Policies: which changes need whom; what the document of a bank may say."""

from decimal import Decimal
from pathlib import Path
from re import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.access.roles import roles
from cim_graph.approvals.matter import Matter
from cim_graph.approvals.model import Stage
from cim_graph.approvals.policies import NONE, OURS, Facts, Policies, policies
from cim_graph.kernel.errors import SetupError

HEAD = "id: x\nversion: 1\ntitle: x\nrules:\n"
OWN = f"""{HEAD}
  - what: [ownership, control]
    stages: [{{role: checker}}]
  - what: [ownership]
    above: "1000000"
    stages: [{{role: checker, approvals: 2}}, {{role: risk-officer}}]
    expires: 5
  - what: [identity]
    segments: [VIP]
    stages: [{{role: risk-officer}}]
  - what: [flags]
    flags: [pep]
    stages: [{{role: risk-officer}}]
"""


def facts(*matters: str, amount: str | None = "0", segment: str = "", flag: str = "") -> Facts:
    worth = None if amount is None else Decimal(amount)
    return Facts(frozenset(map(Matter, matters)), frozenset(segment.split()), frozenset(flag.split()), worth)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Policies:
    path = tmp_path_factory.mktemp("policies") / "policies.yaml"
    path.write_text(OWN)
    return policies(path)


CASES: dict[str, tuple[list[Facts], str, int]] = {
    "nothing": ([], "", 30),
    "what no rule names": ([facts("contacts")], "", 30),
    "a control": ([facts("control")], "checker 1", 30),
    "a small holding": ([facts("ownership", amount="1000000")], "checker 1", 30),
    "a large one": ([facts("ownership", amount="1000000.01")], "checker 2, risk-officer 1", 5),
    "one of an amount that nobody can tell": ([facts("ownership", amount=None)], "checker 2, risk-officer 1", 5),
    "a name of a client of a segment": ([facts("identity", segment="vip")], "risk-officer 1", 30),
    "and of another": ([facts("identity", segment="retail")], "", 30),
    "who is politically exposed": ([facts("flags", flag="pep")], "risk-officer 1", 30),
    "who is not": ([facts("flags", flag="listed")], "", 30),
    "several together need the most of each": (
        [facts("control"), facts("flags", flag="pep"), facts("ownership", amount="2000000")],
        "checker 2, risk-officer 1",
        5,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_changes_need(own: Policies, name: str) -> None:
    about, needed, days = CASES[name]
    asked = own.asked(about)
    assert (", ".join(f"{stage.role} {stage.approvals}" for stage in asked.stages), asked.days) == (needed, days)


def test_an_amount_is_looked_up_only_where_one_matters(own: Policies) -> None:
    assert own.weighs
    assert not policies().weighs


@pytest.mark.parametrize(
    "matter",
    [
        "identity", "status", "identifiers", "ownership", "control", "dependency", "family", "merges", "splits",
        "groups", "rebuttals", "limits", "models",
    ],
)  # fmt: skip
def test_what_the_product_asks_by_itself(matter: str) -> None:
    assert policies().asked([facts(matter)]).stages == (Stage("checker", 1),)


def test_a_deal_that_needs_a_look_asks_a_risk_officer() -> None:
    assert policies().asked([facts("deals")]).stages == (Stage("risk-officer", 1),)


def test_where_everybody_is_let_in_nothing_waits() -> None:
    assert NONE.asked([facts(*Matter)]).stages == ()


_FACTS = st.builds(
    Facts,
    st.frozensets(st.sampled_from(Matter), max_size=3),
    st.frozensets(st.sampled_from(["vip", "retail"])),
    st.frozensets(st.sampled_from(["pep", "listed"])),
    st.none() | st.decimals(0, 3_000_000, places=2),
)


@given(st.lists(_FACTS, max_size=4), _FACTS)
def test_a_further_change_never_needs_fewer(own: Policies, some: list[Facts], one: Facts) -> None:
    before, after = own.asked(some), own.asked([*some, one])
    needed = {stage.role: stage.approvals for stage in after.stages}
    assert all(needed.get(stage.role, 0) >= stage.approvals for stage in before.stages)
    assert after.days <= before.days


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rules: {", "cannot be read"),
        (f"{HEAD}  - what: [secrets]\n    stages: [{{role: checker}}]", "at /rules/0/what/0"),
        (f"{HEAD}  - what: [identity]\n    stages: []", "at /rules/0/stages"),
        (f"{HEAD}  - what: [identity]\n    stages: [{{role: checker, approvals: 0}}]", "approvals"),
        (f"{HEAD}  - what: [identity]\n    above: 1e9\n    stages: [{{role: checker}}]", "above"),
        ("", "states no policies"),
    ],
)
def test_a_document_that_makes_no_sense_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text(text)
    with pytest.raises(SetupError, match=f"{escape(str(path))}.*{told}"):
        policies(path)


def test_the_roles_that_policies_name_are_there() -> None:
    named = {stage.role for rule in policies(OURS).rules for stage in rule.stages}
    assert [name for name in named if "decideChange" not in roles().by_name[name].may] == []
