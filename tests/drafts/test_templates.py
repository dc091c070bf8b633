"""Templates: what the house says may be said in a draft, and nothing that the house never says."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.drafts.refusal import Refused
from bot.drafts.templates import SIZE, vetted

ROOT = Path(__file__).parents[2] / "messages_zh"
HOUSE = frozenset(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.j2"))
OWN = {
    "booking/held.j2", "end/days.j2", "end/event.j2", "house/answers.j2", "house/reminders_on.j2", "topic/about.j2",
    "parts/basis.j2", "parts/booking.j2", "parts/brief.j2", "parts/fee.j2", "parts/limit.j2", "parts/material.j2", "parts/office.j2",
    "parts/words.j2",
}  # fmt: skip
"""Templates that only whoever maintains the program may change: with macros, or with what would not be bounded."""
FOLDERS = ("ask", "booking", "end", "house", "offer", "parts", "topic")


def vet(text, name="end/summary.j2"):
    return vetted(name, text, HOUSE - {name}, frozenset({"tea.example"}))


@pytest.mark.parametrize(
    "name", sorted(name for name in HOUSE - OWN if name.startswith(tuple(f"{folder}/" for folder in FOLDERS)))
)
def test_the_houses_own_words_may_be_said(name):
    assert vet((ROOT / name).read_text("utf-8"), name) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "字", "<b>好</b>&lt;<i>x</i><blockquote expandable>依据</blockquote>", "{# 说明 #}\r\n字\r\n", "{% raw %}{{ x }}{% endraw %}",
        "{{ matter | upper | trim }}", "{{ '%02d' | format(1) }}", "{{ at.strftime('%Y-%m-%d %H:%M') }}", "{{ '一二三'[at.weekday()] }}",
        "{% set words = {'a': '甲'} %}{{ words[matter] }}", "{{ {'a': '甲'}.get(matter, '乙') }}", "看 https://tea.example/a",
        "{% for one in outcome.fees if one.use.note %}{{ loop.index }}{{ one.use.note | prose }}{% else %}没有{% endfor %}",
        "{% if outcome.fees is defined and not outcome.limits | length > 2 %}有{% endif %}", "{{ (outcome.fees | first).use.item }}",
        "{{ (asked.hint if asked else matter) | prose }}", "{% for one in (outcome.end.say, matter) %}{{ one | prose }}{% endfor %}",
        "{{ day(at.date(), at) }}", "{{ outcome.limits[:3] | length }}", "{% if reply.data.kept == none or matter in ('a', 'b') %}x{% endif %}",
        "{{ '好' if loop.first else '坏' }}", "{{ matter ~ '，' ~ number }}", "{{ 3 }}", "{{ 1.5 }}",
    ],
)  # fmt: skip
def test_plain_words_pass(text):
    assert vet(text) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("\n\n{{ flow.__class__ }}", "__class__"), ("\n\n{{ x | attr('y') }}", "| attr"), ("\n\n{% macro a() %}{% endmacro %}", "macro"),
        ("\n\n{{ lipsum() }}", "lipsum()"), ("\n\n{% include 'house/help.j2' %}", "house/help.j2"),
    ],
)  # fmt: skip
def test_what_may_not_be_said_is_told_with_its_line(text, what):
    assert vet(text) == Refused("template_not_allowed", {"file": "end/summary.j2", "line": "3", "what": what})


@pytest.mark.parametrize(
    "text",
    [
        "{% set at = matter %}{% set at = matter %}", "{% set book = 'x' %}", "{% set matter = 'x' %}", "{% set _x = 'x' %}", "{% set a, b = 1, 2 %}",
        "{% set x = outcome %}", "{% set x = (1, 2) %}", "{% for (a, b), c in left %}{% endfor %}", "{% for x in left %}{% set y = 1 %}{% endfor %}",
        "{% import 'parts/fee.j2' as f %}{{ f }}", "{% import 'parts/fee.j2' as f %}{{ once(f.line, book) }}", "{{ once(matter, left) }}",
        "{{ {'a': matter}['a'] }}", "{{ {'a': 1}.get('a', 'b') }}", "{{ left[1:2:3] | length }}", "{{ outcome.limits[99] }}", "{{ left | join(matter) }}",
        "{{ left | map('upper') | join('') }}", "{{ left | map(attribute='states') | join('') }}", "{{ left | map(default='x', attribute='x') | join('') }}",
        "{{ left | selectattr('x', 'in', book) | list | length }}", "{{ book | prose }}", "{{ book | figure }}", "{{ flow.answers['a'] | answer('b') }}",
        "{{ matter | upper(1) }}", "{{ matter is callable }}", "{{ 99999999 }}", "{{ none }}", "{{ true }}", "{{ -1 }}", "{{ book[0:1] }}",
        "{{ day(at.date(), book) }}", "{{ office_name(book) }}", "{{ matter(1) }}", "{{ day(*left) }}", "{{ book.x.y.z }}",
        "{% if lipsum() %}{% endif %}", "{% if x is sameas y %}{% endif %}", "{{ left.pop() }}", "{{ left.items(1) }}", "{{ outcome.flow }}",
        "{% for x in left %}{% include 'parts/head.j2' %}{% endfor %}", "{% include 'parts/head.j2' ignore missing %}", "{% include ['parts/head.j2'] %}",
        "{{ ('a' | upper).b }}", "{{ x['a'] }}", "{{ x[y()] }}",
    ],
)  # fmt: skip
def test_what_the_house_never_says_is_refused(text):
    refusal = vet(text)

    assert refusal
    assert refusal.rule in {"template_not_allowed", "template_syntax", "template_link"}


def test_a_template_is_taken_up_to_its_size():
    assert vet("x" * SIZE) is None
    assert vet("x" * (SIZE + 1)) == Refused("template_large", {"file": "end/summary.j2", "most": "16"})


TOKENS = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ".",
    ",",
    ":",
    "|",
    "~",
    "+",
    "-",
    "*",
    "**",
    "/",
    "//",
    "%",
    "==",
    "!=",
    "<",
    ">",
    "<=",
    ">=",
    "=",
    "if",
    "else",
    "elif",
    "endif",
    "for",
    "in",
    "endfor",
    "set",
    "endset",
    "macro",
    "endmacro",
    "import",
    "include",
    "from",
    "as",
    "with",
    "context",
    "extends",
    "block",
    "endblock",
    "call",
    "filter",
    "raw",
    "endraw",
    "not",
    "and",
    "or",
    "is",
    "none",
    "true",
    "loop",
    "book",
    "outcome",
    "matter",
    "left",
    "at",
    "limits",
    "use",
    "name",
    "__class__",
    "__",
    "*[",
    "*(",
    "**{",
    "attribute=",
    "attribute = book.name",
    "office_name.__func__",
    "upper",
    "format",
    "items()",
    "attr",
    "map",
    "join",
    "prose",
    "list",
    "first",
    "selectattr",
    "attribute",
    "'a'",
    "'parts/fee.j2'",
    "1",
    "9999999999",
    "1.5",
    "day",
    "once",
    "''.format",
    "<b>",
    "</b>",
    "<",
    "&",
    "字",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=25).map(" ".join))
def test_no_mixture_of_signs_breaks_the_vetting(text):
    assert isinstance(vet(text), Refused | None)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=12).map(" ".join))
def test_no_expression_breaks_the_vetting(text):
    assert isinstance(vet(f"{{{{ {text} }}}}"), Refused | None)
    assert isinstance(vet(f"{{% if {text} %}}x{{% endif %}}"), Refused | None)
