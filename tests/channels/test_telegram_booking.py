"""An appointment made in Telegram, with the counter's own book in a real Redis."""

import time

import pytest

from bot.config import Settings
from bot.outbox import Outbox
from tests.channels.conftest import NOW, settings_for
from tests.engine.caller import home

WANG, PHONE = "王小明", "138 0013 8000"


@pytest.fixture
def premises(api, redis_url, tmp_path) -> Settings:
    return settings_for(api, redis_url=redis_url, home=home(tmp_path), data_dir=tmp_path / "data")


async def says(api, person, text):
    await person.says(text)
    await api.settled()


async def taps(api, person, label):
    query = await person.taps(label)
    await api.settled()
    return query


async def named(api, number):
    """A person who has told everything but the phone number."""
    person = api.person(number)
    await says(api, person, "/start tea_hall")
    while not api.chat(number).last.button("预约办理"):
        await taps(api, person, api.chat(number).last.labels[0])
    await taps(api, person, "预约办理")
    await taps(api, person, api.chat(number).last.labels[0])
    await taps(api, person, "10:00")
    await taps(api, person, "同意")
    await says(api, person, WANG)
    return person


async def held(api):
    """A person with a slot that is held."""
    person = await named(api, 1)
    await says(api, person, PHONE)
    return person


async def free(house):
    """When one can still come today."""
    slots = await house.edition.clerk.providers["window"].availability("tea_hall", NOW.date(), NOW.date())
    return {f"{slot.start:%H:%M}" for slot in slots}


async def rounds(house, open_house, *, ahead=0.0):
    """What the outbox does so many seconds from now."""
    await Outbox(house.store, house, open_house.deliver, lambda: time.time() + ahead).round()


async def test_a_held_slot_is_mended_and_confirmed_in_words(api, open_house):
    wang = await held(api)
    for text, shown in [("不对", "没听明白"), ("139 0013 9000", "139****9000"), ("名字写错了", "叫什么名字")]:
        await says(api, wang, text)
        assert shown in api.chat(1).last.text
    await says(api, wang, "王大明")
    await says(api, wang, "对")

    assert any("约好了" in card.text for card in api.chat(1).cards)


async def test_after_start_the_words_of_the_menu_are_no_answer_to_the_old_question(api, open_house):
    wang = api.person(1)
    for text in ("/start tea_shop", "/start", "企业办事"):
        await says(api, wang, text)

    assert "企业办事" in api.chat(1).last.text
    assert "没听明白" not in api.chat(1).last.text


async def test_a_slot_is_held_confirmed_and_stands_in_the_book(api, house, open_house):
    wang = await held(api)
    assert "号给您留着" in api.chat(1).last.text
    query = await taps(api, wang, "确认预约")

    assert query.toast == "正在确认…"
    assert any("约好了" in card.text for card in api.chat(1).cards)
    assert "10:00" not in await free(house)


async def test_two_taps_on_confirm_make_one_booking_and_one_receipt(api, house, open_house):
    wang = await held(api)
    card = api.chat(1).last
    await wang.taps("确认预约", on=card)
    await wang.taps("确认预约", on=card)
    await api.settled()

    assert sum("预约单马上发来" in card.text for card in api.chat(1).cards) == 1
    assert not any("还没约定" in card.text for card in api.chat(1).cards)


async def test_the_number_may_be_shared_by_telegrams_own_button(api, house, open_house):
    wang = await named(api, 1)
    await wang.sends("contact", {"phone_number": "8613800138000", "first_name": "王", "user_id": 1})
    await api.settled()

    assert "138****8000" in api.chat(1).last.text


async def test_neither_name_nor_number_is_readable_in_redis_or_on_cards(api, house, open_house, redis_url):
    wang = await held(api)
    await taps(api, wang, "确认预约")
    kept = b""
    client = house.store._client
    for key in await client.ask("KEYS", "*"):
        match await client.ask("TYPE", key):
            case b"hash":
                kept += b"".join(await client.ask("HGETALL", key))
            case b"string":
                kept += await client.ask("GET", key)

    assert "王小明".encode() not in kept
    assert b"13800138000" not in kept
    assert not any(
        "王小明" in card.text or "13800138000" in card.text for card in api.chat(1).cards if "加密" not in card.text
    )


async def test_a_hold_that_nobody_confirms_is_told_and_free_again(api, house, open_house):
    await held(api)
    await rounds(house, open_house, ahead=601)
    await rounds(house, open_house, ahead=602)
    await api.settled()

    assert any("保留的时间到了" in card.text for card in api.chat(1).cards)
    assert "10:00" in await free(house)


async def test_a_second_citizen_who_wants_the_same_slot_is_offered_the_next(api, house, open_house):
    first, second = await named(api, 1), await named(api, 2)
    await says(api, first, PHONE)
    await says(api, second, "139 0013 9000")

    assert "号给您留着" in api.chat(1).last.text
    assert "刚被别人约走" in api.chat(2).last.text


async def test_forgetting_with_the_appointments_frees_the_slot(api, house, open_house):
    wang = await held(api)
    await taps(api, wang, "确认预约")
    await says(api, wang, "/forget")
    await taps(api, wang, "预约也取消")
    await rounds(house, open_house, ahead=1)

    assert not [effect for effect in await house.store.listed() if effect.timer or effect.errand]
    assert "10:00" in await free(house)
    assert "全部删掉" in api.chat(1).last.text
