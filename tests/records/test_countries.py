import gettext

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.records.countries import normal_country


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("az", "AZ"), ("AZE", "AZ"), ("031", "AZ"), ("31", "AZ"), ("Азербайджан", "AZ"), ("AZƏRBAYCAN", "AZ"),
        ("Azərbaycan Respublikası", "AZ"), ("Republic of Azerbaijan", "AZ"), ("Азербайджанская Республика", "AZ"),
        ("Rusiya", "RU"), ("Россия", "RU"), ("Rusiya Federasiyası", "RU"), ("Российская Федерация", "RU"), ("РФ", "RU"),
        ("Türkiyə", "TR"), ("Турция", "TR"), ("TÜRKİYE", "TR"), ("Türkiyə Cümhuriyyəti", "TR"), ("Turkey", "TR"),
        ("Gürcüstan", "GE"), ("Грузия", "GE"), ("საქართველო", "GE"), ("Almaniya", "DE"), ("Germany", "DE"),
        ("Deutschland", "DE"), ("ALMANYA", "DE"), ("Qazaxıstan", "KZ"), ("Özbəkistan", "UZ"), ("Türkmənistan", "TM"),
        ("Ukrayna", "UA"), ("Україна", "UA"), ("Belarus", "BY"), ("Белоруссия", "BY"), ("İran", "IR"),
        ("İran İslam Respublikası", "IR"), ("ایران", "IR"), ("Çin", "CN"), ("КНР", "CN"), ("中国", "CN"),
        ("Birləşmiş Ərəb Əmirlikləri", "AE"), ("BƏƏ", "AE"), ("ОАЭ", "AE"), ("ABŞ", "US"), ("США", "US"),
        ("U.S.A.", "US"), ("Amerika Birləşmiş Ştatları", "US"), ("UK", "GB"), ("Böyük Britaniya", "GB"),
        ("İngiltərə", "GB"),
        ("Великобритания", "GB"), ("England", "GB"), ("Fransa", "FR"), ("İtaliya", "IT"), ("İspaniya", "ES"),
        ("Hollandiya", "NL"), ("Çexiya", "CZ"), ("Latviya", "LV"), ("Litva", "LT"), ("Pakistan", "PK"),
        ("İsrail", "IL"), ("Israel", "IL"), ("Cənubi Koreya", "KR"), ("Южная Корея", "KR"), ("Niger", "NE"),
        ("Nigeria", "NG"), ("Dominica", "DM"), ("Dominican Republic", "DO"), ("Republic of the Congo", "CG"),
        ("DR Congo", "CD"), ("Republic of China", "TW"), ("Kosovo", "XK"), ("Kipr", "CY"), ("BVI", None),
        ("British Virgin Islands", "VG"), ("Nowhere", None), ("", None), ("ZZ", None), ("Republic", None),
        ("999", None),
    ],
)  # fmt: skip
def test_countries(text: str, code: str | None) -> None:
    assert normal_country(text) == code


@pytest.mark.parametrize("field", ["alpha_2", "alpha_3", "numeric", "name"])
def test_every_country_is_found_by_its_codes_and_its_english_name(field: str) -> None:
    found = {country.alpha_2: normal_country(getattr(country, field)) for country in pycountry.countries}
    assert found == {code: code for code in found}


@pytest.mark.parametrize("language", ["az", "ru", "tr", "uk", "ka", "de", "fr"])
def test_every_country_is_found_by_its_name_in_other_languages(language: str) -> None:
    words = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language])
    names = {words.gettext(country.name): country.alpha_2 for country in pycountry.countries}
    assert {name: normal_country(name) for name in names} == names


@given(st.text(st.characters()))
def test_any_text_is_taken(text: str) -> None:
    assert normal_country(text) in {None, "XK", *(country.alpha_2 for country in pycountry.countries)}


@pytest.mark.timeout(10, func_only=True)
@pytest.mark.parametrize("text", ["1 " * 5_000_000, "a" * 10_000_000, "\ud800\x00"])
def test_a_monstrous_text_costs_little(text: str) -> None:
    assert normal_country(text) is None
