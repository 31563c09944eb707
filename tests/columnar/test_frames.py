"""Objects that are kept by columns answer as they would if each were made, and are made only where they have to be."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest
import strawberry
from graphql import parse
from strawberry.types import Info as StrawberryInfo

from cim_graph.columnar import Batches, ColumnarExecutor, Frame, Plans, Sections, Turns, attribute, batched, column
from cim_graph.columnar.internals import StrawberryExecutor
from tests.columnar.execution import run


class Columns(ColumnarExecutor):
    plans = Plans(unplanned=0)


@dataclass(eq=False)
class Context:
    made: Counter[str] = field(default_factory=Counter)
    batches: Batches = field(default_factory=lambda: Batches(Turns()))


Info = StrawberryInfo[Context, None]
Works = list[Annotated["Work", strawberry.lazy("tests.columnar.test_frames")]]


def _kept(values: Sequence[Any]) -> Any:
    return lambda: list(values)


async def _pages(authors: "Sequence[Author]", info: Info, most: int = 3) -> "Sequence[Page]":
    """Give each author as many works as its number says: books and films in turn."""
    sizes = [min(int(name[1:]), most) for name in column(authors, "name")]
    offsets = [sum(sizes[:i]) for i in range(len(sizes) + 1)]
    titles = [f"{name}.{i}" for name, size in zip(column(authors, "name"), sizes, strict=True) for i in range(size)]
    classes: list[type[Work]] = [Book if i % 2 else Film for i in range(len(titles))]
    years = [None if i % 3 else 1990 + i for i in range(len(titles))]

    pages: list[Any] = [2**31 if i == 1 else f"{i}" if i == 3 else i for i in range(len(titles))]

    def work(place: int) -> Work:
        info.context.made["work"] += 1
        return classes[place](title=titles[place], year=years[place], pages=pages[place], number=place)

    def page(place: int) -> Page:
        info.context.made["page"] += 1
        return Page(works=[works[i] for i in range(offsets[place], offsets[place + 1])], size=sizes[place])

    works = Frame(classes, {"title": _kept(titles), "year": _kept(years), "pages": _kept(pages)}, work)
    lists = Sections(works, offsets)
    return Frame([Page] * len(sizes), {"works": lambda: lists, "size": _kept(sizes)}, page)


async def _authors(works: "Sequence[Work]", info: Info) -> "list[Author]":  # noqa: ARG001 (batched fields take it)
    return [Author(name=f"n{len(title) % 3}") for title in column(works, "title")]


@strawberry.interface
class Work:
    title: str
    year: int | None
    pages: int | None
    number: strawberry.Private[int]

    @strawberry.field
    def loud(self) -> str:
        if self.number == 1:
            raise ValueError("not this one")
        return self.title.upper()

    place: int = attribute("number")
    author: Annotated["Author", strawberry.lazy("tests.columnar.test_frames")] = batched(_authors)


@strawberry.type
class Book(Work):
    pass


@strawberry.type
class Film(Work):
    pass


@strawberry.type
class Page:
    works: list[Work]
    size: int


@strawberry.type
class Author:
    name: str
    page: Page = batched(_pages)


@strawberry.type
class Query:
    @strawberry.field
    def authors(self) -> list[Author]:
        return [Author(name=name) for name in ("n2", "n0", "n4", "n1")]


SCHEMA = strawberry.Schema(Query, types=[Book, Film])


async def both(text: str) -> tuple[Any, Context]:
    """Return the answer by columns, which has to be graphql-core's too, and what was made for it."""
    context = Context()
    wanted = await run(SCHEMA, parse(text), StrawberryExecutor, None, Context())
    found = await run(SCHEMA, parse(text), Columns, None, context)
    assert found.data == wanted.data
    assert [error.formatted for error in found.errors or ()] == [error.formatted for error in wanted.errors or ()]
    return found, context


async def test_columns_that_are_kept_are_the_answer_and_no_object_is_made() -> None:
    found, context = await both("{ authors { name page { size works { __typename title year } } } }")
    assert [len(author["page"]["works"]) for author in found.data["authors"]] == [2, 0, 3, 1]
    assert found.data["authors"][2]["page"]["works"][0] == {"__typename": "Film", "title": "n4.0", "year": None}
    assert context.made.keys() <= {"work"}
    assert context.made["work"] <= len((Book, Film)), "one object of each class tells what the class is"


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ("works { place }", True),
        ("works { loud }", True),
        ("works { ... on Book { title year } ... on Film { title } }", True),
        ("works { title author { name page { works { title author { name } } } } }", False),
        ("size again: size works { a: title b: title }", False),
    ],
)
async def test_what_is_not_kept_is_read_from_objects(asked: str, made: bool) -> None:
    _, context = await both(f"{{ authors {{ page {{ {asked} }} }} }}")
    assert (context.made["work"] > len((Book, Film)) * asked.count("works")) is made


async def test_lists_that_are_all_empty() -> None:
    found, _ = await both("{ authors { page(most: 0) { size works { title } } } }")
    assert [author["page"] for author in found.data["authors"]] == [{"size": 0, "works": []}] * 4


async def test_an_error_of_one_object_stands_at_its_place() -> None:
    found, _ = await both("{ authors { page { works { title loud } } } }")
    assert [error.path for error in found.errors] == [["authors", 0, "page", "works", 1, "loud"]]
    assert found.data is None


async def test_a_kept_value_that_is_wrong_is_the_error_of_its_place() -> None:
    found, _ = await both("{ authors { page { works { pages title } } } }")
    assert [error.path for error in found.errors] == [["authors", 0, "page", "works", 1, "pages"]]
    assert [work["pages"] for author in found.data["authors"] for work in author["page"]["works"]][:4] == [
        0,
        None,
        2,
        3,
    ]


def test_an_object_is_made_once_and_found_from_either_end() -> None:
    made: list[int] = []

    def make(place: int) -> int:
        made.append(place)
        return place * 10

    frame = Frame([int] * 3, {}, make)
    assert (frame[1], frame[-2], frame[-1], frame[1:], list(frame)) == (10, 10, 20, [10, 20], [0, 10, 20])
    assert made == [1, 2, 0]
    with pytest.raises(IndexError):
        frame[3]
