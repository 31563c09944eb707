import os
import subprocess
import sys
import tracemalloc
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import islice
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.vocabulary import RelationshipKind
from cim_graph.records.parse import parse
from cim_graph.synthetic import generate, truth
from cim_graph.synthetic.bank import MOST_PARTIES
from tests.synthetic.census import PARTY_TYPES, Census, holds, least_share, name_of, references

DIGEST = """
from hashlib import sha256
import orjson
from cim_graph.synthetic import generate, truth
print(sha256(orjson.dumps([list(generate(900, 5)), list(truth(900, 5))])).hexdigest())
"""


def lines(parties: int, seed: int) -> list[bytes]:
    return [orjson.dumps(record) for record in generate(parties, seed)]


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_same_seed_gives_the_same_bytes_in_every_process(hash_seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    run = subprocess.run(  # noqa: S603 -- this interpreter, a fixed text
        [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    here: dict[str, Any] = {}
    exec(DIGEST.replace("print(", "answer = ("), here)  # noqa: S102
    assert run.stdout.strip() == here["answer"]


def test_another_seed_gives_another_bank() -> None:
    assert lines(500, 1) == lines(500, 1)
    assert len(set(lines(500, 1)) & set(lines(500, 2))) < len(lines(500, 1)) / 5


@settings(max_examples=25, deadline=None)
@given(parties=st.integers(1, 1500), seed=st.integers())
def test_there_are_exactly_as_many_party_records_as_asked_for(parties: int, seed: int) -> None:
    records: list[Any] = list(generate(parties, seed))
    assert sum(record["type"] in PARTY_TYPES for record in records) == parties


@pytest.mark.parametrize("parties", [0, -1, MOST_PARTIES + 1])
def test_a_number_of_parties_that_cannot_be_is_refused_at_once(parties: int) -> None:
    with pytest.raises(BadInputError, match="parties"):
        next(generate(parties, 1))


def test_every_record_is_taken_by_the_strict_parser_and_has_no_field_that_the_format_lacks(bank: Census) -> None:
    assert [parse(orjson.dumps(record)).unknown for record in bank.records] == [{}] * len(bank.records)


def test_no_two_records_have_one_name(bank: Census) -> None:
    names = Counter(name_of(record) for record in bank.records)
    assert [name for name, count in names.items() if count > 1] == []


def test_every_reference_leads_to_one_party(bank: Census) -> None:
    lost = [ref for record in bank.records for ref in references(record) if bank.resolve(ref) is None]
    assert lost == []


def test_some_references_name_an_identifier_and_some_come_before_their_record(bank: Census) -> None:
    assert any("scheme" in ref for record in bank.records for ref in references(record))
    known, early = set(), 0
    for record in bank.records:
        known.add(name_of(record))
        early += any("key" in ref and name_of(ref) not in known for ref in references(record))
    assert 0 < early < len(bank.records) / 5


def test_every_type_of_record_and_every_kind_of_relationship_is_there(bank: Census) -> None:
    types = {"person", "organization", "arrangement", "relationship", "account", "exposure", "rate", "capital"}
    assert {record["type"] for record in bank.records} == types
    assert {record["kind"] for record in bank.of("relationship")} == {kind.value for kind in RelationshipKind}


@pytest.mark.parametrize("day", ["1995-01-01", "2015-01-01", "2021-06-30", "2026-01-01", "2031-07-01", "2040-01-01"])
def test_no_company_is_owned_by_more_than_the_whole_of_it_on_any_day(bank: Census, day: str) -> None:
    owned: dict[str, Decimal] = defaultdict(Decimal)
    votes: dict[str, Decimal] = defaultdict(Decimal)
    for _, company, row in bank.holdings:
        if holds(row, day):
            owned[company] += least_share(row)
            votes[company] += Decimal(row.get("voting", 0))
    assert len(owned) > 300
    assert max(owned.values()) <= 100
    assert max(votes.values()) <= 100


def test_units_of_the_fund_are_no_more_than_there_are(bank: Census) -> None:
    units = [row for row in bank.of("relationship", "OWNS") if row["to"] == {"source": "core", "key": "FUND"}]
    assert len(units) > 100
    assert sum(least_share(row) for row in units) <= 100


def test_few_holders_hold_very_much(bank: Census) -> None:
    """Were each holding given to a holder by even chance, the most that one of them has would stay below eleven."""
    degrees = sorted(Counter(holder for holder, _, _ in bank.holdings).values(), reverse=True)
    mean = sum(degrees) / len(degrees)
    assert mean < 2
    assert degrees[0] > 11
    assert sum(degrees[: len(degrees) // 100]) > 0.05 * sum(degrees)


def test_some_companies_own_each_other_in_circles(bank: Census) -> None:
    held: dict[str, set[str]] = defaultdict(set)
    for holder, company, _ in bank.holdings:
        held[holder].add(company)
    mutual = {frozenset((one, other)) for one in list(held) for other in held[one] if one in held.get(other, ())}
    assert mutual
    assert _in_circles(held) > {party for pair in mutual for party in pair}


def _in_circles(held: dict[str, set[str]]) -> set[str]:
    """Take away whoever owns nothing that is left, until nobody can be taken away."""
    left = set(held)
    while free := {holder for holder in left if not held[holder] & left}:
        left -= free
    return left


def test_memory_holds_a_part_of_the_bank_however_large_it_is() -> None:
    _peak(10_000)  # word lists and the text of days are read once
    assert _peak(10_000) < 1.3 * _peak(3_000)


def _peak(records: int) -> int:
    tracemalloc.start()
    try:
        for _ in islice(generate(MOST_PARTIES, 1), records):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_truth_streams_too() -> None:
    assert next(truth(MOST_PARTIES, 1))["what"] == "entity"
