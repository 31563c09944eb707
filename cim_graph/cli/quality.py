"""`cim quality`: how complete and how certain what is known of parties is, and what is wrong with it."""

import asyncio
import csv
import gc
from collections.abc import Iterator, Sequence
from contextlib import aclosing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from cim_graph import bootstrap
from cim_graph.cli.outlet import beside, check_free
from cim_graph.cli.progress import progress
from cim_graph.cli.sheets import Cell, Sheet, plain, show, write_csv, write_json
from cim_graph.kernel.errors import BadInputError
from cim_graph.kernel.garbage import COLLECT_AFTER
from cim_graph.kernel.times import today
from cim_graph.parties.service import named
from cim_graph.quality.document import criteria
from cim_graph.quality.model import Criteria, Described, Quality, Score
from cim_graph.quality.report import Report
from cim_graph.quality.service import of_all, of_party
from cim_graph.settings import Settings, read_settings

_HEADINGS = (
    "by", "name", "parties", "records", "completeness", "confidence", "merged", "waiting", "invalid", "stale"
)  # fmt: skip
_PARTY_HEADINGS = ("party", "kind", "status", "segment", "class", "completeness", "confidence", "missing", "doubts")


def quality(
    party: Annotated[
        str | None, typer.Argument(help="Its id, source:key, or scheme:value: its score, and why.")
    ] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the report as CSV.")] = None,
    parties: Annotated[
        Path | None, typer.Option("--parties", metavar="FILE", help="Write each party with its scores as CSV.")
    ] = None,
    *,
    force: Annotated[bool, typer.Option(help="Write over files that are there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")] = False,
) -> None:
    """Tell by segment and source how complete and how certain what is known is, in percent.

    Merged are records that share their party with others, waiting are pairs for a steward, invalid are identifiers
    with wrong check digits, stale are records of which their source has said nothing for as long as the criteria say
    (CIM_QUALITY_FILE). A party of several sources counts under each.
    """
    settings = read_settings()
    rules = criteria(settings.quality_file)
    if party is not None:
        if csv_file is not None or parties is not None:
            raise BadInputError("--csv and --parties are of all parties; leave the party out")
        _tell_party(*asyncio.run(_one(settings, party, rules)), as_json=as_json)
        return
    for file in filter(None, (csv_file, parties)):
        check_free(file, force=force)
    sheet = _sheet(asyncio.run(_all(settings, rules, parties)))
    if csv_file is not None:
        with beside(csv_file) as part:
            write_csv(sheet, part)
    if as_json:
        write_json([sheet], None)
    elif csv_file is None:
        show(sheet)


async def _one(settings: Settings, party: str, rules: Criteria) -> tuple[Described, Quality]:
    async with bootstrap.opened(settings, _report) as graph:
        return await of_party(graph, await named(graph, party, settings.rank), rules)


async def _all(settings: Settings, rules: Criteria, file: Path | None) -> Report:
    gc.set_threshold(*COLLECT_AFTER)
    report = Report(rules, today())
    with _parties(file) as write:
        async with bootstrap.opened(settings, _report) as graph:
            with progress("Scoring", None, "parties") as step:
                async with aclosing(of_all(graph, rules, report.day)) as pages:
                    async for page in pages:
                        for party, found in page:
                            report.add(party, found)
                        write(page)
                        step(len(page))
    return report


@contextmanager
def _parties(file: Path | None) -> Iterator[Any]:
    """Give what writes a page of parties to a file, where one is wanted."""
    if file is None:
        yield len
        return
    with beside(file) as part, part.open("x", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_PARTY_HEADINGS)
        yield lambda page: writer.writerows(map(plain, _row(*one)) for one in page)


def _row(party: Described, found: Quality) -> Sequence[Cell]:
    head = (party.id, party.kind, party.status, party.golden.get("segment") or "", found.party_class or "")
    scores = (found.completeness, found.confidence)
    return (*head, *(_percent(score.value) for score in scores), *(" ".join(score.missing) for score in scores))


def _sheet(report: Report) -> Sheet:
    rows = [
        (
            dimension.value,
            name,
            tally.parties,
            tally.records,
            _percent(tally.completeness.value),
            _percent(tally.confidence.value),
            tally.merged,
            len(tally.waiting),
            tally.invalid,
            tally.stale,
        )
        for dimension, name, tally in report.rows()
    ]
    return Sheet(f"Quality on {report.day}", _HEADINGS, rows)


def _percent(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value * 100:.1f}")


def _tell_party(party: Described, found: Quality, *, as_json: bool) -> None:
    scores = {"completeness": found.completeness, "confidence": found.confidence}
    if as_json:
        told = {name: {"score": score.value, "criteria": score.criteria} for name, score in scores.items()}
        typer.echo(orjson.dumps({"party": party.id, "class": found.party_class, **told}).decode())
        return
    rows = [row for name, score in scores.items() for row in _criteria(name, score)]
    show(
        Sheet(f"{party.golden.get('name') or party.id}: {found.party_class}", ("", "criterion", "weight", "met"), rows)
    )


def _criteria(name: str, score: Score) -> list[tuple[str, str, Decimal, str]]:
    met = [
        (name, one.name, Decimal(str(one.weight)), "cannot be asked" if one.met is None else f"{one.met:.0%}")
        for one in score.criteria
    ]
    whole = Decimal(str(sum(one.weight for one in score.criteria)))
    return [*met, (name, "in all", whole, "cannot be asked" if score.value is None else f"{score.value:.0%}")]


def _report(text: str) -> None:
    typer.echo(text, err=True)
