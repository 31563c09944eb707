"""Signatures of webhooks, as Standard Webhooks has them: https://www.standardwebhooks.com.

A receiver computes the same over the id, the time and the body, and refuses what is old.
"""

from base64 import b64decode, b64encode
from binascii import Error as BinasciiError
from collections.abc import Mapping, Sequence
from hashlib import sha256
from hmac import digest
from pathlib import Path
from typing import Final

from cim_graph.kernel.errors import SetupError

MARK: Final = "whsec_"
FEWEST_BYTES: Final = 24
MOST_BYTES: Final = 64
AT_ONCE: Final = 2
"""Secrets that hold side by side while one takes the place of the other."""


def signed(id_: str, seconds: int, body: bytes, secrets: Sequence[bytes]) -> Mapping[str, str]:
    """Return the headers of a body that is sent at a time (seconds since 1970): a signature by each secret."""
    content = b".".join((id_.encode(), str(seconds).encode(), body))
    signatures = (b64encode(digest(secret, content, sha256)).decode() for secret in secrets)
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def secrets_in(path: Path) -> list[bytes]:
    """Read a file of one secret a line, the new one first; SetupError where it is not to be had, or holds none."""
    try:
        lines = path.read_text("ascii").split()
    except (OSError, UnicodeError) as error:
        raise SetupError(f"the secrets of a webhook cannot be read from {path}: {error}") from error
    if not 1 <= len(lines) <= AT_ONCE:
        raise SetupError(f"{path} has to hold one secret, or two while they change, a line each; it holds {len(lines)}")
    return [_secret(line, path) for line in lines]


def _secret(line: str, path: Path) -> bytes:
    wrong = (
        f"{path} holds a secret that is none: write {MARK} and {FEWEST_BYTES} to {MOST_BYTES} random bytes in base 64, "
        f"as `echo {MARK}$(openssl rand -base64 32)` does"
    )
    if not line.startswith(MARK):
        raise SetupError(wrong)
    try:
        secret = b64decode(line.removeprefix(MARK), validate=True)
    except BinasciiError as error:
        raise SetupError(wrong) from error
    if not FEWEST_BYTES <= len(secret) <= MOST_BYTES:
        raise SetupError(wrong)
    return secret
