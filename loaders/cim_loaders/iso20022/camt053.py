"""Statements of accounts (camt.053), as transactions: one an entry, or one each where an entry tells its details.

The key is the account, what its bank calls the entry, and what the entry says: banks call all entries of a batch by
one reference, in one statement or in several. Free text is left out where the bank names each payment, so that a text
that was corrected makes no second payment. Entries that are not booked yet are left out and told; one that reverses
another goes the other way.
"""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO

from lxml import etree

from cim_graph.records.importer import LeftOut, Line, Rejection
from cim_loaders.iso20022.message import account, amount, country, elements, moment, party, purpose, text, transaction
from cim_loaders.xml_elements import local_name

_DIRECTIONS = {"CRDT": "IN", "DBIT": "OUT"}
_OTHERS = {"IN": "Dbtr", "OUT": "Cdtr"}
_STATUS = 20
_TOLD = ("Refs", "Amt", "AmtDtls", "RltdPties", "Purp")
"""What of a payment tells it from the others of its entry, or of one that its bank calls the same."""
_WRITTEN = ("RmtInf", "AddtlTxInf")
"""Free text, which tells payments apart that their bank does not."""
_NAMED = ("AcctSvcrRef", "TxId")
_UNNAMED = frozenset({"", "NONREF", "NOTPROVIDED"})


class StatementImporter:
    """Reads camt.053 of any version."""

    name = "camt053"
    title = "ISO 20022 camt.053: statements of accounts"

    def __init__(self, source: str = "camt.053") -> None:
        self._source = source

    def read(self, stream: BinaryIO) -> Iterator[Line | Rejection | LeftOut]:
        """Translate a message: the entries of each statement."""
        here, number = "", 0
        same: Counter[str] = Counter()
        for element in elements(stream, "camt.053", ("Acct", "Ntry")):
            if local_name(element.tag) == "Acct":
                here = text(element, "Id", "IBAN") or text(element, "Id", "Othr", "Id")
                same.clear()
                continue
            number += 1
            status = text(element, "Sts", "Cd") or text(element, "Sts")
            if status and status != "BOOK":
                told = f"an entry that is {status[:_STATUS]}, and not BOOK: it comes again once it is booked"
                yield LeftOut(number, told)
                continue
            yield from self._entry(element, here, number, same)

    def _entry(self, element: etree._Element, here: str, number: int, same: Counter[str]) -> Iterator[Line | Rejection]:
        direction = _DIRECTIONS.get(text(element, "CdtDbtInd"))
        if not here or direction is None:
            yield Rejection(number, "CdtDbtInd" if here else "Acct", "The entry has no account, or no CRDT or DBIT.")
            return
        said = {"account": here, "direction": direction, "at": _when(element), **amount(element, "Amt")}
        key = f"{here}/{_key(element, said)}"
        same[key] += 1
        if same[key] > 1:
            key = f"{key}#{same[key]}"
        for place, (stated, detail) in enumerate(_details(element, said), 1):
            told = {**stated, **_of(detail, direction)}
            attributes = {"endToEndId": text(detail, "Refs", "EndToEndId"), "bankCode": _code(element)}
            yield Line(number, transaction(self._source, key if place == 1 else f"{key}/{place}", told, attributes))


def _when(element: etree._Element) -> str | None:
    dates = ("BookgDt", "ValDt")
    return moment(*(text(element, name, kind) for name in dates for kind in ("DtTm", "Dt")))


def _key(element: etree._Element, said: dict[str, Any]) -> str:
    """Name an entry: by its bank's reference, which may be that of others, and by what tells it from them."""
    bank, own = text(element, "AcctSvcrRef"), text(element, "NtryRef")
    words = [str(said.get(name)) for name in ("at", "amount", "currency", "direction")]
    words += [own, _said(element, ("BkTxCd",)), *_payments(element, bank)]
    digest = sha256("\n".join(words).encode()).hexdigest()[:32]
    return "/".join(filter(None, (bank or own, digest)))


def _payments(element: etree._Element, bank: str) -> list[str]:
    """Return what tells an entry and each of its payments apart."""
    named = [(detail, _is_named(detail, bank)) for detail in _all(element)]
    entry = "" if named and all(is_named for _, is_named in named) else text(element, "AddtlNtryInf")
    return [entry, *(_said(detail, _TOLD if is_named else (*_TOLD, *_WRITTEN)) for detail, is_named in named)]


def _is_named(detail: etree._Element, bank: str) -> bool:
    """Whether its bank has a name for this payment alone, and not that of its entry, which may be of a batch."""
    return any(text(detail, "Refs", name) not in _UNNAMED | {bank} for name in _NAMED)


def _said(element: etree._Element, names: tuple[str, ...]) -> str:
    said = (one for name in names for part in element.iterfind(f"{{*}}{name}") for one in part.itertext())
    return "\t".join(filter(None, (" ".join(str(one).split()) for one in said)))


def _all(element: etree._Element) -> list[etree._Element]:
    return list(element.iterfind("{*}NtryDtls/{*}TxDtls"))


def _details(element: etree._Element, said: dict[str, Any]) -> list[tuple[dict[str, Any], etree._Element]]:
    """Return each payment of an entry with its own amount; the entry as a whole where one of them has none."""
    details = _all(element)
    amounts = [_amount(one, said) for one in details]
    if len(details) > 1 and all(amounts):
        return [({**said, **own}, one) for own, one in zip(amounts, details, strict=True)]
    return [(said, details[0] if len(details) == 1 else element)]


def _amount(detail: etree._Element, said: dict[str, Any]) -> dict[str, str]:
    """Return the amount of a payment; older versions may tell what was instructed alone."""
    booked = amount(detail, "Amt") or amount(detail, "AmtDtls", "TxAmt", "Amt")
    instructed = amount(detail, "AmtDtls", "InstdAmt", "Amt")
    return booked or (instructed if instructed.get("currency") == said.get("currency") else {})


def _of(detail: etree._Element, direction: str) -> dict[str, str]:
    other = _OTHERS[direction]
    return {
        "counterpartyAccount": account(detail, "RltdPties", f"{other}Acct"),
        "counterparty": party(detail, "RltdPties", other),
        "country": country(detail, "RltdPties", other),
        "purpose": purpose(detail) or text(detail, "AddtlNtryInf"),
    }


def _code(element: etree._Element) -> str:
    return text(element, "BkTxCd", "Prtry", "Cd") or text(element, "BkTxCd", "Domn", "Fmly", "SubFmlyCd")


importer = StatementImporter()
