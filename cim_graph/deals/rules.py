"""The rules of deals: a document that a bank may replace."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import orjson

from cim_graph.deals.product import normal_product
from cim_graph.kernel.document import read_document

_HERE: Final = Path(__file__).resolve().parent
OURS: Final = _HERE / "rules.yaml"
_SCHEMA: Final = jsonschema_rs.Draft202012Validator(orjson.loads((_HERE / "rules.schema.json").read_bytes()))

Rules = dict[str, Any]
"""A document as `rules.schema.json` has it."""


@lru_cache(maxsize=8)
def rules(own: Path | None = None) -> Rules:
    """Return the rules in force, with products in normal form.

    Raises SetupError for a document that cannot be read or that its schema refuses.
    """
    document = read_document(own or OURS, _SCHEMA, "rules of deals", "CIM_DEALS_FILE")
    products = {normal_product(name): outcomes for name, outcomes in document["products"].items()}
    return {**document, "products": products}
