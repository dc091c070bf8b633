"""What people ask about the procedure at hand: cost, time, what to bring, where, how, why."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine.mind import Mind
from bot.engine.reply import About, Ask, Finish, Offer, Tell
from tests.engine.books import ask, end, real, small
from tests.engine.citizen import Citizen

ASKED = {
    "cost": ["要多少钱", "收费吗", "那这个一共得花多少钱呢？", "要不要钱", "贵不贵", "yao duo shao qian", "要多少錢"],
    "time": ["多久", "几天能办好", "办下来大概得几天呀", "什么时候能办好", "多长时间"],
    "bring": ["带什么", "要啥材料", "需要帶什麼材料", "你好，请问要准备哪些资料", "身份证要带吗", "材料"],
    "where": ["在哪办", "去哪个窗口", "打哪个电话", "找谁", "归谁管", "几点下班"],
    "how": ["怎么办", "流程", "先办啥", "咋申请"],
}
EVERY = [(topic, text) for topic, texts in ASKED.items() for text in texts]


@pytest.mark.parametrize(("topic", "text"), EVERY)
def test_a_question_about_the_procedure_is_answered_and_its_question_stays(midway, topic, text):
    kept = midway.session

    midway.says(text)

    assert midway.turned.replies == (About(topics=(topic,)), Ask(number=2, total=2))
    assert midway.session is kept


@pytest.mark.parametrize(("topic", "text"), EVERY)
def test_a_question_about_the_outcome_is_answered_from_it(done, topic, text):
    kept = done.session

    assert done.says(text).replies == (About(topics=(topic,)),)
    assert done.session is kept


@pytest.mark.parametrize("text", ["为什么要问这个呢", "依据是什么", "凭啥", "问这个干什么"])
def test_why_is_told_as_by_its_button(midway, text):
    midway.says(text)

    assert midway.turned.replies[0] == Tell(what="why")


def test_two_questions_at_once_are_both_answered(midway):
    midway.says("要多少钱，要带什么？")

    assert midway.turned.replies[0] == About(topics=("cost", "bring"))


def test_a_question_that_names_the_procedure_at_hand_is_about_it(done):
    assert done.says("接自来水要多少钱").replies == (About(topics=("cost",)),)


@pytest.mark.parametrize(
    "text",
    ["结婚证要多少钱", "办护照多久", "买肉多少钱", "今天天气怎么样", "我没时间去", "要多少钱" * 20, "多少", "不"],
)
def test_what_is_no_question_about_the_procedure_is_not_taken_for_one(done, text):
    assert not any(isinstance(reply, About) for reply in done.says(text).replies)


def test_a_question_that_names_another_procedure_offers_that(midway):
    midway.says("企业简易注销要带什么")

    assert midway.turned.replies[0] == Offer(why="switch", flows=("deregister_simple",))


def test_words_that_stand_on_a_button_are_an_answer():
    citizen = Citizen(Mind(small(one={"a": ask("done", "x", choices={"x": "要多少钱", "y": "别的"}), "done": end()})))
    citizen.opens("one")
    citizen.says("多少钱")

    assert citizen.given == {("one", "a"): "x"}


@pytest.mark.parametrize("text", ["要不要钱", "有没有费用", "是不是免费"])
def test_a_question_with_a_no_in_it_is_no_answer(text):
    choices = {"yes": "是", "no": {"label": "没有", "words": ["不要", "不是"]}}
    citizen = Citizen(Mind(small(one={"a": ask("done", choices=choices), "done": end()})))
    citizen.opens("one")
    citizen.says(text)

    assert citizen.turned.replies[0] == About(topics=("cost",))
    assert citizen.given == {}


def test_an_answer_beside_a_question_is_taken(citizen):
    citizen.opens("gas_hookup")

    assert citizen.says("家里的，要多少钱").replies == (Tell(what="taken", data={"label": "居民家庭"}), Finish())
    assert citizen.given == {("gas_hookup", "who"): "home"}


def test_with_nothing_at_hand_it_is_asked_which_matter_is_meant(citizen):
    assert citizen.says("要多少钱").replies == (Tell(what="which"), Offer(why="menu"))
    assert citizen.session.visit is None


def test_with_nothing_at_hand_a_named_procedure_is_opened(citizen):
    citizen.says("接天然气要花多少钱")

    assert citizen.at == ("gas_hookup", "who")


def test_every_word_of_a_topic_is_heard_as_that_topic(mind):
    words = real().words.topics
    pairs = [(name, word) for name in (*ASKED, "why") for word in getattr(words, name)]

    assert [(name, word) for name, word in pairs if mind.listener.asked(word, ()) != (name,)] == []


SAYINGS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["多少钱", "几天", "，", "带什么", "不", "我", "电", "？", "why", "一", "9"]), max_size=8
    ).map("".join),
)


@settings(deadline=None, max_examples=200)
@given(SAYINGS)
def test_no_text_raises_and_an_answered_question_changes_nothing(text):
    citizen = Citizen(_mind())
    citizen.opens("water_hookup", who="sme")
    kept = citizen.session

    replies = citizen.says(text).replies

    if any(isinstance(reply, About) for reply in replies):
        assert citizen.session is kept
        assert isinstance(replies[-1], Ask)


@cache
def _mind() -> Mind:
    return Mind(real())
