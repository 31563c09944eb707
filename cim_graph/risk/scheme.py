"""A scheme: a document that says what risk is here, read into what computes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import orjson
import yaml

from cim_graph.access.rights import Special
from cim_graph.kernel.errors import BadInputError, NotFoundError
from cim_graph.risk.expression import Expression, expression
from cim_graph.risk.refusal import refusal, shown

_HERE: Final = Path(__file__).parent / "schemes"
_STATED: Final = orjson.loads((_HERE / "schema.json").read_bytes())
_SCHEMA: Final = jsonschema_rs.Draft202012Validator(_STATED)
_MONTHS: Final = 12
SHIPPED: Final = ("aml", "early-warning")


@dataclass(frozen=True, slots=True)
class Factor:
    """What points are given for. One of `bands` (from, points), `table` and `points` (where the value is true).

    `sees` is what of special category it gives away: what the scheme says, and what its expression reads.
    """

    code: str
    group: str
    title: str
    value: Expression
    evidence: str
    bands: tuple[tuple[float, float], ...] | None
    table: "Table | None"
    points: float | None
    sees: frozenset[Special]


@dataclass(frozen=True, slots=True)
class Table:
    """Points of values by name, and those of a value that is not listed."""

    points: Mapping[str, float]
    default: float


@dataclass(frozen=True, slots=True)
class Rule:
    """Where it holds, the class is at least one, or is one whatever else (`fixed`); `sees` as of factors."""

    code: str
    when: Expression
    place: int
    fixed: bool
    title: str
    sees: frozenset[Special]


@dataclass(frozen=True, slots=True)
class Origin:
    """Which parties have risk of their own that travels, and how strong."""

    code: str
    when: Expression
    strength: float
    sees: frozenset[Special]


@dataclass(frozen=True, slots=True)
class Weight:
    """How risk passes relationships of a kind: along their direction, and against it, 0 to 1.

    With `share` the weight is multiplied by the share, of which `unsaid` percent are taken where none is stated.
    """

    along: float
    against: float
    share: bool
    unsaid: float


@dataclass(frozen=True, slots=True)
class Propagation:
    """How risk travels, and how many points it comes to where it arrives whole."""

    threshold: float
    depth: int
    cap: float
    points: float
    origins: tuple[Origin, ...]
    weights: Mapping[str, Weight]


@dataclass(frozen=True, slots=True)
class Class:
    """A class; without `least`, the score from which on it holds, only a rule leads to it."""

    name: str
    least: float | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme as it computes; `document` is what it was read from."""

    name: str
    title: str
    cap: float
    factors: tuple[Factor, ...]
    caps: Mapping[str, float]
    classes: tuple[Class, ...]
    rules: tuple[Rule, ...]
    propagation: Propagation
    reviews: Mapping[str, int]
    longest: int
    """Months for which a class that is set by hand may stand."""
    document: Mapping[str, Any]

    def place(self, name: str) -> int:
        """Return the place of a class, from the lowest on; raise BadInputError for one that there is not."""
        for place, one in enumerate(self.classes):
            if one.name == name:
                return place
        known = ", ".join(one.name for one in self.classes)
        raise BadInputError(f"{name[:40]!r} is no class of the scheme {self.name}; take one of {known}")


def scheme(document: Any) -> Scheme:  # noqa: ANN401 (whatever was sent)
    """Read a document; raise BadInputError, naming the place, for what is no scheme."""
    _check_stated(document)
    _check_unique([one["code"] for one in document["factors"]], "factors")
    _check_unique([one["code"] for one in document["rules"]], "rules")
    _check_unique([one["name"] for one in document["classes"]], "classes")
    classes = tuple(Class(one["name"], one.get("from")) for one in document["classes"])
    _check_classes(classes)
    tables = {name: Table(one["points"], one["default"]) for name, one in document["tables"].items()}
    places = {one.name: place for place, one in enumerate(classes)}
    return Scheme(
        document["name"],
        document["title"],
        document.get("cap", 100),
        tuple(_factor(one, tables) for one in document["factors"]),
        {name: one.get("cap", 100) for name, one in document["groups"].items()},
        classes,
        tuple(_rule(one, places) for one in document["rules"]),
        _propagation(document["propagation"]),
        document["reviews"],
        document.get("overrides", {}).get("months", _MONTHS),
        document,
    )


def _check_stated(document: Any) -> None:  # noqa: ANN401 (whatever was sent)
    try:
        wrong = next(iter(_SCHEMA.iter_errors(document)), None)
    except ValueError as error:
        raise BadInputError("this is no scheme of risk: it is nested too deeply") from error
    if wrong is not None:
        raise BadInputError(f"this is no scheme of risk: {refusal(wrong, _STATED)}")


def _check_unique(names: Sequence[str], where: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInputError(f"/{where} has {twice[0]} twice; give each a name of its own")


def _check_classes(classes: Sequence[Class]) -> None:
    least = [one.least for one in classes if one.least is not None]
    if least[:1] != [0] or least != sorted(set(least)):
        raise BadInputError("/classes: the first `from` has to be 0, and each later one greater than the one before")


def _factor(one: Mapping[str, Any], tables: Mapping[str, Table]) -> Factor:
    where = f"/factors/{one['code']}"
    if "table" in one and one["table"] not in tables:
        raise BadInputError(f"{where}: there is no table {shown(one['table'])}; add it to /tables")
    kinds: tuple[type, ...] = (bool,) if "points" in one else (int, float) if "bands" in one else (str, list)
    bands = tuple((float(band["from"]), float(band["points"])) for band in one.get("bands", ()))
    if [begin for begin, _ in bands] != sorted({begin for begin, _ in bands}):
        raise BadInputError(f"{where}/bands: each `from` has to be greater than the one before")
    value = expression(one["value"], where, kinds)
    return Factor(
        one["code"],
        one["group"],
        one["title"],
        value,
        one["evidence"],
        bands or None,
        tables[one["table"]] if "table" in one else None,
        one.get("points"),
        _sees(one, value),
    )


def _sees(one: Mapping[str, Any], of: Expression) -> frozenset[Special]:
    """Return what gives something away: nobody has to say of an expression what it reads."""
    return of.gives_away | ({Special(one["sees"])} if "sees" in one else frozenset())


def _rule(one: Mapping[str, Any], places: Mapping[str, int]) -> Rule:
    where = f"/rules/{one['code']}"
    name = one.get("fixed", one.get("least"))
    if name not in places:
        raise BadInputError(f"{where}: there is no class {name!r}; take one of {', '.join(places)}")
    when = expression(one["when"], where, (bool,))
    return Rule(one["code"], when, places[name], "fixed" in one, one["title"], _sees(one, when))


def _propagation(one: Mapping[str, Any]) -> Propagation:
    origins = tuple(map(_origin, one["origins"]))
    _check_unique([weight["kind"] for weight in one["weights"]], "propagation/weights")
    weights = {
        weight["kind"]: Weight(
            weight.get("along", 0), weight.get("against", 0), weight.get("share", False), weight.get("unsaid", 0)
        )
        for weight in one["weights"]
    }
    return Propagation(one["threshold"], one["depth"], one["cap"], one["points"], origins, weights)


def _origin(one: Mapping[str, Any]) -> Origin:
    when = expression(one["when"], f"/propagation/origins/{one['code']}", (bool,))
    return Origin(one["code"], when, one["strength"], _sees(one, when))


@lru_cache(maxsize=len(SHIPPED))
def shipped(name: str) -> Scheme:
    """Return a scheme that comes with the product; raise NotFoundError for another."""
    if name not in SHIPPED:
        raise NotFoundError(f"no scheme {name[:40]!r} comes with the product; take one of {', '.join(SHIPPED)}")
    return scheme(yaml.safe_load((_HERE / f"{name}.yaml").read_text("utf-8")))
