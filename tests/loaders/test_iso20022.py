"""Messages of ISO 20022 as transactions: who paid whom, under a key that stays; and tables of payments by a mapping."""

from typing import Any

import pytest
import yaml

from cim_graph.kernel.errors import BadInputError
from cim_graph.records.importer import LeftOut, Line, Rejection
from cim_loaders.iso20022.camt053 import importer as camt053
from cim_loaders.iso20022.pacs008 import importer as pacs008
from cim_loaders.table import importer as table
from tests.loaders.reading import read, taken

OURS, THEIRS = "AZ21NABZ00000000137010001944", "DE89370400440532013000"
UETR = "8A562C67-CA16-48BA-B074-65581BE6F011"
HEADER = "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-05-02T09:00:00</CreDtTm>"
HEADER += "<IntrBkSttlmDt>2026-05-04</IntrBkSttlmDt></GrpHdr>"
REF = "<AcctSvcrRef>B-9</AcctSvcrRef>"
PAYER = f"<DbtrAcct><Id><IBAN>{OURS}</IBAN></Id></DbtrAcct>"
LATE = "<AccptncDtTm>2026-05-02T10:00:00+04:00</AccptncDtTm>"


def iban(number: str) -> str:
    return f"<Id><IBAN>{number}</IBAN></Id>"


def transfer(ids: str = f"<UETR>{UETR}</UETR><EndToEndId>E-1</EndToEndId>", more: str = "") -> str:
    return (
        f"<CdtTrfTxInf><PmtId>{ids}</PmtId><IntrBkSttlmAmt Ccy='EUR'>1250.50</IntrBkSttlmAmt>{more}"
        f"<Dbtr><Nm>Xəzər Ticarət MMC</Nm></Dbtr><DbtrAcct>{iban(OURS)}</DbtrAcct>"
        f"<Cdtr><Nm>Muster GmbH</Nm><PstlAdr><Ctry>DE</Ctry></PstlAdr></Cdtr><CdtrAcct>{iban(THEIRS)}</CdtrAcct>"
        "<RmtInf><Ustrd>Invoice 7,</Ustrd><Ustrd>May</Ustrd></RmtInf></CdtTrfTxInf>"
    )


def pacs(*transfers: str, version: str = "08") -> bytes:
    space = f"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.{version}"
    message = f"<FIToFICstmrCdtTrf>{HEADER}{''.join(transfers)}</FIToFICstmrCdtTrf>"
    return f"<Document xmlns='{space}'>{message}</Document>".encode()


def entry(indicator: str = "CRDT", ref: str = REF, details: str = "", status: str = "BOOK") -> str:
    return (
        f"<Ntry><Amt Ccy='AZN'>30.00</Amt><CdtDbtInd>{indicator}</CdtDbtInd><Sts><Cd>{status}</Cd></Sts>"
        f"<BookgDt><Dt>2026-05-05</Dt></BookgDt>{ref}<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def detail(payer: str, amount: str = "") -> str:
    stated = f"<Amt Ccy='AZN'>{amount}</Amt>" if amount else ""
    party = f"<Dbtr><Pty><Nm>{payer}</Nm></Pty></Dbtr><DbtrAcct>{iban(THEIRS)}</DbtrAcct>"
    return f"<TxDtls>{stated}<RltdPties>{party}</RltdPties><RmtInf><Ustrd>rent</Ustrd></RmtInf></TxDtls>"


def camt(*entries: str) -> bytes:
    statement = f"<Stmt><Id>S</Id><Acct>{iban(OURS)}</Acct>{''.join(entries)}</Stmt>"
    space = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
    return f"<Document xmlns='{space}'><BkToCstmrStmt>{statement}</BkToCstmrStmt></Document>".encode()


@pytest.mark.parametrize("version", ["02", "08", "12"])
def test_a_transfer(version: str) -> None:
    assert taken(pacs008, pacs(transfer(), version=version)) == [
        {
            "type": "transaction",
            "source": "pacs.008",
            "key": UETR.lower(),
            "account": OURS,
            "direction": "OUT",
            "counterpartyAccount": THEIRS,
            "counterparty": "Muster GmbH",
            "country": "DE",
            "at": "2026-05-04T00:00:00Z",
            "amount": "1250.50",
            "currency": "EUR",
            "purpose": "Invoice 7, May",
            "attributes": {"holder": "Xəzər Ticarət MMC", "endToEndId": "E-1"},
        }
    ]


PACS: list[tuple[str, str, dict[str, Any]]] = [
    ("no UETR", transfer("<TxId>T-1</TxId>"), {"key": "M1/T-1"}),
    (
        "a moment",
        transfer(more=LATE),
        {"at": "2026-05-02T10:00:00+04:00"},
    ),
    ("its own day", transfer(more="<IntrBkSttlmDt>2026-05-03</IntrBkSttlmDt>"), {"at": "2026-05-03T00:00:00Z"}),
    (
        "no payer's account",
        transfer().replace(PAYER, ""),
        {"direction": "IN", "account": THEIRS},
    ),
]


@pytest.mark.parametrize(("message", "expected"), [one[1:] for one in PACS], ids=[one[0] for one in PACS])
def test_what_a_transfer_may_lack(message: str, expected: dict[str, Any]) -> None:
    [record] = taken(pacs008, pacs(message))
    assert {name: record[name] for name in expected} == expected


def test_a_transfer_without_a_name_is_set_aside_and_the_others_are_taken() -> None:
    items = read(pacs008, pacs(transfer(""), transfer()))
    assert [type(item) for item in items] == [Rejection, Line]


def test_an_entry() -> None:
    [record] = taken(camt053, camt(entry(details=detail("Payer"))))
    assert record.pop("key").startswith(f"{OURS}/B-9/")
    assert record == {
        "type": "transaction",
        "source": "camt.053",
        "account": OURS,
        "direction": "IN",
        "at": "2026-05-05T00:00:00Z",
        "amount": "30.00",
        "currency": "AZN",
        "counterpartyAccount": THEIRS,
        "counterparty": "Payer",
        "purpose": "rent",
    }


INSTRUCTED = detail("A").replace("<TxDtls>", "<TxDtls><AmtDtls><InstdAmt><Amt Ccy='AZN'>{}</Amt></InstdAmt></AmtDtls>")
ELSEWHERE = INSTRUCTED.replace("AZN", "EUR")
TWO = detail("A", "10") + detail("B", "20")
CAMT: list[tuple[str, list[bytes], list[tuple[str, str]]]] = [
    ("each of several", [camt(entry(details=TWO))], [("10", "A"), ("20", "B")]),
    ("several without amounts", [camt(entry(details=detail("A") + detail("B", "20")))], [("30.00", "")]),
    (
        "several as they were instructed",
        [camt(entry(details=INSTRUCTED.format(10) + INSTRUCTED.format(20)))],
        [("10", "A"), ("20", "A")],
    ),
    ("in another currency", [camt(entry(details=ELSEWHERE.format(10) + ELSEWHERE.format(20)))], [("30.00", "")]),
    ("all the same", [camt(entry(), entry(), entry())], [("30.00", "")] * 3),
    (
        "one reference, other amounts",
        [camt(entry(), entry().replace("30.00", "31.00"), entry().replace("30.00", "32.00"))],
        [("30.00", ""), ("31.00", ""), ("32.00", "")],
    ),
    (
        "one reference, in several statements",
        [camt(entry(details=detail(name))) for name in "ABC"],
        [("30.00", name) for name in "ABC"],
    ),
    (
        "one reference, on other days",
        [camt(entry()), camt(entry().replace("-05</Dt>", "-06</Dt>"))],
        [("30.00", "")] * 2,
    ),
    (
        "one reference, numbered",
        [camt(*(entry(ref=f"<NtryRef>{n}</NtryRef>{REF}") for n in "12"))],
        [("30.00", "")] * 2,
    ),
]


@pytest.mark.parametrize(("messages", "expected"), [one[1:] for one in CAMT], ids=[one[0] for one in CAMT])
def test_each_entry_is_a_transaction_of_its_own(messages: list[bytes], expected: list[tuple[str, str]]) -> None:
    records = [record for message in messages for record in taken(camt053, message)]
    assert [(one["amount"], one.get("counterparty", "")) for one in records] == expected
    assert len({one["key"] for one in records}) == len(expected)


def fee(told: str = "SMS FEE JAN", code: str = "FEES", details: str = "") -> bytes:
    bank = f"<AcctSvcrRef>NONREF</AcctSvcrRef><BkTxCd><Prtry><Cd>{code}</Cd></Prtry></BkTxCd>"
    said = entry("DBIT", bank, details).replace("30.00", "5.00")
    return camt(said.replace("</Ntry>", f"<AddtlNtryInf>{told}</AddtlNtryInf></Ntry>"))


def payment(text: str, refs: str = "", beside: str = "", **more: str) -> bytes:
    said = detail("Payer").replace("<TxDtls>", f"<TxDtls><Refs>{refs}</Refs>")
    said = said.replace("<Ustrd>rent</Ustrd>", f"<Ustrd>{text}</Ustrd>") + beside
    return fee(details=said, **more) if more else camt(entry(details=said))


def further(text: str) -> bytes:
    said = detail("Payer").replace("</TxDtls>", f"<AddtlTxInf>{text}</AddtlTxInf></TxDtls>")
    return camt(entry(details=said))


P1, T1 = "<AcctSvcrRef>P-1</AcctSvcrRef>", "<TxId>T-1</TxId>"
NONE = "<AcctSvcrRef>NONREF</AcctSvcrRef><TxId>NOTPROVIDED</TxId>"
UNNAMED = detail("Other")
APART: list[tuple[str, bytes, bytes, bool]] = [
    ("the same fee again", fee(), fee(), False),
    ("two fees of a day", fee("SMS FEE JAN"), fee("CARD FEE"), True),
    ("of two kinds", fee(code="SMS"), fee(code="CARD"), True),
    ("another text", payment("May"), payment("June"), True),
    ("further text of a payment", further("SMS FEE JAN"), further("CARD FEE"), True),
    ("corrected, of a reference", payment("Mya", P1), payment("May", P1), False),
    ("corrected, of a number", payment("Mya", T1), payment("May", T1), False),
    ("corrected, of the entry", payment("May", P1, told="Mya"), payment("May", P1, told="May"), False),
    ("other references", payment("May", P1), payment("May", P1.replace("1", "2")), True),
    ("no reference in truth", payment("May", NONE), payment("June", NONE), True),
    ("the reference of the batch", payment("May", REF), payment("June", REF), True),
    ("the batch's, and a number", payment("Mya", REF + T1), payment("May", REF + T1), False),
    ("corrected beside one without", payment("Mya", P1, UNNAMED), payment("May", P1, UNNAMED), False),
    (
        "an entry that names one of two",
        payment("May", P1, UNNAMED, told="SMS FEE JAN"),
        payment("May", P1, UNNAMED, told="CARD FEE"),
        True,
    ),
]


@pytest.mark.parametrize(("one", "other", "apart"), [case[1:] for case in APART], ids=[case[0] for case in APART])
def test_what_two_statements_say_of_a_payment_is_one_where_its_bank_names_it(
    one: bytes, other: bytes, *, apart: bool
) -> None:
    keys = {record["key"] for said in (one, other) for record in taken(camt053, said)}
    assert len(keys) == 1 + apart


def test_fees_on_two_pages_of_a_message_are_two() -> None:
    pages = fee().replace(b"</Stmt>", b"</Stmt>" + page(fee("CARD FEE")))
    assert len({record["key"] for record in taken(camt053, pages)}) == 2


def page(message: bytes) -> bytes:
    return message[message.index(b"<Stmt>") : message.index(b"</BkToCstmrStmt>")]


def test_an_entry_has_one_key_whatever_stands_beside_it() -> None:
    many = camt(entry(status="PDNG"), entry("DBIT"), entry(details=TWO), entry())
    keys = {one["key"] for one in taken_of(many)}
    alone = [
        taken(camt053, camt(entry("DBIT"))),
        taken(camt053, camt(entry(details=TWO))),
        taken(camt053, camt(entry())),
    ]
    assert {one["key"] for records in alone for one in records} == keys


def test_entries_that_are_not_booked_are_left_out_and_told() -> None:
    items = read(camt053, camt(entry(status="PDNG"), entry(), entry(status="INFO"), entry(status="PDNG")))
    left_out = [(item.line, item.reason.partition(",")[0]) for item in items if isinstance(item, LeftOut)]
    told = "an entry that is"
    assert left_out == [(1, f"{told} PDNG"), (3, f"{told} INFO"), (4, f"{told} PDNG")]
    assert len([item for item in items if isinstance(item, Line)]) == 1


def taken_of(content: bytes) -> list[dict[str, Any]]:
    return [dict(item.record) for item in read(camt053, content) if isinstance(item, Line)]  # type: ignore[arg-type]


def test_an_entry_that_its_bank_does_not_name_has_the_same_key_again() -> None:
    first, again = (taken(camt053, camt(entry(ref=""), entry("DBIT", ref=""))) for _ in range(2))
    assert [one["key"] for one in first] == [one["key"] for one in again]
    assert len({one["key"] for one in first}) == 2


def test_an_entry_without_a_direction_is_set_aside() -> None:
    assert [type(item) for item in read(camt053, camt(entry("")))] == [Rejection]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (camt(entry()), "nothing of pacs.008"),
        (pacs().replace(b"pacs.008", b"pacs.009"), "and not pacs.008"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><Document/>", "DOCTYPE"),
        (pacs(transfer())[:-80], "cannot be read"),
        (b"<Other/>", "Expected Document"),
    ],
    ids=["another message", "another kind", "entities", "cut off", "another root"],
)
def test_what_is_no_transfer_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(BadInputError, match=told):
        read(pacs008, content)


def test_a_table_of_payments() -> None:
    template = {
        "type": "transaction",
        "key": "{No}",
        "account": "{Hesab}",
        "at": {"column": "Tarix", "format": "dd.MM.yyyy"},
        "amount": {"column": "Məbləğ", "decimal": ","},
        "currency": "AZN",
        "direction": {"column": "D/K", "values": {"D": "OUT", "K": "IN"}},
        "counterpartyAccount": "{Qarşı}",
    }
    mapping = yaml.safe_dump({"source": "core", "records": [template]}).encode()
    content = f"No;Hesab;Tarix;Məbləğ;D/K;Qarşı\n1;{OURS};05.05.2026;1.250,50;D;{THEIRS}\n".encode()
    [record] = taken(table.mapped(mapping), content)
    assert (record["amount"], record["direction"], record["at"]) == ("1250.50", "OUT", "2026-05-05")
