"""What may be stored side by side, shown on a store that only takes note."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.intake.lanes import Lanes, Part, parts_of
from cim_graph.intake.model import Progress, Report
from cim_graph.intake.prepare import Prepared, prepare


def part(names: str, ends: str = "") -> Part:
    return Part(Prepared(), None, frozenset(names), frozenset(ends))


async def stored(parts: list[Part], connections: int = 2) -> list[tuple[int, int]]:
    """Store parts; return when each began and ended, by counting both."""
    times: dict[int, list[int]] = {}
    moments = iter(range(1000))

    async def store(one: Part) -> Report:
        place = next(place for place, other in enumerate(parts) if other is one)
        times[place] = [next(moments)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        times[place].append(next(moments))
        return Report(accepted=1)

    lanes = Lanes(store, connections)
    lanes.add(parts)
    total = Report()
    while lanes:
        total.add(await lanes.done())
    assert total.accepted == len(parts)
    return [(times[place][0], times[place][1]) for place in range(len(parts))]


def together(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


@pytest.mark.parametrize(
    ("first", "second", "side_by_side"),
    [
        pytest.param(part("a"), part("b"), True, id="nothing in common"),
        pytest.param(part("a"), part("ab"), False, id="one key"),
        pytest.param(part("f", "a"), part("a"), False, id="an end that comes later"),
        pytest.param(part("a"), part("f", "a"), False, id="an end that came before"),
        pytest.param(part("f", "a"), part("g", "a"), False, id="two that refer to one party"),
        pytest.param(part("f", "a"), part("g", "b"), True, id="facts about others"),
    ],
)
async def test_what_may_run_side_by_side(first: Part, second: Part, side_by_side: bool) -> None:
    one, other = await stored([first, second])
    assert together(one, other) is side_by_side


async def test_a_part_that_is_kept_off_does_not_keep_off_the_next() -> None:
    one, other, third = await stored([part("a"), part("f", "a"), part("b")])
    assert together(one, third)
    assert not together(one, other)


FIRM = {"type": "organization", "source": "s", "key": "firm"}
ELSEWHERE = {"source": "s", "key": "elsewhere"}
TIE = {"type": "relationship", "source": "s", "key": "tie", "kind": "OWNS", "from": ELSEWHERE, "to": ELSEWHERE}


async def test_a_batch_counts_as_done_only_after_all_of_it_is() -> None:
    """The part that takes the progress down waits for the others, or `--resume` would pass over what was not stored."""
    parts = parts_of(prepare(enumerate([FIRM, TIE]), {}), Progress("load", 1, 1, 2))
    assert [one.progress is not None for one in parts] == [False, True]
    (_, ended), (began, _) = await stored(parts)
    assert ended < began


async def test_nothing_is_begun_after_a_failure_when_what_ran_beside_it_ends() -> None:
    begun: list[Part] = []

    async def store(one: Part) -> Report:
        begun.append(one)
        await asyncio.sleep(0)
        if one is parts[0]:
            raise ValueError("the disk is full")
        await asyncio.sleep(0.01)
        return Report()

    parts = [part("a"), part("b"), part("ac")]
    lanes = Lanes(store, 2)
    lanes.add(parts)
    await asyncio.sleep(0.05)
    await lanes.close()
    assert begun == parts[:2]


PARTS = st.lists(st.builds(part, st.text("abcdef", min_size=1, max_size=3), st.text("abcdef", max_size=2)), max_size=8)


@given(PARTS, st.integers(1, 3))
def test_all_are_stored_and_one_key_keeps_its_order(parts: list[Part], connections: int) -> None:
    times = asyncio.run(stored(parts, connections))
    for later, one in enumerate(parts):
        for earlier, other in enumerate(parts[:later]):
            if one.follows(other):
                assert times[earlier][1] < times[later][0]
            if one.avoids(other):
                assert not together(times[earlier], times[later])


async def test_a_failure_is_told_and_nothing_more_is_begun() -> None:
    begun: list[Part] = []

    async def store(one: Part) -> Report:
        begun.append(one)
        await asyncio.sleep(0)
        raise ValueError("the disk is full")

    lanes = Lanes(store, 1)
    lanes.add([part("a"), part("b")])
    with pytest.raises(ValueError, match="disk"):
        await lanes.done()
    await lanes.close()
    assert len(begun) == 1


def test_histories_are_stored_round_by_round_however_they_are_ordered() -> None:
    said = [FIRM | {"key": key, "names": [name]} for key in "abc" for name in "123"]
    rounds = prepare(enumerate(said), {})
    assert [[item.record["key"] for item in one.parties] for one in rounds] == [["a", "b", "c"]] * 3
    assert [[item.party["name"] for item in one.parties] for one in rounds] == [["1"] * 3, ["2"] * 3, ["3"] * 3]
