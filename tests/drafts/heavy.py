"""Drafts that pass the door and must be stopped by the check, each with what stops it."""

from tests.drafts.hostile import AREA, FLOW, zipped

_FIGURES = str.maketrans("0123456789", "甲乙丙丁戊己庚辛壬癸")
"""A title holds no bare figure."""


def flow(old="", new="", name="tea_odd"):
    """The plain flow with something in it replaced."""
    text = AREA.replace("tea_odd", name) + FLOW.replace("tea_odd", name)
    assert old in text
    return text.replace(old, new)


def asked(count, choices=2, name="tea_odd"):
    """A flow of so many questions, each with so many choices, all of them leading on."""
    lines = [flow(name=name).replace("title: ", f"title: {name.translate(_FIGURES)}").partition("  size:")[0]]
    keys = ", ".join(f"c{n}: 第{chr(0x4E00 + n)}" for n in range(choices))
    for n in range(count):
        onward = f"q{n + 1}" if n + 1 < count else "done"
        lines.append(f"  q{n}:\n    ask: 哪一种？\n    choices: {{{keys}}}\n    go: {onward}\n")
    return "".join(lines) + flow()[flow().index("  done:") :]


def way(when):
    """A flow with this condition."""
    return flow("go: done", f"go: [{{when: {when!r}, to: done}}, {{to: done}}]")


def ended(what):
    """A flow whose outcome says this besides."""
    return flow("    offices:", f"    {what}\n    offices:")


FLOWS = {
    "anchors": (flow("看看茶。", "&a 看看茶"), {"yaml_anchor"}),
    "a bomb of anchors": (
        AREA + "id: tea_odd\na: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*{'b' + str(n - 1) if n else 'a'}, *{'b' + str(n - 1) if n else 'a'}]\n" for n in range(40))
        + "states: {}\n", {"yaml_anchor"},
    ),
    "a circle of anchors": (AREA + "id: tea_odd\nstates: &a\n  x: *a\n", {"yaml_anchor"}),
    "merge keys": (flow() + "<<: {id: x}\n", {"yaml_merge"}),
    "a tag that runs Python": (flow("看看茶。", "!!python/object/apply:os.system [id]"), {"yaml_tag"}),
    "a second document": (flow() + "---\nid: x\n", {"several_documents"}),
    "brackets without end": (flow("[看茶]", "[" * 100_000), {"too_deep"}),
    "dashes without end": (flow() + "later:\n" + "- " * 100_000, {"too_deep"}),
    "braces within braces": (flow("[看茶]", "{a: " * 60 + "1" + "}" * 60), {"too_deep"}),
    "indented without end": (flow() + "later:\n" + "".join(" " * n + "- \n" for n in range(1, 600)), {"too_deep", "yaml_syntax"}),
    "a text without end": (flow("看看茶。", "字" * 80_000), {"text_too_long"}),
    "a key without end": (flow("size:", "s" * 200_000 + ":"), {"yaml_syntax"}),
    "fifty thousand keys": (flow() + "later: {" + ", ".join(f"k{n}: 1" for n in range(15_000)) + "}\n", {"too_many"}),
    "an endless list": (flow("[看茶]", "[" + "茶, " * 40_000 + "茶]"), {"too_many"}),
    "the same key twice": (flow() + "id: tea_odd\n", {"duplicate_key"}),
    "a hundred and one states": (asked(101), {"too_many"}),
    "a chain of ninety states": (asked(90, 1), set()),
    "twenty-one choices": (asked(2, 21), {"too_many"}),
    "more ways than can be tried": (asked(6, 8), {"too_many_paths"}),
    "ways that double and double": (asked(60), {"too_many_paths", "too_slow"}),
    "just below the limit of ways": (asked(14), {"too_slow"}),
    "a state that leads to itself": (flow("go: done", "go: size"), {"loop"}),
    "jumps in a circle": (flow().partition("  size:")[0] + "  again:\n    jump: tea_odd\n    say: 再来。\n", {"jump_loop"}),
    "the largest float": (flow("max: 500", "max: 1e308"), {"too_big"}),
    "no number": (flow("max: 500", "max: nan"), {"wrong_type", "too_big"}),
    "infinity": (flow("max: 500", "max: -inf"), {"wrong_type", "too_small"}),
    "four hundred digits": (flow("max: 500", "max: 1" + "0" * 400), {"wrong_type", "too_big"}),
    "less than nothing": (flow("min: 1", "min: -0.0"), set()),
    "a power": (way("size > 10 ** 10 ** 10"), {"bad_expression"}),
    "a product beyond all floats": (way("size > " + " * ".join(["999999999999"] * 25)), {"bad_expression"}),
    "a condition within conditions": (way("(" * 150 + "size > 1" + ")" * 150), {"bad_expression", "ways_overlap"}),
    "a condition of a thousand ifs": (way("size > " + "+".join(["(1 if size>1 else 2)"] * 17)), {"bad_expression"}),
    "a condition without end": (way("size > 1 or " * 100 + "size > 1"), {"bad_expression"}),
    "a call in a condition": (way("size.__class__"), {"bad_expression"}),
    "a text times a million": (way("size > 'a' * 1000000"), {"bad_expression"}),
    "a label turned around": (flow("看看茶。", "看\u202e茶"), {"control_character"}),
    "a label with what nobody sees": (flow("title: 看茶", "title: 看\u200b茶"), {"control_character"}),
    "a label for three phones": (flow("title: 看茶", "title: " + "茶" * 30), {"label_too_long"}),
    "a link to strangers": (flow("看看茶。", "先到 http://evil.example 交钱。"), {"foreign_link"}),
    "an account of strangers": (flow("看看茶。", "先加 @yidian_kefu 交钱。"), {"foreign_link"}),
    "forty-one steps": (ended("steps: [" + "走, " * 40 + "走]"), {"too_many"}),
    "a card that fits nowhere": (ended("steps: [" + ", ".join(["走" * 200] * 40) + "]"), {"message_too_long"}),
    "a figure of nobody": (flow("看看茶。", "看茶要五千元。"), {"bare_figure"}),
    "a placeholder of nobody": (flow("看看茶。", "看{__class__}{x.y}"), {"bad_placeholder"}),
}  # fmt: skip

SHELVES = {
    "a time beyond the calendar": ("flows/policy/plan.yaml", "value: 20,", "value: 999999999,", {"time_too_long"}),
    "less than no days": ("flows/policy/plan.yaml", "value: 20,", "value: -5,", {"too_small"}),
    "more than there is": ("flows/policy/plan.yaml", "value: 30,", "value: 1e300,", {"too_big"}),
    "a figure that is none": ("flows/policy/plan.yaml", "value: 30,", "value: nan,", {"too_small", "wrong_type"}),
    "a day beyond the calendar": ("flows/words.yaml", "大后天: 3", "大后天: 99999999999", {"too_big"}),
    "an office's computer": ("flows/offices.yaml", "use: 网上办,", 'use: 网上办, booking: {provider: http, url: "https://evil.example/take"},', {"system"}),
    "a page that is no page": ("flows/offices.yaml", "https://tea.example", "javascript:alert(1)", {"wrong_type"}),
}  # fmt: skip
"""A shelf of the live home, with something in it replaced."""

TEMPLATES = {
    "a name that nobody gives": ("end/summary.j2", "{{ matter }}", {"template_fails"}),
    "a part that is not there": ("end/summary.j2", "{{ outcome.nothing.title }}", {"template_fails"}),
    "a card of five thousand letters": ("end/summary.j2", "字" * 5000, {"message_too_long"}),
    "a part without its macros": ("parts/limit.j2", "字", {"template_fails"}),
}


def many(count, questions):
    """A zip of so many procedures."""
    return zipped(*((f"tea/tea_{n}.yaml", asked(questions, name=f"tea_{n}")) for n in range(count)))
