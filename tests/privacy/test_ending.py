"""When relationships end, and what has to become of parties then: tables of cases, and what holds of any day."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.kernel.errors import SetupError
from cim_graph.privacy.due import Verdict, verdict_on
from cim_graph.privacy.ending import Held, Standing, Version, change_of, end_of
from cim_graph.privacy.retention import OURS, Retention, retention, years_after
from cim_graph.privacy.store import Kept

SHIPPED = retention()


def said(day: str, status: str | None, record: str = "r1", end: str | None = None, *, current: bool = True) -> Version:
    return Version(record, f"{day}T10:00:00.000000Z", status, None, end, current)


def former(*versions: Version, accounts: tuple[Held, ...] = (), gone: str | None = None) -> Standing:
    return Standing("PERSON", "FORMER", versions, accounts, gone)


OPEN = Held(None, "active", "2019-01-01T00:00:00.000000Z")
CLOSED = Held("2021-05-01", "closed", "2021-06-01T00:00:00.000000Z")
LATELY = Held(None, "CLOSED", "2022-02-02T00:00:00.000000Z")
"""Closed, and nobody says when: what counts is when the registry learned it."""
ENDS = {
    "since it is known that it is former": (former(said("2020-01-01", "FORMER")), "2020-01-01"),
    "of two records the later": (
        former(said("2020-01-01", "FORMER"), said("2021-01-01", "FORMER", "r2")), "2021-01-01"
    ),
    "not when it was said again": (
        former(said("2022-01-01", "FORMER"), said("2020-01-01", "FORMER", current=False)), "2020-01-01"
    ),
    "but when it was a customer in between": (
        former(
            said("2022-01-01", "FORMER"),
            said("2021-01-01", "CUSTOMER", current=False),
            said("2020-01-01", "FORMER", current=False),
        ),
        "2022-01-01",
    ),
    "a source states the day": (former(said("2022-01-01", "FORMER", end="2019-03-31")), "2019-03-31"),
    "what it stated once counts no longer": (
        former(said("2022-01-01", "FORMER"), said("2020-01-01", "FORMER", end="2019-03-31", current=False)),
        "2020-01-01",
    ),
    "one source states a day, another learned a later one": (
        former(said("2022-01-01", "FORMER", end="2019-03-31"), said("2021-02-02", "FORMER", "r2")), "2021-02-02"
    ),
    "one source states a day, and learned it late": (
        former(said("2022-01-01", "FORMER", end="2019-03-31"), said("2018-02-02", "FORMER", "r2")), "2019-03-31"
    ),
    "of two days that are stated the later": (
        former(said("2022-01-01", "FORMER", end="2019-03-31"), said("2022-01-01", "FORMER", "r2", "2020-04-30")),
        "2020-04-30",
    ),
    "one source states a day, and for another it goes on": (
        former(said("2022-01-01", "FORMER", end="2019-03-31"), said("2018-01-01", "CUSTOMER", "r2")), None
    ),
    "another source went on once": (
        former(
            said("2022-01-01", "FORMER", end="2019-03-31"),
            said("2018-01-01", "CUSTOMER", "r2", current=False),
            said("2021-01-01", "FORMER", "r2"),
        ),
        "2021-01-01",
    ),
    "another source says nothing of it": (
        former(said("2022-01-01", "FORMER", end="2019-03-31"), said("2023-01-01", None, "r2")), "2019-03-31"
    ),
    "an account was closed later": (former(said("2020-01-01", "FORMER"), accounts=(CLOSED,)), "2021-05-01"),
    "the last of its accounts": (former(said("2020-01-01", "FORMER"), accounts=(CLOSED, LATELY)), "2022-02-02"),
    "an account is open": (former(said("2020-01-01", "FORMER"), accounts=(CLOSED, OPEN)), None),
    "a customer": (replace(former(said("2020-01-01", "CUSTOMER")), status="CUSTOMER"), None),
    "a customer of whom all was taken back": (
        replace(former(gone="2023-04-05T00:00:00.000000Z"), status="CUSTOMER"), "2023-04-05"
    ),
    "pinned as former, and no record says so": (former(said("2020-01-01", "CUSTOMER")), None),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDS)
def test_when_a_relationship_ended(name: str) -> None:
    party, day = ENDS[name]
    assert end_of(party) == day


def test_others_count_from_the_last_change() -> None:
    party = former(said("2020-01-01", None), said("2021-01-01", None, "r2"))
    assert change_of(party) == "2021-01-01"
    assert change_of(replace(party, accounts=(OPEN,))) is None


@given(st.dates(date(1900, 1, 1), date(2400, 1, 1)), st.integers(0, 100))
def test_years_end_on_the_same_day_or_the_one_behind_it(day: date, years: int) -> None:
    after = date.fromisoformat(years_after(day.isoformat(), years))
    same = (after.month, after.day) == (day.month, day.day)
    assert after.year == day.year + years
    assert same or ((day.month, day.day), (after.month, after.day)) == ((2, 29), (3, 1))


def kept(status: str = "FORMER", day: str = "2020-01-01", **more: Any) -> Kept:
    payload = f'{{"type": "person", "source": "core", "key": "A", "status": "{status}"}}'
    nothing = Kept("p", "PERSON", status, 1, None, [["r1", f"{day}T00:00:00.000000Z", payload]], [], None, [], [],
        erased=False, moving=False, begun=False, watched=False)  # fmt: skip
    return replace(nothing, **more)


KEEPING = {
    "nothing is erased by itself": (Retention(erases=False, event_days=1, terms=(), transaction_years=10), None),
    "no term": (Retention(erases=True, event_days=1, terms=()), None),
    "ten years": (Retention(erases=True, event_days=1, terms=(), transaction_years=10), "2016-02-28"),
}
ERASING = Retention(erases=True, event_days=SHIPPED.event_days, terms=SHIPPED.terms)
VERDICTS = {
    "nobody asked": (kept(), SHIPPED, Verdict.TELL),
    "nobody has to ask": (kept(), ERASING, Verdict.ERASE),
    "somebody asked": (kept(restricted="2025-01-01"), SHIPPED, Verdict.ERASE),
    "a hold stands": (kept(restricted="2025-01-01", holds=["h"]), SHIPPED, Verdict.HELD),
    "a hold stands, and nobody asked": (kept(holds=["h"]), ERASING, Verdict.HELD),
    "an alert or a case is open": (kept(restricted="2025-01-01", watched=True), SHIPPED, Verdict.HELD),
    "an alert is open, and nobody asked": (kept(watched=True), ERASING, Verdict.HELD),
    "some of it is erased": (kept("EXTERNAL", begun=True), SHIPPED, Verdict.ERASE),
    "some of it is erased, and a hold was laid since": (kept(begun=True, holds=["h"]), SHIPPED, Verdict.HELD),
    "its relationships move": (kept(restricted="2025-01-01", moving=True), SHIPPED, Verdict.LATER),
    "a customer again": (kept("CUSTOMER", restricted="2025-01-01"), SHIPPED, Verdict.RESUMED),
    "the day has not come": (kept(day="2020-01-02"), ERASING, Verdict.KEEP),
    "what was promised later": (kept(restricted="2025-01-02"), SHIPPED, Verdict.KEEP),
    "erased already": (kept(erased=True), ERASING, Verdict.KEEP),
    "a customer": (kept("CUSTOMER"), ERASING, Verdict.KEEP),
    "an owner of others, and nobody asked": (kept("EXTERNAL"), ERASING, Verdict.KEEP),
    "an owner of others who asked": (kept("EXTERNAL", restricted="2025-01-01"), SHIPPED, Verdict.ERASE),
    "a prospect": (kept("PROSPECT"), ERASING, Verdict.ERASE),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_what_has_to_become_of_a_party(name: str) -> None:
    party, terms, verdict = VERDICTS[name]
    assert verdict_on(party, terms, "2025-01-01").verdict is verdict


def test_terms_of_a_bank(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "id: x\nversion: 1\ntitle: x\nerase: true\nterms:\n"
        "  - {title: vip, statuses: [FORMER], segments: [VIP], years: 10, from: end}\n"
        "  - {title: rest, statuses: [FORMER], kinds: [PERSON], years: 1, from: end}\n"
    )
    terms = retention(own)
    assert terms.erases
    plain = former(said("2020-01-01", "FORMER"))
    vip = replace(plain, versions=(replace(plain.versions[0], segment="vip"),))
    assert [terms.over(party) and terms.over(party).until for party in (plain, vip)] == ["2021-01-01", "2030-01-01"]  # type: ignore[union-attr]
    assert terms.over(replace(plain, kind="ORGANIZATION")) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OURS.read_text().replace("years: 5", "years: many"), "states no retention: .* at /terms/0/years"),
        (OURS.read_text().replace("[FORMER]", "[CUSTOMER]"), "at /terms/0/statuses/0"),
        ("a: [", "cannot be read"),
    ],
)
def test_terms_that_make_no_sense_are_refused(tmp_path: Path, text: str, told: str) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(text)
    with pytest.raises(SetupError, match=told):
        retention(own)


@pytest.mark.parametrize(("terms", "kept_from"), KEEPING.values(), ids=KEEPING)
def test_from_which_day_on_transactions_are_kept(terms: Retention, kept_from: str | None) -> None:
    assert terms.transactions_from("2026-02-28") == kept_from


def test_the_shipped_terms_keep_transactions_ten_years() -> None:
    assert SHIPPED.transaction_years == 10
