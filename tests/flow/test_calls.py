"""Calls to a system of another shape: nothing that is filled in breaks out, and a wrong text is found beforehand."""

from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.booking import Call, Mapping
from bot.flow.calls import Form, problems
from bot.flow.expression import ExpressionError
from tests.booking.foreign import MAPPING


@given(st.text(min_size=1))
def test_whatever_is_filled_into_a_body_is_read_out_again(said):
    form = Form(Call(method="POST", path="/", body='{"a": "{{ person.name }}", "b": ["{{ ref }}"], "c": {{ n }}}'))

    assert form.fill({"person": {"name": said}, "ref": said, "n": (said, said)}).body == {
        "a": said,
        "b": [said],
        "c": [said, said],
    }


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_whatever_is_filled_into_a_path_stays_in_its_place(said):
    form = Form(Call(method="GET", path="/a/{{ ref }}/b?x={{ ref }}&y=1"))
    try:
        parts = urlsplit(form.fill({"ref": said}).path)
    except ExpressionError as error:
        assert said in {".", ".."}
        assert error.code == "bad_path"
        return

    assert [unquote(part) for part in parts.path.split("/")] == ["", "a", said, "b"]
    assert parse_qsl(parts.query, keep_blank_values=True) == [("x", said), ("y", "1")]
    assert parts.fragment == ""


def test_a_sound_mapping_has_no_problems():
    assert problems(Mapping.model_validate(MAPPING)) == ()
    assert problems(Mapping.model_validate({**MAPPING, "get": None, "hold": None})) == ()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"delete": {"method": "POST", "path": "/x/{{ ref"}}, [("delete.path", "syntax")]),
        ({"delete": {"method": "POST", "path": "/{{ ref|nothing }}"}}, [("delete.path", "syntax")]),
        ({"delete": {"method": "POST", "path": "x/{{ ref }}"}}, [("delete.path", "bad_path")]),
        ({"delete": {"method": "POST", "path": "/a/../{{ ref }}"}}, [("delete.path", "bad_path")]),
        ({"delete": {"method": "POST", "path": "/{{ person.name }}"}}, [("delete.path", "unknown_name")]),
        ({"delete": {"method": "POST", "path": "/{{ slot.date }}"}}, [("delete.path", "unknown_name")]),
        ({"delete": {"method": "POST", "path": "/{{ ref.__class__ }}"}}, [("delete.path", "fails")]),
        ({"delete": {"method": "POST", "path": "/{% include 'x' %}"}}, [("delete.path", "fails")]),
        ({"confirm": {"method": "POST", "path": "/", "body": "{{ ref }}"}}, [("confirm.body", "not_json")]),
        ({"confirm": {"method": "POST", "path": "/", "body": '{"a": {{ person.name }}}'}}, [("confirm.body", "not_json")]),
        ({"confirm": {"method": "POST", "path": "/", "body": '{"a": {{ person.phone }}}'}}, [("confirm.body", "not_json")]),
        ({"confirm": {"method": "POST", "path": "?", "body": "{{"}}, [("confirm.path", "bad_path"), ("confirm.body", "syntax")]),
        ({"confirm": {"method": "POST", "path": "/", "body": "{% for a in matter.ready %}1,{% endfor %}"}}, [("confirm.body", "not_json")]),
        ({"confirm": {"method": "POST", "path": "/" + "{{" + "(" * 3000 + "1" + ")" * 3000 + "}}"}}, [("confirm.path", "too_deep")]),
        ({"slot": {"id": "no"}}, [("slot", "slot"), ("slot", "slot")]),
        ({"found": None}, [("get", "found")]),
        ({"until": None}, [("hold", "until")]),
        ({"code": None}, [("codes", "code")]),
    ],
)  # fmt: skip
def test_a_mapping_with_a_fault_is_found_out_before_anybody_books(change, found):
    shape = Mapping.model_validate({**MAPPING, **change})

    assert [(".".join(problem.path), problem.code) for problem in problems(shape)] == found


def test_a_problem_names_the_line():
    body = '{\n "a": "{{ ref }}",\n "b": {{ ref }}\n}'
    shape = Mapping.model_validate({**MAPPING, "confirm": {"method": "POST", "path": "/", "body": body}})

    (problem,) = problems(shape)
    assert problem.detail.startswith("3: ")
