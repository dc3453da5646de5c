"""What every group of parameters is made of: unit, bounds and source beside each value."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

BIOLOGY = "domain reference, sections 1-6 and 9"
CHOSEN = "chosen for the preset"


class Group(BaseModel):
    """A table of parameters; unknown keys and later changes are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @field_validator("*", mode="after")
    @classmethod
    def _in_order_of_keys(cls, value: Any) -> Any:
        """Mappings in one order, wherever they come from: a file, or a database that keeps an order of its own."""
        return _sorted(value)


def q(
    unit: str,
    description: str,
    source: str = CHOSEN,
    *,
    ge: float | None = None,
    gt: float | None = None,
    le: float | None = None,
    lt: float | None = None,
) -> Any:
    """A required quantity with its unit, meaning, source and bounds (`ge`, `gt`, `le`, `lt`)."""
    extra = {"unit": unit, "source": source}
    return Field(description=description, json_schema_extra=dict(extra), ge=ge, gt=gt, le=le, lt=lt)


Percentages = Annotated[tuple[Annotated[float, Field(ge=0, le=100)], ...], Field(min_length=1)]


def _sorted(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: _sorted(value[key]) for key in sorted(value)}
