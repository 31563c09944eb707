"""Family names by their endings: -ov and -ova are one family, -ov and -li and -zadə are three."""

from dataclasses import dataclass
from functools import lru_cache
from re import compile as compile_pattern

from cim_graph.matching.model.given_names import names_of

_FEMININE = [
    (compile_pattern(r"(?<=.)(ov|ev)a$"), r"\1"),  # Əliyeva, Əliyev
    (compile_pattern(r"(?<=.{2})(sk|tsk)aya$"), r"\1iy"),  # Вишневская, Вишневский
    (compile_pattern(r"(?<=.{3})(?:skij|sky|skyj|skyy|ski|skii)$"), "skiy"),
]
_FEMININE_STATED = (compile_pattern(r"(?<=.{2}in)a$"), "")
"""Мустафина, Мустафин: only where it is known to be a family, since Irina is no other Irin."""
_ENDINGS = [
    ("ov", compile_pattern(r"(.{2,}?)(?:y?[eo]v|y?[eo]ff?)$")),
    ("zada", compile_pattern(r"(.{2,}?)(?:zad[ae]h?|zoda)$")),
    ("li", compile_pattern(r"(.{3,}?)l[iu]$")),
    ("skiy", compile_pattern(r"(.{2,}?)(?:skiy)$")),
]
_NO_FAMILY = compile_pattern(r".*(?:al[iu]|eli|[vg]el[iu]|[vgkq]ul[iu])$")
"""Given names with -li at the end: Əli, Vəli, Məmmədəli, Qulu; few families end so (Ağalı)."""
_LEAST_LI = 6
_NO_FAMILIES = frozenset({"lev", "eva", "neva"})
_LIKE_FAMILIES = compile_pattern(
    r".{2,}(?:[eo]va?|[eo]ff|zad[ae]h?|skiy|sk[yi]|skaya|skij|enko|shvili|yants?|oyan|[bg][ae]yl[iu])$"
)
_LIKE_LI = compile_pattern(r".{3,}[bcdfghijklmnprstvyzqx]l[iu]$")


@dataclass(frozen=True, slots=True)
class Family:
    """A family name in its masculine form, with its ending set apart; a name without a known ending is all stem."""

    masculine: str
    stem: str
    ending: str


@lru_cache(maxsize=65_536)
def family(word: str, stated: bool) -> Family:
    """Take a folded word apart; `stated` says that it is known to be a family name."""
    for pattern, form in [*_FEMININE, *([_FEMININE_STATED] if stated else [])]:
        word, found = pattern.subn(form, word)
        if found:
            break
    for ending, pattern in _ENDINGS:
        match = pattern.match(word)
        if match and (ending != "li" or _ends_in_li(word)):
            return Family(word, match[1], ending)
    return Family(word, word, "")


def _ends_in_li(word: str) -> bool:
    return len(word) >= _LEAST_LI and not _NO_FAMILY.match(word)


@lru_cache(maxsize=65_536)
def looks_like_a_family(word: str) -> bool:
    """Whether a folded word ends as family names of the region do, and given names do not."""
    if word in _NO_FAMILIES or names_of(word):
        return False
    return _LIKE_FAMILIES.match(word) is not None or (_LIKE_LI.match(word) is not None and _ends_in_li(word))
