"""What stewards' words come to beside each other, in whatever order they are read."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.kernel.errors import ConflictError
from cim_graph.matching.model.decisions import judged_by
from cim_graph.matching.model.evidence import Evidence
from cim_graph.matching.model.judgements import Judged, check

RECORDS = "ABCDEF"
PLACES = {record: number for number, record in enumerate(RECORDS)}
Said = list[tuple[tuple[list[str], list[str]], str]]
PEOPLE = [Evidence("person")] * len(RECORDS)


def word(id_: str, left: str, right: str, *, same: bool = False, together: bool = False) -> Judged:
    return Judged(id_, same, together, list(left), list(right), "fatma", "2026-01-01", "seen")


def same(left: str, right: str) -> Judged:
    return word("s", left, right, same=True)


def split(left: str, right: str) -> Judged:
    return word("t", left, right, together=True)


@pytest.mark.parametrize(
    ("held", "parting", "groups"),
    [
        (same("A", "B"), [], ["AB"]),
        (same("AB", "CD"), ["A|C"], ["BD"]),
        (same("AB", "CDE"), ["A|C"], ["BDE"]),
        (same("AB", "CDE"), ["A|CD"], ["CD", "BE"]),
        (same("AB", "CD"), ["A|BCD"], ["BCD"]),
        (same("AB", "C"), ["A|C"], []),
        (same("AB", "CD"), ["A|F"], ["ABCD"]),
        (split("ABCD", "E"), ["A|B"], ["CD"]),
        (split("ABCD", "E"), ["A|B", "A|C"], []),
        (split("ABCD", "E"), ["A|BCD", "B|CD"], ["CD"]),
        (split("AB", "CD"), ["A|C"], ["AB", "CD"]),
    ],
)
def test_later_words_part_what_one_held_together(held: Judged, parting: list[str], groups: list[str]) -> None:
    others = [word(f"d{number}", *sides.split("|")) for number, sides in enumerate(parting)]
    for order in (others, others[::-1]):
        assert sorted("".join(group) for group in held.groups([held, *order])) == sorted(groups)


@pytest.mark.parametrize(
    ("new", "standing", "replaced"),
    [
        (word("n", "A", "B"), same("A", "B"), True),
        (word("n", "A", "B"), same("A", "BC"), True),
        (word("n", "A", "C"), same("AB", "CD"), False),
        (word("n", "A", "BCD"), same("AB", "CD"), False),
        (word("n", "A", "F"), same("AB", "CD"), False),
        (same("AB", "CD"), word("o", "A", "C"), False),
    ],
)
def test_a_word_is_replaced_where_nothing_is_left_of_it(new: Judged, standing: Judged, *, replaced: bool) -> None:
    assert new.replaces(standing) is replaced


def test_a_larger_same_is_refused_where_two_of_its_records_are_different() -> None:
    with pytest.raises(ConflictError):
        check([word("d", "B", "D")], same("AB", "CD"))
    check([same("AB", "CD")], word("d", "B", "D"))


SIDES = st.lists(st.sampled_from(RECORDS), min_size=2, max_size=6, unique=True).flatmap(
    lambda records: st.integers(1, len(records) - 1).map(lambda cut: (records[:cut], records[cut:]))
)
WORDS = st.lists(st.tuples(SIDES, st.sampled_from(["same", "different", "split"])), max_size=6)


@given(WORDS, st.randoms())
def test_the_order_of_words_and_of_their_ids_does_not_matter(said: Said, random: Random) -> None:
    def judged(ids: list[int]) -> list[Judged]:
        return [
            Judged(f"j{id_}", how == "same", how == "split", sorted(left), sorted(right), "f", "2026", "r")
            for id_, ((left, right), how) in zip(ids, said, strict=True)
        ]

    ids = list(range(len(said)))
    first = judged_by(judged(ids), PLACES, PEOPLE)
    random.shuffle(ids)
    again = judged(ids)
    random.shuffle(again)
    assert judged_by(again, PLACES, PEOPLE) == first


def test_what_holds_two_kinds_or_an_entry_of_a_list_rests() -> None:
    kinds = [*[Evidence("person")] * 3, Evidence("organization"), Evidence("person", listed=True), Evidence("person")]
    for pair in combinations(RECORDS, 2):
        held = judged_by([same(*pair)], PLACES, kinds).same
        assert bool(held) is (set(pair) <= set("ABCF"))
    assert judged_by([same("AD", "EF")], PLACES, kinds).same == {(0, 5)}
