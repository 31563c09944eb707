"""Rough keys of words, on which spellings of one name agree across scripts and habits of writing.

Letters that some habit exchanges fall together. Azerbaijani h is г or х in Russian (Гасан, Ахмед), q is г or к (Гулиев,
Кулиев), so all of g, ğ, h, k, q and x are one; ç without its mark is c, ə is a or e.
"""

from functools import lru_cache
from re import compile as compile_pattern

_CLASSES = {
    "shch": "s", "sch": "s", "dzh": "j", "dj": "j", "kh": "k", "gh": "k", "zh": "j", "sh": "s", "ch": "j", "ts": "s",
    "tz": "s", "ph": "f", "ck": "k", "yu": "u", "iu": "u", "ju": "u", "yo": "o", "aev": "aiav", "c": "j", "q": "k",
    "g": "k", "h": "k", "x": "k", "w": "v", "e": "a", "y": "i",
}  # fmt: skip
_CLASS = compile_pattern("|".join(_CLASSES))
_SOFT_A = compile_pattern(r"(?<=[bdfghjklmnprstvz])ya")  # Russian writes ə after a consonant as я: Nigar, Нигяр
_DOUBLED = compile_pattern(r"(.)\1+")
_RUSSIAN_FORMS = {
    "m[aou]k[ao]mad": "makamad",  # Məhəmməd, Магомед, Мухаммед
    "kasum": "kasim",  # Qasım, Касум
    "mirzo": "mirza",  # Mirzəyev, Мирзоев
    "usu[fp]": "usif",  # Yusif, Юсуф, Юсуп
    "alakpar": "alakbar",  # Ələkbər, Алекпер
    "makt(?=i)": "makd",  # Mehdi, Мехти
    "^tair": "takir",  # Tahir, Таир
    "kosain": "kusain",  # Hüseyn, Hossein
}
"""Names that Russian or Persian habit writes as no rule of letters explains: parts of keys, and what they become."""
_RUSSIAN_FORM = [(compile_pattern(pattern), form) for pattern, form in _RUSSIAN_FORMS.items()]
_FATHER = compile_pattern(r"(.{2,}?)(?:(y?)[oei]v(?:[iy]ch|na)|o[gk]h?l[uyi]|[qkg][iy]z[iy])")
_MAY_END_IN_Y = ("a", "e")


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """Return the key of a folded word."""
    key = _CLASS.sub(lambda match: _CLASSES[match[0]], _SOFT_A.sub("a", word))
    key = _DOUBLED.sub(r"\1", key)
    for pattern, form in _RUSSIAN_FORM:
        key = pattern.sub(form, key, count=1)
    return key


@lru_cache(maxsize=65_536)
def fathers(word: str) -> tuple[str, ...]:
    """Return the keys of the given name in a folded patronymic that is one word: Həsən in Гасанович, Həsənqızı.

    There are two where the name may or may not end in y: Мусаевич is the son of Musa, Николаевич of Nikolay. Surnames
    may look the same (Абрамович), so these keys stand beside the word's own and not for it.
    """
    match = _FATHER.fullmatch(word)
    if match is None:
        return ()
    names = [match[1]]
    if match[2] and match[1].endswith(_MAY_END_IN_Y):
        names.append(f"{match[1]}y")
    return tuple(map(sound, names))
