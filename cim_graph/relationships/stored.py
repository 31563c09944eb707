"""Facts as the graph keeps them."""

from collections.abc import Mapping
from typing import Any

from cim_graph.relationships.projection import Fact

Ends = tuple[str | None, str | None, str | None, str | None]
"""The parties from and to which a fact goes, the one it is about, and the one on whose behalf it is held."""


def joined(properties: Mapping[str, Any], ends: Ends) -> bool:
    """Whether every end that the source stated leads to a party."""
    stated: int = properties["ends"]
    return sum(party is not None for party in ends) == stated


def fact_of(properties: Mapping[str, Any], ends: Ends) -> Fact:
    """Return a fact from the properties of its node and the parties at its ends."""
    get = properties.get
    from_id, to_id, about, on_behalf_of = ends
    return Fact(
        id=properties["id"],
        source=properties["source"],
        kind=properties["kind"],
        from_id=from_id or "",
        to_id=to_id or "",
        since=properties["since"],
        known_from=properties["knownFrom"],
        about=about,
        on_behalf_of=on_behalf_of,
        share=get("share"),
        min_share=get("minShare"),
        max_share=get("maxShare"),
        exclusive=get("exclusive"),
        voting=get("voting"),
        voting_suspended=get("votingSuspended"),
        share_class=get("shareClass"),
        role=get("role"),
        means=get("means"),
        amount=get("amount"),
        currency=get("currency"),
        material=get("material"),
        replaceable=get("replaceable"),
        rebutted=get("rebutted"),
        valid_from=get("validFrom"),
        valid_to=get("validTo"),
        confidence=get("confidence"),
        attributes=get("attributes"),
    )
