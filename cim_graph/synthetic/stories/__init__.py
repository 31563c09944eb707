"""Stories planted in every bank of 200 parties or more: a few parties each, and the answer that has to be found."""

from collections.abc import Callable

from cim_graph.synthetic.numbering import Serials
from cim_graph.synthetic.offices import capital_of
from cim_graph.synthetic.stories import connected, owners, people
from cim_graph.synthetic.stories.teller import Story, Teller

__all__ = ["STORIES_FROM", "Story", "stories"]

STORIES_FROM = 200

# In the order of their numbers; a new one is added at the end, so that keys stay.
TELLERS: tuple[Callable[[Teller, int], Story], ...] = (
    owners.circle,
    owners.nominee,
    connected.supplier,
    people.sanctioned,
    owners.family,
    people.phone_ring,
    people.four_spellings,
    people.namesakes,
    connected.over_the_limit,
    owners.trust,
    connected.insider,
    owners.sold,
    owners.share_classes,
    owners.concert,
    connected.rebutted,
)


def stories(parties: int, serials: Serials | None = None) -> tuple[Story, ...]:
    """Tell the stories of a bank with so many party records; none below 200.

    Keys, names and answers are the same for every seed; only loans grow with the bank, since they are told in percent
    of its capital. `serials` is for the bank itself, which must not give a story's numbers to anybody else.
    """
    if parties < STORIES_FROM:
        return ()
    numbers = serials or _after_the_bank()
    return tuple(tell(Teller(number, numbers), capital_of(parties)) for number, tell in enumerate(TELLERS, 1))


def _after_the_bank() -> Serials:
    serials = Serials()
    serials.voen(legal=True)
    return serials
