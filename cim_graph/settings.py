"""The only reader of the environment: every setting, its default and its meaning."""

from collections.abc import Iterator
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from re import compile as compile_pattern
from shlex import split
from typing import Annotated, Literal, Self

from pydantic import AliasChoices, BeforeValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict, SettingsError

from cim_graph.kernel.errors import SetupError
from cim_graph.kernel.ranks import Rank

_HOME = Path.home()
_PREFIX = "CIM_"
_NEAR = 0.85
_IN_AN_ADDRESS = compile_pattern(r"//[^/@]*@")
_NEO4J_SCHEMES = ("bolt", "neo4j", "bolt+s", "bolt+ssc", "neo4j+s", "neo4j+ssc")


class Auth(StrEnum):
    """How callers are known: by tokens of `cim token`, or of an issuer of one's own. `off` lets everybody in."""

    LOCAL = "local"
    OIDC = "oidc"
    OFF = "off"


class LogFormat(StrEnum):
    """`auto`: console on a terminal, JSON otherwise."""

    AUTO = "auto"
    CONSOLE = "console"
    JSON = "json"


LogLevel = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(lambda text: str(text).strip().upper())
]


class Settings(BaseSettings):
    """What can be configured, read from `CIM_…` variables and a `.env` file; `NEO4J_…` keep the driver's own names."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", extra="ignore", frozen=True, populate_by_name=True
    )

    data_dir: Path = Field(_HOME / ".local/share/cim-graph", description="everything the registry keeps")
    cache_dir: Path = Field(_HOME / ".cache/cim-graph", description="downloads, shared between data folders")
    auth: Auth = Field(
        Auth.LOCAL,
        description="`local`: tokens of `cim token`; `oidc`: those of an issuer; `off`: everybody is let in, on this "
        "machine alone",
    )
    audience: str = Field("cim-graph", min_length=1, description="what tokens have to be made for")
    oidc_issuer: str | None = Field(None, description="address of the issuer, of OpenID Connect")
    oidc_client: str | None = Field(None, description="public client by which browsers ask the issuer for tokens")
    oidc_scopes: str = Field("openid profile", description="what browsers ask the issuer for")
    claim_roles: str = Field("roles", description="claim that names the roles, as `realm_access.roles`")
    claim_branches: str = Field("branches", description="claim that names the branches of a caller")
    claim_segments: str = Field("segments", description="claim that names the segments of a caller")
    claim_sources: str = Field("sources", description="claim that names the sources that a caller may feed")
    roles_file: Path | None = Field(None, description="a document of one's own that says what each role may do and see")
    policies_file: Path | None = Field(
        None, description="a document of one's own that says which changes by hand need approval, and by whom"
    )
    retention_file: Path | None = Field(
        None, description="a document of one's own that says how long what is kept on parties is kept"
    )

    neo4j_uri: str | None = Field(
        None, validation_alias="NEO4J_URI", description="a server of one's own; without it a local one is started"
    )
    neo4j_user: str = Field("neo4j", validation_alias=AliasChoices("NEO4J_USER", "NEO4J_USERNAME"), description="")
    neo4j_password: SecretStr | None = Field(None, validation_alias="NEO4J_PASSWORD", description="")
    neo4j_database: str | None = Field(
        None, validation_alias="NEO4J_DATABASE", description="the server's default database if empty"
    )

    neo4j_version: str = Field("2026.09.0", description="version of the local server")
    neo4j_heap_mb: int = Field(2048, ge=256, description="heap of the local server")
    neo4j_pagecache_mb: int = Field(1024, ge=64, description="page cache of the local server")
    neo4j_jvm_options: str | None = Field(None, description="further options of the local server's Java, as `-Xlog:gc`")
    neo4j_bolt_port: int = Field(0, ge=0, le=65535, description="port of the local server; 0 takes a free one")
    neo4j_start_seconds: float = Field(120, gt=0, description="how long the local server may take to start")

    query_seconds: float = Field(30, gt=0, description="time a read may take")
    write_seconds: float = Field(120, gt=0, description="time a write may take")
    request_seconds: float = Field(60, gt=0, description="time a query may take in all; a mutation ends when it ends")
    pool_size: int = Field(64, ge=1, description="connections to the database per process")

    batch_size: int = Field(2500, ge=1, le=20000, description="records in one transaction of a load")
    load_connections: int = Field(2, ge=1, le=16, description="transactions of a load that run side by side")
    transactions: str | None = Field(
        None,
        description="folder that transactions are kept in, or `s3://BUCKET/PREFIX`; `transactions` in the data folder "
        "if empty",
    )
    monitoring_file: Path | None = Field(
        None, description="a document of one's own that says what monitoring looks for"
    )
    deals_file: Path | None = Field(None, description="a document of one's own that says what is asked before a deal")
    source_ranks: dict[str, int] = Field(
        default_factory=dict, description='JSON, source to rank: `{"core": 1}`; the lowest wins, others share rank 100'
    )

    survivorship: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description='JSON, golden field to rules in order, in place of ours: `{"name": ["longest", "most-recent"]}`',
    )
    exposure_limits: str = Field(
        "eu", description="limits on large exposures: `eu`, `az`, or the id of a document of one's own"
    )
    group_rules_dir: Path | None = Field(None, description="a folder of rules of groups of one's own, as YAML files")
    reporting_currency: str | None = Field(
        None, pattern="^[A-Z]{3}$", description="currency of sums; that of the capital if empty"
    )
    regime: str = Field("eu-amlr", description="regime of beneficial ownership where a question names none")
    risk_scheme: str = Field("aml", description="name of the scheme of risk that assesses where a question names none")
    quality_file: Path | None = Field(
        None, description="a document of one's own that says what counts for the quality of parties"
    )
    regimes_dir: Path | None = Field(None, description="a folder of regimes of one's own, as YAML files")
    ownership_depth: int = Field(100, ge=1, le=100, description="steps that a question of ownership walks at most")
    ownership_parties: int = Field(100_000, ge=10, description="parties that a question of ownership looks at, at most")

    host: str = Field("127.0.0.1", description="address that the API listens on")
    port: int = Field(8080, ge=0, le=65535, description="port that the API listens on")
    workers: int = Field(1, ge=1, le=64, description="processes that answer; one keeps a core busy")
    graphiql: bool = Field(default=True, description="serve GraphiQL to browsers")
    columnar: bool = Field(
        default=True, description="run queries that come again by columns; `off`: graphql-core runs them all"
    )
    introspection: bool = Field(
        default=True, description="let clients ask for the schema; `off`, for production: errors name no fields either"
    )
    documents_file: Path | None = Field(
        None, description='JSON, ids and texts of the only operations that are run: `{"profile": "query …"}`'
    )
    max_body_bytes: int = Field(2_000_000, ge=1024, description="largest request body")
    max_tokens: int = Field(10_000, ge=10, description="most tokens in a GraphQL document")
    max_depth: int = Field(20, ge=1, description="deepest nesting of a query")
    max_aliases: int = Field(100, ge=0, description="most aliases in a query, fragments counted where they are spread")
    max_cost: int = Field(200_000, ge=1, description="highest price of a query: about the objects it may return")
    caller_budget: int = Field(
        60_000_000, ge=0, description="what one caller may spend in a minute, in prices of queries; 0 bounds nobody"
    )

    event_source: str = Field("urn:cim-graph", min_length=1, description="what CloudEvents name as their source")
    deliver: bool = Field(
        default=True, description="deliver events to webhooks beside the answers; `off`: `cim events deliver` does"
    )
    webhook_networks: list[str] = Field(
        default_factory=list,
        description='JSON, networks that webhooks may lead into besides the open internet: `["10.2.0.0/16"]`',
    )
    webhook_ca_file: Path | None = Field(
        None, description="certificates of authorities of one's own, that webhooks are checked by besides the system's"
    )
    webhook_seconds: float = Field(10, gt=0, description="time a webhook may take to answer")

    kafka_tls: bool = Field(default=False, description="speak to Kafka over TLS")
    kafka_ca_file: Path | None = Field(None, description="certificates that brokers of Kafka are checked by")
    kafka_cert_file: Path | None = Field(None, description="certificate by which brokers of Kafka know us, as PEM")
    kafka_key_file: Path | None = Field(None, description="its key, where it is not in the same file")
    kafka_user: str | None = Field(None, description="user by which brokers of Kafka know us, by SASL")
    kafka_password: SecretStr | None = Field(None, description="password of that user")
    kafka_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="`PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`"
    )

    log_level: LogLevel = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_format: LogFormat = Field(LogFormat.AUTO, description="auto, console or json")

    @field_validator("neo4j_uri")
    @classmethod
    def _known_scheme(cls, uri: str | None) -> str | None:
        if uri and uri.split("://")[0] not in _NEO4J_SCHEMES:
            raise ValueError(
                f"NEO4J_URI must begin with one of {', '.join(f'{scheme}://' for scheme in _NEO4J_SCHEMES)}"
            )
        return uri or None

    @field_validator("neo4j_jvm_options")
    @classmethod
    def _words(cls, options: str | None) -> str | None:
        split(options or "")
        return options

    @field_validator(
        "data_dir",
        "cache_dir",
        "regimes_dir",
        "group_rules_dir",
        "quality_file",
        "roles_file",
        "webhook_ca_file",
        "kafka_ca_file",
        "kafka_cert_file",
        "kafka_key_file",
        "documents_file",
        "policies_file",
        "retention_file",
        "monitoring_file",
        "deals_file",
    )
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return None if path is None else path.expanduser().absolute()

    @model_validator(mode="after")
    def _known_issuer(self) -> Self:
        if self.auth is Auth.OIDC and not self.oidc_issuer:
            raise ValueError("CIM_AUTH=oidc needs the address of the issuer in CIM_OIDC_ISSUER")
        return self

    @cached_property
    def rank(self) -> Rank:
        """Whom to believe."""
        return Rank(self.source_ranks, self.survivorship)

    @cached_property
    def embedded(self) -> bool:
        """Whether the registry runs a database server of its own."""
        return self.neo4j_uri is None


def read_settings() -> Settings:
    """Read the settings; raise SetupError that names each variable that makes no sense, and why."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"{_variable_of(item['loc'])}: {item['msg'].removeprefix('Value error, ')}" for item in error.errors()
        )
        raise SetupError(f"correct these settings: {wrong}") from error
    except (SettingsError, UnicodeDecodeError, OSError) as error:
        raise SetupError(f"the settings cannot be read: {error}; correct the variable or the file .env") from error


def in_force(settings: Settings) -> dict[str, str]:
    """Return what holds, by variable, as text; of secrets only whether they are set."""
    return {_names(name)[0]: _shown(getattr(settings, name)) for name in Settings.model_fields}


def unknown_variables() -> Iterator[tuple[str, str | None]]:
    """Yield variables of the environment and of `.env` that no setting reads, each with the nearest name that one does.

    Those are all that begin with CIM_, and others that look like a slip of the pen.
    """
    known = [variable for name in Settings.model_fields for variable in _names(name)]
    given = {*EnvSettingsSource(Settings).env_vars, *DotEnvSettingsSource(Settings).env_vars}
    for name in sorted({name.upper() for name in given} - set(known)):
        near = get_close_matches(name, known, n=1, cutoff=_NEAR)
        if near or name.startswith(_PREFIX):
            yield name, near[0] if near else None


def _names(field: str) -> list[str]:
    alias = Settings.model_fields[field].validation_alias
    if isinstance(alias, AliasChoices):
        return [str(choice) for choice in alias.choices]
    return [alias if isinstance(alias, str) else f"{_PREFIX}{field.upper()}"]


def _variable_of(location: tuple[int | str, ...]) -> str:
    name = str(location[0]) if location else ".env"
    return _names(name)[0] if name in Settings.model_fields else name


def _shown(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, SecretStr):
        return "set, and not shown"
    return _IN_AN_ADDRESS.sub("//", str(value))
