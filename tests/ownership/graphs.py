"""Random structures for hypothesis: small, with circles, nominees, treasury stock, trusts, concerts, and mistakes."""

from typing import Any

from hypothesis import strategies as st

from cim_graph.ownership.model.structure import NOBODY, Structure
from tests.ownership.casebook import NAN, Book, built

SHARES = st.sampled_from([1, 5, 10, 12.5, 16, 20, 24.99, 25, 25.01, 30, 42, 46, 49, 50, 51, 60, 75, 80, 99, 100])
ROLES = st.sampled_from(["SETTLOR_OF", "TRUSTEE_OF", "PROTECTOR_OF", "BENEFICIARY_OF"])
MANAGERS = st.sampled_from(["ceo", "board", "senior-managing", "signatory"])


@st.composite
def structures(draw: st.DrawFn, *, bands: bool = False, over: bool = False) -> Structure:
    """Draw a structure of up to seven parties; `over`: holders may add up to more than the whole."""
    kinds = draw(
        st.lists(
            st.sampled_from(["PERSON", "PERSON", "ORGANIZATION", "ORGANIZATION", "ORGANIZATION", "ARRANGEMENT"]),
            min_size=2,
            max_size=7,
        )
    )
    size = len(kinds)
    number = st.integers(0, size - 1)
    book = Book(names=[f"P{at}" for at in range(size)])
    left = [100.0] * size
    for _ in range(draw(st.integers(0, 2 * size))):
        holder, held, share = draw(number), draw(number), draw(SHARES)
        share = share if over else min(share, left[held])
        if share > 0:
            left[held] = round(left[held] - share, 4)
            book.stakes.append(draw(_stake(holder, held, share, size, bands=bands)))
    for _ in range(draw(st.integers(0, size))):
        book.ties.append(draw(_tie(size)))
    case: dict[str, Any] = {"persons": [f"P{at}" for at, kind in enumerate(kinds) if kind == "PERSON"]}
    case["trusts"] = [f"P{at}" for at, kind in enumerate(kinds) if kind == "ARRANGEMENT"]
    return built(book, case)


@st.composite
def _stake(draw: st.DrawFn, holder: int, held: int, share: float, size: int, *, bands: bool) -> dict[str, Any]:
    votes = draw(st.sampled_from([share, share, share, 0.0, round(share / 2, 4)]))
    suspended = draw(st.sampled_from([False, False, False, False, True]))
    nominee = draw(st.sampled_from([NOBODY, NOBODY, NOBODY, 0, size - 1]))
    stake = {"holder": holder, "held": held, "share": share, "least": share, "most": share, "votes": votes}
    if bands and draw(st.booleans()):
        least = draw(st.sampled_from([0.0, round(share / 2, 4), share, NAN]))
        stake |= {"share": NAN, "least": least, "most": draw(st.sampled_from([share, NAN])), "votes": NAN}
    return {**stake, "suspended": suspended, "nominee": nominee}


@st.composite
def _tie(draw: st.DrawFn, size: int) -> dict[str, Any]:
    number = st.integers(0, size - 1)
    tie = {"source": draw(number), "target": draw(number), "about": NOBODY}
    kind = draw(st.sampled_from(["role", "role", "CONTROLS", "MANAGES", "RELATED_TO", "FAMILY_OF"]))
    if kind == "role":
        return {**tie, "kind": draw(ROLES), "word": ""}
    if kind == "RELATED_TO":
        return {
            **tie,
            "kind": kind,
            "word": "acting-in-concert",
            "about": draw(st.sampled_from([NOBODY, *range(size)])),
        }
    return {**tie, "kind": kind, "word": draw(MANAGERS) if kind == "MANAGES" else ""}
