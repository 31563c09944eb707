"""The schema: types of every capability."""

import strawberry

from cim_graph.api.execution import Schema


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    def version(self) -> str:
        """Return the version of the product."""
        return "0.1.0"


schema = Schema(Query)
