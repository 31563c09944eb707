"""Given names that are known: their forms in several languages, and what people who bear them also go by.

The lists (`given_names/*.txt`) have a name a line. A form may belong to several names (Саша is Александр and
Александра); two words of one line are one name. Two words that are known and share no line are two names, however alike
they look: Samir is not a misspelled Sabir.

What else English names are called (Howard, Howie) is told by the package `nicknames`. It ties a great many names, so it
tells which may be one and parts none; names of the region that look like an English one (Ali, Alison) are left alone.
"""

from functools import lru_cache
from importlib.resources import files
from re import compile as compile_pattern

from nicknames import name_triplets

from cim_graph.matching.model.transliteration import spellings
from cim_graph.records.names import fold

Numbers = tuple[int, ...]
_REGIONAL = "azerbaijani.txt"
_ENDING = compile_pattern(r"(?<=..)(?:ie|ey|ee|i)$")
_SHORTEST = 2
_MOST_CALLED_SO = 8
"""Names that a nickname may be short for and still tell something: Al is not."""
_FIRST_NICKNAME = 1 << 20
"""Names of the package have numbers from here on."""


@lru_cache(maxsize=1)
def _names() -> dict[str, Numbers]:
    """Read the lists when the first name is compared, not by every command that starts."""
    return _by_key([line for lines in _lines().values() for line in lines])


@lru_cache(maxsize=1)
def _nicknames() -> dict[str, Numbers]:
    """Return the names of the package that a key may stand for: of a nickname of too many, those it is itself."""
    lines: dict[str, list[str]] = {}
    for name, _, other in name_triplets():
        lines.setdefault(name, [name]).append(other)
    told = [[_plain(word) for word in fold(" ".join(words)).split()] for words in lines.values()]
    every, itself = _by_key(told, _FIRST_NICKNAME), _by_key([line[:1] for line in told], _FIRST_NICKNAME)
    regional = _by_key([[_plain(word) for word in line] for line in _lines()[_REGIONAL]])
    return {
        key: numbers if len(numbers) <= _MOST_CALLED_SO else itself.get(key, ())
        for key, numbers in every.items()
        if key not in regional
    }


def _plain(word: str) -> str:
    """Return a nickname with one of its usual endings: Peggie, Peggy."""
    return _ENDING.sub("y", word)


@lru_cache(maxsize=1)
def _lines() -> dict[str, list[list[str]]]:
    folder = files("cim_graph.matching.model") / "given_names"
    texts = {file.name: file.read_text("utf-8").splitlines() for file in sorted(folder.iterdir(), key=str)}
    return {
        name: [fold(line.replace(":", " ")).split() for line in lines if not line.startswith("#")]
        for name, lines in texts.items()
    }


def _by_key(lines: list[list[str]], first: int = 0) -> dict[str, Numbers]:
    numbers: dict[str, dict[int, None]] = {}
    for number, words in enumerate(lines, first):
        for word in words:
            for key in _keys(word):
                numbers.setdefault(key, {})[number] = None
    return {key: tuple(found) for key, found in numbers.items()}


def _keys(word: str) -> tuple[str, ...]:
    """Return the spellings of a word; one of two letters (Ed, Jo) is written as it is."""
    return spellings(word) if len(word) > _SHORTEST else (f"={word}",)


@lru_cache(maxsize=65_536)
def names_of(word: str) -> Numbers:
    """Return the numbers of the names that a folded word is a form of, in any spelling; empty for a word not known."""
    return tuple(dict.fromkeys(number for key in _keys(word) for number in _names().get(key, ())))


@lru_cache(maxsize=65_536)
def called(word: str) -> Numbers:
    """Return the numbers of all names that a folded word may stand for, those that it is a nickname of among them."""
    nicknames = dict.fromkeys(number for key in _keys(_plain(word)) for number in _nicknames().get(key, ()))
    return (*names_of(word), *nicknames)
