"""Every case of the tables, submitted as records and asked of the graph: the answer is that of the rules alone."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import isnan
from typing import Any

import pytest

from cim_graph.graph.session import Graph
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW, AsOf
from cim_graph.ownership import service
from cim_graph.ownership.catalogue import regime
from cim_graph.ownership.model.answer import Ownership
from cim_graph.ownership.model.owners import beneficial_owners
from cim_graph.ownership.model.structure import NOBODY
from cim_graph.settings import Settings
from tests.conftest import Submit
from tests.ownership.casebook import Book, cases, structure

# What no record can say: a structure that was cut, unknown votes of a known share (they default to it), and stakes that
# do not hold on the day that is asked about.
UNSAID = ("'cut'", "votes ?", ", since ", ", until ")
CASES = [case for _, case in cases() if not any(words in str(case) for words in UNSAID)]


def key(number: int, name: str) -> str:
    return f"{number} {name}"


def party(number: int, name: str) -> str:
    return id_of(Kind.PARTY, "case", key(number, name))


def records(number: int, case: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Write a case as a source would hand it over."""
    book = Book()
    for line in case.get("facts", ()):
        book.fact(line)
    for name in (case["of"], *case.get("persons", ()), *case.get("trusts", ())):
        book.number(name)
    for name in book.names:
        yield _party(number, name, case)
    for place, stake in enumerate(book.stakes):
        yield _stake(number, place, stake, book.names)
    for place, tie in enumerate(book.ties):
        yield _tie(number, place, tie, book.names)


def _party(number: int, name: str, case: Mapping[str, Any]) -> dict[str, Any]:
    kinds = dict.fromkeys(case.get("persons", ()), "person") | dict.fromkeys(case.get("trusts", ()), "arrangement")
    kind = kinds.get(name, "organization")
    record: dict[str, Any] = {"type": kind, "source": "case", "key": key(number, name), "names": [name]}
    place = case.get("jurisdictions", {}).get(name)
    record |= {"flags": case.get("flags", {}).get(name, [])}
    return record | ({} if place is None or kind == "person" else {"jurisdiction": place})


def _ref(number: int, name: str) -> dict[str, str]:
    return {"source": "case", "key": key(number, name)}


def _text(percent: float) -> str | None:
    return None if isnan(percent) else f"{Decimal(repr(float(percent))):f}"


def _stake(number: int, place: int, stake: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    holder, held = names[stake["holder"]], names[stake["held"]]
    record: dict[str, Any] = {"type": "relationship", "source": "case", "key": f"{number} s{place}", "kind": "OWNS"}
    record |= {"from": _ref(number, holder), "to": _ref(number, held), "share": _text(stake["share"])}
    if isnan(stake["share"]):
        ends = {"minShare": stake["least"], "maxShare": stake["most"]}
        record |= {name: _text(round(end, 9)) for name, end in ends.items()}
        beside = [name[:3] for name, end in ends.items() if end != round(end, 9) and not isnan(end)]
        record["exclusive"] = "both" if beside[1:] else next(iter(beside), None)
    if stake["votes"] != stake["share"]:
        record["voting"] = _text(stake["votes"])
    if stake["suspended"]:
        record["votingSuspended"] = True
    if stake["nominee"] != NOBODY:
        record |= {"from": _ref(number, names[stake["nominee"]]), "onBehalfOf": _ref(number, holder)}
    return {name: value for name, value in record.items() if value is not None}


def _tie(number: int, place: int, tie: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    record: dict[str, Any] = {
        "type": "relationship",
        "source": "case",
        "key": f"{number} t{place}",
        "kind": tie["kind"],
    }
    record |= {"from": _ref(number, names[tie["source"]]), "to": _ref(number, names[tie["target"]])}
    if tie["word"]:
        record["means" if tie["kind"] == "CONTROLS" else "role"] = tie["word"]
    return record | ({} if tie["about"] == NOBODY else {"about": _ref(number, names[tie["about"]])})


@pytest.mark.parametrize("as_of", [pytest.param(NOW, id="today"), pytest.param(AsOf("2026-01-01"), id="on a day")])
async def test_the_tables_hold_from_records_to_answers(
    graph: Graph, take: Submit, settings: Settings, as_of: AsOf
) -> None:
    lines = [line for number, case in enumerate(CASES) for line in records(number, case)]
    report = await take(lines)
    assert not report.rejected, report.rejected[:3]
    subjects = [party(number, case["of"]) for number, case in enumerate(CASES)]
    views = await service.above(graph, subjects, as_of, Rank())
    for number, case in enumerate(CASES):
        made, names = structure(case)
        ids = {party(number, name): name for name in names}
        view = views[party(number, case["of"])]
        for name in case["owners"]:
            chosen = regime(settings, name)
            alone = beneficial_owners(made, names.index(case["of"]), chosen, case.get("threshold"))
            answer = await service.beneficial_owners(view, chosen, case.get("threshold"))
            assert told(answer, ids) == told(alone, {name: name for name in names}), (case["case"], name)


def told(answer: Ownership, names: Mapping[str, str]) -> Any:
    """Say everything but texts, with names for ids."""
    return {
        "owners": {
            names[one.party]: (one.ownership, one.ownership_max, one.voting, [reason.code for reason in one.reasons])
            for one in answer.owners
        },
        "fallback": [names[id_] for id_ in answer.fallback],
        "unknown": answer.unknown_share,
        "warnings": sorted((one.code, *sorted(names[id_] for id_ in one.parties)) for one in answer.warnings),
    }
