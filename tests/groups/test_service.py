"""The same tables over records in a real graph: the whole base, and each party by itself, must say the same."""

from typing import Any

import pytest

from cim_graph.graph.session import Graph
from cim_graph.groups.model.group import Group
from cim_graph.groups.rulebook import Rulebook, rulebook
from cim_graph.groups.service import groups_around, groups_everywhere
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.kernel.vocabulary import GroupKind
from tests.conftest import Submit
from tests.groups.town import Case, Tie, Town, cases, town

BOOK = {name: rulebook(name) for name in ("eu", "az")}
BY_FACTS = AsOf(known="2999-01-01T00:00:00.000000Z")
STORED = [case for case in cases() if "by_hand" not in case]
ON_THE_DAY = AsOf(valid="2026-07-01")


rank = Rank()


def id_(name: str) -> str:
    return id_of(Kind.PARTY, "core", name)


def records(place: Town) -> list[dict[str, Any]]:
    """Give the records that say what a case states."""
    stated: list[dict[str, Any]] = [_party(place, name) for name in place.names]
    stated += [_relationship(one) for one in place.ties]
    for name, (amount, currency) in place.owed.items():
        terms = {"amount": amount, "currency": currency, "asOf": "2026-01-01"}
        stated.append({"type": "exposure", "source": "core", "key": name, "party": _ref(name), **terms})
    for line in place.rates:
        currency, per, rate = line.split()
        terms = {"currency": currency, "per": per, "rate": rate, "validFrom": "2026-01-01"}
        stated.append({"type": "rate", "source": "core", "key": line, **terms})
    if place.capital is not None:
        terms = {"amount": place.capital, "currency": "AZN", "validFrom": "2026-01-01"}
        stated.append({"type": "capital", "source": "core", "key": "capital", **terms})
    return stated


def _ref(name: str) -> dict[str, str]:
    return {"source": "core", "key": name}


def _party(place: Town, name: str) -> dict[str, Any]:
    homes = [number for number, living in enumerate(place.homes) if name in living]
    person = name in place.persons or homes
    addresses = [
        {"text": f"Nizami küçəsi {number + 10}", "city": "Bakı", "postcode": f"AZ10{number:02}"} for number in homes
    ]
    return {
        "type": "person" if person else "organization",
        **_ref(name),
        "names": [name],
        "flags": list(place.flags.get(name, ())),
        "addresses": addresses,
    }


def _relationship(one: Tie) -> dict[str, Any]:
    said: dict[str, Any] = {key: one.words[key] for key in ("means", "role", "voting") if key in one.words}
    said |= {mark: True for mark in ("material", "replaceable") if mark in one.marks}
    if "suspended" in one.marks:
        said["votingSuspended"] = True
    if "rebutted" in one.marks or "until" in one.words:
        until = {"until": one.words["until"]} if "until" in one.words else {}
        said["rebutted"] = {"reason": "as documented", **until}
    if one.share is not None:
        said["share"] = one.share
    ends = {"from": _ref(one.source), "to": _ref(one.target)}
    return {"type": "relationship", "source": "core", "key": one.id, "kind": one.kind, **ends, **said}


def told(group: Group) -> tuple[Any, ...]:
    return (
        group.id,
        group.core,
        [member.party for member in group.members],
        group.exposure,
        group.large,
        group.breached,
    )


async def everywhere(graph: Graph, case: Case, as_of: AsOf, book: Rulebook) -> list[Group]:
    found = await groups_everywhere(graph, GroupKind(case.get("kind", "CONNECTED_CLIENTS")), book, as_of, rank)
    assert not found.cut
    return list(found.groups)


@pytest.mark.parametrize("case", STORED, ids=lambda case: f"{case['table']}: {case['case']}")
async def test_a_group_is_the_same_from_each_of_its_members_and_in_the_whole(
    graph: Graph, take: Submit, case: Case
) -> None:
    place = town(case)
    report = await take(records(place))
    assert not report.rejected
    for as_of in (ON_THE_DAY, NOW):  # by facts, and as it is drawn
        await _the_same_from_everywhere(graph, case, place, as_of)


async def _the_same_from_everywhere(graph: Graph, case: Case, place: Town, as_of: AsOf) -> None:
    book = BOOK[case.get("limits", "eu")]
    whole = await everywhere(graph, case, as_of, book)
    names = {id_(name): name for name in place.names}
    if not any("until" in one.words for one in place.ties) or as_of is ON_THE_DAY:
        found = [[names[member.party] for member in group.members] for group in whole if len(group.members) > 1]
        expected = [group for group in case["groups"] if len(group) > 1]
        assert sorted(map(sorted, found)) == sorted(map(sorted, expected))
    kind = GroupKind(case.get("kind", "CONNECTED_CLIENTS"))
    for name in place.names:
        seen = (await groups_around(graph, [id_(name)], [kind], book, as_of, rank)).found[kind]
        holding = [group for group in whole if any(member.party == id_(name) for member in group.members)]
        assert list(seen[id_(name)].groups) == holding
