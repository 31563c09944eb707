"""Payments between parties, each once, as the typologies look at them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cim_graph.accounts.transactions.columns import Files, asked, standing
from cim_graph.accounts.transactions.prepare import NUMBER
from cim_graph.accounts.transactions.store import ACCOUNT_PARTIES, LED_TO
from cim_graph.graph.statement import Empty, Ids
from cim_graph.kernel.ids import Kind
from cim_graph.monitoring.store import PEERS
from cim_graph.monitoring.typologies.payments import PAYMENTS, look

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from cim_graph.accounts.transactions.ledger import Ledger
    from cim_graph.accounts.transactions.store import AccountParties
    from cim_graph.graph.session import Graph

_PICKED: Final = "t.id, t.moment, t.account, t.amount::DOUBLE AS amount, t.currency, t.direction, t.other, t.device"
_LEGS: Final = """
CREATE TABLE legs AS
SELECT id, moment, amount, currency, device, came, CASE WHEN came THEN other ELSE me END AS payer,
  CASE WHEN came THEN me ELSE other END AS payee
FROM (
  SELECT m.id, m.moment, m.amount, m.currency, m.device, m.direction = 'IN' AS came, coalesce(h.who, m.account) AS me,
    coalesce(o.who, m.other, '?' || m.account) AS other
  FROM moved AS m LEFT JOIN held AS h ON h.ref = m.account LEFT JOIN held AS o ON o.ref = m.other
)
"""
_TOLD_TWICE: Final = """
CREATE TABLE twice AS
SELECT payer, payee, currency, amount FROM legs GROUP BY ALL HAVING bool_or(came) AND NOT bool_and(came)
"""
_TOLD_ONCE: Final = """
INSERT INTO payments
SELECT id, payer, payee, amount, currency, moment, device FROM legs
ANTI JOIN twice USING (payer, payee, currency, amount)
"""
_PAIRED: Final = """
INSERT INTO payments
WITH begun AS (
  SELECT legs.*, CASE WHEN moment - lag(moment) OVER alike <= to_days(2) THEN 0 ELSE 1 END AS new
  FROM legs SEMI JOIN twice USING (payer, payee, currency, amount)
  WINDOW alike AS (PARTITION BY payer, payee, currency, amount ORDER BY moment, id)
), runs AS (
  SELECT *, sum(new) OVER (PARTITION BY payer, payee, currency, amount ORDER BY moment, id) AS run FROM begun
), placed AS (
  SELECT *, row_number() OVER (PARTITION BY payer, payee, currency, amount, run, came ORDER BY moment, id) AS place,
    count(*) FILTER (NOT came) OVER (PARTITION BY payer, payee, currency, amount, run) AS sent
  FROM runs
)
SELECT id, payer, payee, amount, currency, moment, device FROM placed WHERE NOT came OR place > sent
"""
"""Both sides of a payment may tell of it, a day or two apart: of payments alike that follow each other within two days,
those that came are left out, as many as were sent."""


@dataclass(frozen=True, slots=True)
class Held:
    """Whom an account, a record or an identifier stands for: a party, by a record of it, or else the account itself."""

    ref: str
    who: str
    record: tuple[str, str] | None = None


async def load_flows(graph: "Graph", ledger: "Ledger", connection: "DuckDBPyConnection") -> None:
    """Make the tables `payments` and `peers`, and their views, of all transactions that stand."""
    held = await load_payments(graph, ledger, connection)
    peers = [(row.id, row.peers) for row in await graph.read(PEERS(Empty()))] if held else []
    _fill(connection, "peers (who VARCHAR, peers VARCHAR)", peers)


async def load_payments(graph: "Graph", ledger: "Ledger", connection: "DuckDBPyConnection") -> list[Held]:
    """Make the table `payments`, and its views, of all transactions that stand; answer whom they may be about."""
    files = await ledger.files(graph.read)
    connection.execute(PAYMENTS)
    look(connection)
    if not files.rows:
        return []
    _read(connection, files)
    refs = connection.execute("SELECT DISTINCT other FROM moved WHERE other[1] IN ('r', 'i')").fetchall()
    led = await graph.read(LED_TO(Ids([row[0] for row in refs]))) if refs else []
    held = [*_held(await graph.read(ACCOUNT_PARTIES(Empty())))]
    held += [Held(row.id, row.party, (row.source, row.key)) for row in led]
    _fill(connection, "held (ref VARCHAR, who VARCHAR)", [(one.ref, one.who) for one in held])
    put_together(connection)
    return held


def put_together(connection: "DuckDBPyConnection") -> None:
    """Fill `payments` with what was `moved`, each payment once, between those for whom accounts are `held`."""
    for step in (_LEGS, _TOLD_TWICE, _TOLD_ONCE, _PAIRED):
        connection.execute(step)


def _read(connection: "DuckDBPyConnection", files: Files) -> None:
    query = f"CREATE TABLE moved AS {standing(files, _PICKED)}"
    connection.execute(query, asked(query, files))


def _fill(connection: "DuckDBPyConnection", table: str, rows: "Sequence[tuple[object, ...]]") -> None:
    connection.execute(f"CREATE OR REPLACE TABLE {table}")
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        name, picked = table.split(maxsplit=1)[0], ", ".join(f"unnest(${at})" for at in range(1, len(columns) + 1))
        connection.execute(f"INSERT INTO {name} SELECT {picked}", columns)


def _held(accounts: "Iterable[AccountParties]") -> "Iterable[Held]":
    """Yield whom an account stands for, by its id and its number: its only holder, or else itself.

    A number that leads to several stands for itself.
    """
    by_number: dict[str, dict[str, Held]] = {}
    for account in accounts:
        alone = len(account.parties) == 1
        who = account.parties[0] if alone else account.id
        yield Held(account.id, who, (account.source, account.key) if alone else None)
        if account.number:
            ref = NUMBER + account.number
            by_number.setdefault(ref, {})[who] = Held(ref, who, (account.source, account.key) if alone else None)
    yield from (next(iter(whose.values())) for whose in by_number.values() if len(whose) == 1)


def is_party(who: str) -> bool:
    """Whether somebody in a flow is a party."""
    return who.startswith(Kind.PARTY)
