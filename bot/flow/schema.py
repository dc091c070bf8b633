"""JSON Schemas of what maintainers write, for editors: the models, with the short forms YAML allows, explained in words.

The words are those of `messages_zh/schema`: for each key of each model what it means, then examples.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from bot.flow import misfit, sheet
from bot.flow.finding import Finding, nearest
from bot.flow.load import KINDS
from bot.flow.misfit import SHORT
from bot.flow.sheet import Sheet

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SELF = "_"
"""Where the words about a model itself stand."""


def _explained(words: list[Any]) -> list[Any]:
    """The words, whose first are a sentence."""
    if not isinstance(words[0], str):
        msg = "meaning_missing"
        raise ValueError(msg)  # noqa: TRY004 - pydantic's way to say it
    return words


_Meanings = dict[str, dict[str, Annotated[list[Any], Field(min_length=1), AfterValidator(_explained)]]]
_form: TypeAdapter[_Meanings] = TypeAdapter(_Meanings)


def schemas(home: Path) -> Mapping[str, dict[str, Any]]:
    """Name of a kind of file to its schema, in the words of this home, in which `faults` finds nothing."""
    return {name: _schema(home, name, model) for name, model in KINDS.items()}


def faults(home: Path) -> tuple[Finding, ...]:
    """What is wrong in a home's words that explain the keys."""
    return tuple(finding for name, model in KINDS.items() for finding in _read(home, name, model).findings)


def _read(home: Path, name: str, model: Any) -> Sheet:
    file = f"messages_zh/schema/{name}.yaml"
    page = sheet.read(file, (home / file).read_bytes() if (home / file).is_file() else b"")
    try:
        _form.validate_python(page.value)
    except ValidationError as trouble:
        if page.sound:
            misfit.report(page, _Meanings, trouble)
        return page
    models = _models(TypeAdapter(model).json_schema(by_alias=True))
    for title, keys in page.value.items():
        if title not in models:
            _unknown(page, (title,), models)
            continue
        known = {_SELF, *models[title].get("properties", ())}
        for key in (each for each in keys if each not in known):
            _unknown(page, (title, key), known)
    return page


def _unknown(page: Sheet, path: tuple[str, ...], known: Iterable[str]) -> None:
    page.report("unknown_key", page.at(path), path, key=path[-1], nearest=nearest(path[-1], sorted(known)))


def _models(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {**schema.get("$defs", {}), schema.get("title", ""): schema}


def _schema(home: Path, name: str, model: Any) -> dict[str, Any]:
    schema = TypeAdapter(model).json_schema(by_alias=True)
    definitions = schema.get("$defs", {})
    _explain(_read(home, name, model).value, _models(schema))
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
