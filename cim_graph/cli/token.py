"""`cim token`: a token of the local issuer."""

from typing import Annotated

import typer

from cim_graph import bootstrap
from cim_graph.access.roles import roles
from cim_graph.cli.operator import getuser
from cim_graph.kernel.errors import BadInputError
from cim_graph.settings import Auth, Settings, read_settings

HOURS = 12.0
LONGEST_HOURS = 24.0 * 366


def token(  # noqa: PLR0913, PLR0917 (options of a command)
    role: Annotated[list[str] | None, typer.Option(help="A role that it gives; may be said again.")] = None,
    subject: Annotated[str | None, typer.Option(help="Who it is for, as the trail names them; else you.")] = None,
    branch: Annotated[list[str] | None, typer.Option(help="A branch of theirs; may be said again.")] = None,
    segment: Annotated[list[str] | None, typer.Option(help="A segment of theirs; may be said again.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="A source that they may feed, `*` for all.")] = None,
    client: Annotated[str | None, typer.Option(help="The application or key that it is used by.")] = None,
    hours: Annotated[float, typer.Option(min=0.01, max=LONGEST_HOURS, help="How long it holds.")] = HOURS,
    renew: Annotated[
        bool, typer.Option("--renew", help="Sign by a new key first: every token that was given before ends.")
    ] = False,
) -> None:
    """Print a token of the local issuer, for `Authorization: Bearer …`.

    Whoever can run this can read the keys in the data folder, so nobody is asked who they are.
    """
    settings = read_settings()
    if settings.auth is Auth.OIDC:
        raise BadInputError(f"tokens come from {settings.oidc_issuer} here; `cim token` is for CIM_AUTH=local")
    _check(settings, role or [])
    issuer = bootstrap.local_issuer(settings)
    if renew:
        issuer.renew()
    if not role:
        if not renew:
            raise BadInputError("say what for: `--role` " + ", ".join(roles(settings.roles_file).by_name))
        return
    claims = {"sub": subject or getuser(), "roles": role, "azp": client or "cim token"}
    own = {"branches": branch, "segments": segment, "sources": source}
    claims |= {name: values for name, values in own.items() if values}
    typer.echo(issuer.token(claims, settings.audience, hours * 3600))


def _check(settings: Settings, given: list[str]) -> None:
    known = roles(settings.roles_file).by_name
    if unknown := [name for name in given if name not in known]:
        raise BadInputError(f"there is no role {unknown[0]!r}; take one of {', '.join(known)}")
