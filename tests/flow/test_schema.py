import json
import re
import shutil
from pathlib import Path
from typing import Annotated, get_args

import pytest
from pydantic import BaseModel, TypeAdapter

from bot.flow import sheet
from bot.flow.load import KINDS, load
from bot.flow.schema import faults, schemas

ROOT = Path(__file__).parents[2]
SOUND = Path(__file__).parent / "sound" / "flows"
FILES = {
    "flow": "power/small.yaml", "ledger": "policy/plan.yaml", "offices": "offices.yaml", "materials": "materials.yaml",
    "words": "words.yaml", "calendar": "calendar.yaml", "area": "power/area.yaml",
}  # fmt: skip
CHINESE = re.compile("[\u4e00-\u9fff]")
TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def accepts(part, value, root):
    """As much of JSON Schema as the models use."""
    if "$ref" in part:
        return accepts(root["$defs"][part["$ref"].rsplit("/", 1)[1]], value, root)
    if "anyOf" in part and not any(accepts(each, value, root) for each in part["anyOf"]):
        return False
    if "oneOf" in part and sum(accepts(each, value, root) for each in part["oneOf"]) != 1:
        return False
    if "type" in part and not isinstance(value, TYPES[part["type"]]):
        return False
    if ("enum" in part and value not in part["enum"]) or value != part.get("const", value):
        return False
    if isinstance(value, str):
        return re.search(part.get("pattern", ""), value) is not None and len(value) >= part.get("minLength", 0)
    if isinstance(value, list):
        return all(accepts(part.get("items", {}), each, root) for each in value)
    return not isinstance(value, dict) or holds(part, value, root)


def holds(part, value, root):
    if not set(part.get("required", ())) <= value.keys():
        return False
    for key, each in value.items():
        patterns = [rule for pattern, rule in part.get("patternProperties", {}).items() if re.search(pattern, key)]
        rules = [*patterns, *([part["properties"][key]] if key in part.get("properties", {}) else [])]
        rest = part.get("additionalProperties", True)
        if not rules and (rest is False or (isinstance(rest, dict) and not accepts(rest, each, root))):
            return False
        if not all(accepts(rule, each, root) for rule in rules):
            return False
    return True


@pytest.mark.parametrize("name", list(FILES))
def test_the_written_schema_is_the_models(name):
    written = json.loads((ROOT / "flows" / "schema" / f"{name}.schema.json").read_text())

    assert written == schemas(ROOT)[name]


@pytest.mark.parametrize("name", list(FILES))
def test_the_schema_takes_a_sound_file_short_forms_and_all(name):
    schema = schemas(ROOT)[name]
    value = sheet.read(name, (SOUND / FILES[name]).read_bytes()).value

    assert accepts(schema, value, schema)


@pytest.mark.parametrize("name", list(FILES))
def test_the_schema_refuses_an_unknown_key(name):
    schema = schemas(ROOT)[name]
    value = sheet.read(name, (SOUND / FILES[name]).read_bytes()).value

    assert not accepts(schema, {**value, "Odd": 1}, schema)


@pytest.mark.parametrize(
    "state",
    [
        {"ask": "?", "go": "x"},
        {"ask": "?", "go": "x", "choices": {"a": "甲"}, "number": {"unit": "kVA", "min": 1, "max": 2, "example": "1"}},
        {"ask": "?", "go": "x", "choices": {"Bad": "甲"}},
        {"ask": "?", "go": "x", "choices": {"a": 3}},
        {"end": "?", "say": "?"},
    ],
)
def test_the_schema_refuses_states_the_loader_refuses(state):
    schema = schemas(ROOT)["flow"]
    value = sheet.read("flow", (SOUND / FILES["flow"]).read_bytes()).value

    assert not accepts(schema, {**value, "states": {"a": state}}, schema)


BOOKED = {"kind": "window", "name": "窗口", "use": "用", "confidence": "low"}


@pytest.mark.parametrize(
    ("booking", "expected"),
    [
        ({"provider": "counter", "workdays": ["9:00-12:00", "14:30 - 17:30"], "minutes": 20}, True),
        ({"provider": "link", "url": "https://example.org", "type": "点预约"}, True),
        (None, True),
        ({"provider": "counter", "workdays": ["9:00"]}, False),
        ({"provider": "counter", "workdays": [{"begin": "09:00", "end": "12:00"}]}, False),
        ({"provider": "counter", "workdays": ["9:00-12:00"], "type": "点预约"}, False),
        ({"provider": "phone"}, False),
    ],
)
def test_the_schema_takes_a_booking_as_the_loader_does(lay, booking, expected):
    schema, shelf = schemas(ROOT)["offices"], {"window": {**BOOKED, "booking": booking}}

    assert accepts(schema, shelf, schema) == expected
    assert (load(lay({"offices.yaml": json.dumps(shelf)})).findings == ()) == expected


def test_a_record_can_not_name_its_document():
    schema = schemas(ROOT)["ledger"]

    assert "document" not in schema["$defs"]["Record"]["properties"]


@pytest.mark.parametrize("file", sorted((ROOT / "flows").rglob("*.yaml")), ids=lambda file: file.stem)
def test_every_file_of_the_county_is_taken_by_the_schema_it_points_to(file):
    text = file.read_text("utf-8")
    name = re.match(r"# yaml-language-server: \$schema=.*?(\w+)\.schema\.json\n", text)[1]

    assert accepts(schemas(ROOT)[name], sheet.read(file.name, file.read_bytes()).value, schemas(ROOT)[name])


SHORT_FORMS = ("Choice", "Note", "Step", "MaterialUse", "LimitUse", "Part")


def keys(schema):
    """Each key of each model: the model's name, the key, and what the schema says of it."""
    models = {**schema.get("$defs", {}), "": schema}
    for name, model in models.items():
        whole = model["anyOf"][-1] if name in SHORT_FORMS else model
        for key, part in whole.get("properties", {}).items():
            yield name, key, part


def typed(part):
    """Whether something is typed in freely here: words or a number."""
    kinds = [one for one in (part, *part.get("anyOf", ())) if not {"enum", "const"} & one.keys()]
    return any(one.get("type") in {"string", "number", "integer"} for one in kinds)


@pytest.mark.parametrize("name", list(FILES))
def test_every_key_is_explained_in_chinese(name):
    unexplained = [
        (model, key) for model, key, part in keys(schemas(ROOT)[name]) if not CHINESE.search(part["description"])
    ]

    assert unexplained == []


@pytest.mark.parametrize("name", list(FILES))
def test_every_key_in_which_something_is_typed_has_an_example(name):
    bare = [(model, key) for model, key, part in keys(schemas(ROOT)[name]) if typed(part) and not part.get("examples")]

    assert bare == []


@pytest.mark.parametrize("name", list(FILES))
def test_every_example_is_taken_by_the_schema_and_by_the_model(name):
    schema, known = schemas(ROOT)[name], models(KINDS[name])

    for model, key, part in keys(schema):
        fields = known[model or KINDS[name].__name__].model_fields
        field = next(each for field, each in fields.items() if key == (each.alias or field))
        for example in part.get("examples", ()):
            assert accepts({**part, "examples": []}, example, schema), (model, key, example)
            TypeAdapter(Annotated[field.annotation, None, *field.metadata]).validate_python(example)


def models(kind):
    """Every model a kind of file is made of, by name."""
    found, waiting = {}, [kind]
    while waiting:
        each = waiting.pop()
        waiting += get_args(each)
        if isinstance(each, type) and issubclass(each, BaseModel) and each.__name__ not in found:
            found[each.__name__] = each
            waiting += [field.annotation for field in each.model_fields.values()]
    return found


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("[程序", "[{a01}，程序", "7:16: yaml_syntax"),
        ("  closed:", "  close:", "5:3: unknown_key"),
        ("OfficeCalendar:", "Calendar:", "2:1: unknown_key"),
        ("[夏县各窗口自己的日历。国家放假程序已经知道，这里只写和它不同的。]", "夏县", "3:3: wrong_type"),
    ],
)
def test_broken_words_about_keys_are_found_where_they_stand(tmp_path, old, new, found):
    file = _laid(tmp_path)
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")

    assert [f"{one.line}:{one.column}: {one.rule}" for one in faults(tmp_path / "home")] == [found]


def test_missing_words_about_keys_are_a_finding(tmp_path):
    assert {one.file for one in faults(tmp_path)} == {f"messages_zh/schema/{name}.yaml" for name in KINDS}


def test_faults_in_words_about_keys_stand_in_the_order_of_the_file(tmp_path):
    file = _laid(tmp_path)
    text = file.read_text("utf-8")
    file.write_text(text.replace("  closed:", "  close:").replace("  open:", "  opens:").replace("  years:", "  y:"))

    assert [(one.line, one.rule) for one in faults(tmp_path / "home")] == [(line, "unknown_key") for line in (5, 6, 7)]


def test_a_meaning_is_a_sentence(tmp_path):
    file = _laid(tmp_path)
    file.write_text(file.read_text("utf-8").replace("[几点以后", "[几点: 以后", 1))

    assert [(one.line, one.rule) for one in faults(tmp_path / "home")] == [(4, "meaning_missing")]


def _laid(tmp_path):
    shutil.copytree(ROOT / "messages_zh" / "schema", tmp_path / "home" / "messages_zh" / "schema")
    return tmp_path / "home" / "messages_zh" / "schema" / "calendar.yaml"
