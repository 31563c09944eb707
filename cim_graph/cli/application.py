"""The commands and their options."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

from cim_graph.kernel.errors import SetupError
from cim_graph.logs import set_up_logs
from cim_graph.settings import read_settings

COMMANDS: Final = (
    "approvals",
    "audit",
    "case",
    "daily",
    "demo",
    "doctor",
    "erase",
    "events",
    "export",
    "generate",
    "hold",
    "load",
    "map",
    "model",
    "monitor",
    "owners",
    "quality",
    "resolve",
    "retention",
    "review",
    "risk",
    "schema",
    "screen",
    "subject-access",
    "token",
    "undo",
    "up",
    "webhooks",
    "db",
    "groups",
)
"""Each is a module beside this one, with a function of its name or an application of further commands."""


class _Commands(Mapping[str, Any]):
    """The commands by name, each imported when it is looked at: all of them take longer to import than most to run."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 (typer keeps the class of its commands to itself)
        if name not in COMMANDS:
            raise KeyError(name)
        function = name.replace("-", "_")
        module = import_module(f"cim_graph.cli.{function}")
        application = getattr(module, "application", None)
        if application is None:
            application = typer.Typer(add_completion=False)
            application.command(name)(getattr(module, function))
        command = typer.main.get_command(application)
        command.name = name
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Group(TyperGroup):
    def __init__(self, **options: Any) -> None:  # noqa: ANN401 (passed on)
        super().__init__(**options)
        commands: Any = _Commands()
        self.commands = commands


application = typer.Typer(
    name="cim",
    help="CIM Graph: the unified customer registry as a graph.",
    no_args_is_help=True,
    add_completion=False,
    cls=_Group,
)


@application.callback()
def prepare() -> None:
    """Set the logs up; settings that make no sense are told by the command that needs them."""
    with suppress(SetupError):
        set_up_logs(read_settings())
