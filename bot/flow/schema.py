"""JSON Schemas of what maintainers write, for editors: the models, with the short forms YAML allows, explained in words.

The words are those of `messages_zh/schema`: for each key of each model what it means, then examples.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bot.flow import sheet
from bot.flow.load import KINDS
from bot.flow.misfit import SHORT

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_WORDS = Path(__file__).parents[2] / "messages_zh" / "schema"
_SELF = "_"
"""Where the words about a model itself stand."""


def schemas() -> Mapping[str, dict[str, Any]]:
    """Name of a kind of file to its schema."""
    return {name: _schema(name, model) for name, model in KINDS.items()}


def _schema(name: str, model: Any) -> dict[str, Any]:
    schema = TypeAdapter(model).json_schema(by_alias=True)
    definitions = schema.get("$defs", {})
    _explain(
        sheet.read(name, (_WORDS / f"{name}.yaml").read_bytes()).value, {**definitions, schema.get("title", ""): schema}
    )
    for short, field in SHORT.items():
        if short in definitions:
            whole = definitions[short]
            definitions[short] = {"anyOf": [whole["properties"][field], whole]}
    if "Ask" in definitions:
        definitions["Ask"]["oneOf"] = [{"required": [kind]} for kind in ("choices", "number", "day")]
    if "Record" in definitions:
        del definitions["Record"]["properties"]["document"]  # the loader's, never written by hand
    return {"$schema": DIALECT, **_written(schema), "title": name}


def _explain(words: Mapping[str, Mapping[str, list[Any]]], models: Mapping[str, dict[str, Any]]) -> None:
    """Put the words on the models and their keys."""
    for name, keys in words.items():
        for key, (meaning, *examples) in keys.items():
            part = models[name] if key == _SELF else models[name]["properties"][key]
            part |= {"description": meaning, **({"examples": examples} if examples else {})}


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
