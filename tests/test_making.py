"""`guide new` and `guide fmt`, run as their own process."""

import os
import re
import signal
import stat
from typing import get_args

import pytest

from bot.drafts.dropped import Admitted, admitted
from bot.drafts.places import survey
from bot.editing.tidy import tidy
from bot.flow.ends import FeeUse
from bot.flow.load import load
from tests.commands import Terminal, guide
from tests.houses import change, furnish

ANSWERS = {
    "title": "茶具租借", "id": "tea_set", "area": "1", "department": "", "who": "", "summary": "", "question": "",
    "choices": "租，还", "租": "租茶具", "还": "还茶具", "say 租": "", "say 还": "", "records": "t_average", "records end": "",
    "materials": "身份证", "materials end": "", "offices": "", "offices end": "",
}  # fmt: skip


def lines(**other: str) -> str:
    """All answers, a line each; one may be several lines."""
    return "".join(f"{answer}\n" for answer in {**ANSWERS, **other}.values())


@pytest.fixture
def home(tmp_path):
    return furnish(tmp_path)


def written(home):
    return {
        path.relative_to(home).as_posix(): path.read_text("utf-8")
        for path in (home / "flows").rglob("*")
        if path.is_file()
    }


# new


def test_a_new_procedure_is_sound_tidy_and_says_what_was_answered(home):
    ran = guide(home, "new", "procedure", given=lines())

    file = home / "flows" / "tea" / "tea_set.yaml"
    text = file.read_text("utf-8")
    flow = load(home).handbook.flows["tea_set"]
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "没有问题" in guide(home, "lint").stdout.decode()
    assert tidy(text.encode()) == text
    assert text.startswith("# yaml-language-server: $schema=../schema/flow.schema.json\n")
    assert (flow.title, flow.department, flow.who) == ("茶具租借", "茶馆局", ("person", "business"))
    assert [choice.label for choice in flow.states["first"].choices.values()] == ["租", "还"]
    assert (flow.states["result"].end, flow.states["result_2"].end) == ("租茶具", "还茶具")
    assert [each.fact for each in flow.states["result"].limits] == ["t_average"]
    assert [each.use for each in flow.states["result"].materials] == ["id_card"]
    assert flow.states["result"].offices == ("p12345",)
    assert (flow.states["result_2"].materials, flow.states["result_2"].limits) == ((), ())
    assert "只写在第一个结果下面" in text


def test_a_new_procedure_may_be_dropped_in_the_staff_group_as_it_is(tmp_path, home):
    guide(home, "new", "procedure", given=lines())
    content = (home / "flows" / "tea" / "tea_set.yaml").read_bytes()

    found = admitted("tea_set.yaml", content, survey(load(furnish(tmp_path / "live")), frozenset()))

    assert isinstance(found, Admitted)
    assert dict(found.files) == {"flows/tea/tea_set.yaml": content}


def test_what_was_not_asked_for_stands_there_to_be_copied(home):
    given = lines(records="", materials="")
    given = given.replace("\n\n\n\n\n\n", "\n\n\n\n")  # with nothing picked there is no second search
    guide(home, "new", "procedure", given=given)
    file = home / "flows" / "tea" / "tea_set.yaml"
    text = file.read_text("utf-8")
    assert "备好" not in text

    file.write_text(re.sub(r"^    # (?=(materials|limits|fees):$|  - )", "    ", text, flags=re.MULTILINE), "utf-8")

    end = load(home).handbook.flows["tea_set"].states["result"]
    assert "没有问题" in guide(home, "lint").stdout.decode()
    assert (len(end.materials), len(end.limits), end.fees[0].status) == (1, 1, "ask")
    assert all(status in text for status in get_args(FeeUse.model_fields["status"].annotation))


@pytest.mark.parametrize("back", ["-", "上一步"])
def test_the_last_pick_can_be_taken_back(home, back):
    out = guide(home, "new", "procedure", given=lines(materials=f"平面图\n{back}\n身份证")).stdout.decode()

    end = load(home).handbook.flows["tea_set"].states["result"]
    assert "不要了：平面图（plan）" in out
    assert [each.use for each in end.materials] == ["id_card"]
    assert "第 15 问/共 15 问：去哪办" in out
    assert "16 问" not in out


def test_where_to_go_is_by_default_where_the_answer_sends_people(home):
    guide(home, "new", "procedure", given=lines(**{"say 租": "到{window}办。"}))

    assert load(home).handbook.flows["tea_set"].states["result"].offices == ("window",)


def test_every_key_of_the_first_file_is_explained(home):
    guide(home, "new", "procedure", given=lines(records="t_average\nt_words"))

    text = (home / "flows" / "tea" / "tea_set.yaml").read_text("utf-8")
    first = text[: text.index("result_2:")].split("\n")
    keys = [number for number, line in enumerate(first) if re.match(r" *(?!steps|say)[a-z_]+:(?! *\{)", line)]
    bare = [
        first[number]
        for number in keys
        if "#" not in first[number - 1] and first[number].strip() not in {"first:", "result:"}
    ]
    assert bare == []


def test_the_next_steps_are_told(home):
    out = guide(home, "new", "procedure", given=lines()).stdout.decode()

    for step in (
        "guide lint home/flows/tea/tea_set.yaml",
        "guide chat tea_set",
        "guide draw tea_set",
        "guide test tea_set",
        "工作群",
        "guide test --update",
    ):
        assert step in out


WRONG = [
    ("title", "", "不能空着"),
    ("title", "开 茶馆", "「开 茶馆」已经有了"),
    ("id", "Tea Set", "不能当英文名"),
    ("area", "7", "没有「7」这个领域"),
    ("who", "4", "请写 1、2 或 3"),
    ("summary", "3天办好", "不要直接写数字「3」"),
    ("question", "带{nothing}吗？", "「nothing」用不上"),
    ("choices", "租", "两个到 9 个"),
    ("materials", "没有的东西", "没有找到"),
    ("offices", "9", "「9」太少了"),
]


def test_a_wrong_answer_is_told_at_once_and_asked_again(home):
    ran = guide(
        home,
        "new",
        "procedure",
        given=lines(
            **{
                each: "".join(f"{bad}\n" for name, bad, _ in WRONG if name == each) + ANSWERS[each]
                for each, _, _ in WRONG
            }
        ),
    )

    out = ran.stdout.decode()
    assert [told for _, _, told in WRONG if told not in out] == []
    assert ran.returncode == 0
    assert "tea_set" in load(home).handbook.flows


def test_what_is_found_is_chosen_by_its_number(home):
    guide(home, "new", "procedure", given=lines(materials="图", offices="茶馆\n9\n2"))

    end = load(home).handbook.flows["tea_set"].states["result"]
    assert [each.use for each in end.materials] == ["plan"]
    assert end.offices == ("site",)


def test_a_new_area_is_made_along_the_way(home):
    ran = guide(home, "new", "procedure", given=lines(area="0\n茶具\ntea_things\n茶具局"))

    book = load(home).handbook
    assert ran.returncode == 0
    assert (book.area_of["tea_set"], book.areas["tea_things"].title, book.areas["tea_things"].order) == (
        "tea_things",
        "茶具",
        2,
    )
    assert book.flows["tea_set"].department == "茶具局"
    assert tidy((home / "flows" / "tea_things" / "area.yaml").read_bytes())


def test_an_area_can_be_made_alone(home):
    ran = guide(home, "new", "area", given="茶具\n\n茶具局\n")

    assert ran.returncode == 0
    assert load(home).handbook.areas["cha_ju"].lead == "茶具局"


def test_an_area_is_not_made_twice(home):
    ran = guide(home, "new", "area", given="开店\n茶具\n\n茶具局\n")

    assert "「开店」已经有了" in ran.stdout.decode()
    assert "在菜单里排在最后" in ran.stdout.decode()
    assert ran.returncode == 0


def test_words_that_look_like_yaml_are_kept_as_they_are(home):
    guide(home, "new", "procedure", given=lines(department="茶: 局 # <b>&", title="茶 - “具”"))

    flow = load(home).handbook.flows["tea_set"]
    assert (flow.department, flow.title) == ("茶: 局 # <b>&", "茶 - “具”")


def test_too_few_answers_leave_nothing_behind(home):
    before = written(home)

    ran = guide(home, "new", "procedure", given="茶具\n\n0\n茶具\n\n")

    assert ran.returncode == 1
    assert "什么也没有写" in ran.stderr.decode()
    assert written(home) == before


def test_ctrl_c_leaves_nothing_behind(home):
    before = written(home)

    with Terminal(home, "new", "procedure") as terminal:
        terminal.reads("这件事叫什么")
        terminal.types("茶具\r")
        terminal.reads("英文名")
        terminal.hears(signal.SIGINT)
        status = terminal.ends()

    assert status == 1
    assert "什么也没有写" in terminal.screen
    assert "Traceback" not in terminal.screen
    assert written(home) == before


def test_a_draft_that_would_be_unsound_is_not_written(home):
    change(home / "messages_zh" / "new" / "procedure.j2", "offices:", "office:")
    before = written(home)

    ran = guide(home, "new", "procedure", given=lines())

    assert ran.returncode == 1
    assert "tea_set.yaml" in ran.stdout.decode()
    assert written(home) == before


# fmt


@pytest.fixture
def shop(home):
    return home / "flows" / "tea" / "tea_shop.yaml"


def test_files_are_tidied_once_and_then_left(home, shop):
    untidy = guide(home, "fmt", "--check")
    before = written(home)
    done = guide(home, "fmt")
    after = guide(home, "fmt", "--check")

    assert (untidy.returncode, done.returncode, after.returncode) == (1, 0, 0)
    assert "不整齐：home/flows/tea/tea_shop.yaml" in untidy.stdout.decode()
    assert "理好了：home/flows/tea/tea_shop.yaml" in done.stdout.decode()
    assert written(home)["flows/tea/tea_shop.yaml"] != before["flows/tea/tea_shop.yaml"]
    assert load(home).findings == ()


def test_only_what_is_named_is_tidied(home, shop):
    before = written(home)

    guide(home, "fmt", shop)

    assert {name for name, text in written(home).items() if text != before[name]} == {"flows/tea/tea_shop.yaml"}


def test_a_file_keeps_its_rights_and_a_link_stays_a_link(home, shop):
    shop.chmod(0o640)
    link = home / "link.yaml"
    link.symlink_to(shop)

    guide(home, "fmt", link)

    assert link.is_symlink()
    assert stat.S_IMODE(shop.stat().st_mode) == 0o640
    assert guide(home, "fmt", "--check", shop).returncode == 0


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"a: 1\n\tb: 2\n", "2:1"),
        (b"a: [1\nb: 2\n", "2:2"),
        (b"a: 1\na: 2\n", "2:1"),
        (b"a: \xff\n", "1:4"),
        (b"a: &x 1\n", "1:4"),
    ],
)
def test_a_broken_file_is_named_with_its_place_and_left_alone(home, shop, content, place):
    broken = home / "flows" / "tea" / "broken.yaml"
    broken.write_bytes(content)

    ran = guide(home, "fmt")

    assert ran.returncode == 1
    assert f"home/flows/tea/broken.yaml:{place}: " in ran.stdout.decode()
    assert broken.read_bytes() == content
    assert guide(home, "fmt", "--check", shop).returncode == 0


@pytest.mark.parametrize("name", ["nowhere", "nowhere.yaml", "home/messages_zh/cli/fmt.txt"])
def test_what_is_no_yaml_file_is_wrong_usage(home, name):
    ran = guide(home, "fmt", name)

    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, b"", 1)
    assert name in ran.stderr.decode()


def test_a_pipe_is_no_yaml_file(home):
    os.mkfifo(home / "pipe.yaml")

    assert guide(home, "fmt", home / "pipe.yaml").returncode == 2
