"""What a citizen hears when asking about the procedure at hand."""

import pytest

from bot.engine.session import blank
from bot.flow.paths import samples
from bot.message import plain
from tests.houses import ROOT, Visitor, labels

LONGEST = 4096
"""Characters of a message (Bot API: sendMessage)."""
QUESTIONS = ("要多久，要多少钱", "带什么，在哪办", "怎么办，为什么")


@pytest.fixture(scope="module")
def visitor() -> Visitor:
    return Visitor(ROOT)


@pytest.fixture
def asker(visitor: Visitor) -> Visitor:
    visitor.session = blank("tg.1.1")
    return visitor


def answer_first(visitor: Visitor) -> None:
    """Give the first answer that can be given."""
    visit, book = visitor.session.visit, visitor.mind.handbook
    answer = samples(book.flows[visit.flow], book.figures)[visitor.session.state][0]
    visitor.session = visitor.mind.walker.answered(visitor.session, answer)[0]


def test_a_difference_is_told_by_choice_and_the_question_follows(asker):
    asker.opens("gas_hookup")

    message = asker.says("要多少钱")

    lines = plain(message.text).splitlines()
    assert lines[0] == "💰 要花多少钱（用气报装）"
    assert [line.split("：")[0] for line in lines if line.startswith("•")] == [
        "• 选「居民家庭」的话",
        "• 选「企业、商户、单位」的话",
        "• 选「煤改气用户」的话",
    ]
    assert "答完下面的问题" in message.text
    assert "这气是给谁用的？" in message.text
    assert "居民家庭" in labels(message)


def test_what_holds_anyway_is_told_with_its_date(asker):
    asker.opens("gas_hookup")

    text = plain(asker.says("几天能办好").text)

    assert "报装、看现场、出方案：4个工作日以内\n  ↳ 今天受理的话，最晚 9月28日（星期一）" in text
    assert "接着答下面这一问就行" in text


def test_at_the_outcome_it_is_answered_and_the_sheet_is_a_tap_away(asker):
    asker.opens("gas_hookup")
    asker.says("店里")

    message = asker.says("带什么")

    assert "工程图纸" in message.text
    assert "用气报装费" not in message.text
    assert labels(message)[0] == "▶️ 接着办"
    assert "已备 0/3" in asker.taps("接着办").text


def test_with_nothing_at_hand_the_menu_is_shown(asker):
    message = asker.says("要多少钱")

    assert message.text.startswith("您说的是哪件事？")
    assert len(message.rows) > 1


def test_of_a_life_event_every_part_is_told(asker):
    asker.opens("open_shop")

    text = plain(asker.says("带什么").text)

    parts = [asker.mind.handbook.flows[part.flow].title for part in asker.mind.handbook.flows["open_shop"].parts]
    assert [title for title in parts if f"• {title}：" not in text] == []


def test_at_the_end_of_a_life_event_every_part_is_told(asker):
    asker.opens("open_shop")
    while asker.mind.walker.asked(asker.session):
        answer_first(asker)
    *_, last = asker.mind.walker.agenda.parts(asker.session)

    text = plain(asker.says("多久").text)

    assert text.startswith("⏱ 要多久（开个店）")
    assert asker.mind.handbook.flows[last.flow].title in text
    assert "答完几问才知道" not in text


@pytest.mark.parametrize("flow", Visitor(ROOT).mind.handbook.flows)
def test_every_answer_of_every_procedure_can_be_said_and_fits_a_message(asker, flow):
    asker.opens(flow)
    for _ in range(40):
        for question in QUESTIONS:
            assert 0 < len(plain(asker.says(question).text)) <= LONGEST
        if asker.mind.walker.asked(asker.session) is None:
            return
        answer_first(asker)
    pytest.fail("comes to no end")
