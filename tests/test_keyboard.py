"""Which buttons stand under a message."""

from pathlib import Path

import pytest

from bot.engine.event import Asked, Browsed, Forgot, Reopened, Started, Ticked
from bot.engine.tap import decode
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
        ["✏️ 改答案", "🔄 重新办", "📄 复制编号"],
        ["⬅️ 上一步", "📋 菜单", "☎️ 转人工 12345"],
    ]
    assert buttons(message)[2].url == "https://tea.example/"
    assert buttons(message)[5].copied == visitor.session.walk.upper()


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
    message = visitor.does(Forgot)

    assert rows(message) == [["🗑 确认，全部删掉"], ["📋 菜单", "☎️ 转人工 12345"]]
    assert decode(buttons(message)[0].id, id="1", at=NOON).sure


def test_with_something_at_hand_help_leads_back_to_it(visitor):
    visitor.opens("tea_shop")

    assert rows(visitor.does(Asked, topic="help")) == [["▶️ 接着办", "☎️ 转人工 12345"]]


def test_the_menu_offers_what_is_at_hand_first(visitor):
    visitor.opens("tea_shop")

    assert rows(visitor.does(Browsed)) == [["▶️ 接着办：开茶馆"], ["开店"], ["🗂 我的事", "☎️ 转人工 12345"]]
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


@pytest.mark.parametrize("title", ["分类", "一个很长的分类名字"])
def test_menus_have_at_most_eight_rows_and_the_rest_on_further_pages(tmp_path, title):
    visitor = Visitor(crowded(tmp_path, 23, title))
    visitor.opens("tea_shop")
    visitor.says("小茶馆")
    seen = set()

    message = visitor.does(Browsed)
    for _ in range(10):
        assert len(message.rows) <= 8
        seen.update(label for label in labels(message) if label.startswith(title))
        if "下一页 ➡️" not in labels(message):
            break
        message = visitor.taps("下一页")

    assert len(seen) == 23
    assert "⬅️ 上一页" in labels(message)


def test_an_area_of_many_procedures_has_pages_too(tmp_path):
    visitor = Visitor(crowded(tmp_path, 12))

    pages = [visitor.does(Browsed, area="area1"), visitor.taps("下一页"), visitor.taps("下一页")]

    assert [len(page.rows) for page in pages] == [7, 7, 4]
    assert pages[1].rows[-2][0].label == "⬅️ 上一页"
    assert len({label for page in pages for label in labels(page) if "家" in label}) == 12


@pytest.mark.parametrize("area", [None, "tea"])
def test_a_page_that_does_not_exist_shows_the_last_one(visitor, area):
    assert rows(visitor.does(Browsed, area=area, page=99)) == rows(visitor.does(Browsed, area=area))


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
