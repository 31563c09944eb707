from typing import Any

import pytest

from cim_graph.cli.outline import outline

CASES: list[tuple[str, Any, list[str]]] = [
    ("one value", {"total": 6}, ["total: 6"]),
    ("an object on its line", {"party": {"name": "A", "kind": "PERSON"}}, ["party: A, kind PERSON"]),
    ("a list of objects", {"ways": [{"share": "5"}, {"share": "6"}]}, ["ways:", "  - share 5", "  - share 6"]),
    ("a connection is its nodes", {"found": {"edges": [{"node": {"name": "A"}}]}}, ["found:", "  - A"]),
    (
        "an edge speaks first",
        {"found": {"edges": [{"score": 1.0, "node": {"name": "A"}}]}},
        ["found:", "  - score 1.0, A"],
    ),
    ("what is null or empty is left out", {"a": None, "b": [], "c": {}, "d": 1}, ["d: 1"]),
    ("what is false is said", {"web": {"truncated": False}}, ["web: truncated False"]),
    ("words in a row", {"party": {"name": "A", "flags": ["pep", "listed"]}}, ["party: A, flags pep listed"]),
    ("nested", {"a": {"name": "A", "b": {"c": [{"d": 1}]}}}, ["a: A", "  b:", "    c:", "      - d 1"]),
    ("nothing", {}, []),
]


@pytest.mark.parametrize(("value", "lines"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_an_answer_in_lines(value: Any, lines: list[str]) -> None:
    assert list(outline(value)) == lines
