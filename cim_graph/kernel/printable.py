"""Text that people type and others read: without characters that cannot be seen and change what is."""

from unicodedata import category, name

from cim_graph.kernel.errors import BadInputError

JOINERS = frozenset("\u200c\u200d")
"""Characters that cannot be seen and that scripts of the Middle East and India need within words."""


def check_printable(what: str, text: str) -> None:
    """Raise BadInputError for text with control characters, changes of direction and the like."""
    for letter in text:
        if category(letter).startswith("C") and letter not in JOINERS:
            told = name(letter, f"U+{ord(letter):04X}")
            raise BadInputError(f"{what} has a character that cannot be seen ({told}); type it anew")
