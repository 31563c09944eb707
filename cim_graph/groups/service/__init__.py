"""What is asked of groups."""

from cim_graph.groups.service.around import groups_around
from cim_graph.groups.service.everywhere import groups_everywhere

__all__ = ["groups_around", "groups_everywhere"]
