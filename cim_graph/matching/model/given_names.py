"""Given names that are known: their forms in several languages, and what people who bear them also go by.

The lists (`given_names/*.txt`) have a name a line. A form may belong to several names (Саша is Александр and
Александра); two words of one line are one name. Two words that are known and share no line are two names, however alike
they look: Samir is not a misspelled Sabir.
"""

from functools import lru_cache
from importlib.resources import files

from cim_graph.matching.model.transliteration import spellings
from cim_graph.records.names import fold


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[int, ...]]:
    """Read the lists when the first name is compared, not by every command that starts."""
    return _by_key(_lines())


def _lines() -> list[list[str]]:
    folder = files("cim_graph.matching.model") / "given_names"
    texts = [file.read_text("utf-8") for file in sorted(folder.iterdir(), key=str)]
    lines = [line for text in texts for line in text.splitlines() if not line.startswith("#")]
    return [fold(line.replace(":", " ")).split() for line in lines]


def _by_key(lines: list[list[str]]) -> dict[str, tuple[int, ...]]:
    numbers: dict[str, dict[int, None]] = {}
    for number, words in enumerate(lines):
        for word in words:
            for key in spellings(word):
                numbers.setdefault(key, {})[number] = None
    return {key: tuple(found) for key, found in numbers.items()}


@lru_cache(maxsize=65_536)
def names_of(word: str) -> tuple[int, ...]:
    """Return the numbers of the names that a folded word is a form of, in any spelling; empty for a word not known."""
    return tuple(dict.fromkeys(number for key in spellings(word) for number in _names().get(key, ())))
