"""Which of several people of one name in a family is meant: Junior and Senior, the first and the second."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cim_graph.records.format import StatedName

_GENERATIONS = {
    "sr": "1", "senior": "1", "i": "1", "jr": "2", "junior": "2", "jnr": "2", "snr": "1", "ii": "2", "2nd": "2",
    "iii": "3", "3rd": "3", "iv": "4", "старший": "1", "младший": "2",
}  # fmt: skip


def generation(name: "StatedName") -> str | None:
    """Return the generation that stands behind a name, counted from the eldest; nothing where none does."""
    for part in (name.full, name.last, name.first):
        words = (part or "").replace(".", " ").replace(",", " ").split()
        if len(words) > 1 and (found := _GENERATIONS.get(words[-1].lower())):
            return found
    return None
