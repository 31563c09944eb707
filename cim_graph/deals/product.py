"""Products in normal form: whoever names one in capitals, or with a blank, means the same."""

from unicodedata import category, normalize

_DASH = "Pd"
"""The category of hyphens and dashes of every kind."""


def normal_product(product: str) -> str:
    """Return the code of a product as a lower-case slug, as those of schemes of identifiers are."""
    text = normalize("NFKC", product).lower()
    return "-".join("".join(" " if letter == "_" or category(letter) == _DASH else letter for letter in text).split())
