"""What a word of a foreign format is in the registry, where it stands between two parties."""

from dataclasses import dataclass

from cim_graph.kernel.vocabulary import RelationshipKind


@dataclass(frozen=True, slots=True)
class Meaning:
    """A kind of relationship with its `means` or `role`; `reverse`: from the second party to the first."""

    kind: RelationshipKind
    means: str | None = None
    role: str | None = None
    reverse: bool = False
