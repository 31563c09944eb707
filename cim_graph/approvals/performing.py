"""Doing the commands of a proposal, one after the other in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cim_graph.commands.model import Context
from cim_graph.kernel.errors import CimError

if TYPE_CHECKING:
    from cim_graph.commands.service import Doing


@dataclass(slots=True)
class Performed:
    """What doing commands brought about: parties with their new versions, whether anything changed, the last answer."""

    parties: dict[str, int] = field(default_factory=dict)
    changed: bool = False
    answer: Any = None


async def perform(
    do: "Doing", context: Context, commands: Iterable[tuple[int, Any]], note: Mapping[str, Any]
) -> Performed:
    """Do numbered commands in their order; raise what doing one raises, with the number of the change that it is."""
    done = Performed()
    for number, command in commands:
        try:
            outcome = await do(command, context, note)
        except CimError as error:
            raise type(error)(f"change {number + 1}, {command.name}: {error}") from error
        done.parties |= outcome.parties
        done.changed |= outcome.changed
        done.answer = outcome.answer
    return done
