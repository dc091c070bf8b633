"""One card edited while tapping, a new one after typing, every tap answered."""

from bot.engine.event import Chosen, Said
from bot.message import Button, Message


async def test_typed_text_is_answered_by_a_new_message(api, channel, desk):
    wang = api.person(1)

    await wang.says("装电表")
    await api.settled()

    assert [event.text for event in desk.events["tg.1.1"]] == ["装电表"]
    assert api.chat(1).last.text == "said 装电表"
    assert api.chat(1).last.labels == ["再来"]
    assert not desk.owed


async def test_a_tap_edits_the_tapped_card_and_is_answered(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()

    query = await wang.taps("再来")
    await api.settled()

    assert isinstance(desk.events["tg.1.1"][1], Chosen)
    assert len(api.chat(1).cards) == 1
    assert (api.chat(1).last.text, api.chat(1).last.edited) == ("chosen chosen", 1)
    assert query.answered


async def test_a_fresh_answer_leaves_the_tapped_card_as_it_is(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()
    desk.answer = lambda _: Message(text="新卡片", place="new")

    await wang.taps("再来")
    await api.settled()

    assert [card.text for card in api.chat(1).cards] == ["said 装电表", "新卡片"]


async def test_a_toast_pops_up_and_is_cut_to_what_telegram_takes(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()
    desk.answer = lambda _: Message(text="好", toast="慢" * 300)

    query = await wang.taps("再来")
    await api.settled()

    assert query.toast == "慢" * 200


async def test_a_message_without_text_is_a_toast_and_nothing_else(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()
    desk.answer = lambda _: Message(text="", toast="这不是您的卡片")

    query = await wang.taps("再来")
    await api.settled()

    assert query.toast == "这不是您的卡片"
    assert (len(api.chat(1).cards), api.chat(1).last.edited) == (1, 0)
    assert not desk.owed


async def test_buttons_that_open_and_copy_arrive_as_such(api, channel, desk):
    wang = api.person(1)
    rows = ((Button(label="网上办", url="https://example.org/"),), (Button(label="复制编号", copied="k7m2"),))
    desk.answer = lambda _: Message(text="好", rows=rows)

    await wang.says("装电表")
    await api.settled()

    first, second = (row[0] for row in api.chat(1).last.rows)
    assert first == {"text": "网上办", "url": "https://example.org/"}
    assert second == {"text": "复制编号", "copy_text": {"text": "k7m2"}}


async def test_a_card_without_buttons_takes_the_keyboard_away(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()
    desk.answer = lambda _: Message(text="完")

    await wang.taps("再来")
    await api.settled()

    assert api.chat(1).last.rows == []


async def test_the_same_card_again_is_success(api, channel, desk, log):
    wang = api.person(1)
    desk.answer = lambda _: Message(text="一样", rows=((Button(label="再来", id="w.1.b"),),))
    await wang.says("装电表")
    await api.settled()

    await wang.taps("再来")
    await api.settled()

    assert [call.status for call in api.called("editMessageText")] == [400]
    assert "telegram_refused" not in log.getvalue()
    assert [card.text for card in api.chat(1).cards] == ["一样"]
    assert not desk.owed


async def test_a_double_tap_leaves_one_card_and_two_answers(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()

    first, second = await wang.taps("再来"), await wang.taps("再来")
    await api.settled()

    assert len(api.chat(1).cards) == 1
    assert first.answered
    assert second.answered


async def test_a_deleted_card_is_answered_by_a_new_one(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()
    card = api.chat(1).last
    query = await wang.taps("再来", on=card)
    api.chat(1).messages.remove(card)

    await api.settled()

    assert [card.text for card in api.chat(1).cards] == ["chosen chosen"]
    assert query.answered


async def test_a_card_out_of_reach_is_answered_by_a_new_one(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()

    await wang.taps_deleted(api.chat(1).last, "w1.1.c.yes")
    await api.settled()

    assert api.chat(1).last.text == "chosen chosen"


async def test_a_tap_too_old_to_be_answered_still_works(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()
    query = await wang.taps("再来")
    query.too_old = True

    await api.settled()

    assert api.chat(1).last.text == "chosen chosen"
    assert not desk.owed


async def test_forged_button_data_is_received_as_forged(api, channel, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()

    for data in ("x", "' OR 1=1 --", "w1.1.c." + "长" * 15, "w1.99999999.b"):
        await wang.taps("再来", data=data)
        await api.settled()

    assert [event.what for event in desk.events["tg.1.1"][1:]] == ["forged"] * 4


async def test_ten_kilobytes_of_text_arrive_whole(api, channel, desk):
    wang = api.person(1)
    text = "我想装电" * 850

    await wang.says(text)
    await api.settled()

    assert len(text.encode()) > 10_000
    assert [event.text for event in desk.events["tg.1.1"]] == [text]


async def test_html_and_braces_in_a_text_are_only_text(api, channel, desk):
    wang = api.person(1, name="<b>{{ 7*7 }}</b>")

    await wang.says("<script>{{ config }}</script> & {% raw %}")
    await api.settled()

    assert desk.events["tg.1.1"][0] == Said(
        id="u5001", at=desk.events["tg.1.1"][0].at, text="<script>{{ config }}</script> & {% raw %}"
    )


async def test_html_that_telegram_refuses_is_sent_as_plain_text(api, channel, desk):
    wang = api.person(1)
    desk.answer = lambda _: Message(
        text="<b>王 <wang> 与 A&amp;B</b> 1 &lt; 2", rows=((Button(label="再来", id="w.1.b"),),)
    )

    await wang.says("装电表")
    await api.settled()

    assert [call.status for call in api.called("sendMessage")] == [400, 200]
    assert api.chat(1).last.text == "王  与 A&B 1 < 2"
    assert api.chat(1).last.labels == ["再来"]


async def test_links_show_no_preview(api, channel, desk):
    await api.person(1).says("装电表")
    await api.settled()

    assert api.called("sendMessage")[0].parameters["link_preview_options"] == '{"is_disabled": true}'


async def test_commands_are_registered_in_chinese(api, channel):
    assert api.state.commands == {"menu": "看所有事项", "help": "怎么用"}
