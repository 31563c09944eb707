"""A model from data: without labels by expectation-maximisation, with labels as counts beside it.

u comes from random pairs, less what of them is likely to be of one party. m comes from candidate pairs, once for each
kind of key, over the features that the key itself does not make agree; what the kinds say is added up. The model that
one starts from counts as some pairs of its own, so that a thousand records are enough, and a feature that never occurs
keeps what was known of it.

What stewards judged is known and not guessed at: such a pair is taken out of the candidates and counts once, as a whole
pair of one party, or of two. So a label weighs as much as a pair of which the guess is certain; it moves m by one in
twenty and as many pairs as were found, and u by one in some hundred thousand, since pairs that were judged are alike as
few others are, and say little of strangers. (Nigam and others: Text classification from labeled and unlabeled documents
using EM, 2000.) (Herzog, Scheuren, Winkler: Data Quality and Record Linkage Techniques, 2007, chapter 9.)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.column import Indexes, Levels
from cim_graph.matching.model.document import Model
from cim_graph.matching.model.features import FEATURES, PLACE
from cim_graph.matching.model.frequencies import RECORDS_KNOWN, with_frequencies
from cim_graph.matching.model.keys import GIVEN, WHOLE_NAMES
from cim_graph.matching.model.patterns import Chances, Patterns, chances, count, patterns, posteriors, shares
from cim_graph.matching.model.pool import Pool
from cim_graph.matching.model.scorer import Scorer, Scores
from cim_graph.matching.model.weights import BIT

RANDOM_PAIRS = 150_000
_SEED = 1
_SAME_KNOWN = 20.0
"""Pairs of one party that the model one starts from counts as."""
_OTHER_KNOWN = 100_000.0
"""Pairs of two parties that it counts as."""
_ROUNDS = 50
_SAME_OF_ONE = 0.5
"""Other records of its party that a record has, on the average, where nothing was estimated."""
_LEAST_OF_ONE = 0.01
"""The least that is estimated: a base without duplicates will have some."""
_PASSES = 2
_LEAST_FREE = 2
_SETTLED = 1e-6
_LEAST, _MOST = 1e-9, 0.3
SAME, OTHER, KIN = range(3)
"""Kinds of pairs: of one party, of strangers, of relatives."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of records by number that share a candidate key, each once.

    `kinds` holds, by kind of key, the places of the pairs that such a key makes; `part` is how many these are of all
    candidates, where they are a sample.
    """

    left: Indexes
    right: Indexes
    kinds: Mapping[str, Indexes]
    part: float = 1.0


@dataclass(frozen=True, slots=True)
class _Made:
    """Pairs that one kind of key makes, the features it leaves free, and whether relatives may be among them."""

    pairs: Patterns
    free: NDArray[np.bool_]
    relatives: bool


@dataclass(frozen=True, slots=True)
class Labels:
    """Pairs of records by number that stewards judged, each once, and whether they are the same."""

    left: Indexes
    right: Indexes
    same: NDArray[np.bool_]


def estimate(pool: Pool, start: Model, candidates: Candidates, version: str, labels: Labels | None = None) -> Model:
    """Return a new version of a model, with the chances, frequencies and prior of these records."""
    scorer = Scorer(pool, start)
    guessed = candidates if labels is None else _unjudged(candidates, labels, len(pool))
    levels = scorer.score(guessed.left, guessed.right).levels
    kinds = list(_telling(levels, guessed.kinds))
    random = patterns(scorer.score(*_random_pairs(len(pool))).levels)
    same, other, kin = _known(scorer, labels, start)
    starts = chances(start, "m"), chances(start, "u")
    m, u = shares(same, starts[SAME]), shares(other, starts[OTHER])
    for _ in range(_PASSES):
        strangers = posteriors(random, (m, u, kin), _priors(start.prior, start.relatives))[OTHER]
        u = shares(other + count(random, strangers), starts[OTHER])
        found = sum((_matches(kind, (m, u, kin), same) for kind in kinds), np.zeros_like(same))
        m = shares(same + found, starts[SAME])
    made = with_frequencies(pool, _stated(start, m, u, version))
    return _with_priors(made, Scorer(pool, made).score(candidates.left, candidates.right), candidates.part, len(pool))


def counted(pool: Pool, start: Model, version: str) -> Model:
    """Return a new version of a model whose chances stay, with the frequencies of these records and how many they are.

    For a base that is too small, or whose records say too little, to estimate from.
    """
    made = with_frequencies(pool, start)
    prior = _SAME_OF_ONE / (len(pool) + RECORDS_KNOWN)
    relatives = prior * start.relatives / start.prior
    return made.model_copy(update={"version": version, "prior": prior, "relatives": relatives})


def _numbers(left: Indexes, right: Indexes, records: int) -> NDArray[np.int64]:
    numbers: NDArray[np.int64] = np.minimum(left, right) * records + np.maximum(left, right)
    return numbers


def _unjudged(candidates: Candidates, labels: Labels, records: int) -> Candidates:
    """Return the candidates that nobody judged."""
    kept = ~np.isin(_numbers(candidates.left, candidates.right, records), _numbers(labels.left, labels.right, records))
    places = np.cumsum(kept) - 1
    kinds = {kind: places[pairs[kept[pairs]]] for kind, pairs in candidates.kinds.items()}
    return Candidates(candidates.left[kept], candidates.right[kept], kinds, candidates.part)


def _random_pairs(records: int) -> tuple[Indexes, Indexes]:
    """Return pairs of records at random: all, where these are few."""
    if records * (records - 1) // 2 <= RANDOM_PAIRS:
        every: tuple[Indexes, Indexes] = np.triu_indices(records, 1)
        return every
    draw = np.random.default_rng(_SEED)
    left = draw.integers(0, records, RANDOM_PAIRS)
    right = draw.integers(0, records, RANDOM_PAIRS)
    return left[left != right], right[left != right]


def _telling(levels: Levels, kinds: Mapping[str, Indexes]) -> Iterator[_Made]:
    """Yield the pairs of each kind of key that leaves two features free: of fewer, none could tell of another."""
    for kind, pairs in kinds.items():
        free = np.array([feature.name not in GIVEN[kind] for feature in FEATURES], bool)
        of_kind = patterns(levels[pairs])
        said = (of_kind.levels >= 0).T @ of_kind.counts
        if (free & (said * 2 >= len(pairs))).sum() >= _LEAST_FREE:
            yield _Made(of_kind, free, kind not in WHOLE_NAMES)


def _priors(same: float, kin: float) -> NDArray[np.float64]:
    return np.array([same, 1 - same - kin, kin])


def _known(scorer: Scorer, labels: Labels | None, start: Model) -> tuple[Chances, Chances, Chances]:
    """Return counts of one party and of two strangers before any pair is guessed at, and the chances of relatives.

    Known are the model one starts from, and what stewards said.
    """
    same, other, kin = _SAME_KNOWN * chances(start, "m"), _OTHER_KNOWN * chances(start, "u"), chances(start, "r")
    if labels is None:
        return same, other, kin
    levels = scorer.score(labels.left, labels.right).levels
    seen = [patterns(levels[labels.same]), patterns(levels[~labels.same])]
    return same + count(seen[0], np.ones(len(seen[0]))), other + count(seen[1], np.ones(len(seen[1]))), kin


def _matches(made: _Made, classes: tuple[Chances, Chances, Chances], known: Chances) -> Chances:
    """Return how often each level of the free features occurs among those of a key's pairs that are of one party."""
    m, u, kin = classes
    kind, free, start = made.pairs, made.free, m
    among = np.array([1, 1, made.relatives])
    priors, found = among / among.sum(), np.zeros_like(known)
    for _ in range(_ROUNDS):
        likely = posteriors(kind, (m, u, kin), priors, free)
        found = count(kind, likely[SAME]) * free[:, None]
        m = np.where(free[:, None], shares(known + found, start), m)
        before, priors = priors, (likely @ kind.counts + among) / (kind.counts.sum() + among.sum())
        if abs(priors - before).max() < _SETTLED:
            break
    return found


def _with_priors(made: Model, scores: Scores, part: float, records: int) -> Model:
    """Return a model with the chances of one party and of relatives at which the candidates agree with them."""
    pairs = records * (records - 1) / 2
    least = _LEAST_OF_ONE / records
    same, kin = made.prior, made.relatives
    bare = [
        of / BIT - np.log2(prior / (1 - same - kin)) for of, prior in ((scores.total, same), (scores.relatives, kin))
    ]
    for _ in range(_ROUNDS):
        likely = [np.exp2(bits) * prior for bits, prior in zip(bare, (same, kin), strict=True)]
        whole = likely[0] + likely[1] + (1 - same - kin)
        before = same
        same, kin = (float((one / whole).sum() / part / pairs) for one in likely)
        same, kin = float(np.clip(same, least, _MOST)), float(np.clip(kin, _LEAST, _MOST))
        if abs(same - before) < _SETTLED * same:
            break
    return made.model_copy(update={"prior": same, "relatives": kin})


def _stated(start: Model, m: Chances, u: Chances, version: str) -> Model:
    features = {}
    for feature in FEATURES:
        place, many = PLACE[feature.name], len(feature.levels)
        stated = {
            name: dict(zip(feature.levels, map(float, table[place, :many]), strict=True))
            for name, table in (("m", m), ("u", u))
        }
        features[feature.name] = start.features[feature.name].model_copy(update=stated)
    return start.model_copy(update={"version": version, "features": features})
