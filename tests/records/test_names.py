import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.records.names import fold, is_placeholder, search_terms, sound


@pytest.mark.parametrize(
    "spellings",
    [
        "Məmmədova Leyla|Mammadova Leyla|Memmedova Leyla|Мамедова Лейла|Мәммәдова Лејла",
        "Əliyev|Aliyev|Алиев|Eliyev|ƏLİYEV",
        "Hüseynov|Huseynov|Guseinov|Гусейнов",
        "Xəlilov|Khalilov|Халилов",
        "Cəfərov|Jafarov|Джафаров",
        "Şahin|Shahin|Шахин",
        "Çingiz|Chingiz|Чингиз",
        "Ağayev|Aghayev|Агаев",
        "Rəşad|Rashad|Рашад",
        "Günay|Gunay|Гюнай",
        "İlqar|Ilgar|Ильгар",
    ],
)
def test_spellings_of_one_name_sound_the_same(spellings: str) -> None:
    assert len({sound(name) for name in spellings.split("|")}) == 1


@pytest.mark.parametrize("names", ["Leyla|Lalə", "Aysel|Aysu", "Həsən|Həsənov", "Rəşad|Rəşid", "Əli|Alı Əliyev"])
def test_other_names_sound_otherwise(names: str) -> None:
    one, other = names.split("|")
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Məmmədova  LEYLA", "mammadova leyla"),
        ("Həsən qızı", "hasan qizi"),
        ("Гасан кызы", "gasan kizi"),
        ("Xəzər-Ticarət MMC", "xazar ticarat mmc"),
        ("Müller & Söhne", "muller sohne"),
        ("", ""),
    ],
)
def test_a_name_reads_the_same_in_every_script(name: str, folded: str) -> None:
    assert fold(name) == folded.replace("kizi", "qizi")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_terms_hold_words_and_sounds_once() -> None:
    assert search_terms(["Leyla", "Лейла"]) == "leyla _laila"


@pytest.mark.parametrize("text", ["-", "YOXDUR", "0000000000", "00.00.0000", "n/a", "  ", "—"])
def test_what_stands_for_nothing(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["Na Li", "100", "5ABC123", "x" * 10_000_000])
def test_what_is_a_value(text: str) -> None:
    assert not is_placeholder(text)
