"""Joins of keys, against sets."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from cim_graph.matching.bulk.candidates import Keys, KeyTable
from cim_graph.matching.model.tokens import ranked, worded

KEYS = st.lists(
    st.lists(st.sampled_from(["n:a", "n:b", "p:1", "p:2", "e:x"]), max_size=4, unique=True), min_size=1, max_size=12
)


def found(table: KeyTable, size: int = 1000) -> list[tuple[int, int]]:
    return [pair for left, right in table.chunks(size) for pair in zip(left.tolist(), right.tolist(), strict=True)]


@settings(max_examples=30)
@given(KEYS, st.sampled_from([frozenset(), frozenset({"n:a"}), frozenset({"n:a", "e:x"})]))
def test_pairs_are_those_that_share_a_key_that_is_not_dropped(keys: list[list[str]], dropped: frozenset[str]) -> None:
    expected = [pair for pair in combinations(range(len(keys)), 2) if set(keys[pair[0]]) & set(keys[pair[1]]) - dropped]
    with KeyTable.of(keys) as table:
        table.pair(dropped)
        assert found(table) == expected
        assert found(table, 3) == expected
        sample = table.sample()
        assert list(zip(sample.left.tolist(), sample.right.tolist(), strict=True)) == expected
        for kind, places in sample.kinds.items():
            of_kind = [expected[place] for place in places.tolist()]
            shared = [set(keys[one]) & set(keys[other]) - dropped for one, other in expected]
            assert of_kind == [
                pair
                for pair, some in zip(expected, shared, strict=True)
                if any(key.startswith(f"{kind}:") for key in some)
            ]


def test_common_keys_are_told() -> None:
    with KeyTable.of([["n:a", "p:1"], ["n:a"], ["n:a", "p:1"], ["p:2"]]) as table:
        assert table.common(most=1) == {"n:a": 3, "p:1": 2}
        assert table.common(most=2) == {"n:a": 3}


def test_a_record_keeps_the_candidates_it_shares_the_rarest_keys_with() -> None:
    """Each may have two: 0 and 3 share three keys; 4 shares one with everybody and keeps the lowest."""
    hub = ["n:a", "p:1", "e:x"]
    with KeyTable.of([hub, ["n:a"], ["n:a", "p:1"], hub, ["n:a"]]) as table:
        table.pair([], most=4)
        assert len(found(table)) == 10
        table.pair([], most=2)
        assert found(table) == [(0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (1, 4), (2, 3)]


def test_one_rare_key_tells_more_than_two_common_ones() -> None:
    """The same pairs by joins as by ranking what an index found."""
    common = [["n:a", "w:b"]] * 20
    with KeyTable.of([["n:a", "w:b", "p:1"], *common, ["p:1", "e:x", "e:y"], ["e:x", "e:y"]]) as table:
        table.pair([], most=1)
        assert {(0, 21), (21, 22)} <= set(found(table))
    words = [(str(number).zfill(2), " ".join(keys)) for number, keys in enumerate([*common, ["p:1"]], 1)]
    assert ranked(["n:a", "w:b", "p:1"], words)[:2] == ["21", "01"]


def test_entries_of_lists_and_clients_do_not_crowd_each_other_out() -> None:
    """0 is an entry that shares one key with 1; 1 shares two with each of the others."""
    keys = [["n:a"], *([["n:a", "p:1"]] * 4)]
    with KeyTable.of(keys) as table:
        table.pair([], most=1)
        assert (0, 2) not in found(table)
    with KeyTable.of([["n:a"], *keys[1:]], entries=[0]) as table:
        table.pair([], most=1)
        assert {(0, 1), (0, 2), (0, 3), (0, 4), (1, 2)} <= set(found(table))


def test_no_records_and_no_keys_are_no_pairs() -> None:
    with KeyTable.of([]) as table:
        table.pair([])
        assert found(table) == []
    with KeyTable.of([[], []]) as table:
        table.pair(["n:a"])
        assert found(table) == []
        assert table.sample().kinds == {}


def test_keys_are_read_as_they_are_kept() -> None:
    """An entry of a list has a word more, which is no key; some have no keys at all."""
    kept = [worded(["n:a", "p:1"], listed=False), "", worded(["n:a"], listed=True), worded([], listed=True)]
    keys = Keys.of(kept)
    assert keys.widths.tolist() == [2, 0, 1, 0]
    assert keys.numbers[0] == keys.numbers[2] != keys.numbers[1]
    assert all(int(word, 16) == number for word, number in zip(kept[0].split(), keys.numbers.tolist(), strict=False))


def test_a_key_of_a_kind_that_is_no_more_is_dropped_as_before() -> None:
    with KeyTable.of([["n:a"], ["n:a"]]) as table:
        table.pair(["gone:x"])
        assert found(table) == [(0, 1)]
