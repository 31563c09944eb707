"""Chance that depends on nothing but a seed."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Odds(Generic[T]):
    """Values with their weights; the weights need not sum to anything."""

    __slots__ = ("cumulative", "total", "values")

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.values = tuple(weights)
        self.cumulative = tuple(accumulate(weights.values()))
        self.total = self.cumulative[-1]


class Dice:
    """Draws built on `random()` alone, the one sequence that Python promises to keep between versions.

    No draw goes through floating-point functions of the platform (logarithm, power), whose last digit may differ.
    """

    __slots__ = ("random",)

    def __init__(self, seed: str) -> None:
        self.random = Random(seed).random  # noqa: S311 -- has to be repeatable, guards nothing

    def below(self, end: int) -> int:
        """Draw a whole number from 0 to end - 1."""
        return int(self.random() * end)

    def between(self, first: int, last: int) -> int:
        """Draw a whole number from first to last, both included."""
        return first + int(self.random() * (last - first + 1))

    def chance(self, rate: float) -> bool:
        """Whether something that happens at this rate happens now."""
        return self.random() < rate

    def pick(self, values: Sequence[T]) -> T:
        """Draw one of the values, each as likely as the others."""
        return values[int(self.random() * len(values))]

    def weighted(self, odds: Odds[T]) -> T:
        """Draw one of the values by weight."""
        return odds.values[bisect(odds.cumulative, self.random() * odds.total)]

    def some(self, values: Sequence[T], count: int) -> list[T]:
        """Draw so many different places of the sequence, or all if there are fewer."""
        pool = list(values)
        return [pool.pop(self.below(len(pool))) for _ in range(min(count, len(pool)))]
