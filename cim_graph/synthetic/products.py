"""Accounts and exposures of the customers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cim_graph.synthetic.dice import Dice, Odds
from cim_graph.synthetic.enrolment import Party
from cim_graph.synthetic.firms import Firm
from cim_graph.synthetic.offices import BRANCH_ODDS
from cim_graph.synthetic.quarter import Quarter
from cim_graph.synthetic.records import TODAY, Record, day, money

if TYPE_CHECKING:
    from cim_graph.synthetic.numbering import Ref

ACCOUNTS = Odds({1: 62, 2: 28, 3: 10})
CURRENCIES = Odds({"AZN": 72, "USD": 19, "EUR": 9})
PRODUCTS = Odds({"current": 55, "card": 25, "savings": 12, "deposit": 8})
STATUSES = Odds({"active": 90, "dormant": 6, "closed": 4})
PERSON_LOANS = Odds({"consumer": 50, "card": 28, "mortgage": 16, "overdraft": 6})
FIRM_LOANS = Odds({"loan": 60, "credit-line": 18, "overdraft": 8, "guarantee": 9, "leasing": 5})
# Least and most of a size class, in whole units of the currency.
PERSON_AMOUNTS = Odds({(300, 5_000): 60, (5_000, 30_000): 30, (30_000, 250_000): 10})
FIRM_AMOUNTS = Odds({(5_000, 50_000): 50, (50_000, 500_000): 38, (500_000, 5_000_000): 12})
BALANCES = Odds({(0, 500): 45, (500, 5_000): 35, (5_000, 80_000): 17, (80_000, 900_000): 3})
BORROWS = {"person": 0.28, "firm": 0.55}
JOINT = 0.3


def products(quarter: Quarter) -> Iterator[Record]:
    """State what the customers of a quarter hold and owe."""
    spouses = {one.entity: other for one, other, role in quarter.bonds if role == "spouse"}
    for party in quarter.parties:
        if party.status not in {"CUSTOMER", "FORMER"}:
            continue
        yield from _accounts(quarter, party, spouses.get(party.entity))
        kind = "firm" if isinstance(party.subject, Firm) else "person"
        if party.status == "CUSTOMER" and quarter.dice.chance(BORROWS[kind]):
            yield _exposure(quarter, party, kind)


def _accounts(quarter: Quarter, party: Party, spouse: Party | None) -> Iterator[Record]:
    dice = quarter.dice
    for _ in range(dice.weighted(ACCOUNTS)):
        holders: list[dict[str, Ref]] = [{"party": party.ref}]
        if spouse and dice.chance(JOINT):
            holders.append({"party": spouse.ref})
        number = quarter.mint.serials.account()
        closed = party.status == "FORMER"
        yield {
            "type": "account",
            "source": party.ref["source"],
            "key": f"A-{number[-14:]}",
            "number": number,
            "holders": holders,
        } | _account_terms(dice, closed=closed)


def _account_terms(dice: Dice, *, closed: bool) -> Record:
    status = "closed" if closed else dice.weighted(STATUSES)
    opened = TODAY - dice.between(100, 6000)
    balance = 0 if status == "closed" else dice.between(*dice.weighted(BALANCES)) * 100 + dice.below(100)
    terms: Record = {
        "product": dice.weighted(PRODUCTS),
        "currency": dice.weighted(CURRENCIES),
        "balance": money(balance),
        "opened": day(opened),
        "status": status,
        "branch": dice.weighted(BRANCH_ODDS)[0],
    }
    return terms | ({"closed": day(dice.between(opened, TODAY))} if status == "closed" else {})


def _exposure(quarter: Quarter, party: Party, kind: str) -> Record:
    dice = quarter.dice
    amounts, loans = (FIRM_AMOUNTS, FIRM_LOANS) if kind == "firm" else (PERSON_AMOUNTS, PERSON_LOANS)
    cents = dice.between(*dice.weighted(amounts)) * 100 + dice.below(100)
    loan = dice.weighted(loans)
    secured = loan == "mortgage" or dice.chance(0.3)
    return {
        "type": "exposure",
        "source": "leasing" if loan == "leasing" else "core",
        "key": f"X-{next(quarter.mint.serials.exposures)}",
        "party": quarter.refer(party),
        "amount": money(cents),
        "currency": dice.weighted(CURRENCIES),
        "kind": loan,
        "collateral": money(cents * dice.between(50, 150) // 100 if secured else 0),
        # One to three percent is set aside for a sound loan, much more for one in ten.
        "provision": money(cents * (dice.between(25, 100) if dice.chance(0.1) else dice.between(1, 3)) // 100),
        "asOf": "2025-12-31",
    }
