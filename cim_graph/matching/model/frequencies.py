"""How frequent values are, so that what many share weighs little: a common name, a telephone of a branch."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cim_graph.matching.model.document import FeatureModel, Model
from cim_graph.matching.model.features import COMPANY, PEOPLE
from cim_graph.matching.model.pool import Pool

MOST_LISTED = 5_000
"""Values listed of one feature, the most frequent ones."""
RECORDS_KNOWN = 1_000
"""Records that the model one starts from counts as."""
_COMPARED = 2
_TELLING = 2
"""A value is listed that is at least this many times as frequent as those that are not."""


def with_frequencies(pool: Pool, model: Model) -> Model:
    """Return a model with the frequencies of these records, to which its own add as some records more."""
    features = dict(model.features)
    for name, texts in _texts(pool).items():
        if features[name].rest is not None:
            features[name] = features[name].model_copy(update={"frequencies": _frequencies(features[name], texts)})
    return model.model_copy(update={"features": features})


def _texts(pool: Pool) -> dict[str, list[str]]:
    """Return by feature what each record says, once for each value of each record that says anything."""
    terms = pool.people.terms()
    texts = {feature.name: _said(pool.people.words, terms[feature.name]) for feature in PEOPLE}
    if len(pool.companies.words):
        texts[COMPANY.name] = _said(pool.companies.words, pool.companies.terms())
    return texts | {values.feature.name: _taken(values.texts, values.column.codes) for values in pool.values}


def _taken(texts: Sequence[str], codes: Iterable[int]) -> list[str]:
    return [texts[code] for code in codes]


def _said(words: NDArray[np.object_], terms: Iterable[int]) -> list[str]:
    return [words[term] for term in terms if term >= 0]


def _frequencies(feature: FeatureModel, texts: Sequence[str]) -> dict[str, float]:
    """Count who says a value beside the two records that are compared, and agree on it: they are no coincidence."""
    rest = feature.rest or np.nan
    of = len(texts) + RECORDS_KNOWN
    counts = Counter(texts)
    chances = {
        text: (max(counts[text] - _COMPARED, 0) + RECORDS_KNOWN * feature.frequencies.get(text, rest)) / of
        for text in {*counts, *feature.frequencies}
    }
    listed = sorted((-chance, text) for text, chance in chances.items() if chance >= _TELLING * rest)
    return {text: -chance for chance, text in listed[:MOST_LISTED]}
