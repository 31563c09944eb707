"""A small registry as a strawberry schema, with whatever may go wrong: what the executors are compared on."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from random import Random
from typing import Annotated, Any, Generic, TypeVar, cast

import strawberry
from strawberry.dataloader import DataLoader
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission
from strawberry.types import Info as StrawberryInfo

from cim_graph.columnar import Batches, Turns, attribute, batched

T = TypeVar("T")
TRUE: Any = True


class InjectedError(Exception):
    """A failure that a test asked for."""


@dataclass(eq=False)
class Context:
    """What resolvers share. Failures depend on the seed, the object and the field only: the same for both executors."""

    data: "Data"
    seed: int = 0
    rate: float = 0.0
    calls: list[tuple[str, int]] = field(default_factory=list)
    batches: Batches = field(default_factory=lambda: Batches(Turns()))

    def __post_init__(self) -> None:
        self.owners: DataLoader[str, list[Holding] | None] = DataLoader(load_fn=self._load, cache=False)

    def hit(self, *what: object) -> bool:
        return bool(self.rate) and Random(f"{self.seed}:{what}").random() < self.rate

    def check(self, *what: object) -> None:
        if self.hit(*what):
            raise InjectedError(f"injected {what}")

    async def slow(self, *what: object) -> None:
        for _ in range(Random(f"slow {self.seed}:{what}").randint(0, 3)):
            await asyncio.sleep(0)

    def owners_of(self, key: str) -> "list[Holding] | Exception | None":
        if self.hit("owners", key):
            return InjectedError(f"injected owners of {key}")
        return None if self.hit("no owners", key) else self.data.owners.get(key, [])

    async def _load(self, keys: list[str]) -> "Sequence[list[Holding] | Exception | None]":
        return [self.owners_of(key) for key in keys]


Info = StrawberryInfo[Context, None]


@strawberry.enum
class Kind(Enum):
    SHARES = "shares"
    VOTES = "votes"
    TRUST = "trust"


class Denied(BasePermission):
    message = "not for you"

    def has_permission(self, source: Any, info: StrawberryInfo[Any, Any], **_: Any) -> bool:
        return not info.context.hit("permission", source.id)


class DeniedLater(BasePermission):
    message = "not for you either"

    async def has_permission(self, source: Any, info: StrawberryInfo[Any, Any], **_: Any) -> bool:
        await info.context.slow("permission", source.id)
        return not info.context.hit("later permission", source.id)


class Upper(FieldExtension):
    def resolve(self, next_: Any, source: Any, info: StrawberryInfo[Any, Any], **arguments: Any) -> Any:
        return str(next_(source, info, **arguments)).upper()


@strawberry.input
class Filter:
    prefix: str = ""
    kinds: list[Kind] | None = None


Holdings = list[Annotated["Holding", strawberry.lazy("tests.columnar.registry")]]


async def _owners(parents: "Sequence[Party]", info: Info, least: int = 0) -> list[Any]:
    info.context.calls.append(("owners", len(parents)))
    if least > 4:
        raise InjectedError("nobody has so many owners")
    await info.context.slow("owners", least)
    return [info.context.owners_of(party.id) for party in parents]


async def _counts(parents: "Sequence[Party]", info: Info, filter: Filter | None = None) -> list[Any]:  # noqa: A002
    info.context.calls.append(("counts", len(parents)))
    return [None if filter and filter.kinds else party.code for party in parents]


async def _hidden(parents: "Sequence[Party]", info: Info) -> list[str]:
    info.context.calls.append(("hidden", len(parents)))
    return [f"hidden {party.id}" for party in parents]


@dataclass
class Row:
    """What a party was made from."""

    remark: Any = None


@strawberry.interface
class Party:
    id: strawberry.ID
    name: str
    row: strawberry.Private[Row]
    nick: str | None = None
    code: int = 0
    risk: float | None = None
    tags: list[str]
    holdings: list["Holding"]
    remark: str | None = attribute("row.remark")
    batch_owners: Holdings | None = batched(_owners)
    strict_owners: Holdings = batched(_owners, own_task=False)
    counts: int = batched(_counts, own_task=False)
    hidden: str | None = batched(_hidden, permission_classes=[DeniedLater])

    @strawberry.field
    async def owners(self, info: Info) -> list["Holding"]:
        return cast("list[Holding]", await info.context.owners.load(self.id))

    @strawberry.field
    async def owners_or_null(self, info: Info) -> list["Holding"] | None:
        await info.context.slow("owners or null", self.id)
        return await info.context.owners.load(self.id)

    @strawberry.field(graphql_type=list["Holding"])  # type: ignore[untyped-decorator]
    def owners_future(self, info: Info) -> Any:
        return info.context.owners.load(self.id)

    @strawberry.field
    def label(self, info: Info, prefix: str = "p", times: int = 1) -> str | None:
        info.context.check("label", self.id)
        return None if info.context.hit("no label", self.id) else (prefix + ":") * times + str(self.name)

    @strawberry.field
    def strict_label(self, info: Info) -> str:
        info.context.check("strict", self.id)
        return cast("str", None) if info.context.hit("no strict", self.id) else f"{self.name} {info.path.typename}"

    @strawberry.field(permission_classes=[Denied])  # type: ignore[untyped-decorator]
    def secret(self) -> str | None:
        return f"secret of {self.name}"

    @strawberry.field(permission_classes=[DeniedLater])  # type: ignore[untyped-decorator]
    async def secret_later(self) -> str:
        return f"secret of {self.name}"

    @strawberry.field(extensions=[Upper()])  # type: ignore[untyped-decorator]
    def loud(self, mark: str = "!") -> str:
        return f"{self.name}{mark}"

    @strawberry.field
    def matches(self, filter: Filter) -> bool:  # noqa: A002
        return str(self.name).startswith(filter.prefix) and filter.kinds != [Kind.TRUST]

    @strawberry.field
    def grid(self, info: Info) -> list[list[int | None]] | None:
        info.context.check("grid", self.id)
        return [[1, None], [], [2, 2**40 if info.context.hit("large", self.id) else 3]]

    @strawberry.field
    def strict_grid(self, info: Info) -> list[list["Holding"]]:
        found: Any = [self.holdings, [], None if info.context.hit("strict grid", self.id) else self.holdings]
        return cast("list[list[Holding]]", found)

    @strawberry.field
    async def friends(self, info: Info, first: int = 2) -> list["Party | None"]:
        await info.context.slow("friends", self.id)
        info.context.check("friends", self.id)
        parties = info.context.data.parties
        return [parties[(Random(str(self.id)).randint(0, 99) + i) % len(parties)] for i in range(first)]


@strawberry.type
class Person(Party):
    birth_year: int | None = None

    @strawberry.field
    async def spouse(self, info: Info) -> "Person | None":
        info.context.check("spouse", self.id)
        return info.context.data.people[hash(str(self.code)) % 2]


@strawberry.type
class Organization(Party):
    capital: Decimal = Decimal(0)
    parent: "Organization | None" = None


@strawberry.type
class Account:
    iban: str
    holder: Party
    balance: Decimal | None = None


@strawberry.type
class Vessel:
    """Told by a check of its own."""

    flag: str

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        return isinstance(value, cls) and not info.context.hit("vessel", value.flag)


@dataclass
class Thing:
    """An object of another library, which is said to be an account."""

    iban: Any
    holder: Any
    balance: Any = None


@strawberry.type
class Holding:
    share: Decimal
    kind: Kind
    weight: float
    owner: Party
    via: Party | None = None


Found = Annotated[Person | Organization | Account | Vessel, strawberry.union("Found")]


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Edge(Generic[T]):
    cursor: str
    node: T


@strawberry.type
class Connection(Generic[T]):
    edges: list[Edge[T]]
    page_info: PageInfo
    total: int


@strawberry.type
class Query:
    @strawberry.field
    async def party(self, info: Info, id: strawberry.ID) -> Party | None:  # noqa: A002
        return info.context.data.by_id.get(id)

    @strawberry.field
    def first_party(self, info: Info) -> Party:
        return cast("Party", info.context.data.parties[0])

    @strawberry.field
    async def parties(self, info: Info, first: int = 20) -> list[Party]:
        return info.context.data.parties[:first]

    @strawberry.field
    def maybe_parties(self, info: Info, first: int = 20) -> list[Party | None] | None:
        return [None if info.context.hit("item", party.id) else party for party in info.context.data.parties[:first]]

    @strawberry.field
    def organizations(self, info: Info, first: int = 50) -> list[Organization]:
        return info.context.data.organizations[:first]

    @strawberry.field
    async def search(self, info: Info, first: int = 10) -> list[Found | None]:
        data = info.context.data
        every: list[Any] = [
            x for group in zip(data.people, data.organizations, data.accounts, strict=True) for x in group
        ]
        every[2:2] = [Vessel(flag="AZ"), Vessel(flag="PA"), strawberry.cast(Account, Thing("AZ0", data.parties[0]))]
        every.insert(3, strawberry.cast(Person, replace(data.organizations[0])))
        return [None if info.context.hit("found", i) else x for i, x in enumerate(every[:first])]

    @strawberry.field(graphql_type=list[Party])  # type: ignore[untyped-decorator]
    def generated(self, info: Info, first: int = 4) -> Any:
        return _stream(info.context, first) if info.context.hit("generated") else _lazy(info.context, first)

    @strawberry.field(graphql_type=list[Party | None])  # type: ignore[untyped-decorator]
    def streamed(self, info: Info, first: int = 4) -> Any:
        return _stream(info.context, first)

    @strawberry.field
    async def connection(self, info: Info, first: int = 10, after: str | None = None) -> Connection[Party]:
        parties = info.context.data.parties
        start = int(after) + 1 if after else 0
        edges = [Edge(cursor=str(start + i), node=party) for i, party in enumerate(parties[start : start + first])]
        page = PageInfo(has_next_page=start + first < len(parties), end_cursor=edges[-1].cursor if edges else None)
        return Connection(edges=edges, page_info=page, total=len(parties))


def _lazy(context: Context, first: int) -> Iterator[Party]:
    yield from context.data.parties[:first]
    context.check("lazy")


async def _stream(context: Context, first: int) -> AsyncIterator[Party]:
    for party in context.data.parties[:first]:
        await context.slow("streamed", party.id)
        yield party
    context.check("stream")


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def rename(self, info: Info, id: strawberry.ID, name: str) -> Party | None:  # noqa: A002
        info.context.check("rename", id, name)
        info.context.calls.append(("rename", 1))
        return info.context.data.by_id.get(id)

    @strawberry.mutation
    def count(self, info: Info) -> int:
        info.context.check("count", len(info.context.calls))
        return len(info.context.calls)


class Data:
    """A random registry; `bad` is the chance that a value is of a type that its field does not take."""

    def __init__(self, seed: int = 0, size: int = 30, bad: float = 0.0, degree: int = 3) -> None:
        self._random, self._bad = Random(seed), bad
        self.people = [self._person(i) for i in range(size)]
        self.organizations = [self._organization(i) for i in range(size)]
        self.parties: list[Any] = [*self.people, *self.organizations]
        self._random.shuffle(self.parties)
        self.by_id: dict[str, Any] = {party.id: party for party in self.parties if isinstance(party.id, str)}
        self.owners: dict[Any, Any] = {}
        for party in self.parties:
            self.owners[party.id if isinstance(party.id, str) else None] = self._held(degree)
            party.holdings = self._spoilt(self._held(degree))
        for organization in self.organizations:
            other = self._random.choice([None, *self.organizations])
            organization.parent = self._spoilt(other, self.people[0])
        self.accounts = [
            Account(
                iban=f"AZ{i}", holder=self._spoilt(self._random.choice(self.parties)), balance=self._spoilt(Decimal(i))
            )
            for i in range(size)
        ]

    def _spoilt(self, value: Any, *others: Any) -> Any:
        if self._random.random() < self._bad:
            return self._random.choice([None, InjectedError("as value"), *others])
        return value

    def _person(self, i: int) -> Person:
        spoilt = self._spoilt
        return Person(
            id=spoilt(f"P{i}", 7),
            name=spoilt(f"Person {i}", 12, ["x"]),
            row=Row(spoilt("made of a row", 5, {})),
            code=spoilt(i, "x", 2**40, TRUE, 1.5),
            nick=self._random.choice([None, spoilt(f"nick{i}")]),
            risk=spoilt(self._random.random(), float("nan"), "x", 3),
            tags=spoilt([spoilt("a"), spoilt("b")], "ab", ("c",), 5),
            holdings=[],
            birth_year=spoilt(1950 + i),
        )

    def _organization(self, i: int) -> Organization:
        spoilt = self._spoilt
        return Organization(
            id=spoilt(f"O{i}"),
            name=spoilt(f"Org {i}", TRUE),
            row=spoilt(Row("")),
            code=spoilt(i),
            capital=spoilt(Decimal(i) / 3, 5, "x"),
            risk=self._random.choice([None, 0.5]),
            tags=[],
            holdings=[],
        )

    def _held(self, degree: int) -> list[Any]:
        return [self._holding() for _ in range(self._random.randint(0, degree))]

    def _holding(self) -> Any:
        random, spoilt = self._random, self._spoilt
        holding = Holding(
            share=spoilt(Decimal(random.randint(0, 100)) / 100, 0.5),
            kind=spoilt(random.choice(list(Kind)), "shares", "no"),
            weight=spoilt(random.random(), "1.5", float("inf")),
            owner=spoilt(random.choice(self.parties), "text", object),
            via=random.choice([None, spoilt(random.choice(self.parties))]),
        )
        return spoilt(holding)


SCHEMA = strawberry.Schema(Query, Mutation, types=[Person, Organization, Account])
