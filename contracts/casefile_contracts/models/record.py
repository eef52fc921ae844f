"""What every generated model is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, PlainSerializer


def _in_milliseconds(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Timestamp = Annotated[AwareDatetime, PlainSerializer(_in_milliseconds, when_used="json")]


class Record(BaseModel):
    """A record of the contract; never changes, and takes no field that the contract does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    def json_form(self) -> dict[str, Any]:
        """The JSON form, as files, HTTP and `Contract.from_json` take it: what is absent is left out."""
        return self.model_dump(mode="json", exclude_none=True)
