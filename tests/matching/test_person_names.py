"""The parts of a person's name: stated, or told from the whole."""

import pytest

from cim_graph.matching.model.person_names import PersonName
from cim_graph.records.format import StatedName

FEMALE, MALE, UNTOLD = 1, -1, 0


def parts(name: PersonName | None) -> str:
    assert name is not None
    return " ".join(f"{part}:{word}" for word, part in zip(name.words, name.parts, strict=True))


@pytest.mark.parametrize(
    ("full", "expected"),
    [
        ("Əliyev Vəli Həsən oğlu", "f:aliyev g:vali p:hasan"),
        ("Vəli Həsən oğlu Əliyev", "g:vali p:hasan f:aliyev"),
        ("Алиев Вели Гасанович", "f:aliyev g:veli p:gasan"),
        ("Вели Гасан оглы Алиев", "g:veli p:gasan f:aliyev"),
        ("Həsənova Günay Rauf qızı", "f:hasanova g:gunay p:rauf"),
        ("Əli Həsən oğlu", "g:ali p:hasan"),
        ("Əlizadə Nigar", "f:alizada g:nigar"),
        ("Leyla Məmmədli", "g:leyla f:mammadli"),
        ("Vəli Həsən Əliyev", "g:vali m:hasan f:aliyev"),
        ("Vəli Qarabağ Həsən oğlu", "n:vali n:qarabag p:hasan"),
        ("Ильин Пётр Ильич", "n:ilin n:pyotr p:ilya"),
        ("Roman Abramovich", "u:roman u:abramovich"),
        ("Abramovich Roman Arkadyevich", "n:abramovich n:roman p:arkad"),
        ("Sergey Viktorovich LAVROV", "g:sergey p:viktor f:lavrov"),
        ("Cruz, Maria Luisa", "f:cruz g:maria m:luisa"),
        ("Mohammed bin Salman Al Saud", "n:mohammed p:salman n:saud"),
        ("Ben Affleck", "u:ben u:affleck"),
        ("Dr. Hans Friedrich", "u:hans u:friedrich"),
        ("Haji", "u:haji"),
        ("Əliyeva-Babayeva Leyla", "f:aliyeva f:babayeva g:leyla"),
        ("Babayeva (Qarabağ) Leyla", "f:babayeva f:qarabag g:leyla"),
    ],
)
def test_parts_are_told_from_the_whole(full: str, expected: str) -> None:
    assert parts(PersonName.of(StatedName(full=full))) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (StatedName(first="Vəli", last="Əliyev"), "g:vali f:aliyev"),
        (StatedName(first="Vəli", last="Əliyev", patronymic="Həsən oğlu"), "g:vali f:aliyev p:hasan"),
        (StatedName(first="Вели", last="Алиев", patronymic="Гасанович"), "g:veli f:aliyev p:gasan"),
        (StatedName(first="Vəli", last="Əliyev", patronymic="Həsən"), "g:vali f:aliyev p:hasan"),
        (StatedName(first="Vəli Həsən oğlu", last="Əliyev"), "g:vali p:hasan f:aliyev"),
        (StatedName(first="Anna Maria", last="de la Cruz"), "g:anna m:maria f:cruz"),
        (StatedName(full="Əliyev Vəli Həsən oğlu", first="Vəli", last="Əliyev"), "g:vali f:aliyev p:hasan"),
        (StatedName(full="V. Əliyev", first="Vəli", last="Əliyev"), "g:vali f:aliyev"),
        (StatedName(first="Vəli", last="YOXDUR"), "g:vali"),
        (StatedName(full="Leyla Əliyeva", first="-", last="n/a"), "g:leyla f:aliyeva"),
    ],
)
def test_stated_parts_hold(stated: StatedName, expected: str) -> None:
    assert parts(PersonName.of(stated)) == expected


@pytest.mark.parametrize("full", [None, "", "-", "YOXDUR", "n/a", "..."])
def test_what_says_nothing_is_no_name(full: str | None) -> None:
    assert PersonName.of(StatedName(full=full)) is None


@pytest.mark.parametrize(
    ("full", "gender"),
    [
        ("Leyla Rauf qızı", FEMALE),
        ("Лейла Рауфовна", FEMALE),
        ("Leyla Əliyeva", FEMALE),
        ("Anar Rauf oğlu", MALE),
        ("Анар Рауфович", MALE),
        ("Anar Əliyev", MALE),
        ("Leyla Rauf qızı Əliyev", FEMALE),
        ("Leyla Məmmədli", UNTOLD),
    ],
)
def test_gender_is_told_by_patronymic_and_family(full: str, gender: int) -> None:
    name = PersonName.of(StatedName(full=full))
    assert name is not None
    assert name.gender == gender
