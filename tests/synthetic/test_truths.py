from collections import Counter
from decimal import Decimal
from typing import Any

from cim_graph.synthetic import stories
from tests.synthetic.census import Census, least_share, name_of


def test_every_party_record_belongs_to_exactly_one_true_party(bank: Census) -> None:
    named = Counter(name_of(ref) for entity in bank.true("entity") for ref in entity["records"])
    assert set(named) == set(bank.parties)
    assert set(named.values()) == {1}


def test_the_records_of_a_true_party_are_of_its_kind(bank: Census) -> None:
    wrong = [
        ref for e in bank.true("entity") for ref in e["records"] if bank.parties[name_of(ref)]["type"] != e["kind"]
    ]
    assert wrong == []


def test_one_party_in_six_has_several_records(bank: Census) -> None:
    sizes = Counter(len(entity["records"]) for entity in bank.true("entity"))
    assert 0.1 < 1 - sizes[1] / sizes.total() < 0.3
    assert sizes[3] > 50


def copies(bank: Census) -> list[tuple[Any, Any]]:
    """Pair the first record of a party with each of its others."""
    groups = ([bank.parties[name_of(ref)] for ref in entity["records"]] for entity in bank.true("entity"))
    return [(first, other) for first, *others in groups for other in others]


def spelt(record: Any) -> str:
    return str(record["names"][0]["full"])


def test_most_copies_spell_the_name_in_another_way(bank: Census) -> None:
    pairs = copies(bank)
    different = [pair for pair in pairs if spelt(pair[0]) != spelt(pair[1])]
    assert 0.5 < len(different) / len(pairs) < 1


def test_some_copies_are_in_another_script_some_have_other_papers_or_days(bank: Census) -> None:
    pairs = copies(bank)
    cyrillic = [b for a, b in pairs if _is_cyrillic(spelt(b)) and not _is_cyrillic(spelt(a))]
    days = [b for a, b in pairs if a.get("birthDate") != b.get("birthDate")]
    papers = [b for a, b in pairs if a["identifiers"] != b["identifiers"]]
    assert (len(cyrillic) > 20, len(days) > 10, len(papers) > 100) == (True, True, True)


def _is_cyrillic(text: str) -> bool:
    return any("А" <= letter <= "я" for letter in text)


def test_groups_name_records_that_are_there(bank: Census) -> None:
    members = [member for group in bank.true("group") for member in group["members"]]
    assert {name_of(member) for member in members} <= set(bank.parties)
    kinds = Counter(group["kind"] for group in bank.true("group"))
    assert kinds["control"] > 10
    assert kinds["economic-dependency"] > 8
    assert kinds["household"] == 1


def test_the_first_of_a_planted_control_group_holds_the_majority_of_the_others(bank: Census) -> None:
    shares: Counter[tuple[str, str]] = Counter()
    for holder, company, row in bank.holdings:
        if row.get("validTo") is None:
            shares[holder, company] += least_share(row)  # type: ignore[assignment]
    planted = [group for group in bank.true("group") if group["kind"] == "control" and not group["complete"]]
    for group in planted:
        head, *subsidiaries = (bank.entity(member) for member in group["members"])
        assert [shares[head, company] > Decimal(50) for company in subsidiaries] == [True] * len(subsidiaries)


def test_those_who_depend_get_more_than_half_from_one_they_cannot_replace(bank: Census) -> None:
    stated = {
        (bank.entity(row["from"]), bank.entity(row["to"])): row
        for row in bank.of("relationship", "DEPENDS_ON")
        if row.get("replaceable") is False
    }
    for group in bank.true("group"):
        if group["kind"] == "economic-dependency" and not group["complete"]:
            supplier, *dependents = (bank.entity(member) for member in group["members"])
            assert all(Decimal(stated[one, supplier]["share"]) > 50 for one in dependents)


def test_stories_in_the_bank_are_the_ones_that_are_told(bank: Census) -> None:
    told = stories(6000)
    assert [line["id"] for line in bank.true("story")] == [story.id for story in told]
    for story, line in zip(told, bank.true("story"), strict=True):
        assert (line["title"], line["expected"], line["start"]) == (story.title, story.expected, story.start)
        assert {name_of(ref) for ref in line["parties"]} <= set(bank.parties)
        assert story.start in story.parties
    records = {name_of(record): record for record in bank.records}
    assert all(records[name_of(record)] == record for story in told for record in story.records)
