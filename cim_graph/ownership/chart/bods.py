"""An answer as statements of the Beneficial Ownership Data Standard 0.4 (https://standard.openownership.org/en/0.4.0/).

Records have the ids of the registry: a party's, and that of the relationship that a statement tells. A stake that a
nominee holds is stated of the party behind him. BODS knows no suspended votes: the votes of the others are stated as
they count. Acting in concert and kinship have no words in BODS and are left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import pycountry

from cim_graph.kernel.ids import name_digest
from cim_graph.ownership.chart.model import NAMELESS, Chart, Line
from cim_graph.ownership.model.answer import Owner, Ownership
from cim_graph.ownership.model.structure import BESIDE, Holdings
from cim_graph.ownership.view import View
from cim_graph.parties.model import IdentifierRow, PartyRow

Json = dict[str, Any]

MEANS = {
    "board": "appointmentOfBoard",
    "board-majority": "appointmentOfBoard",
    "company-rules": "controlViaCompanyRulesOrArticles",
    "legal-framework": "controlByLegalFramework",
    "agreement": "rightsGrantedByContract",
}
ROLES = {
    "SETTLOR_OF": "settlor",
    "TRUSTEE_OF": "trustee",
    "PROTECTOR_OF": "protector",
    "BENEFICIARY_OF": "beneficiaryOfLegalArrangement",
}
_PLACES = 10


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the parties in an answer: their rows and their identifiers, by id."""

    rows: Mapping[str, PartyRow]
    identifiers: Mapping[str, Sequence[IdentifierRow]]


def bods(chart: Chart, view: View, answer: Ownership, known: Known, day: str) -> list[Json]:
    """Return the statements, components before what they are components of; `day`: when it was so (ISO 8601)."""
    beside = [id_ for id_ in answer.fallback if id_ not in chart.boxes]
    parties = [_party(id_, chart, known) for id_ in (*chart.boxes, *beside)]
    certain = {owner.party: owner for owner in answer.owners}
    relations = [*_stakes(chart, view, certain), *_roles(chart, certain), *_managers(answer)]
    relations += _indirect(chart, answer)
    return [_statement(chart.subject, kind, id_, details, day) for kind, id_, details in (*parties, *relations)]


Told = tuple[str, str, Json]
"""The type of a record, its id, and its details."""


def _statement(subject: str, kind: str, id_: str, details: Json, day: str) -> Json:
    return {
        "statementId": f"cim-{name_digest(id_)}-{day}",
        "declarationSubject": subject,
        "statementDate": day,
        "publicationDetails": {
            "publicationDate": day,
            "bodsVersion": "0.4",
            "publisher": {"name": "CIM Graph"},
        },
        "recordId": id_,
        "recordStatus": "new",
        "recordType": kind,
        "recordDetails": details,
    }


def _party(id_: str, chart: Chart, known: Known) -> Told:
    row = known.rows.get(id_)
    box = chart.boxes.get(id_)
    component = box is not None and id_ != chart.subject and not box.counts
    identifiers = [_identifier(item) for item in known.identifiers.get(id_, ())]
    details: Json = {"isComponent": component} | ({"identifiers": identifiers} if identifiers else {})
    if row is not None and row.kind == "PERSON":
        return "person", id_, details | _person(row)
    return "entity", id_, details | _entity(row)


def _person(row: PartyRow) -> Json:
    details: Json = {"personType": "knownPerson" if row.name else "unknownPerson"}
    if row.name:
        details["names"] = [{"type": "legal", "fullName": row.name}]
    else:
        details["unspecifiedPersonDetails"] = _unspecified()
    if row.birth_date:
        details["birthDate"] = row.birth_date
    if "pep" in row.flags:
        details["politicalExposure"] = {"status": "isPep"}
    return details


def _entity(row: PartyRow | None) -> Json:
    if row is None:
        return {"entityType": {"type": "unknownEntity"}, "unspecifiedEntityDetails": _unspecified()}
    details: Json = {"entityType": {"type": _entity_type(row)}}
    details |= {"name": row.name} if row.name else {"unspecifiedEntityDetails": _unspecified()}
    if row.jurisdiction:
        country = pycountry.countries.get(alpha_2=row.jurisdiction)
        details["jurisdiction"] = {"name": country.name if country else row.jurisdiction, "code": row.jurisdiction}
    if "listed" in row.flags:
        details["publicListing"] = {"hasPublicListing": True}
    return details


def _entity_type(row: PartyRow) -> str:
    if row.kind == "ARRANGEMENT":
        return "arrangement"
    if "government" in row.flags:
        return "stateBody"
    return "registeredEntity" if row.name else "unknownEntity"


def _unspecified() -> Json:
    return {"reason": "informationUnknownToPublisher", "description": NAMELESS}


def _identifier(item: IdentifierRow) -> Json:
    return {"id": item.value} | ({"scheme": "XI-LEI"} if item.scheme == "lei" else {"schemeName": item.scheme})


def _stakes(chart: Chart, view: View, certain: Mapping[str, Owner]) -> Iterator[Told]:
    holdings = view.structure.holdings
    places = {id_: place for place, id_ in enumerate(holdings.relationships)}
    cast = _cast(holdings)
    for line in chart.lines:
        if line.kind == "OWNS":
            direct = line.lower == chart.subject and line.upper in certain
            yield _told(chart, line, _interests(holdings, places[line.id], cast, direct, line))


def _interests(holdings: Holdings, place: int, cast: Mapping[int, float], direct: bool, line: Line) -> list[Json]:
    held, votes = int(holdings.held[place]), float(holdings.votes[place])
    own = held == int(holdings.holder[place])
    capital = _share(*(float(column[place]) for column in (holdings.share, holdings.least, holdings.most)))
    counted = votes if own else 0.0 if bool(holdings.suspended[place]) else votes * cast.get(held, 1.0)
    base = {"directOrIndirect": "direct", "beneficialOwnershipOrControl": direct, "details": line.label}
    found: list[Json] = []
    if capital or isnan(votes):
        found.append({"type": "shareholding", **base, **({"share": capital} if capital else {})})
    if not isnan(counted) and (not capital or counted != capital.get("exact")):
        found.append({"type": "votingRights", **base, "share": {"exact": _number(counted)}})
    return found


def _share(share: float, least: float, most: float) -> Json:
    if not isnan(share):
        return {"exact": _number(share)}
    if isnan(most):
        return {}
    low = "minimum" if _is_end(least) else "exclusiveMinimum"
    high = "maximum" if _is_end(most) else "exclusiveMaximum"
    return {low: _number(least), high: _number(most)}


def _is_end(bound: float) -> bool:
    """Return whether a bound belongs to its band."""
    return abs(bound - round(bound, _PLACES)) < BESIDE / 2


def _number(share: float) -> float | int:
    rounded = round(min(share, 100.0), _PLACES)
    return int(rounded) if rounded == int(rounded) else rounded


def _cast(holdings: Holdings) -> dict[int, float]:
    """Return, for parties in which votes of others are suspended, what the votes that may be cast are multiplied by.

    A party's holding of its own shares is suspended for whoever reads it, so it stays as it is.
    """
    suspended: dict[int, float] = {}
    own: dict[int, float] = {}
    rows = zip(holdings.held, holdings.holder, holdings.votes, holdings.suspended, strict=True)
    for held, holder, votes, is_suspended in rows:
        if not isnan(votes) and (held == holder or is_suspended):
            sums = own if held == holder else suspended
            sums[int(held)] = sums.get(int(held), 0.0) + float(votes)
    left = {held: 100 - own.get(held, 0.0) for held in suspended}
    return {held: left[held] / (left[held] - votes) for held, votes in suspended.items() if votes < left[held]}


def _roles(chart: Chart, certain: Mapping[str, Owner]) -> Iterator[Told]:
    for line in chart.lines:
        if line.kind != "OWNS":
            means = line.label.removeprefix("controls: ")
            kind = ROLES.get(line.kind) or MEANS.get(means, "otherInfluenceOrControl")
            direct = line.lower == chart.subject and line.upper in certain
            interest = {"type": kind, "directOrIndirect": "direct", "beneficialOwnershipOrControl": direct}
            yield _told(chart, line, [interest | {"details": line.label}])


def _told(chart: Chart, line: Line, interests: list[Json]) -> Told:
    return "relationship", line.id, _relation(line.lower, line.upper, interests, line.lower != chart.subject)


def _relation(subject: str, party: str, interests: list[Json], component: bool) -> Json:
    return {"isComponent": component, "subject": subject, "interestedParty": party, "interests": interests}


def _managers(answer: Ownership) -> Iterator[Told]:
    for id_ in answer.fallback:
        interest = {"type": "seniorManagingOfficial", "directOrIndirect": "direct"}
        details = _relation(answer.subject, id_, [interest | {"beneficialOwnershipOrControl": False}], component=False)
        yield "relationship", f"{answer.subject}-manager-{id_}", details


def _indirect(chart: Chart, answer: Ownership) -> Iterator[Told]:
    """State once more, as a whole, what owners have through others, with the records in between."""
    direct = {line.upper for line in chart.lines if line.lower == chart.subject}
    for owner in answer.owners:
        if owner.party in direct:
            continue
        share = _share(
            owner.ownership if owner.ownership_min == owner.ownership_max else float("nan"),
            owner.ownership_min,
            owner.ownership_max,
        )
        interest = {
            "type": "shareholding" if owner.ownership_max > 0 else "otherInfluenceOrControl",
            "directOrIndirect": "indirect",
            "beneficialOwnershipOrControl": True,
            "details": "; ".join(reason.text for reason in owner.reasons),
            **({"share": share} if owner.ownership_max > 0 else {}),
        }
        details = _relation(answer.subject, owner.party, [interest], component=False)
        yield "relationship", f"{answer.subject}-{owner.party}", details | {"componentRecords": _between(chart, owner)}


def _between(chart: Chart, owner: Owner) -> list[str]:
    """Return the records that lie between an owner and the subject."""
    below, found = {owner.party}, list[str]()
    level = [owner.party]
    while level:
        lines = [line for line in chart.lines if line.upper in level]
        found += [line.id for line in lines if line.id not in found]
        level = list(dict.fromkeys(line.lower for line in lines if line.lower not in below))
        below.update(level)
    return found + sorted(below - {owner.party, chart.subject})
