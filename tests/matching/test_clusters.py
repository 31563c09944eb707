"""What may be in one cluster, whatever leads there."""

from collections.abc import Mapping
from itertools import combinations, product
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.matching.model.clusters import Clusters, Held, Links, Pair, clusters
from cim_graph.matching.model.evidence import Registration

MARGIN = 3000
NOTHING: tuple[Registration, ...] = ()


def fin(value: str) -> tuple[Registration, ...]:
    return (Registration("az-fin", (value,)),)


def formed(
    of: int | list[tuple[Registration, ...]], links: Links, most: int = 50
) -> tuple[list[set[int]], Mapping[Pair, Held]]:
    found = clusters([NOTHING] * of if isinstance(of, int) else of, links, MARGIN, most)
    return parts(found), found.held


def parts(found: Clusters) -> list[set[int]]:
    """Return clusters of two and more, and see that each is named by its lowest record."""
    members: dict[int, set[int]] = {}
    for record, cluster in enumerate(found.of.tolist()):
        members.setdefault(cluster, set()).add(record)
    assert all(cluster == min(of) for cluster, of in members.items())
    return sorted((of for of in members.values() if len(of) > 1), key=min)


def test_a_chain_is_one_cluster() -> None:
    assert formed(4, Links({(0, 1): 9000, (1, 2): 8000})) == ([{0, 1, 2}], {})


def test_a_chain_ends_where_its_ends_were_judged_different() -> None:
    links = Links({(0, 1): 9000, (1, 2): 1000}, different=frozenset({(0, 2)}))
    assert formed(3, links) == ([{0, 1}], {(1, 2): Held.APART})


def test_a_chain_ends_where_numbers_of_one_holder_are_in_conflict() -> None:
    links = Links({(0, 1): 9000, (1, 2): 1000})
    assert formed([fin("A"), NOTHING, fin("B")], links) == ([{0, 1}], {(1, 2): Held.CONFLICT})
    assert formed([fin("A"), NOTHING, fin("A")], links) == ([{0, 1, 2}], {})


def test_one_that_might_be_either_of_two_is_neither() -> None:
    john = {(0, 2): 9000, (1, 2): 8000, (2, 3): 7000}
    apart = frozenset({(0, 1)})
    assert formed(4, Links(john, apart=apart)) == ([{2, 3}], {(0, 2): Held.EITHER, (1, 2): Held.EITHER})
    surer = {**john, (0, 2): 20_000}
    assert formed(4, Links(surer, apart=apart)) == ([{0, 2, 3}], {(1, 2): Held.APART})


def test_a_steward_is_surer_than_any_score() -> None:
    links = Links({(0, 1): 9000}, judged=frozenset({(1, 2)}), apart=frozenset({(0, 2)}))
    assert formed(3, links) == ([{1, 2}], {(0, 1): Held.APART})


def test_a_steward_overrules_what_contradicts() -> None:
    assert formed(2, Links({}, judged=frozenset({(0, 1)}), apart=frozenset({(0, 1)}))) == ([{0, 1}], {})


def test_a_steward_joins_two_numbers_of_one_holder_and_the_party_has_both() -> None:
    judged = frozenset({(0, 1)})
    assert formed([fin("A"), fin("B")], Links({}, judged=judged)) == ([{0, 1}], {})
    links = Links(
        {(0, 2): 9000, (1, 3): 9000, (0, 4): 4000}, judged=judged, apart=frozenset({(0, 1), (1, 2), (0, 3), (2, 3)})
    )
    others = [fin("A"), fin("B"), fin("C")]
    assert formed([fin("A"), fin("B"), *others], links) == ([{0, 1, 2, 3}], {(0, 4): Held.CONFLICT})


def test_parties_that_were_judged_the_same_stay_whole() -> None:
    """Two parties of three records each, whose fathers' names differ."""
    both = {(0, 1): 9000, (0, 2): 9000, (1, 2): 9000, (3, 4): 9000, (3, 5): 9000, (4, 5): 9000}
    apart = frozenset((one, other) for one in range(3) for other in range(3, 6))
    links = Links(both, judged=frozenset({(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)}), apart=apart)
    assert formed(6, links) == ([set(range(6))], {})


def test_whoever_comes_later_may_contradict_as_was_overruled() -> None:
    """0 and 1 were judged the same though they contradict; 2 is as 0 is, 3 contradicts both."""
    links = Links({(0, 2): 9000, (0, 3): 8000}, judged=frozenset({(0, 1)}), apart=frozenset({(0, 1), (1, 2), (1, 3)}))
    assert formed(4, links) == ([{0, 1, 2, 3}], {})
    apart = links.apart - {(0, 1)}
    assert formed(4, Links(links.same, links.judged, apart=apart)) == (
        [{0, 1}],
        {(0, 2): Held.APART, (0, 3): Held.APART},
    )


def test_a_cluster_that_grows_too_large_waits_but_for_what_was_judged() -> None:
    chain = {(record, record + 1): 9000 for record in range(5)}
    found, held = formed(8, Links({**chain, (6, 7): 9000}, judged=frozenset({(2, 3)})), most=4)
    assert found == [{2, 3}, {6, 7}]
    assert held == {pair: Held.SIZE for pair in chain if pair != (2, 3)}


RECORDS = 9
PAIRS = st.tuples(st.integers(0, RECORDS - 1), st.integers(0, RECORDS - 1)).filter(lambda pair: pair[0] < pair[1])
LINKS = st.builds(
    Links,
    st.dictionaries(PAIRS, st.integers(1000, 20_000), max_size=20),
    st.frozensets(PAIRS, max_size=3),
    st.frozensets(PAIRS, max_size=3),
    st.frozensets(PAIRS, max_size=5),
)
NUMBERS = st.lists(st.sampled_from([NOTHING, NOTHING, fin("A"), fin("B")]), min_size=RECORDS, max_size=RECORDS)


def atoms(links: Links) -> dict[int, frozenset[int]]:
    """Return what stewards hold together, as far as nobody judged it different."""
    found = {record: frozenset({record}) for record in range(RECORDS)}
    for left, right in sorted(links.judged):
        joined = found[left] | found[right]
        if not any(set(pair) <= joined and not set(pair) <= found[left] for pair in links.different):
            found |= dict.fromkeys(joined, joined)
    return found


def overruled(links: Links, of: Mapping[int, frozenset[int]], one: int, other: int) -> bool:
    """Whether two records match, or are, two that contradict each other and were judged the same."""

    def alike(record: int) -> set[int]:
        return {record} | {left + right - record for left, right in links.same if record in {left, right}}

    return any(
        first != second and of[first] == of[second] and tuple(sorted((first, second))) in links.apart
        for first, second in product(alike(one), alike(other))
    )


@given(NUMBERS, LINKS)
def test_no_cluster_holds_what_must_stay_apart(numbers: list[tuple[Registration, ...]], links: Links) -> None:
    found, held = formed(numbers, links, most=5)
    of = atoms(links)
    values = {record: {one for member in of[record] for one in numbers[member]} for record in range(RECORDS)}
    for members in found:
        assert not any(set(pair) <= members for pair in links.different)
        for left, right in combinations(sorted(members), 2):
            assert any(values[left] <= values[one] >= values[right] for one in members)
            if (left, right) in links.apart and of[left] != of[right]:
                assert overruled(links, of, left, right)
        assert len(members) <= 5 or members <= {record for pair in links.judged for record in pair}
    together = {pair for members in found for pair in links.same if set(pair) <= members}
    assert set(held) | together == set(links.same)
    assert not set(held) & together


@given(NUMBERS, LINKS, st.randoms(use_true_random=False))
def test_the_order_in_which_links_come_does_not_matter(
    numbers: list[tuple[Registration, ...]], links: Links, dice: Random
) -> None:
    pairs = list(links.same.items())
    dice.shuffle(pairs)
    shuffled = Links(dict(pairs), links.judged, links.different, links.apart)
    one, other = clusters(numbers, links, MARGIN, 5), clusters(numbers, shuffled, MARGIN, 5)
    assert (one.of == other.of).all()
    assert one.held == other.held


@given(NUMBERS, LINKS, LINKS)
def test_others_change_nothing(numbers: list[tuple[Registration, ...]], links: Links, others: Links) -> None:
    def beside(pairs: frozenset[Pair]) -> frozenset[Pair]:
        return frozenset((left + RECORDS, right + RECORDS) for left, right in pairs)

    both = Links(
        {**links.same, **{(left + RECORDS, right + RECORDS): odds for (left, right), odds in others.same.items()}},
        links.judged | beside(others.judged),
        links.different | beside(others.different),
        links.apart | beside(others.apart),
    )
    alone, among = clusters(numbers, links, MARGIN, 5), clusters([*numbers, *numbers], both, MARGIN, 5)
    assert (alone.of == among.of[:RECORDS]).all()
    assert np.all(among.of[RECORDS:] >= RECORDS)
    assert alone.held == {pair: why for pair, why in among.held.items() if pair[1] < RECORDS}
