"""The answers that stories promise, computed again from their records."""

from collections import defaultdict
from typing import Any

import pytest

from cim_graph.synthetic import Story, stories
from cim_graph.synthetic.offices import capital_of
from cim_graph.synthetic.stories import STORIES_FROM

TOLD = {story.id: story for story in stories(5000)}

# Story, holder, company, integrated share in percent.
SHARES = [
    (1, "TOP", "C", 43.30),
    (1, "SECOND", "C", 30.93),
    (1, "THIRD", "C", 25.77),
    (2, "HIDDEN", "CLIENT", 48),
    (2, "PARTNER", "CLIENT", 32),
    (2, "MANAGER", "CLIENT", 20),
    (2, "NOMINEE", "CLIENT", 0),
    (4, "LISTED", "CLIENT", 16.5),
    (5, "FATHER", "CLIENT", 10),
    (5, "MOTHER", "CLIENT", 8),
    (5, "SON", "CLIENT", 9),
    (10, "TRUST", "CLIENT", 85),
    (12, "BUYER", "CLIENT", 75),
    (14, "REST", "CLIENT", 46),
]


def integrated(story: Story, company: str) -> dict[str, float]:
    """Percent of a company that ends at each party: direct shares times shares, summed until nothing changes."""
    held: dict[str, dict[str, float]] = defaultdict(dict)
    for row in _relationships(story, "OWNS"):
        if "validTo" not in row:
            held[_tag(row["to"])][_tag(row.get("onBehalfOf", row["from"]))] = float(row["share"]) / 100
    flow = {company: 1.0}
    answer: dict[str, float] = defaultdict(float)
    for _ in range(200):
        further: dict[str, float] = defaultdict(float)
        for owned, weight in flow.items():
            for holder, share in held[owned].items():
                answer[holder] += 100 * weight * share
                further[holder] += weight * share
        flow = further
    return answer


def _relationships(story: Story, kind: str) -> list[Any]:
    return [record for record in story.records if record.get("kind") == kind and record["type"] == "relationship"]


def _tag(ref: Any) -> str:
    return str(ref["key"].split("-", 2)[-1])


@pytest.mark.parametrize(("number", "holder", "company", "share"), SHARES)
def test_shares_are_what_the_story_says(number: int, holder: str, company: str, share: float) -> None:
    assert integrated(TOLD[f"STORY-{number}"], company)[holder] == pytest.approx(share, abs=0.005)


@pytest.mark.parametrize(("story", "percent"), [("STORY-9", 28), ("STORY-11", 2)])
@pytest.mark.parametrize("parties", [200, 5000, 1_000_000])
def test_loans_are_told_in_percent_of_the_capital_whatever_the_size(story: str, percent: int, parties: int) -> None:
    told = next(one for one in stories(parties) if one.id == story)
    loans: list[Any] = [record for record in told.records if record["type"] == "exposure"]
    assert sum(float(loan["amount"]) for loan in loans) == capital_of(parties) * percent / 100


def test_in_concert_the_three_have_the_majority() -> None:
    shares = integrated(TOLD["STORY-14"], "CLIENT")
    assert sum(shares[one] for one in ("ONE", "TWO", "THREE")) == pytest.approx(54)


def test_a_small_bank_has_no_stories_and_the_smallest_with_them_has_all() -> None:
    assert stories(STORIES_FROM - 1) == ()
    assert len(stories(STORIES_FROM)) == len(TOLD)
    assert sum(story.party_records for story in stories(STORIES_FROM)) < STORIES_FROM


def test_parties_of_a_story_have_ties_among_themselves_and_with_the_bank_only() -> None:
    for story in TOLD.values():
        inside = {ref["key"] for ref in story.parties} | {"BANK"}
        ends: list[Any] = [record[end] for record in story.records for end in ("from", "to") if end in record]
        assert {end["key"] for end in ends} <= inside


def test_every_answer_names_the_parties_that_it_speaks_of() -> None:
    for story in TOLD.values():
        tags = {_tag(ref) for ref in story.parties}
        assert sum(tag in story.expected for tag in tags) >= 2, story.title
