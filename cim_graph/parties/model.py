"""What a party is, and how parties are asked for."""

from dataclasses import dataclass

from cim_graph.kernel.vocabulary import PartyKind, PartyStatus


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A golden party: the properties of a `Party` node, one field each, in the order in which statements return them.

    `kind` and `status` are the text of a PartyKind and a PartyStatus. The lists are never null: a statement gives an
    empty one for a property that is absent.
    """

    id: str
    kind: str
    status: str
    version: int
    name: str | None
    name_texts: list[str]
    name_kinds: list[str]
    name_langs: list[str]
    birth_date: str | None
    jurisdiction: str | None
    countries: list[str]
    flags: list[str]
    segment: str | None
    branch: str | None
    manager: str | None


@dataclass(frozen=True, slots=True)
class PartyFilter:
    """Which parties are meant; a part that is nothing lets every party through. Countries are ISO 3166 alpha-2."""

    kinds: tuple[PartyKind, ...] | None = None
    statuses: tuple[PartyStatus, ...] | None = None
    countries: tuple[str, ...] | None = None


EVERY_PARTY = PartyFilter()
