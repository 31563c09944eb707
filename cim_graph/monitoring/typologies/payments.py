"""What typologies look at: payments, each once, and the two ways of looking at them."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PAYMENTS: Final = (
    "CREATE TABLE payments (id VARCHAR, payer VARCHAR, payee VARCHAR, amount DOUBLE, currency VARCHAR, "
    "moment TIMESTAMP, device VARCHAR)"
)
_FLOWS: Final = "CREATE OR REPLACE VIEW flows AS SELECT * FROM payments WHERE payer <> payee"
_SIDES: Final = """
CREATE OR REPLACE VIEW sides AS
SELECT payer AS who, payee AS other, false AS came, amount, currency, moment FROM flows
UNION ALL SELECT payee, payer, true, amount, currency, moment FROM flows
"""


def look(connection: "DuckDBPyConnection") -> None:
    """Make views of the table `payments`: `flows` between different parties, and `sides` of each for each of both.

    What somebody moves between accounts of one's own is no flow: no money came or went.
    """
    connection.execute(_FLOWS)
    connection.execute(_SIDES)
