"""Versions of the model: which decides, which are there, and how another comes to decide."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from cim_graph.commands.model import Context, Outcome
from cim_graph.graph.statement import Empty, Found, Read, Write
from cim_graph.kernel.errors import NotFoundError
from cim_graph.matching.turns import TURN, Active, Known, later

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph, Transaction
    from cim_graph.graph.statement import Ask
    from cim_graph.matching.matcher import Matcher
    from cim_graph.matching.model.document import Model
    from cim_graph.relationships.drawing import Rules


@dataclass(frozen=True, slots=True)
class Crowd:
    """Keys that too many records share, as words, and when they were found."""

    words: list[str]
    at: str


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the model that is kept, with its document."""

    version: str
    at: str
    by: str
    active: bool
    approved_at: str | None
    approved_by: str | None
    document: str

    @property
    def model(self) -> "Model":
        """The model."""
        return _model(self.document)


@dataclass(frozen=True, slots=True)
class Keeping:
    """A version to be kept."""

    version: str
    model: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Approving:
    """The version that is to decide; by whom and when."""

    version: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class KeepModel:
    """A model is to be kept as a version of its own; it decides nothing yet."""

    model: "Model"
    name: str = field(default="keepModel", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the version."""
        return str


@dataclass(frozen=True, slots=True)
class ApproveModel:
    """A version is to decide from now on."""

    version: str
    name: str = field(default="approveModel", init=False)

    def answer_type(self) -> type[str]:
        """Return the class of the answer: the version."""
        return str


ACTIVE = Read("matching/active", Known, Active)
MODELS = Read("matching/models", Empty, Version)
KEEP = Write("matching/keep_model", Keeping, Empty)
APPROVE = Write("matching/approve", Approving, Found)


class Models:
    """Gives the model that decides; the last one is kept, since it hardly ever changes."""

    def __init__(self) -> None:
        self._last: Matcher | None = None
        self._at = ""

    async def matcher(self, ask: "Ask") -> "Matcher":
        """Return what compares records by the version that was approved, or by the one that comes with the product."""
        last, at = self._known()
        [active] = await ask(ACTIVE(Known(last.model.version, at)))
        return self._taken(last, active)

    async def turn(self, transaction: "Transaction", rules: "Rules") -> "tuple[Matcher, Rules]":
        """Wait for the turn (`turns.py`); return what compares records then, and the rules with a moment of its own."""
        last, at = self._known()
        [taken] = await transaction.run(TURN(Known(last.model.version, at)))
        return self._taken(last, taken), later(rules, taken)

    def _known(self) -> "tuple[Matcher, str]":
        """Return what compared last, and since when its keys are known: others may ask before the answer comes."""
        from cim_graph.matching.matcher import Matcher  # noqa: PLC0415 (NumPy takes long, and few commands compare)

        return self._last or Matcher(_model(None)), self._at

    def _taken(self, last: "Matcher", active: Active) -> "Matcher":
        from cim_graph.matching.matcher import Matcher  # noqa: PLC0415 (as above)

        model, crowded = last.model, last.crowded
        if active.version is None or active.document is not None:
            model = _model(active.document)
        if active.crowded is not None:
            crowded = frozenset(active.crowded)
        if last is self._last and model is last.model and crowded is last.crowded:
            return last
        self._last, self._at = Matcher(model, crowded), active.at
        return self._last


def _model(document: str | None) -> "Model":
    """Read a version, or the one that comes with the product."""
    from cim_graph.matching.model.document import Model, shipped  # noqa: PLC0415 (as above)

    return shipped() if document is None else Model.model_validate(orjson.loads(document))


@dataclass(frozen=True, slots=True)
class DropKeys:
    """Keys tell nothing from now on, since too many records share them."""

    words: tuple[str, ...]
    name: str = field(default="dropKeys", init=False)

    def answer_type(self) -> type[int]:
        """Return the class of the answer: how many keys."""
        return int


CROWD = Write("matching/crowd", Crowd, Empty)


async def drop_keys(command: DropKeys, context: Context) -> Outcome[int]:
    """Keep which keys are too common."""
    await context.transaction.run(CROWD(Crowd(list(command.words), context.at)))
    return Outcome(len(command.words), changed=True, detail={"keys": len(command.words)})


async def versions(graph: "Graph") -> list[Version]:
    """Return the versions that are kept, the newest first; the shipped one is always there besides."""
    return await graph.read(MODELS(Empty()))


async def version_named(graph: "Graph", version: str) -> "Model":
    """Return a version; raise NotFoundError for one that there is not."""
    if version == (shipped := _model(None)).version:
        return shipped
    for one in await versions(graph):
        if one.version == version:
            return one.model
    raise NotFoundError(f"there is no model {version[:40]!r}; `cim model list` names those that there are")


async def keep_model(command: KeepModel, context: Context) -> Outcome[str]:
    """Keep a version."""
    model = command.model
    kept = {"document": orjson.dumps(model.document()).decode(), "at": context.at, "by": context.actor.subject}
    await context.transaction.run(KEEP(Keeping(model.version, kept)))
    return Outcome(model.version, changed=True, detail={"version": model.version})


async def approve_model(command: ApproveModel, context: Context) -> Outcome[str]:
    """Let a version decide; raise NotFoundError for one that there is not."""
    asked = Approving(command.version, context.at, context.actor.subject)
    if not await context.transaction.run(APPROVE(asked)) and command.version != _model(None).version:
        raise NotFoundError(f"there is no model {command.version[:40]!r}; `cim model list` names those that there are")
    return Outcome(command.version, changed=True, detail={"version": command.version})
