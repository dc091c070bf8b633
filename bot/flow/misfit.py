"""What does not fit the model, told as findings: pydantic's errors with the place in the file and the rule broken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.flow.finding import nearest
from bot.flow.sheet import Sheet
from bot.flow.sources import Path

SHORT = {"Choice": "label", "Note": "say", "Step": "do", "MaterialUse": "use", "LimitUse": "fact", "Part": "flow"}
"""Models that may be written as one plain text, and the field it stands for."""

_KINDS = ("ask", "end", "jump")
_EXPECTED = {
    "string": "text", "int": "whole", "float": "number", "bool": "truth", "dict": "mapping", "model": "mapping",
    "tuple": "list", "date": "date", "time": "time", "url": "address",
}  # fmt: skip
_FOUND = {
    str: "text",
    bool: "truth",
    int: "number",
    float: "number",
    list: "list",
    dict: "mapping",
    type(None): "nothing",
}


@dataclass(frozen=True)
class _Misfit:
    """One of pydantic's errors, brought back to the file's own path."""

    error: ErrorDetails
    path: Path
    branch: Path | None
    """Where a union began to try its kinds; None outside unions."""
    shape: bool
    """True when a union's kind was refused at first sight, as a list where a text is also possible."""


def report(sheet: Sheet, model: Any, trouble: ValidationError) -> None:
    """Add a finding for each thing that does not fit; a value that may be of several kinds is judged by the nearest."""
    misfits = [_read(sheet.value, error) for error in trouble.errors(include_url=False)]
    entered = {misfit.branch for misfit in misfits if not misfit.shape}
    expected: dict[Path, list[str]] = {}
    for misfit in misfits:
        if misfit.shape and misfit.branch in entered:
            continue
        if misfit.error["type"] == "too_short" and misfit.error["input"]:  # it counts only those that fit
            continue
        rule, data = _verdict(model, misfit)
        if rule == "wrong_type":
            expected.setdefault(misfit.path, []).extend(data["expected"].split())
            continue
        sheet.report(rule, sheet.at(misfit.path), misfit.path, **data)
    for path, kinds in expected.items():
        found = _value(sheet.value, path)
        sheet.report(
            "wrong_type", sheet.at(path), path,
            expected=" ".join(dict.fromkeys(kinds)), found=_FOUND[type(found)], value=_short(found),
        )  # fmt: skip


def _read(raw: Any, error: ErrorDetails) -> _Misfit:
    steps = [part for part in error["loc"] if part != "[key]"]
    if error["type"] == "missing":
        steps.pop()
    if len(steps) > 2 and steps[0] == "states" and steps[2] in _KINDS:  # noqa: PLR2004 - states, id, kind
        del steps[2]
    if error["type"] == "union_tag_invalid":
        steps.append(_told(error["ctx"]["discriminator"]))
    path: Path = ()
    branch: Path | None = None
    shape = False
    for index, part in enumerate(steps):
        if _has(raw, part):
            raw, path = raw[part], (*path, part)
        else:
            branch, shape = path, index == len(steps) - 1 and error["type"].endswith(("_type", "_parsing"))
    return _Misfit(error, path, branch, shape)


def _has(raw: Any, part: str | int) -> bool:
    if isinstance(raw, dict):
        return part in raw
    return isinstance(raw, list) and isinstance(part, int) and part < len(raw)


def _value(raw: Any, path: Path) -> Any:
    for part in path:
        raw = raw[part]
    return raw


def _verdict(model: Any, misfit: _Misfit) -> tuple[str, dict[str, str]]:
    """The rule broken, and what is to be told of it."""
    error = misfit.error
    context = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            key = str(misfit.path[-1])
            return "unknown_key", {"key": key, "nearest": nearest(key, _keys(model, misfit.path[:-1], error["loc"]))}
        case "missing":
            return "missing_key", {"key": str(error["loc"][-1])}
        case "union_tag_not_found" if misfit.path[:1] == ("states",):
            return "state_kind", {}
        case "union_tag_not_found":
            return "missing_key", {"key": _told(context["discriminator"])}
        case "union_tag_invalid":
            return _none_of(str(context["tag"]), context["expected_tags"])
        case "literal_error":
            return _none_of(_short(error["input"]), context["expected"])
        case "value_error":
            return str(context["error"]), {}
        case "model_type" if context["class_name"] in SHORT:
            return "wrong_type", {"expected": "text mapping"}
        case kind:
            return _measured(kind, error["input"], context)


def _none_of(value: str, expected: Any) -> tuple[str, dict[str, str]]:
    allowed = _told(expected)
    return "bad_value", {"value": value, "allowed": allowed, "nearest": nearest(value, allowed.split(", "))}


def _measured(kind: str, given: Any, context: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """What is too much, too little or of the wrong kind."""
    match kind:
        case "string_pattern_mismatch":
            return "bad_key", {"value": _short(given)}
        case "string_too_long":  # of names only, so that a button's id stays within its 64 bytes
            return "tap_too_long", {"label": _short(given)}
        case "string_too_short":
            return "empty_text", {}
        case "too_short":
            return "nothing_inside", {}
        case "too_long":
            return "too_many", {"count": str(len(given)), "most": str(context["max_length"])}
        case "greater_than_equal":
            return "too_small", {"value": _short(given), "least": str(context["ge"])}
        case "less_than_equal":
            return "too_big", {"value": _short(given), "most": str(context["le"])}
        case _:
            return "wrong_type", {"expected": _EXPECTED.get(kind.partition("_")[0], "text")}


def _short(value: Any) -> str:
    return " ".join(str(value).split())[:40]


def _told(words: Any) -> str:
    """Pydantic's list of words, without its quotation marks."""
    return str(words).replace("'", "").replace(" or ", ", ")


def _keys(model: Any, path: Path, loc: tuple[str | int, ...]) -> list[str]:
    """List the keys that may stand at a path."""
    models = set(_models(model))
    parts = iter(path if get_origin(model) is not dict else path[1:])
    for part in parts:
        annotation = next((_fields(item)[part] for item in models if part in _fields(item)), None)
        if annotation is None:
            continue
        models = set(_models(annotation))
        if get_origin(annotation) is dict:
            next(parts, None)
        if part == "states" and len(path) == 2:  # noqa: PLR2004 - states, id
            models = {item for item in models if loc[2] in item.model_fields}
        models = {item for item in models if _kind(item) in loc} or models
    return sorted(key for item in models for key in _fields(item))


def _fields(model: type[BaseModel]) -> Mapping[Any, Any]:
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _kind(model: type[BaseModel]) -> str | None:
    """The one word by which a model is told from the others it may stand for."""
    words = (get_args(each) for each in _fields(model).values() if get_origin(each) is Literal)
    return next((word for word, *others in words if not others), None)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
