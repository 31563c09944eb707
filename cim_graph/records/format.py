"""The record format at the door: one pydantic model a type, strict where a field gives a fact its meaning.

Descriptive values (a birth date, an identifier, a telephone number) are taken as text here; whether they can be true is
asked later, and never costs the record. A field that the format does not know is kept with the record and counted,
because a mistyped `validfrom` must not vanish without a word.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from cim_graph.kernel.vocabulary import PartyStatus, RelationshipKind
from cim_graph.records.dates import source_time, validity_date
from cim_graph.records.numbers import number_text, percent_text, positive_text, unsigned_text

LONGEST_NAME_PART = 500
_SHOWN = 40
AMOUNT_WHOLE, AMOUNT_FRACTION = 14, 4
"""Digits of the amount of a transaction: together they fit 64 bits, in which millions are added up."""


def _day(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError('must be a date as text: "2021-01-31"')  # noqa: TRY004
    return validity_date(value).isoformat()


def _moment(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError('must be a time as text: "2021-01-31T10:00:00Z"')  # noqa: TRY004
    return source_time(value).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _text_of_year(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_name(value: object) -> object:
    return {"full": value} if isinstance(value, str) else value


def _as_address(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


def _as_number(value: object) -> object:
    return {"scheme": "account", "value": value} if isinstance(value, str) else value


def _currency(value: object) -> str:
    code = value.strip().upper() if isinstance(value, str) else ""
    if len(code) != len("AZN") or not (code.isascii() and code.isalpha()):
        raise ValueError(f"{str(value)[:_SHOWN]!r} is no currency: write the three letters of ISO 4217, like AZN")
    return code


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _kept_exactly(text: str) -> str:
    whole, _, fraction = text.partition(".")
    if len(whole) > AMOUNT_WHOLE or len(fraction) > AMOUNT_FRACTION:
        raise ValueError(
            f"{text} has more digits than are kept of an amount: "
            f"{AMOUNT_WHOLE} before and {AMOUNT_FRACTION} after the point"
        )
    return text


def _as_contact(value: object) -> object:
    return {"value": value} if isinstance(value, str) else value


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME_PART)]
Number = Annotated[str, BeforeValidator(number_text)]
Percent = Annotated[str, BeforeValidator(percent_text)]
Unsigned = Annotated[str, BeforeValidator(unsigned_text)]
Positive = Annotated[str, BeforeValidator(positive_text)]
Day = Annotated[str, BeforeValidator(_day)]
Moment = Annotated[str, BeforeValidator(_moment)]
PartialDay = Annotated[str, BeforeValidator(_text_of_year)]
Currency = Annotated[str, BeforeValidator(_currency)]


class _Part(BaseModel):
    """A part of a record; what else it holds is kept with the record."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class Reference(_Part):
    """Names a party: by the record of a source, or by an identifier that one party carries."""

    source: Words | None = None
    key: Words | None = None
    scheme: Words | None = None
    value: Words | None = None

    @model_validator(mode="after")
    def _names_one(self) -> "Reference":
        by_record = self.source is not None and self.key is not None
        by_identifier = self.scheme is not None and self.value is not None
        if by_record == by_identifier:
            raise ValueError('must be {"source": …, "key": …} or {"scheme": …, "value": …}')
        return self


class StatedName(_Part):
    """A name as a source gives it, whole or in parts."""

    full: str | None = None
    kind: str | None = None
    first: str | None = None
    last: str | None = None
    patronymic: str | None = None
    lang: str | None = None
    quality: Any = None


class StatedIdentifier(_Part):
    """An identifier as a source gives it."""

    scheme: Words
    value: PartialDay
    country: str | None = None
    issued: str | None = None
    expires: str | None = None


class StatedAddress(_Part):
    """An address, as one text or in parts."""

    model_config = ConfigDict(extra="allow")

    text: str | None = None
    kind: str | None = None
    country: str | None = None
    city: str | None = None
    postcode: PartialDay | None = None


class StatedContact(_Part):
    """A telephone number, an e-mail address, a web page."""

    kind: str | None = None
    value: PartialDay


class Rebuttal(_Part):
    """A documented exception: this link makes no single risk."""

    reason: Words
    by: str | None = None
    until: Day | None = None


class _Named(BaseModel):
    """What every record has: the name under which its source knows it."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    source: Words
    key: Words
    at: Moment | None = None


class PartyRecord(_Named):
    """What one system says of one party."""

    type: Literal["person", "organization", "arrangement"]
    names: list[Annotated[StatedName, BeforeValidator(_as_name)]] = Field(default_factory=list, max_length=200)
    birth_date: PartialDay | None = Field(None, alias="birthDate")
    death_date: PartialDay | None = Field(None, alias="deathDate")
    gender: str | None = None
    nationalities: list[str] = Field(default_factory=list, max_length=50)
    birth_place: Any = Field(None, alias="birthPlace")
    legal_form: str | None = Field(None, alias="legalForm")
    founded: PartialDay | None = None
    dissolved: PartialDay | None = None
    jurisdiction: str | None = None
    sector: str | None = None
    employees: Any = None
    identifiers: list[StatedIdentifier] = Field(default_factory=list, max_length=200)
    addresses: list[Annotated[StatedAddress, BeforeValidator(_as_address)]] = Field(
        default_factory=list, max_length=200
    )
    contacts: list[Annotated[StatedContact, BeforeValidator(_as_contact)]] = Field(default_factory=list, max_length=200)
    status: PartyStatus | None = None
    segment: str | None = None
    branch: str | None = None
    manager: str | None = None
    flags: list[str] = Field(default_factory=list, max_length=100)
    attributes: dict[str, Any] = Field(default_factory=dict)


class RelationshipRecord(_Named):
    """What one system says of a relationship."""

    type: Literal["relationship"]
    kind: RelationshipKind
    from_: Reference = Field(alias="from")
    to: Reference
    share: Percent | None = None
    min_share: Percent | None = Field(None, alias="minShare")
    max_share: Percent | None = Field(None, alias="maxShare")
    exclusive: Literal["min", "max", "both"] | None = None
    voting: Percent | None = None
    voting_suspended: bool | None = Field(None, alias="votingSuspended")
    share_class: str | None = Field(None, alias="shareClass")
    on_behalf_of: Reference | None = Field(None, alias="onBehalfOf")
    role: str | None = None
    means: str | None = None
    about: Reference | None = None
    amount: Unsigned | None = None
    currency: Currency | None = None
    material: bool | None = None
    replaceable: bool | None = None
    rebutted: Rebuttal | None = None
    valid_from: Day | None = Field(None, alias="validFrom")
    valid_to: Day | None = Field(None, alias="validTo")
    confidence: float | None = None
    attributes: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _makes_sense(self) -> "RelationshipRecord":
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"validTo: {self.valid_to} lies before validFrom {self.valid_from}")
        if self.min_share and self.max_share and Decimal(self.min_share) > Decimal(self.max_share):
            raise ValueError(f"minShare: {self.min_share} is more than maxShare {self.max_share}")
        if self.exclusive:
            self._leaves_out()
        if self.amount is not None and self.currency is None:
            raise ValueError("currency: an amount needs one")
        return self

    def _leaves_out(self) -> None:
        """Check that an end that does not belong to the band is stated, and that something is left between the two."""
        ends = {"minShare": self.min_share, "maxShare": self.max_share}
        left_out = [name for name in ends if self.exclusive in {"both", name[:3]}]
        missing = [name for name in left_out if ends[name] is None]
        if missing:
            raise ValueError(f"exclusive: {self.exclusive} needs {' and '.join(missing)}")
        if self.min_share and self.max_share and Decimal(self.min_share) == Decimal(self.max_share):
            raise ValueError(f"exclusive: nothing lies between {self.min_share} and {self.max_share}")


class Holder(_Part):
    """One of the parties that hold an account."""

    party: Reference
    role: str | None = None


class AccountRecord(_Named):
    """An account and its holders."""

    type: Literal["account"]
    number: Words
    holders: list[Holder] = Field(min_length=1, max_length=1000)
    product: str | None = None
    currency: Currency | None = None
    balance: Number | None = None
    opened: str | None = None
    closed: str | None = None
    status: str | None = None
    branch: str | None = None
    attributes: dict[str, Any] = Field(default_factory=dict)


class ExposureRecord(_Named):
    """What a party owes, or may come to owe."""

    type: Literal["exposure"]
    party: Reference
    amount: Unsigned
    currency: Currency
    kind: str | None = None
    collateral: Any = None
    provision: Unsigned | None = None
    as_of: Day | None = Field(None, alias="asOf")
    attributes: dict[str, Any] = Field(default_factory=dict)


class TransactionRecord(_Named):
    """A movement on an account, at the moment `at`; `direction` is seen from the account.

    Accounts are named by their record, or by their number; the counterparty by reference, or as the source writes it.
    """

    type: Literal["transaction"]
    at: Moment
    account: Annotated[Reference, BeforeValidator(_as_number)]
    amount: Annotated[Positive, AfterValidator(_kept_exactly)]
    currency: Currency
    direction: Annotated[Literal["IN", "OUT"], BeforeValidator(_upper)]
    counterparty: Reference | Words | None = None
    counterparty_account: Annotated[Reference, BeforeValidator(_as_number)] | None = Field(
        None, alias="counterpartyAccount"
    )
    country: Words | None = None
    purpose: str | None = None
    channel: Words | None = None
    attributes: dict[str, Any] = Field(default_factory=dict)


class RateRecord(_Named):
    """A rate of exchange: one unit of `currency` in `per`."""

    type: Literal["rate"]
    currency: Currency
    per: Currency
    rate: Positive
    valid_from: Day = Field(alias="validFrom")


class CapitalRecord(_Named):
    """The capital that limits are a percent of."""

    type: Literal["capital"]
    amount: Positive
    currency: Currency
    valid_from: Day = Field(alias="validFrom")


class Retraction(_Named):
    """A source takes back what it said under this key."""

    type: Literal["retract"]
    reason: str | None = None


Record = (
    PartyRecord
    | RelationshipRecord
    | AccountRecord
    | ExposureRecord
    | TransactionRecord
    | RateRecord
    | CapitalRecord
    | Retraction
)
