"""What is asked of groups."""

from cim_graph.groups.service.around import groups_around
from cim_graph.groups.service.decisions import decide, decisions, revoke
from cim_graph.groups.service.everywhere import groups_everywhere, named
from cim_graph.groups.service.listing import Dated, Wanted, changes_since, group_key, listed
from cim_graph.groups.service.run import Door, Ran, last_run, run
from cim_graph.groups.service.shown import shown

__all__ = [
    "Dated",
    "Door",
    "Ran",
    "Wanted",
    "changes_since",
    "decide",
    "decisions",
    "group_key",
    "groups_around",
    "groups_everywhere",
    "last_run",
    "listed",
    "named",
    "revoke",
    "run",
    "shown",
]
