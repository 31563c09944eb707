"""All large exposures together."""

from collections.abc import Iterable
from decimal import Decimal

from cim_graph.groups.model.answer import EXEMPT_WARNING
from cim_graph.groups.model.exposure import total
from cim_graph.groups.model.group import Group


def large_total(groups: Iterable[Group]) -> Decimal:
    """Return what all large exposures come to; a party in several groups counts once, one that is exempt not at all."""
    owed: dict[str, Decimal] = {}
    for group in groups:
        if group.large:
            exempt = {id_ for one in group.warnings if one.code == EXEMPT_WARNING for id_ in one.parties}
            owed.update((one.party, one.exposure) for one in group.members if one.party not in exempt)
    return total(owed.values())
