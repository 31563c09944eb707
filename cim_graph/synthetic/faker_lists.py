"""Faker's word lists, cleaned. The only module that imports Faker; its lists are read, its generators never called."""

from collections.abc import Iterable

from faker.providers.address.az_AZ import Provider as AzerbaijaniPlaces
from faker.providers.person.az_AZ import Provider as Azerbaijani
from faker.providers.person.en_US import Provider as English
from faker.providers.person.ru_RU import Provider as Russian
from faker.providers.person.tr_TR import Provider as Turkish

from cim_graph.synthetic.lexicon import Names
from cim_graph.synthetic.script import title


def _clean(words: Iterable[str]) -> tuple[str, ...]:
    """Drop blanks, footnote marks, broken letters and repetitions, keep the order."""
    return tuple(dict.fromkeys(word.strip(" *,.") for word in words if "˜" not in word))


def _azerbaijani() -> Names:
    male = _clean(Azerbaijani.first_names_male)
    gendered = [name for name in _clean(Azerbaijani.last_names_male) if name.endswith(("ov", "ev"))]
    unisex = _clean(Azerbaijani.last_names_unisex)
    return Names(
        male,
        _clean(Azerbaijani.first_names_female),
        (*((name, f"{name}a") for name in gendered), *((name, name) for name in unisex)),
        {name: (f"{name} oğlu", f"{name} qızı") for name in male},
    )


# Faker's list of patronymics leaves out most that begin with a letter from И to С, and what no rule forms.
_IRREGULAR = {
    "Аркадий": "Аркадьевич",
    "Евгений": "Евгеньевич",
    "Юрий": "Юрьевич",
    "Лев": "Львович",
    "Михаил": "Михайлович",
    "Никита": "Никитич",
    "Павел": "Павлович",
    "Яков": "Яковлевич",
}


def _russian() -> Names:
    fathers = ((name, _patronymic_of(name)) for name in _clean(Russian.first_names_male))
    patronymics = {name: (formed, formed.removesuffix("ич") + "на") for name, formed in fathers if formed}
    families = ((name, f"{name}а") for name in _clean(Russian.last_names_male))
    return Names(tuple(patronymics), _clean(Russian.first_names_female), tuple(families), patronymics)


def _patronymic_of(father: str) -> str | None:
    """Form a patronymic; None where the rules give two and Faker's list does not say which one is in use."""
    if father in _IRREGULAR:
        return _IRREGULAR[father]
    if father.endswith("ий"):
        both = (f"{father[:-2]}ьевич", f"{father[:-1]}евич")
        return next((formed for formed in both if formed in Russian.middle_names_male), None)
    if father.endswith(("й", "ь")):
        return f"{father[:-1]}евич"
    return None if father.endswith(("а", "я")) else f"{father}ович"


def _plain(male: Iterable[str], female: Iterable[str], families: Iterable[str]) -> Names:
    """Names of a language without patronymics, whose family names have one form."""
    return Names(_clean(male), _clean(female), tuple((name, name) for name in _clean(families)), {})


AZERBAIJANI = _azerbaijani()
RUSSIAN = _russian()
TURKISH = _plain(Turkish.first_names_male, Turkish.first_names_female, Turkish.last_names)
ENGLISH = _plain(English.first_names_male, English.first_names_female, English.last_names)
STREETS = _clean(title(street.split(" KÜÇƏSİ")[0]) for street in AzerbaijaniPlaces.streets)
