"""Cursors of every list: each goes on after its own, and says so of any other."""

import pytest

from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.pages import encode_cursor
from tests.api.conftest import Ask
from tests.conftest import Submit

PARTY, OTHER = (id_of(Kind.PARTY, "core", key) for key in ("C-1", "P-1"))
FACT, ACCOUNT = id_of(Kind.FACT, "core", "r"), id_of(Kind.ACCOUNT, "core", "a")
GROUP, HOME = f"g{PARTY[1:]}", f"h{PARTY[1:]}"

LISTS = {
    "{ parties(after: $after) { pageInfo { endCursor } } }": OTHER,
    '{ search(text: "Leyla", after: $after) { pageInfo { endCursor } } }': f"found 0.9/{OTHER}",
    "{ connectedClientGroups(after: $after) { pageInfo { endCursor } } }": f"100.0/{GROUP}",
    "{ connectedClientGroups(kind: HOUSEHOLD, after: $after) { pageInfo { endCursor } } }": f"100.0/{HOME}",
    "{ party(id: $id) { accounts(after: $after) { pageInfo { endCursor } } } }": f"AZ21 {ACCOUNT}",
    "{ party(id: $id) { relationships(after: $after) { pageInfo { endCursor } } } }": f"60.0/{FACT}",
    "{ party(id: $id) { owners(after: $after) { pageInfo { endCursor } } } }": f"owner 60.0/{OTHER}",
    "{ party(id: $id) { holdings(after: $after) { pageInfo { endCursor } } } }": f"holding 60.0/{OTHER}",
}
"""Every list that is paged, with a key that its cursors may hold."""
MADE_UP = ("\x00\x00\x00", "60.0/x")


@pytest.fixture
async def known(take: Submit) -> None:
    await take([{"type": "organization", "source": "core", "key": "C-1", "names": ["Xəzər"]}])


@pytest.mark.usefixtures("known")
async def test_a_list_goes_on_after_its_own_cursors_and_refuses_all_others(ask: Ask) -> None:
    for asked, own in LISTS.items():
        query = f"query ($after: String{', $id: ID!' if '$id' in asked else ''}) {asked}"
        given = {"id": PARTY} if "$id" in asked else {}
        await ask(query, after=encode_cursor(own), **given)
        for key in {*MADE_UP, *LISTS.values()} - {own}:
            (error,) = await ask(query, errors=True, after=encode_cursor(key), **given)
            assert error.extensions["code"] == "BAD_INPUT", (asked, key)
            assert "not a cursor of this list" in error.message, (asked, key)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("field", ["relationships", "accounts", "owners"])
async def test_a_cursor_that_makes_no_sense_fails_its_own_list_only(ask: Ask, field: str) -> None:
    query = f"""query ($id: ID!) {{
      wrong: party(id: $id) {{ {field}(after: "AAAA") {{ pageInfo {{ endCursor }} }} }}
      right: party(id: $id) {{ names {{ full }} relationships {{ totalCount }} accounts {{ edges {{ cursor }} }} }}
    }}"""
    (error,) = await ask(query, errors=True, id=PARTY)
    assert (error.path, error.extensions["code"]) == (["wrong", field], "BAD_INPUT")
