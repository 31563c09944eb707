"""Reading a document of rules: YAML that a schema has to accept."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from cim_graph.kernel.errors import SetupError


def read_document(path: Path, schema: jsonschema_rs.Draft202012Validator, what: str, setting: str) -> Mapping[str, Any]:
    """Return a document; SetupError where it cannot be read or its schema refuses it, naming the place.

    `what` says what it should state, as `roles`; `setting` is the variable that chose it.
    """
    try:
        document: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise SetupError(f"{path} cannot be read: {error}; correct {setting}") from error
    for wrong in schema.iter_errors(document):
        place = "/".join(map(str, wrong.instance_path))
        raise SetupError(f"{path} states no {what}: {wrong.message} at /{place}")
    return document
