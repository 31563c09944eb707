import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.records.placeholders import is_idle_phone, is_placeholder, is_unread, says_twice

NOTHING = [
    "-", "—", "  ", "", "...", "?", "N/A", "n.a.", "n/a", "NA", "#N/A", "None", "NULL", "Unknown", "not available",
    "YOXDUR", "Yoxdur", "yoxdur.", "YOX", "NƏMƏLUM", "Naməlum", "NAMELUM", "BİLİNMİR", "BILINMIR", "bilinmir",
    "MƏLUMAT YOXDUR", "Melumat yoxdur", "FİN YOXDUR", "VOEN YOXDUR", "Göstərilməyib", "YOK",
    "BİLİNMİYOR", "belirtilmemiş",
    "НЕТ", "нет", "Неизвестно", "НЕ УКАЗАН", "Н/Д", "б/н", "без номера", "отсутствует", "ххх", "XXX",
    "0", "000", "0000000000", "00.00.0000", "0000-00-00", "999", "9999999", "99-99-99", "11111", "+11111111", "1234567",
    "AAAAAAA", "aaaaa",
    "1234567890", "Naməlum Naməlum", "Müştəri", "MUSTERI MUSTERI", "Test Test", "Unknown Customer", "Без имени",
    "Клиент", "Имя Фамилия", "Ad Soyad", "X X", "none@none.com", "yoxdur@mail.ru", "NoEmail@bank.az", "test@test.com",
]  # fmt: skip
VALUES = [
    "Na Li", "Nil Karaibrahimgil", "Yoxsul", "Netai", "NET", "100", "111", "12345", "5ABC123", "1111112", "0123",
    "90909", "Na Na", "Client Solutions", "Adil", "Test Pilot", "Имран", "client@bank.az", "Müştəriyev", "2000-01-01",
    "ny@bank.az", "nonet@bank.az", "X Corp", "Nowhere", "AZ1000", "AAAA", "AAAAAB", "əə", "張",
    "x" * 10_000_000, "-" * 501,
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_stands_for_nothing(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", VALUES)
def test_what_is_a_value(text: str) -> None:
    assert not is_placeholder(text)


@given(st.sampled_from(NOTHING), st.sampled_from(["", " ", "\t", "\u00a0"]))
def test_neither_case_nor_blanks_make_it_something(text: str, blank: str) -> None:
    turkic = text.replace("i", "İ").replace("ı", "I")
    assert all(is_placeholder(f"{blank}{way}{blank}") for way in (text.upper(), text.lower(), text.title(), turkic))


@pytest.mark.parametrize(
    ("digits", "idle"),
    [
        ("994500000000", True), ("994501234567", True), ("0551111111", True), ("994507654321", True), ("1234567", True),
        ("994502123456", False), ("994124930000", False), ("994501234568", False), ("994550000001", False),
    ],
)  # fmt: skip
def test_numbers_that_were_typed_for_the_sake_of_the_field(digits: str, *, idle: bool) -> None:
    assert is_idle_phone(digits) is idle


@pytest.mark.parametrize(
    ("address", "idle"),
    [
        ("no@no.no", True), ("abc@abc.com", True), ("no-reply@bank.az", True), ("donotreply@x.com", True),
        ("info@bank.az", False), ("no@bank.az", False), ("abc@abcd.com", False), ("reply@bank.az", False),
    ],
)  # fmt: skip
def test_addresses_that_name_nobody(address: str, *, idle: bool) -> None:
    assert (is_unread(address) or says_twice(address)) is idle
