"""The warnings about one subject, and what part of it leads to nobody known."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from cim_graph.ownership.model import findings
from cim_graph.ownership.model.answer import Warned
from cim_graph.ownership.model.integrated import Plan
from cim_graph.ownership.model.judgement import Judgement
from cim_graph.ownership.model.one import held_of
from cim_graph.ownership.model.reasons import number
from cim_graph.ownership.model.scene import Roles, Scene
from cim_graph.ownership.model.stakes import Stakes, percent
from cim_graph.ownership.model.structure import Marks, Numbers, Percents
from cim_graph.ownership.model.threshold import TIE, Measure

TRUST_ROLES = ("SETTLOR_OF", "TRUSTEE_OF", "PROTECTOR_OF", "BENEFICIARY_OF")


@dataclass(frozen=True, slots=True)
class Reach:
    """Where chains above a subject end: `ends` are known, `share` is what each party holds of it up to there."""

    subject: int
    ends: Marks
    share: Percents

    def unknown(self) -> float:
        """Return the percent of the subject's capital that leads to nobody known."""
        if self.ends[self.subject]:
            return 0.0
        return percent(np.clip(1 - self.share[self.ends].sum(), 0, 1))


def reach(scene: Scene, subject: int) -> Reach:
    """Follow the subject's capital up to persons, governments, listed companies, and trusts with role holders."""
    structure = scene.structure
    listed, state = (findings.flagged(structure, flag) for flag in ("listed", "government"))
    listed[subject] = False
    ends = scene.persons | listed | state | Roles.of(structure, TRUST_ROLES).trusts(scene.size)
    led = ~ends[scene.stakes.held]
    plan = scene.plan if led.all() else Plan.of(_only(scene.stakes, led), of_votes=False)
    return Reach(subject, ends, held_of(plan, subject))


def _only(stakes: Stakes, rows: Marks) -> Stakes:
    return replace(
        stakes,
        holder=stakes.holder[rows],
        held=stakes.held[rows],
        capital=stakes.capital[rows],
        votes=stakes.votes[rows],
    )


def warnings(judged: Judgement, reached: Reach) -> tuple[Warned, ...]:
    """Return everything about the data above a subject that a reader of the answer has to know."""
    scene = judged.least.scene
    structure = scene.structure
    return (
        *_cut(scene, reached),
        *findings.closed_loops(scene),
        *findings.excesses(structure, scene.stakes, votes=judged.settled.votes),
        *findings.unexplained(structure, judged.settled.most, _explained(scene, reached), reached.share),
        *findings.owned_persons(structure, scene.persons),
        *findings.circular_control(structure, scene.mutual),
        *findings.cross_holdings(structure, scene.stakes),
        *_families(judged, reached.subject),
        *_complex(scene, reached.subject),
        *findings.nominees(structure),
        *findings.not_together(structure),
        *_flagged(scene, reached),
    )


def _explained(scene: Scene, reached: Reach) -> Marks:
    ends = reached.ends.copy()
    ends[reached.subject] |= "listed" in scene.structure.parties.flags[reached.subject]
    return ends


def _cut(scene: Scene, reached: Reach) -> Iterator[Warned]:
    if scene.structure.cut:
        text = (
            "More lies above this party than was read, so shares may be missing. Run the whole base to see all of it."
        )
        yield Warned("STRUCTURE_CUT", text, (scene.structure.parties.ids[reached.subject],))


def _families(judged: Judgement, subject: int) -> Iterator[Warned]:
    """Relatives of whom none passes, but who would together."""
    scene = judged.least.scene
    passed = judged.least.keys[judged.least.keys // scene.size == subject] % scene.size
    small = np.zeros(scene.size, bool)
    for measure in (scene.capital, scene.votes):
        small[measure.shares.row(subject)[0]] = True
    small &= scene.persons
    small[passed] = False
    ties = scene.structure.ties
    rows = np.array([row for row, kind in enumerate(ties.kind) if kind == "FAMILY_OF"], int)
    rows = rows[small[ties.source[rows]] & small[ties.target[rows]]]
    for relatives in findings.together(scene.size, ties.source[rows], ties.target[rows]):
        sums = [_sum(measure, subject, relatives) for measure in (scene.capital, scene.votes)]
        if any(_passes(scene, measure, subject, relatives) for measure in (scene.capital, scene.votes)):
            text = (
                f"{len(relatives)} relatives, each below the threshold, hold {number(100 * sums[0])} of the capital "
                f"and {number(100 * sums[1])} of the votes together. Check whether they act together; they are not "
                "added up."
            )
            ids = tuple(scene.structure.parties.ids[party] for party in relatives)
            yield Warned("FAMILY_AGGREGATE_ABOVE_THRESHOLD", text, ids)


def _sum(measure: Measure, subject: int, owners: Numbers) -> float:
    return float(measure.shares.of(np.full(len(owners), subject, np.int32), owners).sum())


def _passes(scene: Scene, measure: Measure, subject: int, owners: Numbers) -> bool:
    total, part = _sum(measure, subject, owners), float(scene.threshold.part)
    if abs(total - part) > TIE:
        return total > part
    exact = [measure.exactly.share(subject, int(owner)) for owner in owners]
    known = [share for share in exact if share is not None]
    if len(known) < len(exact):
        return scene.threshold.inclusive
    return scene.threshold.met(sum(known, Fraction(0)))


def _complex(scene: Scene, subject: int) -> Iterator[Warned]:
    rule, depth, places = scene.regime.complexity, _depth(scene, subject), _places(scene)
    said = []
    if rule.layers is not None and depth > rule.layers:
        said.append(f"{depth} layers of owners, more than {rule.layers}")
    if rule.jurisdictions is not None and len(places) > rule.jurisdictions:
        said.append(f"{len(places)} jurisdictions ({', '.join(places)}), more than {rule.jurisdictions}")
    if said:
        text = f"There are {' and '.join(said)}. Ask for a chart of the structure and for the reason behind it."
        yield Warned("COMPLEX_STRUCTURE", text, (scene.structure.parties.ids[subject],))


def _depth(scene: Scene, subject: int) -> int:
    """Return how many stakes the longest chain to a party has; a circle counts as one party."""
    return next(depth for depth, layer in enumerate(scene.plan.layers) if layer.has(subject))


def _places(scene: Scene) -> list[str]:
    parties = scene.structure.parties
    return sorted(
        {
            place[:2]
            for place, kind in zip(parties.jurisdictions, parties.kinds, strict=True)
            if place and kind != "PERSON"
        }
    )


def _flagged(scene: Scene, reached: Reach) -> Iterator[Warned]:
    """Tell of listed companies and governments that hold something, or are asked about."""
    for flag, code, advice in (
        ("listed", "LISTED", "Its own disclosures say who holds it; exemptions for listed companies may apply."),
        ("government", "STATE_OWNED", "A state has no beneficial owners; note who represents it."),
    ):
        texts = []
        for party in np.flatnonzero(findings.flagged(scene.structure, flag)):
            if party == reached.subject:
                texts.append((f"This party itself. {advice}", [party]))
            elif reached.share[party] > 0:
                texts.append((f"Holds {number(100 * reached.share[party])}. {advice}", [party]))
        yield from findings.told(scene.structure, code, texts)
