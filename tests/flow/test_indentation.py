import pytest

from bot.flow.indentation import slip

FLOW = "states:\n  capacity:\n    ask: 多大？\n{}    go: done\n"
BLOCK = "number:\n      unit: kVA\n      # 千伏安\n\n      min: 1\n"


@pytest.mark.parametrize(
    ("text", "stumbled", "found"),
    [
        (FLOW.format(f"  {BLOCK}"), 9, (4, 3)),
        (FLOW.format(BLOCK), 9, (4, 1)),
        (FLOW.format("  number: {unit: kVA}\n"), 5, (4, 3)),
        ("go:\n  - when: x\n    to: y\n- when: z\n    to: a\n", 5, (4, 1)),
        ("go:\n  - - when: x\n  - when: z\n      to: a\n", 4, (3, 3)),
        ("go:\n  -\n    to: x\n  -\n      when: z\n    to: a\n", 6, (4, 3)),
    ],
)
def test_a_line_too_far_left_is_found_though_the_parser_stumbles_below(text, stumbled, found):
    assert slip(text, stumbled) == found


@pytest.mark.parametrize(
    ("text", "stumbled"),
    [
        (FLOW.format("   number: 1\n"), 4),
        (FLOW.format("    - x\n"), 4),
        ("a:\n  b: 1\nc:\n      d: 1\nx:\n      e: 1\n  f: 1\n", 7),
        ("a:\n  b: 1\n  words\n", 3),
        ("a: 1\n", 2),
    ],
)
def test_a_line_that_no_level_above_misses_is_not_put_down_to_another(text, stumbled):
    assert slip(text, stumbled) is None
