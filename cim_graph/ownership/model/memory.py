"""Memory that large columns leave behind."""

import ctypes
import sys


def give_back() -> None:
    """Return what was freed to the system. The C library of Linux keeps pieces below 32 MB, hundreds of megabytes here.

    Where there is no such library nothing happens.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
