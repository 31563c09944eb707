"""The rule documents: read from `groups/rules`, checked by their schema, a bank's own in place of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import yaml

from cim_graph.groups.model.rules import How, Insiders, Limits, LinkRule, Relatives, Rules, Threshold
from cim_graph.kernel.errors import SetupError
from cim_graph.kernel.vocabulary import GroupKind, PartyKind

OURS = Path(__file__).resolve().parent / "rules"
_SCHEMA = orjson.loads((OURS / "schema.json").read_bytes())
_RULES, _LIMITS = (
    jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{what}", "$defs": _SCHEMA["$defs"]})
    for what in ("rules", "limits")
)

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """How the groups of each kind are made, and the limits that a bank chose."""

    rules: Mapping[GroupKind, Rules]
    limits: Limits


@lru_cache(maxsize=8)
def rulebook(limits: str, own: Path | None = None) -> Rulebook:
    """Return the rules in force: ours, with those in a folder of one's own in place of ours for the same kind or id.

    Read once. Raises SetupError for a document that its schema refuses, and for limits that no document states.
    """
    made: dict[GroupKind, Rules] = {}
    stated: dict[str, Limits] = {}
    for document in (*_documents(OURS), *(_documents(own) if own else ())):
        if "kind" in document:
            one = _rules(document)
            made[one.kind] = one
        else:
            stated[document["id"]] = _limits(document)
    if limits not in stated:
        raise SetupError(
            f"no document states the limits {limits!r}; set CIM_EXPOSURE_LIMITS to one of {', '.join(sorted(stated))}"
        )
    return Rulebook(made, stated[limits])


def _documents(folder: Path) -> Iterator[Document]:
    stated: dict[str, Path] = {}
    if not folder.is_dir():
        raise SetupError(f"there is no folder {folder} with rule documents; correct CIM_GROUP_RULES_DIR")
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = yaml.safe_load(path.read_text("utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
            raise SetupError(f"{path} cannot be read: {error}") from error
        for wrong in _schema(document).iter_errors(document):
            place = "/".join(map(str, wrong.instance_path))
            raise SetupError(f"{path} is no rule document: {wrong.message} at /{place}")
        what = document.get("kind", document["id"])
        if what in stated:
            raise SetupError(f"{stated[what]} and {path} both state {what}; keep one of them")
        stated[what] = path
        yield document


def _schema(document: object) -> jsonschema_rs.Draft202012Validator:
    """Return the schema of rules for what states a kind, else that of limits: which tells what is wrong, and where."""
    return _RULES if isinstance(document, dict) and "kind" in document else _LIMITS


def _rules(document: Document) -> Rules:
    insiders = document.get("insiders")
    concert = document.get("concert")
    return Rules(
        document["id"],
        document["version"],
        document["title"],
        GroupKind(document["kind"]),
        document["confirmed"],
        document["exposed"],
        tuple(map(_link, document["links"])),
        _threshold(concert) if concert else None,
        _insiders(insiders) if insiders else None,
    )


def _link(stated: Document) -> LinkRule:
    words, threshold = stated.get("words"), stated.get("threshold")
    return LinkRule(
        How(stated["how"]),
        stated["code"],
        stated["text"],
        stated["head"],
        stated["source"],
        stated.get("relationship"),
        None if words is None else frozenset(words),
        frozenset(stated.get("except", ())),
        None if threshold is None else _threshold({**threshold, "source": stated["source"]}),
        frozenset(stated.get("unless", ())),
        stated.get("most", 0),
    )


def _threshold(stated: Document) -> Threshold:
    return Threshold(Decimal(stated["percent"]), stated["inclusive"], stated["source"])


def _insiders(stated: Document) -> Insiders:
    relatives = stated["relatives"]
    return Insiders(
        stated["flag"],
        _threshold(stated["participation"]),
        frozenset(stated["managers"]["roles"]),
        stated["managers"]["source"],
        Relatives(None if relatives["roles"] is None else frozenset(relatives["roles"]), relatives["source"]),
        {PartyKind(kind): _threshold(limit) for kind, limit in stated["limits"].items()},
        _threshold(stated["together"]),
    )


def _limits(document: Document) -> Limits:
    total = document.get("total")
    return Limits(
        document["id"],
        document["version"],
        document["title"],
        document["confirmed"],
        _threshold(document["large"]),
        _threshold(document["breach"]),
        Decimal(total["times"]) if total else None,
        total["source"] if total else None,
    )
