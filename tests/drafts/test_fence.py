"""The outer wall: a hostile node in any slot of the house's own templates is refused, whatever the grammar thinks."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, nodes

from bot.drafts.diction import Diction
from bot.drafts.lexicon import Unsaid
from bot.drafts.templates import vetted
from tests.drafts.hostile import ESCAPES
from tests.drafts.test_templates import FOLDERS, HOUSE, OWN, ROOT, TOKENS

ALL = """\
{% for a in reply.rows.items() %}{% endfor %}{{ day(at.date(), at) }}{{ outcome.fees|map(attribute='text')|join(',') }}
{% for x in outcome.fees|selectattr('use','equalto','a') %}{% endfor %}{{ {'a':'b'}.get(name,'c') }}{{ at.strftime('%Y') }}
{{ '%s'|format(name) }}{% if name is defined or at.date().isoformat() == 'x' %}x{% endif %}{{ outcome.limits[:3]|length }}
{% import 'parts/fee.j2' as fee %}{{ once(fee.line, left) }}{{ 'ab'[at.weekday()] }}{{ matter ~ name }}
"""
"""What the language can say and the house's templates do not."""
HOSTILE = (
    "office_name.__func__.text", "a.b(*c)", "office_name.__func__", "office_name.__func__()", "a|attr('b')", "''.__class__.title", "a|upper(**c)",
    "a is none(*c)", "a + b", "'__class__'", "_a",
)  # fmt: skip
STATEMENTS = (
    "{% macro a() %}{% endmacro %}", "{% extends 'a' %}", "{% from 'a' import b %}", "{% filter upper %}{% endfilter %}", "{% block a %}{% endblock %}",
    "{% call f() %}{% endcall %}", "{% autoescape false %}{% endautoescape %}", "{% with %}{% endwith %}", "{% set x %}{% endset %}", "{{ a.__b }}",
)  # fmt: skip
SOURCES = {
    "all": ALL,
    **{name: (ROOT / name).read_text("utf-8") for name in sorted(HOUSE - OWN) if name.partition("/")[0] in FOLDERS},
}
NAMES = {
    nodes.Name: "name",
    nodes.Getattr: "attr",
    nodes.Import: "target",
    nodes.Filter: "name",
    nodes.Test: "name",
    nodes.Keyword: "key",
}

_environment = Environment(autoescape=True)
EXPRESSIONS = tuple(_environment.parse(f"{{{{ {text} }}}}").body[0].nodes[0] for text in HOSTILE)
BODIES = tuple(_environment.parse(text).body[0] for text in STATEMENTS)


def mutants(node: nodes.Node, most: int) -> Iterator[str]:
    """Put some of what is hostile into every slot of a node in turn; each slot is put right again before the next."""
    for field in node.fields:
        value = getattr(node, field)
        if isinstance(value, list):
            bad = BODIES if field in {"body", "else_"} else EXPRESSIONS
            for place in range(len(value) + 1):
                for evil in bad[:most]:
                    setattr(node, field, [*value[:place], evil, *value[place + 1 :]])
                    yield f"{field}[{place}]"
        elif isinstance(value, nodes.Node) or (value is None and field in {"dyn_args", "dyn_kwargs", "test", "expr2"}):
            for evil in EXPRESSIONS[:most]:
                setattr(node, field, evil)
                yield field
        elif field == NAMES.get(type(node)):
            setattr(node, field, "__globals__")
            yield field
        setattr(node, field, value)


def passes(name: str, tree: nodes.Template) -> bool:
    try:
        Diction(name, HOUSE - {name}).template(tree)
    except Unsaid:
        return False
    return True


@pytest.mark.parametrize("name", SOURCES)
def test_something_hostile_in_any_slot_of_the_houses_own_words_is_refused(name):
    tree = _environment.parse(SOURCES[name])
    place = "end/x.j2" if name == "all" else name
    assert passes(place, tree)

    found = [
        (type(node).__name__, slot)
        for node in (tree, *list(tree.find_all(nodes.Node)))
        for slot in mutants(node, len(HOSTILE) if name == "all" else 2)
        if passes(place, tree)
    ]

    assert found == []
    assert passes(place, tree)


@pytest.mark.parametrize("text", ESCAPES)
def test_what_has_once_got_out_is_refused(text):
    refusal = vetted("end/summary.j2", (ROOT / "end/summary.j2").read_text("utf-8") + text, HOUSE, frozenset())

    assert refusal
    assert refusal.rule == "template_not_allowed"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(("'%s'|format(", "at.date(", "''|upper(", "fees|first(", "office_name(")), st.sampled_from(("*", "**", "a=")), st.lists(st.sampled_from(TOKENS), max_size=6))  # fmt: skip
def test_nothing_is_ever_handed_on_by_stars_or_words(call, way, tokens):
    assert vetted("end/summary.j2", f"{{{{ {call}{way}{' '.join(tokens)}) }}}}", HOUSE, frozenset())
