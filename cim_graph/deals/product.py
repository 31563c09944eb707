"""Products in normal form: whoever names one in capitals, or with a blank, means the same."""

from unicodedata import normalize


def normal_product(product: str) -> str:
    """Return the code of a product as a lower-case slug, as those of schemes of identifiers are."""
    return "-".join(normalize("NFKC", product).lower().replace("_", " ").replace("-", " ").split())
