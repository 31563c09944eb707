"""What one process leaves for the others: which process the server is, and where it listens."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
import psutil

from cim_graph.graph.local.folder import write_whole

_PORTS = 65535


@dataclass(frozen=True, slots=True)
class State:
    """The server's process, its port, and whether it stays (`cim db start`) or runs for as long as somebody uses it.

    `created` is the process's start in milliseconds: its number alone may be given to another process later.
    """

    pid: int
    created: int
    port: int
    stays: bool

    def process(self) -> psutil.Process | None:
        """Return the process while it is alive, and that very one."""
        try:
            process = psutil.Process(self.pid)
            alive = _created(process) == self.created and process.status() != psutil.STATUS_ZOMBIE
        except (psutil.Error, ValueError, OverflowError):
            return None
        return process if alive else None

    def write(self, path: Path) -> None:
        """Leave it for the others."""
        write_whole(path, orjson.dumps(asdict(self)))


def state_of(pid: int, port: int, *, stays: bool) -> State:
    """Describe a process that was just started."""
    return State(pid, _created(psutil.Process(pid)), port, stays)


def found_state(argument: str, port: int) -> State | None:
    """Describe the process that was started with an argument, which listens at a port, or will; nothing without one."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if argument in process.cmdline():
                return state_of(process.pid, port, stays=False)
    return None


def read_state(path: Path) -> State | None:
    """Return what was left, true or not; nothing where it makes no sense."""
    try:
        said = orjson.loads(path.read_bytes())
        state = State(said["pid"], said["created"], said["port"], said["stays"] is True)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    numbers = all(type(number) is int for number in (state.pid, state.created, state.port))
    return state if numbers and state.pid > 0 and 0 < state.port <= _PORTS else None


def _created(process: psutil.Process) -> int:
    return round(process.create_time() * 1000)
