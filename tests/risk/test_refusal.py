"""What is said of a document that is no scheme: where, what was expected, and what was found, in a few words."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from cim_graph.kernel.errors import BadInputError
from cim_graph.risk.scheme import scheme, shipped

LONGEST = 420
FOUND = 80
Break = Callable[[dict[str, Any]], object]
CASES: dict[str, tuple[Break, str, str]] = {
    "none of the fields": (
        lambda one: one["factors"][0].pop("points"),
        "/factors/0",
        "exactly one of `bands`, `table`, `points`",
    ),
    "two of them": (lambda one: one["rules"][0].update(least="LOW"), "/rules/0", "exactly one of `least`, `fixed`"),
    "a name too many": (lambda one: one.update(zzz=1), "/", 'no such name, and finds "zzz"'),
    "a name too few": (lambda one: one.pop("rules"), "/", "`rules`"),
    "another word": (
        lambda one: one["factors"][1].update(group="x" * 999),
        "/factors/1/group",
        "one of customer, geography",
    ),
    "too much": (lambda one: one["factors"][0].update(points=1000), "/factors/0/points", "100 at most, and finds 1000"),
    "too little": (
        lambda one: one["propagation"].update(threshold=0),
        "/propagation/threshold",
        "0.001 at least, and finds 0",
    ),
    "another type": (
        lambda one: one["factors"][0].update(title=5),
        "/factors/0/title",
        "of the type string, and finds 5",
    ),
    "no name of a scheme": (
        lambda one: one.update(name="A B"),
        "/name",
        'text like ^[a-z][a-z0-9-]{0,39}$, and finds "A B"',
    ),
    "no group": (lambda one: one["groups"].update(zz={}), "/groups", "names that are one of customer"),
    "no class": (lambda one: one["reviews"].update(low=1), "/reviews", "names that are text like"),
    "nothing": (lambda one: one.update(classes=[]), "/classes", "1 entries at least, and finds []"),
    "too many": (lambda one: one.update(factors=[one["factors"][0]] * 201), "/factors", "200 entries at most"),
    "a long name": (lambda one: one["tables"].update({"z" * 999: 5}), "/tables/zzz", "of the type object, and finds 5"),
    "months without end": (lambda one: one.update(overrides={"months": 999}), "/overrides/months", "60 at most"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_no_scheme_is_told_in_a_few_words(case: str) -> None:
    break_, place, told = CASES[case]
    document: dict[str, Any] = deepcopy(dict(shipped("aml").document))
    break_(document)
    with pytest.raises(BadInputError) as raised:
        scheme(document)
    text = str(raised.value)
    assert text.startswith(f"this is no scheme of risk: at {place}")
    assert told in text
    assert len(text) < LONGEST
    assert len(text.partition(" and finds ")[2]) <= FOUND


def test_what_is_nested_without_end_is_refused() -> None:
    deep: Any = 1
    for _ in range(3000):
        deep = [deep]
    with pytest.raises(BadInputError, match="nested too deeply"):
        scheme({**shipped("aml").document, "title": deep})


def test_a_long_expression_is_not_repeated() -> None:
    document: dict[str, Any] = deepcopy(dict(shipped("aml").document))
    document["rules"][0]["when"] = f"age > {' + '.join(['1'] * 200)} || nobody"
    with pytest.raises(BadInputError) as raised:
        scheme(document)
    assert "1 + " * FOUND not in str(raised.value)
    assert len(str(raised.value)) < LONGEST
