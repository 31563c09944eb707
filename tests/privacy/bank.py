"""A registry of long ago and of today: somebody whose relationship ended, and who lives, owns and shares with him."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from cim_graph import bootstrap
from cim_graph.accounts.transactions.columns import database
from cim_graph.commands.service import Commands
from cim_graph.graph.session import Graph
from cim_graph.intake.service import submit
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.privacy.due import Verdict
from cim_graph.privacy.retention import retention
from cim_graph.privacy.service import keep_no_longer
from cim_graph.settings import Settings

HOME = {"text": "Nizami küçəsi 77, Bakı", "country": "AZ", "city": "Bakı", "postcode": "1005"}
"""Where his wife lives, too."""
LONG_AGO = datetime(2015, 3, 1, tzinfo=UTC)
OFFICER = Actor("nigar", ("privacy-officer",))
OTHER = Actor("samir", ("privacy-officer",))
STEWARD = Actor("fatma", ("steward",))
TELLER = Actor("aysel", ("teller",), frozenset({"baku"}))
LOADER = Actor("loader")
ALI = id_of(Kind.PARTY, "core", "CUST-4711")
LEYLA = id_of(Kind.PARTY, "core", "CUST-4712")
FIRM = id_of(Kind.PARTY, "core", "FIRM-1")
VALUES = (
    "CUST-4711", "CRM-9988", "Həsənov", "Hasanov", "1980-05-17", "5ABCDE7", "AZ21NABZ", "+994501234567", "ali.h@",
    "Gül küçəsi 9", "Gəncə şəhəri", "golfçu", "his brother said", "divorce file", "tuition", "Uncle Kərim", "10.9.8.7",
)  # fmt: skip
"""What the registry knows of him, and what nobody may find of it."""


def ref(key: str, source: str = "core") -> dict[str, str]:
    return {"source": source, "key": key}


def ali(**more: Any) -> dict[str, Any]:
    return {
        "type": "person", **ref("CUST-4711"),
        "names": [{"full": "Əli Həsənov", "first": "Əli", "last": "Həsənov"}, {"full": "Ali Hasanov", "kind": "alias"}],
        "birthDate": "1980-05-17", "status": "FORMER", "branch": "baku", "segment": "retail",
        "birthPlace": "Gəncə şəhəri", "attributes": {"hobby": "golfçu"},
        "identifiers": [{"scheme": "az-fin", "value": "5ABCDE7"}],
        "contacts": [{"kind": "mobile", "value": "+994501234567"}, {"kind": "email", "value": "ali.h@example.az"}],
        "addresses": [HOME, {"text": "Gül küçəsi 9, Gəncə", "country": "AZ", "city": "Gəncə", "postcode": "2000"}],
        **more,
    }  # fmt: skip


def around() -> list[dict[str, Any]]:
    """Return who lives at the same address, owns and shares with him."""
    wife = {"type": "person", **ref("CUST-4712"), "names": ["Leyla Quliyeva"], "birthDate": "1984-01-02",
        "status": "CUSTOMER", "branch": "baku", "addresses": [HOME]}  # fmt: skip
    crm = {"type": "person", **ref("CRM-9988", "crm"), "names": ["Həsənov Əli"], "birthDate": "1980-05-17",
        "identifiers": ali()["identifiers"], "status": "FORMER"}  # fmt: skip
    firm = {"type": "organization", **ref("FIRM-1"), "names": ["Mebel MMC"], "status": "CUSTOMER"}
    fin = {"scheme": "az-fin", "value": "5ABCDE7"}
    owns = {"type": "relationship", **ref("CUST-4711-FIRM"), "kind": "OWNS", "from": fin, "to": ref("FIRM-1"),
        "share": "60", "attributes": {"note": "Həsənov signed"},
        "rebutted": {"reason": "his brother said so", "by": "Həsənov"}}  # fmt: skip
    married = {"type": "relationship", **ref("F-1"), "kind": "FAMILY_OF", "from": ref("CUST-4711"),
        "to": ref("CUST-4712"), "role": "spouse"}  # fmt: skip
    alone = {"type": "account", **ref("A-1"), "number": "AZ21NABZ00000000137010001944", "currency": "AZN",
        "holders": [{"party": ref("CUST-4711")}], "closed": "2016-01-01", "balance": "0"}  # fmt: skip
    joint = {"type": "account", **ref("A-2"), "number": "AZ77JOINT", "currency": "AZN", "closed": "2016-01-01",
        "holders": [{"party": ref("CUST-4711")}, {"party": ref("CUST-4712")}]}  # fmt: skip
    owes = {"type": "exposure", **ref("X-1"), "party": fin, "amount": "125.50", "currency": "AZN",
        "collateral": [{"text": "flat at Gül küçəsi 9"}]}  # fmt: skip
    nominee = {"type": "relationship", **ref("N-1"), "kind": "OWNS", "from": ref("CUST-4712"), "to": ref("FIRM-1"),
        "share": "5", "shareClass": "B", "onBehalfOf": ref("CUST-4711"),
        "attributes": {"note": "Həsənov asked"}}  # fmt: skip
    return [wife, crm, firm, owns, married, alone, joint, owes, nominee, *money()]


def money() -> list[dict[str, Any]]:
    """Return what went over his account, over that of his wife and himself, and from others to him."""
    return [
        paid("T-CUST-4711-1", ref("A-1"), counterparty="Uncle Kərim", purpose="tuition", attributes={"ip": "10.9.8.7"}),
        paid("T-2", "AZ21NABZ00000000137010001944", counterpartyAccount="AZ99", purpose="tuition"),
        paid("T-3", ref("A-2"), counterparty="Kiosk", purpose="rent of the flat"),
        paid("T-4", "AZ55", counterparty=ref("CUST-4711"), purpose="wages of Əli Həsənov"),
        paid("T-5", "AZ55", counterpartyAccount="AZ21NABZ00000000137010001944", purpose="wages in March"),
        paid("T-6", "AZ55", counterparty="Baker", purpose="school of the apprentice"),
    ]


def paid(key: str, account: Any, **more: Any) -> dict[str, Any]:
    said = {"at": "2015-01-05T10:00:00Z", "amount": "10", "currency": "AZN", "direction": "OUT"}
    return {"type": "transaction", **ref(key), "account": account, **said, **more}


class Bank:
    """A registry of long ago, and of today."""

    def __init__(self, graph: Graph, settings: Settings) -> None:
        self.graph = graph
        self.settings = settings
        seconds = count()
        self.then = bootstrap.commands(settings, lambda: LONG_AGO + timedelta(seconds=next(seconds)))
        self.now = bootstrap.commands(settings)

    async def took(self, records: list[Any], commands: Commands | None = None) -> Any:
        return await submit(self.graph, commands or self.then, LOADER, records, self.settings.source_ranks)

    async def does(self, command: Any, actor: Actor = OFFICER) -> Any:
        return await self.now.execute(self.graph, actor, command)

    async def sweeps(self) -> list[tuple[str, Verdict]]:
        found = await keep_no_longer(self.graph, self.now, LOADER, retention(self.settings.retention_file))
        return [(one.party, one.verdict) for one in found]

    async def moved(self) -> list[dict[str, Any]]:
        """Return all transactions as files hold them, whether they stand or not."""
        files = await bootstrap.ledger(self.settings).files(self.graph.read)
        if not files.rows:
            return []
        with database() as connection:
            found = connection.execute("FROM read_parquet($rows) ORDER BY id", {"rows": files.rows})
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    async def holding(self, words: Iterable[str]) -> list[str]:
        """Return where any property of any node or relationship holds one of these words."""
        nodes = await self.graph.administer("MATCH (n) RETURN labels(n) AS kind, properties(n) AS properties")
        ties = await self.graph.administer("MATCH ()-[e]->() RETURN type(e) AS kind, properties(e) AS properties")
        texts = [
            (f"{row['kind']}.{name}", str(value))
            for row in (*nodes, *ties)
            for name, value in row["properties"].items()
        ]
        texts += [(f"transactions.{name}", str(value)) for row in await self.moved() for name, value in row.items()]
        sought = [(word, word.casefold()) for word in words]
        return [f"{place}: {word}" for place, text in texts for word, folded in sought if folded in text.casefold()]


async def filled(graph: Graph, settings: Settings) -> Bank:
    """Return a bank that knows him and those around him."""
    bank = Bank(graph, settings)
    await bank.took([ali(names=["Həsənov A."])])
    await bank.took([ali(), *around()])
    return bank
