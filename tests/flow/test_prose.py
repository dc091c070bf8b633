from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow import prose

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,31}", fullmatch=True)
PLAIN = st.text(st.characters(exclude_characters="{}"), max_size=20)


@settings(deadline=None)
@given(st.lists(st.tuples(PLAIN, NAMES), max_size=5), PLAIN)
def test_filling_puts_every_word_in_its_place_and_leaves_the_rest(parts, rest):
    text = "".join(f"{before}{{{name}}}" for before, name in parts) + rest

    assert prose.names(text) == tuple(name for _, name in parts)
    assert prose.fill(text, lambda name: "{" + name + "}") == text
    assert prose.fill(text, str.upper) == "".join(before + name.upper() for before, name in parts) + rest
    assert prose.bare(text) == "".join(f"{before} " for before, _ in parts) + rest


def test_what_is_filled_in_is_not_filled_again():
    assert prose.fill("{a} {b}", {"a": "{b}", "b": "x"}.__getitem__) == "{b} x"


def test_braces_that_hold_no_name_stay():
    assert prose.names("{A} {} {{x}} { y }") == ("x",)
    assert prose.fill("{A} {} { y }", str.upper) == "{A} {} { y }"
