"""What is too large is refused from its text alone, at once, and nothing else is."""

import pytest
from graphql import GraphQLSyntaxError, get_introspection_query, parse
from hypothesis import given

from cim_graph.api.limits import Limits, Shape, check, fragments_of, parsed, shapes
from cim_graph.kernel.errors import BadInputError, CostExceededError
from tests.api.documents import Drawn, documents

LIMITS = Limits(tokens=10_000, depth=20, aliases=100, cost=200_000)


def chain(links: int, body: str, end: str = "id") -> str:
    """Fragments that each spread the next; `%` stands for the next one's spread."""
    parts = [f"fragment F{i} on Party {{{body.replace('%', f'...F{i + 1}')}}}" for i in range(links)]
    return f"{{party(id: 1) {{...F0}}}} {' '.join(parts)} fragment F{links} on Party {{{end}}}"


def nested(levels: int) -> str:
    return "{" + "a {" * (levels - 1) + "a" + "}" * levels


TOO_LARGE = [
    ("30 fragments that each spread the next twice", chain(30, "% %"), "3,221,225,472"),
    ("the same inside fields", chain(30, "a {%} b {%}"), "nests fields 32 deep"),
    ("the same, shallow and wide", chain(4, " ".join(["a {%}"] * 10)), "fields and spreads"),
    ("1,000 aliases", "{" + " ".join(f"a{i}: id" for i in range(1000)) + "}", "1,000 aliases"),
    ("101 aliases, most by a fragment", "{" + "...F " * 50 + "a: id} fragment F on Query {a: id b: id}", "101 aliases"),
    ("21 levels of fields", nested(21), "nests fields 21 deep"),
    ("21 levels by a chain of fragments", chain(19, "a {%}"), "nests fields 21 deep"),
    ("3,000 levels", nested(3000), "nested too deeply"),
    ("a list in a list, 3,000 times", "{a(x: " + "[" * 3000 + "]" * 3000 + ")}", "nested too deeply"),
    ("1,000 fragments in a row", chain(1000, "%"), "nests fields and fragments"),
    ("10,001 tokens", "{" + "id " * 9_999 + "}", "more than 10000 tokens"),
    ("comments without end", "#\n" * 90_000 + "{id}", "more than 10000 tokens"),
    ("a long string", '{a(x: "' + "y" * 1_900_000 + '")}', "1,900,"),
    ("a long name", "{" + "x" * 1_900_000 + "}", "1,900,"),
    ("one field, 2,000 times", "{" + "id " * 2000 + "}", "meet under one name"),
    ("one field, 2,000 times in parts", "{" + "... {id}" * 2000 + "}", "meet under one name"),
    ("many fragments at one place", "".join(f"...F{i} " for i in range(800)), "meet under one name"),
    ("a fragment that nothing spreads", "{id} fragment F on Query {" + "id " * 2000 + "}", "meet under one name"),
]


@pytest.mark.parametrize(("text", "told"), [case[1:] for case in TOO_LARGE], ids=[case[0] for case in TOO_LARGE])
def test_what_is_too_large_is_refused_at_once(text: str, told: str) -> None:
    if text.startswith("..."):
        text = "{" + text + "}" + "".join(f"fragment F{i} on Query {{f{i}}}" for i in range(800))
    with pytest.raises(CostExceededError, match=told):
        check(parsed(text, LIMITS), LIMITS)


CIRCLES = [
    ("{...A} fragment A on Query {...A}", "A → A"),
    ("{...A} fragment A on Query {...B} fragment B on Query {a {...A}}", "→"),
    ("{id} fragment A on Query {...B} fragment B on Query {... {...A}}", "→"),
    ("{...A} " + " ".join(f"fragment {a} on Query {{a {{...A ...B}}}}" for a in "AB"), "→"),
]


@pytest.mark.parametrize(("text", "told"), CIRCLES)
def test_fragments_in_a_circle_are_told(text: str, told: str) -> None:
    with pytest.raises(BadInputError, match=told):
        check(parsed(text, LIMITS), LIMITS)


@pytest.mark.parametrize(
    "text", ["{}", "query Q {}", "{party {}}", "{... on Query {}}", "{id ...A} fragment A on Query {}"]
)
def test_braces_that_select_nothing_are_told(text: str) -> None:
    with pytest.raises(BadInputError, match="selects nothing"):
        check(parsed(text, LIMITS), LIMITS)


ALLOWED = [
    ("what browsers ask first", get_introspection_query()),
    ("20 levels", nested(20)),
    ("100 aliases", "{" + " ".join(f"a{i}: id" for i in range(100)) + "}"),
    (
        "a fragment used 100 times",
        "{" + " ".join(f"a{i}: p {{...F}}" for i in range(100)) + "} fragment F on P {a b c d}",
    ),
    ("a fragment that is not there", "{...F}"),
    ("two fragments of one name", "{...F} fragment F on Query {id} fragment F on Query {a}"),
    ("several operations", "query A {id} query B {id}"),
    ("no operation", "fragment F on Query {id}"),
    ("a definition of a type", "type Query {id: ID}"),
]


@pytest.mark.parametrize("text", [case[1] for case in ALLOWED], ids=[case[0] for case in ALLOWED])
def test_what_is_not_too_large_is_left_to_validation(text: str) -> None:
    check(parsed(text, LIMITS), LIMITS)


@pytest.mark.parametrize("text", ["", "{", "{a\0b}", '{a(x: "\\uD800")}', "{a}}", "\ufffe{a}"])
def test_what_is_no_document_is_a_syntax_error(text: str) -> None:
    with pytest.raises(GraphQLSyntaxError):
        parsed(text, LIMITS)


@given(documents())
def test_a_document_is_as_large_as_with_its_fragments_written_out(drawn: Drawn) -> None:
    assert measured(drawn.text) == measured(drawn.written_out)


def measured(text: str) -> Shape:
    """Return the shape of the first operation: as a fragment that nothing spreads."""
    document = parse(f"fragment Root on Query {text}")
    return shapes(fragments_of(document))["Root"]
