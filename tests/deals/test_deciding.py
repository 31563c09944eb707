"""What the shipped rules make of what is known of a deal, case by case."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from cim_graph.deals.deciding import SUBJECT, decide
from cim_graph.deals.endings import stated
from cim_graph.deals.model import (
    Alarm,
    Allowed,
    Circle,
    Classed,
    Deal,
    Ending,
    Involved,
    Known,
    Money,
    Passage,
    Standing,
)
from cim_graph.deals.rules import OURS, rules
from cim_graph.deals.store import EndingRow
from cim_graph.groups.rulebook import rulebook
from cim_graph.kernel.errors import SetupError
from cim_graph.kernel.vocabulary import GroupKind

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))
LIMITS = rulebook("eu").limits
WAY = Passage(("O", "A"), ("f1",))


def money(given: Any) -> Decimal | None:
    return None if given is None else Decimal(str(given))


def standing(
    flags: Any = (), hits: Any = (), confirmed: Any = (), identifiers: Any = (), review: Any = None, status: str = ""
) -> Standing:
    return Standing(
        "PERSON",
        status,
        tuple(flags),
        tuple((scheme, str(last) if last else None) for scheme, last in identifiers),
        tuple(map(tuple, hits)),
        tuple(map(tuple, confirmed)),
        str(review) if review else None,
    )


def ended(field: str, day: str) -> Iterator[Ending]:
    record = {"type": "person", "source": "core", "key": "a", field: day}
    return stated(EndingRow("A", "core", orjson.dumps(record).decode()))


def known(case: dict[str, Any]) -> Known:
    circles = [Circle(GroupKind.CONNECTED_CLIENTS, "A", ("A",), Decimal(str(case.get("owed", 0))), alone=True)]
    if "related" in case:
        circles.append(Circle(GroupKind.RELATED_TO_INSTITUTION, "B", ("A", "B"), Decimal(str(case["related"]))))
    return Known(
        day="2026-06-01",
        involved=[Involved("A", SUBJECT), Involved("O", "beneficial owner", WAY)],
        standings={
            "A": standing(
                identifiers=case.get("identifiers", [["az-fin", None]]),
                review=case.get("review"),
                flags=case.get("flags", ()),
                status=case.get("status", "CUSTOMER"),
            ),
            "O": standing(**case.get("owner", {})),
        },
        classes={"A": Classed(case.get("class", "LOW"), "aml 1", 12.0)},
        circles=circles,
        money=Money("AZN", money(case.get("capital", 1000)), money(case.get("more", 100))),
        alarms=[Alarm("w", "A", "structuring", case["alarm"], "many", suspects=True)] if "alarm" in case else [],
        endings=[one for field, day in case.get("ended", ()) for one in ended(field, str(day))],
        unknown={"A": case.get("unknown", 0)},
        cut=case.get("cut", ()),
    )


def allowed(case: dict[str, Any], deal: Deal, found: Known) -> Known:
    """Return what is known with what was allowed: for what needs a look, but for reasons of some codes."""
    if "allowed_but_for" not in case:
        return found
    reasons = decide(deal, found, rules(), LIMITS).reasons
    covers = frozenset(one.key for one in reasons if one.code not in case["allowed_but_for"])
    return replace(found, allowed=[Allowed("d", "officer", "2026-06-30", covers)])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_cases(case: dict[str, Any]) -> None:
    deal = Deal(("A",), case.get("product", "loan"), Decimal(100), "AZN")
    found = decide(deal, allowed(case, deal, known(case)), rules(), LIMITS)
    assert [[one.outcome.value, one.code] for one in found.reasons] == case["reasons"]
    assert found.outcome == case["outcome"]
    for one in found.reasons:
        if one.code in {"FLAG", "LIST_HIT", "LIST_HIT_WAITS"} and "owner" in case:
            assert (one.parties, one.paths) == (("O",), (WAY,))
        assert one.suspects is (one.code == "ALERT")


def test_an_allowance_is_for_the_end_that_could_not_be_read() -> None:
    deal = Deal(("A",), "loan", Decimal(100), "AZN")
    first = known({"ended": [["deathDate", "31.12.2019"]]})
    [found] = [one for one in decide(deal, first, rules(), LIMITS).reasons if one.code == "END_UNREADABLE"]
    assert found.text.startswith("core states when the party died, and that cannot be read: '31.12.2019'")
    given = [Allowed("d", "officer", "2026-06-30", frozenset({found.key}))]
    assert decide(deal, replace(first, allowed=given), rules(), LIMITS).outcome == "ALLOW"
    for other in (["deathDate", "30.12.2019"], ["dissolved", "31.12.2019"]):
        assert decide(deal, replace(known({"ended": [other]}), allowed=given), rules(), LIMITS).outcome == "REVIEW"


def test_an_allowance_is_for_what_what_its_reasons_are_about() -> None:
    """Another entry of a list, a graver class, another alert: of the same code, and no reason that was looked at."""
    deal = Deal(("A",), "loan", Decimal(100), "AZN")
    first = known({"owner": {"hits": [["ofac", "77", 0.97]]}, "alarm": 4})
    covers = decide(deal, first, rules(), LIMITS).needing
    given = [Allowed("d", "officer", "2026-06-30", covers)]
    later = {"owner": {"hits": [["ofac", "78", 0.97]]}, "alarm": 4}
    assert decide(deal, replace(first, allowed=given), rules(), LIMITS).outcome == "ALLOW"
    assert decide(deal, replace(known(later), allowed=given), rules(), LIMITS).outcome == "REVIEW"
    other = replace(first, alarms=[replace(first.alarms[0], id="w2")], allowed=given)
    assert decide(deal, other, rules(), LIMITS).outcome == "REVIEW"


def test_what_is_spoken_of_does_not_rest_on_suspicion() -> None:
    deal = Deal(("A",), "loan", Decimal(100), "AZN")
    found = known({"class": "HIGH", "alarm": 4})
    plain = decide(deal, replace(found, alarms=[]), rules(), LIMITS)
    given = [Allowed("d", "officer", "2026-06-30", plain.needing)]
    heard = decide(deal, replace(found, allowed=given), rules(), LIMITS)
    assert heard.outcome == "REVIEW"
    assert heard.spoken == decide(deal, replace(found, alarms=[], allowed=given), rules(), LIMITS)
    assert heard.spoken is not None
    assert heard.spoken.outcome == "ALLOW"


def test_a_document_that_makes_no_sense_is_refused_with_its_place(tmp_path: Path) -> None:
    own = tmp_path / "deals.yaml"
    own.write_text(OURS.read_text("utf-8").replace("HIGH: REVIEW}", "HIGH: MAYBE}"))
    with pytest.raises(SetupError, match="classes/HIGH"):
        rules(own)


def test_a_product_that_is_named_twice_is_refused_with_both_names(tmp_path: Path) -> None:
    own = tmp_path / "deals.yaml"
    twice = "products:\n  Trade_Loan: {HIGH: BLOCK}\n  trade loan: {HIGH: ALLOW}\n"
    own.write_text(OURS.read_text("utf-8").replace("products:\n", twice))
    with pytest.raises(SetupError, match="'Trade_Loan' and as 'trade loan'"):
        rules(own)
