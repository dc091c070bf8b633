"""Who says in the first breath what would be asked next is not asked again, where the question allows it."""

import pytest

from bot.engine.mind import Mind
from bot.engine.reply import Ask, Finish, Tell
from tests.engine.books import changed, real
from tests.engine.citizen import Citizen


@pytest.mark.parametrize(
    ("text", "flow", "value"),
    [
        ("停电了", "power_price_consult", "outage"),
        ("电费一度多少钱", "power_price_consult", "price"),
        ("家里电表要过户", "power_resident", "transfer"),
        ("房贷还清了去哪解押", "property_mortgage", "cancel"),
        ("股东不让我看账本", "shareholder_rights", "know"),
        ("想查查自己征信", "sme_financing", "credit"),
        ("年报忘报了", "credit_publicity_query", "ann"),
    ],
)
def test_what_was_said_at_once_is_not_asked_again(citizen, text, flow, value):
    citizen.says(text)

    went_in, heard, shown = citizen.turned.replies
    assert went_in == Tell(what="went_in", data={"flow": flow})
    assert (heard.what, heard.data["flow"]) == ("heard", flow)
    assert heard.data["label"] == citizen.mind.handbook.flows[flow].states[heard.data["state"]].choices[value].label
    assert isinstance(shown, Ask | Finish)
    assert citizen.session.visit.answers == {heard.data["state"]: value}


def test_one_step_back_asks_what_was_taken_as_said(citizen):
    citizen.says("停电了")
    citizen.does("went_back")

    assert citizen.at == ("power_price_consult", "power_topic")
    assert isinstance(citizen.turned.replies[-1], Ask)


@pytest.mark.parametrize(
    "text", ["电费", "停电了，电费不对也要问", "停电了还多收我电费", "房贷还没还清能解押吗", "我们想注册公司", "开公司"]
)
def test_what_was_not_said_clearly_or_is_no_such_question_is_asked(citizen, text):
    citizen.says(text)

    assert citizen.told[0] == "went_in"
    assert "heard" not in citizen.told
    assert isinstance(citizen.turned.replies[-1], Ask)


def test_only_who_was_asked_can_say_that_he_does_not_know(citizen):
    citizen.says("电费的事我不清楚")

    assert citizen.told == ["went_in"]


def test_who_comes_back_to_a_half_answered_procedure_keeps_what_was_answered(citizen):
    citizen.opens("power_price_consult")
    citizen.answers("emerging")
    kept = citizen.session.visit.answers
    citizen.opens("water_hookup")
    citizen.answers("sme", 50)
    citizen.says("停电了")

    assert citizen.told == ["went_in", "resumed"]
    assert citizen.session.visit.answers == kept


def test_several_questions_may_be_answered_by_the_same_words():
    def edit(states):
        for name in ("kind", "delivery", "way"):
            states[name]["heard"] = True

    citizen = Citizen(Mind(changed(real(), "open_business", edit)))

    citizen.says("注册公司，要快递，网办")

    assert citizen.told == ["went_in", "heard", "heard", "heard"]
    assert citizen.session.visit.answers == {"kind": "company", "delivery": "mail", "way": "online"}
    assert citizen.at == ("open_business", "esign")


@pytest.mark.parametrize("text", ["不是", "不是的", "不对", "错了", "听错了", "我说的不是这个"])
def test_whoever_was_misheard_says_so_and_is_asked(citizen, text):
    citizen.says("停电了")
    citizen.says(text)

    assert citizen.at == ("power_price_consult", "power_topic")
    assert isinstance(citizen.turned.replies[-1], Ask)


def test_a_long_letter_answers_nothing(citizen):
    citizen.says("停电了，" + "停电停电" * 400)

    assert "heard" not in citizen.told


def test_whoever_says_that_nothing_more_is_wanted_stays_where_the_list_is(citizen):
    citizen.says("停电了")
    citizen.says("没有了")

    assert citizen.at == ("power_price_consult", "outage")


def test_a_sentence_taken_wrongly_is_taken_back_by_saying_so(citizen):
    citizen.opens("gas_hookup")
    citizen.says("家里的，要多少钱")
    citizen.says("不对")

    assert citizen.at == ("gas_hookup", "who")
