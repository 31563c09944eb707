"""Splink on the same files, by its own comparisons and as its documentation sets it up. It needs no network.

Install it beside the product: `.tools/bin/uv pip install --python .venv/bin/python --group bench`.
"""

from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from logging import ERROR, getLogger
from warnings import catch_warnings, simplefilter

import duckdb
import numpy as np
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.internals.comparison_creator import ComparisonCreator
from splink.internals.duckdb.database_api import DuckDBAPI

Row = dict[str, str]
Scored = dict[tuple[int, int], float]
"""Probability by pair of rows, the lower number first."""


def febrl(rows: Sequence[Row], fields: str) -> Scored:
    """Link the two files of FEBRL 4, which are one after the other in `rows`, of one length."""
    comparisons: list[ComparisonCreator] = [
        cl.ForenameSurnameComparison("given_name", "surname"),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        cl.LevenshteinAtThresholds("postcode", [1, 2]),
    ]
    keys: list[tuple[str, ...]] = [
        ("given_name", "surname"), ("surname", "date_of_birth"), ("given_name", "date_of_birth"),
        ("postcode", "date_of_birth"), ("postcode", "surname"), ("postcode", "given_name"),
    ]  # fmt: skip
    trained = ["date_of_birth", "postcode", "surname"]
    if fields != "names, birth date, postcode":
        comparisons += [
            cl.JaroWinklerAtThresholds(name, [0.9, 0.7]).configure(term_frequency_adjustments=True)
            for name in ("address_1", "address_2", "suburb")
        ]
        comparisons.append(cl.LevenshteinAtThresholds("street_number", 1))
        comparisons.append(cl.ExactMatch("state"))
        keys += [("address_1", "street_number"), ("address_1", "suburb"), ("address_2", "suburb")]
    if fields == "all":
        comparisons.append(cl.LevenshteinAtThresholds("soc_sec_id", [1, 2]))
        keys.append(("soc_sec_id",))
    half = len(rows) // 2
    return _link([rows[:half], rows[half:]], comparisons, keys, trained)


def fake_1000(rows: Sequence[Row]) -> Scored:
    """Find duplicates in Splink's own small file."""
    comparisons: list[ComparisonCreator] = [
        cl.ForenameSurnameComparison("first_name", "surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        cl.EmailComparison("email"),
    ]
    keys: list[tuple[str, ...]] = [
        ("first_name", "dob"), ("surname", "dob"), ("email",), ("first_name", "surname"), ("dob", "city"),
        ("first_name", "city"), ("surname", "city"), ("substr(email, 1, 6)",),
    ]  # fmt: skip
    return _link([rows], comparisons, keys, ["dob", "email", "surname"])


def _link(
    tables: Sequence[Sequence[Row]],
    comparisons: Sequence[ComparisonCreator],
    keys: Sequence[tuple[str, ...]],
    trained: Sequence[str],
) -> Scored:
    getLogger("splink").setLevel(ERROR)
    with duckdb.connect() as database, redirect_stdout(StringIO()), catch_warnings():
        simplefilter("ignore")
        api = DuckDBAPI(connection=database)
        frames, first = [], 0
        for number, rows in enumerate(tables):
            _load(database, f"peer_{number}", rows, first)
            frames.append(api.register(f"peer_{number}"))
            first += len(rows)
        linker = Linker(
            frames if len(frames) > 1 else frames[0],
            SettingsCreator(
                link_type="link_only" if len(frames) > 1 else "dedupe_only",
                comparisons=list(comparisons),
                blocking_rules_to_generate_predictions=[block_on(*key) for key in keys],
                retain_intermediate_calculation_columns=False,
            ),
            log_level=ERROR,
        )
        training = linker.training
        training.estimate_probability_two_random_records_match([block_on(*key) for key in keys[:2]], recall=0.7)
        training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for name in trained:
            training.estimate_parameters_using_expectation_maximisation(block_on(name))
        found = linker.inference.predict(threshold_match_probability=1e-6)
        statement = f"SELECT unique_id_l, unique_id_r, match_probability FROM {found.physical_name}"  # noqa: S608
        return {
            (min(one, other), max(one, other)): chance for one, other, chance in database.execute(statement).fetchall()
        }


def _load(database: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row], first: int) -> None:
    columns = {"unique_id": np.arange(first, first + len(rows))}
    columns |= {column: np.array([row[column] for row in rows], object) for column in rows[0] if column != "unique_id"}
    database.register("given", columns)
    texts = ", ".join(f"NULLIF({column}, '') AS {column}" for column in columns if column != "unique_id")
    database.execute(f"CREATE TABLE {name} AS SELECT unique_id, {texts} FROM given")  # noqa: S608
    database.unregister("given")
