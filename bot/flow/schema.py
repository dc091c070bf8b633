"""JSON Schemas of what maintainers write, for editors: the models, with the short forms YAML allows."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from bot.flow.load import KINDS
from bot.flow.misfit import SHORT

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> Mapping[str, dict[str, Any]]:
    """Name of a kind of file to its schema."""
    return {name: _schema(name, model) for name, model in KINDS.items()}


def _schema(name: str, model: Any) -> dict[str, Any]:
    schema = TypeAdapter(model).json_schema(by_alias=True)
    definitions = schema.get("$defs", {})
    for short, field in SHORT.items():
        if short in definitions:
            whole = definitions[short]
            definitions[short] = {"anyOf": [whole["properties"][field], whole]}
    if "Ask" in definitions:
        definitions["Ask"]["oneOf"] = [{"required": [kind]} for kind in ("choices", "number", "day")]
    if "Record" in definitions:
        del definitions["Record"]["properties"]["document"]  # the loader's, never written by hand
    return {"$schema": DIALECT, **_written(schema), "title": name}


def _written(part: Any) -> Any:
    """Give times as people write them, where JSON Schema wants seconds and a zone, and refuse ill-formed names."""
    if isinstance(part, list):
        return [_written(each) for each in part]
    if not isinstance(part, dict):
        return part
    if part.get("format") == "time":
        part = {**{key: value for key, value in part.items() if key != "format"}, "pattern": "^[0-2][0-9]:[0-5][0-9]$"}
    if "patternProperties" in part:
        part = {**part, "additionalProperties": False}
    return {key: _written(value) for key, value in part.items()}
