from collections.abc import Callable

import pytest

from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.pages import Page, encode_cursor, length, measured, named, page, place

PARTY, FACT = id_of(Kind.PARTY, "core", "a"), id_of(Kind.FACT, "core", "a")


def party(key: str) -> str:
    return named(key, Kind.PARTY)


def sized(key: str) -> tuple[float, str]:
    return measured(key, Kind.PARTY)


@pytest.mark.parametrize(
    ("read", "key", "where"),
    [
        (party, None, None),
        (party, PARTY, PARTY),
        (sized, None, None),
        (sized, f"60/{PARTY}", (60.0, PARTY)),
        (sized, f"-0.5/{PARTY}", (-0.5, PARTY)),
        (sized, f"1e-07/{PARTY}", (1e-07, PARTY)),
    ],
)
def test_a_key_says_where_it_stands(read: Callable[[str], object], key: str | None, where: object) -> None:
    assert place(key, read) == where
    assert page(5, None if key is None else encode_cursor(key), read) == Page(5, key)


@pytest.mark.parametrize(
    ("read", "key"),
    [
        (party, ""),
        (party, "\x00\x00\x00"),
        (party, FACT),
        (party, PARTY[:-1]),
        (party, f"{PARTY} "),
        (sized, ""),
        (sized, PARTY),
        (sized, f"/{PARTY}"),
        (sized, f"x/{PARTY}"),
        (sized, f"nan/{PARTY}"),
        (sized, f"inf/{PARTY}"),
        (sized, "60/"),
        (sized, f"60/{FACT}"),
        (sized, f"60/{PARTY}/"),
    ],
)
def test_what_is_no_key_of_a_list_is_refused(read: Callable[[str], object], key: str) -> None:
    with pytest.raises(BadInputError, match="not a cursor of this list"):
        place(key, read)
    with pytest.raises(BadInputError, match="not a cursor of this list"):
        page(5, encode_cursor(key), read)


@pytest.mark.parametrize("cursor", ["?", "A", "_w", "//8", "AAAA\n", "ə"])
def test_what_is_no_cursor_at_all_is_refused(cursor: str) -> None:
    with pytest.raises(BadInputError, match="not a cursor of this list"):
        page(5, cursor, str)


@pytest.mark.parametrize("first", [-1, 1001, 10**30])
def test_a_length_that_cannot_be_is_refused(first: int) -> None:
    with pytest.raises(BadInputError, match="between 0 and 1000"):
        length(first)
    with pytest.raises(BadInputError, match="between 0 and 1000"):
        page(first, None, str)
