"""The scripts in which one name is found: Azerbaijani and Russian letters, English rendering, bare ASCII."""

import re
from collections.abc import Callable
from enum import StrEnum


class Script(StrEnum):
    """How a source writes names. `OWN` is the script of the person's own papers."""

    OWN = "own"
    ENGLISH = "english"
    BARE = "bare"
    CYRILLIC = "cyrillic"


def _table(pairs: str) -> dict[int, str]:
    """Read `from=to` pairs of small letters into a table for both cases."""
    table: dict[int, str] = {}
    for pair in pairs.split():
        small, _, other = pair.partition("=")
        table[ord(small)] = other
        table[ord({"i": "İ", "ı": "I"}.get(small, small.upper()))] = other.capitalize()
    return table


# The renderings that passports and transliterated documents show: Məmmədov is Mammadov, Cəfərov is Jafarov.
_ENGLISH = _table("ə=a c=j ç=ch ğ=gh x=kh ı=i i=i ö=o ş=sh ü=u q=g")
# What people type without an Azerbaijani keyboard.
_BARE = _table("ə=e ç=c ğ=g ı=i i=i ö=o ş=s ü=u")
_CYRILLIC = _table(
    "a=а b=б c=дж ç=ч d=д e=е ə=а f=ф g=г ğ=г h=г x=х ı=ы i=и j=ж k=к q=г l=л m=м n=н o=о ö=о p=п r=р s=с ş=ш t=т"
    " u=у ü=у v=в w=в y=й z=з"
)
_RUSSIAN = _table(
    "а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh"
    " щ=shch ъ= ы=y ь= э=e ю=yu я=ya"
)
_IOTATED = {"ya": "я", "ye": "е", "yu": "ю", "yo": "ё", "Ya": "Я", "Ye": "Е", "Yu": "Ю", "Yo": "Ё"}
_IOTATION = re.compile("|".join(_IOTATED))
_SON_AND_DAUGHTER = {"oğlu": "оглы", "qızı": "кызы"}
_TRANSLITERATED = {**_RUSSIAN, **_ENGLISH}
_LATIN = {**_RUSSIAN, **_BARE}


def english(text: str) -> str:
    """Write a name as English documents do, from Azerbaijani or Russian letters."""
    return text.translate(_TRANSLITERATED)


def bare(text: str) -> str:
    """Write a name in the plain letters of an English keyboard."""
    return text.translate(_LATIN)


def cyrillic(text: str) -> str:
    """Write an Azerbaijani name as a Russian document does; what is Cyrillic already stays."""
    words = (_SON_AND_DAUGHTER.get(word) or _IOTATION.sub(_iotated, word) for word in text.split(" "))
    return " ".join(words).translate(_CYRILLIC)


def _iotated(match: re.Match[str]) -> str:
    return _IOTATED[match.group()]


def small(text: str) -> str:
    """Lower-case Azerbaijani text, in which I is the capital of ı and İ that of i."""
    return text.replace("I", "ı").replace("İ", "i").lower()


def title(text: str) -> str:
    """Give every word of an Azerbaijani text a capital."""
    return re.sub(r"[^\W\d]+", lambda word: _capital(word.group()), small(text))


def _capital(word: str) -> str:
    return {"i": "İ", "ı": "I"}.get(word[0], word[0].upper()) + word[1:]


Writer = Callable[[str], str]

_OF_THE_REGION: dict[Script, Writer] = {
    Script.ENGLISH: english,
    Script.BARE: bare,
    Script.CYRILLIC: cyrillic,
    Script.OWN: str,
}
# Turkish and English names are Latin already, and their c, q and x do not sound as in Azerbaijani.
_LATIN_ALREADY: dict[Script, Writer] = {
    Script.ENGLISH: bare,
    Script.BARE: bare,
    Script.CYRILLIC: str,
    Script.OWN: str,
}
WRITERS = {"az": _OF_THE_REGION, "ru": _OF_THE_REGION, "tr": _LATIN_ALREADY, "en": _LATIN_ALREADY}
"""How a name of a language (az, ru, tr, en) is written in a script."""
