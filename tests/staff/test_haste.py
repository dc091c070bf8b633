"""A group in a hurry: Telegram takes twenty messages a minute, and no answer of the staff's is lost over that."""

from dataclasses import replace

from tests.staff.conftest import BRISK, LI, ROOM

HASTY = replace(BRISK, sends=4, minute=1.0, longest=0.3)
"""A pace at which the next free place is soon further away than one waits in one piece."""


async def test_every_order_is_answered_though_the_pace_makes_the_last_ones_wait_long(opened):
    async with opened(patience=HASTY) as hall:
        for number in range(10):
            await hall.li().says(f"/test nothing{number}", chat=ROOM)
        await hall.api.settled(30)

        told = "\n".join(card.text for card in hall.api.chat(ROOM).cards)
        assert [number for number in range(10) if f"nothing{number}" not in told] == []


async def test_a_card_of_a_walk_comes_though_the_group_has_had_its_twenty(opened):
    async with opened(patience=HASTY) as hall:
        for _ in range(4):
            await hall.li().says("/drafts", chat=ROOM)
        await hall.li().says("/test tea_shop", chat=ROOM)
        await hall.api.settled(30)
        await hall.taps(hall.li(), "小茶馆", chat=ROOM, on=hall.card)

        assert "有多少个座位" in hall.card.text


async def test_a_file_comes_though_the_group_has_had_its_twenty(opened):
    async with opened(patience=HASTY, staff_ids=(LI,)) as hall:
        text = (hall.house.desk.edition.home / "flows/tea/tea_shop.yaml").read_text("utf-8")
        for _ in range(3):
            await hall.li().says("/drafts", chat=ROOM)
        await hall.li().drops("tea_shop.yaml", text.replace("有多少个座位？", "几个座？").encode(), chat=ROOM)
        await hall.api.settled(60)

        assert [card.file.name for card in hall.api.chat(ROOM).cards if card.file] == ["tea_shop-1.png"]
