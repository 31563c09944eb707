"""Every situation that the rules speak of, in tables that an expert can read (`cases/*.yaml`)."""

from decimal import Decimal

import pytest

from tests.groups.town import Case, answer, cases, members

CASES = cases()


def _name(case: Case) -> str:
    return f"{case['table']}: {case['case']}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_the_groups_are_those_of_the_table(case: Case) -> None:
    found = [members(group) for group in answer(case).groups if len(group.members) > 1 or case["groups"] == [["Bank"]]]
    assert sorted(found) == sorted(sorted(group) for group in case["groups"])


@pytest.mark.parametrize("case", [case for case in CASES if "reasons" in case], ids=_name)
def test_each_member_says_why(case: Case) -> None:
    found = {
        member.party: {reason.code for reason in member.reasons}
        for group in answer(case).groups
        for member in group.members
    }
    assert {name: found[name] for name in case["reasons"]} == {
        name: set(codes) for name, codes in case["reasons"].items()
    }


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_nobody_is_a_member_without_a_reason(case: Case) -> None:
    for group in answer(case).groups:
        if len(group.members) > 1:
            assert all(member.reasons for member in group.members)


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_what_else_the_table_says(case: Case) -> None:
    found = answer(case).groups
    alone = {members(group)[0]: len(group.exceptions) for group in found if len(group.members) == 1}
    if case["groups"] != [["Bank"]]:
        assert alone == case.get("alone", {})
    together = [group for group in found if len(group.members) > 1]
    if "exposure" in case:
        assert [group.exposure for group in together] == [Decimal(str(case["exposure"]))]
    for name in ("large", "breached"):
        if name in case:
            assert [getattr(group, name) for group in together] == [case[name]]
    if "warnings" in case:
        assert {warning.code for group in together for warning in group.warnings} == set(case["warnings"])
    if "exceptions" in case:
        assert {reason.code for group in together for reason in group.exceptions} == set(case["exceptions"])
