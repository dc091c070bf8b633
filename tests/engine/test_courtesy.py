import pytest

from bot.engine.reply import Offer, Tell
from tests.engine.citizen import Citizen


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("谢谢", "thanks"),
        ("好的，谢谢您！", "thanks"),
        ("嗯嗯 知道了", "thanks"),
        ("好", "thanks"),
        ("您好，谢谢", "thanks"),
        ("OK👌", "thanks"),
        ("你好", "hello"),
        ("您好！在吗？", "hello"),
        ("早上好啊", "hello"),
        ("谢谢，我还想装电表", None),
        ("可以报吧", None),
        ("装好", None),
        ("你好，开公司", None),
        ("的", None),
        ("", None),
        ("🙏", None),
        ("好的" * 2000 + "x", None),
        ("好的" * 2000, None),
    ],
)
def test_a_courtesy_is_one_only_if_nothing_else_is_said(mind, text, meant):
    assert mind.courtesies.meant(text) == meant


def kinds(turned):
    return [one.what if isinstance(one, Tell) else one.kind for one in turned.replies]


def test_thanks_at_a_question_are_answered_and_it_is_asked_again(midway):
    before = midway.session

    assert kinds(midway.says("谢谢")) == ["thanks", "ask"]
    assert kinds(midway.says("你好")) == ["hello", "ask"]
    assert (midway.session.visit, midway.session.state) == (before.visit, before.state)


def test_an_agreement_is_an_answer_where_the_question_is_yes_or_no(citizen):
    citizen.opens("open_business")
    citizen.answers("company", "mail", "online")

    citizen.says("可以")

    assert citizen.session.state == "online_full"


def test_thanks_for_a_list_are_answered_with_the_way_back_to_it(done):
    before = done.session

    assert kinds(done.says("好的，谢谢")) == ["thanks"]
    assert done.session.visit == before.visit


def test_a_greeting_where_nothing_is_asked_is_answered_with_a_welcome(citizen, done):
    assert [type(one) for one in citizen.says("你好").replies] == [Tell, Offer]
    assert kinds(done.says("在吗")) == ["welcome", "offer"]


def test_thanks_do_not_answer_for_a_slot_that_is_held(caller):
    caller.holds().says("谢谢")

    assert "号还给您留着" in caller.text
    assert "✅ 确认预约" in [button.label for row in caller.screen.rows for button in row]
    assert [one.status for one in caller.session.diary.kept] == ["held"]


@pytest.mark.parametrize(
    ("flow", "state", "text"),
    [
        ("court", "court_matter", "太好了"),
        ("property_other_registration", "first_what", "太好了"),
        ("gov_service_guide", "guide_need", "晚上好"),
        ("gov_service_guide", "guide_time", "晚上好"),
        ("permit_commitment", "permit_list", "在不在"),
    ],
)
def test_a_courtesy_that_sounds_like_a_choice_answers_nothing(mind, flow, state, text):
    asker = Citizen(mind)
    asker.opens(flow)
    while asker.at[1] != state:
        choices = mind.walker.asked(asker.session).choices
        asker.answers({"other_kind": "first", "guide_need": "off"}.get(asker.at[1], next(iter(choices))))

    told = kinds(asker.says(text))

    assert told in (["thanks", "ask"], ["hello", "ask"])
    assert asker.at == (flow, state)


def test_who_is_polite_between_two_words_that_were_not_understood_is_still_told_whom_to_call(midway):
    midway.says("嘟嘟嘟")
    midway.says("好的")
    midway.says("嘟嘟嘟")

    assert midway.session.card.again


@pytest.mark.parametrize("text", ["好的", "谢谢", "你好", "嗯嗯", "知道了", "同意", "确定"])
def test_a_courtesy_is_nobodys_name(caller, text):
    caller.at_the_end().picks().taps("同意")
    caller.says(text)
    assert caller.session.diary.draft.stage == "name"
    assert "叫什么名字" in caller.text

    caller.says("李小芳")
    caller.says(text)
    assert caller.session.diary.draft.stage == "phone"
    assert "手机号" in caller.text


@pytest.mark.parametrize("text", ["谢谢", "你好"])
def test_a_courtesy_mends_no_name(caller, text):
    caller.holds().taps("改姓名")
    caller.says(text)

    assert [one.person.name for one in caller.session.diary.kept] == ["李小芳"]
    assert "叫什么名字" in caller.text


def test_after_thanks_the_words_on_the_receipt_are_still_understood(caller):
    caller.books()
    caller.says("谢谢")
    caller.says("改时间")

    assert "哪一天" in caller.text


def test_danger_is_nobodys_name(caller):
    caller.at_the_end().picks().taps("同意")
    caller.says("着火了")

    assert "119" in caller.text
    assert caller.session.diary.draft.stage == "name"
