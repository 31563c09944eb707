"""The schema: what can be asked, and what can be done."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry
from strawberry.schema.config import StrawberryConfig

from cim_graph.access.trail import Sought, entry_key
from cim_graph.api import approvals, deals, events, groups, matching, monitoring, network, risk
from cim_graph.api.access import Caller, caller
from cim_graph.api.approvals import ChangeRequest
from cim_graph.api.audit import AuditEntry, entries
from cim_graph.api.base import After, AsOfInput, Connection, First, Info, Node, asked, connection, heard, moment
from cim_graph.api.deals import DealDecision, DealInput
from cim_graph.api.events import Event, EventConnection
from cim_graph.api.execution import Schema
from cim_graph.api.groups import ConnectedClientGroup
from cim_graph.api.lookup import PartyFilterInput, found_by_what_they_carry, nodes_by_ids, wanted
from cim_graph.api.matching import LineageEvent, MatchCandidate, MatchExplanation, MatchReview, WriteResult
from cim_graph.api.monitoring import Alert, Case
from cim_graph.api.network import Neighbourhood, PartySearchConnection, Path
from cim_graph.api.ownership import OwnershipRegime, regime_of
from cim_graph.api.party import PARTIES, Party, party_of
from cim_graph.api.risk import RiskAssessment, RiskCounterfactual, RiskDryRun, RiskScheme
from cim_graph.api.scalars import JSON, SCALARS, Date, DateTime
from cim_graph.api.submission import SubmitRecordsResult, submit_records
from cim_graph.approvals.commands import DecideChange
from cim_graph.approvals.model import Status
from cim_graph.groups import service as group_service
from cim_graph.kernel.pages import page
from cim_graph.kernel.times import NOW
from cim_graph.kernel.vocabulary import GroupKind, RelationshipKind
from cim_graph.matching.judging import JudgeMatch, SplitParty, WithdrawJudgement
from cim_graph.matching.lineage import event_key
from cim_graph.matching.overriding import OverrideField
from cim_graph.matching.reviewing import place_key
from cim_graph.monitoring.commands import AlertStatus, CaseStatus, DecideAlert, OpenCase, UpdateCase
from cim_graph.network.model import Around, Ends, Most, hit_key
from cim_graph.ownership.catalogue import regimes
from cim_graph.parties import service as party_service
from cim_graph.parties.model import party_key


@strawberry.type
class Query:
    """What can be asked."""

    me: Caller = strawberry.field(resolver=caller, description="Who asks. Everybody who is let in may know that.")

    @asked()
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:  # noqa: A002 (the contract's name)
        """Whatever has this id."""
        return (await nodes_by_ids(info, [id]))[0]

    @asked("In the order asked for, null where there is none; at most 500.")
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
        """Return whatever has these ids."""
        return await nodes_by_ids(info, ids)

    @asked()
    async def party(self, info: Info, id: strawberry.ID, as_of: AsOfInput | None = None) -> Party | None:  # noqa: A002
        """Return a party."""
        return (await found_by_what_they_carry(info, [id], moment(as_of, NOW)))[0]

    @asked("Null where nobody or more than one party carries it.")
    async def party_by_identifier(
        self, info: Info, scheme: str, value: str, as_of: AsOfInput | None = None
    ) -> Party | None:
        """Return the only party that carries an identifier."""
        then = moment(as_of, NOW)
        ids = await party_service.carriers(info.context.graph, scheme, value, then, info.context.rank)
        return (await found_by_what_they_carry(info, ids, then))[0] if len(ids) == 1 else None

    @asked()
    async def parties_by_identifier(
        self, info: Info, scheme: str, value: str, as_of: AsOfInput | None = None
    ) -> list[Party]:
        """Return every party that carries an identifier."""
        then = moment(as_of, NOW)
        ids = await party_service.carriers(info.context.graph, scheme, value, then, info.context.rank)
        found = await found_by_what_they_carry(info, ids, then)
        return [party for party in found if party is not None]

    @asked()
    async def party_by_record(self, info: Info, source: str, key: str, as_of: AsOfInput | None = None) -> Party | None:
        """Return the party that a record describes."""
        then = moment(as_of, NOW)
        id_ = await party_service.described(info.context.graph, source, key, then.known)
        return (await found_by_what_they_carry(info, [id_], then))[0] if id_ else None

    @asked()
    async def parties(
        self,
        info: Info,
        filter: PartyFilterInput | None = None,  # noqa: A002 (the contract's name)
        as_of: AsOfInput | None = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Party]:
        """Return parties in the order of their ids."""
        then = moment(as_of, NOW)
        graph, rank = info.context.graph, info.context.rank
        found = await party_service.listed(graph, wanted(info, filter), page(first, after, party_key), then, rank)
        return connection(found, lambda row: party_of(row, then, info.context.mask))

    @asked(
        "Names in any script, identifiers, phones, e-mails, account numbers; ranked, tolerant of typing errors. Some "
        "hundred hits at most, the best: a text that more parties answer to has to say more."
    )
    async def search(
        self,
        info: Info,
        text: str,
        filter: PartyFilterInput | None = None,  # noqa: A002 (the contract's name)
        as_of: AsOfInput | None = None,
        first: First = 20,
        after: After = None,
    ) -> PartySearchConnection:
        """Find parties by a text."""
        return await network.search(info, text, wanted(info, filter), page(first, after, hit_key), moment(as_of, NOW))

    @asked("Ways that connect two parties, shortest and strongest first.")
    async def connections(  # noqa: PLR0913, PLR0917 (the arguments of the contract)
        self,
        info: Info,
        source: Annotated[strawberry.ID, strawberry.argument(name="from")],
        target: Annotated[strawberry.ID, strawberry.argument(name="to")],
        kinds: list[RelationshipKind] | None = None,
        max_length: int = 6,
        limit: int = 5,
        as_of: AsOfInput | None = None,
    ) -> list[Path]:
        """Find the ways between two parties."""
        of_kinds = info.context.mask.of_kinds(kinds)
        return await network.connections(
            info, Ends(source, target), of_kinds, Most(max_length, limit), moment(as_of, NOW)
        )

    @asked(
        "What a graph view draws: parties within `depth` steps and the relationships among them; `total` says what "
        "the limit cut. It is exact up to 10,000 parties, with a `depth` of one up to 200,000, about the past up to "
        "2,000; where it says more, there are at least so many."
    )
    async def neighbourhood(
        self,
        info: Info,
        id: strawberry.ID,  # noqa: A002 (the contract's name)
        depth: int = 1,
        kinds: list[RelationshipKind] | None = None,
        limit: int = 200,
        as_of: AsOfInput | None = None,
    ) -> Neighbourhood:
        """Show what lies around a party."""
        of_kinds = info.context.mask.of_kinds(kinds)
        return await network.neighbourhood(info, id, Around(depth, of_kinds, limit), moment(as_of, NOW))

    @asked(
        "The largest exposure first. Of today as the last run found them (`computedAt`), at once where none has run "
        "and of the past. `minSize` 1 adds groups of one: large by themselves, or alone by a documented exception."
    )
    async def connected_client_groups(
        self,
        info: Info,
        kind: GroupKind = GroupKind.CONNECTED_CLIENTS,
        min_size: int = 2,
        as_of: AsOfInput | None = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[ConnectedClientGroup]:
        """Return groups."""
        return await groups.listed(
            info, kind, min_size, page(first, after, group_service.group_key(kind)), moment(as_of, NOW)
        )

    @asked(
        "The regimes of beneficial ownership that the registry knows, with their thresholds and their sources in law."
    )
    def ownership_regimes(self, info: Info) -> list[OwnershipRegime]:
        """Return the regimes by id."""
        return [regime_of(row) for _, row in sorted(regimes(info.context.settings).items())]

    @asked("Every version of every scheme, by name, the newest first.")
    async def risk_schemes(self, info: Info) -> list[RiskScheme]:
        """Return schemes of risk."""
        return await risk.schemes(info)

    @asked(
        "What the assessment would be without some relationships and with some further records of parties and "
        "relationships, computed without storing anything."
    )
    async def risk_what_if(
        self,
        info: Info,
        party: strawberry.ID,
        without_relationships: list[strawberry.ID] | None = None,
        with_records: list[JSON] | None = None,
        scheme: strawberry.ID | None = None,
    ) -> RiskAssessment:
        """Suppose."""
        return await risk.what_if(info, party, without_relationships or (), with_records or (), scheme)

    @asked(
        "The smallest sets of relationships whose absence would bring the party to a lower class. Sets of up to three "
        "are all that there are of that size; a larger one was found greedily."
    )
    async def risk_counterfactuals(self, info: Info, party: strawberry.ID, limit: int = 3) -> list[RiskCounterfactual]:
        """Return what a class hangs on."""
        return await risk.without_which(info, party, limit)

    @asked(
        "Before the deal: may it be done with these parties, and if not, why. That it was asked is kept, and told as "
        "the event `deal.checked`.",
        may="checkDeal",
    )
    async def check_deal(self, info: Info, deal: DealInput) -> DealDecision:
        """Check a deal."""
        return await deals.checked(info, deal)

    @asked(
        "Existing parties that a not yet stored record would match, best first: search before create.",
        may="findMatches",
    )
    async def find_matches(self, info: Info, record: JSON, limit: int = 10) -> list[MatchCandidate]:
        """Return whom a record would match."""
        return await matching.candidates(info, record, limit)

    @asked("Pairs that wait for a steward, most valuable to decide first.", may="readMatches")
    async def match_reviews(self, info: Info, first: First = 50, after: After = None) -> Connection[MatchReview]:
        """Return what waits for a steward."""
        return await matching.reviews(info, page(first, after, place_key))

    @asked(
        "Why two records or parties do, or do not, match: every feature with its evidence and weight. Of parties, the "
        "two records that match best are compared.",
        may="readMatches",
    )
    async def explain_match(self, info: Info, left: strawberry.ID, right: strawberry.ID) -> MatchExplanation:
        """Explain two records or parties."""
        return await matching.explained(info, left, right)

    @asked("Merges and splits in order, so that a copy elsewhere can follow.")
    async def party_lineage(self, info: Info, after: After = None, first: First = 100) -> Connection[LineageEvent]:
        """Return what became of parties."""
        return await matching.feed(info, page(first, after, event_key))

    @asked("Who did what, and who saw what of special category: the newest first.", may="readTrail")
    async def audit_trail(  # noqa: PLR0913, PLR0917 (the arguments of the contract)
        self,
        info: Info,
        subject: strawberry.ID | None = None,
        actor: str | None = None,
        begin: Annotated[DateTime | None, strawberry.argument(name="from")] = None,
        end: Annotated[DateTime | None, strawberry.argument(name="to")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[AuditEntry]:
        """Return the trail."""
        return await entries(info, Sought(subject, actor, begin, end), page(first, after, entry_key))

    @asked(
        "What happened, in order, for those who come back: go on after `endCursor`. An event is here within a second "
        "of its commit.",
        may="readEvents",
    )
    async def events(
        self, info: Info, after: After = None, first: First = 50, names: list[str] | None = None
    ) -> EventConnection:
        """Return a page of events."""
        return await events.page(info, events.wanted(names), first, after)

    @asked(
        "What waits, or waited, for approval, the newest first; `mine` false: what others made. Who neither decides "
        "nor reads the trail sees their own."
    )
    async def change_requests(
        self,
        info: Info,
        status: Status | None = None,
        mine: bool | None = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[ChangeRequest]:
        """Return proposals."""
        return await approvals.listed(info, status, page(first, after, approvals.place_key), mine=mine)

    @asked("What fired, the newest first; without suspicion for whoever may not know of it.")
    async def alerts(
        self,
        info: Info,
        statuses: list[AlertStatus] | None = None,
        kinds: list[str] | None = None,
        party: strawberry.ID | None = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Alert]:
        """Return alerts."""
        return await monitoring.alerts(info, statuses, kinds, party, page(first, after, monitoring.place_key))

    @asked("Alerts that are looked at together, the newest first; none for whoever may not know of suspicion.")
    async def cases(
        self,
        info: Info,
        statuses: list[CaseStatus] | None = None,
        mine: bool | None = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Case]:
        """Return cases."""
        return await monitoring.cases(info, statuses, page(first, after, monitoring.place_key), mine=mine)


@strawberry.type
class Mutation:
    """What can be done."""

    @asked(
        "The record format as GraphQL: every record is taken or set aside on its own, the answer tells which and why.",
        may="submitRecords",
    )
    async def submit_records(self, info: Info, records: list[JSON]) -> SubmitRecordsResult:
        """Take records."""
        return await submit_records(info, records)

    @asked(
        "A steward's word on two records. It outlives every later run, until it is withdrawn. `seen` is the id of the "
        "judgement that was shown with them, or an empty text where none was: CONFLICT if another stands by now. "
        "`versions` are those in which the two records were shown: CONFLICT if one says something else by now.",
        may="judgeMatch",
    )
    async def judge_match(  # noqa: PLR0913, PLR0917 (the arguments of the contract)
        self,
        info: Info,
        left: strawberry.ID,
        right: strawberry.ID,
        same: bool,
        reason: str,
        seen: strawberry.ID | None = None,
        versions: list[int] | None = None,
    ) -> WriteResult:
        """Judge two records; of a party, all that it has are meant."""
        shown = None if versions is None else tuple(versions)
        return await matching.done(info, JudgeMatch(left, right, same, reason, seen, shown))

    @asked(may="withdrawJudgement")
    async def withdraw_judgement(self, info: Info, id: strawberry.ID, reason: str) -> WriteResult:  # noqa: A002
        """Take a judgement back; what depended on it is formed anew."""
        return await matching.done(info, WithdrawJudgement(id, reason))

    @asked(
        "Pin a golden value (name, birthDate, jurisdiction, status, segment, branch, manager): it outlives every load, "
        "until null takes it back.",
        may="overrideField",
    )
    async def override_field(
        self, info: Info, party: strawberry.ID, field: str, value: JSON | None, reason: str
    ) -> WriteResult:
        """Pin a golden value."""
        return await matching.done(info, OverrideField(party, field, value, reason))

    @asked("Take records out of a party into one of their own; what came with them goes with them.", may="splitParty")
    async def split_party(
        self,
        info: Info,
        id: strawberry.ID,  # noqa: A002 (the contract's name)
        records: list[strawberry.ID],
        reason: str,
    ) -> WriteResult:
        """Split a party."""
        return await matching.done(info, SplitParty(id, tuple(records), reason))

    @asked(
        "Commands that are to become true together, as a draft: objects with `command` (submitRecords, judgeMatch, "
        "withdrawJudgement, splitParty, overrideField, decideGroupMember, revokeGroupDecision, approveModel, "
        "publishRiskScheme, overrideRisk, allowDeal) and what "
        "it takes. At most 1,000 changes, each record being one.",
        may="proposeChange",
    )
    async def propose_change(self, info: Info, title: str, commands: list[JSON]) -> ChangeRequest:
        """Keep a draft."""
        return await approvals.proposed(info, title, commands)

    @asked(
        "Let others decide on a draft, or anew on what has become a CONFLICT. What needs nobody is applied.",
        may="submitChange",
    )
    async def submit_change(self, info: Info, id: strawberry.ID) -> ChangeRequest:  # noqa: A002 (the contract's name)
        """Let a proposal be decided."""
        return await approvals.submitted(info, id)

    @asked(
        "`version` is the one that was shown; `reject`: single changes that are left out of what is approved.",
        may="decideChange",
    )
    async def decide_change(
        self,
        info: Info,
        id: strawberry.ID,  # noqa: A002 (the contract's name)
        version: int,
        approve: bool,
        reject: list[strawberry.ID] | None = None,
        comment: str | None = None,
    ) -> ChangeRequest:
        """Approve or reject a proposal."""
        decision = DecideChange(id, version, approve, tuple(reject or ()), comment, frozenset())
        return await approvals.decided(info, decision)

    @asked("Keep a scheme as a draft: a new version of its name.", may="saveRiskScheme")
    async def save_risk_scheme(self, info: Info, definition: JSON) -> RiskScheme:
        """Keep a draft."""
        return await risk.saved(info, definition)

    @asked(
        "Assess a sample or the whole base with a scheme and compare it with the published one, storing nothing.",
        may="dryRunRiskScheme",
    )
    async def dry_run_risk_scheme(
        self,
        info: Info,
        id: strawberry.ID,  # noqa: A002 (the contract's name)
        sample: int | None = None,
    ) -> RiskDryRun:
        """Compare a version with the published one."""
        return await risk.dry_run(info, id, sample)

    @asked("Put a version in force, once a second person approves; its text never changes.", may="publishRiskScheme")
    async def publish_risk_scheme(self, info: Info, id: strawberry.ID) -> RiskScheme:  # noqa: A002
        """Put a version in force."""
        return await risk.published(info, id)

    @asked(
        "Set the class of a party by hand, through a day; then it falls back by itself. What a rule fixes stays.",
        may="overrideRisk",
    )
    async def override_risk(
        self,
        info: Info,
        party: strawberry.ID,
        word: Annotated[str, strawberry.argument(name="class")],
        reason: str,
        until: Date,
    ) -> WriteResult:
        """Set a class."""
        return await risk.overridden(info, party, word, reason, until)

    @asked(
        "Let a deal be done that `checkDeal` would have looked at, once a second person approves: with exactly these "
        "parties, of this product and currency, up to this amount.",
        may="allowDeal",
    )
    async def allow_deal(self, info: Info, deal: DealInput, reason: str) -> WriteResult:
        """Allow a deal."""
        return await deals.allowed(info, deal, reason)

    @asked(may="withdrawChange")
    async def withdraw_change(self, info: Info, id: strawberry.ID, reason: str) -> ChangeRequest:  # noqa: A002
        """Take a proposal of one's own back."""
        return await approvals.withdrawn(info, id, reason)

    @asked(
        "Let somebody decide in a role of the caller's own, through a day: still not on what the two made.",
        may="delegateApproval",
    )
    async def delegate_approval(self, info: Info, role: str, to: str, until: Date) -> strawberry.ID:
        """Let somebody stand in, and return the id of that."""
        return await approvals.delegated(info, role, to, until)

    @asked(may="delegateApproval")
    async def end_delegation(self, info: Info, id: strawberry.ID) -> strawberry.ID:  # noqa: A002
        """Let nobody stand in any more."""
        return await approvals.undelegated(info, id)

    @asked("`until`: when an alert that is SNOOZED is open again.", may="decideAlert")
    async def decide_alert(
        self,
        info: Info,
        id: strawberry.ID,  # noqa: A002 (the contract's name)
        status: AlertStatus,
        reason: str,
        until: DateTime | None = None,
    ) -> Alert:
        """Say what becomes of an alert."""
        may_suspect = monitoring.may_suspect(info)
        return await monitoring.decided(info, DecideAlert(id, status, reason, until, may_suspect))

    @asked("Look at alerts together; they are ESCALATED.", may="openCase")
    async def open_case(self, info: Info, title: str, alerts: list[strawberry.ID]) -> Case:
        """Open a case."""
        return await monitoring.changed(info, OpenCase(title, tuple(alerts)))

    @asked(
        "What is given changes; a note stays. A case is CLOSED with a note, and its alerts with it.", may="updateCase"
    )
    async def update_case(
        self,
        info: Info,
        id: strawberry.ID,  # noqa: A002 (the contract's name)
        status: CaseStatus | None = None,
        assignee: str | None = None,
        note: str | None = None,
    ) -> Case:
        """Go on with a case."""
        return await monitoring.changed(info, UpdateCase(id, status, assignee, note))


@strawberry.type
class Subscription:
    """What can be heard of."""

    @heard(
        "What happens, in order, as it is committed: from now on, or all after a cursor. Who does not keep up is told "
        "where to come back.",
        may="readEvents",
    )
    async def events(
        self,
        info: Info,
        after: After = None,
        names: list[str] | None = None,
        parties: list[strawberry.ID] | None = None,
    ) -> AsyncGenerator[Event, None]:
        """Yield events."""
        async with aclosing(events.followed(info, events.wanted(names, parties), after)) as following:
            async for event in following:
                yield event


schema = Schema(Query, Mutation, Subscription, types=PARTIES.values(), config=StrawberryConfig(scalar_map=SCALARS))
