"""Payments between parties, each once, as the typologies look at them."""

from typing import TYPE_CHECKING, Final

from cim_graph.accounts.transactions.columns import Files, asked, standing
from cim_graph.accounts.transactions.prepare import NUMBER
from cim_graph.accounts.transactions.store import ACCOUNT_PARTIES, LED_TO
from cim_graph.graph.statement import Empty, Ids
from cim_graph.kernel.ids import Kind
from cim_graph.monitoring.store import PEERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from cim_graph.accounts.transactions.ledger import Ledger
    from cim_graph.accounts.transactions.store import AccountParties
    from cim_graph.graph.session import Graph

_PICKED: Final = "t.id, t.moment, t.account, t.amount::DOUBLE AS amount, t.currency, t.direction, t.other, t.device"
_NO_FLOWS: Final = """
CREATE TABLE flows (id VARCHAR, payer VARCHAR, payee VARCHAR, amount DOUBLE, currency VARCHAR, moment TIMESTAMP,
  device VARCHAR)
"""
_LEGS: Final = """
CREATE TABLE legs AS
SELECT m.id, m.moment, m.amount, m.currency, m.direction, m.device, coalesce(h.who, m.account) AS me,
  coalesce(o.who, m.other, '?' || m.account) AS other, o.own IS TRUE AS own
FROM moved AS m LEFT JOIN held AS h ON h.ref = m.account LEFT JOIN held AS o ON o.ref = m.other
"""
_FLOWS: Final = """
CREATE TABLE flows AS
SELECT id, me AS payer, other AS payee, amount, currency, moment, device FROM legs WHERE direction = 'OUT'
UNION ALL
SELECT id, other, me, amount, currency, moment, device FROM legs AS i WHERE direction = 'IN' AND NOT (own AND EXISTS (
  FROM legs AS p WHERE p.direction = 'OUT' AND p.me = i.other AND p.other = i.me AND p.amount = i.amount
  AND p.currency = i.currency AND p.moment::DATE = i.moment::DATE))
"""


async def load_flows(graph: "Graph", ledger: "Ledger", connection: "DuckDBPyConnection") -> None:
    """Make the tables `flows` and `peers` of all transactions that stand."""
    files = await ledger.files(graph)
    connection.execute("CREATE TABLE peers (who VARCHAR, peers VARCHAR)")
    if not files.rows:
        connection.execute(_NO_FLOWS)
        return
    _read(connection, files)
    refs = connection.execute("SELECT DISTINCT other FROM moved WHERE other[1] IN ('r', 'i')").fetchall()
    led = await graph.read(LED_TO(Ids([row[0] for row in refs]))) if refs else []
    held = [*_held(await graph.read(ACCOUNT_PARTIES(Empty()))), *((row.id, row.party, False) for row in led)]
    _fill(connection, "held (ref VARCHAR, who VARCHAR, own BOOLEAN)", held)
    connection.execute(_LEGS)
    connection.execute(_FLOWS)
    peers = [(row.id, row.peers) for row in await graph.read(PEERS(Empty()))]
    _fill(connection, "peers (who VARCHAR, peers VARCHAR)", peers)


def _read(connection: "DuckDBPyConnection", files: Files) -> None:
    query = f"CREATE TABLE moved AS {standing(files, _PICKED)}"
    connection.execute(query, asked(query, files))


def _fill(connection: "DuckDBPyConnection", table: str, rows: "Sequence[tuple[object, ...]]") -> None:
    connection.execute(f"CREATE OR REPLACE TABLE {table}")
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        name, picked = table.split(maxsplit=1)[0], ", ".join(f"unnest(${at})" for at in range(1, len(columns) + 1))
        connection.execute(f"INSERT INTO {name} SELECT {picked}", columns)


def _held(accounts: "Iterable[AccountParties]") -> "Iterable[tuple[str, str, bool]]":
    """Yield whom an account stands for, by its id and its number: its only holder, or else itself.

    A number that leads to several stands for itself.
    """
    by_number: dict[str, set[str]] = {}
    for account in accounts:
        who = account.parties[0] if len(account.parties) == 1 else account.id
        yield account.id, who, True
        if account.number:
            by_number.setdefault(NUMBER + account.number, set()).add(who)
    yield from ((number, next(iter(whose)), True) for number, whose in by_number.items() if len(whose) == 1)


def is_party(who: str) -> bool:
    """Whether somebody in a flow is a party."""
    return who.startswith(Kind.PARTY)
