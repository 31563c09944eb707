"""No way leads around the mask: parties are made where they are masked, and lists of them are bounded."""

import re
from pathlib import Path

import cim_graph.api
from cim_graph.resources import CYPHER

API = Path(cim_graph.api.__file__).parent
MADE = re.compile(r"\bPARTIES\[|\b(?:Person|Organization|Arrangement)\(")
MASKED_FIRST = {
    "party.py": "party_of masks the row that it makes a party of",
    "linked.py": "its columns are rows of a level, which are masked when they are handed out",
}


def test_parties_are_made_in_one_place_which_masks_them() -> None:
    making = {path.name for path in API.glob("*.py") if MADE.search(re.sub(r"class .*", "", path.read_text()))}
    assert making == set(MASKED_FIRST)


def test_a_party_is_made_of_a_row_and_a_mask_wherever_that_is_called() -> None:
    for path in API.glob("*.py"):
        for call in re.findall(r"(?<!def )\bparty_of\(((?:[^()]|\([^()]*\))*)\)", path.read_text()):
            assert re.search(r"\bmask\b|MASKED|context\.mask", call), f"{path.name}: party_of({call})"


def test_every_statement_that_finds_parties_by_a_filter_is_bounded_by_the_scope() -> None:
    """What is looked up by an id is masked afterwards; a list or a search would tell by its length.

    Alerts and cases are no parties: those of closed ones are taken out of a page, which is shorter then.
    """
    listing = [path for path in CYPHER.rglob("*.cypher") if path.parent.name != "monitoring"]
    filtering = [path for path in listing if "$statuses IS NULL" in path.read_text()]
    assert len(filtering) >= 3
    for path in filtering:
        assert "$scope IS NULL OR any(area IN $scope" in path.read_text(), path.name


def test_levels_hand_out_what_the_mask_lets_through() -> None:
    assert "return self._mask.answers(" in (API / "level.py").read_text()
