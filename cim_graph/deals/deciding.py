"""What is known of a deal, weighed by the rules: nothing but the two decides."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from cim_graph.deals.model import (
    Allowed,
    Circle,
    Deal,
    DealOutcome,
    Decision,
    Involved,
    Known,
    Passage,
    Reason,
    gravest,
)
from cim_graph.deals.rules import Rules
from cim_graph.groups.model.exposure import ALL, EXACT, beyond, percent_of
from cim_graph.groups.model.rules import Limits, Threshold
from cim_graph.kernel.vocabulary import GroupKind, PartyStatus

SUBJECT: Final = "party of the deal"
_EVERY_OTHER: Final = "*"
_SHOWN_DIGITS: Final = Decimal("0.01")


def decide(deal: Deal, known: Known, rules: Rules, limits: Limits) -> Decision:
    """Return what a deal comes to: the gravest of its reasons.

    What needs a look was looked at where somebody allowed the deal for all of it; nothing allows what is blocked.
    """
    reasons = [*_classes(deal, known, rules), *_people(known, rules), *_owners(known, rules)]
    reasons += [
        *_ended(deal, known, rules),
        *_limits(known, rules, limits),
        *_documents(deal, known, rules),
        *_rest(deal, known, rules),
    ]
    found = _concluded(deal, reasons, known.allowed)
    if not any(one.suspects for one in reasons):
        return found
    return replace(found, spoken=_concluded(deal, [one for one in reasons if not one.suspects], known.allowed))


def _concluded(deal: Deal, reasons: Sequence[Reason], allowed: Sequence[Allowed]) -> Decision:
    """Return what reasons come to, given what was allowed: each time for the reasons that there were then."""
    outcome = gravest([one.outcome for one in reasons])
    if outcome is DealOutcome.REVIEW and allowed:
        note = _noted(deal, reasons, allowed)
        reasons, outcome = [*reasons, note], note.outcome
    ordered = sorted(reasons, key=lambda one: (_ORDER[one.outcome], one.code, one.parties, one.text))
    return Decision(outcome, tuple(ordered))


def _noted(deal: Deal, reasons: Sequence[Reason], allowed: Sequence[Allowed]) -> Reason:
    """Tell that somebody allowed a deal, for all that needs a look or for what of it."""
    left = {one.id: [two for two in _needing(reasons) if two.key not in one.covers] for one in allowed}
    closest = min(allowed, key=lambda one: len(left[one.id]))
    text = f"{closest.by} allowed this deal through {closest.until}"
    if not (further := sorted({one.code for one in left[closest.id]})):
        return Reason("ALLOWED", text, DealOutcome.ALLOW, deal.parties)
    text = f"{text}, but not for all that needs a look now: {', '.join(further)}"
    return Reason("ALLOWED_FOR_LESS", text, DealOutcome.REVIEW, deal.parties)


def _needing(reasons: Sequence[Reason]) -> list[Reason]:
    return [one for one in reasons if one.outcome is DealOutcome.REVIEW]


_ORDER: Final = {DealOutcome.BLOCK: 0, DealOutcome.REVIEW: 1, DealOutcome.ALLOW: 2}


def _classes(deal: Deal, known: Known, rules: Rules) -> Iterator[Reason]:
    """Weigh the class of risk of each party, and what the product asks of that class."""
    product = rules["products"].get(deal.product, {})
    for party in deal.parties:
        if (classed := known.classes.get(party)) is None:
            continue
        told = f"class {classed.word} by {classed.scheme}, score {classed.score:.1f}"
        outcome = DealOutcome(rules["classes"].get(classed.word, DealOutcome.ALLOW))
        yield Reason("RISK_CLASS", f"The party is in {told}", outcome, (party,), classed.paths, about=classed.word)
        if asked := product.get(classed.word, product.get(_EVERY_OTHER)):
            text = f"{deal.product} asks for more of a party in {told}"
            yield Reason("PRODUCT", text, DealOutcome(asked), (party,), classed.paths, about=classed.word)


def _people(known: Known, rules: Rules) -> Iterator[Reason]:
    """Weigh flags and hits of lists at the parties, their owners and controllers."""
    for one in known.involved:
        if (standing := known.standings.get(one.party)) is None:
            continue
        for flag in sorted(set(standing.flags) & rules["flags"].keys()):
            yield _at(one, "FLAG", f"The {one.role} has the flag {flag}", rules["flags"][flag], flag)
        for source, entry in standing.confirmed:
            text, about = f"The {one.role} is on {source} as {entry}", f"{source} {entry}"
            yield _at(one, "LIST_HIT", text, rules["hits"]["confirmed"], about)
        for source, entry, probability in standing.hits:
            text = f"The {one.role} may be {entry} of {source}, with {probability:.0%}; nobody has judged that yet"
            yield _at(one, "LIST_HIT_WAITS", text, rules["hits"]["waiting"], f"{source} {entry}")


def _at(one: Involved, code: str, text: str, outcome: str, about: str) -> Reason:
    return Reason(code, text, DealOutcome(outcome), (one.party,), _ways(one), about=about)


def _ways(one: Involved) -> tuple[Passage, ...]:
    return () if one.path is None else (one.path,)


def _ended(deal: Deal, known: Known, rules: Rules) -> Iterator[Reason]:
    """Weigh that a party of the deal is dead or dissolved, as a source or a flag says, or no client any more."""
    asked = rules["ended"]
    for one in known.endings:
        said = "was dissolved" if one.dissolved else "died"
        if one.problem:
            text = f"{one.source} states when the party {said}, and that cannot be read: {one.problem}"
            about = f"{one.source} {said} {one.day}"
            yield Reason("END_UNREADABLE", text, DealOutcome(asked["unreadable"]), (one.party,), about=about)
        elif one.over(known.day):
            text = f"{one.source} says that the party {said}: {one.day}"
            yield _end("DISSOLVED" if one.dissolved else "DEAD", one.party, text, asked)
    for party in deal.parties:
        if (standing := known.standings.get(party)) is None:
            continue
        for code in ("DEAD", "DISSOLVED"):
            for flag in sorted(set(standing.flags) & set(asked[code.lower()]["flags"])):
                yield _end(code, party, f"The party has the flag {flag}", asked)
        if standing.status == PartyStatus.FORMER:
            yield Reason("FORMER", "The party is a client no more", DealOutcome(asked["former"]), (party,))


def _end(code: str, party: str, text: str, asked: dict[str, Any]) -> Reason:
    return Reason(code, text, DealOutcome(asked[code.lower()]["outcome"]), (party,))


def _owners(known: Known, rules: Rules) -> Iterator[Reason]:
    asked = rules["owners"]
    for party, unknown in sorted(known.unknown.items()):
        if unknown >= asked["unknown_percent"]:
            text = f"{unknown:.1f} % of the capital leads to no known holder"
            yield Reason("OWNERS_UNKNOWN", text, DealOutcome(asked["unknown"]), (party,))


def _limits(known: Known, rules: Rules, limits: Limits) -> Iterator[Reason]:
    """Weigh what those who are one risk owe together with the deal."""
    asked, money = rules["limits"], known.money
    related = Threshold(Decimal(asked["related"]["percent"]), inclusive=False, source=rules["title"])
    if money.more is None or money.capital is None:
        what = "a rate of the deal's currency" if money.more is None else "a capital"
        text = f"No limit could be weighed: no source states {what}"
        yield Reason("UNWEIGHED", text, DealOutcome(asked["unweighed"]), about=what)
    for circle in known.circles:
        if circle.kind is GroupKind.RELATED_TO_INSTITUTION:
            text = "The party is related to the institution: its terms must be those of anybody"
            inside = tuple(one.party for one in known.involved if one.role == SUBJECT and one.party in circle.members)
            yield Reason("RELATED_PARTY", text, DealOutcome(asked["related"]["member"]), inside)
            yield from _weighed(circle, known, asked["related"], related)
        else:
            yield from _weighed(circle, known, asked["connected"], limits.breach)


def _weighed(circle: Circle, known: Known, asked: dict[str, Any], bar: Threshold) -> Iterator[Reason]:
    money = known.money
    if money.more is None or money.capital is None:
        return
    after = EXACT.add(circle.owed, money.more)
    almost = EXACT.divide(EXACT.multiply(bar.percent, Decimal(str(asked["near_percent"]))), ALL)
    near = Threshold(almost, inclusive=True, source=bar.source)
    above = beyond(after, money.capital, bar)
    if not above and not beyond(after, money.capital, near):
        return
    share = percent_of(after, money.capital).quantize(_SHOWN_DIGITS)
    who = "The party" if circle.alone else f"The group of {len(circle.members)}"
    text = (
        f"{who} would owe {after:f} {money.currency}, {share:f} % of the capital; "
        f"{'above' if above else 'near'} the limit of {bar.percent:f} %"
    )
    code = "RELATED_LIMIT" if circle.kind is GroupKind.RELATED_TO_INSTITUTION else "GROUP_LIMIT"
    outcome = DealOutcome(asked["above" if above else "near"])
    yield Reason(code if above else f"{code}_NEAR", text, outcome, circle.members)


def _documents(deal: Deal, known: Known, rules: Rules) -> Iterator[Reason]:
    """Ask for one document of each party's kind that is in force."""
    for party in deal.parties:
        standing = known.standings.get(party)
        asked = rules["documents"].get(standing.kind) if standing else None
        if standing is None or asked is None:
            continue
        of_kind = [(scheme, last) for scheme, last in standing.identifiers if scheme in asked["one_of"]]
        ended = sorted((last, scheme) for scheme, last in of_kind if last is not None and last < known.day)
        if not of_kind:
            text = f"None of {', '.join(asked['one_of'])} is known"
            yield Reason("DOCUMENT_MISSING", text, DealOutcome(asked["missing"]), (party,))
        elif len(ended) == len(of_kind):
            last, scheme = ended[-1]
            text = f"{scheme} ended on {last}, and nothing newer is known"
            yield Reason("DOCUMENT_EXPIRED", text, DealOutcome(asked["expired"]), (party,), about=f"{scheme} {last}")


def _rest(deal: Deal, known: Known, rules: Rules) -> Iterator[Reason]:
    for party in deal.parties:
        standing = known.standings.get(party)
        if standing is not None and (due := standing.review) is not None and due < known.day:
            text = f"The risk of the party was to be looked at anew by {due}"
            yield Reason("REVIEW_OVERDUE", text, DealOutcome(rules["overdue"]), (party,), about=due)
    for alarm in known.alarms:
        if alarm.severity >= rules["alerts"]["least"]:
            text = f"An alert is open: {alarm.text}"
            outcome = DealOutcome(rules["alerts"]["outcome"])
            yield Reason("ALERT", text, outcome, (alarm.party,), suspects=alarm.suspects, about=alarm.id)
    if known.cut:
        text = "Not all around the party could be looked at"
        yield Reason("CUT", text, DealOutcome(rules["cut"]), _unique(known.cut))


def _unique(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
