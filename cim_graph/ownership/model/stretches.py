"""Long stretches of thin layers, as chains of companies are: their rows are put together many layers at a time.

A row is made of rows of earlier layers. Within a stretch these are replaced by what they are made of themselves, until
all is made of rows outside of it: with R the references within, (I - R)^-1 = (I + R)(I + R^2)(I + R^4)…, which ends
since no row rests on itself. So a chain of 20,000 takes some hundred steps of rows instead of one a company.
"""

import numpy as np
from scipy.sparse import csr_array

from cim_graph.ownership.model.loops import Layer
from cim_graph.ownership.model.rows import Recipe
from cim_graph.ownership.model.structure import NOBODY, Marks, Numbers

LONG = 200
"""From so many thin layers on it pays to look for stretches."""
_THIN = 8
_PARTIES = 64
_HOLDERS = 4
"""In one stretch, and of each of them: together they bound what its rows are made of."""
_WHOLE = 1 + 1e-9


def shortened(layers: list[Layer], recipe: Recipe) -> tuple[list[Layer], Recipe]:
    """Return fewer layers, each stretch as one, and what rows are made of then.

    Parties that have many holders stay by themselves, and those of which more than the whole is held, since their
    shares are held to a ceiling one by one.
    """
    if sum(_is_thin(layer) for layer in layers) < LONG:
        return layers, recipe
    fewer, stretches = _joined(layers, _simple(recipe))
    stretch = np.full(len(recipe.starts) - 1, NOBODY, np.int32)
    for number, parties in enumerate(stretches):
        stretch[parties] = number
    return fewer, _replaced(recipe, stretch)


def _is_thin(layer: Layer) -> bool:
    return len(layer.parties) <= _THIN and not layer.circles


def _simple(recipe: Recipe) -> Marks:
    """Mark the parties with few holders, who have no more than the whole."""
    size = len(recipe.starts) - 1
    party = np.repeat(np.arange(size), np.diff(recipe.starts))
    by_others = recipe.row < size
    party, weight = party[by_others], recipe.weight[by_others]
    few = np.bincount(party, minlength=size) <= _HOLDERS
    return np.asarray(few & (np.bincount(party, weight, size) <= _WHOLE))


def _joined(layers: list[Layer], simple: Marks) -> tuple[list[Layer], list[Numbers]]:
    """Return the layers with stretches as one, and the parties of each stretch."""
    fewer, stretches, waiting = list[Layer](), list[Numbers](), list[Numbers]()

    def end() -> None:
        if waiting:
            stretches.append(np.concatenate(waiting))
            fewer.append(Layer(stretches[-1], ()))
            waiting.clear()

    for layer in layers:
        if _is_thin(layer) and simple[layer.parties].all():
            waiting.append(layer.parties)
        else:
            end()
            fewer.append(layer)
        if sum(map(len, waiting)) >= _PARTIES:
            end()
    end()
    return fewer, stretches


def _replaced(recipe: Recipe, stretch: Numbers) -> Recipe:
    """Return what rows are made of when those of a stretch are made of nothing within it."""
    size = len(stretch)
    party = np.repeat(np.arange(size), np.diff(recipe.starts))
    holder = np.minimum(recipe.row, size - 1)
    within = (recipe.row < size) & recipe.is_made(holder)
    within &= (stretch[party] != NOBODY) & (stretch[party] == stretch[holder])
    step = csr_array((recipe.weight[within], (party[within], recipe.row[within])), shape=(size, size))
    made = csr_array((recipe.weight[~within], (party[~within], recipe.row[~within])), shape=(size, 2 * size))
    while step.nnz:
        made = made + step @ made
        step = step @ step
    return Recipe(made.indptr.astype(np.int64), made.indices.astype(np.int64), made.data)
