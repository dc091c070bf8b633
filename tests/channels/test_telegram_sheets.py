"""Sheets to take along: after the card, each file once, and words where nothing can be printed."""

import pytest
import segno

from bot.errors import Undelivered
from bot.message import Attachment, Message
from bot.press.paper import Paper

SHEET = Attachment(kind="notice", name="告知单", sheet="{}", instead="<b>文字版</b>")
CARD = Message(text="马上发来", files=(SHEET,), place="new")


@pytest.fixture
def papers(desk, tmp_path):
    segno.make_qr("https://example.org").save(tmp_path / "code.png", scale=10)
    picture = (tmp_path / "code.png").read_bytes()
    desk.printed = (
        Paper("告知单.pdf", b"%PDF-1.7", "打印用", "document"),
        Paper("告知单.ics", b"BEGIN:VCALENDAR", "日历", "document"),
        Paper("告知单.png", picture, "手机看", "photo"),
    )
    desk.answer = lambda _: CARD
    return desk.printed


async def _asks(api):
    wang = api.person(1)
    await wang.says("告知单")
    await api.settled()
    return api.chat(1)


async def test_files_come_after_the_card_whole_and_with_their_captions(api, channel, desk, papers):
    chat = await _asks(api)

    text, *files = chat.cards
    assert text.text == "马上发来"
    assert [(card.file.name, card.file.content) for card in files] == [(one.name, one.content) for one in papers]
    assert [card.extra["caption"] for card in files] == ["打印用", "日历", "手机看"]
    assert ["document" in card.extra for card in files] == [True, True, False]
    assert not desk.owed


async def test_where_nothing_can_be_printed_the_words_come(api, channel, desk, papers):
    desk.printed = ()

    chat = await _asks(api)

    assert [card.text for card in chat.cards] == ["马上发来", "文字版"]
    assert not desk.owed


@pytest.mark.parametrize("trouble", ["loses_answer", "answers_too_late"])
@pytest.mark.parametrize("method", ["sendDocument", "sendPhoto"])
async def test_a_file_whose_answer_is_lost_is_not_sent_again(api, channel, desk, papers, trouble, method):
    getattr(api.faults, trouble)(method)

    chat = await _asks(api)

    assert [card.file.name for card in chat.cards[1:]] == [one.name for one in papers]
    assert not desk.owed


async def test_a_refused_file_holds_up_no_other(api, channel, desk, papers):
    desk.printed = (Paper("坏.png", b"no picture", "", "photo"), *papers[:1])

    chat = await _asks(api)

    assert [card.file.name for card in chat.cards[1:]] == ["告知单.pdf"]
    assert not desk.owed


async def test_what_was_brought_is_not_brought_again_when_the_rest_is_owed(api, channel, desk, papers):
    api.faults.fails("sendPhoto", 500, times=99)
    chat = await _asks(api)
    effect = next(iter(desk.owed.values()))
    with pytest.raises(Undelivered):
        await channel.deliver(effect)
    assert [card.file.name for card in chat.cards[1:]] == ["告知单.pdf", "告知单.ics"]

    while api.faults.next("sendPhoto"):
        pass
    await channel.deliver(effect)

    assert [card.text for card in chat.cards] == ["马上发来", "", "", ""]
    assert [card.file.name for card in chat.cards[1:]] == [one.name for one in papers]


async def test_in_a_topic_files_stay_in_the_topic(api, channel, desk, papers):
    group, wang = api.group(-5, topics=(7,)), api.person(1)
    await wang.says("/menu", chat=-5, topic=7)
    await api.settled()

    assert {card.topic for card in group.cards} == {7}
    assert len(group.cards) == 4
