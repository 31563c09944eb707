"""Numbers in names, however they are written: 5, V, five, fifth, forty-four, 5-ci."""

from collections.abc import Sequence
from re import compile as compile_pattern

_UNITS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_VALUES = {
    **{word: value for value, word in enumerate(_UNITS.split())},
    **{word: 10 * value for value, word in enumerate(_TENS.split(), 2)},
    **{word: value for value, word in enumerate(_ORDINALS.split(), 1)},
    "fourty": 40,
}
_ORDINAL = compile_pattern(r"(\d+)(?:st|nd|rd|th)")
_ROMAN = compile_pattern(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})")
_DIGITS = {"i": 1, "v": 5, "x": 10}
_MARKS = frozenset({"no", "nr", "number", "nomre", "nomra", "nomrali", "sayli", "n"})
_SUFFIXES = frozenset({"ci", "cu", "nci", "ncu", "inci", "uncu", "li", "lu", "y", "ya"})
_LEAST_TEN, _MOST_TEN = 20, 90


def with_numbers(words: Sequence[str]) -> list[str]:
    """Return words with numbers in digits; the marks and endings of numbers are left out.

    Roman numbers are read from the second word on, since a name does not begin with one, those of one letter at the end
    only: elsewhere they are words (Рога и Копыта).
    """
    answer: list[str] = []
    ten = False
    for place, word in enumerate(words):
        number = _number(word, roman=place > 0 and (len(word) > 1 or place + 1 == len(words)))
        numbered = bool(answer) and answer[-1].isdigit()
        if word in _MARKS and (numbered or "".join(words[place + 1 : place + 2]).isdigit()):
            continue
        if word in _SUFFIXES and numbered:
            continue
        if number is not None and ten and number < 10:  # noqa: PLR2004 (units after tens)
            answer[-1] = str(int(answer[-1]) + number)
        else:
            answer.append(word if number is None else str(number))
        ten = word in _VALUES and _LEAST_TEN <= _VALUES[word] <= _MOST_TEN
    return answer


def _number(word: str, *, roman: bool) -> int | None:
    if word.isdecimal() and word.isascii():
        return int(word)
    if ordinal := _ORDINAL.fullmatch(word):
        return int(ordinal[1])
    if word in _VALUES:
        return _VALUES[word]
    return _roman(word) if roman and _ROMAN.fullmatch(word) else None


def _roman(word: str) -> int:
    values = [_DIGITS[letter] for letter in word]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
