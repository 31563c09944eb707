"""What of special category an expression gives away by what comes out of it: told from what it reads."""

from collections.abc import Collection
from typing import Final

from cim_graph.access.rights import Special
from cim_graph.records.special import FLAGS
from cim_graph.risk.wording import Words, is_text, texts

OF_PERSONS: Final = frozenset({Special.NATIONALITY, Special.FAMILY})
"""What persons alone have: a company's countries are its seat and addresses, and its ties are no family."""
_READ: Final = {"countries": Special.NATIONALITY, "ties": Special.FAMILY, "alerts": Special.SUSPICION}
_BEFORE: Final = frozenset({"", "(", "&&", "||", "!", "?", ":"})
_AFTER: Final = frozenset({"", ")", "&&", "||", "?", ":"})


def given_away(of: Words, facts: Collection[str]) -> frozenset[Special]:
    """Return what comes to light by an expression of these words that reads these facts."""
    found = {category for name, category in _READ.items() if name in facts}
    return frozenset(found | (_of_flags(of) if "flags" in facts else set()))


def _of_flags(of: Words) -> set[Special]:
    """Return what the flags are about that are asked for; all that flags can be about where that cannot be told."""
    if all(_is_asked_for(of, place) or _is_searched(of, place) for place, word in enumerate(of) if word == "flags"):
        return {category for text in texts(of) if (category := FLAGS.get(text.casefold())) is not None}
    return set(FLAGS.values())


def _is_asked_for(of: Words, place: int) -> bool:
    """Whether it is asked there for one flag by its name: 'pep' in flags."""
    return (
        place > 1
        and of[place - 1] == "in"
        and is_text(of[place - 2])
        and _at(of, place - 3) in _BEFORE
        and _at(of, place + 1) in _AFTER
    )


def _is_searched(of: Words, place: int) -> bool:
    """Whether it is asked there for flags by their names: flags.exists(f, f in ['pep', 'rca']), or f == 'pep'."""
    begin, end = of[place + 1 : place + 4], place + 4
    if begin != (".", "exists", "(") or _at(of, place - 1) not in _BEFORE or _at(of, end + 1) != ",":
        return False
    name, close = of[end], of.index(")", end) if ")" in of[end:] else len(of)
    return _names_flags(of[end + 2 : close], name) and _at(of, close + 1) in _AFTER


def _names_flags(asked: Words, name: str) -> bool:
    if asked[:3] == (name, "in", "[") and asked[-1] == "]":
        return all(is_text(word) for word in asked[3:-1:2]) and set(asked[4:-1:2]) <= {","}
    parts = [asked[at : at + 3] for at in range(0, len(asked), 4)]
    told = all(len(part) == 3 and part[:2] == (name, "==") and is_text(part[2]) for part in parts)  # noqa: PLR2004
    return bool(parts) and told and set(asked[3::4]) <= {"||"}


def _at(of: Words, place: int) -> str:
    return of[place] if 0 <= place < len(of) else ""
