"""The rules of monitoring: a document that a bank may replace."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import orjson

from cim_graph.kernel.document import read_document
from cim_graph.kernel.errors import NotFoundError, SetupError
from cim_graph.monitoring.happenings import EVENTS
from cim_graph.monitoring.indicators import INDICATORS
from cim_graph.monitoring.loans import LOANS
from cim_graph.monitoring.typologies import counting, cycles, deviation, turnover
from cim_graph.monitoring.typologies.hit import Find

_HERE: Final = Path(__file__).resolve().parent
OURS: Final = _HERE / "rules.yaml"
_SCHEMA: Final = jsonschema_rs.Draft202012Validator(orjson.loads((_HERE / "rules.schema.json").read_bytes()))


TYPOLOGIES: Final[Mapping[str, tuple[type[Any], Find]]] = {
    "structuring": (counting.Structuring, counting.structuring),
    "rapid": (counting.Rapid, counting.rapid),
    "dormant": (counting.Dormant, counting.dormant),
    "round": (counting.Round, counting.round_amounts),
    "fan-in": (counting.Fan, counting.fan_in),
    "fan-out": (counting.Fan, counting.fan_out),
    "cycles": (cycles.Cycle, cycles.cycles),
    "own-history": (deviation.OwnHistory, deviation.own_history),
    "peers": (deviation.Peers, deviation.peers),
    "shared-device": (counting.Shared, counting.shared_device),
    "turnover-drop": (turnover.Drop, turnover.drop),
    "concentration": (turnover.Concentration, turnover.concentration),
    "silence": (turnover.Silence, turnover.silence),
    "haste": (turnover.Haste, turnover.haste),
}
"""What is found in payments: the class of its thresholds, and how."""
SCHEDULE: Final = "schedule"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `suspicion`: only who may see suspicion may know of it; one that is not `live` raises nothing."""

    name: str
    title: str
    kind: str
    severity: int
    suspicion: bool
    join_days: int
    live: bool
    thresholds: Any


@lru_cache(maxsize=8)
def rules(own: Path | None = None) -> Mapping[str, Rule]:
    """Return the rules in force; raise SetupError for a document that cannot be read, or says what makes no sense."""
    document = read_document(own or OURS, _SCHEMA, "rules of monitoring", "CIM_MONITORING_FILE")
    return {name: _rule(name, stated) for name, stated in document["rules"].items()}


def rule_named(known: Mapping[str, Rule], name: str) -> Rule:
    """Return a rule; raise NotFoundError that names those there are."""
    if name not in known:
        raise NotFoundError(f"there is no rule {name[:40]!r}; there are {', '.join(known)}")
    return known[name]


def _rule(name: str, stated: Mapping[str, Any]) -> Rule:
    runs = EVENTS[stated["kind"]].event if stated["kind"] in EVENTS else SCHEDULE
    if stated.get("runs", SCHEDULE) != runs:
        raise SetupError(f"the rule {name} of the kind {stated['kind']} runs on {runs}: say `runs: {runs}`")
    said = {key: stated[key] for key in ("title", "kind", "severity", "suspicion", "join_days")}
    return Rule(name, **said, live=stated.get("live", True), thresholds=_thresholds(name, stated))


def _thresholds(name: str, stated: Mapping[str, Any]) -> Any:  # noqa: ANN401 (each kind has its own class)
    kind, given = stated["kind"], stated["thresholds"]
    class_ = _class(kind)
    needed = {field.name for field in fields(class_)}
    if given.keys() != needed:
        told = ", ".join(sorted(needed)) or "none"
        raise SetupError(f"the rule {name} of the kind {kind} needs the thresholds {told}")
    if kind == "cycles" and given["shortest"] > given["longest"]:
        raise SetupError(f"the rule {name} looks for no circle at all: let `shortest` be no more than `longest`")
    return class_(**given)


def _class(kind: str) -> type[Any]:
    if kind in TYPOLOGIES:
        return TYPOLOGIES[kind][0]
    if kind in LOANS:
        return LOANS[kind][0]
    return INDICATORS[kind].thresholds if kind in INDICATORS else EVENTS[kind].thresholds
