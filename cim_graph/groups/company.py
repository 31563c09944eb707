"""Where to look next around the institution, so that all its related parties are seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from cim_graph.groups.columns import Reading, ground
from cim_graph.groups.model.control import controlled
from cim_graph.groups.model.insiders import Circle
from cim_graph.groups.model.participation import register
from cim_graph.groups.model.rules import Rules


@dataclass(frozen=True, slots=True)
class Company:
    """Goes from the institutions to whoever is related to them, and on along everything that these hold."""

    reading: Reading
    rules: Rules
    day: str
    institutions: Sequence[str]

    def around(self) -> set[str]:
        """Return the parties that have to be looked at, as far as what was read shows them."""
        place = ground(self.reading, self.institutions, self.day)
        ids = place.structure.parties.ids
        number = {id_: at for at, id_ in enumerate(ids)}
        pairs = controlled(place, self.rules)
        held = register(place.structure.holdings)
        met = {*self.institutions, *(one.party for one in self.reading.decided if one.included)}
        for id_ in self.institutions:
            if self.rules.insiders is not None:
                related = Circle(place.structure, pairs, self.rules.insiders, number[id_]).find()
                above = held.holders_of(number[id_])
                below = (one for party in related for one in held.held_by(party))
                met |= {ids[one] for one in (*related, *above, *below)}
        return met
