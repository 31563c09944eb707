"""The order in which entries that were committed get their numbers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import groupby, pairwise, product
from operator import itemgetter

from cim_graph.events.store import Entry


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries by their ids, but those of one party by its versions.

    Ids sort by the clock of the machine that wrote, and clocks differ. Versions of a party grow in the order of the
    commits, since whoever writes a party holds it until then. A command that only tells of a party does not hold it, so
    versions can contradict each other: then the id decides.
    """
    entries = sorted(entries, key=lambda entry: entry.id)
    later, waits_for = _edges(entries)
    ready = [place for place, entry in enumerate(entries) if not waits_for[entry.id]]
    places = {entry.id: place for place, entry in enumerate(entries)}
    waiting = dict.fromkeys(place for place, entry in enumerate(entries) if waits_for[entry.id])
    heapify(ready)
    found = []
    while ready or waiting:
        entry = entries[heappop(ready) if ready else _given_up(waiting)]
        found.append(entry)
        for after in later[entry.id]:
            waits_for[after] -= 1
            if not waits_for[after] and places[after] in waiting:
                del waiting[places[after]]
                heappush(ready, places[after])
    return found


def _given_up(waiting: dict[int, None]) -> int:
    first = min(waiting)
    del waiting[first]
    return first


def _edges(entries: Iterable[Entry]) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Return the entries that come after each, and how many come before each."""
    later: dict[str, list[str]] = defaultdict(list)
    waits_for: dict[str, int] = defaultdict(int)
    for before, after in _stated(entries):
        later[before].append(after)
        waits_for[after] += 1
    return later, waits_for


def _stated(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Yield pairs of entries of which the first was committed before the second."""
    told: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for entry in entries:
        for party, version in zip(entry.parties, entry.versions, strict=True):
            if version:
                told[party].append((version, entry.id))
    for versions in told.values():
        steps = [[id_ for _, id_ in same] for _, same in groupby(sorted(versions), key=itemgetter(0))]
        for before, after in pairwise(steps):
            yield from product(before, after)
