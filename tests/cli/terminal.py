"""The `cim` command on a terminal of its own: keys are typed, what is shown is read."""

import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Self

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_SIZE = {"COLUMNS": "160", "LINES": "50", "TERM": "xterm"}
_PATIENCE = 120.0


class Terminal:
    """Types keys to a process and waits for what it shows."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str]) -> None:
        self._master, slave = pty.openpty()
        program = [str(Path(sys.executable).with_name("cim")), *arguments]
        self._process = subprocess.Popen(  # noqa: S603 (our own command)
            program, stdin=slave, stdout=slave, stderr=slave, env={**environment, **_SIZE}, start_new_session=True
        )
        os.close(slave)
        self._unread = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def until(self, text: str) -> str:
        """Read until a text is shown; return all that was shown since the last time, with it."""
        ends = monotonic() + _PATIENCE
        while text not in self._unread:
            assert monotonic() < ends, f"{text!r} was not shown, but: {self._unread}"
            if not (more := self._read()):
                raise AssertionError(f"it ended, and {text!r} was not shown, but: {self._unread}")
            self._unread += more
        at = self._unread.index(text) + len(text)
        shown, self._unread = self._unread[:at], self._unread[at:]
        return shown

    def ended(self) -> int:
        """Wait for the end of the process and return its exit status."""
        while self._read():
            pass
        return self._process.wait(_PATIENCE)

    def _read(self) -> str:
        ready, _, _ = select.select([self._master], [], [], _PATIENCE)
        if not ready:
            return ""
        try:
            return _COLOURS.sub("", os.read(self._master, 65536).decode("utf-8", "replace"))
        except OSError:  # Linux: the other end is closed
            return ""
