"""One name, whatever letters it is written in; and how often two names are taken for one."""

import csv
import json
from collections import defaultdict
from itertools import chain, combinations, product
from pathlib import Path

import pytest

from cim_graph.network.likeness import likeness
from cim_graph.network.words import words
from cim_graph.records.names import fold
from cim_graph.records.sounds import fathers, sound


def sounds(text: str) -> str:
    return " ".join(sound(word) for word in fold(text).split())


@pytest.mark.parametrize(
    "spellings",
    [
        "Məmmədova Leyla|Mammadova Leyla|Memmedova Leyla|Мамедова Лейла|Мәммәдова Лејла",
        "Əliyev|Aliyev|Алиев|Eliyev|ƏLİYEV|Aliev|Әлијев",
        "İbrahimov|Ibrahimov|Ibragimov|Ибрагимов|Ибраһимов",
        "Tofiq|Tofig|Тофик|Тофиг",
        "Quliyev|Guliyev|Кулиев|Гулиев",
        "Hüseynov|Huseynov|Guseinov|Гусейнов|Хусейнов",
        "Əhmədov|Ahmadov|Ahmedov|Ахмедов|Әһмәдов",
        "Cəfərov|Jafarov|Cafarov|Djafarov|Джафаров|Ҹәфәров",
        "Qasımov|Gasimov|Гасымов|Касумов|Касимов",
        "Xəlilov|Khalilov|Халилов",
        "Həsənov|Hasanov|Гасанов|Хасанов",
        "Hacıyev|Hajiyev|Гаджиев|Gadzhiev",
        "Ağayev|Aghayev|Agaev|Агаев",
        "Ələkbərov|Alakbarov|Алекперов",
        "Əsgərov|Asgarov|Аскеров",
        "Mirzəyev|Mirzayev|Мирзоев",
        "Mehdiyev|Mehdiev|Мехтиев",
        "Rəhimov|Rahimov|Рагимов|Рахимов",
        "Heydərov|Heydarov|Гейдаров",
        "Yaqubov|Yagubov|Якубов|Ягубов",
        "Məhəmməd|Mahammad|Magomed|Магомед|Мухаммед|Mohammed",
        "Şahin|Shahin|Шахин",
        "Çingiz|Chingiz|Cingiz|Чингиз|Чинҝиз",
        "Rəşad|Rashad|Resad|Рашад",
        "Günay|Gunay|Гюнай",
        "İlqar|Ilgar|Ильгар",
        "İlham|Ilham|Ильхам|Ильгам",
        "Yusif|Юсиф|Юсуф",
        "Vüqar|Vugar|Вугар",
        "Nigar|Нигар|Нигяр",
        "Elçin|Elchin|Elcin|Эльчин",
        "Ülviyyə|Ulviyya|Ульвия",
        "Zülfüqar|Zulfugar|Зульфугар",
        "Kamran|Кямран",
        "Rafiq|Rafig|Рафик",
        "Sadıqov|Sadigov|Садыков|Садыхов",
        "Tahir|Тахир|Таир",
        "İsmayıl|Ismayil|Исмаил",
        "Xədicə|Khadija|Хадиджа",
        "Hüseyn oğlu|Huseyn ogly|Гусейн оглы|Һүсејн оғлу|Hüseyn-oglu",
        "Həsən qızı|Hasan gizi|Гасан кызы|Гасан гызы|Hasan kızı",
    ],
)
def test_spellings_of_one_name_sound_the_same(spellings: str) -> None:
    assert len({sounds(name) for name in spellings.split("|")}) == 1


@pytest.mark.parametrize(
    "names",
    [
        "Leyla|Lalə",
        "Aysel|Aysu",
        "Həsən|Həsənov",
        "Rəşad|Rəşid",
        "Əli|Alı Əliyev",
        "Səma|Səmayə",
        "Elçin|Yalçın",
        "Asəf|Yasəf",
        "Kərimov|Kəbirov",
        "Quliyev|Vəliyev",
        "Tofiq|Rafiq",
        "Məmməd|Məhəmməd",
    ],
)
def test_other_names_sound_otherwise(names: str) -> None:
    one, other = names.split("|")
    assert sounds(one) != sounds(other)


@pytest.mark.parametrize(
    ("patronymic", "names"),
    [
        ("Гасанович", "Həsən"),
        ("Гасановна", "Həsən"),
        ("Hasanovich", "Həsən"),
        ("Həsənoğlu", "Həsən"),
        ("Гасаноглы", "Həsən"),
        ("Həsənqızı", "Həsən"),
        ("Алиевич", "Əli"),
        ("Aliyevna", "Əli"),
        ("Мусаевич", "Musa Musay"),
        ("Николаевна", "Никола Николай"),
        ("Олександрівна", "Олександр"),
        ("Həsənov", ""),
        ("Petrović", ""),
        ("oğlu", ""),
        ("qızı", ""),
    ],
)
def test_a_patronymic_in_one_word_holds_the_name_of_the_father(patronymic: str, names: str) -> None:
    assert fathers(fold(patronymic)) == tuple(sounds(names).split())


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Вели Гасанович", "Vəli Həsən oğlu", 0.9, 1),
        ("Алиев Вели Гасанович", "Əliyev Vəli Həsən oğlu", 0.9, 1),
        ("Алиева Севда Гасановна", "Əliyeva Sevda Həsən qızı", 0.9, 1),
        ("Алиев Вели Гасанович", "Əliyev Vəli Rauf oğlu", 0, 0.8),
        ("Roman Abramovich", "Roman Abramovich", 1, 1),
        ("Abramovich Roman", "Abram Roman", 0, 0.95),
    ],
)
def test_a_patronymic_answers_to_the_name_of_the_father(one: str, other: str, least: float, most: float) -> None:
    assert least <= likeness(words(one), words(other)) <= most
    assert least <= likeness(words(other), words(one)) <= most


VOWELS = frozenset("aeəıioöuü -")
IOTATED = {"йа": "я", "йу": "ю", "йе": "е", "йэ": "е", "йо": "ё"}


def russian(name: str, letters: dict[str, list[str]]) -> set[str]:
    """Ways to write an Azerbaijani name in Russian that the table of the alphabet gives, at most 64.

    Where the table leaves it to the reader: я and ё stand for ə and ö after consonants, е for e after them.
    """
    lower = name.replace("I", "ı").replace("İ", "i").lower()
    choices = [
        [way for way in letters.get(letter, [letter]) if before not in VOWELS or way not in "яёею"]
        for before, letter in zip(f"a{lower}", lower, strict=False)
    ]
    return {_iotated("".join(way)) for way, _ in zip(product(*choices), range(64), strict=False)}


def _iotated(text: str) -> str:
    for letters, letter in IOTATED.items():
        text = text.replace(letters, letter)
    return text


def first_and_last_names(shared_data: Path) -> list[str]:
    lists = json.loads((shared_data / "az-reference" / "names.json").read_text("utf-8"))
    return sorted({name.strip() for name in chain(*lists.values())})


def test_names_of_azerbaijan_sound_the_same_however_russian_writes_them(shared_data: Path) -> None:
    with (shared_data / "az-reference" / "alphabet.tsv").open(encoding="utf-8") as file:
        letters = {
            row["latin_lower"]: row["russian_rendering"].lower().split("/")
            for row in csv.DictReader(file, dialect="excel-tab")
        }
    pairs = [(name, way) for name in first_and_last_names(shared_data) for way in russian(name, letters)]
    missed = [(name, way) for name, way in pairs if sounds(name) != sounds(way)]
    assert len(pairs) > 3000
    assert len(missed) / len(pairs) < 0.005, missed[:20]


def test_two_names_of_azerbaijan_are_hardly_ever_taken_for_one(shared_data: Path) -> None:
    by_sound = defaultdict(set)
    for word in set(chain(*(fold(name).split() for name in first_and_last_names(shared_data)))):
        by_sound[sound(word)].add(word)
    taken_for_one = {"|".join(pair) for same in by_sound.values() for pair in combinations(sorted(same), 2)}
    assert taken_for_one == {
        "amin|emin", "ayyub|eyyub", "sadiqov|sadixov", "gular|gullar", "habil|qabil", "ruhiyya|ruqiyya", "saida|sheyda",
        "turkan|turxan", "zahir|zakir",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "least_recall", "least_precision"), [("Person", 0.39, 0.87), ("Company", 0.43, 0.84)]
)
def test_names_that_others_judged(shared_data: Path, schema: str, least_recall: float, least_precision: float) -> None:
    with (shared_data / "screening-names" / "name_cases.csv").open(encoding="utf-8") as file:
        cases = [row for row in csv.DictReader(file) if row["schema"] == schema]
    said = [(likeness(words(row["name1"]), words(row["name2"])) >= 0.9, row["is_match"] == "true") for row in cases]
    both = sum(alike and same for alike, same in said)
    assert both / sum(same for _, same in said) >= least_recall
    assert both / sum(alike for alike, _ in said) >= least_precision
