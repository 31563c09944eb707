"""The words a synthetic bank is made of: names and streets from Faker's lists, the rest our own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from cim_graph.kernel.errors import SetupError


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one language. `families`: for men, for women; `patronymics`: father's name to son's, daughter's."""

    male: tuple[str, ...]
    female: tuple[str, ...]
    families: tuple[tuple[str, str], ...]
    patronymics: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that is drawn by name; `names` by language: az, ru, tr, en."""

    names: Mapping[str, Names]
    streets: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """Read Faker's lists once. Raises SetupError where the extra is not installed."""
    try:
        # Faker is an extra: the registry runs without it, so it is imported only when a bank is generated.
        from cim_graph.synthetic.faker_lists import AZERBAIJANI, ENGLISH, RUSSIAN, STREETS, TURKISH  # noqa: PLC0415
    except ImportError as missing:
        raise SetupError("a synthetic bank needs Faker's name lists: pip install 'cim-graph[generate]'") from missing
    return Lexicon({"az": AZERBAIJANI, "ru": RUSSIAN, "tr": TURKISH, "en": ENGLISH}, STREETS)
