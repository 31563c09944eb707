"""Hands that write down names of Azerbaijan: scripts, orders, patronymics, typing errors.

For the benchmark of names (`bench/azerbaijani_names.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bench.azerbaijani_people import FAMILY_NAMES, FEMALE_NAMES, MALE_NAMES

_RUSSIAN = dict([*MALE_NAMES, *FEMALE_NAMES, *FAMILY_NAMES])
_OLD_CYRILLIC = dict(zip("abcçdeəfgğhxıijkqlmnoöprsştuüvyz", "абҹчдеәфҝғһхыижкглмноөпрсштуүвјз", strict=True))
_PLAIN = str.maketrans("əƏıİşŞçÇğĞöÖüÜ", "eEiIsScCgGoOuU")
_PASSPORT = {"ə": "a", "ı": "i", "ş": "sh", "ç": "ch", "ğ": "gh", "ö": "o", "ü": "u", "c": "j", "x": "kh", "q": "g"}
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ё": "yo",
}  # fmt: skip
_LEAST_LETTERS_OF_AN_ERROR = 6
_AFTER_VOWEL = "аеиоуыэюяй"


@dataclass(frozen=True, slots=True)
class Person:
    """A person as drawn: names in Azerbaijani, the family in its masculine form."""

    woman: bool
    given: str
    family: str
    father: str

    @property
    def surname(self) -> str:
        """Return the family as the person bears it."""
        return f"{self.family}a" if self.woman and self.family.endswith(("ov", "ev")) else self.family


def lower(text: str) -> str:
    """Return Azerbaijani text in small letters: I is ı there, İ is i."""
    return text.replace("I", "ı").replace("İ", "i").lower()


def upper(text: str) -> str:
    """Return Azerbaijani text in capitals."""
    return text.replace("i", "İ").replace("ı", "I").upper()


def russian(word: str) -> str:
    """Return a given name, or a family in either form, as Russian documents write it."""
    if word.endswith("a") and word[:-1] in _RUSSIAN:
        return _RUSSIAN[word[:-1]] + "а"
    return _RUSSIAN[word]


def russian_patronymic(father: str, *, woman: bool) -> str:
    """Return the patronymic in -ович or -овна."""
    name = russian(father)
    last = name[-1]
    if last == "й":
        return f"{name[:-1]}{'евна' if woman else 'евич'}"
    if last in "аяеи":
        stem = name if last in "аи" else name[:-1] + "а"
        return f"{stem}{'евна' if woman else 'евич'}"
    stem = name.removesuffix("ь")
    return f"{stem}{'евна' if woman and last == 'ь' else 'овна' if woman else 'евич' if last == 'ь' else 'ович'}"


def latin(text: str) -> str:
    """Return Russian text in Latin letters, by the habits of the country: Я after a vowel is ya, е after one ye."""
    answer = ""
    for place, letter in enumerate(text):
        small = letter.lower()
        written = _LATIN.get(small, small)
        if small == "е" and (place == 0 or text[place - 1].lower() in _AFTER_VOWEL):
            written = "ye"
        answer += written.capitalize() if letter != small else written
    return answer


def in_old_cyrillic(text: str) -> str:
    """Return Azerbaijani text in the Cyrillic of 1958 to 1991."""
    answer = ""
    for letter in text:
        small = lower(letter)
        written = _OLD_CYRILLIC.get(small, small)
        answer += written if letter == small else written.upper()
    return answer


def in_passport(text: str) -> str:
    """Return Azerbaijani text as passports and foreign documents write it."""
    written = "".join(_PASSPORT.get(letter, letter) for letter in lower(text))
    return " ".join(word.capitalize() for word in written.split())


def mistyped(text: str, random: Random) -> str:
    """Return a text with one typing error in a long word: a letter left out, doubled, exchanged or another."""
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) >= _LEAST_LETTERS_OF_AN_ERROR]
    if not long:
        return text
    place = random.choice(long)
    word, at = words[place], random.randrange(1, len(words[place]) - 2)
    neighbour = random.choice("aeiklmnrst" if word.isascii() else "аеиклмнрст" if word[0] >= "А" else "əaeiklmnrs")
    words[place] = random.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + neighbour + word[at + 1 :],
        ]
    )
    return " ".join(words)


def _azerbaijani(person: Person, random: Random) -> str:
    mark = "qızı" if person.woman else "oğlu"
    return random.choice(
        [
            f"{person.surname} {person.given} {person.father} {mark}",
            f"{person.given} {person.father} {mark} {person.surname}",
        ]
    )


def in_short(person: Person, random: Random) -> str:
    """Write given name and family, in either order."""
    return random.choice([f"{person.given} {person.surname}", f"{person.surname} {person.given}"])


def _in_russian(person: Person, random: Random) -> str:
    given, family = russian(person.given), russian(person.surname)
    mark = "кызы" if person.woman else "оглы"
    return random.choice(
        [
            f"{family} {given} {russian_patronymic(person.father, woman=person.woman)}",
            f"{given} {russian_patronymic(person.father, woman=person.woman)} {family}",
            f"{family} {given} {russian(person.father)} {mark}",
        ]
    )


def _fathers_name_alone(person: Person, random: Random) -> str:
    return random.choice(
        [f"{person.surname} {person.given} {person.father}", f"{person.given} {person.father} {person.surname}"]
    )


def in_initials(person: Person, random: Random) -> str:
    """Write the family, and the initial of the given name, with or without that of the father."""
    return random.choice(
        [f"{person.given[0]}. {person.surname}", f"{person.surname} {person.given[0]}.{person.father[0]}."]
    )


Hand = Callable[[Person, Random], str]
FULL: tuple[Hand, ...] = (
    _azerbaijani,
    lambda person, random: upper(_azerbaijani(person, random)),
    lambda person, random: _azerbaijani(person, random).translate(_PLAIN),
    lambda person, random: in_passport(_azerbaijani(person, random)),
    _in_russian,
    lambda person, random: latin(_in_russian(person, random)),
    lambda person, random: in_old_cyrillic(_azerbaijani(person, random)),
    _fathers_name_alone,
)
"""Hands that write the father's name too."""
SHORT: tuple[Hand, ...] = (
    in_short,
    lambda person, random: in_short(person, random).translate(_PLAIN),
    lambda person, random: in_passport(in_short(person, random)),
    lambda person, _: f"{russian(person.surname)} {russian(person.given)}",
    lambda person, _: f"{latin(russian(person.given))} {latin(russian(person.surname))}".upper(),
)
"""Hands that leave it out."""
