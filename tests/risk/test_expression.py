"""Expressions: what may be written, what each gives away, and that one party never fails those beside it."""

from itertools import product
from time import process_time
from typing import Any

import pytest

from cim_graph.access.rights import Special
from cim_graph.kernel.errors import BadInputError
from cim_graph.risk.expression import Unanswered, expression
from cim_graph.risk.facts import EMPTY, facts
from cim_graph.risk.wording import LONGEST

TRUTH = (bool,)
TEN = f"[{','.join(map(str, range(10)))}]"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{TEN}.exists(a, {TEN}.exists(b, {TEN}.exists(c, a + b + c > 99)))", "stands inside 2 others"),
        ("flags.exists(a, flags.exists(b, flags.exists(c, a == b && b == c)))", "stands inside 2 others"),
        (f"[{','.join(['1'] * (LONGEST + 1))}].exists(a, a > 1)", "51 values"),
        ("[1, 2].exists(a, a.exists(b, b > 3))", "runs over what may be long"),
        (f"size(countries{'.map(x, x + x)' * 60}) > 0", "`map` stands more than once"),
        ("['a'].map(x, [x, x]).map(x, [x, x]).exists(x, true)", "`map` stands more than once"),
        ("flags.map(a, flags.map(b, a + b)).exists(a, true)", "`map` stands more than once"),
        ("[[1, 2], [3, 4]].exists(a, size(a) > 3)", "plain values alone"),
        ("flags.map(a, flags).exists(a, a.exists(b, b == 'x'))", "runs over what may be long"),
        ("(flags + flags).exists(a, a == 'x')", "runs over what may be long"),
        ("{'a': 1}.exists(a, a == 'x')", "runs over what may be long"),
        ("kind.matches('(a{1000}){1000}')", "'matches' may not be called"),
        ("timestamp('2026-01-01T00:00:00Z').getFullYear() > 1", "may not be called"),
        ("'\\x70ep' in flags", "without backslashes"),
        ("r'pep' in flags", "without 'r' before it"),
        ("'''pep''' in flags", "plainly"),
        ("flags . exists /* */ (f, true)", "parse"),
    ],
)
def test_what_may_not_be_written(text: str, says: str) -> None:
    with pytest.raises(BadInputError, match=says) as told:
        expression(text, "/rules/r", TRUTH)
    assert str(told.value).startswith("/rules/r: ")


@pytest.mark.parametrize(
    "text",
    [
        "flags.exists(a, countries.exists(b, a == b))",
        "flags.filter(f, f.startsWith('x')).map(f, f + 'y').exists(f, f == 'xy')",
        "['a', 'b'].exists(f, f in flags) && [1, 2].all(n, n < 3)",
        "(flags.exists(a, a == 'x') || flags.exists(a, a == 'y')) ? flags[0] == 'x' : size(flags) > 3",
        "flags.exists(a, a == '.exists([[(') // .exists(a, b.exists(c, d.exists(",
    ],
)
def test_what_may_be_written(text: str) -> None:
    assert type(expression(text, "/", TRUTH).answer(EMPTY)) is bool


def test_a_party_of_very_many_values_is_not_gone_through() -> None:
    made = expression("flags.exists(a, flags.exists(b, a + b == 'no'))", "/", TRUTH)
    many = {**EMPTY, "flags": tuple(f"flag {number}" for number in range(2000))}
    begun = process_time()
    assert made.answer(many) == Unanswered("the party has too many values to go through")
    assert process_time() - begun < 0.1
    assert made.answer({**EMPTY, "flags": ("n", "p")}) is False
    assert made.answer({**EMPTY, "flags": ("n", "o")}) is True


PEP, SUSPICION, NATIONALITY, FAMILY = (Special(one) for one in ("pep", "suspicion", "nationality", "family"))
GIVEAWAYS: list[tuple[str, set[Special]]] = [
    ("'sanctioned' in flags", set()),
    ("!('listed' in flags) && age > 3", set()),
    ("'pep' in flags", {PEP}),
    ("'PEP' in flags", {PEP}),
    ("flags.exists(f, f in ['listed', 'sar'])", {SUSPICION}),
    ("flags.exists(f, f == 'listed' || f == 'rca') || 'str' in flags", {PEP, SUSPICION}),
    ("flags.exists(f, f in ['listed', 'government'])", set()),
    ("flags.exists(f, f != 'listed')", {PEP, SUSPICION}),
    ("flags.all(f, f == 'listed')", {PEP, SUSPICION}),
    ("size(flags) > 2", {PEP, SUSPICION}),
    ("'pe' + 'p' in flags", {PEP, SUSPICION}),
    ("flags.exists(f, f in ['pe' + 'p'])", {PEP, SUSPICION}),
    ("flags.exists(f, f == 'pe' + 'p')", {PEP, SUSPICION}),
    ("flags.exists(f, f == 'listed') == ('x' in flags)", {PEP, SUSPICION}),
    ("flags.exists(f, f.startsWith('s'))", {PEP, SUSPICION}),
    ("'listed' in flags.map(f, f + 'x')", {PEP, SUSPICION}),
    ("'IR' in countries", {NATIONALITY}),
    ("ties > 3", {FAMILY}),
    ("kind == 'PERSON' && jurisdiction == 'IR'", set()),
]


@pytest.mark.parametrize(("text", "gives_away"), GIVEAWAYS, ids=[text for text, _ in GIVEAWAYS])
def test_what_an_expression_gives_away(text: str, gives_away: set[Special]) -> None:
    assert expression(text, "/", TRUTH).gives_away == gives_away


@pytest.mark.parametrize("text", [text for text, _ in GIVEAWAYS])
def test_whose_answer_a_hidden_flag_changes_gives_it_away(text: str) -> None:
    """The second way to tell: flags are put on parties, and where the answer differs the flag has come to light."""
    made = expression(text, "/", TRUTH)
    about = {"pep": PEP, "PEP": PEP, "rca": PEP, "sar": SUSPICION, "str": SUSPICION, "suspicion": SUSPICION}
    for flag, others in product(about, ((), ("listed",), ("listed", "x"), ("sanctioned",))):
        without: dict[str, Any] = {**EMPTY, "flags": others, "age": 40}
        if made.answer(without) != made.answer({**without, "flags": (*others, flag)}):
            assert about[flag] in made.gives_away


@pytest.mark.parametrize(
    ("text", "kinds", "party"),
    [
        ("age < 90 || flags[7] == 'x'", TRUTH, {"age": 99}),
        ("age > 90 ? {'a': true}['b'] : true", TRUTH, {"age": 99}),
        ("age > 90 ? 1 / (age - age) : 1", (int, float), {"age": 99}),
        ("age > 90 ? 'old' : 3", (int, float), {"age": 99}),
        ("age > 90 ? 9223372036854775807 + age : 1", (int, float), {"age": 99}),
        ("age > 90 ? [flags, flags] : flags", (str, list), {"age": 99}),
    ],
)
def test_what_fails_for_one_party_fails_for_no_other(text: str, kinds: tuple[type, ...], party: dict[str, Any]) -> None:
    made = expression(text, "/", kinds)
    codes, found = made.over(facts([{}, party, {}]))
    assert [isinstance(found[code], Unanswered) for code in codes] == [False, True, False]
