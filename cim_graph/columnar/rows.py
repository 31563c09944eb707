"""Rows of the answer, made of columns by functions that are written for each selection."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from cim_graph.columnar.run import Column

Rows = Callable[[Sequence[Column], int], Column]
"""Makes so many rows of columns."""


def rows(keys: Mapping[str, bool], type_name: str | None) -> Rows:
    """Return what makes rows with these keys in this order; a key that is set has the name of the object's type.

    Where `type_name` is nothing, the last column holds those names, if there is such a key at all.

    This is the only text that is run: keys and names of types are GraphQL names, so there is nothing to escape.
    """
    fresh = (f"v{number}" for number in range(len(keys)))
    name = "name" if type_name is None else repr(type_name)
    values = {key: name if is_name else next(fresh) for key, is_name in keys.items()}
    row = ", ".join(f"{key!r}: {value}" for key, value in values.items())
    taken = [value for key, value in values.items() if not keys[key]]
    if type_name is None and any(keys.values()):
        taken.append(name)
    loop = f"for {', '.join(taken)}, in zip(*columns)" if taken else "for _ in range(size)"
    return cast("Rows", eval(f"lambda columns, size: [{{{row}}} {loop}]"))  # noqa: S307 (see above)
