"""Pairs of stored records, what a model says of them, and the parties that follow: what whoever compares hands on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Ask, Read, Rows
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.matching.model.kept import EDITION, said
from cim_graph.matching.model.tokens import LISTED, words_of

if TYPE_CHECKING:
    from cim_graph.matching.model.clusters import Held
    from cim_graph.matching.model.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Keyed:
    """A record that is compared: its evidence or payload, and its candidate keys as words."""

    id: str
    text: str
    keys: str

    @staticmethod
    def of(id_: str, text: str, kept_keys: str) -> "Keyed":
        """Return a record as it is kept; keys that were kept beside evidence of another edition are made anew."""
        if text.startswith(EDITION):
            return Keyed(id_, text, kept_keys)
        return Keyed(id_, text, words_of(said(text)))

    @property
    def evidence(self) -> "Evidence":
        """What it says of who its party is."""
        return said(self.text)

    @property
    def is_listed(self) -> bool:
        """Whether it is an entry of a list."""
        return self.keys.endswith(LISTED)


@dataclass(frozen=True, slots=True)
class KeyedPage:
    """Records that are compared, side by side."""

    ids: list[str]
    texts: list[str]
    keys: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Ids of records, and the edition of the evidence that is wanted."""

    ids: list[str]
    edition: str = EDITION


@dataclass(frozen=True, slots=True)
class Found:
    """Records that share a key with the one that was asked about, and their keys, side by side."""

    id: str
    ids: list[str]
    keys: list[str]


@dataclass(frozen=True, slots=True)
class Match:
    """Two records as the model compares them; odds are thousandths of a bit, the decision is one of DECISIONS."""

    left: str
    right: str
    decision: str
    probability: float
    odds: int

    @property
    def id(self) -> str:
        """The id of the pair, whichever comes first."""
        return id_of(Kind.REVIEW, *sorted((self.left, self.right)))

    @property
    def is_same(self) -> bool:
        """Whether the two are taken for one party."""
        return self.decision == "SAME"


@dataclass(frozen=True, slots=True)
class Division:
    """Records divided into parties, and the matches that were not followed, with the reason."""

    parties: list[list[str]]
    held: "Mapping[tuple[str, str], Held]"

    @property
    def records(self) -> list[str]:
        """All records that are divided."""
        return [id_ for party in self.parties for id_ in party]


KEYED = Read("matching/keyed", Asked, KeyedPage)
CANDIDATES = Read("matching/candidates", Rows, Found)


async def keyed(ask: Ask, ids: Iterable[str]) -> dict[str, Keyed]:
    """Return the records of these ids that stand."""
    asked = sorted(set(ids))
    pages = await ask(KEYED(Asked(asked))) if asked else []
    return {row[0]: Keyed.of(*row) for page in pages for row in zip(page.ids, page.texts, page.keys, strict=True)}
