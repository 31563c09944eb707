"""The sentences that say why somebody counts."""

from collections.abc import Callable

import numpy as np

from cim_graph.ownership.model.answer import Reason
from cim_graph.ownership.model.control import How
from cim_graph.ownership.model.judgement import POSSIBLE, Judgement
from cim_graph.ownership.model.pairs import Units, looked_up
from cim_graph.ownership.model.regime import Route
from cim_graph.ownership.model.routes import MEANS, managers
from cim_graph.ownership.model.scene import Scene
from cim_graph.ownership.model.structure import Numbers
from cim_graph.ownership.model.threshold import Measure

_WORDS = {
    How.CONCERT: "with those it acts in concert with it has over half of the votes, or it controls whoever has",
    How.MAJORITY: "it has over half of the capital or of the votes, direct or integrated, or controls whoever has",
    How.TRUSTEE: "it is trustee of the trust, or controls the trustee",
    How.FACT: "a source states that it controls",
    How.FACT_OF_CONTROLLED: "a source states that something it controls does",
}


def number(percent: float) -> str:
    """Return a percentage for people: four decimals at most."""
    text = f"{percent:.4f}".rstrip("0").rstrip(".")
    return f"{text} %"


def reasons(judged: Judgement, row: int) -> tuple[Reason, ...]:
    """Return the reasons of one owner in the order of the regime's routes."""
    bits = int(judged.routes[row])
    return tuple(_reason(judged, row, bit) for bit in range(len(judged.codes)) if bits >> bit & 1)


def _reason(judged: Judgement, row: int, bit: int) -> Reason:
    scene, code = judged.least.scene, judged.codes[bit]
    regime = scene.regime
    subject, owner = divmod(int(judged.keys[row]), scene.size)
    if code == POSSIBLE:
        return Reason(code, _possible(judged, row), regime.source)
    if bit >= len(regime.routes):
        source = regime.trusts.source if regime.trusts else regime.source
        return Reason(code, _by_role(judged, row), source)
    route = regime.routes[bit]
    return Reason(code, _TEXTS[route.rule](scene, route, subject, owner), route.source)


def _possible(judged: Judgement, row: int) -> str:
    low, high = number(100 * judged.ownership[row]), number(100 * judged.most[row])
    return (
        f"May or may not pass: a source gives a band or no number, so the share lies between {low} and {high} of the "
        f"capital. The {_threshold(judged.least.scene)}; ask for the exact share."
    )


def _by_role(judged: Judgement, row: int) -> str:
    part = number(100 * judged.ownership[row])
    return f"Stands, by a role in it, for a trust or foundation that counts; with what that holds it comes to {part}."


def _threshold(scene: Scene) -> str:
    above = "from" if scene.threshold.inclusive else "above"
    return f"threshold is {above} {number(float(100 * scene.threshold.part))}"


def _integrated(scene: Scene, route: Route, subject: int, owner: int) -> str:
    parts = [
        f"{number(100 * _share(measure, subject, owner))} of the {what}"
        for what, measure in zip(route.of, scene.measures(route.of), strict=True)
    ]
    return f"Holds {' and '.join(parts)}, multiplied along chains and added over chains; the {_threshold(scene)}."


def _share(measure: Measure, party: int, owner: int) -> float:
    return float(measure.shares.of(_one(party), _one(owner))[0])


def _one(party: int) -> Numbers:
    return np.array([party], np.int32)


def _in_full(scene: Scene, route: Route, subject: int, owner: int) -> str:
    parts = []
    for what in route.of:
        whole = scene.units(what)[1]
        keys, own, through = scene.in_full(what)
        key = np.array([subject * scene.size + owner])
        own_part, through_part = (_percent(looked_up(key, keys, column), whole[subject]) for column in (own, through))
        parts.append(f"{own_part} of the {what} directly and {through_part} by what it controls")
    return f"Holds {', '.join(parts)}, counted in full; the {_threshold(scene)}."


def _percent(units: Units, whole: int) -> str:
    return number(100 * int(units[0]) / max(int(whole), 1))


def _concert(scene: Scene, route: Route, subject: int, owner: int) -> str:
    own = {owner, *scene.relation.controlled[scene.relation.controller == owner].tolist()}
    mine = np.isin(scene.groups.member, list(own)) & (scene.groups.about[scene.groups.group] == subject)
    groups = np.unique(scene.groups.group[mine])
    parts = []
    for what in route.of:
        units, whole = scene.units(what)
        together = scene.groups.together(scene.stakes, units, scene.fixpoint.pairs)[groups]
        parts.append(f"{_percent(np.array([together.max(initial=0)]), whole[subject])} of the {what}")
    sums = " and ".join(parts)
    return f"Those who act in concert, of whom it is or controls one, hold {sums} together; the {_threshold(scene)}."


def _control(scene: Scene, route: Route, subject: int, owner: int) -> str:
    relation = scene.relation
    at = np.flatnonzero((relation.controlled == subject) & (relation.controller == owner))[0]
    how = How(int(relation.how[at]))
    said = []
    for means in route.by:
        said += [_means(flag, relation.votes[at]) for flag in MEANS[means] if flag & how]
    return f"Controls it: {'; '.join(said)}."


def _means(flag: How, votes: float) -> str:
    if flag in _WORDS:
        return _WORDS[flag]
    with_others = " with what it controls" if flag == How.VOTES_WITH_CONTROLLED else ""
    return f"it casts {number(votes)} of the votes{with_others}, over half"


def _interest_in_controller(scene: Scene, route: Route, subject: int, owner: int) -> str:
    relation = scene.relation
    controllers = relation.controller[(relation.controlled == subject) & ~scene.persons[relation.controller]]
    owners = np.full(len(controllers), owner, np.int32)
    most = max(float(measure.shares.of(controllers, owners).max(initial=0)) for measure in scene.measures(route.of))
    return f"Holds {number(100 * most)} of an entity that controls it; the {_threshold(scene)}."


def _manager(scene: Scene, route: Route, subject: int, owner: int) -> str:
    ties = scene.structure.ties
    rows, rank = managers(scene, route.roles)
    roles = rank[(ties.target[rows] == subject) & (ties.source[rows] == owner)]
    return f"Manages it as {route.roles[int(roles.min())]}."


_TEXTS: dict[str, Callable[[Scene, Route, int, int], str]] = {
    "integrated": _integrated,
    "in-full": _in_full,
    "concert": _concert,
    "control": _control,
    "interest-in-controller": _interest_in_controller,
    "manager": _manager,
}
