"""Asking the schema, as the tests of the API do."""

from tests.api.conftest import ask, counting, planned_at_once

__all__ = ["ask", "counting", "planned_at_once"]
