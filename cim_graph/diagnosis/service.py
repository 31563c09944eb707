"""Every check, in the order in which things are needed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cim_graph.diagnosis import database, machine
from cim_graph.diagnosis.model import Check, Finding, wrong
from cim_graph.kernel.errors import SetupError
from cim_graph.settings import read_settings

if TYPE_CHECKING:
    from cim_graph.settings import Settings

ANYWHERE = (
    Check("python", machine.python),
    Check("variables", machine.variables),
    Check("folders", machine.folders),
    Check("disk", machine.disk),
    Check("api", machine.door),
)
WITH_A_LOCAL_SERVER = (
    Check("java", machine.java),
    Check("memory", machine.memory),
    Check("port", machine.database_port),
    Check("jars", database.jars),
    Check("data", database.data),
    Check("database", database.local),
)
WITH_ANOTHER_SERVER = (Check("database", database.remote),)


def diagnose() -> Iterator[tuple[str, Finding]]:
    """Yield each check's name and what it found, as it is found."""
    try:
        settings = read_settings()
    except SetupError as error:
        yield "settings", wrong(str(error))
        return
    for check in checks(settings):
        yield check.name, check.finding(settings)


def checks(settings: "Settings") -> tuple[Check, ...]:
    """Return the checks that these settings call for."""
    return ANYWHERE + (WITH_A_LOCAL_SERVER if settings.embedded else WITH_ANOTHER_SERVER)
