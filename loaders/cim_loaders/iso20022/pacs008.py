"""Customer credit transfers between banks (pacs.008), as transactions of the debtor's account.

The key is the UETR, or else what the sender calls the transfer (`TxId`, `EndToEndId`) after its message. Which side has
its account here is not said: a transfer to one counts, too, since the other side is named by its account.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from cim_graph.records.importer import Line, Rejection
from cim_loaders.iso20022.message import account, amount, country, elements, moment, party, purpose, text, transaction
from cim_loaders.xml_elements import local_name


class TransferImporter:
    """Reads pacs.008 of any version."""

    name = "pacs008"
    title = "ISO 20022 pacs.008: customer credit transfers between banks"

    def __init__(self, source: str = "pacs.008") -> None:
        self._source = source

    def read(self, stream: BinaryIO) -> Iterator[Line | Rejection]:
        """Translate a message: one record a transfer."""
        header: dict[str, str] = {}
        number = 0
        for element in elements(stream, "pacs.008", ("GrpHdr", "CdtTrfTxInf")):
            if local_name(element.tag) == "GrpHdr":
                header = {name: text(element, name) for name in ("MsgId", "IntrBkSttlmDt", "CreDtTm")}
                continue
            number += 1
            record = _record(element, header, self._source)
            if record is None:
                yield Rejection(number, "PmtId", "The transfer has no UETR, TxId or EndToEndId, or no account at all.")
            else:
                yield Line(number, record)


def _record(element: etree._Element, header: dict[str, str], source: str) -> dict[str, Any] | None:
    key = _key(element, header.get("MsgId", ""))
    payer, payee = account(element, "DbtrAcct"), account(element, "CdtrAcct")
    if not key or not (payer or payee):
        return None
    mine, other = ("Dbtr", "Cdtr") if payer else ("Cdtr", "Dbtr")
    said = {
        "account": payer or payee,
        "direction": "OUT" if payer else "IN",
        "counterpartyAccount": payee if payer else None,
        "counterparty": party(element, other),
        "country": country(element, other) or text(element, f"{other}Agt", "FinInstnId", "PstlAdr", "Ctry"),
        "at": moment(text(element, "AccptncDtTm"), text(element, "IntrBkSttlmDt"), *_times(header)),
        "purpose": purpose(element),
        **amount(element, "IntrBkSttlmAmt"),
    }
    told = {"holder": party(element, mine), "endToEndId": text(element, "PmtId", "EndToEndId")}
    return transaction(source, key, said, told)


def _key(element: etree._Element, message: str) -> str:
    if uetr := text(element, "PmtId", "UETR"):
        return uetr.lower()
    called = text(element, "PmtId", "TxId") or text(element, "PmtId", "EndToEndId")
    return f"{message}/{called}" if called else ""


def _times(header: dict[str, str]) -> tuple[str, str]:
    return header.get("IntrBkSttlmDt", ""), header.get("CreDtTm", "")


importer = TransferImporter()
