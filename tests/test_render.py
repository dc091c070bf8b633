"""From replies to words."""

import itertools
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.booking.base import Refused
from bot.config import ZONE
from bot.engine.event import (
    Asked,
    Browsed,
    Chosen,
    Forgot,
    Received,
    Reopened,
    Restarted,
    Resumed,
    Said,
    Ticked,
    WentBack,
)
from bot.engine.reply import Offer, Tell, Turned
from bot.errors import WordsBroken
from bot.message import plain
from bot.phrases import Phrasebook
from bot.render import Renderer
from tests.houses import NOON, ROOT, Visitor, change, furnish, labels, mind


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnish(tmp_path_factory.mktemp("home"))


@pytest.fixture
def visitor(home: Path) -> Visitor:
    return Visitor(home)


def finished(home: Path, **how: object) -> str:
    visitor = Visitor(home, **how)
    visitor.opens("tea_shop")
    return visitor.says("小茶馆", "八个").text


# what people wrote stands as it is


def test_html_and_braces_of_maintainers_stand_as_they_are(tmp_path):
    home = furnish(tmp_path)
    change(home / "flows" / "tea" / "tea_shop.yaml", "ask: 您的茶馆多大？", "ask: '<b>{{ 7*7 }} & {% raw %}？'")
    change(home / "flows" / "tea" / "tea_shop.yaml", "小茶馆, words", "'<i>小{{x}}', words")

    message = Visitor(home).opens("tea_shop")

    assert "<b>&lt;b&gt;{{ 7*7 }} &amp; {% raw %}？</b>" in message.text
    assert labels(message)[0] == "<i>小{{x}}"


def test_what_citizens_say_is_never_repeated(visitor):
    visitor.opens("tea_shop")

    text = visitor.says("<script>{{ config }}</script>").text

    assert "script" not in text
    assert "config" not in text


# figures


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ("t_half", "0.5个工作日"),
        ("t_average", "7个工作日"),
        ("t_notice", "20天"),
        ("t_kept", "3年"),
        ("t_seats", "12项"),
        ("t_pipe", "DN100"),
        ("t_share", "30%"),
        ("t_words", "无数规定"),
        ("p12345", "12345"),
        ("window", "茶馆窗口"),
        ("id_card", "身份证"),
    ],
)
def test_a_placeholder_is_filled_with_what_it_names(tmp_path, record, words):
    home = furnish(tmp_path)
    change(home / "flows" / "tea" / "tea_shop.yaml", "一间门面算小，拿不准问{p12345}。", f"《{{{record}}}》")

    assert f"《{words}》" in Visitor(home).opens("tea_shop").text


def test_a_limit_of_nothing_is_done_at_once_and_half_a_day_is_half_a_day(home):
    text = finished(home)

    assert "核对材料：<b>当场办</b>" in text
    assert "受理：<b>半天</b>以内" in text


def test_an_average_is_called_one_and_a_notice_must_run_full(home):
    text = plain(finished(home))

    assert "全部办完：7个工作日（平均数，各户有快有慢）（请先向窗口核实）" in text
    assert "公示：20天（要满）" in text


def test_a_limit_with_its_own_start_has_no_date(home):
    lines = plain(finished(home)).splitlines()

    assert lines[lines.index("• 有效期：3年") + 1].strip() == "↳ 从拿到证那天起"


def test_dates_name_the_weekday_and_another_year(home):
    words = Phrasebook(home)

    assert words.day(date(2026, 9, 30), NOON) == "9月30日（星期三）"
    assert words.day(date(2027, 1, 4), NOON) == "2027年1月4日（星期一）"


# the whole card


def test_the_outcome_tells_materials_time_money_doors_and_clauses(home):
    text = plain(finished(home))

    for words in (
        "座位不超过12项，到茶馆窗口办，带身份证。",
        "已备 0/2",
        "⬜ 身份证（原件 1 份）",
        "⬜ 平面图（复印件 2 份）（请先向窗口核实）",
        "工本费：0 元",
        "房租：没有写明，请先问清",
        "房东说了算",
        "1. 把材料交给窗口（茶馆窗口）",
        "水管要DN100，减免30%。",
        "主管：茶馆局",
        "网上：茶馆网 https://tea.example/",
        "茶发〔2021〕1号 第三条，负责：茶馆局，核对于 2026-11-24",
    ):
        assert words in text


def test_the_reference_is_the_name_of_the_walk(visitor):
    visitor.opens("tea_shop")

    text = visitor.says("小茶馆", "八个").text

    assert f"<code>{visitor.session.walk.upper()}</code>" in text


def test_later_law_that_says_the_same_of_two_records_is_told_once(home):
    text = plain(finished(home))

    assert text.count("后来改成不分先后") == 1
    assert "平均办结时间；公示时间" in text
    assert "（茶规第八条，二〇二四年）" in text


def test_ticked_materials_are_counted(visitor):
    visitor.opens("tea_shop")
    visitor.says("小茶馆", "八个")

    text = visitor.taps("身份证").text

    assert "已备 1/2" in plain(text)
    assert "✅ <b>身份证</b>" in text


def test_a_procedures_own_template_goes_before_the_default(tmp_path):
    home = furnish(tmp_path)
    (home / "messages_zh" / "tea_shop").mkdir()
    (home / "messages_zh" / "tea_shop" / "seats.j2").write_text("数一数 {{ asked.number.example }}", "utf-8")
    visitor = Visitor(home)
    visitor.opens("tea_shop")

    assert visitor.says("小茶馆").text == "数一数 八个"


def test_answers_are_listed_as_the_citizen_would_say_them(visitor):
    visitor.opens("tea_shop")
    visitor.says("小茶馆", "八个")

    text = plain(visitor.taps("改答案").text)

    assert "1. 您的茶馆多大？\n   小茶馆" in text
    assert "2. 有多少个座位？\n   8项" in text


def test_not_knowing_is_listed_by_its_button(visitor):
    visitor.opens("tea_shop")
    visitor.says("小茶馆", "还没数")

    assert "有多少个座位？\n   还没数" in plain(visitor.taps("改答案").text)


def test_a_day_is_asked_for_with_an_example_and_listed_in_words(tmp_path):
    home = furnish(tmp_path)
    change(
        home / "flows" / "tea" / "tea_hall.yaml", "choices: {one: 一层, more: 两层或更多}", "day: {example: 九月一号}"
    )
    visitor = Visitor(home)
    visitor.opens("tea_hall")

    asked = visitor.says("大茶楼")
    visitor.says("2026年9月1日")
    text = plain(visitor.taps("改答案").text)

    assert "比如：九月一号" in asked.text
    assert asked.typed
    assert "2026年9月1日（星期二）" in text


def test_a_question_asked_again_shows_the_former_answer(visitor):
    visitor.opens("tea_shop")
    visitor.says("小茶馆", "八个")
    visitor.taps("改答案")

    assert "您上次选的是：小茶馆" in visitor.taps("1.").text


# words that pass


def test_words_that_pass_pop_up_for_taps_and_stand_in_the_card_for_who_types(visitor):
    visitor.opens("tea_shop")
    before = visitor.shown.text

    typed = visitor.does(Received, what="forged")
    tapped = visitor.does(Received, what="forged", tap={"walk": visitor.session.walk, "step": 1})

    assert (typed.toast, typed.text.startswith("这个按钮已经不管用了")) == (None, True)
    assert (tapped.toast[:10], tapped.text) == ("这个按钮已经不管用了", before)


def test_somebody_elses_tap_is_a_toast_and_no_card(visitor):
    visitor.opens("tea_shop")

    message = visitor.does(Chosen, key="small", tap={"walk": "zzzabcdef", "step": 1})

    assert message.text == ""
    assert message.rows == ()
    assert "别人" in message.toast


def test_a_toast_is_no_longer_than_telegram_takes(tmp_path):
    home = furnish(tmp_path)
    (home / "messages_zh" / "house" / "at_start.j2").write_text("慢" * 300, "utf-8")
    visitor = Visitor(home)
    visitor.opens("tea_shop")

    message = visitor.does(WentBack, tap={"walk": visitor.session.walk, "step": visitor.session.step})

    assert message.toast == "慢" * 200


# the rehearsal


def test_in_a_rehearsal_every_card_shows_the_time(home):
    visitor = Visitor(home, datetime(2024, 2, 29, 8, 5, tzinfo=ZONE), rehearsal=True)

    cards = [visitor.opens(None), visitor.opens("tea_shop"), visitor.says("小茶馆"), visitor.does(Asked, topic="help")]

    assert all("演练时间 2024-02-29 08:05" in card.text for card in cards)


def test_outside_a_rehearsal_no_card_does(home):
    assert "演练" not in finished(home)


# where it stands


def test_a_message_tells_scripts_where_the_conversation_stands(visitor):
    menu, asked = visitor.opens(None), visitor.opens("tea_shop")
    number, end = visitor.says("小茶馆"), visitor.says("八个")

    assert (menu.flow, menu.state, menu.end) == (None, None, False)
    assert (asked.flow, asked.state, asked.end) == ("tea_shop", "size", False)
    assert (number.state, number.end) == ("seats", False)
    assert (end.state, end.end) == ("done", True)


def test_only_a_question_whose_answer_is_typed_says_so(visitor):
    visitor.opens("tea_shop")

    number, menu = visitor.says("小茶馆"), visitor.does(Browsed)

    assert (visitor.opens("tea_hall").typed, number.typed, menu.typed) == (False, True, False)


# every template of the house


def test_every_word_of_the_house_can_be_said(home):
    visitor = Visitor(home)
    told = set()
    for name in sorted(path.stem for path in (ROOT / "messages_zh" / "house").glob("*.j2")):
        for data in DATA.get(name, [{}]):
            text = visitor.renderer.say(
                f"house/{name}.j2",
                reply=Tell(what=name, data=data) if name != "answers" else SimpleNamespace(given=()),
                session=visitor.session,
                flow=visitor.mind.handbook.flows["tea_shop"],
                asked=visitor.mind.handbook.flows["tea_shop"].states[data.get("state", "seats")],
                basis=(visitor.mind.handbook.records["t_seats"],),
                at=NOON,
                number="abc",
            )
            told.add(name)
            assert text
            assert "Undefined" not in text
    assert told >= {"help", "trouble", "why", "incident"}


DATA = {
    "jumped": [{"flow": "tea_shop", "state": "to_hall"}],
    "refer": [{"matter": matter} for matter in ("gas_leak", "summoned")],
    "still_held": [{"until": "10:10"}, {"until": ""}],
    "went_in": [{"flow": "tea_shop"}],
    "taken": [{"label": "一间门面"}],
    "at_hand": [{"flow": "tea_shop", "turn": turn} for turn in ("now", "later", "before")],
    "heard": [{"flow": "tea_shop", "state": "size", "label": "一间门面"}],
    "next_part": [{"flow": "tea_shop", "number": 1, "total": total} for total in (1, 3)],
    "updated": [{"kept": 4, "lost": 0}, {"kept": 4, "lost": 1}, {"kept": 0, "lost": 2}],
    "received": [{"what": what} for what in Received.model_fields["what"].annotation.__args__],
    "bookings_full": [{"count": 3}],
    "book_later": [{"asked": asked} for asked in (0, 1)],
    "bookings_missed": [{"count": 3}],
    "deadline_near": [{"flow": "tea_shop", "item": "t_now", "day": day} for day in ("2026-09-21", "2026-09-22")],
    "mended": [{"what": what} for what in ("name", "phone")],
    "forgotten": [{"kept": kept, "freed": freed} for kept, freed in ((0, 0), (2, 0), (0, 1))],
    "no_slots": [{"office": "window", "kept": kept} for kept in (0, 1)],
    "office_away": [{"office": "window", "kept": kept} for kept in (0, 1)],
    "rated": [{"stars": stars} for stars in range(6)],
    "refused": [{"why": why} for why in Refused.model_fields["why"].annotation.__args__],
    "slot_withdrawn": [{"ref": "K7M2P4Q8ZT", "office": "window", "day": "2026-09-22", "clock": "9:00"}],
    "slot_cancelled": [{"ref": "K7M2P4Q8ZT", "office": "window", "day": "2026-09-22", "clock": "9:00"}],
    "staff_doubtful": [{"ref": "K7M2P4Q8ZT", "office": "window"}],
    "staff_hopeless": [
        {"ref": "K7M2P4Q8ZT", "office": "window", "act": act} for act in ("freeing", "waiting", "confirming")
    ],
    "trouble": [
        {"why": why, "state": "size" if "choice" in why else "seats", "heard": "9"}
        for why in (
            "not_a_choice", "several_choices", "not_a_number", "several_numbers", "too_small", "too_big", "negative",
            "not_whole", "wrong_unit", "too_long", "vague_number",
        )
    ],
}  # fmt: skip


@pytest.mark.parametrize("why", Offer.model_fields["why"].annotation.__args__)
@pytest.mark.parametrize("at_hand", [False, True])
def test_every_offer_can_be_made(visitor, why, at_hand):
    if at_hand:
        visitor.opens("tea_shop")
    flows = () if why in {"menu", "area", "none"} else ("tea_shop", "tea_hall")
    offer = Offer(why=why, flows=flows, area="tea" if why == "area" else None)

    message = visitor.renderer.message(
        Turned(session=visitor.session, replies=(offer,)), Said(id="1", at=NOON, text="x"), "tg.1.1"
    )

    assert message.text


def test_every_screen_can_be_left_for_a_human(home):
    hello = Visitor(home)
    hello.opens(None)
    screens = [hello.shown, hello.does(Browsed, area="tea"), hello.says("茶"), hello.says("别的事")]
    screens += [hello.does(Forgot), hello.does(Asked, topic="mine"), hello.does(Resumed), hello.does(Restarted)]
    asking = Visitor(home)
    screens += [asking.opens("tea_shop"), asking.says("很多"), asking.says("大茶楼"), asking.says("一层")]
    screens += [asking.does(Ticked, material="id_card", on=True), asking.does(Reopened)]
    screens += [asking.does(Asked, topic=topic) for topic in ("help", "privacy", "human", "mine", "why")]
    screens += [asking.does(Forgot, sure=True)]

    for screen in screens:
        assert any("12345" in label for label in labels(screen)), screen.text


def test_a_missing_template_is_named(tmp_path):
    home = furnish(tmp_path)
    (home / "messages_zh" / "house" / "help.j2").unlink()

    with pytest.raises(WordsBroken, match=r"messages_zh/house/help\.j2"):
        Visitor(home).does(Asked, topic="help")


@pytest.mark.parametrize("broken", ["{{ 1 / 0 }}", "{{ nothing.at_all }}", "{% if %}", "{{ 'a'.index('z') }}"])
def test_whatever_fails_in_a_template_is_named(tmp_path, broken):
    home = furnish(tmp_path)
    (home / "messages_zh" / "house" / "help.j2").write_text(broken, "utf-8")

    with pytest.raises(WordsBroken, match=r"messages_zh/house/help\.j2"):
        Visitor(home).does(Asked, topic="help")


def test_a_template_that_is_no_text_is_named(tmp_path):
    home = furnish(tmp_path)
    (home / "messages_zh" / "house" / "help.j2").write_bytes(b"\xff\xfe")

    with pytest.raises(WordsBroken, match=r"messages_zh/house/help\.j2"):
        Visitor(home).does(Asked, topic="help")


def test_labels_are_plain_words(home):
    words = Renderer(home, mind(home)).labels

    assert words["human"] == "☎️ 转人工 12345"
    assert all(itertools.chain.from_iterable(words.items()))
