"""Rule documents of a bank's own: taken in place of ours, and refused with the place where they are wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from cim_graph.groups.model.answer import groups
from cim_graph.groups.rulebook import OURS, rulebook
from cim_graph.kernel.errors import SetupError
from cim_graph.kernel.vocabulary import GroupKind
from tests.groups.town import ground, members, terms, town

CLIENTS = (OURS / "connected-clients.yaml").read_text("utf-8")
LIMITS = (OURS / "limits-eu.yaml").read_text("utf-8")
HALF = 'percent: "50", inclusive: true'


def test_ones_own_stands_in_for_ours_of_the_same_kind(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(CLIENTS.replace("exposed: 2", "exposed: 3"), "utf-8")
    found = rulebook("eu", tmp_path).rules
    assert (found[GroupKind.CONNECTED_CLIENTS].exposed, found[GroupKind.CORPORATE].exposed) == (3, 0)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CLIENTS.replace(HALF, 'percent: "500", inclusive: true'), r"\"500\" .* at /links/2/threshold/percent"),
        (CLIENTS.replace("kind: CONNECTED_CLIENTS", "kind: FRIENDS"), "FRIENDS.* at /kind"),
        (CLIENTS.replace("exposed: 2", "exposed: two"), "two.* at /exposed"),
        (LIMITS.replace('percent: "10"', "percent: 10"), "10 .* at /large/percent"),
        ("- a\n- b", "is no rule document"),
        ("id: [", "cannot be read"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_no_more(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    with pytest.raises(SetupError, match=told) as refused:
        rulebook("eu", tmp_path)
    assert len(str(refused.value)) < len(str(tmp_path)) + 200


def test_two_documents_of_one_kind_are_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(CLIENTS, "utf-8")
    with pytest.raises(SetupError, match=r"a\.yaml and .*b\.yaml both state CONNECTED_CLIENTS"):
        rulebook("eu", tmp_path)


@pytest.mark.parametrize(
    ("percent", "share", "expected"), [("50", "55", [["A", "B"]]), ("60", "55", []), ("60", "60", [["A", "B"]])]
)
def test_another_threshold_of_dependency(tmp_path: Path, percent: str, share: str, expected: list[list[str]]) -> None:
    (tmp_path / "own.yaml").write_text(CLIENTS.replace(HALF, f'percent: "{percent}", inclusive: true'), "utf-8")
    place = town({"links": [f"B DEPENDS_ON A {share} means=customer"]})
    own = replace(terms(place), rules=rulebook("eu", tmp_path).rules[GroupKind.CONNECTED_CLIENTS])
    assert [sorted(members(group)) for group in groups(ground(place), own).groups] == expected
