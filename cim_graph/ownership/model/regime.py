"""Regimes of beneficial ownership: data with law and article, checked by a schema."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import yaml

from cim_graph.kernel.errors import BadInputError


@dataclass(frozen=True, slots=True)
class Route:
    """A way to become a beneficial owner: a rule of `routes`, the code and source of its reason, what it looks at.

    `of`: capital, votes or both; `by`: means of control; `through`: only what somebody controls counts, with the own;
    `roles`: of managers, the first that anybody has.
    """

    rule: str
    code: str
    source: str
    of: tuple[str, ...] = ("capital", "votes")
    by: tuple[str, ...] = ()
    through: bool = False
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ControlRule:
    """What controls besides votes and facts: those who act in concert, more than `majority` percent, trustees."""

    concert: bool = False
    majority: float | None = None
    trustees: bool = False


@dataclass(frozen=True, slots=True)
class TrustRule:
    """Whose roles stand for a trust or foundation; `cumulative`: with what else they hold."""

    roles: tuple[str, ...]
    code: str
    source: str
    cumulative: bool = False


@dataclass(frozen=True, slots=True)
class Fallback:
    """Managers of which roles are recorded, all of them, where nobody else is found."""

    roles: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class ComplexRule:
    """More layers above a party, or more jurisdictions, make a structure complex."""

    layers: int | None = None
    jurisdictions: int | None = None


@dataclass(frozen=True, slots=True)
class Regime:
    """A regime as its file states it; `threshold` in percent, `inclusive`: reaching it is enough."""

    id: str
    title: str
    threshold: float
    inclusive: bool
    source: str
    confirmed: bool
    routes: tuple[Route, ...]
    control: ControlRule
    complexity: ComplexRule
    trusts: TrustRule | None = None
    fallback: Fallback | None = None
    note: str | None = None


def load(text: str) -> Regime:
    """Read a regime from the text of its YAML file.

    Raises BadInputError with the place and the reason if the text is no YAML or breaks the schema of regimes.
    """
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadInputError(f"The regime is no YAML: {error}") from error
    for broken in _schema().iter_errors(document):
        place = "/".join(str(part) for part in broken.instance_path) or "the document"
        raise BadInputError(f"The regime breaks its schema at {place}: {broken.message}")
    return _regime(document)


def shipped(*folders: Path) -> Mapping[str, Regime]:
    """Return the regimes by id: those of the product, then those of a bank's own folders, which may replace them.

    Raises BadInputError with the name of a file that is no regime, or of a folder that there is not.
    """
    for folder in folders:
        if not folder.is_dir():
            raise BadInputError(f"there is no folder {folder} with regimes; correct CIM_REGIMES_DIR")
    own = [path for folder in folders for path in sorted(folder.glob("*.yaml"))]
    return {**_shipped(), **{regime.id: regime for regime in map(_of_file, own)}}


@cache
def _shipped() -> Mapping[str, Regime]:
    texts = [file.read_text("utf-8") for file in _folder().iterdir() if file.name.endswith(".yaml")]
    return {regime.id: regime for regime in sorted(map(load, texts), key=lambda regime: regime.id)}


def _of_file(path: Path) -> Regime:
    try:
        return load(path.read_text("utf-8"))
    except (BadInputError, UnicodeDecodeError, OSError) as error:
        raise BadInputError(f"{path}: {error}") from error


def _folder() -> Any:  # noqa: ANN401, Traversable moved between modules in the Pythons that are supported
    return files("cim_graph.ownership") / "regimes"


@cache
def _schema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(orjson.loads((_folder() / "schema.json").read_text("utf-8")))


def _regime(document: dict[str, Any]) -> Regime:
    trusts, fallback = document.get("trusts"), document.get("fallback")
    return Regime(
        id=document["id"],
        title=document["title"],
        threshold=float(document["threshold"]),
        inclusive=document["inclusive"],
        source=document["source"],
        confirmed=document["confirmed"],
        routes=tuple(Route(**_frozen(route)) for route in document["routes"]),
        control=ControlRule(**document.get("control", {})),
        complexity=ComplexRule(**document.get("complex", {})),
        trusts=TrustRule(**_frozen(trusts)) if trusts else None,
        fallback=Fallback(**_frozen(fallback)) if fallback else None,
        note=document.get("note"),
    )


def _frozen(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if _is_list(value) else value for key, value in document.items()}


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
