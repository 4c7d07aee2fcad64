"""What a service may be told from outside, read from the environment."""

import base64
import binascii
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service_kit.data.localized import language_tag
from service_kit.identity.claims import SIGNS
from service_kit.identity.keys import ALGORITHMS

Words = Annotated[list[str], NoDecode]


def key_bytes(written: str) -> bytes:
    """The bytes of a key in base64, with either alphabet and with or without padding; none when it is not base64."""
    plain = written.strip().rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error:
        return b""


class ServiceSettings(BaseSettings):
    """Settings shared by every service; a secret or an address has no default."""

    # An empty variable counts as one that was not set: make, compose files and charts pass those on.
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True, hide_input_in_errors=True)

    database_url: str = Field(description="PostgreSQL 15 or later, `postgresql://role:secret@host/database`.")
    read_database_url: str | None = Field(None, description="A replica for reads; the primary when empty.")
    database_pool_size: int = Field(10, ge=1, le=200, description="Connections per process for requests.")
    hot_pool_size: int = Field(4, ge=1, le=200, description="Raw connections per process for hot paths.")
    database_connect_seconds: float = Field(
        2, gt=0, le=10, description="How long a request waits for a new connection to the database to open."
    )
    database_pool_seconds: float = Field(
        5, gt=0, le=14, description="How long a request waits for one of the process's connections to come free."
    )
    database_patience_seconds: float = Field(
        0.75, gt=0, le=10, description="A wait for the database longer than this asks whether it still answers."
    )
    database_answer_seconds: float = Field(
        1.5, gt=0, le=10, description="How long it may take to answer that; then requests get 503 instead of waiting."
    )
    database_statement_seconds: float = Field(
        12, gt=0, le=14, description="The longest statement of a request; below the gateway's 15 s."
    )
    database_lock_seconds: float = Field(
        5, gt=0, le=14, description="How long a statement of a request waits for a lock."
    )
    database_idle_seconds: float = Field(
        60, gt=0, description="How long a transaction of a request may stand still before the database ends it."
    )
    job_statement_seconds: float = Field(900, gt=0, description="The longest statement of a job or follower.")
    job_lock_seconds: float = Field(60, gt=0, description="How long a statement of a job or follower waits for a lock.")
    job_idle_seconds: float = Field(
        900, gt=0, description="How long a transaction of a job or follower may stand still."
    )

    oidc_issuer: str = Field(description="The issuer of tokens, exactly as it is published in `iss`.")
    oidc_audience: Words = Field(["urn:kring:api"], description="Accepted `aud` values, separated by commas.")
    oidc_jwks_url: str | None = Field(None, description="The issuer's keys; found by discovery when empty.")
    oidc_token_url: str | None = Field(None, description="The issuer's token endpoint; found by discovery when empty.")
    oidc_algorithms: Words = Field(
        list(ALGORITHMS),
        description="How tokens may be signed; what is no public-key algorithm of this list is refused at the start.",
    )
    oidc_leeway_seconds: int = Field(30, ge=0, le=300, description="Tolerated clock difference with the issuer.")
    roles_claims: Words = Field(
        ["roles"],
        description="Where roles stand in the token, dotted paths: `roles`, `realm_access.roles`, `groups`.",
    )
    scopes_claims: Words = Field(["scope", "scp"], description="Where scopes stand in the token, dotted paths.")
    client_claims: Words = Field(["client_id", "azp", "cid", "appid"], description="Where the client's id stands.")
    role_prefix: str = Field("", description="A prefix the issuer puts before our role names, such as `kring-`.")
    person_claim: str = Field("employee_number", description="The claim that names the person.")
    person_matches: Literal["employee_number", "user_name", "email"] = Field(
        "employee_number", description="The directory's column that the claim is compared with."
    )
    default_locale: str = Field("en", description="The language of somebody of whom nobody says one.")
    person_cache_seconds: float = Field(3, ge=0, le=300, description="How long a signed-in person's row is trusted.")
    insight_seconds: float = Field(60, ge=0, le=3600, description="How long figures about everybody are kept ready.")
    machine_signs: Words = Field(
        list(SIGNS),
        description="What shows that a token without the person's claim is a machine's: `subject-is-client` (`sub` is "
        "the client), `idtyp-app` (`idtyp` is `app`), `service-account` (Keycloak's user name of a client).",
    )
    machine_clients: Words = Field(
        [], description="Clients whose tokens without the person's claim are a machine's also without a sign."
    )
    spa_client_id: str = Field("spa", description="The app's public client; its tokens are never a machine's.")

    public_origin: str = Field("http://localhost:8080", description="The one origin people see.")
    sibling_training_url: str | None = Field(None, description="Where training-api answers, inside.")
    sibling_advocacy_url: str | None = Field(None, description="Where advocacy-api answers, inside.")
    sibling_governance_url: str | None = Field(None, description="Where governance-api answers, inside.")
    service_client_id: str | None = Field(None, description="This service's own client at the issuer.")
    service_client_secret: str | None = Field(None, description="The secret of that client.", repr=False)
    service_scopes: Words = Field(["feed.read"], description="The scopes that client asks for.")

    files_url: str | None = Field(
        None,
        description="Where files are kept: `file:///folder`, or `s3://bucket/prefix` with the usual `AWS_` variables; "
        "no file is taken in while it is empty.",
    )
    files_secret: str | None = Field(
        None, description="What links to files are signed with; needed with `FILES_URL`.", repr=False
    )
    file_max_mb: int = Field(25, ge=1, le=60, description="The largest file that is taken in, in MB.")
    file_link_minutes: int = Field(5, ge=1, le=60, description="How long a link to a file is good.")

    audit_key: str | None = Field(
        None,
        description="What the heads of the audit record are signed with: 32 random bytes in base64; not signed when "
        "empty.",
        repr=False,
    )

    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(9101, description="The port to listen on.")
    worker_port: int | None = Field(None, description="Where the worker answers health and metrics; nowhere if empty.")
    log_level: str = Field("info", description="`debug`, `info`, `warning` or `error`.")
    otlp_endpoint: str | None = Field(None, description="An OpenTelemetry collector; nothing is sent when empty.")
    idempotency_hours: int = Field(24, ge=1, le=24 * 30, description="How long an Idempotency-Key is remembered.")
    max_body_bytes: int = Field(1024 * 1024, description="The largest JSON body accepted.")

    @field_validator(
        "oidc_audience",
        "oidc_algorithms",
        "roles_claims",
        "scopes_claims",
        "client_claims",
        "service_scopes",
        "machine_signs",
        "machine_clients",
        mode="before",
    )
    @classmethod
    def split_words(cls, value: Any) -> Any:
        """A setting of several words may be written as one line, separated by commas."""
        return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value

    @field_validator("service_client_secret", "files_secret")
    @classmethod
    def refuse_placeholder(cls, value: str | None) -> str | None:
        """A placeholder left in a secret must not start."""
        if value is not None and value.lower() in {"changeme", "change-me", "secret", "placeholder", "password"}:
            raise ValueError("a placeholder is not a secret")
        return value

    @field_validator("default_locale")
    @classmethod
    def refuse_no_language(cls, value: str) -> str:
        """Everybody who is new would have it."""
        if (tag := language_tag(value)) is None:
            raise ValueError("a language tag is needed, such as nl or nl-BE")
        return tag

    @field_validator("oidc_algorithms")
    @classmethod
    def refuse_weak_algorithms(cls, value: list[str]) -> list[str]:
        """Who may verify by a shared secret may sign by it, and `none` is no signature."""
        if unfit := sorted(set(value) - set(ALGORITHMS)):
            raise ValueError(f"{', '.join(unfit)}: tokens are signed by {', '.join(ALGORITHMS)}")
        if not value:
            raise ValueError("with no algorithm at all nobody could sign in")
        return value

    @field_validator("audit_key")
    @classmethod
    def refuse_another_key(cls, value: str | None) -> str | None:
        """A word that somebody thought of is no key."""
        if value is not None and len(key_bytes(value)) != 32:
            raise ValueError("32 bytes in base64 are needed, as `openssl rand -base64 32` makes them")
        return value

    @field_validator("machine_signs")
    @classmethod
    def refuse_unknown_signs(cls, value: list[str]) -> list[str]:
        """A sign that nobody looks for would lock every machine out without a word."""
        if unknown := sorted(set(value) - set(SIGNS)):
            raise ValueError(f"{', '.join(unknown)}: the signs of a machine are {', '.join(SIGNS)}")
        return value

    @model_validator(mode="after")
    def refuse_unsigned_links(self) -> Self:
        """Without a secret of length whoever sees one link could make others."""
        if self.files_url is not None and len(self.files_secret or "") < 32:
            raise ValueError("FILES_URL needs FILES_SECRET: at least 32 characters that nobody can guess")
        return self

    @model_validator(mode="after")
    def refuse_the_app_as_a_machine(self) -> Self:
        """The app is public: whoever signs in with it would have the rights of a machine."""
        if self.spa_client_id in self.machine_clients:
            raise ValueError(f"MACHINE_CLIENTS names {self.spa_client_id}, the app's own client (SPA_CLIENT_ID)")
        if set(self.oidc_audience) == {self.spa_client_id}:
            raise ValueError(
                "OIDC_AUDIENCE is the app's own client (SPA_CLIENT_ID): id tokens would pass as access tokens"
            )
        return self
