"""Whether the database behind a running server can still be used."""

from typing import Final

from neo4j import GraphDatabase
from neo4j.exceptions import DatabaseError, DriverError, Neo4jError

STOPPED: Final = "Neo.DatabaseError.Transaction.TransactionStartFailed"
"""What is answered to everything by a database that has met an error it cannot go on from, as a full disk."""


def has_stopped(uri: str, user: str, password: str) -> bool:
    """Whether a server answers while its database has stopped itself: only a new start mends that.

    One that does not answer at all, or refuses the password, is told by whoever connects.
    """
    try:
        with GraphDatabase.driver(uri, auth=(user, password)) as driver, driver.session() as session:
            session.run("RETURN 1").consume()
    except DatabaseError as error:
        return error.code == STOPPED
    except (Neo4jError, DriverError, OSError):
        return False
    return False
