"""Builds the objects once, for the API and for the command line."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

from cim_graph.access.local import LocalIssuer
from cim_graph.access.oidc import OidcIssuer
from cim_graph.access.roles import roles
from cim_graph.access.tokens import Claims, Tokens
from cim_graph.accounts.transactions.compaction import SortTransactions, SortTransactionsHandler
from cim_graph.accounts.transactions.ledger import Ledger
from cim_graph.accounts.transactions.objects import objects
from cim_graph.approvals.commands import (
    ApplyChange,
    Applying,
    DecideChange,
    DelegateRole,
    EndDelegation,
    ExpireChanges,
    ProposeChange,
    Proposing,
    RefuseChange,
    SubmitChange,
    WithdrawChange,
    delegate_role,
    end_delegation,
    expire_changes,
    refuse_change,
    withdraw_change,
)
from cim_graph.approvals.policies import NONE, policies
from cim_graph.approvals.service import Approvals
from cim_graph.approvals.touching import Grounds
from cim_graph.commands.request import AnswerRequest, ClaimRequest, answer_request, claim_request
from cim_graph.commands.service import Commands, Doing
from cim_graph.commands.shell import RunStatement, run_statement
from cim_graph.deals.commands import AllowDeal, AllowingDeals, RecordDeal, record_deal
from cim_graph.deals.rules import rules as deal_rules
from cim_graph.events.numbering import NumberEvents, number_events
from cim_graph.events.pruning import PruneEvents, prune_events
from cim_graph.events.settling import ClaimWebhooks, SettleRound, claim_webhooks, settle_round
from cim_graph.events.webhooks import (
    AddWebhook,
    PauseWebhook,
    RemoveWebhook,
    ReplayWebhook,
    ResumeWebhook,
    add_webhook,
    pause_webhook,
    remove_webhook,
    replay_webhook,
    resume_webhook,
)
from cim_graph.graph.local import Endpoint, LocalServer
from cim_graph.graph.migrations import migrate
from cim_graph.graph.session import Graph, connect
from cim_graph.graph.statement import check_statements
from cim_graph.groups.commands import (
    ChangeGroups,
    DecideMember,
    EndRun,
    RevokeDecision,
    change_groups,
    decide_member,
    end_run,
    revoke_decision,
)
from cim_graph.intake.daily import DrawDue, DrawDueHandler
from cim_graph.intake.service import SubmitRecords, SubmitRecordsHandler
from cim_graph.intake.undoing import BeginUndo, EndUndo, TakeBack, TakeBackHandler, begin_undo, end_undo
from cim_graph.kernel.times import Clock, system_clock
from cim_graph.matching.gathering import MoveParts, MovePartsHandler
from cim_graph.matching.judging import JudgeMatch, SplitParty, Stewarding, WithdrawJudgement
from cim_graph.matching.models import ApproveModel, DropKeys, KeepModel, Models, approve_model, drop_keys, keep_model
from cim_graph.matching.overriding import OverrideField, Overriding
from cim_graph.matching.resolving import ResolveRecords, ResolveRecordsHandler
from cim_graph.matching.screening import Screening
from cim_graph.matching.whole.commands import (
    ApplyResolution,
    ApplyResolutionHandler,
    KeepKeys,
    SettleRecords,
    keep_keys,
    settle_records,
)
from cim_graph.monitoring.commands import (
    DecideAlert,
    OpenCase,
    RaiseAlerts,
    UpdateCase,
    WakeAlerts,
    decide_alert,
    open_case,
    raise_alerts,
    update_case,
    wake_alerts,
)
from cim_graph.monitoring.following import KeepPlace, keep_place
from cim_graph.ownership.whole.commands import (
    BeginOwners,
    ChangeOwners,
    FinishOwners,
    begin_owners,
    change_owners,
    finish_owners,
)
from cim_graph.parties import survivorship
from cim_graph.privacy.commands import EraseParty, HoldingBack, HoldParty, LiftRestriction, ReleaseHold, Restricting
from cim_graph.privacy.removal import ErasePersonalData, Removing
from cim_graph.privacy.retention import retention
from cim_graph.risk.commands import (
    OverrideRisk,
    PublishScheme,
    SaveScheme,
    override_risk,
    publish_scheme,
    save_scheme,
)
from cim_graph.risk.keeping import (
    BeginRenewal,
    EndPass,
    HoldRenewal,
    KeepAssessments,
    begin_renewal,
    end_pass,
    hold_renewal,
    keep_assessments,
)
from cim_graph.settings import Auth
from cim_graph.signals import interruptible

if TYPE_CHECKING:
    from cim_graph.commands.model import Handler
    from cim_graph.settings import Settings


def commands(settings: "Settings", clock: Clock = system_clock) -> Commands:
    """Return every command with its handler; raise SetupError for rules of survivorship that there are not."""
    survivorship.check(settings.survivorship)
    models = Models()
    books = ledger(settings)
    grounds = Grounds(books)
    proposing = Proposing(grounds)
    stewarding = Stewarding(settings.rank, models)
    screening = Screening(settings.rank, models, stewarding)
    terms = retention(settings.retention_file)
    restricting, holding = Restricting(settings.rank, terms), HoldingBack(settings.rank)
    handlers: dict[type, Handler[Any]] = {
        SubmitRecords: SubmitRecordsHandler(settings.rank, models, books),
        SortTransactions: SortTransactionsHandler(books),
        DrawDue: DrawDueHandler(settings.rank),
        BeginUndo: begin_undo,
        TakeBack: TakeBackHandler(settings.rank, models),
        EndUndo: end_undo,
        RunStatement: run_statement,
        ClaimRequest: claim_request,
        AnswerRequest: answer_request,
        NumberEvents: number_events,
        PruneEvents: prune_events,
        ClaimWebhooks: claim_webhooks,
        SettleRound: settle_round,
        AddWebhook: add_webhook,
        PauseWebhook: pause_webhook,
        ResumeWebhook: resume_webhook,
        ReplayWebhook: replay_webhook,
        RemoveWebhook: remove_webhook,
        ChangeGroups: change_groups,
        EndRun: end_run,
        DecideMember: decide_member,
        RevokeDecision: revoke_decision,
        BeginOwners: begin_owners,
        ChangeOwners: change_owners,
        FinishOwners: finish_owners,
        MoveParts: MovePartsHandler(settings.rank, models),
        ResolveRecords: ResolveRecordsHandler(settings.rank, models),
        ApplyResolution: ApplyResolutionHandler(settings.rank),
        SettleRecords: settle_records,
        KeepKeys: keep_keys,
        KeepModel: keep_model,
        DropKeys: drop_keys,
        ApproveModel: approve_model,
        JudgeMatch: screening.judge,
        SplitParty: stewarding.split,
        WithdrawJudgement: screening.withdraw,
        OverrideField: Overriding(settings.rank),
        EraseParty: restricting.erase,
        LiftRestriction: restricting.lift,
        HoldParty: holding.hold,
        ReleaseHold: holding.release,
        ErasePersonalData: Removing(settings.rank, terms, books),
        RaiseAlerts: raise_alerts,
        WakeAlerts: wake_alerts,
        KeepPlace: keep_place,
        DecideAlert: decide_alert,
        OpenCase: open_case,
        UpdateCase: update_case,
        ProposeChange: proposing.propose,
        SubmitChange: proposing.submit,
        DecideChange: proposing.decide,
        WithdrawChange: withdraw_change,
        RefuseChange: refuse_change,
        ExpireChanges: expire_changes,
        SaveScheme: save_scheme,
        PublishScheme: publish_scheme,
        OverrideRisk: override_risk,
        RecordDeal: record_deal,
        AllowDeal: AllowingDeals(deal_rules(settings.deals_file), settings.rank),
        KeepAssessments: keep_assessments,
        BeginRenewal: begin_renewal,
        EndPass: end_pass,
        HoldRenewal: hold_renewal,
        DelegateRole: delegate_role,
        EndDelegation: end_delegation,
    }
    do = Doing(handlers, clock)
    handlers[ApplyChange] = Applying(do, settings.source_ranks, grounds)
    known = roles(settings.roles_file)
    in_force = NONE if settings.auth is Auth.OFF else policies(settings.policies_file)
    return Commands(do, known, Approvals(settings, do, known, in_force, grounds))


def ledger(settings: "Settings") -> Ledger:
    """Return the ledger of transactions."""
    return Ledger(objects(settings.transactions, settings.data_dir))


def issuer(settings: "Settings") -> OidcIssuer | LocalIssuer | None:
    """Return who gives tokens; nothing where everybody is let in. Raises SetupError for an issuer that cannot be."""
    if settings.auth is Auth.OFF:
        return None
    return OidcIssuer(settings.oidc_issuer or "") if settings.auth is Auth.OIDC else local_issuer(settings)


def tokens(settings: "Settings", issuer: OidcIssuer | LocalIssuer) -> Tokens:
    """Return what checks the tokens of an issuer."""
    claims = Claims(settings.claim_roles, settings.claim_branches, settings.claim_segments, settings.claim_sources)
    return Tokens(issuer, settings.audience, claims)


def local_issuer(settings: "Settings") -> LocalIssuer:
    """Return the issuer whose keys lie in the data folder."""
    return LocalIssuer(settings.data_dir / "access" / "keys.json")


async def open_graph(settings: "Settings", uri: str, user: str, password: str) -> Graph:
    """Connect to the database and bring its schema up to date; raise SetupError or UnavailableError."""
    check_statements()
    graph = await connect(uri, user, password, settings)
    await migrate(graph)
    return graph


@asynccontextmanager
async def opened(settings: "Settings", report: Callable[[str], None]) -> AsyncIterator[Graph]:
    """Give the graph of these settings: a server of one's own, or the local one, which is started where it is not.

    A local server that was started for this is stopped again when the last process that uses it leaves.
    """
    with _endpoint(settings, report) as endpoint:
        graph = await open_graph(settings, endpoint.uri, endpoint.user, endpoint.password)
        try:
            yield graph
        finally:
            await graph.close()


@contextmanager
def _endpoint(settings: "Settings", report: Callable[[str], None]) -> Iterator[Endpoint]:
    if settings.neo4j_uri is not None:
        password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
        yield Endpoint(settings.neo4j_uri, settings.neo4j_user, password)
        return
    with ExitStack() as stack:
        with interruptible():
            endpoint = stack.enter_context(LocalServer(settings).used(report))
        yield endpoint
