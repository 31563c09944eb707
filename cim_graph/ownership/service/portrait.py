"""All that is drawn and handed out of the ownership of one party."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.kernel.errors import NotFoundError
from cim_graph.network.service.parties import rows
from cim_graph.ownership.chart.bods import Known
from cim_graph.ownership.chart.model import Chart, chart
from cim_graph.ownership.model.answer import Ownership
from cim_graph.ownership.model.regime import Regime
from cim_graph.ownership.model.structure import NOBODY
from cim_graph.ownership.service.answers import beneficial_owners
from cim_graph.ownership.service.walks import above
from cim_graph.ownership.view import View
from cim_graph.profiles.model import Part, Want
from cim_graph.profiles.service import level

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.kernel.times import AsOf


@dataclass(frozen=True, slots=True)
class Portrait:
    """What is seen from a party, the answer under a regime, the chart of it, and who the parties are."""

    view: View
    answer: Ownership
    regime: Regime
    chart: Chart
    known: Known


async def portrait(graph: "Graph", id_: str, regime: Regime, as_of: "AsOf", rank: "Rank") -> Portrait:
    """Return the ownership of a party; raise NotFoundError where nobody had described it by then."""
    view = (await above(graph, [id_], as_of, rank))[id_]
    answer = await beneficial_owners(view, regime)
    ids = view.structure.parties.ids
    drawn = chart(view, answer, {})
    nominees = {ids[number] for number in view.structure.holdings.nominee.tolist() if number != NOBODY}
    warned = {party for warned in answer.warnings for party in warned.parties}
    named = sorted({*drawn.boxes, *answer.fallback, *nominees, *warned})
    known = await rows(graph, named, as_of, rank)
    if id_ not in known:
        raise NotFoundError(f"nobody had described {id_} by then; ask about a later moment")
    want = Want(Part.IDENTIFIERS)
    identifiers = (await level(graph, {want: list(drawn.boxes)}, as_of, rank))[want]
    return Portrait(view, answer, regime, chart(view, answer, known), Known(known, identifiers))
