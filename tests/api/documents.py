"""Documents over a small registry, drawn at random, with fragments and with the same fragments written out."""

from dataclasses import dataclass
from pathlib import Path
from re import Match
from re import compile as compile_pattern
from typing import Final

from graphql import build_schema
from hypothesis import strategies as st

SCHEMA: Final = build_schema((Path(__file__).parent / "registry.graphql").read_text())

_SPREAD = compile_pattern(r"\.\.\.F(\d+)\b")
_FIELDS: Final[dict[str, list[tuple[str, str | None]]]] = {
    "Query": [
        ("party(id: 1)", "Party"),
        ("nodes(ids: [1, 2, 3])", "Node"),
        ("search", "PartyConnection"),
        ("search(first: 7)", "PartyConnection"),
        ("neighbourhood(id: 1, limit: 4)", "Neighbourhood"),
        ("connections(limit: 2)", "Path"),
    ],
    "Node": [("id", None)],
    "Party": [("id", None), ("name", None), ("names", "Name"), ("relationships(first: 3)", "RelationshipConnection")],
    "Name": [("full", None)],
    "PartyConnection": [("edges", "PartyEdge"), ("pageInfo", "PageInfo")],
    "PartyEdge": [("node", "Party"), ("cursor", None)],
    "RelationshipConnection": [("edges", "RelationshipEdge"), ("pageInfo", "PageInfo")],
    "RelationshipEdge": [("node", "Relationship")],
    "Relationship": [("to", "Party"), ("sources", "Name"), ("id", None)],
    "Neighbourhood": [("parties", "Party"), ("relationships", "Relationship"), ("total", None)],
    "Path": [("parties", "Party")],
    "PageInfo": [("hasNextPage", None)],
}


@dataclass(frozen=True)
class Drawn:
    """A query and the fragments it may spread: each its type and its body."""

    body: str
    fragments: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return self.body + "".join(f" fragment F{i} on {kind} {body}" for i, (kind, body) in enumerate(self.fragments))

    @property
    def written_out(self) -> str:
        return self._without_spreads(self.body)

    def _without_spreads(self, text: str) -> str:
        def inline(match: Match[str]) -> str:
            kind, body = self.fragments[int(match[1])]
            return f"... on {kind} {self._without_spreads(body)}"

        return _SPREAD.sub(inline, text)


@st.composite
def documents(draw: st.DrawFn) -> Drawn:
    """Fragments may spread those before them only, so that there are no circles."""
    fragments: list[tuple[str, str]] = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(sorted(_FIELDS)))
        fragments.append((kind, _selections(draw, kind, fragments, 3)))
    return Drawn(_selections(draw, "Query", fragments, 5), tuple(fragments))


def _selections(draw: st.DrawFn, kind: str, fragments: list[tuple[str, str]], depth: int) -> str:
    chosen = [_selection(draw, kind, fragments, depth) for _ in range(draw(st.integers(1, 3)))]
    return "{" + " ".join(chosen) + "}"


def _selection(draw: st.DrawFn, kind: str, fragments: list[tuple[str, str]], depth: int) -> str:
    fitting = [f"...F{number}" for number, (on, _) in enumerate(fragments) if on == kind]
    spreads: bool = draw(st.booleans())
    if fitting and spreads:
        spread: str = draw(st.sampled_from(fitting))
        return spread
    field, inside = draw(st.sampled_from(_FIELDS[kind]))
    alias: str = draw(st.sampled_from(["", "", "a: ", "b: "]))
    if inside is None:
        return alias + field
    if depth == 0:
        return "__typename"
    return f"{alias}{field} {_selections(draw, inside, fragments, depth - 1)}"
