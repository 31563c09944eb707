"""The local issuer: keys in the data folder that sign tokens for whoever may read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import O_CREAT, O_EXCL, O_WRONLY, fdopen
from os import open as open_file
from pathlib import Path
from time import monotonic, time
from typing import Any, Final
from uuid import uuid4

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from cim_graph.kernel.errors import SetupError

ALGORITHM: Final = "ES256"
NAME: Final = "cim-graph"
LOOK_SECONDS: Final = 1.0
"""How often it is looked whether the file has changed: so long a token of a key that was renewed elsewhere holds."""
_PRIVATE: Final = 0o600


@dataclass(slots=True)
class LocalIssuer:
    """Issues tokens, and gives the keys that check them: a key set in a file that nobody else may read."""

    path: Path
    name: str = NAME
    _read: tuple[int, KeySet] | None = field(default=None, init=False)
    _looked: float = field(default=0.0, init=False)

    async def keys(self, *, fresh: bool = False) -> KeySet:
        """Return the keys: the file is read again when it has changed, which is looked at once a second, or now."""
        if self._read is not None and not fresh and monotonic() - self._looked < LOOK_SECONDS:
            return self._read[1]
        return self._current()

    def token(self, claims: Mapping[str, Any], audience: str, seconds: float) -> str:
        """Return a token with these claims, which holds for so long."""
        now = int(time())
        whole = {"iss": self.name, "aud": audience, "iat": now, "exp": now + int(seconds), "jti": uuid4().hex, **claims}
        key = self._current().keys[-1]
        return jwt.encode({"alg": ALGORITHM, "kid": key.kid, "typ": "at+jwt"}, whole, key)

    def renew(self) -> None:
        """Sign by a new key from now on, and check by no other: every token that was given before ends."""
        beside = self.path.with_suffix(".new")
        beside.unlink(missing_ok=True)
        _write(beside)
        beside.replace(self.path)
        self._read = None

    def _current(self) -> KeySet:
        try:
            changed = self.path.stat().st_mtime_ns
        except FileNotFoundError:
            self._begin()
            changed = self.path.stat().st_mtime_ns
        if self._read is None or self._read[0] != changed:
            self._read = changed, self._from_file()
        self._looked = monotonic()
        return self._read[1]

    def _begin(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _write(self.path)
        except FileExistsError:
            return  # another process was faster
        except OSError as error:
            raise SetupError(f"{self.path} cannot be written: {error.strerror}; correct CIM_DATA_DIR") from error

    def _from_file(self) -> KeySet:
        try:
            return KeySet.import_key_set(orjson.loads(self.path.read_bytes()))
        except (OSError, ValueError, KeyError, JoseError) as error:
            raise SetupError(
                f"{self.path} holds no keys: {error}; remove it, and every token has to be asked for anew"
            ) from error


def _write(path: Path) -> None:
    key = ECKey.generate_key("P-256", {"alg": ALGORITHM, "use": "sig"}, private=True, auto_kid=True)
    with fdopen(open_file(path, O_WRONLY | O_CREAT | O_EXCL, _PRIVATE), "wb") as file:
        file.write(orjson.dumps(KeySet([key]).as_dict(private=True)))
