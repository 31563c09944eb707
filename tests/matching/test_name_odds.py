"""Names alone, at one threshold, against labels: others' and those of the benchmark of Azerbaijani names."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from bench.azerbaijani_names import FIELDS, FILE, rows
from bench.names import Agreement, azerbaijani, entities, people, sanctioned, screening
from cim_graph.matching.model import companies, name_odds
from cim_graph.matching.model import people as people_of
from cim_graph.matching.model.name_odds import LIKELY
from cim_graph.records.format import StatedName


def test_pairs_that_others_labelled(shared_data: Path) -> None:
    chances, true = screening(shared_data / "screening-names")
    assert len(true) == 826
    assert Agreement.of(chances >= LIKELY, true).f1 > 0.83
    for half in (slice(0, None, 2), slice(1, None, 2)):
        assert Agreement.of(chances[half] >= LIKELY, true[half]).f1 > 0.83


def test_entities_by_their_names_alone(shared_data: Path) -> None:
    chances, true = entities(shared_data / "screening-names")
    assert Agreement.of(chances >= LIKELY, true).f1 > 0.8


def test_mistyped_names_of_a_list_are_found_and_strangers_are_not(shared_data: Path) -> None:
    found, alarms, _ = sanctioned(shared_data / "screening-names", strangers=500)
    assert found > 0.98
    assert alarms < 0.02


def test_azerbaijani_names() -> None:
    chances, true, held = azerbaijani()
    assert len(true) >= 2000
    assert Agreement.of(chances >= LIKELY, true).f1 >= 0.95
    assert Agreement.of(chances[held] >= LIKELY, true[held]).f1 >= 0.95


def test_the_benchmark_is_what_its_generator_draws() -> None:
    drawn = io.StringIO()
    writer = csv.DictWriter(drawn, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows())
    assert drawn.getvalue() == FILE.read_text("utf-8")


@pytest.mark.parametrize(
    ("left", "right"), [("-", "-"), ("YOXDUR", "YOXDUR"), ("", "Vəli Əliyev")], ids=["dashes", "nothing", "one"]
)
def test_what_says_nothing_is_nobodys_name(left: str, right: str) -> None:
    assert people([(StatedName(full=left), StatedName(full=right))]).tolist() == [0]


def test_odds_are_shares_of_all() -> None:
    tables = [(people_of.LEVELS, odds) for odds in name_odds.PEOPLE.values()]
    for levels, odds in [*tables, (companies.LEVELS, name_odds.COMPANIES)]:
        assert tuple(odds) == levels
        assert np.isclose(sum(level.m for level in odds.values()), 1)
        assert np.isclose(sum(level.u for level in odds.values()), 1)
