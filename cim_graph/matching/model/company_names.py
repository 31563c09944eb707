"""The name of an organization: its words, its legal form, its initials."""

from re import compile as compile_pattern
from typing import TYPE_CHECKING, NamedTuple

from cim_graph.matching.model.generic_words import BETWEEN, COMPANY, SAME_WORDS
from cim_graph.matching.model.legal_forms import without_dots, without_form
from cim_graph.matching.model.number_words import with_numbers
from cim_graph.records.names import fold
from cim_graph.records.placeholders import is_placeholder

if TYPE_CHECKING:
    from cim_graph.records.format import StatedName

MOST_WORDS = 12
"""Words of a name that are compared; of a longer one the first."""
_GLUED_FORM = compile_pattern(r"(?<=[a-zа-я])(?=(?:AG|SE|SA|AB|NV|BV|GmbH|LLC|MMC|ASC|QSC|ООО|ОАО|ЗАО|АО)\b)")
_POSSESSIVE = compile_pattern(r"['’ʼ`´‘]s\b")
_TWO_LETTERS = ("sh", "ch", "kh", "zh")
_LEAST_ACRONYM = 3


class CompanyName(NamedTuple):
    """Folded words of a name without its legal form, and that form by its name in `legal_forms.py`, "" if not stated.

    Numbers are in digits, frequent words in one language; words that only hold others together are left out.
    """

    words: tuple[str, ...]
    form: str
    initials: tuple[str, ...] = ()
    """What the name may be abbreviated to, in folded letters."""

    @staticmethod
    def of(stated: "StatedName") -> "CompanyName | None":
        """Return the name of an organization; nothing where it says nothing (empty, `YOXDUR`)."""
        text = stated.full
        if text is None or is_placeholder(text):
            return None
        plain = _GLUED_FORM.sub(" ", _POSSESSIVE.sub("", text)).replace("&", " and ").replace("%", " percent ")
        folded = fold(without_dots(plain)).split()
        words, form = without_form(folded)
        numbered = [SAME_WORDS.get(word, word) for word in with_numbers(words)]
        telling = [word for word in numbered if word not in BETWEEN and word != COMPANY] or numbered
        words = tuple(telling[:MOST_WORDS])
        return CompanyName(words, form, _initials(folded, words)) if words else None


def _initials(folded: list[str], words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the initials of all words but those between, and of those without the form; three letters at least."""
    told = [word for word in folded if word not in BETWEEN]
    found = dict.fromkeys(reading for some in (told, words) for reading in _readings(some))
    return tuple(initials for initials in found if len(initials) >= _LEAST_ACRONYM)


def _readings(words: "list[str] | tuple[str, ...]") -> tuple[str, str]:
    """Return initials by letters, and with those that fold to two: Ş of ARDNŞ."""
    first = "".join([word[0] for word in words])
    return first, "".join([word[:2] if word.startswith(_TWO_LETTERS) else word[0] for word in words])
