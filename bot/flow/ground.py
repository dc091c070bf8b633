"""The ground the models stand on: values that never change, and the kinds of text in a maintainer's file."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Confidence = Literal["high", "medium", "low"]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=32)]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Prose = Words
Amount = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
"""A number that conditions can be worked out with, never infinite."""
Expression = Words


def short_for(field: str) -> Any:
    """Lets a model be written as one plain text in YAML, which then stands for this field; a validator of the class."""

    def spelt_out(value: Any) -> Any:
        return {field: value} if isinstance(value, str) else value

    return model_validator(mode="before")(spelt_out)


class Frozen(BaseModel):
    """The ground of every value in the house: it never changes and knows no extra keys."""

    # Built when first used: most are only ever read as a part of a larger one.
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        hide_input_in_errors=True,
        defer_build=True,
    )
