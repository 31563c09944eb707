"""Accounts and exposures."""

import strawberry

from cim_graph.accounts.model import AccountRow, ExposureRow
from cim_graph.api.base import Connection, Node, edges, page_info
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


@strawberry.type
class Account(Node):
    """An account."""

    number: str | None
    currency: str | None
    status: str | None
    product: str | None
    balance: Money | None
    opened: Date | None
    closed: Date | None
    branch: str | None


@strawberry.type
class Exposure(Node):
    """What a party owes."""

    kind: str | None
    amount: Money
    as_of: Date | None = strawberry.field(description="The day on which it was so.")
    provision: Decimal | None


def account_of(row: AccountRow) -> Account:
    """Return an account as the API has it."""
    return Account(
        id=strawberry.ID(row.id),
        number=row.number,
        currency=row.currency,
        status=row.status,
        product=row.product,
        balance=money(row.balance, row.currency),
        opened=None if row.opened is None else Date(row.opened),
        closed=None if row.closed is None else Date(row.closed),
        branch=row.branch,
    )


def account_connection(found: Slice[AccountRow]) -> Connection[Account]:
    """Return a page of accounts."""
    return Connection(edges=edges(found, account_of), page_info=page_info(found))


def exposure_of(row: ExposureRow) -> Exposure:
    """Return an exposure as the API has it."""
    return Exposure(
        id=strawberry.ID(row.id),
        kind=row.kind,
        amount=Money(amount=Decimal(row.amount), currency=row.currency),
        as_of=None if row.as_of is None else Date(row.as_of),
        provision=None if row.provision is None else Decimal(row.provision),
    )
