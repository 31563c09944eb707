"""The order of one round: none before one that is about a party of its own, others beside it."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from cim_graph.events.model import Happening
from cim_graph.events.rounds import Fate, Letter, Patience, Result, deliver

LETTERS = st.lists(st.tuples(st.sets(st.sampled_from("pqr")), st.sampled_from(["good", "bad", "waits"])), max_size=12)


def letter(place: int, parties: set[str], wait: int = 0, attempts: int = 0) -> Letter:
    happening = Happening(place, f"{place}", "", "say", "x", dict.fromkeys(sorted(parties), 1), {})
    return Letter(happening, attempts, wait)


@given(LETTERS)
async def test_an_event_follows_only_what_is_done_with(drawn: list[tuple[set[str], str]]) -> None:
    letters = [letter(place, parties, 500 * (kind == "waits")) for place, (parties, kind) in enumerate(drawn)]
    begun: list[int] = []
    ended: list[int] = []

    async def bring(happening: Happening) -> str | None:
        before = [
            place for place, (parties, _) in enumerate(drawn[: happening.place]) if parties & set(happening.parties)
        ]
        assert set(before) <= set(ended)
        begun.append(happening.place)
        await asyncio.sleep(0)
        if drawn[happening.place][1] == "bad":
            return "bad"
        ended.append(happening.place)
        return None

    results = await deliver(letters, bring, Patience(pauses=(1,)))
    stuck: set[str] = set()
    for result, (parties, kind) in zip(results, drawn, strict=True):
        expected = {"good": Fate.TAKEN, "bad": Fate.FAILED, "waits": Fate.HELD}[kind]
        assert result.fate is (Fate.HELD if parties & stuck else expected)
        if result.fate is not Fate.TAKEN:
            assert result.wait >= 500
            stuck |= parties
    assert sorted(begun) == [place for place, result in enumerate(results) if result.fate in {Fate.TAKEN, Fate.FAILED}]


async def test_parties_are_served_side_by_side_and_at_most_so_many() -> None:
    under_way: list[int] = []
    most = 0

    async def bring(happening: Happening) -> str | None:
        nonlocal most
        under_way.append(happening.place)
        most = max(most, len(under_way))
        await asyncio.sleep(0.01)
        under_way.remove(happening.place)
        return None

    await deliver([letter(place, {f"p{place}"}) for place in range(20)], bring, Patience(at_once=5))
    assert most == 5


async def test_what_dies_lets_those_behind_it_go() -> None:
    async def bring(happening: Happening) -> str | None:
        return None if happening.place else "poison"

    results = await deliver([letter(0, {"p"}, attempts=2), letter(1, {"p"})], bring, Patience(pauses=(1, 1)))
    assert [(one.fate, one.attempts, one.error) for one in results] == [(Fate.DEAD, 3, "poison"), (Fate.TAKEN, 1, None)]


async def test_a_round_has_its_time() -> None:
    async def bring(_: Happening) -> str | None:
        await asyncio.sleep(0.05)
        return None

    results = await deliver([letter(place, {"p"}) for place in range(9)], bring, Patience(seconds=0.08))
    assert [one.fate for one in results] == [Fate.TAKEN] * 2 + [Fate.HELD] * 7
    assert results[-1] == Result(results[-1].letter, Fate.HELD, 0)


def test_pauses_grow_until_it_is_given_up() -> None:
    patience = Patience()
    pauses = [patience.after(attempts) or 0 for attempts in range(1, len(patience.pauses) + 1)]
    assert pauses == sorted(pauses)
    assert patience.after(len(patience.pauses) + 1) is None
    assert 24 * 3600_000 < sum(pauses) < 48 * 3600_000
