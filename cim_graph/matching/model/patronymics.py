"""The father's name in a patronymic: Həsən oğlu, Həsənqızı, Гасанович, Гасановна."""

from functools import lru_cache
from re import compile as compile_pattern

MARKS = frozenset({"oglu", "qizi"})
"""What follows the father's name; `records/names.py` folds all their spellings to these."""
FATHER_FOLLOWS = frozenset({"bin", "ibn", "ben", "bint", "ould", "wuld"})
"""What the father's name follows in Arabic names."""

_RUSSIAN = compile_pattern(r"(.{2,}?)(?:y?[aeo]v(?:[iy]t?ch|[iy]tsch|i[cz]|na))$")
_SHORT = {
    "ilich": "ilya", "ilyich": "ilya", "ilinichna": "ilya", "kuzmich": "kuzma", "kuzminichna": "kuzma",
    "lukich": "luka", "lukinichna": "luka", "fomich": "foma", "fominichna": "foma", "nikitich": "nikita",
    "nikitichna": "nikita", "savvich": "savva", "savvichna": "savva",
}  # fmt: skip
_ONE_WORD = compile_pattern(r"(.{3,}?)(?:o[gk]h?l[uyi]|[qkg][iy]z[iy])$")


@lru_cache(maxsize=65_536)
def father(word: str) -> str | None:
    """Return the father's name in a folded patronymic of one word; nothing where it is none.

    Surnames may look the same (Abramoviç), so who asks has to know that it is a patronymic.
    """
    if word in _SHORT:
        return _SHORT[word]
    match = _RUSSIAN.match(word) or _ONE_WORD.match(word)
    return match[1] if match else None
