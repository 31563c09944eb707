"""Relationship statements of BODS 0.4 as relationship records: one an interest, one for shares and votes together.

Keys. A record's key is `recordId#interest`, such as `R-1#appointment-of-board`, with `.2`, `.3` for more of the same
kind. So an interest keeps its key when others come and go, and a statement repeated in a later file replaces it.

Shares and votes. BODS states capital (`shareholding`) and votes (`votingRights`) as two interests; the record format
as one `OWNS` with `share` and `voting`, where `voting` defaults to `share`. Therefore
- a shareholding and a votingRights interest with the same dates become one `OWNS` under `#ownership`;
- votes alone become an `OWNS` with `voting` and no `share`: no capital is invented;
- a shareholding whose votes the statement gives for another period carries `voting` 0: no vote counts twice;
- a shareholding alone keeps the default of the format: its votes follow its capital.
`share.exact` is `share`; bounds are `minShare` and `maxShare`, with `exclusive` for those that do not belong to the
band. `voting` knows no band: it is the exact figure or else the lower bound, unless the bands of capital and votes are
equal, when the default says it. The interests as stated are always under `attributes.interests`.

Indirect interests. An interest that says `indirect`, or one of a statement with `componentRecords` that does not say
`direct`, sums up steps that stand in records of their own. As an `OWNS` it would count twice, so it is a `RELATED_TO`
with role `indirect-…`, its figures under `attributes`.

Time. `startDate` is `validFrom`, `endDate` is `validTo`. An interest of a closed statement ends at its `endDate`, or
else on the statement's date.

Parties that are not named. An interested party or a subject given by a reason only is an `organization` without name,
key `recordId#interested-party` or `recordId#subject`, flag `unspecified`, `attributes` reason and description: an
undisclosed owner is unknown, not absent. (It is not a `person`: BODS does not say that it is one.) A statement
without interests is a `RELATED_TO` whose role is that reason, or `unknown-interest`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cim_graph.kernel.vocabulary import RelationshipKind
from cim_loaders.bods.parties import Json, header, provenance
from cim_loaders.meaning import Meaning

Record = dict[str, Any]

_CONTROLS = RelationshipKind.CONTROLS
_MANAGES = RelationshipKind.MANAGES
_RELATED = RelationshipKind.RELATED_TO


# By the BODS code list interestType. A nomination arrangement acts for its nominator, and the nominee acts for it.
# Rights to profit, to use or to what remains are no capital and no votes: RELATED_TO, figures under `attributes`.
MEANINGS = {
    "appointmentOfBoard": Meaning(_CONTROLS, means="board"),
    "otherInfluenceOrControl": Meaning(_CONTROLS, means="influence"),
    "controlViaCompanyRulesOrArticles": Meaning(_CONTROLS, means="company-rules"),
    "controlByLegalFramework": Meaning(_CONTROLS, means="legal-framework"),
    "rightsGrantedByContract": Meaning(_CONTROLS, means="agreement"),
    "seniorManagingOfficial": Meaning(_MANAGES, role="senior-managing"),
    "boardMember": Meaning(_MANAGES, role="board"),
    "boardChair": Meaning(_MANAGES, role="board-chair"),
    "settlor": Meaning(RelationshipKind.SETTLOR_OF),
    "trustee": Meaning(RelationshipKind.TRUSTEE_OF),
    "protector": Meaning(RelationshipKind.PROTECTOR_OF),
    "beneficiaryOfLegalArrangement": Meaning(RelationshipKind.BENEFICIARY_OF),
    "nominee": Meaning(RelationshipKind.ACTS_FOR, role="nominee"),
    "nominator": Meaning(RelationshipKind.ACTS_FOR, role="nomination", reverse=True),
    "conditionalRightsGrantedByContract": Meaning(_RELATED, role="conditional-rights-granted-by-contract"),
    "rightsToSurplusAssetsOnDissolution": Meaning(_RELATED, role="rights-to-surplus-assets-on-dissolution"),
    "rightsToProfitOrIncome": Meaning(_RELATED, role="rights-to-profit-or-income"),
    "rightToProfitOrIncomeFromAssets": Meaning(_RELATED, role="right-to-profit-or-income-from-assets"),
    "enjoymentAndUseOfAssets": Meaning(_RELATED, role="enjoyment-and-use-of-assets"),
    "unknownInterest": Meaning(_RELATED, role="unknown-interest"),
    "unpublishedInterest": Meaning(_RELATED, role="unpublished-interest"),
}
_OWNERSHIP = ("shareholding", "votingRights")
_ENDS = (("interestedParty", "interested-party"), ("subject", "subject"))


@dataclass(frozen=True, slots=True)
class _Fact:
    """A relationship as far as the interests alone make it; `slug` names it within its statement."""

    slug: str
    meaning: Meaning
    shares: Record
    interests: tuple[Json, ...]


def relationship(statement: Json, source: str) -> Iterator[Record]:
    """Translate a valid relationship statement: its unnamed parties, then its relationships."""
    details = statement["recordDetails"]
    for end, slug in _ENDS:
        if isinstance(details[end], dict):
            yield _unnamed(statement, source, details[end], slug)
    counts: Counter[str] = Counter()
    for fact in _facts(details):
        counts[fact.slug] += 1
        number = counts[fact.slug]
        yield _record(statement, source, fact, fact.slug if number == 1 else f"{fact.slug}.{number}")


def _unnamed(statement: Json, source: str, unspecified: Json, slug: str) -> Record:
    return {
        "type": "organization",
        **header(statement, source),
        "key": _key(statement, slug),
        "names": [],
        "flags": ["unspecified"],
        "attributes": dict(unspecified),
    }


def _record(statement: Json, source: str, fact: _Fact, slug: str) -> Record:
    details = statement["recordDetails"]
    holder, held = (_end(statement, source, end, slug) for end, slug in _ENDS)
    ends = (held, holder) if fact.meaning.reverse else (holder, held)
    record = {
        "type": "relationship",
        **header(statement, source),
        "key": _key(statement, slug),
        "kind": fact.meaning.kind.value,
        "from": ends[0],
        "to": ends[1],
        "means": fact.meaning.means,
        "role": fact.meaning.role,
        **fact.shares,
        **_validity(statement, fact.interests),
        "attributes": _attributes(statement, details, fact.interests),
    }
    return {name: value for name, value in record.items() if value is not None}


def _key(statement: Json, slug: str) -> str:
    return f"{statement['recordId']}#{slug}"


def _end(statement: Json, source: str, end: str, slug: str) -> dict[str, str]:
    party = statement["recordDetails"][end]
    return {"source": source, "key": party if isinstance(party, str) else _key(statement, slug)}


def _attributes(statement: Json, details: Json, interests: Iterable[Json]) -> Record:
    attributes = provenance(statement) | {"isComponent": details["isComponent"], "interests": list(interests)}
    beneficial = [
        interest["beneficialOwnershipOrControl"] for interest in interests if "beneficialOwnershipOrControl" in interest
    ]
    if beneficial:
        attributes["beneficialOwnershipOrControl"] = any(beneficial)
    if details.get("componentRecords"):
        attributes["componentRecords"] = details["componentRecords"]
    unspecified = {end: details[end] for end, _ in _ENDS if isinstance(details[end], dict)}
    return attributes | unspecified


def _validity(statement: Json, interests: Iterable[Json]) -> Record:
    """Return the period; the interests of one fact share their dates."""
    first: Json = next(iter(interests), {})
    start, end = first.get("startDate"), first.get("endDate")
    if end is None and statement.get("recordStatus") == "closed":
        # An interest closed before it was to begin never held: the period is empty, not turned round.
        end = max(statement["statementDate"][:10], start or "")
    return {"validFrom": start, "validTo": end}


def _facts(details: Json) -> Iterator[_Fact]:
    interests = details.get("interests", [])
    composed = bool(details.get("componentRecords"))
    direct = [interest for interest in interests if not _is_indirect(interest, composed=composed)]
    yield from _ownership([interest for interest in direct if interest.get("type") in _OWNERSHIP])
    for interest in interests:
        if _is_indirect(interest, composed=composed):
            slug = f"indirect-{_slug(interest.get('type', 'unknownInterest'))}"
            yield _Fact(slug, Meaning(_RELATED, role=slug), {}, (interest,))
        elif interest.get("type") not in _OWNERSHIP:
            kind = interest.get("type", "unknownInterest")
            yield _Fact(_slug(kind), MEANINGS[kind], {}, (interest,))
    if not interests:
        yield _Fact("unknown-interest", Meaning(_RELATED, role=_reason(details)), {}, ())


def _is_indirect(interest: Json, *, composed: bool) -> bool:
    manner = interest.get("directOrIndirect")
    return manner == "indirect" or (composed and manner != "direct")


def _reason(details: Json) -> str:
    reasons = [details[end]["reason"] for end, _ in _ENDS if isinstance(details[end], dict)]
    return _slug(reasons[0]) if reasons else "unknown-interest"


def _ownership(interests: list[Json]) -> Iterator[_Fact]:
    """Pair each shareholding with the votes of the same period; what finds no partner stands alone."""
    votes = [interest for interest in interests if interest["type"] == "votingRights"]
    speaks_of_votes = bool(votes)
    for holding in interests:
        if holding["type"] != "shareholding":
            continue
        partner = next((vote for vote in votes if _period(vote) == _period(holding)), None)
        if partner:
            votes.remove(partner)
        elif speaks_of_votes:
            yield _owns(_capital(holding) | {"voting": "0"}, holding)
            continue
        yield _owns(_capital(holding) | _votes(partner, holding), *filter(None, (holding, partner)))
    for vote in votes:
        yield _owns(_votes(vote, None), vote)


def _owns(shares: Record, *interests: Json) -> _Fact:
    return _Fact("ownership", Meaning(RelationshipKind.OWNS), shares, interests)


def _period(interest: Json) -> tuple[str | None, str | None]:
    return interest.get("startDate"), interest.get("endDate")


def _capital(holding: Json) -> Record:
    share = holding.get("share", {})
    return {
        "share": _percent(share.get("exact")),
        "minShare": _percent(_lower(share)),
        "maxShare": _percent(_upper(share)),
        "exclusive": _exclusive(share),
    }


def _votes(vote: Json | None, holding: Json | None) -> Record:
    if vote is None or (holding is not None and vote.get("share") == holding.get("share")):
        return {}
    share = vote.get("share", {})
    return {"voting": _percent(share.get("exact", _lower(share)))}


def _exclusive(share: Json) -> str | None:
    """Say which ends of a band do not belong to it, where there is something between."""
    stated = {
        "min": share.get("minimum") is None and share.get("exclusiveMinimum") is not None,
        "max": share.get("maximum") is None and share.get("exclusiveMaximum") is not None,
    }
    ends = [end for end, is_exclusive in stated.items() if is_exclusive]
    if not ends or _lower(share) == _upper(share):
        return None
    return "both" if ends[1:] else ends[0]


def _lower(share: Json) -> float | None:
    lower: float | None = share.get("minimum", share.get("exclusiveMinimum"))
    return lower


def _upper(share: Json) -> float | None:
    upper: float | None = share.get("maximum", share.get("exclusiveMaximum"))
    return upper


def _percent(number: float | None) -> str | None:
    """Return a JSON number as decimal text, 75.0 as `75`."""
    if number is None:
        return None
    text = format(Decimal(str(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _slug(code: str) -> str:
    """Return a code of a BODS code list as the registry writes open words: boardMember as `board-member`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", code).lower()
