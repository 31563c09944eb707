"""GraphiQL for browsers, with everything it needs: its address is given to nobody but this server."""

import gzip
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cim_graph.kernel.errors import UnavailableError

if TYPE_CHECKING:
    from cim_graph.access.oidc import OidcIssuer
    from cim_graph.settings import Settings

_FILES: Final = Path(__file__).parent / "files"
_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
# `unsafe-inline` for styles alone: the editor sets them on elements.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; img-src 'self' data:; "
    "connect-src 'self'{issuer}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page(issuer: str | None = None) -> Response:
    """Return the page; it takes the query and the variables from its own address.

    It may ask its own server only, and the issuer of tokens where there is one.
    """
    policy = _POLICY.format(issuer=f" {issuer}" if issuer else "")
    return Response(
        _content("page.html"), media_type="text/html", headers={"Content-Security-Policy": policy, "Vary": "Accept"}
    )


def entry(settings: "Settings", issuer: "OidcIssuer | None") -> Callable[[Request], Awaitable[Response]]:
    """Return what tells the page how somebody is known: at `entry.json` beside it."""

    async def told(_: Request) -> Response:
        if issuer is None:
            return JSONResponse({"mode": settings.auth.value})
        try:
            found = await issuer.configuration()
        except UnavailableError as error:
            return JSONResponse({"mode": settings.auth.value, "told": str(error)}, 503)
        return JSONResponse(
            {
                "mode": settings.auth.value,
                "client": settings.oidc_client,
                "scopes": settings.oidc_scopes,
                "audience": settings.audience,
                "authorization": found.get("authorization_endpoint"),
                "token": found.get("token_endpoint"),
            }
        )

    return told


async def file(request: Request) -> Response:
    """Return what the page loads, packed where the browser takes it so."""
    name = request.path_params["name"]
    kind = _TYPES.get(Path(name).suffix)
    headers = {"Cache-Control": "public, max-age=3600", "Vary": "Accept-Encoding"}
    if kind is None or name not in _names():
        raise HTTPException(404)
    if (packed := _FILES / f"{name}.gz").exists() and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed.read_bytes(), media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(_content(name), media_type=kind, headers=headers)


@cache
def _names() -> frozenset[str]:
    return frozenset(path.name.removesuffix(".gz") for path in _FILES.iterdir())


@cache
def _content(name: str) -> bytes:
    path = _FILES / name
    return path.read_bytes() if path.exists() else gzip.decompress((_FILES / f"{name}.gz").read_bytes())
