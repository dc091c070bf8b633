"""What stands on a button is understood when it is typed, right after the card it stands on."""

import pytest

from bot.booking.base import Away, Receipt
from bot.engine.event import Asked, Booked, Chosen, Forgot, Picked, Said, Ticked, TimePassed
from bot.engine.mind import plain
from bot.engine.step import step
from bot.engine.tap import decode
from bot.message import Button, Message
from bot.message import plain as untagged
from bot.render import Renderer
from tests.engine.books import ROOT
from tests.engine.caller import SLOTS, slot
from tests.engine.citizen import Citizen, event_of


class Reader(Citizen):
    """A citizen who sees what is on the screen."""

    renderer: Renderer
    screen = Message(text="")

    def meets(self, event):
        turned = super().meets(event)
        self.screen = self.renderer.message(turned, event, self.session.owner)
        return turned

    @property
    def text(self):
        return untagged(self.screen.text)


@pytest.fixture(scope="module")
def renderer(mind):
    return Renderer(ROOT, mind)


@pytest.fixture
def reader(mind, renderer):
    one = Reader(mind)
    one.renderer = renderer
    return one


def buttons(somebody) -> list[Button]:
    return [button for row in somebody.screen.rows for button in row if button.id]


def typed_like_tapped(somebody, at) -> int:
    """Each button's words come to what the button itself comes to; the number of buttons."""
    for button in buttons(somebody):
        event = decode(button.id, id="e", at=at)
        if isinstance(event, Ticked) and button.label[2:].isdecimal():
            continue  # a figure stands for a material that the text names
        tapped = step(somebody.mind, somebody.session, event.model_copy(update={"tap": None}))
        bare = plain(button.label) if "/" not in button.label and plain(button.label) else button.label
        for words in (button.label, bare, f"1. {button.label}"):
            if isinstance(event, Chosen | Picked) and words.startswith("1."):
                continue
            assert step(somebody.mind, somebody.session, Said(id="e", at=at, text=words)) == tapped, words
    return len(buttons(somebody))


@pytest.mark.parametrize("before", [None, "water_hookup"])
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("started", {}),
        ("browsed", {}),
        ("browsed", {"by": "person"}),
        ("browsed", {"by": "person", "page": 1}),
        ("browsed", {"by": "business", "page": 9}),
        ("browsed", {"by": "areas"}),
        ("browsed", {"by": "events"}),
        ("browsed", {"area": "power"}),
        ("asked", {"topic": "mine"}),
        ("asked", {"topic": "help"}),
        ("said", {"text": "今天天气真好"}),
        ("said", {"text": "用水报装和用气报装"}),
        ("said", {"text": "企业简易注销"}),
        ("reopened", {}),
        ("forgot", {}),
    ],
)
def test_the_words_on_every_button_mean_what_the_button_means(reader, before, kind, fields):
    if before:
        reader.opens(before)
        reader.answers("sme")
    reader.does(kind, **fields)

    assert typed_like_tapped(reader, event_of("browsed", 0).at)


def test_what_lies_on_the_shelf_is_taken_up_by_its_title(reader):
    reader.opens("water_hookup")
    reader.answers("sme")
    reader.opens("gas_hookup")
    reader.says("我的事")

    assert typed_like_tapped(reader, event_of("browsed", 0).at) == 4
    reader.says("用水报装")
    assert reader.at == ("water_hookup", "meter")


def test_at_an_outcome_materials_are_ticked_off_by_their_names(reader):
    reader.opens("water_hookup")
    reader.answers("sme", 50)

    assert typed_like_tapped(reader, event_of("browsed", 0).at) > 8
    assert not isinstance(reader.says("单位新装用水申请表格子").replies[-1], Ticked)


def test_the_parts_of_a_life_event_are_looked_at_by_their_titles(reader):
    reader.opens("open_shop")
    while not reader.screen.end:
        if buttons(reader)[0].id.split(".")[2] == "c":
            reader.meets(decode(buttons(reader)[0].id, id=f"e{reader.count}", at=event_of("browsed", 0).at))
        else:
            reader.says("50")

    assert typed_like_tapped(reader, event_of("browsed", 0).at) > 5


def test_each_step_towards_an_appointment_is_understood_by_the_words_on_its_buttons(caller):
    caller.slots = (*SLOTS, *(slot(day, 9) for day in range(4, 12)))
    caller.at_the_end().taps("预约办理")
    assert typed_like_tapped(caller, caller.at)
    caller.says("更晚的日子")
    assert typed_like_tapped(caller, caller.at)
    caller.says("回第一页")
    caller.says("9月22日（星期二） 余3")
    assert typed_like_tapped(caller, caller.at)
    caller.says("9:00")
    assert typed_like_tapped(caller, caller.at)
    caller.says("同意，往下填")
    assert typed_like_tapped(caller, caller.at)
    caller.says("李小芳")
    caller.says("13800138000")
    caller.stands("held")
    assert typed_like_tapped(caller, caller.at)
    caller.says("确认预约")
    caller.stands("confirmed")
    assert typed_like_tapped(caller, caller.at)
    caller.says("我的预约")
    assert typed_like_tapped(caller, caller.at)
    caller.says("9月22日")
    assert typed_like_tapped(caller, caller.at)
    caller.says("取消")
    assert typed_like_tapped(caller, caller.at)
    caller.says("忘了我")
    assert typed_like_tapped(caller, caller.at)


def test_while_the_provider_is_away_the_buttons_are_understood_too(caller):
    caller.at_the_end().picks().gives()
    caller.hears(Away())
    assert typed_like_tapped(caller, caller.at)
    caller.says("替我排着")
    assert caller.session.diary.kept[0].status == "waiting"
    assert typed_like_tapped(caller, caller.at)


def test_stars_are_given_by_a_figure_or_in_words(caller):
    caller.books()
    caller.at = caller.session.diary.kept[0].slot.end
    caller.does(TimePassed, what="afterwards", ref=caller.session.diary.kept[0].ref)
    assert typed_like_tapped(caller, caller.at)

    for said, stars in [("四颗星", 4), ("5", 5), ("没办成", 0), ("⭐⭐⭐", 3), ("⭐️⭐️", 2), ("⭐ ⭐️ ⭐", 3)]:
        turned = step(caller.mind, caller.session, Said(id="x", at=caller.at, text=said))
        assert turned.rating.stars == stars


@pytest.mark.parametrize("said", ["确认", "确认删除", "确认，全部删掉", "🗑 确认，全部删掉", "全部删掉", "是的"])
def test_whoever_agrees_to_the_question_is_forgotten(reader, said):
    reader.opens("water_hookup")
    reader.says("/forget")
    assert "确认" in reader.text

    assert reader.says(said).session is None


@pytest.mark.parametrize("said", ["好", "嗯", "不删了", "算了", "今天天气真好", "删我的爱好"])
def test_nothing_is_deleted_by_words_that_may_mean_something_else(reader, said):
    reader.opens("water_hookup")
    reader.says("/forget")

    assert reader.says(said).session


def test_who_only_nods_is_asked_once_more(reader):
    reader.opens("water_hookup")
    reader.says("/forget")
    reader.says("好的")

    assert reader.told == ["forget"]


@pytest.mark.parametrize("kind", ["asked", "browsed", "said"])
def test_all_is_deleted_only_where_that_was_the_last_thing_said(reader, kind):
    reader.opens("water_hookup")
    reader.says("/forget")
    reader.does(kind, **({"topic": "help"} if kind == "asked" else {"text": "上一步"} if kind == "said" else {}))

    assert reader.says("确认").session


def test_a_reminder_between_question_and_answer_is_the_last_thing_said(caller):
    caller.books()
    one = caller.session.diary.kept[0]
    caller.does(Forgot)
    caller.at = one.slot.end
    caller.does(TimePassed, what="afterwards", ref=one.ref)
    caller.says("全部删掉，预约留着")

    assert caller.session.diary.kept


def test_with_an_appointment_it_must_be_said_what_becomes_of_it(caller):
    caller.books()
    caller.does(Forgot)
    caller.says("确认")
    assert "预约也取消" in caller.text
    caller.says("预约也取消")

    assert [errand.act for errand in caller.turned.errands] == ["free"]


def test_of_whom_nothing_is_kept_nothing_is_asked(reader):
    assert reader.says("/forget").session is None
    assert "没有存" in reader.text


@pytest.mark.parametrize("said", ["确定取消", "确定", "是的", "对"])
def test_an_appointment_is_called_off_by_words_only_after_the_question(caller, said):
    caller.books()
    caller.says(said)
    assert caller.session.diary.kept[0].status == "confirmed"
    caller.does(Booked, what="free", ref=caller.session.diary.kept[0].ref)
    caller.says("取消")
    assert "要取消这个预约吗" in caller.text
    caller.says(said)

    assert caller.session.diary.kept[0].status == "freeing"


def test_the_note_of_a_card_goes_with_its_appointment(caller):
    caller.books()
    one = caller.session.diary.kept[0]
    caller.at = one.slot.end.replace(month=12)
    caller.does(TimePassed, what="wipe", ref=one.ref)

    assert caller.session.card is None


def test_two_appointments_on_one_day_are_not_told_by_the_day(caller):
    caller.books()
    caller.says("预约")
    caller.says("9月22日")
    caller.says("10点")
    caller.gives().stands("held")
    caller.does(Asked, topic="mine")
    caller.says("9月22日")

    assert not any(reply.kind == "ticket" and reply.what == "shown" for reply in caller.turned.replies)


@pytest.mark.parametrize("said", ["个人", "企业办", "👤 个人办事", "1. 企业办事", "按方面", "一件事"])
def test_the_menu_is_understood_by_how_its_words_begin(reader, said):
    reader.opens("water_hookup")
    reader.does("started")
    (offer,) = reader.says(said).replies

    assert offer.why in {"person", "business", "areas", "events"}


@pytest.mark.parametrize("said", ["第二个", "2", "二"])
def test_what_words_may_mean_is_chosen_by_its_place(reader, said):
    (offer,) = reader.says("用水报装和用气报装").replies
    reader.says(said)

    assert reader.at[0] == offer.flows[1]


def test_an_answer_is_changed_by_its_number(reader):
    reader.opens("water_hookup")
    reader.answers("sme", 50)
    reader.says("改答案")
    reader.says("改第一项")

    assert reader.at == ("water_hookup", "who")


def test_what_is_clearly_named_to_the_menu_is_opened_though_a_question_is_open(reader):
    reader.opens("water_hookup")
    reader.does("started")
    reader.says("房子过户")

    assert reader.at[0] == "property_transfer"


def test_what_the_menu_does_not_know_is_taken_for_the_answer_to_the_open_question(reader):
    reader.opens("water_hookup")
    reader.does("started")
    reader.answers("sme")

    assert reader.at == ("water_hookup", "meter")


def test_a_procedure_withdrawn_meanwhile_is_on_no_button(reader):
    reader.says("用水报装和用气报装")
    card = reader.session.card.model_copy(update={"flows": ("moon_landing",)})
    reader.session = reader.session.model_copy(update={"card": card})

    assert reader.says("moon_landing").replies[-1].kind == "offer"


def test_who_is_not_understood_twice_hears_it_otherwise_and_whom_to_ask(reader):
    reader.says("阿巴阿巴")
    first = reader.text
    reader.says("阿巴阿巴")
    second = reader.text
    reader.says("装电表")
    reader.says("阿巴阿巴")
    third = reader.text
    reader.says("阿巴阿巴")

    assert "12345" in second
    assert first != second
    assert third != reader.text
    assert "12345" in reader.text


@pytest.mark.parametrize("said", ["确认预约", "确认", "对", "是的", "是", "✅ 确认预约", "好"])
def test_a_held_slot_is_confirmed_in_words(caller, said):
    caller.holds()
    caller.says(said)

    assert caller.errand.act == "confirm"


@pytest.mark.parametrize("said", ["13900139000", "电话写错了，是139 0013 9000"])
def test_another_number_takes_the_place_of_the_first_while_the_slot_is_held(caller, said):
    caller.holds()
    caller.says(said)

    assert caller.session.diary.kept[0].person.phone == "13900139000"
    assert "139****9000" in caller.text
    assert "确认预约" in caller.text


@pytest.mark.parametrize("said", ["不对，名字写错了", "改姓名", "改名字", "✏️ 改姓名"])
def test_a_wrong_name_is_asked_for_anew_while_the_slot_is_held(caller, said):
    caller.holds()
    caller.says(said)
    assert "叫什么名字" in caller.text
    caller.says("王大明")

    assert caller.session.diary.kept[0].person.name == "王大明"


def test_a_name_that_is_told_with_it_is_taken(caller):
    caller.holds()
    caller.says("我叫王大明")

    assert caller.session.diary.kept[0].person.name == "王大明"


@pytest.mark.parametrize("said", ["不对", "今天天气真好", "我是"])
def test_what_is_not_understood_shows_the_held_slot_again(caller, said):
    caller.holds()
    caller.says(said)

    assert "还没约定" in caller.text
    assert buttons(caller)[0].label == "✅ 确认预约"


def test_another_matter_that_is_clearly_named_is_begun_and_the_slot_is_spoken_of(caller):
    caller.holds()
    caller.says("小茶馆")

    assert "还没约定" in caller.text
    assert "10:10" in caller.text
    caller.says("确认预约")
    assert caller.errand.act == "confirm"


def test_another_matter_that_is_only_likely_is_offered_beside_the_held_slot(caller):
    caller.holds()
    caller.says("喝茶的店")

    assert caller.session.diary.kept[0].status == "held"
    assert "还没约定" in caller.text


def test_where_no_slot_can_be_held_the_word_is_to_confirm_at_once(caller):
    caller.at_the_end().picks().gives()
    caller.hears(Receipt(ref=caller.errand.ref, state="held", slot=caller.errand.slot))
    caller.says("小茶馆")

    assert "马上打「确认预约」" in caller.text


def test_amid_another_matter_a_plain_yes_does_not_confirm(caller):
    caller.holds()
    caller.says("小茶馆")
    caller.says("好的")

    assert caller.session.diary.kept[0].status == "held"


def test_after_its_card_a_yes_confirms_amid_another_matter_too(caller):
    caller.holds()
    caller.says("小茶馆")
    caller.does(Booked, what="show", ref=caller.session.diary.kept[0].ref)
    caller.says("对")

    assert caller.errand.act == "confirm"


@pytest.mark.parametrize(("said", "told"), [("改时间", "哪一天"), ("取消", "确定取消")])
def test_in_the_list_of_mine_the_only_appointment_is_meant(caller, said, told):
    caller.books()
    caller.says("我的")
    caller.says(said)

    assert told in caller.text or told in str(caller.screen.rows)
