"""Documents that are kept: where a bank names a file of them, no other operation is run."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from cim_graph.api.request import RefusedError
from cim_graph.kernel.errors import ForbiddenError, SetupError

if TYPE_CHECKING:
    from cim_graph.api.request import Asked

_UNKNOWN: Final = "only documents that are kept are run here; send the documentId of one"
_NONE_KEPT: Final = "no documents are kept here; send the text of the operation as query"


class Persisted:
    """The kept documents by id: a JSON file, `{"id": "query …"}`. Without a file every document is run."""

    def __init__(self, path: Path | None) -> None:
        self._kept = None if path is None else _read(path)
        self._texts = frozenset((self._kept or {}).values())

    def text(self, asked: "Asked") -> str:
        """Return the text of the operation that is asked for; RefusedError 400 or 403 where it is not to be had."""
        if self._kept is None:
            if not asked.query:
                raise RefusedError(400, _NONE_KEPT)
            return asked.query
        text = self._kept.get(asked.document or "", asked.query)
        if text not in self._texts:
            raise RefusedError(403, _UNKNOWN, code=ForbiddenError.code)
        return text


@lru_cache(maxsize=8)
def persisted(path: Path | None) -> Persisted:
    """Return the kept documents of a file, read once; SetupError where it holds none."""
    return Persisted(path)


def _read(path: Path) -> Mapping[str, str]:
    try:
        found = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise SetupError(f"{path} cannot be read: {error}; correct CIM_DOCUMENTS_FILE") from error
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise SetupError(
            f'{path} has to be an object of ids and texts: {{"id": "query …"}}; correct CIM_DOCUMENTS_FILE'
        )
    return found
