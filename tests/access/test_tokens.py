"""Tokens as an attacker sends them: forged, changed, of another issuer, too old, by a key that was taken away."""

import base64
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from time import monotonic, time
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from cim_graph.access import local
from cim_graph.access import oidc as oidc_module
from cim_graph.access.local import LocalIssuer
from cim_graph.access.oidc import OidcIssuer
from cim_graph.access.tokens import Claims, Tokens
from cim_graph.kernel.errors import SetupError, UnauthenticatedError, UnavailableError

AUDIENCE = "cim-graph"
ISSUER = "https://issuer.test/realms/bank"
CLAIMS = {"sub": "leyla", "roles": ["steward"], "branches": ["baku"]}


@pytest.fixture
def issuer(tmp_path: Path) -> LocalIssuer:
    return LocalIssuer(tmp_path / "access" / "keys.json")


@pytest.fixture
def tokens(issuer: LocalIssuer) -> Tokens:
    return Tokens(issuer, AUDIENCE, Claims())


async def test_a_good_token_names_its_caller(issuer: LocalIssuer, tokens: Tokens) -> None:
    for _ in range(2):  # found good, and kept
        actor = await tokens.caller(issuer.token({**CLAIMS, "azp": "crm", "sources": ["*"]}, AUDIENCE, 60))
        assert (actor.subject, actor.roles, actor.client) == ("leyla", ("steward",), "crm")
        assert actor.branches == {"baku"}
        assert actor.sources == {"*"}


async def test_two_keys_of_one_person_are_one_person(issuer: LocalIssuer, tokens: Tokens) -> None:
    maker = await tokens.caller(issuer.token({**CLAIMS, "azp": "first"}, AUDIENCE, 60))
    checker = await tokens.caller(issuer.token({**CLAIMS, "azp": "second", "roles": ["checker"]}, AUDIENCE, 60))
    assert maker.subject == checker.subject


async def test_the_keys_are_for_nobody_else(issuer: LocalIssuer) -> None:
    await issuer.keys()
    assert issuer.path.stat().st_mode & 0o077 == 0


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _whole(**changes: Any) -> dict[str, Any]:
    now = int(time())
    return {"iss": "cim-graph", "aud": AUDIENCE, "iat": now, "exp": now + 60, **CLAIMS, **changes}


def _none(issuer: LocalIssuer) -> str:  # noqa: ARG001 (the attacker needs no key)
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(_whole())}."


def _another_key(issuer: LocalIssuer) -> str:  # noqa: ARG001 (the attacker has a key of his own)
    return jwt.encode({"alg": "ES256"}, _whole(), ECKey.generate_key("P-256"))


def _same_kid(issuer: LocalIssuer) -> str:
    kid = json.loads(issuer.path.read_bytes())["keys"][0]["kid"]
    return jwt.encode({"alg": "ES256", "kid": kid}, _whole(), ECKey.generate_key("P-256"))


def _key_as_secret(issuer: LocalIssuer) -> str:
    """Sign by HMAC with the public key as the secret: the confusion of keys that old libraries fell for."""
    public = json.dumps({k: v for k, v in json.loads(issuer.path.read_bytes())["keys"][0].items() if k != "d"})
    signed = f"{_part({'alg': 'HS256'})}.{_part(_whole())}"
    digest = hmac.digest(public.encode(), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def _own_key_inside(issuer: LocalIssuer) -> str:  # noqa: ARG001 (the attacker brings his key in the header)
    key = ECKey.generate_key("P-256")
    return jwt.encode({"alg": "ES256", "jwk": key.as_dict(private=False)}, _whole(), key)


def _changed(issuer: LocalIssuer) -> str:
    head, _, signature = issuer.token(CLAIMS, AUDIENCE, 60).split(".")
    return f"{head}.{_part(_whole(roles=['administrator']))}.{signature}"


FORGED: dict[str, Callable[[LocalIssuer], str]] = {
    "alg none": _none,
    "signed by another key": _another_key,
    "another key under the same name": _same_kid,
    "the public key as a secret": _key_as_secret,
    "a key in the header": _own_key_inside,
    "claims that were changed": _changed,
    "another audience": lambda issuer: issuer.token(CLAIMS, "another", 60),
    "too old": lambda issuer: issuer.token(CLAIMS, AUDIENCE, -3600),
    "another issuer": lambda issuer: issuer.token({**CLAIMS, "iss": "evil"}, AUDIENCE, 60),
    "of nobody": lambda issuer: issuer.token({"roles": ["administrator"]}, AUDIENCE, 60),
    "without an end": lambda issuer: issuer.token({**CLAIMS, "exp": None}, AUDIENCE, 60),
    "an end that is no number": lambda issuer: issuer.token({**CLAIMS, "exp": "9" * 40}, AUDIENCE, 60),
    "not yet": lambda issuer: issuer.token({**CLAIMS, "nbf": time() + 3600}, AUDIENCE, 60),
    "no token": lambda _: "x",
    "dots": lambda _: "...",
    "empty parts": lambda _: "e30.e30.e30",
    "a head that is a list": lambda _: f"{_part([1])}.{_part({})}.x",
    "letters of another script": lambda _: "ə.ü.ö",
    "very long": lambda _: "a" * 20_000,
}


@pytest.mark.parametrize("name", FORGED)
async def test_what_is_forged_is_refused_and_nothing_is_told(name: str, issuer: LocalIssuer, tokens: Tokens) -> None:
    await issuer.keys()
    with pytest.raises(UnauthenticatedError) as refused:
        await tokens.caller(FORGED[name](issuer))
    assert "ask for a new one" in str(refused.value)
    assert "joserfc" not in str(refused.value)


async def test_a_renewed_key_ends_every_token(issuer: LocalIssuer, tokens: Tokens) -> None:
    before = issuer.token(CLAIMS, AUDIENCE, 60)
    await tokens.caller(before)
    issuer.renew()
    with pytest.raises(UnauthenticatedError):
        await tokens.caller(before)
    assert (await tokens.caller(issuer.token(CLAIMS, AUDIENCE, 60))).subject == "leyla"


async def test_a_key_that_another_process_renewed_ends_tokens_within_a_second(
    issuer: LocalIssuer, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = issuer.token(CLAIMS, AUDIENCE, 60)
    await tokens.caller(before)
    elsewhere = LocalIssuer(issuer.path)
    elsewhere.renew()
    monkeypatch.setattr(local, "monotonic", lambda: monotonic() + local.LOOK_SECONDS)
    with pytest.raises(UnauthenticatedError):
        await tokens.caller(before)


async def test_a_token_of_a_new_key_holds_at_once(issuer: LocalIssuer, tokens: Tokens) -> None:
    await tokens.caller(issuer.token(CLAIMS, AUDIENCE, 60))
    elsewhere = LocalIssuer(issuer.path)
    elsewhere.renew()
    assert (await tokens.caller(elsewhere.token(CLAIMS, AUDIENCE, 60))).subject == "leyla"


class Renewing(LocalIssuer):
    """An issuer whose keys are renewed while a token is checked by the old ones."""

    asked = 0

    async def keys(self, *, fresh: bool = False) -> KeySet:
        self.asked += 1
        if self.asked == 2:  # the first time they check the token
            self.renew()
        return await LocalIssuer.keys(self, fresh=fresh)


async def test_keys_that_are_renewed_while_a_token_is_checked_end_it_too(tmp_path: Path) -> None:
    issuer = Renewing(tmp_path / "keys.json")
    tokens = Tokens(issuer, AUDIENCE, Claims())
    before = issuer.token(CLAIMS, AUDIENCE, 60)
    assert (await tokens.caller(before)).subject == "leyla"
    for _ in range(2):
        with pytest.raises(UnauthenticatedError):
            await tokens.caller(before)


async def test_a_file_that_holds_no_keys_is_told(issuer: LocalIssuer) -> None:
    await issuer.keys()
    issuer.path.write_text("{}")
    with pytest.raises(SetupError, match="holds no keys"):
        await LocalIssuer(issuer.path).keys()


class Realm:
    """An issuer of OpenID Connect as a bank has one, answering from memory."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, auto_kid=True)
        self.extra: list[dict[str, Any]] = []
        self.name = ISSUER
        self.asked = 0
        self.down = False

    def answer(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("down")
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(200, json={"issuer": self.name, "jwks_uri": f"{ISSUER}/certs"})
        self.asked += 1
        return httpx.Response(200, json={"keys": [*self.extra, *KeySet([self.key]).as_dict(private=False)["keys"]]})

    def token(self, **changes: Any) -> str:
        header = {"alg": "RS256", "kid": self.key.kid}
        return jwt.encode(header, _whole(iss=ISSUER, **changes), self.key)


@pytest.fixture
def realm() -> Realm:
    return Realm()


@pytest.fixture
def bank(realm: Realm) -> Tokens:
    issuer = OidcIssuer(ISSUER, httpx.MockTransport(realm.answer))
    return Tokens(issuer, AUDIENCE, Claims(roles="realm_access.roles"))


async def test_an_issuer_is_found_and_its_keys_are_fetched_once(realm: Realm, bank: Tokens) -> None:
    for _ in range(3):
        actor = await bank.caller(realm.token(realm_access={"roles": ["teller"]}))
    assert (actor.roles, realm.asked) == (("teller",), 1)


async def test_keys_that_change_are_fetched_again_but_not_for_each_forgery(
    realm: Realm, bank: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bank.caller(realm.token())
    realm.key = RSAKey.generate_key(2048, auto_kid=True)
    with pytest.raises(UnauthenticatedError):  # an unknown key, right after the last look
        await bank.caller(realm.token())
    assert realm.asked == 1
    monkeypatch.setattr(oidc_module, "REST_SECONDS", 0.0)
    assert (await bank.caller(realm.token())).subject == "leyla"


async def test_an_issuer_that_goes_down_is_believed_until_it_comes_back(realm: Realm, bank: Tokens) -> None:
    token = realm.token()
    realm.down = True
    with pytest.raises(UnavailableError, match="does not answer"):
        await bank.caller(token)
    realm.down = False
    bank._issuer._at = float("-inf")  # type: ignore[attr-defined]  # noqa: SLF001 (time passes)
    await bank.caller(token)
    realm.down = True
    bank._issuer._at = float("-inf")  # type: ignore[attr-defined]  # noqa: SLF001 (time passes)
    assert (await bank.caller(token)).subject == "leyla"


async def test_an_issuer_that_calls_itself_otherwise_is_not_believed(realm: Realm, bank: Tokens) -> None:
    realm.name = "https://evil.test"
    with pytest.raises(UnavailableError):
        await bank.caller(realm.token())


async def test_secrets_among_the_keys_of_an_issuer_are_no_keys(realm: Realm, bank: Tokens) -> None:
    secret = OctKey.import_key("k" * 64)
    realm.extra = [{**secret.as_dict(), "kid": "s"}, {"kty": "EC", "crv": "P-256", "x": "!", "y": "!"}, {"kty": "new"}]
    with pytest.raises(UnauthenticatedError):
        await bank.caller(jwt.encode({"alg": "HS256", "kid": "s"}, _whole(iss=ISSUER), secret))
    assert (await bank.caller(realm.token())).subject == "leyla"


@pytest.mark.parametrize("address", ["http://issuer.test", "ftp://x", "issuer.test"])
def test_an_issuer_is_asked_over_tls_only(address: str) -> None:
    with pytest.raises(SetupError, match="has to begin with https"):
        OidcIssuer(address)
