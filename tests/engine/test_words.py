"""What people type: answers, commands, and words for another procedure."""

import pytest

from bot.engine.mind import Mind, plain
from bot.engine.reply import Answers, Ask, Offer, Tell
from bot.render import Renderer
from tests.engine.books import ROOT, ask, end, number, real, small
from tests.engine.citizen import Citizen


def test_a_typed_number_is_an_answer(midway):
    midway.says("ＤＮ五十")

    assert midway.given["water_hookup", "meter"] == 50
    assert midway.at == ("water_hookup", "fee_free")


def test_typed_words_are_taken_for_the_choice_they_mean(citizen):
    citizen.opens("water_hookup")
    citizen.says("自己家")

    assert citizen.given == {("water_hookup", "who"): "home"}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("很多", "not_a_number"),
        ("-5", "negative"),
        ("5", "too_small"),
        ("1e9", "too_big"),
        ("50.5", "not_whole"),
        ("😀", "not_a_number"),
        ("字" * 10000, "too_long"),
        ("<b>{{7*7}}</b>", "too_small"),
    ],
)
def test_what_is_no_number_is_told_kindly_and_the_question_stays(midway, said, why):
    kept = midway.session

    midway.says(said)

    told, asked = midway.turned.replies
    assert (told.what, told.data["why"]) == ("trouble", why)
    assert isinstance(asked, Ask)
    assert midway.stands == kept


def test_what_is_no_choice_is_told_and_the_question_stays(citizen):
    citizen.opens("water_hookup")
    citizen.says("今天天气真好")

    assert citizen.turned.replies[0].data["why"] == "not_a_choice"
    assert citizen.at == ("water_hookup", "who")


def test_words_for_another_procedure_are_offered_and_nothing_is_left_unasked(midway):
    kept = midway.session

    midway.says("企业简易注销")

    assert midway.turned.replies == (Offer(why="switch", flows=("deregister_simple",)), Ask(number=2, total=2))
    assert midway.stands == kept
    midway.opens("deregister_simple")
    assert [visit.flow for visit in midway.session.shelf] == ["water_hookup"]


def test_words_for_the_procedure_at_hand_are_no_reason_to_switch(midway):
    before = midway.stands

    midway.says("用水报装")

    assert midway.told == ["at_hand"]
    assert midway.stands == before


@pytest.mark.parametrize(
    ("text", "told"),
    [("装水表要40到50毫米", "several_numbers"), ("接水管子二十多毫米", "vague_number")],
)
def test_an_answer_that_can_not_be_used_is_told_why_though_it_names_the_matter(midway, text, told):
    midway.says(text)

    assert [reply.data.get("why") for reply in midway.turned.replies if isinstance(reply, Tell)] == [told]


def test_whoever_names_the_matter_at_hand_again_and_again_is_told_whom_to_call(midway):
    for _ in range(3):
        midway.says("用水报装")

    assert midway.told == ["trouble"]
    assert midway.session.card.again


@pytest.mark.parametrize(
    ("text", "turn"), [("注册公司", "before"), ("用水报装", "later"), ("用气报装", "later"), ("用电报装", "now")]
)
def test_of_a_life_event_it_is_told_whether_a_part_is_asked_about_now(citizen, text, turn):
    citizen.opens("open_shop")
    citizen.answers("both")
    while citizen.at[0] != "power":
        citizen.answers(next(iter(citizen.mind.walker.asked(citizen.session).choices)))

    citizen.says(text)

    assert [one.data["turn"] for one in citizen.turned.replies if isinstance(one, Tell)] == [turn]


@pytest.mark.parametrize("text", ["算了", "我不办了", "不弄了"])
def test_whoever_gives_up_is_shown_the_menu_and_loses_nothing(midway, text):
    before = midway.session.visit

    midway.says(text)

    assert midway.told == ["put_aside"]
    assert midway.turned.replies[-1] == Offer(why="menu")
    assert midway.session.visit == before


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("家里着火了", "fire"), ("有人触电了", "electrocuted"), ("电线断了掉在地上", "wire_down"), ("我不想活了", "despair"),
        ("煤气漏了", "gas_leak"), ("灶打不着火", "gas_trouble"), ("换法人", "company_change"), ("自来水没水了", "water_trouble"),
    ],
)  # fmt: skip
def test_whoever_is_in_danger_or_at_another_door_is_told_whom_to_call(citizen, text, matter):
    assert citizen.says(text).replies == (Tell(what="refer", data={"matter": matter}),)


@pytest.mark.parametrize(("text", "matter"), [("家里着火了", "fire"), ("家里煤气漏了", "gas_leak")])
def test_danger_comes_before_the_question_at_hand_though_the_words_would_answer_it(citizen, text, matter):
    citizen.opens("gas_hookup")
    before = citizen.stands

    citizen.says(text)

    assert citizen.turned.replies == (Tell(what="refer", data={"matter": matter}), Ask(number=1, total=1))
    assert citizen.stands == before


def test_words_find_a_procedure_and_say_so(citizen):
    citizen.says("企业简易注销")

    assert citizen.turned.replies == (Tell(what="went_in", data={"flow": "deregister_simple"}), Ask(number=1, total=5))
    assert citizen.at == ("deregister_simple", "type")


def test_words_find_a_half_filled_procedure_on_the_shelf_and_lose_none_of_it(midway):
    midway.opens("gas_hookup", who="home")
    midway.says("用水报装")

    assert midway.told == ["went_in", "resumed"]
    assert midway.at == ("water_hookup", "meter")


def test_words_that_may_mean_several_procedures_are_asked_about(citizen):
    replies = citizen.says("用水报装和用气报装").replies

    assert replies[0].why == "unclear"
    assert set(replies[0].flows) == {"water_hookup", "gas_hookup"}
    assert citizen.at == (None, None)


def test_words_that_mean_nothing_here_get_no_guess(citizen):
    assert citizen.says("今天天气真好").replies == (Offer(why="none"),)


def test_words_for_a_matter_of_others_are_told_whom_to_ask(citizen):
    assert citizen.says("法院通知我开庭").replies == (Tell(what="refer", data={"matter": "summoned"}),)
    assert citizen.at == (None, None)


def test_a_matter_of_others_in_the_middle_of_a_walk_leaves_the_question_as_it_is(midway):
    kept = midway.session

    told, asked = midway.says("家里燃气漏气了").replies

    assert told == Tell(what="refer", data={"matter": "gas_leak"})
    assert asked == Ask(number=2, total=2)
    assert midway.session is kept


@pytest.mark.parametrize(("said", "at"), [("上一步", "who"), ("  返回！", "who"), ("ＢＡＣＫ", "who"), ("重来", "who")])
def test_commands_work_in_words(midway, said, at):
    midway.says(said)

    assert midway.at == ("water_hookup", at)


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("菜单", Offer(why="menu")),
        ("转人工", Tell(what="human")),
        ("帮助", Tell(what="help")),
        ("隐私", Tell(what="privacy")),
        ("为什么", Tell(what="why")),
        ("我的", Offer(why="mine", flows=("water_hookup",))),
        ("忘了我", Tell(what="forget")),
        ("改", Answers(given=(("water_hookup", "who"),))),
        ("继续", Ask(number=2, total=2)),
    ],
)
def test_words_about_the_house_leave_the_question_as_it_is(midway, said, reply):
    kept = midway.session

    assert midway.says(said).replies == (reply,)
    assert midway.stands == kept


def test_every_command_in_the_words_file_that_acts_is_understood(mind):
    acting = {"back", "restart", "menu", "human", "help", "mine", "forget", "privacy", "change", "resume", "why"}
    acting |= {"notice", "timeline", "book", "remind", "quiet", "person", "business", "areas", "events"}

    assert set(mind.commands.values()) == acting
    assert acting <= real().words.commands.keys()


@pytest.mark.parametrize(
    "name",
    [
        *("back", "menu", "human", "mine", "why", "resume", "change", "restart", "notice", "timeline", "remind"),
        *("person", "business", "areas", "events"),
    ],
)
def test_the_words_on_the_ways_around_mean_the_same_when_they_are_typed(mind, name):
    """Beside the button that shares a phone number they come back as words (Bot API: KeyboardButton)."""
    assert mind.commands.get(plain(Renderer(ROOT, mind).labels[name])) == name


def test_a_number_of_any_size_survives_storing():
    citizen = Citizen(Mind(small(one={"a": number("b"), "b": ask("done", "x"), "done": end()})))
    citizen.opens("one", a=12.5)

    assert citizen.session.visit.answers == {"a": 12.5}


def test_how_a_sentence_was_taken_is_said_and_of_a_choices_own_words_nothing(citizen):
    citizen.opens("deregister")
    citizen.answers("company")

    citizen.says("没欠税吧应该")
    assert citizen.turned.replies[0] == Tell(what="taken", data={"label": "都清了，或没欠过"})

    citizen.backs()
    citizen.says("都清了，或没欠过")
    assert citizen.told == []


def test_giving_up_is_no_answer_though_it_might_mean_no(citizen):
    citizen.opens("deregister")
    citizen.answers("company")

    citizen.says("算了")

    assert citizen.told == ["put_aside"]
    assert citizen.session.visit.answers == {"type": "company"}


def test_whoever_names_two_choices_is_asked_which_and_not_led_elsewhere(citizen):
    citizen.opens("deregister")
    citizen.answers("company")

    citizen.says("没欠税就是欠点货款")

    assert [one.data["why"] for one in citizen.turned.replies if isinstance(one, Tell)] == ["several_choices"]
    assert citizen.at == ("deregister", "debt")
