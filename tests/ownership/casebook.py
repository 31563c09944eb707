"""Reads cases that an expert wrote, and makes structures of their facts.

A fact is a line: `Leyla 60% Alpha`, `Leyla 25-50% Alpha` (a band), `Leyla >25-<50% Alpha` (more than 25, less than 50),
`Leyla ? Alpha` (unknown), then, after commas,
`votes 66%`, `votes ?`, `suspended`, `nominee Vali`, `since 2020-01-01`, `until 2021-01-01`; or a tie:
`Leyla CONTROLS Alpha: veto`, `A RELATED_TO B: acting-in-concert about Alpha`. Whoever is not named under `persons` or
`trusts` is a company.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from cim_graph.ownership.model.structure import BESIDE, NOBODY, Holdings, Parties, Structure, Ties

CASES = Path(__file__).parent / "cases"
NAN = float("nan")

_STAKE = re.compile(r"^(?P<holder>.+?) (?P<share>\?|>?[\d.]+(?:-<?[\d.]+)?%) (?P<held>[^,]+)(?P<terms>(?:,.*)?)$")
_TIE = re.compile(
    r"^(?P<source>.+?) (?P<kind>[A-Z_]{6,}) (?P<target>[^:]+?)(?:: (?P<word>[^ ]+))?(?: about (?P<about>.+))?$"
)


@dataclass
class Book:
    """The facts of a case, while they are read."""

    names: list[str] = field(default_factory=list)
    stakes: list[dict[str, Any]] = field(default_factory=list)
    ties: list[dict[str, Any]] = field(default_factory=list)

    def number(self, name: str) -> int:
        """Return a party's number; a new name gets the next."""
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def fact(self, line: str) -> None:
        """Read one line."""
        if tie := _TIE.match(line):
            about = self.number(tie["about"]) if tie["about"] else NOBODY
            ends = {"source": self.number(tie["source"]), "target": self.number(tie["target"])}
            self.ties.append({**ends, "kind": tie["kind"], "word": tie["word"] or "", "about": about})
            return
        stake = _STAKE.match(line)
        assert stake, f"not a fact: {line}"
        ends = {"holder": self.number(stake["holder"]), "held": self.number(stake["held"])}
        self.stakes.append({**ends, **self._terms(stake["share"], stake["terms"])})

    def _terms(self, share: str, terms: str) -> dict[str, Any]:
        least, most = _band(share)
        exact = least if least == most else NAN
        found: dict[str, Any] = {
            "share": exact,
            "least": least,
            "most": most,
            "votes": exact,
            "suspended": False,
            "nominee": NOBODY,
        }
        for term in filter(None, map(str.strip, terms.split(","))):
            word, _, value = term.partition(" ")
            if word == "votes":
                found["votes"] = NAN if value == "?" else float(value.rstrip("%"))
            elif word == "nominee":
                found["nominee"] = self.number(value)
            elif word in {"since", "until"}:
                found[word] = value
            else:
                assert word == "suspended", term
                found["suspended"] = True
        return found


def _band(share: str) -> tuple[float, float]:
    if share == "?":
        return NAN, NAN
    low, _, high = share.rstrip("%").partition("-")
    above, below = BESIDE * low.startswith(">"), BESIDE * high.startswith("<")
    return float(low.lstrip(">")) + above, float((high or low).lstrip("<")) - below


def structure(case: Mapping[str, Any]) -> tuple[Structure, list[str]]:
    """Return the structure of a case, and the names of its parties in their order; the names are the ids."""
    book = Book()
    for line in case.get("facts", ()):
        book.fact(line)
    for name in (case["of"], *case.get("persons", ()), *case.get("trusts", ())):
        book.number(name)
    return built(book, case), book.names


def built(book: Book, case: Mapping[str, Any]) -> Structure:
    """Put the facts into columns."""
    names, flags, places = book.names, case.get("flags", {}), case.get("jurisdictions", {})
    kinds = dict.fromkeys(case.get("persons", ()), "PERSON") | dict.fromkeys(case.get("trusts", ()), "ARRANGEMENT")
    parties = Parties(
        names,
        [kinds.get(name, "ORGANIZATION") for name in names],
        [flags.get(name, []) for name in names],
        [places.get(name) for name in names],
    )
    return Structure(parties, holdings(book.stakes), ties(book.ties), cut=case.get("cut", False))


def holdings(stakes: list[dict[str, Any]]) -> Holdings:
    """Return stakes in columns; relationships are named s0, s1 and so on."""
    column = {name: [stake[name] for stake in stakes] for name in ("holder", "held", "nominee")}
    numbers = {name: np.array(values, np.int32) for name, values in column.items()}
    shares = {name: np.array([s[name] for s in stakes], np.float64) for name in ("share", "least", "most", "votes")}
    suspended = np.array([stake["suspended"] for stake in stakes], bool)
    return Holdings(
        [f"s{row}" for row in range(len(stakes))],
        holder=numbers["holder"],
        held=numbers["held"],
        nominee=numbers["nominee"],
        share=shares["share"],
        least=shares["least"],
        most=shares["most"],
        votes=shares["votes"],
        suspended=suspended,
        since=[stake.get("since") for stake in stakes],
        until=[stake.get("until") for stake in stakes],
    )


def ties(rows: list[dict[str, Any]]) -> Ties:
    """Return ties in columns; relationships are named t0, t1 and so on."""
    numbers = {name: np.array([row[name] for row in rows], np.int32) for name in ("source", "target", "about")}
    return Ties(
        [f"t{row}" for row in range(len(rows))],
        [row["kind"] for row in rows],
        numbers["source"],
        numbers["target"],
        [row["word"] for row in rows],
        numbers["about"],
    )


def cases(*files: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the cases of files, each with its name; of all files if none is named."""
    for path in sorted(CASES / name for name in files) if files else sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            yield f"{path.stem}: {case['case']}", case


def facts(lines: Iterable[str], **case: Any) -> Structure:
    """Return the structure of some lines."""
    return structure({"facts": list(lines), "of": "Subject", **case})[0]
