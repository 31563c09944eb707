"""What has to become of a party today: nothing, a word about it, or its erasure. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cim_graph.privacy.retention import Retention
    from cim_graph.privacy.store import Kept


class Verdict(StrEnum):
    """What has to become of a party.

    KEEP: its time is not over. TELL: it is, and nobody asked to erase it. HELD: it is, and a legal hold stands, or the
    law asks to keep it for something that is under way.
    RESUMED: it was to be erased, and its relationship has begun anew. LATER: its relationships move just now.
    """

    KEEP = "KEEP"
    TELL = "TELL"
    HELD = "HELD"
    RESUMED = "RESUMED"
    LATER = "LATER"
    ERASE = "ERASE"


@dataclass(frozen=True, slots=True)
class Found:
    """A party, what has to become of it, since which day, and by which term."""

    party: str
    verdict: Verdict
    since: str | None = None
    term: str | None = None


def verdict_on(kept: "Kept", retention: "Retention", day: str) -> Found:
    """Return what has to become of a party on a day."""
    if kept.erased:
        return Found(kept.party, Verdict.KEEP)
    if kept.begun:
        return Found(kept.party, _over(kept, retention))
    over = retention.over(kept.standing)
    if over is None:
        return Found(kept.party, Verdict.KEEP if kept.restricted is None else Verdict.RESUMED)
    if kept.restricted is None and over.asked:
        return Found(kept.party, Verdict.KEEP)
    since = max(over.until, kept.restricted or "")
    if since > day:
        return Found(kept.party, Verdict.KEEP, since, over.term)
    return Found(kept.party, _over(kept, retention), since, over.term)


def _over(kept: "Kept", retention: "Retention") -> Verdict:
    if kept.holds or kept.watched:
        return Verdict.HELD
    if kept.moving:
        return Verdict.LATER
    asked = kept.restricted is not None or kept.begun or retention.erases
    return Verdict.ERASE if asked else Verdict.TELL
