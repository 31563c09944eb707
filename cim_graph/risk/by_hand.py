"""Setting a class by hand: what stands in its way, and what stood when somebody asked for it."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from cim_graph.access.rights import Special
from cim_graph.kernel.errors import ConflictError
from cim_graph.parties.service import called
from cim_graph.risk.commands import OverrideRisk
from cim_graph.risk.facts import facts
from cim_graph.risk.overrides import standing
from cim_graph.risk.reading import Reading
from cim_graph.risk.results import seen_of
from cim_graph.risk.scheme import Rule, Scheme
from cim_graph.risk.scoring import held
from cim_graph.risk.versions import in_force


async def setting(reading: Reading, command: OverrideRisk, sees: AbstractSet[Special]) -> OverrideRisk:
    """Return a class to be set with what stands today; raise what `check_free` raises."""
    [party] = await called(reading.graph, [command.party])
    version = await in_force(reading.graph, command.scheme)
    await check_free(reading, version.scheme, party, sees)
    return replace(command, seen=await standing(reading, command.scheme, party))


async def check_free(reading: Reading, scheme: Scheme, party: str, sees: AbstractSet[Special]) -> None:
    """Raise ConflictError where a rule fixes the class of a party, and may be told of: none set by hand counts then."""
    if (rule := await _fixing(reading, scheme, party, sees)) is not None:
        raise ConflictError(
            f"the rule {rule.code} of the scheme {scheme.name} fixes {scheme.classes[rule.place].name} for this party "
            f"({rule.title}): a class by hand has no effect while it holds"
        )


async def _fixing(reading: Reading, scheme: Scheme, party: str, sees: AbstractSet[Special]) -> Rule | None:
    found = await reading.described([party])
    if party not in found:
        return None
    known, kind = facts([found[party]]), found[party]["kind"]
    fixed = [rule for rule in scheme.rules if rule.fixed and seen_of(rule.sees, kind) <= sees]
    holding = [rule for rule in fixed if held(rule.when, known).holds[0]]
    return max(holding, key=lambda rule: rule.place, default=None)
