"""What parties hold and owe."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cim_graph.kernel.ids import Kind
from cim_graph.kernel.pages import named


@dataclass(slots=True)
class AccountRow:
    """An account; the balance is decimal text in the account's currency, the days are ISO 8601 text.

    Not frozen: answers hold thousands, and a frozen one takes four times as long to make.
    """

    id: str
    number: str | None
    currency: str | None
    status: str | None
    product: str | None
    balance: str | None
    opened: str | None
    closed: str | None
    branch: str | None

    @property
    def place(self) -> str:
        """Where it stands in a list of accounts."""
        return f"{self.number} {self.id}"


def account_key(key: str) -> str:
    """Read a key of a list of accounts; ValueError for one that is no key."""
    named(key.rpartition(" ")[2], Kind.ACCOUNT)
    return key


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """What a party owes; amount and provision are decimal text in its currency, `as_of` the day they were true."""

    id: str
    kind: str | None
    amount: str
    currency: str
    as_of: str | None
    provision: str | None


def account(properties: Mapping[str, Any]) -> AccountRow:
    """Return an account from the properties of its node."""
    get = properties.get
    return AccountRow(
        properties["id"],
        get("number"),
        get("currency"),
        get("status"),
        get("product"),
        get("balance"),
        get("opened"),
        get("closed"),
        get("branch"),
    )


def exposure(properties: Mapping[str, Any]) -> ExposureRow:
    """Return an exposure from the properties of its node."""
    get = properties.get
    return ExposureRow(
        properties["id"], get("kind"), properties["amount"], properties["currency"], get("asOf"), get("provision")
    )
