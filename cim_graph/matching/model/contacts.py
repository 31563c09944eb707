"""Telephone numbers and e-mail addresses."""

import numpy as np

from cim_graph.matching.model.column import Column, Indexes, Levels, ValueLevels, numbered
from cim_graph.matching.model.letters import Letters

PHONE_LEVELS = ("different", "mistyped", "tail", "same")
"""`tail`: one is the end of the other, since codes of country or city are left out. `mistyped`: one digit differs."""
EMAIL_LEVELS = ("different", "user", "mistyped", "desk", "same")
"""`user`: the same before the @. `mistyped`: one or two characters differ. `desk`: the same address, which is an
office's (info@, sales@) and no person's."""
DIFFERENT, MISTYPED_PHONE, TAIL, SAME_PHONE = range(len(PHONE_LEVELS))
_, USER, MISTYPED_EMAIL, DESK, SAME_EMAIL = range(len(EMAIL_LEVELS))

_DIGITS = "0123456789"
_SHORTEST_TAIL = 7
_SHORTEST_USER = 4
_MISTYPED_LETTERS = 2
_SHORTEST_EMAIL = 10
_DESKS = frozenset(
    {
        "info", "office", "admin", "sales", "contact", "mail", "support", "help", "hello", "reception", "accounting",
        "accounts", "billing", "hr", "marketing", "enquiries", "inquiries", "general", "service", "post", "secretary",
        "finance", "ofis", "satish", "satis", "mektub", "qebul", "muhasibat", "buh", "client", "clients", "customer",
        "customers", "branch", "filial", "callcenter", "bank", "kontakt", "contacts", "musteri", "mushteri",
    }
)  # fmt: skip


def phones(column: Column[str]) -> ValueLevels:
    """Return what compares digits of telephone numbers."""
    digits = Letters.of(column.values)
    tails = [number[-_SHORTEST_TAIL:] if len(number) >= _SHORTEST_TAIL else "" for number in column.values]
    tail = numbered(tails)
    bare = [number.lstrip("0") for number in column.values]

    def compare(left: Indexes, right: Indexes) -> Levels:
        levels = np.where(left == right, SAME_PHONE, DIFFERENT).astype(np.int8)
        unlike = np.flatnonzero(left != right)
        one, other = left[unlike], right[unlike]
        levels[unlike[digits.within(one, other, 1)]] = MISTYPED_PHONE
        maybe = np.flatnonzero((tail[one] == tail[other]) & (tail[one] > 0))
        ends = [_ends(bare[a], bare[b]) for a, b in zip(one[maybe].tolist(), other[maybe].tolist(), strict=True)]
        levels[unlike[maybe[np.array(ends, bool)]]] = TAIL
        return levels

    return compare


def _ends(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def emails(column: Column[str]) -> ValueLevels:
    """Return what compares e-mail addresses."""
    texts = Letters.of(column.values)
    users = [text.partition("@")[0] for text in column.values]
    user = numbered([name if len(name) >= _SHORTEST_USER else "" for name in users])
    desk = np.array([name.rstrip(_DIGITS) in _DESKS for name in users], bool)
    long = texts.lengths >= _SHORTEST_EMAIL

    def compare(left: Indexes, right: Indexes) -> Levels:
        levels = np.where(left == right, np.where(desk[left], DESK, SAME_EMAIL), DIFFERENT).astype(np.int8)
        unlike = np.flatnonzero((left != right) & ~desk[left] & ~desk[right])
        one, other = left[unlike], right[unlike]
        levels[unlike[(user[one] == user[other]) & (user[one] > 0)]] = USER
        mistyped = texts.within(one, other, _MISTYPED_LETTERS) & long[one] & long[other]
        levels[unlike[mistyped]] = MISTYPED_EMAIL
        return levels

    return compare
