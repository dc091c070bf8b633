"""`guide new` and `guide fmt`, run as their own process."""

import os
import re
import shutil
import signal
import stat
import zipfile
from typing import get_args

import pytest

from bot.drafts.dropped import Admitted, admitted
from bot.drafts.places import survey
from bot.editing.tidy import tidy
from bot.flow.ends import FeeUse
from bot.flow.load import load
from tests.commands import Terminal, guide
from tests.houses import ROOT, change, furnish

ANSWERS = {
    "title": "茶具租借", "area": "1", "question": "您要办哪一样？", "choices": "租，还", "租": "", "还": "还到{window}就行。",
    "materials": "身份证", "records": "平均办结时间", "offices": "便民热线",
}  # fmt: skip
PLAIN = "茶具租借\n1\n\n\n身份证\n\n\n"
"""A procedure that asks nothing, with what is there already: seven answers."""


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


def made(home, *arguments, **other):
    """The draft as it stands, put in its place; what was said; and the handbook with it."""
    ran = guide(home, "new", "procedure", *arguments, given=lines(**other))
    assert (ran.returncode, ran.stderr) == (0, b""), ran.stdout.decode()
    draft = home.parent / "cha_ju_zu_jie.yaml"
    file = home / "flows" / "tea" / draft.name
    draft.rename(file)
    return file, ran.stdout.decode(), load(home).handbook.flows["cha_ju_zu_jie"]


def test_a_new_procedure_is_sound_tidy_and_says_what_was_answered(home):
    file, _, flow = made(home)

    text = file.read_text("utf-8")
    assert "没有问题" in guide(home, "lint").stdout.decode()
    assert tidy(text.encode()) == text
    assert text.startswith("# yaml-language-server: $schema=../schema/flow.schema.json\n")
    assert (flow.title, flow.department, flow.who) == ("茶具租借", "茶馆局", ("person", "business"))
    assert [choice.label for choice in flow.states["first"].choices.values()] == ["租", "还"]
    assert flow.states["first"].go == {"zu": "result", "hai": "result_2"}
    assert (flow.states["result"].end, flow.states["result_2"].end) == ("茶具租借：租", "茶具租借：还")
    assert [each.fact for each in flow.states["result"].limits] == ["t_average"]
    assert [each.use for each in flow.states["result"].materials] == ["id_card"]
    assert flow.states["result"].offices == ("p12345",)


def test_every_result_has_what_was_picked_and_that_is_said_once(home):
    file, _, flow = made(home, records="平均办结时间，没有数字的规定")

    first, second = flow.states["result"], flow.states["result_2"]
    assert (first.materials, first.limits, first.basis) == (second.materials, second.limits, second.basis)
    assert [len(one) for one in (second.materials, second.limits, second.basis)] == [1, 1, 1]
    assert file.read_text("utf-8").count("用不着的删掉") == 1


@pytest.mark.parametrize("records", ["", "平均办结时间", "没有数字的规定"])
def test_no_lines_are_left_empty_where_nothing_is_listed(home, records):
    assert "\n\n\n" not in made(home, records=records)[0].read_text("utf-8")


def test_a_plain_procedure_takes_seven_answers(home):
    ran = guide(home, "new", "procedure", given=PLAIN)

    file = home.parent / "cha_ju_zu_jie.yaml"
    assert (ran.returncode, ran.stderr, PLAIN.count("\n")) == (0, b"", 7)
    assert tidy(file.read_bytes()) == file.read_text("utf-8")
    file.rename(home / "flows" / "tea" / file.name)
    flow = load(home).handbook.flows["cha_ju_zu_jie"]
    assert list(flow.states) == ["result"]
    assert (flow.states["result"].end, flow.states["result"].offices) == ("茶具租借", ("p12345",))
    assert "茶具租借" in guide(home, "chat", "cha_ju_zu_jie", given="").stdout.decode()


def test_buttons_of_which_the_same_is_said_lead_to_one_result(home):
    _, _, flow = made(home, 租="到窗口办。", 还="")

    assert flow.states["first"].go == {"zu": "result", "hai": "result"}
    assert flow.states["result"].end == "茶具租借"


def test_a_new_procedure_is_a_draft_that_no_bot_finds(home):
    before = written(home)

    out = guide(home, "new", "procedure", given=PLAIN).stdout.decode()

    assert written(home) == before
    assert (home.parent / "cha_ju_zu_jie.yaml").is_file()
    assert "群众看不到" in out
    assert "没有问题" in guide(home, "lint", home.parent / "cha_ju_zu_jie.yaml").stdout.decode()


def test_a_draft_may_lie_in_any_folder(home):
    guide(home, "new", "procedure", "-o", "草稿/新的", given=PLAIN)

    assert (home.parent / "草稿" / "新的" / "cha_ju_zu_jie.yaml").is_file()


def test_a_draft_never_takes_the_place_of_another_file(home):
    other = home.parent / "cha_ju_zu_jie.yaml"
    other.write_text("mine", "utf-8")

    guide(home, "new", "procedure", given=PLAIN)

    assert other.read_text("utf-8") == "mine"
    assert "id: cha_ju_zu_jie_2\n" in (home.parent / "cha_ju_zu_jie_2.yaml").read_text("utf-8")


@pytest.mark.parametrize("folder", ["home", "home/flows", "home/flows/tea"])
def test_whoever_wants_it_in_flows_is_told_that_it_is_live(home, folder):
    out = guide(home, "new", "procedure", "-o", folder, given=PLAIN).stdout.decode()

    inside = folder != "home"
    assert ("cha_ju_zu_jie" in load(home).handbook.flows) == inside
    assert ("群众马上就能用。" in out) == inside
    assert ("群众看不到" in out) != inside


def test_where_nothing_can_be_written_no_question_is_asked(home):
    (home.parent / "file").touch()

    ran = guide(home, "new", "procedure", "-o", "file", given=PLAIN)

    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, b"", 1)


def test_a_new_procedure_may_be_dropped_in_the_staff_group_as_it_is(tmp_path, home):
    guide(home, "new", "procedure", given=lines())
    content = (home.parent / "cha_ju_zu_jie.yaml").read_bytes()

    found = admitted("cha_ju_zu_jie.yaml", content, survey(load(home), frozenset()))

    assert isinstance(found, Admitted)
    assert dict(found.files) == {"flows/tea/cha_ju_zu_jie.yaml": content}


def test_what_was_not_asked_for_stands_there_to_be_copied(home):
    file, text = untouched(home)
    assert "备好" not in text
    filled = text.replace("材料编号", "id_card").replace("台账编号}", "t_average}").replace("台账编号", "t_half")
    file.write_text(opened(filled), "utf-8")

    end = load(home).handbook.flows["cha_ju_zu_jie"].states["result"]
    assert "没有问题" in guide(home, "lint").stdout.decode()
    assert (len(end.materials), len(end.limits), end.fees[0].status) == (1, 1, "ask")
    assert all(status in text for status in get_args(FeeUse.model_fields["status"].annotation))


def untouched(home):
    """A procedure for which nothing was picked, in its place."""
    guide(home, "new", "procedure", "-o", "home/flows", given="茶具租借\n1\n\n\n\n\n\n")
    file = home / "flows" / "tea" / "cha_ju_zu_jie.yaml"
    return file, file.read_text("utf-8")


def opened(text):
    """The text with what stands behind a # to be copied."""
    return re.sub(r"^    # (?=(materials|limits|fees):$|  - )", "    ", text, flags=re.MULTILINE)


@pytest.mark.parametrize("shelf", ["materials", "limits", "fees"])
def test_whoever_only_removes_the_sign_publishes_nothing_by_accident(home, shelf):
    file, text = untouched(home)
    file.write_text(re.sub(rf"^    # {shelf}:\n    # ", f"    {shelf}:\n    ", text, flags=re.MULTILINE), "utf-8")

    ran = guide(home, "lint")

    assert ran.returncode == 1
    assert "编号" in ran.stdout.decode()


def test_the_comments_of_a_draft_are_read_in_forty_seconds(home):
    file, _, _ = made(home, records="平均办结时间，没有数字的规定")

    lines = file.read_text("utf-8").splitlines()[2:]  # the first two are for programs
    assert sum(len(line.partition("#")[2].replace(" ", "")) for line in lines) <= 5 * 40


def test_one_can_go_back_at_every_question(home):
    answers = list(ANSWERS.values())
    every = "".join(f"{answer}\n上一步\n{answer}\n" for answer in answers)

    ran = guide(home, "new", "procedure", given=every)

    out = ran.stdout.decode()
    assert ran.returncode == 0
    assert out.count("回到上一问") == len(answers) - 1  # after the last there is no question left
    assert (home.parent / "cha_ju_zu_jie.yaml").read_text("utf-8") == made_straight(home)


def made_straight(home):
    guide(home, "new", "procedure", "-o", "straight", given=lines())
    return (home.parent / "straight" / "cha_ju_zu_jie.yaml").read_text("utf-8")


def test_one_can_go_back_all_the_way(home):
    ran = guide(home, "new", "procedure", given="茶\n1\n您要办哪一样？\n租，还\n-\n-\n-\n-\n-\n" + PLAIN)

    out = ran.stdout.decode()
    assert (ran.returncode, out.count("回到上一问"), out.count("前面没有了")) == (0, 4, 1)
    assert (home.parent / "cha_ju_zu_jie.yaml").read_text("utf-8").count("ask:") == 0


def test_whoever_goes_back_to_a_search_sees_what_was_found_again(home):
    _, out, flow = made(home, records="时间\n1\n-\n2")

    assert [one.fact for one in flow.states["result"].limits] == ["t_notice"]
    assert out.count("2. 公示时间") == 2


def test_the_total_of_questions_is_told_once_it_is_known_and_never_changes(home):
    out = guide(home, "new", "procedure", given=lines(
        area="0\n茶具\n茶具局", choices="租，还，修", 还="\n", materials="没有的\n没有的\n身份证\n没有的",
        records="时间\n没有的\n1", offices="没有的\n-\n没有的\n没有的\n茶馆\n1",
    )).stdout.decode()  # fmt: skip

    numbers = re.findall(r"第 (\d+)(?:/(\d+))? 问", out)
    assert {int(number) for number, _ in numbers} == set(range(1, 13))
    assert {of for number, of in numbers if int(number) < 7} == {""}
    assert {of for number, of in numbers if int(number) >= 7} == {"12"}


def test_a_search_shows_six_at_most_each_on_a_short_line(home):
    plan = home / "flows" / "policy" / "plan.yaml"
    plan.write_text(
        plan.read_text("utf-8")
        + "".join(
            f"  - {{id: t_tea_{number}, text: 喝{number}号茶{'要慢慢地' * 9}, kind: rule, clause: 第二十条, applies_to: 茶馆,"
            " owner: 茶馆局, confidence: high, checked: 2026-11-24}\n"
            for number in range(9)
        ),
        "utf-8",
    )

    out = guide(home, "new", "procedure", given=lines(records="喝\n\n")).stdout.decode()

    found = re.findall(r"^\d\. 喝.*$", out, re.MULTILINE)
    assert len(found) == 6
    assert max(map(len, found)) <= 30
    assert "还有 3 个，再写几个字。" in out


def test_where_one_answer_is_wrong_nothing_of_it_is_picked(home):
    _, out, flow = made(home, records="时间\n1，99\n\n")

    assert "没有「99」，编号是 1 到 2。什么也没选" in out
    assert flow.states["result"].limits == ()


def test_what_was_picked_before_is_there_already(home):
    _, out, flow = made(home, materials="身份证，没有的\n身份证\n")

    assert "已经选过了：身份证" in out
    assert len(flow.states["result"].materials) == 1


def test_a_plain_walk_is_read_in_two_minutes(home):
    shutil.rmtree(home / "flows")
    (home / "flows").symlink_to(ROOT / "flows")
    given = ["老年人优待证", "16", "办哪样？", "办，补", "去办。", "去补。", "身份证", "工作日", "1", "2"]

    out = guide(home, "new", "procedure", given="\n".join(given) + "\n").stdout.decode()

    assert "写好了" in out
    assert len(re.sub(r"\s", "", out[: out.index("写好了")])) < 700


def test_several_things_are_picked_and_looked_for_at_once(home):
    _, out, flow = made(home, materials="身份证、平面图，没有的\n", offices="茶馆\n2 1")

    assert [each.use for each in flow.states["result"].materials] == ["id_card", "plan"]
    assert flow.states["result"].offices == ("site", "window")
    assert "没有「没有的」" in out
    assert "✓ 茶馆网\n✓ 茶馆窗口\n" in out


def test_where_to_go_is_by_default_where_the_answer_sends_people(home):
    _, out, flow = made(home, offices="", 租="上{site}办。")

    assert flow.states["result"].offices == ("site",)
    assert "  回车：茶馆网" in out
    assert "\n1. 茶馆网\n2. " in out


def test_nobody_has_to_read_an_id_to_answer(home):
    out = guide(home, "new", "procedure", given=lines(materials="图\n", offices="茶馆\n1")).stdout.decode()

    asked = out[: out.index("写好了")]
    book = load(home).handbook
    ids = [*book.offices, *book.materials, *book.records, *book.areas]
    assert [one for one in ids if re.search(rf"\b{one}\b", asked)] == []
    assert re.findall(r"[{\[]", asked) == []


def test_a_material_is_listed_with_whose_it_is(home):
    file = home / "flows" / "materials.yaml"
    file.write_text(
        file.read_text("utf-8")
        + 'plan_2: {name: 平面草图, form: original, where: 自己画, later_supply: "no", fact: t_half}\n',
        "utf-8",
    )

    out = guide(home, "new", "procedure", given=lines(materials="平面\n1")).stdout.decode()

    assert "1. 平面图（复印件，「开茶馆」要）\n2. 平面草图（原件，还没人要）" in out


def test_the_next_steps_are_true_of_a_draft(home):
    out = guide(home, "new", "procedure", given=lines()).stdout.decode()

    for step in (
        "检查过，没有问题",
        "guide lint --watch cha_ju_zu_jie.yaml",
        "工作群",
        "/publish",
        "mv cha_ju_zu_jie.yaml home/flows/tea/",
        "guide chat cha_ju_zu_jie.yaml",
    ):
        assert step in out
    assert "guide test" not in out


WRONG = [
    ("title", "", "不能空着"),
    ("title", "开 茶馆", "「开 茶馆」已经有了"),
    ("area", "7", "没有「7」这个领域"),
    ("question", "带{nothing}吗？", "「nothing」用不上"),
    ("choices", "租", "两个到 9 个"),
    ("租", "3天办好", "不要直接写数字「3」"),
    ("materials", "9", "「9」太少了"),
    ("offices", "茶馆\n3", "没有「3」，编号是 1 到 2"),
]


def test_a_wrong_answer_is_told_at_once_and_asked_again(home):
    _, out, _ = made(
        home,
        **{each: "".join(f"{bad}\n" for name, bad, _ in WRONG if name == each) + ANSWERS[each] for each, _, _ in WRONG},
    )

    assert [told for _, _, told in WRONG if told not in out] == []


def test_a_new_area_comes_along_as_a_folder_to_be_dropped_as_a_zip(tmp_path, home):
    ran = guide(home, "new", "procedure", given=lines(area="0\n茶具\n茶具局"))
    out = ran.stdout.decode()
    assert "python3 -m zipfile -c cha_ju.zip cha_ju\n" in out
    assert "没有问题" in guide(home, "lint", home.parent / "cha_ju" / "cha_ju_zu_jie.yaml").stdout.decode()
    zipfile.main(["-c", str(tmp_path / "cha_ju.zip"), str(home.parent / "cha_ju")])

    found = admitted("cha_ju.zip", (tmp_path / "cha_ju.zip").read_bytes(), survey(load(home), frozenset()))

    assert isinstance(found, Admitted)
    for place, content in found.files.items():
        (home / place).parent.mkdir(exist_ok=True)
        (home / place).write_bytes(content)
    book = load(home).handbook
    assert (book.area_of["cha_ju_zu_jie"], book.areas["cha_ju"].title, book.areas["cha_ju"].order) == (
        "cha_ju",
        "茶具",
        2,
    )
    assert book.flows["cha_ju_zu_jie"].department == "茶具局"
    assert tidy((home / "flows" / "cha_ju" / "area.yaml").read_bytes())


def test_an_area_can_be_made_alone(home):
    ran = guide(home, "new", "area", given="茶具\n茶具局\n")

    assert ran.returncode == 0
    assert load(home).handbook.areas["cha_ju"].lead == "茶具局"


def test_an_area_is_not_made_twice(home):
    ran = guide(home, "new", "area", given="开店\n茶具\n茶具局\n")

    assert "「开店」已经有了" in ran.stdout.decode()
    assert "在菜单里排在最后" in ran.stdout.decode()
    assert ran.returncode == 0


def test_words_that_look_like_yaml_are_kept_as_they_are(home):
    _, _, flow = made(home, area="开店", question="茶: 具 # <b>&", 租="茶 - “具”", 还="- {window}: 还")

    assert flow.states["first"].ask == "茶: 具 # <b>&"
    assert (flow.states["result"].say, flow.states["result_2"].say) == ("茶 - “具”", "- {window}: 还")


def test_too_few_answers_leave_nothing_behind(home):
    before = written(home), set(home.parent.iterdir())

    ran = guide(home, "new", "procedure", given="茶具\n0\n茶具\n")

    assert ran.returncode == 1
    assert "什么也没有写" in ran.stderr.decode()
    assert (written(home), set(home.parent.iterdir())) == before


def test_ctrl_c_leaves_nothing_behind(home):
    before = written(home), set(home.parent.iterdir())

    with Terminal(home, "new", "procedure") as terminal:
        terminal.reads("这件事叫什么")
        terminal.types("茶具\r")
        terminal.reads("哪个领域")
        terminal.hears(signal.SIGINT)
        status = terminal.ends()

    assert status == 1
    assert "什么也没有写" in terminal.screen
    assert "Traceback" not in terminal.screen
    assert (written(home), set(home.parent.iterdir())) == before


def test_a_draft_that_would_be_unsound_is_not_written(home):
    change(home / "messages_zh" / "new" / "procedure.j2", "    say:", "    sey:")
    before = written(home), set(home.parent.iterdir())

    ran = guide(home, "new", "procedure", given=lines())

    assert ran.returncode == 1
    assert "cha_ju_zu_jie.yaml" in ran.stdout.decode()
    assert (written(home), set(home.parent.iterdir())) == before


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
        (b"a: [1\nb: 2\n", "1:4"),
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
