"""A deal as it is asked about."""

from collections.abc import Sequence
from decimal import Decimal
from re import compile as compile_pattern
from typing import Final

from cim_graph.deals.model import Deal
from cim_graph.deals.product import normal_product
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.ids import Kind, kind_of
from cim_graph.kernel.printable import check_printable

MOST_PARTIES: Final = 20
_AMOUNT: Final = compile_pattern(r"[0-9]{1,24}([.][0-9]{1,12})?")
LONGEST_PRODUCT: Final = 100
_SHOWN: Final = 40


def deal(parties: Sequence[str], product: str, amount: object, currency: str) -> Deal:
    """Return a deal as it is asked about; raise BadInputError for one that makes no sense."""
    ids = tuple(sorted(set(parties)))
    if not 1 <= len(ids) <= MOST_PARTIES:
        raise BadInputError(f"`parties` names {len(ids)} parties; name 1 to {MOST_PARTIES}")
    for id_ in ids:
        if kind_of(id_) is not Kind.PARTY:
            raise BadInputError(f"{id_[:_SHOWN]!r} is no id of a party; take one that `search` gives")
    if len(currency) != len("AZN") or not (currency.isascii() and currency.isalpha() and currency.isupper()):
        raise BadInputError(f"`currency` is {currency[:_SHOWN]!r}; write it like AZN")
    if not isinstance(amount, str) or not _AMOUNT.fullmatch(amount):
        raise BadInputError(f'`amount` is {str(amount)[:_SHOWN]!r}; give what the deal adds as text like "1500.00"')
    return Deal(ids, _product(product), Decimal(amount), currency)


def _product(stated: str) -> str:
    if len(stated) > LONGEST_PRODUCT:
        raise BadInputError(f"`product` has {len(stated):,} characters; name it in at most {LONGEST_PRODUCT}")
    check_printable("`product`", stated)
    if not (product := normal_product(stated)):
        raise BadInputError("`product` is empty; say what the deal is, as `loan`")
    return product
