"""The routes by which a regime counts somebody: each a function from a scene to keys of subject and owner."""

from collections.abc import Callable

import numpy as np

from cim_graph.ownership.model.control import How
from cim_graph.ownership.model.pairs import Keys, distinct, joined, pointers, ranges
from cim_graph.ownership.model.regime import Route
from cim_graph.ownership.model.scene import Scene
from cim_graph.ownership.model.structure import Numbers

MEANS = {
    "votes": How.VOTES | How.VOTES_WITH_CONTROLLED,
    "fact": How.FACT | How.FACT_OF_CONTROLLED,
    "concert": How.CONCERT,
    "majority": How.MAJORITY,
    "trustee": How.TRUSTEE,
}


def counted(scene: Scene, route: Route) -> Keys:
    """Return subject * size + owner, sorted, for everybody who counts by a route: persons, and trusts with roles."""
    return RULES[route.rule](scene, route)


def _integrated(scene: Scene, route: Route) -> Keys:
    """Count whose shares pass, multiplied along chains and added over chains."""
    return scene.interests(route.of)


def _in_full(scene: Scene, route: Route) -> Keys:
    """Count whose direct stakes pass with those of everything controlled, none of them multiplied."""
    found = np.empty(0, np.int64)
    for what in route.of:
        keys, own, through = scene.in_full(what)
        passes = own + through >= scene.threshold.least_of(scene.units(what)[1])[keys // scene.size]
        passes &= (through > 0) | (not route.through)
        found = joined(found, keys[passes])
    return found


def _concert(scene: Scene, route: Route) -> Keys:
    """Count members, and who controls one, of groups that hold enough together, all in full."""
    found, groups = np.empty(0, np.int64), scene.groups
    relation = scene.relation
    order = np.argsort(relation.controlled, kind="stable")
    starts = pointers(relation.controlled[order], scene.size)
    begin, end = starts[groups.member], starts[groups.member + 1]
    behind = relation.controller[order][ranges(begin, end)]
    people = np.concatenate((groups.member, behind))
    group = np.concatenate((groups.group, np.repeat(groups.group, end - begin)))
    for what in route.of:
        units, whole = scene.units(what)
        together = groups.together(scene.stakes, units, scene.fixpoint.pairs)
        passes = together >= scene.threshold.least_of(whole[groups.about])
        rows = passes[group] & scene.candidates[people] & (people != groups.about[group])
        found = joined(found, _keys(scene, groups.about[group[rows]], people[rows]))
    return found


def _control(scene: Scene, route: Route) -> Keys:
    """Count who controls by one of the means."""
    wanted = How(0)
    for means in route.by:
        wanted |= MEANS[means]
    keys, how = scene.counted_control
    return keys[how & int(wanted) > 0]


def _interest_in_controller(scene: Scene, route: Route) -> Keys:
    """Count who has an integrated share that passes in an entity that controls the subject."""
    interests = scene.interests(route.of)
    relation = scene.relation
    rows = np.flatnonzero(~scene.persons[relation.controller])
    controller, subject = relation.controller[rows], relation.controlled[rows]
    begin = np.searchsorted(interests, controller.astype(np.int64) * scene.size)
    end = np.searchsorted(interests, (controller.astype(np.int64) + 1) * scene.size)
    owner = (interests[ranges(begin, end)] % scene.size).astype(np.int32)
    subject = np.repeat(subject, end - begin)
    return _keys(scene, subject[owner != subject], owner[owner != subject])


def _manager(scene: Scene, route: Route) -> Keys:
    """Count who manages in the first of the roles that anybody has."""
    rows, rank = managers(scene, route.roles)
    ties = scene.structure.ties
    best = np.full(scene.size, len(route.roles))
    np.minimum.at(best, ties.target[rows], rank)
    first = rows[rank == best[ties.target[rows]]]
    return _keys(scene, ties.target[first], ties.source[first])


def managers(scene: Scene, roles: tuple[str, ...]) -> tuple[Keys, Keys]:
    """Return the ties of persons that manage an entity in one of the roles, and the role's place among them."""
    ties, rank = scene.structure.ties, {role: place for place, role in enumerate(roles)}
    rows = [row for row, kind in enumerate(ties.kind) if kind == "MANAGES" and ties.word[row] in rank]
    chosen = np.array(rows, np.int64)
    chosen = chosen[scene.persons[ties.source[chosen]] & ~scene.persons[ties.target[chosen]]]
    return chosen, np.array([rank[ties.word[row]] for row in chosen], np.int64)


def _keys(scene: Scene, subject: Numbers | Keys, owner: Numbers | Keys) -> Keys:
    return distinct(subject.astype(np.int64) * scene.size + owner)


RULES: dict[str, Callable[[Scene, Route], Keys]] = {
    "integrated": _integrated,
    "in-full": _in_full,
    "concert": _concert,
    "control": _control,
    "interest-in-controller": _interest_in_controller,
    "manager": _manager,
}
