"""A query is priced before it runs: about the objects it may return, fragments priced once."""

from typing import Any

import pytest
from graphql import (
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    GraphQLResolveInfo,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    execute_sync,
    get_introspection_query,
    get_named_type,
    is_composite_type,
    parse,
    validate,
)
from hypothesis import assume, given

from cim_graph.api.cost import (
    ASSUMED_LENGTH,
    ASSUMED_LENGTHS,
    COMPUTED,
    FREE,
    OF_THE_PAST,
    Pricing,
    check,
)
from cim_graph.api.lengths import length_variables, lengths, size
from cim_graph.api.limits import Limits
from cim_graph.api.schema import schema
from cim_graph.kernel.errors import CostExceededError
from tests.api.documents import SCHEMA, Drawn, documents

LIMITS = Limits(tokens=10_000, depth=20, aliases=100, cost=200_000)
NAMES = ASSUMED_LENGTHS["names"]


def pricing(text: str, variables: dict[str, Any] | None = None) -> Pricing:
    document = parse(text)
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    return Pricing(SCHEMA, document, operation, variables or {})


PRICES = [
    ("an object", "{party(id: 1) {id name}}", {}, 1),
    ("scalars are free", "{__typename}", {}, 0),
    ("a plain list, by the table", "{party(id: 1) {names {full}}}", {}, 1 + NAMES),
    ("a list that the table does not know", "{unheardOf {id}}", {}, ASSUMED_LENGTH),
    ("a page, by its argument", "{search(first: 7) {edges {node {id}}}}", {}, 1 * 7),
    ("a page, by the default of the schema", "{search {edges {node {id}}}}", {}, 20),
    ("a page, by a variable", "query($n: Int!) {search(first: $n) {edges {node {id}}}}", {"n": 9}, 9),
    ("by the default of a variable", "query($n: Int! = 8) {search(first: $n) {edges {node {id}}}}", {}, 8),
    ("by a variable of nothing", "query($n: Int) {search(first: $n) {edges {node {id}}}}", {"n": None}, 20),
    ("by a variable that is not there", "{search(first: $n) {edges {node {id}}}}", {}, 20),
    ("by a whole number with a point", "query($n: Int!) {search(first: $n) {edges {node {id}}}}", {"n": 9.0}, 9),
    ("less than nothing", "{search(first: -5) {edges {node {id}}}}", {}, 0),
    ("ids, counted", '{nodes(ids: ["a", "b", "c"]) {id}}', {}, 3),
    ("ids by a variable", "query($ids: [ID!]!) {nodes(ids: $ids) {id}}", {"ids": ["a"] * 500}, 500),
    ("one id for a list", "query($ids: [ID!]!) {nodes(ids: $ids) {id}}", {"ids": "a"}, 1),
    ("what only wraps is free", "{search {edges {cursor} pageInfo {endCursor}}}", {}, 20),
    ("a page costs its length, whatever is asked of it", "{search(first: 7) {pageInfo {endCursor}}}", {}, 7),
    ("so does a walk", "{neighbourhood(id: 1, limit: 70) {total}}", {}, COMPUTED["Neighbourhood"] + 71),
    (
        "a list that a variable gives",
        "query($k: [K!]) {search(kinds: $k, first: 2) {pageInfo {endCursor}}}",
        {"k": ["a"] * 30},
        32,
    ),
    (
        "inside of it",
        "query($f: F) {search(filter: $f, first: 2) {pageInfo {endCursor}}}",
        {"f": {"kinds": ["a"] * 30}},
        32,
    ),
    (
        "and inside what is written",
        "query($k: [K!]) {search(filter: {kinds: $k}, first: 2) {pageInfo {endCursor}}}",
        {"k": ["a"] * 30},
        32,
    ),
    ("what a mutation is given is free", "mutation($k: [K!]) {submit(records: $k) {id}}", {"k": ["a"] * 30}, 0),
    (
        "what is not a page passes its limit on",
        "{neighbourhood(id: 1, limit: 9) {parties {id} relationships {id}}}",
        {},
        COMPUTED["Neighbourhood"] + 19,
    ),
    (
        "a list with a limit of its own",
        "{connections(limit: 3) {parties {id}}}",
        {},
        COMPUTED["Path"] + 3 * (1 + ASSUMED_LENGTHS["parties"]),
    ),
    (
        "pages in pages multiply",
        "{search(first: 5) {edges {node {relationships(first: 4) {edges {node {to {id}}}}}}}}",
        {},
        5 * (1 + 4 * 2),
    ),
    (
        "conditions add up",
        "{party(id: 1) {... on Person {names {full}} ... on Party {names {full}}}}",
        {},
        1 + 2 * NAMES,
    ),
    ("an unknown field", "{nobody {knows}}", {}, 0),
    ("a fragment on an unknown type", "{... on Nobody {knows}}", {}, 0),
    ("a field of a scalar", "{party(id: 1) {name {full}}}", {}, 1),
]


@pytest.mark.parametrize(
    ("arguments", "price"),
    [("first: 2", 2), ("first: 2, asOf: {valid: 1}", 2 + OF_THE_PAST["ConnectedClientGroupConnection"])],
)
def test_groups_of_the_past_are_computed_and_those_of_today_are_kept(arguments: str, price: int) -> None:
    document = parse(f"{{connectedClientGroups({arguments}) {{pageInfo {{endCursor}}}}}}")
    [operation] = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    assert Pricing(schema._schema, document, operation, {}).total() == price  # noqa: SLF001 (there is no other way)


WAY = "parties {name} relationships {kind from {name} to {name}}"


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        (f"{{alerts(first: 100) {{edges {{node {{id party {{name}} paths {{{WAY}}}}}}}}}}}", True),
        (f"{{party(id: 1) {{alerts(first: 100) {{edges {{node {{paths {{{WAY}}}}}}}}}}}}}", True),
        (f"{{cases {{edges {{node {{alerts {{paths {{{WAY}}}}}}}}}}}}}", True),
        (f"{{alerts(first: 100) {{edges {{node {{paths(first: 1000) {{{WAY}}}}}}}}}}}", False),
        (f"{{alerts(first: 1000) {{edges {{node {{paths(first: 20) {{{WAY}}}}}}}}}}}", False),
    ],
)
def test_a_page_of_alerts_with_their_ways_is_allowed_and_no_more_than_that(asked: str, *, allowed: bool) -> None:
    document = parse(asked)
    [operation] = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    total = Pricing(schema._schema, document, operation, {}).total()  # noqa: SLF001 (there is no other way)
    assert (total <= LIMITS.cost) == allowed, total


@pytest.mark.parametrize(
    ("text", "variables", "price"), [case[1:] for case in PRICES], ids=[case[0] for case in PRICES]
)
def test_prices(text: str, variables: dict[str, Any], price: int) -> None:
    assert pricing(text, variables).total() == price


def test_what_is_nested_without_end_has_a_size() -> None:
    assert size({"a": [[1, 2], {"b": [3]}]}) == 2 + 2 + 1
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    assert size(nested) == 100_000


@pytest.mark.parametrize("value", [True, {}, {"a": 1}, 1e308, 10**400, -(10**400), 0.5, "1", [[]], [None] * 3])
def test_variables_that_are_no_lengths_are_left_to_validation(value: object) -> None:
    assert pricing("query($n: Int!) {search(first: $n) {edges {node {id}}}}", {"n": value}).total() >= 0


def test_a_number_without_end_is_a_large_one() -> None:
    assert pricing("{search(first: " + "9" * 5000 + ") {edges {node {id}}}}").total() == 2**31


def nested_pages(levels: int) -> str:
    inside = "id"
    for _ in range(levels - 1):
        inside = f"relationships(first: 1000) {{edges {{node {{to {{{inside}}}}}}}}}"
    return f"{{search(first: 1000) {{edges {{node {{{inside}}}}}}}}}"


REFUSED = [
    (
        nested_pages(4),
        {},
        r"2,002,002,001,000 objects and 200,000 are allowed; page search.*to.relationships, which asks for 1,000 at",
    ),
    (nested_pages(2), {}, r"2,001,000 objects"),
    ("{search(first: 200001) {edges {node {id}}}}", {}, "page search, which asks for 200,001"),
    (
        "{search(first: 5) {edges {node {relationships(first: 90000) {edges {node {to {id}}}}}}}}",
        {},
        "page search.edges.node.relationships, which asks for 90,000",
    ),
    ("query($n: Int!) {search(first: $n) {edges {node {id}}}}", {"n": 10**9}, "1,000,000,000 objects"),
    ("query($ids: [ID!]!) {nodes(ids: $ids) {id}}", {"ids": ["a"] * 200_001}, "page nodes"),
    (
        "query($k: [K!]) {" + " ".join(f"a{i}: search(kinds: $k) {{edges {{cursor}}}}" for i in range(50)) + "}",
        {"k": ["AZ"] * 150_000},
        "page search, which is given lists of 150,000",
    ),
    (
        "{" + " ".join(f"a{i}: neighbourhood(id: 1, limit: 2000) {{total}}" for i in range(60)) + "}",
        {},
        "page neighbourhood, which asks for 2,000",
    ),
    ("{...F} fragment F on Query {search(first: 300000) {edges {node {id}}}}", {}, "page search"),
    ("{__schema {types {fields {type {fields {type {fields {type {name}}}}}}}}}", {}, "page __schema.types.fields"),
]


@pytest.mark.parametrize(("text", "variables", "told"), REFUSED)
def test_a_refusal_names_the_field_to_page(text: str, variables: dict[str, Any], told: str) -> None:
    with pytest.raises(GraphQLError, match=told) as caught:
        check(pricing(text, variables), LIMITS)
    assert isinstance(caught.value.original_error, CostExceededError)
    assert caught.value.locations


def test_what_browsers_ask_first_is_cheap() -> None:
    check(pricing(get_introspection_query()), LIMITS)


def test_fragments_are_priced_once() -> None:
    body = " ".join(f"fragment F{i} on Query {{...F{i + 1} ...F{i + 1}}}" for i in range(60))
    assert pricing(f"{{...F0}} {body} fragment F60 on Query {{party(id: 1) {{id}}}}").total() == 2**60


@given(documents())
def test_the_price_is_that_of_the_fragments_written_out(drawn: Drawn) -> None:
    assert pricing(drawn.text).total() == pricing(drawn.written_out).total()


@given(documents(), documents())
def test_a_fragment_more_never_makes_a_query_cheaper(drawn: Drawn, other: Drawn) -> None:
    more = f"{drawn.text[:-1] if not drawn.fragments else drawn.body[:-1]} ...More}}"
    rest = drawn.text[len(drawn.body) :]
    text = f"{more}{rest} fragment More on Query {other.written_out}"
    assert pricing(text).total() == pricing(drawn.text).total() + pricing(other.written_out).total()


def _page_of(source: object) -> int | None:
    return source.get("page") if isinstance(source, dict) else None


@given(documents())
def test_an_answer_holds_no_more_objects_than_were_paid_for(drawn: Drawn) -> None:
    text = drawn.text
    assume(not validate(SCHEMA, parse(text), [OverlappingFieldsCanBeMergedRule]))
    made = 0

    def resolve(source: object, info: GraphQLResolveInfo[Any], **arguments: Any) -> object:
        nonlocal made
        if not is_composite_type(get_named_type(info.return_type)):
            return "1"
        page = arguments.get("first", arguments.get("limit"))
        kind = info.return_type.of_type if isinstance(info.return_type, GraphQLNonNull) else info.return_type
        paid = not get_named_type(kind).name.endswith(FREE)
        if not isinstance(kind, GraphQLList):
            made += paid
            return {"page": page}
        asked = page or len(arguments.get("ids", ())) or _page_of(source)
        length = asked or ASSUMED_LENGTHS.get(info.field_name, ASSUMED_LENGTH)
        made += paid * length
        return [{}] * length

    price = pricing(text).total()
    if price < 20_000:
        execute_sync(SCHEMA, parse(text), field_resolver=resolve, type_resolver=lambda *_: "Person")
        assert made <= price


def test_what_decides_a_price_is_known_beforehand() -> None:
    document = parse(
        "query($a: Int, $b: [ID!], $c: Int, $d: String) "
        "{search(first: $a, text: $d) {edges {node {id}}} nodes(ids: $b) {id} ...F} "
        "fragment F on Query {connections(limit: $c) {parties {id}}}"
    )
    assert length_variables(document) == ("a", "d", "b", "c")
    given = {"a": 3, "b": ["x", ["y", "z"]], "d": {"e": ["f"]}}
    wanted = ((True, 3, 0), (True, 2, 4), (False, None, 0), (True, None, 1))
    assert lengths(("a", "b", "c", "d"), given) == wanted
