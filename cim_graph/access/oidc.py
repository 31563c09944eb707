"""An issuer of OpenID Connect: found by its address, its keys fetched again as they change."""

from asyncio import Lock
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from cim_graph.kernel.errors import SetupError, UnavailableError

CONFIGURATION: Final = "/.well-known/openid-configuration"
KEPT_SECONDS: Final = 600.0
REST_SECONDS: Final = 10.0
"""A token by a key that nobody knows has the keys fetched again, but not sooner than this after the last time."""
_SECONDS: Final = 5.0
_MOST_BYTES: Final = 1_000_000
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class OidcIssuer:
    """The issuer at an address; OpenID Connect Discovery 1.0, section 4."""

    name: str
    transport: httpx.AsyncBaseTransport | None = None
    _document: dict[str, Any] | None = field(default=None, init=False)
    _keys: KeySet | None = field(default=None, init=False)
    _at: float = field(default=float("-inf"), init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def __post_init__(self) -> None:
        address = httpx.URL(self.name)
        if address.scheme != "https" and not (address.scheme == "http" and address.host in _LOCAL):
            raise SetupError(f"CIM_OIDC_ISSUER has to begin with https://, and {self.name!r} does not")

    async def keys(self, *, fresh: bool = False) -> KeySet:
        """Return the keys of the issuer; UnavailableError where it never answered. Old keys serve while it does not."""
        if self._keys is not None and not self._due(REST_SECONDS if fresh else KEPT_SECONDS):
            return self._keys
        async with self._lock:
            if self._keys is None or self._due(REST_SECONDS if fresh else KEPT_SECONDS):
                await self._fetch()
        if self._keys is None:
            raise UnavailableError("the issuer of tokens does not answer; try again")
        return self._keys

    async def configuration(self) -> dict[str, Any]:
        """Return what the issuer says of itself; UnavailableError where it does not answer."""
        await self.keys()
        if self._document is None:
            raise UnavailableError("the issuer of tokens does not answer; try again")
        return self._document

    def _due(self, seconds: float) -> bool:
        return monotonic() - self._at >= seconds

    async def _fetch(self) -> None:
        self._at = monotonic()
        try:
            async with httpx.AsyncClient(
                timeout=_SECONDS, transport=self.transport, follow_redirects=False, trust_env=False
            ) as client:
                document = await self._said(client)
                found = await _json(client, str(document["jwks_uri"]))
        except (httpx.HTTPError, ValueError, KeyError) as error:
            log.warning("issuer", failed=str(error) or type(error).__name__, issuer=self.name)
            return
        keys = _asymmetric(found)
        if keys is not None and keys.as_dict(private=False) != (self._keys and self._keys.as_dict(private=False)):
            self._keys = keys
        self._document = document

    async def _said(self, client: httpx.AsyncClient) -> dict[str, Any]:
        document = await _json(client, self.name.rstrip("/") + CONFIGURATION)
        if document.get("issuer") != self.name:
            raise ValueError(f"it calls itself {document.get('issuer')!r}")
        return document


async def _json(client: httpx.AsyncClient, address: str) -> dict[str, Any]:
    response = await client.get(address)
    response.raise_for_status()
    if len(response.content) > _MOST_BYTES:
        raise ValueError("it answers more than a megabyte")
    found = response.json()
    if not isinstance(found, dict):
        raise ValueError("it answers no object")  # noqa: TRY004 (what is wrong is what came, and one error is caught)
    return found


def _asymmetric(found: dict[str, Any]) -> KeySet | None:
    """Return the keys that sign and can be read; those of kinds that are not known are left out."""
    usable = []
    for key in found.get("keys", ()):
        if not isinstance(key, dict) or key.get("kty") not in {"RSA", "EC", "OKP"} or key.get("use", "sig") != "sig":
            continue
        try:
            usable += KeySet.import_key_set({"keys": [key]}).keys
        except (JoseError, ValueError, TypeError):
            log.warning("issuer", passed_over=str(key.get("kid"))[:80])
    return KeySet(usable) if usable else None
