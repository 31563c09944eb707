"""Names in every script, brought to forms that can be compared and searched."""

from collections.abc import Iterable
from functools import lru_cache
from re import compile as compile_pattern
from unicodedata import category, normalize

from normality import ascii_text

from cim_graph.records.sounds import fathers, sound

LONGEST_NAME = 500
"""Characters of a name that are compared; the rest of a longer one is kept with the record only."""
LONGEST_TERMS = 4000
"""Characters of what a party is found by; the names that come first have the room."""

_AZERBAIJANI = str.maketrans(
    {
        "ə": "a", "Ə": "a", "ğ": "g", "Ğ": "g", "ı": "i", "I": "i", "İ": "i", "ö": "o", "Ö": "o", "ü": "u", "Ü": "u",
        "ş": "sh", "Ş": "sh", "ç": "ch", "Ç": "ch", "ž": "j",
    }
)  # fmt: skip
_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "yo", "ә": "a", "ж": "j", "з": "z",
        "и": "i", "й": "y", "ј": "y", "к": "k", "ҝ": "g", "л": "l", "м": "m", "н": "n", "о": "o", "ө": "o", "п": "p",
        "р": "r", "с": "s", "т": "t", "у": "u", "ү": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts", "ч": "ch",
        "ҹ": "j", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i",
        "ї": "i", "є": "e", "ґ": "g", "ў": "v",
    }
)  # fmt: skip
_SOFT_E = compile_pattern(r"([аеёиоуыэюяәөү])е")
_MARKS = "".join(chr(code) for code in range(0x300, 0x1E00) if category(chr(code)).startswith("M"))
"""Vowels of Thai and Indian words, points of Arabic, the dot that İ leaves over i: parts of a word, but no letters."""
_NOT_WORD = compile_pattern(rf"[^\w{_MARKS}]+|_+")
_HYPHEN_MARKS = str.maketrans("", "", "'’ʼ`´‘")
_ASCII = str.maketrans({code: "" if chr(code) in "'`" else " " for code in range(0x80) if not chr(code).isalnum()})
"""What stands between words, and marks within them, of text in which there is nothing to transliterate."""
_PATRONYMIC = {
    "oglu": "oglu", "ogly": "oglu", "ogli": "oglu", "oghlu": "oglu", "oghly": "oglu", "ogl": "oglu", "ugli": "oglu",
    "uly": "oglu", "qizi": "qizi", "gizi": "qizi", "kizi": "qizi", "kyzy": "qizi", "gyzy": "qizi", "kizy": "qizi",
    "qyzy": "qizi", "kyzi": "qizi", "gizy": "qizi", "qizy": "qizi",
}  # fmt: skip


def _folded(word: str) -> str:
    """One word in lower-case Latin letters: Azerbaijani and Russian by the habits of the country, others by ICU."""
    text = _SOFT_E.sub(r"\1йе", word.translate(_AZERBAIJANI).lower()).translate(_CYRILLIC)
    if not text.isascii():
        plain = "".join(letter for letter in normalize("NFKD", text) if letter.isalnum())
        text = (plain if plain.isascii() else ascii_text(text) or "").lower()
    text = _NOT_WORD.sub("", text)
    return _PATRONYMIC.get(text, text)


@lru_cache(maxsize=65_536)
def _folded_piece(piece: str) -> str:
    """Return what stood between two spaces as folded words: `Xəzər-Ticarət` is two."""
    words = _NOT_WORD.sub(" ", normalize("NFKC", piece.translate(_HYPHEN_MARKS))).split()
    return " ".join(folded for word in words if (folded := _folded(word)))


@lru_cache(maxsize=32_768)
def fold(text: str) -> str:
    """Return a name as it reads whatever its case, script and diacritics: `Məmmədova Leyla` is `mammadova leyla`."""
    if text.isascii():
        words = text[:LONGEST_NAME].lower().translate(_ASCII).split()
        return " ".join([_PATRONYMIC.get(word, word) for word in words])[:LONGEST_NAME].rstrip()
    folded = " ".join(filter(None, map(_folded_piece, text[:LONGEST_NAME].split())))
    return folded[:LONGEST_NAME].rstrip()


def search_terms(names: Iterable[str]) -> str:
    """Return what a party's names are found by: folded words and sound keys, each once, in order."""
    terms: dict[str, None] = {}
    room = LONGEST_TERMS
    for name in names:
        words = fold(name).split()
        for term in (*words, *[key for word in words for key in _keys(word)]):
            if term not in terms:
                room -= len(term) + 1
                if room < 0:
                    return " ".join(terms)
                terms[term] = None
    return " ".join(terms)


@lru_cache(maxsize=65_536)
def _keys(word: str) -> tuple[str, ...]:
    return tuple(f"_{key}" for key in (sound(word), *fathers(word)))
