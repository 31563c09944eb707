"""Keys on which the writings of one name agree, whatever script it came from and by whose habits it was spelled.

Finer than the sound (`records/sounds.py`): what one letter of the original can become is one, what two letters become
is kept apart. Azerbaijani h comes over Russian as г or х (Гасан, Ахмед), q as г or к (Гулиев, Кулиев), so g may be
either; x and kh are h, and Zahir is not Zakir. Western c is k before anything, Azerbaijani c is j, and ç without its
mark is c as well; j may be y. A word with such letters has a key for each reading, and two words are one name when they
share a key.
"""

from functools import lru_cache
from itertools import islice, product
from re import compile as compile_pattern

MOST_KEYS = 6

_CLUSTERS = {
    "shch": "S", "sch": "S", "tch": "C", "dzh": "J", "dsch": "J", "dj": "J", "zh": "J", "kh": "H", "gh": "g",
    "sh": "S", "ch": "C", "ts": "Z", "tz": "Z", "ph": "f", "th": "t", "ck": "K", "q": "K", "k": "K", "h": "H",
    "w": "v", "e": "a", "y": "i", "ou": "u", "oo": "u",
}  # fmt: skip
_CLUSTER = compile_pattern("|".join(sorted(_CLUSTERS, key=lambda letters: -len(letters))))
_READINGS = {"g": "HK", "c": "JKC", "j": "Ji", "x": ("H", "Ks")}
"""Letters that may stand for several sounds; each word is read with one choice for each of them."""
_SOFT = compile_pattern(r"(?<=[bdfghjklmnprstvz])y(?=[aou])")
"""Russian writes ə, ü and ö after a consonant as я, ю and ё: Нигяр, Гюльнара, Кёнуль."""
_DOUBLED = compile_pattern(r"(.)\1+")
_LAST_H = compile_pattern(r"(?<=[a-zA-Z]{3}a)H$")


@lru_cache(maxsize=65_536)
def spellings(word: str) -> tuple[str, ...]:
    """Return the keys of a folded word, one to six."""
    key = _CLUSTER.sub(lambda match: _CLUSTERS[match[0]], _SOFT.sub("", word))
    letters = [letter for letter in _READINGS if letter in key]
    keys: dict[str, None] = {}
    for reading in islice(product(*(_READINGS[letter] for letter in letters)), MOST_KEYS):
        read = key
        for letter, sound in zip(letters, reading, strict=True):
            read = read.replace(letter, sound)
        keys[_LAST_H.sub("", _DOUBLED.sub(r"\1", read))] = None
    return tuple(keys)
