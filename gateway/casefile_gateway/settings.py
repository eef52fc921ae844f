"""What a relay worker is told; read once, where it starts, and passed down."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from casefile_contracts.errors import SettingsError


class GatewaySettings(BaseSettings):
    """Each is set as `CASEFILE_GATEWAY_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="CASEFILE_GATEWAY_", frozen=True)

    state: Path = Path(".casefile") / "gateway"
    """Folder for views, journals and locks; nothing in it is lost by deleting it while no relay runs."""
    environment: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")] = "local"
    """Part of every transactional id and group; relays of one cluster share it, or each record is relayed twice."""
    batch: Annotated[int, Field(ge=1, le=10_000)] = 500
    """Most messages in one transaction."""
    batch_bytes: Annotated[int, Field(ge=1_000_000)] = 16_000_000
    """A transaction is closed when its messages exceed this many bytes."""
    ahead: Annotated[int, Field(ge=1, le=16)] = 4
    """Batches taken by one poll; all but the first are checked while the one before them commits."""
    metrics_port: Annotated[int, Field(ge=0, le=65_535)] = 9464
    """Of slot 0; each further slot has the next one. 0: no endpoint."""
    step_limit: timedelta = timedelta(seconds=60)
    """A step that takes longer ends the process: a hanging call is cured by a restart alone."""
    uneven_limit: timedelta = timedelta(seconds=60)
    """How long an uneven assignment is borne, as while relays restart with a new participant."""

    @classmethod
    def load(cls, **given: Any) -> GatewaySettings:
        """The settings of the environment; those given here, unless None, go first.

        Raises:
            SettingsError: A setting is not one of its possible values.
        """
        try:
            return cls(**{name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = "CASEFILE_GATEWAY_" + "_".join(map(str, first["loc"])).upper()
            raise SettingsError(f"{name}: {first['msg']}") from error

    @property
    def group(self) -> str:
        """The consumer group of all relay workers."""
        return f"casefile.{self.environment}.relay"

    def instance(self, slot: int) -> str:
        """Name of the worker in a slot: its static membership and its transactional id."""
        return f"{self.group}.{slot}"

    def slot_folder(self, slot: int) -> Path:
        """Where that worker keeps its files."""
        return self.state / f"slot-{slot}"
