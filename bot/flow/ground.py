"""The ground the models stand on: values that never change, and the kinds of text in a maintainer's file."""

import ast
import inspect
from itertools import pairwise
from textwrap import dedent
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

Confidence = Literal["high", "medium", "low"]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=32)]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Prose = Words
Expression = Words


def _explained(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Give each property in a JSON Schema the docstring of its field.

    Pydantic's own way reads the sources of all models at every start.
    """
    written = [each for each in reversed(model.__mro__) if issubclass(each, Frozen)]
    explained = {name: text for each in written for name, text in _docstrings(each)}
    for name, field in model.model_fields.items():
        if name in explained:
            schema["properties"][field.alias or name]["description"] = explained[name]


def _docstrings(model: type) -> list[tuple[str, str]]:
    """The fields written in this very class, each with its docstring."""
    (written,) = ast.parse(dedent(inspect.getsource(model))).body
    found: list[tuple[str, str]] = []
    for pair in pairwise(written.body if isinstance(written, ast.ClassDef) else ()):
        match pair:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                found.append((name, inspect.cleandoc(text)))
    return found


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
        json_schema_extra=_explained,
    )
