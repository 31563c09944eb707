"""`/match`: screening of many at once, asked and answered as yente does, so that its clients need not change.

The request and the answer are those of https://www.opensanctions.org/docs/api/matching/: queries are entities of
FollowTheMoney, results are entries of lists with a score, which is the probability of the model that matches.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from cim_graph.access.reads import Reads
from cim_graph.access.roles import roles
from cim_graph.access.trail import entry_of_reads
from cim_graph.api.request import RefusedError, body_of
from cim_graph.intake.load import importer_named
from cim_graph.kernel.errors import BadInputError, CimError, ForbiddenError, NotFoundError, UnavailableError
from cim_graph.kernel.times import moment_text, system_clock
from cim_graph.matching.listed import Resemblance, Sought, resembled
from cim_graph.matching.model.features import FEATURES
from cim_graph.matching.reviewing import newcomer
from cim_graph.parties.golden import golden
from cim_graph.parties.survivorship import Standing
from cim_graph.records.exporter import Exporter
from cim_graph.records.format import PartyRecord
from cim_graph.records.importer import Importer, Line
from cim_graph.records.parse import parse
from cim_graph.reports.export import exporter_named
from cim_graph.reports.golden import golden_record
from cim_graph.reports.store import GoldenParty

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from cim_graph.api.callers import Callers
    from cim_graph.kernel.actor import Actor
    from cim_graph.kernel.ranks import Rank
    from cim_graph.matching.models import Models
    from cim_graph.settings import Settings

FORMAT: Final = "ftm"
EVERY_LIST: Final = "default"
MOST_QUERIES: Final = 100
MOST_RESULTS: Final = 500
_JSON: Final = "application/json"
_URL: Final = "https://www.opensanctions.org/docs/api/matching/"
_STATUS: Final[Mapping[type[CimError], int]] = {
    BadInputError: 400, ForbiddenError: 403, NotFoundError: 404, UnavailableError: 503
}  # fmt: skip
Model = TypeVar("Model", bound=BaseModel)


class Example(BaseModel):
    """One query: an entity of FollowTheMoney; a property of one value may stand by itself."""

    model_config = ConfigDict(extra="ignore")

    id: str | None = None
    schema_: str = Field(alias="schema")
    properties: dict[str, str | list[str]] = {}

    def line(self, name: str) -> bytes:
        """Return the entity as the format has it."""
        properties = {key: [value] if isinstance(value, str) else value for key, value in self.properties.items()}
        return orjson.dumps({"id": name, "schema": self.schema_, "properties": properties})


class Asked(BaseModel):
    """What a client sends; whatever else yente knows (weights, configuration) changes nothing here."""

    model_config = ConfigDict(extra="ignore")

    queries: dict[str, Example] = Field(min_length=1, max_length=MOST_QUERIES)


class Terms(BaseModel):
    """What stands in the address."""

    model_config = ConfigDict(extra="ignore")

    limit: int = Field(5, ge=1, le=MOST_RESULTS)
    threshold: float = Field(0.7, ge=0, le=1)
    cutoff: float = Field(0.5, ge=0, le=1)


@dataclass(frozen=True, slots=True)
class MatchEndpoint:
    """The ASGI application at `/match/{dataset}`: the source of a list, or `default` for all lists."""

    settings: "Settings"
    models: "Models"
    callers: "Callers"
    reads: Reads = field(default_factory=Reads)

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            status, answer, headers = 200, await self._answer(request), {}
        except RefusedError as refused:
            status, answer, headers = refused.status, {"detail": str(refused)}, refused.headers
        except CimError as error:
            status = next((of for kind, of in _STATUS.items() if isinstance(error, kind)), 500)
            answer, headers = {"detail": str(error)}, {}
        except ClientDisconnect:
            return
        await Response(orjson.dumps(answer), status, headers, _JSON)(scope, receive, send)

    async def _answer(self, request: Request) -> dict[str, Any]:
        actor = await self.callers.of(request)
        roles(self.settings.roles_file).rights(actor).need("screen")
        dataset = request.path_params["dataset"]
        terms = _checked(Terms, dict(request.query_params), "the address")
        asked = _checked(Asked, await body_of(request, self.settings.max_body_bytes), "the body")
        records = [_record(name, example) for name, example in asked.queries.items()]
        new = [replace(newcomer(record)[0], id=name) for name, record in zip(asked.queries, records, strict=True)]
        wanted = Sought(None if dataset == EVERY_LIST else dataset, terms.cutoff, terms.limit)
        found = await resembled(request.state.graph, self.models, new, wanted)
        await self._keep_seen(request, actor, {one.entry.id for ones in found.values() for one in ones})
        responses = {
            name: _response(example, [self._result(one, terms.threshold) for one in found[name]])
            for name, example in asked.queries.items()
        }
        return {"responses": responses, "matcher": _matcher(), "limit": terms.limit}

    async def _keep_seen(self, request: Request, actor: "Actor", ids: set[str]) -> None:
        """Keep in the trail which entries of lists are shown, before they are."""
        if ids and actor.roles is not None:
            entry = entry_of_reads(actor, dict.fromkeys(ids, ("record",)), moment_text(system_clock()))
            await self.reads.keep(request.state.graph, entry)

    def _result(self, one: Resemblance, threshold: float) -> dict[str, Any]:
        entry, score = one.entry, one.explanation.probability
        [entity, *_] = _writer().write(_stated(one, self.settings.rank), []).objects
        names = entity["properties"].get("name", [])
        seen = dict.fromkeys(("first_seen", "last_seen", "last_change"), entry.received_at)
        features = {item.feature: item.weight for item in one.explanation.features if item.weight}
        return {
            **entity, "caption": names[0] if names else entry.key, "datasets": [entry.source], "referents": [],
            "target": True, **seen, "score": score, "features": features, "match": score >= threshold,
        }  # fmt: skip


@cache
def _reader() -> Importer:
    """Return what reads queries: found once, since whatever is installed is looked through."""
    return importer_named(FORMAT)


@cache
def _writer() -> Exporter:
    """Return what writes results, found once, too."""
    return exporter_named(FORMAT)


def _checked(model: type[Model], given: object, where: str) -> Model:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or where
        raise BadInputError(f"{where}: {place}: {first['msg']}") from error


def _record(name: str, example: Example) -> dict[str, Any]:
    """Return a query as a record of a party that is on no list."""
    item = next(_reader().read(BytesIO(example.line(name))), None)
    if item is None:
        raise BadInputError(f"queries.{name[:80]}: {example.schema_[:80]!r} says nothing of a party")
    if not isinstance(item, Line):
        raise BadInputError(f"queries.{name[:80]}: {item.reason}")
    if isinstance(item.record, bytes) or item.record["type"] == "relationship":
        raise BadInputError(f"queries.{name[:80]}: {example.schema_[:80]!r} is no party; ask for a Person or a Company")
    return {field: value for field, value in item.record.items() if field not in {"flags", "status"}}


def _stated(one: Resemblance, rank: "Rank") -> dict[str, Any]:
    """Return an entry as a record of its own key, with its names in one form."""
    entry = one.entry
    record = parse(entry.payload).record
    if not isinstance(record, PartyRecord):
        raise TypeError(entry.id)
    properties = golden([Standing(record, 0, entry.received_at)], rank).properties
    return golden_record(GoldenParty(entry.key, properties, [[entry.received_at, entry.payload]]), rank)


def _response(example: Example, results: list[dict[str, Any]]) -> dict[str, Any]:
    query = {"id": example.id, "schema": example.schema_, "properties": example.properties}
    return {"status": 200, "results": results, "total": {"value": len(results), "relation": "eq"}, "query": query}


def _matcher() -> dict[str, Any]:
    """Return what is compared; a coefficient is one, since what a feature weighs depends on its values."""
    told = "weight in bits: log2 of how much likelier this is of one party than of two"
    return {feature.name: {"description": told, "coefficient": 1.0, "url": _URL} for feature in FEATURES}
