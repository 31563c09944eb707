"""The only room that speaks to Neo4j: driver, statements, transactions, migrations, the local server."""
