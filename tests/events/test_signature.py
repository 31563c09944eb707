"""What a receiver checks, and which files of secrets are taken."""

from base64 import b64encode
from pathlib import Path

import pytest

from cim_graph.events.signature import secrets_in, signed
from cim_graph.kernel.errors import SetupError

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 (of the specification)
OTHER = "whsec_" + b64encode(bytes(range(32))).decode()


def test_the_signature_is_that_of_the_standard(tmp_path: Path) -> None:
    """The example of the specification."""
    file = tmp_path / "secret"
    file.write_text(SECRET)
    body = b'{"test": 2432232314}'
    assert signed("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, secrets_in(file)) == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_two_secrets_sign_side_by_side(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{OTHER}\n{SECRET}\n")
    new, old = signed("id", 1, b"x", secrets_in(file))["webhook-signature"].split()
    assert [new] == signed("id", 1, b"x", secrets_in(file)[:1])["webhook-signature"].split()
    assert [old] == signed("id", 1, b"x", secrets_in(file)[1:])["webhook-signature"].split()
    assert new != old


@pytest.mark.parametrize(
    "text", ["", "hunter2", "whsec_", "whsec_%%%", "whsec_c2hvcnQ=", f"whsec_{'A' * 400}", "ə", "\n".join([SECRET] * 3)]
)
def test_a_file_without_a_good_secret_is_told_without_saying_it(tmp_path: Path, text: str) -> None:
    file = tmp_path / "secret"
    file.write_text(text, "utf-8")
    with pytest.raises(SetupError) as caught:
        secrets_in(file)
    assert str(file) in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be read"):
        secrets_in(tmp_path / "none")
