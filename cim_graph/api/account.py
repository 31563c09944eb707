"""Accounts and exposures."""

import strawberry

from cim_graph.accounts.model import AccountRow, ExposureRow
from cim_graph.api.base import Connection, Node, connection, of_row
from cim_graph.api.scalars import Date, Decimal
from cim_graph.kernel.pages import Slice


@strawberry.type(description="An amount as decimal text, and its currency (ISO 4217).")
class Money:
    """An amount and its currency."""

    amount: Decimal
    currency: str


def money(amount: str | None, currency: str | None) -> Money | None:
    """Return an amount of money; nothing where amount or currency is not known."""
    return None if amount is None or currency is None else Money(amount=Decimal(amount), currency=currency)


def _balance(root: "Account") -> Money | None:
    return money(root.row.balance, root.row.currency)


@strawberry.type
class Account(Node):
    """An account."""

    row: strawberry.Private[AccountRow]
    number: str | None = of_row("number")
    currency: str | None = of_row("currency")
    status: str | None = of_row("status")
    product: str | None = of_row("product")
    balance: Money | None = strawberry.field(resolver=_balance)
    opened: Date | None = of_row("opened")
    closed: Date | None = of_row("closed")
    branch: str | None = of_row("branch")


def _owed(root: "Exposure") -> Money:
    return Money(amount=Decimal(root.row.amount), currency=root.row.currency)


@strawberry.type
class Exposure(Node):
    """What a party owes."""

    row: strawberry.Private[ExposureRow]
    kind: str | None = of_row("kind")
    amount: Money = strawberry.field(resolver=_owed)
    as_of: Date | None = of_row("as_of", "The day on which it was so.")
    provision: Decimal | None = of_row("provision")


def account_of(row: AccountRow) -> Account:
    """Return an account as the API has it."""
    return Account(id=strawberry.ID(row.id), row=row)


def account_connection(found: Slice[AccountRow]) -> Connection[Account]:
    """Return a page of accounts."""
    return connection(found, account_of)


def exposure_of(row: ExposureRow) -> Exposure:
    """Return an exposure as the API has it."""
    return Exposure(id=strawberry.ID(row.id), row=row)
