"""The whole way from records to parties: the same in every order, and as truth has it."""

from random import Random

import numpy as np
import pytest

from bench import matching, matching_data
from cim_graph.matching.bulk.candidates import KeyTable
from cim_graph.matching.bulk.resolution import freeze, resolve
from cim_graph.matching.model.decisions import Judgements, Resolution
from cim_graph.matching.model.document import shipped
from cim_graph.matching.model.estimation import Labels
from cim_graph.matching.model.evidence import Evidence
from cim_graph.matching.model.keys import keys
from cim_graph.matching.model.pool import pool
from tests.matching.records import said
from tests.matching.test_estimation import base


def resolved(records: list[Evidence], judged: Judgements | None = None) -> Resolution:
    with KeyTable.of([keys(record) for record in records]) as table:
        of = pool(records)
        return resolve(of, freeze(of, shipped(), table, "test"), table, judged)


def partition(found: Resolution, numbers: list[int]) -> set[frozenset[int]]:
    """Return the clusters of records, by the numbers that these had at first."""
    members: dict[int, set[int]] = {}
    for place, cluster in enumerate(found.clusters.of.tolist()):
        members.setdefault(cluster, set()).add(numbers[place])
    return {frozenset(of) for of in members.values()}


def test_the_order_of_records_does_not_matter() -> None:
    records = base(60)
    first = partition(resolved(records), list(range(len(records))))
    assert sum(len(of) == 2 for of in first) > 45
    for seed in range(3):
        order = list(range(len(records)))
        Random(seed).shuffle(order)
        assert partition(resolved([records[number] for number in order]), order) == first


def test_judgements_hold() -> None:
    records = base(60)
    apart, together = (0, 1), (2, 5)
    assert resolved(records).clusters.of[1] == 0
    found = resolved(records, Judgements(frozenset({together}), frozenset({apart})))
    assert found.clusters.of[1] != found.clusters.of[0]
    assert found.clusters.of[2] == found.clusters.of[5]


def test_blank_records_stay_alone() -> None:
    blank = said(names=["YOXDUR"], birthDate="1900-01-01", contacts=["0000000000"], addresses=["-"])
    found = resolved([blank] * 29 + [said("organization", names=["-"])] * 3)
    assert (found.clusters.of == np.arange(32)).all()
    assert found.scored == 0


def test_records_that_share_no_key_stand_apart_inside_a_cluster_too() -> None:
    """The middle one says little, and both ends could be it; they meet nowhere but there."""
    home = {"addresses": ["Bakı, Nizami küçəsi 12, mənzil 4"]}
    fin = {"identifiers": [{"scheme": "passport", "value": "C0123456", "country": "AZ"}]}
    ends = [
        said(names=["Əliyev Vəli"], birthDate="1984-03-09", **fin),
        said(names=["Əliyeva Nərgiz"], birthDate="1991-12-24", contacts=["vali@mail.az"]),
    ]
    middle = said(names=["Əliyev"], contacts=["vali@mail.az"], **fin, **home)
    found = resolved([ends[0], middle, ends[1]])
    assert found.clusters.of[0] != found.clusters.of[2]


shared = pytest.mark.skipif(not matching_data.SHARED.is_dir(), reason="the files with known truth are not here")


@shared
@pytest.mark.parametrize(
    ("fields", "least"), [("all", 0.999), ("without soc_sec_id", 0.998), ("names, birth date, postcode", 0.98)]
)
def test_febrl_4_without_labels(fields: str, least: float) -> None:
    """Pairwise F1 of the pairs that are more likely of one party than not."""
    truth = matching_data.febrl(fields)
    of = matching.matched(truth)
    true = truth.pairs()
    assert matching.above_half(of.scored, true) >= least
    assert len(true & of.scored.keys()) / len(true) >= (0.993 if "postcode" in fields else 0.9985)
    assert len(matching.clustered(of.found) - true) <= (5 if "postcode" in fields else 0)
    assert of.model.version == "bench"


@shared
def test_labels_beside_what_is_guessed_make_febrl_no_worse() -> None:
    """Three hundred pairs that the model doubts most, as stewards would be asked."""
    truth = matching_data.febrl("names, birth date, postcode")
    true, of = truth.pairs(), matching.matched(truth)
    doubted = sorted(of.scored, key=lambda pair: (abs(of.scored[pair] - 0.5), pair))[:300]
    left, right = np.array(doubted, np.intp).T
    labels = Labels(left, right, np.array([pair in true for pair in doubted]))
    taught = matching.matched(truth, labels)
    others = [{pair: chance for pair, chance in one.scored.items() if pair not in doubted} for one in (of, taught)]
    plain, better = (matching.above_half(scored, true - {*doubted}) for scored in others)
    assert better >= plain - 0.0005


@shared
def test_fake_1000_without_labels() -> None:
    truth = matching_data.fake_1000()
    of = matching.matched(truth)
    true = truth.pairs()
    assert matching.above_half(of.scored, true) >= 0.87
    assert matching.f1(matching.clustered(of.found), true) >= 0.89


@shared
def test_the_truth_set_mixes_no_two_entities() -> None:
    figures = matching.entities(matching_data.senzing())
    assert figures["true entities"] == 85
    assert figures["found"] >= 74
    assert figures["mixed clusters"] == 0
