"""A bank with makers and checkers: who they are, what they hand over, and what became of it."""

from dataclasses import dataclass
from typing import Any

from cim_graph import bootstrap
from cim_graph.access.rights import Rights
from cim_graph.access.roles import roles
from cim_graph.approvals.commands import DecideChange
from cim_graph.approvals.model import Proposal
from cim_graph.approvals.service import Approvals, Asking, approvals_of
from cim_graph.commands.service import Commands
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.settings import Auth, Settings

EVERYTHING = """
MATCH (n) WHERE NOT n:Migration
RETURN labels(n) AS labels, properties(n) AS properties, COUNT { (n)--() } AS ties ORDER BY n.id, n.name
"""
TIES = (
    "MATCH (a)-[e]->(b) RETURN a.id AS a, type(e) AS kind, b.id AS b, properties(e) AS properties ORDER BY a, kind, b"
)

MAKER = Actor("fatma", ("steward",))
TELLER = Actor("nigar", ("teller",), branches=frozenset({"baku"}))
CHECKER = Actor("leyla", ("checker",))
OTHER_CHECKER = Actor("samir", ("checker",))
RISK = Actor("kamran", ("risk-officer",))
OPERATOR = Actor("operator")


def record_id(key: str) -> str:
    return id_of(Kind.RECORD, "core", key)


def party_id(key: str) -> str:
    return id_of(Kind.PARTY, "core", key)


def ref(key: str) -> dict[str, str]:
    return {"source": "core", "key": key}


def person(key: str, name: str = "", **more: Any) -> dict[str, Any]:
    return {"type": "person", **ref(key), "names": [name or f"Person {key}"], **more}


def firm(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "organization", **ref(key), "names": [f"Firm {key}"], **more}


def owns(key: str, holder: str, held: str, share: str = "60", **more: Any) -> dict[str, Any]:
    return {
        "type": "relationship",
        **ref(key),
        "kind": "OWNS",
        "from": ref(holder),
        "to": ref(held),
        "share": share,
        **more,
    }


def owes(key: str, party: str, amount: str) -> dict[str, Any]:
    return {"type": "exposure", **ref(key), "party": ref(party), "amount": amount, "currency": "AZN"}


def paid(key: str, amount: str, account: str | dict[str, str] = "AZ1") -> dict[str, Any]:
    told = {"at": "2026-01-05T10:00:00Z", "currency": "AZN", "direction": "OUT"}
    return {"type": "transaction", **ref(key), "account": account, "amount": amount, **told}


def submitting(*records: dict[str, Any]) -> dict[str, Any]:
    return {"command": "submitRecords", "records": list(records)}


def same(left: str, right: str, *, same: bool = True) -> dict[str, Any]:
    sides = {"left": record_id(left), "right": record_id(right)}
    return {"command": "judgeMatch", **sides, "same": same, "reason": "seen both passports"}


def pinning(key: str, field: str, value: Any) -> dict[str, Any]:
    return {"command": "overrideField", "party": party_id(key), "field": field, "value": value, "reason": "seen it"}


@dataclass
class Bank:
    """A bank on a graph, under policies."""

    graph: Graph
    settings: Settings
    commands: Commands

    @property
    def approvals(self) -> Approvals:
        return approvals_of(self.commands)

    def by(self, actor: Actor) -> Asking:
        return Asking(self.graph, actor)

    def rights(self, actor: Actor) -> Rights:
        return roles(self.settings.roles_file).rights(actor)

    async def proposed(self, *commands: dict[str, Any], maker: Actor = MAKER) -> Proposal:
        """Return a proposal that waits to be decided."""
        draft = await self.approvals.draft(self.by(maker), "what is to be", list(commands))
        return await self.approvals.submit(self.by(maker), draft.id)

    async def decided(
        self, proposal: Proposal, by: Actor = CHECKER, *, approve: bool = True, reject: tuple[str, ...] = ()
    ) -> Proposal:
        decision = DecideChange(proposal.id, proposal.version, approve, reject, None, frozenset())
        return await self.approvals.decide(self.by(by), decision)

    async def now(self, proposal: Proposal) -> Proposal:
        [found] = await self.approvals.by_ids(self.by(OPERATOR), [proposal.id])
        return found

    async def names(self) -> list[str]:
        rows = await self.graph.administer("MATCH (p:Party) RETURN p.name AS name ORDER BY name")
        return [row["name"] for row in rows]

    async def everything(self) -> list[Any]:
        return [await self.graph.administer(EVERYTHING), await self.graph.administer(TIES)]

    async def events(self) -> list[str]:
        rows = await self.graph.administer(
            "MATCH (o:OutboxEntry) WHERE o.event STARTS WITH 'change.' RETURN o.event AS event ORDER BY o.id"
        )
        return [row["event"] for row in rows]


def bank(graph: Graph, settings: Settings, **more: Any) -> Bank:
    """Return a bank whose callers have to say who they are."""
    own = settings.model_copy(update={"auth": Auth.LOCAL, **more})
    return Bank(graph, own, bootstrap.commands(own))
