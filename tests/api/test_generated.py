"""Documents that schemathesis makes up of the whole schema: whatever is asked, nobody is told of an error inside."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes
from schemathesis.core.result import Ok

from cim_graph.api.errors import INTERNAL
from cim_graph.api.schema import schema
from cim_graph.graph.session import Graph
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.settings import Settings
from tests.api.doors import door
from tests.api.test_access import BANK
from tests.conftest import Submit

EXAMPLES = 8
"""Documents of each root field."""
GIVEN = {
    "ID": st.sampled_from([id_of(kind, "core", key) for kind in Kind for key in ("ALI", "SHUT", "T1")]) | st.text(),
    "Date": st.sampled_from(["2026-01-31", "2026-02-30", ""]) | st.text(),
    "DateTime": st.sampled_from(["2026-01-31T10:00:00Z", "2026-01-31T25:00:00"]) | st.text(),
    "Decimal": st.sampled_from(["1", "-0.10", "1e9", "NaN"]) | st.text(),
    "JSON": st.sampled_from(["{}", "[]", "null"]) | st.text(),
}


def operations() -> Iterator[Any]:
    for name, values in GIVEN.items():
        schemathesis.graphql.scalar(name, values.map(nodes.String))
    for found in schemathesis.graphql.from_path(Path("schema.graphql")).get_all_operations():
        assert isinstance(found, Ok)
        yield found.ok()


def made(operation: Any) -> list[str]:
    """Return documents of a root field, the same in every run."""
    documents: list[str] = []

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(operation.as_strategy())
    def gather(case: Any) -> None:
        documents.append(case.body)

    gather()
    return documents


@pytest.mark.usefixtures("planned_at_once")
async def test_nothing_that_is_made_up_meets_an_error_inside(graph: Graph, settings: Settings, take: Submit) -> None:
    await take(BANK)
    asked = answered = 0
    async with door(settings.model_copy(update={"caller_budget": 0}), graph, schema) as client:
        for document in chain.from_iterable(map(made, operations())):
            answer = await client.post("/graphql", json={"query": document})
            errors = orjson.loads(answer.content).get("errors", ())
            assert answer.status_code < 500, document
            assert INTERNAL not in {error["extensions"]["code"] for error in errors}, document
            asked, answered = asked + 1, answered + (not errors)
    assert answered > asked / 10  # what is refused at the door tests nothing behind it
