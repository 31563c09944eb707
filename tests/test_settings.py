"""Settings that make no sense are told by the name of their variable."""

from pathlib import Path

import pytest

from cim_graph.kernel.errors import SetupError
from cim_graph.settings import Settings, in_force, read_settings, unknown_variables


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("CIM_PORT", "x", "CIM_PORT: input should be a valid integer"),
        ("CIM_PORT", "70000", "CIM_PORT: input should be less than or equal to 65535"),
        ("CIM_NEO4J_HEAP_MB", "-1", "CIM_NEO4J_HEAP_MB"),
        ("CIM_LOG_LEVEL", "loud", "CIM_LOG_LEVEL"),
        ("CIM_AUTH", "maybe", "CIM_AUTH: input should be 'local', 'oidc' or 'off'"),
        ("CIM_AUTH", "oidc", "CIM_AUTH=oidc needs the address of the issuer in CIM_OIDC_ISSUER"),
        ("CIM_SOURCE_RANKS", "{", "source_ranks"),
        ("CIM_SOURCE_RANKS", '{"core": "first"}', "CIM_SOURCE_RANKS"),
        ("CIM_NEO4J_JVM_OPTIONS", "-Dname='half", "CIM_NEO4J_JVM_OPTIONS: No closing quotation"),
        ("NEO4J_URI", "http://localhost:7474", "NEO4J_URI must begin with one of bolt"),
        ("NEO4J_URI", "localhost", "NEO4J_URI must begin with one of bolt"),
        ("CIM_HOST", "1" * 100_000, None),
    ],
)
def test_what_makes_no_sense_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str | None
) -> None:
    monkeypatch.setenv(variable, value)
    if told is None:
        read_settings()
        return
    with pytest.raises(SetupError) as caught:
        read_settings()
    assert told.lower() in str(caught.value).lower()


def test_a_file_that_is_no_text_is_told(elsewhere: Path) -> None:
    (elsewhere / ".env").write_bytes(b"CIM_PORT=\xff\xfe\x00")
    with pytest.raises(SetupError, match=r"\.env"):
        read_settings()


@pytest.mark.parametrize(
    ("variable", "near"),
    [
        ("CIM_PROT", "CIM_PORT"),
        ("cim_data_dirr", "CIM_DATA_DIR"),
        ("NEO4J_PASWORD", "NEO4J_PASSWORD"),
        ("CMI_NEO4J_VERSION", "CIM_NEO4J_VERSION"),
        ("CIM_COLOUR_OF_THE_SKY", None),
    ],
)
def test_a_variable_that_nothing_reads_is_told_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch, elsewhere: Path, variable: str, near: str | None
) -> None:
    monkeypatch.setenv(variable, "1")
    assert (variable.upper(), near) in list(unknown_variables())
    monkeypatch.delenv(variable)
    (elsewhere / ".env").write_text(f"{variable}=1\n")
    assert (variable.upper(), near) in list(unknown_variables())


@pytest.mark.parametrize("variable", ["CIM_PORT", "cim_port", "NEO4J_USERNAME", "NEO4J_HOME", "PORT", "PATH"])
def test_what_is_read_or_belongs_to_others_is_not_told(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "1")
    assert variable.upper() not in dict(unknown_variables())


def test_no_secret_is_shown() -> None:
    settings = Settings(neo4j_uri="bolt://me:secret-word@db:7687", neo4j_password="secret-word")  # noqa: S106
    shown = in_force(settings)
    assert "secret-word" not in str(shown)
    assert shown["NEO4J_PASSWORD"] == "set, and not shown"  # noqa: S105
    assert shown["NEO4J_URI"] == "bolt://db:7687"
    assert set(shown) >= {"CIM_DATA_DIR", "CIM_PORT", "NEO4J_USER"}
