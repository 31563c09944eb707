"""Bearer tokens: JSON Web Tokens (RFC 7519) as access tokens of OpenID Connect, checked and read as a caller."""

from collections import OrderedDict
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from time import time
from typing import Any, Final, Protocol

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import UnauthenticatedError

ALGORITHMS: Final = ("ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "Ed25519")
"""Asymmetric ones only: who can check a token must not be able to make one. `none` and HMAC are never taken."""
LEEWAY: Final = 30
"""Seconds by which clocks may differ."""
LONGEST: Final = 8192
_KEPT: Final = 4096
_LONGEST_TEXT: Final = 200


class Issuer(Protocol):
    """Who gives tokens: its name, and the keys that check them; `fresh` asks for those of this moment."""

    @property
    def name(self) -> str:
        """What tokens of it say in `iss`."""
        ...

    def keys(self, *, fresh: bool = False) -> Awaitable[KeySet]:
        """Return the keys; UnavailableError where they cannot be had."""
        ...


@dataclass(frozen=True, slots=True)
class Claims:
    """What claims of a token are called; a dot leads into an object, as `realm_access.roles`."""

    roles: str = "roles"
    branches: str = "branches"
    segments: str = "segments"
    sources: str = "sources"


class Tokens:
    """Checks tokens of one issuer for one audience. One that was found good is not checked again until it ends."""

    def __init__(self, issuer: Issuer, audience: str, claims: Claims) -> None:
        self._issuer = issuer
        self._claims = claims
        self._checks = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer.name},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
        )
        self._kept: OrderedDict[bytes, tuple[float, KeySet, Actor]] = OrderedDict()

    async def caller(self, token: str) -> Actor:
        """Return who holds a token; UnauthenticatedError where it is not good, with what to do, and nothing else."""
        keys = await self._issuer.keys()
        name = sha256(token.encode()).digest()
        kept = self._kept.get(name)
        if kept is not None and kept[0] > time() and kept[1] is keys:
            return kept[2]
        claims, checked_by = await self._checked(token, keys)
        actor = _actor(claims, self._claims)
        self._keep(name, (float(claims["exp"]) + LEEWAY, checked_by, actor))
        return actor

    def _keep(self, name: bytes, found: tuple[float, KeySet, Actor]) -> None:
        self._kept[name] = found
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    async def _checked(self, token: str, keys: KeySet) -> tuple[Mapping[str, Any], KeySet]:
        """Return the claims of a token, and the keys by which it is good: those may be renewed at any moment."""
        if len(token) > LONGEST:
            raise UnauthenticatedError(f"the token is longer than {LONGEST:,} characters; ask for a new one")
        if (decoded := _decoded(token, keys)) is None:
            keys = await self._issuer.keys(fresh=True)
            decoded = _decoded(token, keys)
        if decoded is None:
            raise UnauthenticatedError("the token is not one of this issuer, or was changed; ask for a new one")
        try:
            self._checks.validate(decoded)
        except JoseError as error:
            raise UnauthenticatedError(f"the token does not hold here ({error.error}); ask for a new one") from error
        return decoded, keys


def _decoded(token: str, keys: KeySet) -> dict[str, Any] | None:
    """Return the claims of a token that one of these keys has signed."""
    try:
        return dict(jwt.decode(token, keys, list(ALGORITHMS)).claims)
    except (JoseError, ValueError, TypeError, KeyError):  # whatever an attacker writes into a header
        return None


def _actor(claims: Mapping[str, Any], named: Claims) -> Actor:
    client = claims.get("azp") or claims.get("client_id")
    return Actor(
        str(claims["sub"])[:_LONGEST_TEXT],
        tuple(sorted(_texts(claims, named.roles))),
        frozenset(_texts(claims, named.branches)),
        frozenset(_texts(claims, named.segments)),
        frozenset(_texts(claims, named.sources)),
        client=None if client is None else str(client)[:_LONGEST_TEXT],
    )


def _texts(claims: Mapping[str, Any], name: str) -> Sequence[str]:
    """Return the texts of a claim: a list, or words apart by blanks as in `scope`."""
    value: Any = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    if isinstance(value, str):
        return value.split()
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def on_behalf(actor: Actor, purpose: str | None, request: str | None) -> Actor:
    """Return a caller with what one request says of itself."""
    return replace(actor, purpose=purpose, request=request)
