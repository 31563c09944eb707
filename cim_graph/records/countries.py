"""Countries by code or by name, in the languages that papers of the region are written in."""

import gettext
from collections import defaultdict
from functools import lru_cache

import pycountry

from cim_graph.records.names import fold

_LANGUAGES = (
    "az", "ru", "tr", "uk", "ka", "kk", "ky", "uz", "tk", "tg", "fa", "ar", "he", "hy", "de", "fr", "es", "it", "pt",
    "nl", "pl", "cs", "ro", "bg", "el", "lt", "lv", "et", "be", "sr", "zh_CN", "ja", "ko",
)  # fmt: skip
"""After English; a name that two languages give to two countries means what the first of them says."""
_COMMON_NAMES = {
    "AE": "UAE|U.A.E.|BƏƏ|BAE|ОАЭ|Эмираты|Emirates",
    "AZ": "Azarbaijan|Azerbaydjan|Azerbaydzhan|Azerbaidzhan|Азербайджанская Республика",
    "BY": "Belorussiya|Белоруссия|Byelorussia",
    "CD": "DR Congo|DRC|Democratic Republic of Congo|Democratic Republic of the Congo|"
    "Congo, Democratic Republic of the|Конго-Киншаса",
    "CG": "Congo-Brazzaville|Congo Republic|Congo, Republic of the|Конго-Браззавиль",
    "CI": "Ivory Coast|Кот-д'Ивуар",
    "CN": "Çin|China|Китай|КНР|PRC|Çin Xalq Respublikası",
    "CV": "Cape Verde",
    "CZ": "Czech Republic|Çexiya|Чехия|Çek Cumhuriyeti",
    "ES": "İspaniya",
    "FR": "Fransa",
    "GB": "UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|England and Wales|"
    "Böyük Britaniya|Birləşmiş Krallıq|"
    "İngiltərə|İngiltere|Büyük Britanya|Великобритания|Англия|Шотландия|Соединенное Королевство",
    "GE": "Gurjustan|Gruziya",
    "IR": "İran|Иран|Iran|ایران",
    "IT": "İtaliya",
    "KG": "Киргизия|Kirgizia|Qırğızıstan",
    "KP": "North Korea|Korea, North|Şimali Koreya|КНДР|Северная Корея|DPRK|Kuzey Kore",
    "KR": "South Korea|Korea, South|Korea|Cənubi Koreya|Koreya|Южная Корея|Корея|Güney Kore",
    "KZ": "Qazaxıstan|Qazaxstan",
    "LA": "Laos|Лаос",
    "LI": "Lichtenstein",
    "MD": "Молдавия|Moldaviya",
    "MK": "Macedonia|Makedoniya|Македония",
    "MM": "Burma|Birma",
    "NL": "Holland|Hollandiya|Голландия|Niderland|Hollanda",
    "PS": "Palestine|Palestinian|West Bank|Region: Gaza|Gaza|Fələstin|Палестина",
    "RU": "Russia|Rusiya|Россия|РФ|Rusiya Federasiyası|Rossiya|Rusya",
    "SY": "Syria|Suriya|Сирия",
    "SZ": "Swaziland",
    "TM": "Туркмения|Türkmənistan",
    "TR": "Turkey|Türkiyə|Turkiya|Turtsiya",
    "TW": "Taiwan|Tayvan|Тайвань|Republic of China",
    "TZ": "Tanzania",
    "UA": "Ukraina|Ukrayna",
    "US": "USA|U.S.A.|U.S.|America|ABŞ|Amerika Birləşmiş Ştatları|Amerika|ABD|США|Америка|Соединенные Штаты Америки",
    "UZ": "Özbəkistan",
    "VA": "Vatican",
    "VN": "Vietnam|Vyetnam|Вьетнам",
    "XK": "Kosovo|Kosova|Косово",
}
_TITLES = frozenset(
    fold(
        "republic of the islamic respublikası respublika республика cümhuriyyəti cumhuriyeti respublikasy respublikasi "
        "kingdom королевство krallığı"
    ).split()
)
_CODES = {"XK": "XK"} | {
    code: country.alpha_2
    for country in pycountry.countries
    for code in (country.alpha_2, country.alpha_3, country.numeric, country.numeric.lstrip("0"))
}
"""By ISO 3166 code: two letters, three letters, number. Kosovo has none, and is XK by common use."""
_LEAST_TRANSLATED = 3
_LONGEST = 200


@lru_cache(maxsize=8192)
def normal_country(text: str) -> str | None:
    """Return the ISO 3166 alpha-2 code of a country that is given by code or by name, or nothing.

    A code may be of two or three letters or the number. Names are read whatever their case, script and diacritics;
    `Republic of` and the like may be missing.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    name = fold(text)
    return _CODES.get(text.upper()) or _names().get(name) or _names().get(_untitled(name))


def _untitled(name: str) -> str:
    return " ".join(word for word in name.split() if word not in _TITLES)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return codes by folded names, but for those that one language gives to two countries."""
    names = {fold(name): code for code, some in _COMMON_NAMES.items() for name in some.split("|")}
    for language in ("en", *_LANGUAGES):
        for name, codes in _translated(language).items():
            if len(codes) == 1:
                names.setdefault(name, *codes)
    return names


def _translated(language: str) -> dict[str, set[str]]:
    words = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=language == "en")
    found: dict[str, set[str]] = defaultdict(set)
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            name = fold(words.gettext(getattr(country, field, "-")))
            if len(name) >= _LEAST_TRANSLATED:
                found[name].add(country.alpha_2)
    return found
