"""Names alone, against labels: `python -m bench.names [--data FOLDER]`.

Pairs that nomenklatura's authors labelled, their checks of whole entities (by their names), the names of a sanctions
list with errors beside invented people who must not be found, and the Azerbaijani names of this repository. All at one
threshold, that of `name_odds.LIKELY`; speed is processor time of one thread with prepared names.
"""

import csv
import gzip
import json
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from cim_graph.matching.model import name_odds
from cim_graph.matching.model.companies import Companies
from cim_graph.matching.model.company_names import CompanyName
from cim_graph.matching.model.people import People
from cim_graph.matching.model.person_names import PersonName
from cim_graph.records.format import StatedName

SHARED = Path(__file__).parents[2] / "shared" / "data"
AZERBAIJANI = Path(__file__).parents[1] / "tests" / "matching" / "azerbaijani_names.csv"
PERSON, PERHAPS_PERSON = "Person", "LegalEntity"
_CHUNK = 2000

Probabilities = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How decisions agree with labels."""

    f1: float
    precision: float
    recall: float

    @staticmethod
    def of(said: Flags, true: Flags) -> "Agreement":
        """Compare decisions with labels."""
        hits = float((said & true).sum())
        return Agreement(2 * hits / (said.sum() + true.sum()), hits / max(said.sum(), 1), hits / max(true.sum(), 1))

    def __str__(self) -> str:
        return f"F1 {self.f1:.4f}, precision {self.precision:.4f}, recall {self.recall:.4f}"


def people(pairs: Iterable[tuple[StatedName, StatedName]]) -> Probabilities:
    """Return how likely the two names of each pair are those of one person."""
    names = [[name] if (name := PersonName.of(stated)) else [] for pair in pairs for stated in pair]
    column, rows = People.of(names), np.arange(0, len(names), 2)
    return name_odds.of_people(column.take(rows), column.take(rows + 1))


def companies(pairs: Iterable[tuple[StatedName, StatedName]]) -> Probabilities:
    """Return how likely the two names of each pair are those of one organization."""
    names = [[name] if (name := CompanyName.of(stated)) else [] for pair in pairs for stated in pair]
    column, rows = Companies.of(names), np.arange(0, len(names), 2)
    return name_odds.of_companies(column.take(rows), column.take(rows + 1))


def by_schema(schemas: Sequence[str], pairs: Sequence[tuple[StatedName, StatedName]]) -> Probabilities:
    """Compare names as the kind of their owner says; of one that may be either, the better counts."""
    kinds = np.array(schemas)
    one, other = people(pairs), companies(pairs)
    either = np.where(kinds == PERHAPS_PERSON, np.maximum(one, other), other)
    return np.where(kinds == PERSON, one, either)


def _rows(path: Path) -> list[dict[str, str]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(StringIO(content.decode())))


def screening(folder: Path) -> tuple[Probabilities, Flags]:
    """Return the probabilities and the labels of all labelled pairs."""
    rows = _rows(folder / "name_cases.csv")
    pairs = [(StatedName(full=row["name1"]), StatedName(full=row["name2"])) for row in rows]
    true = np.array([row["is_match"] == "true" for row in rows])
    return by_schema([row["schema"] for row in rows], pairs), true


def entities(folder: Path) -> tuple[Probabilities, Flags]:
    """Return the probabilities, by names alone, and the labels of checks of entities."""
    checks = yaml.safe_load((folder / "entity_checks.yml").read_text("utf-8"))["checks"]
    found, labels = [], []
    for check in checks:
        sides = [_stated(check[side]) for side in ("query", "candidate")]
        pairs = [(left, right) for left in sides[0] for right in sides[1]]
        found.append(by_schema([check["schema"]] * len(pairs), pairs).max(initial=0.0))
        labels.append(bool(check["match"]))
    return np.array(found), np.array(labels)


def _stated(entity: dict[str, Any]) -> list[StatedName]:
    first, last = (_one(entity.get(field)) for field in ("firstName", "lastName"))
    parts = [StatedName(first=first, last=last)] if first or last else []
    return parts + [StatedName(full=full) for field in ("name", "alias") for full in _many(entity.get(field))]


def _many(value: object) -> list[str]:
    return [] if value is None else list(map(str, value)) if isinstance(value, list) else [str(value)]


def _one(value: object) -> str | None:
    return next(iter(_many(value)), None)


def sanctioned(folder: Path, strangers: int | None = None) -> tuple[float, float, float]:
    """Return the share of mistyped names found, that of invented people found by any, and pairs a second.

    `strangers` is how many of the invented people are looked at, all where it is left out.
    """
    files = ("positives_un_untreated.csv", "positives_un_treated.csv", "negatives_global_first20000.csv.gz")
    names = [[StatedName(full=row["full_name"]) for row in _rows(folder / file)] for file in files]
    column = People.of([[name] if (name := PersonName.of(one)) else [] for some in names for one in some])
    listed = np.arange(len(names[0]))
    found = name_odds.of_people(column.take(listed), column.take(listed + len(listed))) >= name_odds.LIKELY
    others = np.arange(2 * len(listed), len(column.rows))[:strangers]
    start, alarms = process_time(), 0
    for at in range(0, len(others), _CHUNK):
        some = others[at : at + _CHUNK]
        pairs = np.tile(listed, len(some)), np.repeat(some, len(listed))
        hits = name_odds.of_people(column.take(pairs[0]), column.take(pairs[1])) >= name_odds.LIKELY
        alarms += int(hits.reshape(len(some), -1).any(axis=1).sum())
    speed = len(listed) * len(others) / (process_time() - start)
    return float(found.mean()), alarms / len(others), speed


def azerbaijani() -> tuple[Probabilities, Flags, Flags]:
    """Return the probabilities, the labels, and which rows were held out."""
    rows = _rows(AZERBAIJANI)
    pairs = [(_written(row), StatedName(full=row["right"])) for row in rows]
    true = np.array([row["match"] == "true" for row in rows])
    return people(pairs), true, np.array([row["part"] == "held" for row in rows])


def _written(row: dict[str, str]) -> StatedName:
    parts = {part: row[f"left_{part}"] or None for part in ("first", "last", "patronymic")}
    return StatedName(full=row["left"] or None, **parts)


def main() -> None:
    """Print what agrees with the labels, and how fast."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "screening-names")
    folder = parser.parse_args().data
    chances, true = screening(folder)
    even = np.arange(len(true)) % 2 == 0
    results = {
        "screening": Agreement.of(chances >= name_odds.LIKELY, true),
        "screening, rows tuned on": Agreement.of(chances[even] >= name_odds.LIKELY, true[even]),
        "screening, rows held out": Agreement.of(chances[~even] >= name_odds.LIKELY, true[~even]),
    }
    chances, true = entities(folder)
    results["entities by name"] = Agreement.of(chances >= name_odds.LIKELY, true)
    chances, true, held = azerbaijani()
    results["Azerbaijani"] = Agreement.of(chances >= name_odds.LIKELY, true)
    results["Azerbaijani, held out"] = Agreement.of(chances[held] >= name_odds.LIKELY, true[held])
    for what, agreement in results.items():
        print(f"{what:26} {agreement}")
    found, alarms, speed = sanctioned(folder)
    print(f"sanctioned names found {found:.4f}, false alarms {alarms:.4f}, {speed:,.0f} pairs a second")
    print(json.dumps({what: agreement.f1 for what, agreement in results.items()} | {"pairs_per_second": speed}))


if __name__ == "__main__":
    main()
