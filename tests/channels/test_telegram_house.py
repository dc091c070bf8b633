"""The whole house behind Telegram: the real desk, the real flows, a real Redis."""

import time

import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.engine.event import Started
from bot.outbox import Outbox
from bot.stores.redis import RedisStore
from tests.channels.conftest import COMMANDS, NOW, QUICK, serving, settings_for

GROUP = -1001


async def _owed(house, redis_url) -> int:
    """What a new start would find owed."""
    await house.store.close()
    fresh = RedisStore(redis_url)
    owed = await fresh.owed(time.time() + 60, 100)
    await fresh.close()
    return len(owed)


async def test_a_citizen_taps_and_types_through_a_procedure(api, open_house, house, redis_url):
    wang = api.person(1, name="<b>{{ 7*7 }}</b>")
    await wang.says("/start water_hookup")
    await api.settled()
    question = api.chat(1).last.text

    await wang.taps("中小微企业")
    await api.settled()
    assert len(api.chat(1).cards) == 1
    assert api.chat(1).last.text != question

    await wang.says("DN50")
    await api.settled()
    assert len(api.chat(1).cards) == 2
    assert "免水表安装费" in api.chat(1).last.text
    assert {call.status for call in api.calls} == {200}
    assert await _owed(house, redis_url) == 0


async def test_a_half_filled_link_opens_the_procedure_where_its_answers_lead(api, open_house):
    await api.person(1).says("/start water_hookup--who-sme--meter-50")
    await api.settled()

    assert "免水表安装费" in api.chat(1).last.text


async def test_a_double_tap_counts_once(api, open_house):
    wang = api.person(1)
    await wang.says("/start water_hookup")
    await api.settled()
    card = api.chat(1).last
    data = card.button("中小微企业")["callback_data"]

    queries = [await wang.taps("中小微企业", on=card, data=data) for _ in range(3)]
    await api.settled()

    assert all(query.answered for query in queries)
    assert len(api.chat(1).cards) == 1
    assert "水表口径" in card.text


async def test_an_old_button_is_answered_politely_and_changes_nothing(api, open_house):
    wang = api.person(1)
    await wang.says("/start water_hookup")
    await api.settled()
    old = api.chat(1).last
    await wang.says("中小微企业")
    await api.settled()

    query = await wang.taps("居民家庭", on=old)
    await api.settled()
    await wang.says("DN50")
    await api.settled()

    assert query.toast
    assert "免水表安装费" in api.chat(1).last.text


async def test_a_strangers_tap_in_a_group_is_a_notice_and_changes_nothing(api, open_house):
    api.group(GROUP)
    wang, li = api.person(1), api.person(2)
    await wang.says("/start@XiaxianGuideBot water_hookup", chat=GROUP)
    await api.settled()
    card = api.chat(GROUP).last

    query = await li.taps("居民家庭", chat=GROUP)
    await api.settled()

    assert query.toast
    assert (card.edited, len(api.chat(GROUP).cards)) == (0, 1)


async def test_a_restart_goes_on_where_it_was(api, house):
    wang = api.person(1)
    async with serving(TelegramChannel(settings_for(api), house, COMMANDS, QUICK)):
        await wang.says("/start water_hookup")
        await api.until(lambda: api.chat(1).cards)

    async with serving(TelegramChannel(settings_for(api), house, COMMANDS, QUICK)) as _:
        await wang.taps("中小微企业")
        await api.until(lambda: api.chat(1).last.edited)

    assert "水表口径" in api.chat(1).last.text


async def test_what_telegram_did_not_take_is_brought_by_the_outbox(api, open_house, house, redis_url):
    api.faults.fails("sendMessage", 500, times=5)
    await api.person(1).says("/start water_hookup")
    await api.settled()
    assert not api.chat(1).cards

    await Outbox(house.store, house, open_house.deliver, lambda: time.time() + 60).round()

    assert len(api.chat(1).cards) == 1
    assert await _owed(house, redis_url) == 0


@pytest.mark.parametrize("sends", ["sends_photo", "sends_voice", "sends_sticker"])
async def test_what_we_can_not_read_is_answered_kindly_with_the_question_at_hand(api, open_house, sends):
    wang = api.person(1)
    await wang.says("/start water_hookup")
    await api.settled()

    await getattr(wang, sends)()
    await api.settled()

    assert "中小微企业" in str(api.chat(1).last.labels)
    assert {call.status for call in api.calls} == {200}


async def test_the_notice_is_brought_as_paper_calendar_and_pictures(api, open_house, house, redis_url):
    wang = api.person(1)
    await wang.says("/start water_hookup--who-sme--meter-50")
    await api.settled()

    await wang.taps("一次性告知单")
    await api.settled()

    card, *files = api.chat(1).cards[1:]
    assert "告知单" in card.text
    assert [one.file.name.rpartition(".")[2] for one in files][:3] == ["pdf", "ics", "png"]
    assert {call.status for call in api.calls} == {200}
    assert await _owed(house, redis_url) == 0


async def test_what_a_killed_terminal_left_owed_is_let_go(api, open_house, house, redis_url):
    await house.turn("terminal.wang", Started(id="t1", at=NOW, flow="water_hookup"), "{}")

    await Outbox(house.store, house, open_house.deliver, lambda: time.time() + 60).round()

    assert not api.called("sendMessage")
    assert await _owed(house, redis_url) == 0


async def test_who_asks_what_is_kept_is_told_the_numbers_as_well(api, open_house):
    api.group(GROUP)
    await api.person(7).says("/privacy@XiaxianGuideBot", chat=GROUP)
    await api.person(7).says("/privacy")
    await api.settled()

    assert "这个群 -1001，您 7。" in api.chat(GROUP).last.text
    assert "存的编号：您 7。" in api.chat(7).last.text
