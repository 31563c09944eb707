import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.records.names import LONGEST_TERMS, fold, search_terms


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Məmmədova  LEYLA", "mammadova leyla"),
        ("Həsən qızı", "hasan qizi"),
        ("Гасан кызы", "gasan kizi"),
        ("Xəzər-Ticarət MMC", "xazar ticarat mmc"),
        ("Müller & Söhne", "muller sohne"),
        ("İLHAM ƏLİYEV".lower(), "ilham aliyev"),  # leaves a dot over i, which parts no word
        ("नरेन्द्र मोदी", "narendra modi"),
        ("จุฑารัตน์ ราชัน", "cutharatn rachan"),
        ("", ""),
    ],
)
def test_a_name_reads_the_same_in_every_script(name: str, folded: str) -> None:
    assert fold(name) == folded.replace("kizi", "qizi")


@given(st.text(st.characters()))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=0x7F), max_size=80))
def test_what_is_transliterated_beside_a_text_changes_nothing_of_it(text: str) -> None:
    assert fold(f"{text} Ə").split() == [*fold(text).split(), "a"]


def test_terms_hold_words_and_sounds_once() -> None:
    assert search_terms(["Leyla", "Лейла"]) == "leyla _laila"


def test_a_company_is_found_without_its_legal_form() -> None:
    assert set(search_terms(["Xəzər Ticarət"]).split()) < set(search_terms(["Xəzər Ticarət MMC"]).split())


@pytest.mark.timeout(10, func_only=True)
@pytest.mark.parametrize("name", ["a" * 10_000_000, "ş " * 5_000_000, "\ud800\x00", "ﷺ" * 1000])
def test_a_monstrous_name_costs_little(name: str) -> None:
    assert len(search_terms([name] * 10)) <= LONGEST_TERMS
    assert len(search_terms(f"{name[:100]}{number}" for number in range(1000))) <= LONGEST_TERMS
