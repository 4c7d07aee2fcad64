"""The settings of backup and restore, beside those of a service."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_DATABASE = "_database_url"
_FILES = "_files_url"


class BackupSettings(BaseSettings):
    """The databases of one set, the keys of their encrypted rows, and where PostgreSQL's programs are."""

    # An empty variable counts as one that was not set.
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    training_database_url: str | None = Field(None, description="The database of training-api.", repr=False)
    advocacy_database_url: str | None = Field(None, description="The database of advocacy-api.", repr=False)
    governance_database_url: str | None = Field(None, description="The database of governance-api.", repr=False)
    training_files_url: str | None = Field(None, description="Where training-api keeps its files.")
    advocacy_files_url: str | None = Field(None, description="Where advocacy-api keeps its files.")
    governance_files_url: str | None = Field(None, description="Where governance-api keeps its files.")
    secrets_key: str | None = Field(
        None, description="The key of encrypted rows, base64; a set keeps its fingerprint, never the key.", repr=False
    )
    secrets_keys_old: str = Field("", description="Earlier keys that are still read, separated by commas.", repr=False)
    postgres_programs: str | None = Field(
        None, description="The folder with `pg_dump` and `pg_restore`; those on the `PATH` when empty."
    )

    @property
    def databases(self) -> dict[str, str]:
        """The address of each database that is given, by the name of its service."""
        return self._each(_DATABASE)

    @property
    def files(self) -> dict[str, str]:
        """Where the files of each service are, where that is given, by the name of the service."""
        return self._each(_FILES)

    def _each(self, ending: str) -> dict[str, str]:
        named = [name for name in type(self).model_fields if name.endswith(ending)]
        return {name.removesuffix(ending): url for name in named if (url := getattr(self, name))}

    @property
    def readable_keys(self) -> list[str]:
        """Every key whose rows can be read."""
        return [key for key in (self.secrets_key or "", *self.secrets_keys_old.split(",")) if key.strip()]
