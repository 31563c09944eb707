"""The `cim` command; each command calls one service."""

import sys
import traceback

from cim_graph.cli.application import application
from cim_graph.kernel.errors import CimError
from cim_graph.signals import end_on_sigterm

FAILED = 2


def main() -> None:
    """Run `cim`. Exit status: 0 good, 1 done with rejects, 2 failed."""
    end_on_sigterm()
    try:
        application()
    except CimError as error:
        sys.stderr.write(f"cim: {error}\n")
        sys.exit(FAILED)
    except Exception:  # noqa: BLE001 (status 1 would mean that all is done, with rejects)
        traceback.print_exc()
        sys.stderr.write("cim: this is a fault of the program itself; please report it with what is said above\n")
        sys.exit(FAILED)
