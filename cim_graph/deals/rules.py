"""The rules of deals: a document that a bank may replace."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import orjson

from cim_graph.deals.product import normal_product
from cim_graph.kernel.document import read_document
from cim_graph.kernel.errors import SetupError

_HERE: Final = Path(__file__).resolve().parent
OURS: Final = _HERE / "rules.yaml"
_SCHEMA: Final = jsonschema_rs.Draft202012Validator(orjson.loads((_HERE / "rules.schema.json").read_bytes()))

Rules = dict[str, Any]
"""A document as `rules.schema.json` has it."""


@lru_cache(maxsize=8)
def rules(own: Path | None = None) -> Rules:
    """Return the rules in force, with products in normal form.

    Raises SetupError for a document that cannot be read, that its schema refuses, or that names a product twice.
    """
    path = own or OURS
    document = read_document(path, _SCHEMA, "rules of deals", "CIM_DEALS_FILE")
    return {**document, "products": _by_code(document["products"], path)}


def _by_code(products: dict[str, Any], path: Path) -> dict[str, Any]:
    named: dict[str, str] = {}
    for name in products:
        if (first := named.setdefault(normal_product(name), name)) != name:
            text = f"{path} names one product twice, as {first!r} and as {name!r} at /products"
            raise SetupError(f"{text}: case, blanks, hyphens and underscores make no difference; keep one of them")
    return {code: products[name] for code, name in named.items()}
