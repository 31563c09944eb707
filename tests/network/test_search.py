"""Who is this? Spellings, numbers, filters, pages, and texts that nobody should type."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from cim_graph.graph.session import Graph
from cim_graph.intake.model import Report
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.pages import Page
from cim_graph.kernel.times import NOW
from cim_graph.kernel.vocabulary import PartyKind, PartyStatus
from cim_graph.network.model import Hit
from cim_graph.network.service import search
from cim_graph.parties.model import EVERY_PARTY, PartyFilter

Submit = Callable[[list[Any]], Awaitable[Report]]
Record = dict[str, Any]

FIRST = ("Leyla", "Aynur", "Nigar", "Günel", "Sevda", "Lalə", "Leylufər", "Elnarə")
LAST = ("Məmmədova", "Məmmədli", "Əliyeva", "Hüseynova", "Mahmudova")


def person(key: str, *names: str, **more: Any) -> Record:
    return {"type": "person", "source": "core", "key": key, "names": list(names), **more}


def company(key: str, *names: str, **more: Any) -> Record:
    return {"type": "organization", "source": "core", "key": key, "names": list(names), **more}


CROWD = [person(f"{last}-{first}", f"{last} {first} Əli qızı") for last in LAST for first in FIRST]
KNOWN = [
    *CROWD,
    person("qafqaz", "Quliyev Tofiq Həsən oğlu"),
    person("ibrahim", "İbrahimov Çingiz"),
    person("said", "Hüseynov Səid", "Гусейнов Саид Керимович"),
    person("john", "John Smith"),
    company(
        "xazar", "Xəzər Ticarət MMC", status="CUSTOMER", identifiers=[{"scheme": "az-voen", "value": "1700000001"}]
    ),
    company("xazar-insaat", "Xəzər İnşaat MMC", jurisdiction="AZ"),
    company("zavod", "Bakı Şərab Zavodu-1 ASC"),
]


async def found(graph: Graph, text: str, wanted: PartyFilter = EVERY_PARTY, page: Page | None = None) -> list[Hit]:
    return list((await search(graph, text, wanted, page or Page(20), NOW)).items)


async def names(graph: Graph, text: str, wanted: PartyFilter = EVERY_PARTY) -> list[str | None]:
    return [hit.party.name for hit in await found(graph, text, wanted)]


@pytest.fixture
async def known(graph: Graph, take: Submit) -> Graph:
    await take(KNOWN)
    return graph


SPELLINGS = [
    ("Mammadova Leyla", "Məmmədova Leyla Əli qızı"),
    ("Məmmədova Leyla", "Məmmədova Leyla Əli qızı"),
    ("Мамедова Лейла", "Məmmədova Leyla Əli qızı"),
    ("Мамедова Лейла Алиевна", "Məmmədova Leyla Əli qızı"),
    ("Memmedova Leyla", "Məmmədova Leyla Əli qızı"),
    ("leyla MƏMMƏDOVA", "Məmmədova Leyla Əli qızı"),
    ("Leyla Əli qızı Məmmədova", "Məmmədova Leyla Əli qızı"),
    ("Мәммәдова Лејла", "Məmmədova Leyla Əli qızı"),
    ("Mamedova Leila", "Məmmədova Leyla Əli qızı"),
    ("Mammadowa Leyla", "Məmmədova Leyla Əli qızı"),
    ("Məmmədova Leylaa", "Məmmədova Leyla Əli qızı"),
    ("məmmədova ley", "Məmmədova Leyla Əli qızı"),
    ("Quliyev Tofiq", "Quliyev Tofiq Həsən oğlu"),
    ("Кулиев Тофик", "Quliyev Tofiq Həsən oğlu"),
    ("Guliyev Tofig", "Quliyev Tofiq Həsən oğlu"),
    ("Ибрагимов Чингиз", "İbrahimov Çingiz"),
    ("Ibrahimov Chingiz", "İbrahimov Çingiz"),
    ("Кулиев Тофик Гасанович", "Quliyev Tofiq Həsən oğlu"),
    ("Тофик Гасанович", "Quliyev Tofiq Həsən oğlu"),
    ("Гулиев Тофик Гасан оглы", "Quliyev Tofiq Həsən oğlu"),
    ("Hüseynov Səid Kərim oğlu", "Hüseynov Səid"),
    ("Гусейнов Саид", "Hüseynov Səid"),
    ("Huseynov Said", "Hüseynov Səid"),
    ("Xezer Ticaret", "Xəzər Ticarət MMC"),
    ("XƏZƏR TİCARƏT ASC", "Xəzər Ticarət MMC"),
    ("Khazar Tijaret LLC", "Xəzər Ticarət MMC"),
    ("ticaret xazar", "Xəzər Ticarət MMC"),
    ("Хазар Тиджарет", "Xəzər Ticarət MMC"),
    ("Şərab Zavodu 1", "Bakı Şərab Zavodu-1 ASC"),
    ("Jon Smith", "John Smith"),
    ("smith", "John Smith"),
]


async def test_whatever_the_spelling_the_same_party_comes_first(known: Graph) -> None:
    first = {text: (await names(known, text))[:1] for text, _ in SPELLINGS}
    assert first == {text: [name] for text, name in SPELLINGS}


NOBODY = ["Vüqar Rzayev", "Kapital", "Leyla Abbasova", "-", "?! ...", "+", "  ", "", "asc qsc"]
ODD = [
    "AND", "OR NOT", "name:leyla", "leyla*", "*", "?", "leyla~", '"leyla', "(leyla", "leyla)", "[a TO z]", "/leyla/",
    "leyla^9", "\\", "leyla \\", "a && b || !c", "{}", "\x00", "leyla\x00", "\ud800", "leyla \udfff", "L", "ə",
    "_leyla", "😀", "𝓛𝓮𝔂𝓵𝓪", "' OR 1=1 //", "$query", "leyla " * 60, "a b c d e f g h i j k l m n o p q r s t u",
    "9" * 500, "@" * 400, "张伟", "مەمەدوڤا", "\u00ad\u200b", "a@b.az", "+994", "0" * 12,
]  # fmt: skip


@pytest.mark.parametrize("text", NOBODY)
async def test_a_name_that_nobody_bears_finds_nobody(known: Graph, text: str) -> None:
    assert await names(known, text) == []


@pytest.mark.parametrize("text", ODD)
async def test_what_nobody_should_type_is_answered(known: Graph, text: str) -> None:
    for hit in await found(known, text):
        assert 0.6 <= hit.score <= 1
        assert hit.party.name


@pytest.mark.parametrize("text", ["ə" * 501, "leyla " * 2_000_000])
async def test_a_text_that_is_too_long_is_refused_with_the_length_that_is_taken(known: Graph, text: str) -> None:
    with pytest.raises(BadInputError, match="at most 500"):
        await found(known, text)


CARRIERS = [
    company(
        "xazar",
        "Xəzər Ticarət MMC",
        identifiers=[{"scheme": "az-voen", "value": "1700000001"}, {"scheme": "ra000665", "value": "AB-12/7"}],
        contacts=["+994 50 123 45 67", {"kind": "email", "value": "Info@Xazar.az"}],
    ),
    person("leyla", "Leyla Məmmədova", identifiers=[{"scheme": "az-fin", "value": "5ZBC123"}]),
    company("nameless", identifiers=[{"scheme": "lei", "value": "5493001KJTIIGC8Y1R12"}]),
    {
        "type": "account",
        "source": "core",
        "key": "A-1",
        "number": "AZ21 NABZ 0000 0000 1370 1000 1944",
        "holders": [{"party": {"source": "core", "key": "leyla"}}],
    },
]
VALUES = [
    ("1700000001", "Xəzər Ticarət MMC", "identifier: az-voen 1700000001"),
    ("170 000 0001", "Xəzər Ticarət MMC", "identifier: az-voen 1700000001"),
    ("VÖEN 1700000001", "Xəzər Ticarət MMC", "identifier: az-voen 1700000001"),
    ("ab-12/7", "Xəzər Ticarət MMC", "identifier: ra000665 AB-12/7"),
    ("050 123 45 67", "Xəzər Ticarət MMC", "phone: +994501234567"),
    ("+994501234567", "Xəzər Ticarət MMC", "phone: +994501234567"),
    ("INFO@XAZAR.AZ", "Xəzər Ticarət MMC", "email: info@xazar.az"),
    ("5zbc123", "Leyla Məmmədova", "identifier: az-fin 5ZBC123"),
    ("AZ21NABZ00000000137010001944", "Leyla Məmmədova", "account: AZ21NABZ00000000137010001944"),
    ("az21 nabz 0000 0000 1370 1000 1944", "Leyla Məmmədova", "account: AZ21NABZ00000000137010001944"),
    ("5493001KJTIIGC8Y1R12", None, "identifier: lei 5493001KJTIIGC8Y1R12"),
    ("Лейла Мамедова", "Leyla Məmmədova", "name: Leyla Məmmədova"),
]


async def test_a_party_is_found_by_any_value_that_it_carries_and_the_answer_says_by_which(
    graph: Graph, take: Submit
) -> None:
    await take(CARRIERS)
    hits = [(text, await found(graph, text)) for text, _, _ in VALUES]
    assert [(text, *[(hit.party.name, hit.matched) for hit in some]) for text, some in hits] == [
        (text, (name, matched)) for text, name, matched in VALUES
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (PartyFilter(kinds=(PartyKind.PERSON,)), []),
        (PartyFilter(kinds=(PartyKind.ORGANIZATION,)), ["Xəzər Ticarət MMC", "Xəzər İnşaat MMC"]),
        (PartyFilter(statuses=(PartyStatus.CUSTOMER,)), ["Xəzər Ticarət MMC"]),
        (PartyFilter(countries=("AZ", "TR")), ["Xəzər İnşaat MMC"]),
        (PartyFilter(kinds=()), []),
    ],
)
async def test_a_filter_lets_through_what_it_names(known: Graph, wanted: PartyFilter, expected: list[str]) -> None:
    assert sorted(map(str, await names(known, "xəzər", wanted))) == expected


async def test_pages_follow_each_other_without_gap_or_repetition(known: Graph) -> None:
    whole = await found(known, "Məmmədova", page=Page(100))
    assert len(whole) >= len(FIRST)
    parts: list[Hit] = []
    after: str | None = None
    while True:
        part = await search(known, "Məmmədova", EVERY_PARTY, Page(3, after), NOW)
        assert part.has_previous == (after is not None)
        parts += part.items
        if not part.has_next:
            break
        after = part.key(part.items[-1])
    assert parts == whole
    assert [hit.score for hit in whole] == sorted((hit.score for hit in whole), reverse=True)


@pytest.mark.parametrize("after", ["", "x", "1.0/y"])
async def test_a_cursor_of_another_list_is_refused(known: Graph, after: str) -> None:
    with pytest.raises(BadInputError, match="after"):
        await found(known, "leyla", page=Page(3, after))


async def test_a_party_that_is_taken_back_is_found_no_more(known: Graph, take: Submit) -> None:
    await take([{"type": "retract", "source": "core", "key": "john"}])
    assert await names(known, "John Smith") == []
