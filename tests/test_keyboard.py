"""Which buttons stand under a message."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine.event import Asked, Browsed, Forgot, Reopened, Started, Ticked
from bot.engine.mind import Rules
from bot.engine.tap import decode
from tests.engine.caller import COUNTER
from tests.engine.caller import home as with_booking
from tests.houses import NOON, Visitor, buttons, change, furnish, labels


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("home"))


@pytest.fixture
def visitor(home: Path) -> Visitor:
    return Visitor(home)


def rows(message) -> list[list[str]]:
    return [[button.label for button in row] for row in message.rows]


def crowded(folder: Path, areas: int, title: str = "分类") -> Path:
    """A home with so many areas, the first of them with so many procedures."""
    home = furnish(folder)
    shop = (home / "flows" / "tea" / "tea_shop.yaml").read_text("utf-8")
    for number in range(1, areas + 1):
        area = home / "flows" / f"area{number}"
        area.mkdir()
        (area / "area.yaml").write_text(f"{{title: {title}{number}, order: {number + 1}, lead: 局}}", "utf-8")
        (home / "flows" / "area1" / f"shop{number}.yaml").write_text(
            shop.replace("id: tea_shop", f"id: shop{number}").replace("开茶馆\n", f"开第{number}家\n", 1), "utf-8"
        )
    return home


def appointed(folder: Path, booking: str = COUNTER) -> Path:
    """A home whose window takes appointments."""
    return with_booking(folder, offices=(("window", booking),))


def test_a_question_has_its_choices_then_the_ways_around(visitor):
    assert rows(visitor.opens("tea_shop")) == [
        ["小茶馆", "大茶楼"],
        ["❓ 为什么问", "📋 菜单"],
        ["☎️ 转人工 12345"],
    ]


def test_long_labels_have_a_row_of_their_own(tmp_path):
    home = furnish(tmp_path)
    change(home / "flows" / "tea" / "tea_shop.yaml", "label: 小茶馆", "label: 只有一间门面的小茶馆")

    assert rows(Visitor(home).opens("tea_shop"))[:2] == [["只有一间门面的小茶馆"], ["大茶楼"]]


def test_the_second_question_can_be_taken_back(visitor):
    visitor.opens("tea_shop")

    assert rows(visitor.says("小茶馆")) == [
        ["还没数"],
        ["⬅️ 上一步", "❓ 为什么问", "📋 菜单"],
        ["☎️ 转人工 12345"],
    ]


def test_the_outcome_has_ticks_doors_and_ways_on(visitor):
    visitor.opens("tea_shop")
    message = visitor.says("小茶馆", "八个")

    assert rows(message) == [
        ["⬜ 身份证"],
        ["⬜ 平面图"],
        ["🌐 打开茶馆网"],
        ["🔔 到期提醒我"],
        ["📄 一次性告知单", "📅 看日程图"],
        ["✏️ 改答案", "🔄 重新办", "📄 复制编号"],
        ["⬅️ 上一步", "📋 菜单", "☎️ 转人工 12345"],
    ]
    assert buttons(message)[2].url == "https://tea.example/"
    assert buttons(message)[8].copied == visitor.session.walk.upper()


def test_an_outcome_without_days_to_be_reminded_of_and_without_appointments_has_no_row_for_them(visitor):
    visitor.opens("tea_hall")

    assert rows(visitor.says("大茶楼", "一层")) == [
        ["📄 一次性告知单"],
        ["✏️ 改答案", "🔄 重新办", "📄 复制编号"],
        ["⬅️ 上一步", "📋 菜单", "☎️ 转人工 12345"],
    ]


def test_where_an_office_takes_appointments_the_outcome_offers_one_beside_the_reminders(tmp_path):
    visitor = Visitor(appointed(tmp_path))
    visitor.opens("tea_shop")

    assert ["🗓 预约办理", "🔔 到期提醒我"] in rows(visitor.says("小茶馆", "八个"))
    visitor.opens("tea_hall")
    assert ["🗓 预约办理"] in rows(visitor.says("大茶楼", "一层"))


@pytest.mark.parametrize("trial", [False, True])
def test_appointments_on_trial_are_offered_only_where_the_house_is_on_trial_as_well(tmp_path, trial):
    home = appointed(tmp_path, COUNTER + "    trial: true\n")
    visitor = Visitor(home)
    visitor.mind = replace(visitor.mind, rules=Rules(trial=trial))
    visitor.renderer = replace(visitor.renderer, mind=visitor.mind)
    visitor.opens("tea_hall")

    assert ("🗓 预约办理" in labels(visitor.says("大茶楼", "一层"))) is trial


def test_a_tick_can_be_taken_back(visitor):
    visitor.opens("tea_shop")
    visitor.says("小茶馆", "八个")

    assert rows(visitor.taps("⬜ 身份证"))[0] == ["✅ 身份证"]
    assert rows(visitor.taps("✅ 身份证"))[0] == ["⬜ 身份证"]


def test_every_answer_has_a_button_to_change_it(visitor):
    visitor.opens("tea_shop")
    visitor.says("大茶楼", "一层")

    message = visitor.taps("改答案")

    assert rows(message)[-1] == ["▶️ 接着办", "☎️ 转人工 12345"]
    assert [row[0] for row in rows(message)[:-1]] == ["1. 改这一项", "2. 改这一项"]
    assert "几层楼" in visitor.taps("2.").text


def test_the_answer_before_a_jump_can_be_changed_as_well(visitor):
    visitor.opens("tea_shop")
    visitor.says("大茶楼", "一层")
    visitor.does(Reopened)

    assert visitor.taps("1.").state == "size"


def test_deleting_everything_is_asked_for_once_more(visitor):
    visitor.opens("tea_shop")
    message = visitor.does(Forgot)

    assert rows(message) == [["🗑 确认，全部删掉"], ["▶️ 接着办", "☎️ 转人工 12345"]]
    assert decode(buttons(message)[0].id, id="1", at=NOON).sure


def test_with_something_at_hand_help_leads_back_to_it(visitor):
    visitor.opens("tea_shop")

    assert rows(visitor.does(Asked, topic="help")) == [["▶️ 接着办", "☎️ 转人工 12345"]]


def test_the_menu_offers_what_is_at_hand_first(visitor):
    visitor.opens("tea_shop")

    assert rows(visitor.does(Browsed))[0] == ["▶️ 接着办：开茶馆"]
    assert visitor.taps("接着办：").state == "size"


def test_mine_takes_up_each_procedure(visitor):
    visitor.opens("tea_shop")
    visitor.says("小茶馆")
    visitor.opens("tea_hall")

    assert rows(visitor.does(Asked, topic="mine"))[:2] == [["▶️ 接着办：开大茶楼"], ["▶️ 接着办：开茶馆"]]
    assert visitor.taps("接着办：开茶馆").state == "seats"


def test_another_procedure_is_offered_above_the_question(visitor):
    visitor.opens("tea_hall")
    visitor.says("小茶馆")

    message = visitor.says("我要开茶馆")

    assert rows(message)[:2] == [["改办：开茶馆"], ["一层", "两层或更多"]]
    assert visitor.taps("改办").flow == "tea_shop"


def test_words_for_several_procedures_give_a_button_each(visitor):
    assert rows(visitor.says("茶馆还是茶楼"))[:2] == [["开大茶楼"], ["开茶馆"]]


def test_the_menu_asks_whose_matter_it_is_and_leads_to_its_lists(visitor):
    assert rows(visitor.does(Browsed)) == [["🏭 企业办事", "📚 按方面找"], ["🗂 我的事", "☎️ 转人工 12345"]]

    assert rows(visitor.taps("企业办事")) == [["开大茶楼"], ["开茶馆"], ["📋 菜单", "☎️ 转人工 12345"]]
    visitor.taps("菜单")
    assert rows(visitor.taps("按方面找")) == [["开店"], ["📋 菜单", "☎️ 转人工 12345"]]
    assert "开茶馆" in labels(visitor.taps("开店"))


def test_the_menu_names_every_list_that_holds_something(tmp_path):
    home = furnish(tmp_path)
    tea = home / "flows" / "tea"
    change(tea / "tea_hall.yaml", "who: [business]", "who: [person, business]")
    whole = (tea / "tea_hall.yaml").read_text("utf-8").replace("id: tea_hall", "id: tea_street\nparts: [tea_hall]")
    (tea / "tea_street.yaml").write_text(whole.replace("title: 开大茶楼", "title: 开一条街"), "utf-8")
    visitor = Visitor(home)

    assert rows(visitor.does(Browsed))[:2] == [["👤 个人办事", "🏭 企业办事"], ["📚 按方面找", "🧩 一件事"]]
    assert rows(visitor.taps("一件事"))[:-1] == [["开一条街"]]


@pytest.mark.parametrize(
    ("which", "entries"), [({"by": "business"}, 25), ({"by": "areas"}, 24), ({"area": "area1"}, 23)]
)
def test_lists_have_at_most_eight_buttons_a_screen_and_pages_that_go_round(tmp_path, which, entries):
    visitor = Visitor(crowded(tmp_path, 23))
    seen = set()

    first = message = visitor.does(Browsed, **which)
    for page in range(2, 6):
        assert len(buttons(message)) == 8
        seen.update(labels(message)[:5])
        message = visitor.taps(f"下一页 {page}/5")

    assert len(seen | set(labels(message)[:-3])) == entries
    assert visitor.taps("回第一页") == first


@pytest.mark.parametrize(("areas", "last"), [(5, 0), (6, 1)])
def test_six_entries_stand_on_one_screen_and_a_page_that_does_not_exist_shows_the_last_one(tmp_path, areas, last):
    visitor = Visitor(crowded(tmp_path, areas))

    assert rows(visitor.does(Browsed, by="areas", page=99)) == rows(visitor.does(Browsed, by="areas", page=last))
    assert ("⬅️ 回第一页" in labels(visitor.shown)) == bool(last)


def test_every_screen_of_the_menus_says_that_words_will_do(visitor):
    for which in ({}, {"by": "person"}, {"by": "business"}, {"by": "areas"}, {"by": "events"}, {"area": "tea"}):
        assert re.search("打.*(一句话|字)", visitor.does(Browsed, **which).text), which


def test_entrances_come_first(tmp_path):
    home = furnish(tmp_path)
    hall = home / "flows" / "tea" / "tea_shop.yaml"
    assert rows(Visitor(home).does(Browsed, area="tea"))[0] == ["开大茶楼"]

    change(hall, "who: [business]", "who: [business]\nentrance: true")

    assert rows(Visitor(home).does(Browsed, area="tea"))[0] == ["开茶馆"]


def test_every_button_fits_telegram_and_can_be_read_back(tmp_path):
    home = crowded(tmp_path, 12)
    for file in (home / "flows" / "materials.yaml", *home.glob("flows/*/*shop*.yaml")):
        change(file, "plan", "a" * 32)
    visitor = Visitor(home)
    screens = [
        visitor.does(Browsed),
        visitor.does(Browsed, by="business"),
        visitor.does(Browsed, area="area1", page=1),
        visitor.does(Started, flow="tea_shop"),
    ]
    screens += [visitor.says("小茶馆"), visitor.says("八个"), visitor.does(Ticked, material="a" * 32, on=True)]
    screens += [visitor.does(Reopened), visitor.does(Asked, topic="mine"), visitor.does(Forgot)]

    for button in (button for screen in screens for button in buttons(screen)):
        assert [button.id, button.url, button.copied].count(None) == 2
        if button.id:
            assert len(button.id.encode()) <= 64
            event = decode(button.id, id="1", at=NOON)
            assert (event.kind, event.tap is None) != ("received", True)
            assert event.kind != "received"
