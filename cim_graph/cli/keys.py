"""Single keys of a terminal."""

import os
import sys
import termios
import tty
from types import TracebackType
from typing import Self

from cim_graph.kernel.errors import BadInputError
from cim_graph.signals import interruptible

_ESCAPE = b"\x1b"
_END = b"\x04"


class Keys:
    """Reads keys as they are pressed, without showing them, until the terminal is given back.

    Raises BadInputError where standard input is no terminal.
    """

    def __init__(self, otherwise: str) -> None:
        if not sys.stdin.isatty():
            raise BadInputError(f"this asks for keys, and standard input is no terminal; {otherwise}")
        self._file = sys.stdin.fileno()
        self._before = termios.tcgetattr(self._file)

    def __enter__(self) -> Self:
        tty.setcbreak(self._file, termios.TCSADRAIN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        termios.tcsetattr(self._file, termios.TCSADRAIN, self._before)

    def forget(self) -> None:
        """Forget what was pressed so far: it was meant for what was shown then."""
        termios.tcflush(self._file, termios.TCIFLUSH)

    def read(self) -> str:
        """Wait for a key and return it; nothing stands for the end of input, a blank for a key that is no letter."""
        with interruptible():
            pressed = os.read(self._file, 1)
        if pressed in {b"", _END}:
            return ""
        if pressed == _ESCAPE:
            self.forget()
            return " "
        return pressed.decode("ascii", "replace")

    def line(self, prompt: str) -> str:
        """Read a line that the terminal lets one edit; an empty one stands for the end of input, too."""
        termios.tcsetattr(self._file, termios.TCSADRAIN, self._before)
        try:
            with interruptible():
                return input(prompt).strip()
        except EOFError:
            return ""
        finally:
            tty.setcbreak(self._file, termios.TCSADRAIN)
