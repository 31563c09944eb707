"""Where the statements are: inside the wheel, or in the checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE if (_PACKAGE / "cypher").is_dir() else _PACKAGE.parent

CYPHER = _ROOT / "cypher"
SCHEMA = _ROOT / "schema.graphql"
