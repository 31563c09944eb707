"""The table of events in the documentation is what the code tells."""

import ast
import re
from pathlib import Path

import cim_graph
from cim_graph.events import model
from cim_graph.matching.forming import EVENTS

ROOT = Path(cim_graph.__file__).parent
TABLE = re.compile(r"^\| `([a-z]+\.[a-z]+)` \|", re.MULTILINE)
NAME = re.compile(r"[a-z]+\.[a-z]+")


def told_in_the_code() -> set[str]:
    """Return the names of events: each is a constant, or a value of one, of a module that makes an `Event`."""
    makers = [tree for tree in map(_tree, ROOT.rglob("*.py")) if _makes_events(tree)]
    assert makers
    found = {text for tree in makers for text in _constants(tree) if NAME.fullmatch(text)}
    return found | {model.PARTIES_CHANGED, model.REGISTRY_CHANGED, model.WEBHOOK_CHANGED}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _makes_events(tree: ast.Module) -> bool:
    imported = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "cim_graph.commands.model"
        and "Event" in [name.name for name in node.names]
        for node in ast.walk(tree)
    )
    called = any(isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Event" for node in ast.walk(tree))
    return imported and called


def _constants(tree: ast.Module) -> list[str]:
    values = [node.value for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign) and node.value]
    inner = [node for value in values for node in ast.walk(value)]
    return [node.value for node in inner if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_the_table_of_events_is_whole() -> None:
    documented = TABLE.findall((ROOT.parent / "docs" / "events.md").read_text("utf-8"))
    assert sorted(documented) == sorted(told_in_the_code())
    assert set(EVENTS.values()) < set(documented)
