"""In which order entries get their numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.events.order import in_order
from cim_graph.events.store import Entry

CASES = {
    "by their ids": ([("2", {"q": 1}), ("1", {"p": 1})], ["1", "2"]),
    "a clock that is behind": ([("1", {"p": 8}), ("2", {"p": 7})], ["2", "1"]),
    "over a third": ([("1", {"q": 2}), ("2", {"p": 2, "q": 1}), ("3", {"p": 1})], ["3", "2", "1"]),
    "two of one command": ([("2.0", {"p": 1}), ("2.1", {"p": 1}), ("1", {"p": 2})], ["2.0", "2.1", "1"]),
    "a version that is not known": ([("1", {"p": 0}), ("2", {"p": 7}), ("3", {"p": 0})], ["1", "2", "3"]),
    "versions that contradict": ([("1", {"p": 2, "q": 1}), ("2", {"p": 1, "q": 2}), ("3", {})], ["3", "1", "2"]),
    "nothing": ([], []),
}


@pytest.mark.parametrize("case", CASES)
def test_cases(case: str) -> None:
    told, expected = CASES[case]
    assert [entry.id for entry in in_order([_entry(id_, parties) for id_, parties in told])] == expected


@given(st.lists(st.tuples(st.integers(0, 9), st.sets(st.sampled_from("pqrs"))), max_size=25))
def test_the_order_of_a_party_is_that_of_the_commits_whatever_clocks_say(
    commits: list[tuple[int, set[str]]],
) -> None:
    versions = dict.fromkeys("pqrs", 0)
    entries = []
    for number, (clock, parties) in enumerate(commits):
        versions |= {party: versions[party] + 1 for party in parties}
        entries.append(_entry(f"{clock}.{number:02}", {party: versions[party] for party in sorted(parties)}))
    found = in_order(entries)
    assert sorted(entry.id for entry in found) == sorted(entry.id for entry in entries)
    for party in "pqrs":
        told = [dict(zip(entry.parties, entry.versions, strict=True)).get(party) for entry in found]
        assert [version for version in told if version] == list(range(1, versions[party] + 1))


def _entry(id_: str, parties: dict[str, int]) -> Entry:
    return Entry(id_, list(parties), list(parties.values()))
