"""Where rows of shares end."""

import numpy as np
import pytest

from cim_graph.kernel.errors import CostExceededError
from cim_graph.ownership.model.rows import Store


def test_more_shares_than_can_be_numbered_are_an_error_that_says_what_to_do() -> None:
    store = Store.of_units(np.array([True, True, False]), 0)
    store.filled = 2**31 - 1
    with pytest.raises(CostExceededError, match=r"2,147,483,648 integrated shares .* ask about parts of the base"):
        store.append(np.array([2]), np.array([1]), np.array([0], np.int32), np.array([0.5]))
