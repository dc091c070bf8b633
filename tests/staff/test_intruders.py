"""Who does not belong there, and who is clumsy: nothing reaches citizens but what two of the staff agreed to, once."""

import asyncio

import pytest

from tests.houses import change
from tests.staff.conftest import BRISK, LI, ROOM
from tests.stores.servers import Server

ZHAO, STRANGER = 51, 99
OTHER, FOREIGN = -1002, -1003
SEATS, NEW = "有多少个座位？", "能坐几个人？"
FLOORS, NEW_FLOORS = "几层楼？", "有几层？"
SHOP, HALL = "flows/tea/tea_shop.yaml", "flows/tea/tea_hall.yaml"
STAFF = {"staff_ids": (LI, ZHAO), "staff_chats": (ROOM, OTHER), "maintainer_ids": (LI,)}


@pytest.fixture
async def staff(opened, api):
    api.group(OTHER)
    api.group(FOREIGN)
    async with opened(**STAFF) as hall:
        yield hall


def _person(hall, number):
    return hall.api.person(number, {LI: "李", ZHAO: "赵"}.get(number, "外"))


async def _says(hall, number, text, chat=ROOM, **place):
    await hall.says(_person(hall, number), text, chat=chat, **place)
    return [card for card in hall.api.chat(chat).cards if card.text][-1]


async def _sends(hall, number, data, chat=ROOM, on=None):
    """Send what a button would, from wherever; the word that passes."""
    query = await _person(hall, number).taps("", chat=chat, on=on, data=data)
    await hall.api.settled(60)
    return query.toast


def _live(hall, file=SHOP):
    return (hall.house.desk.edition.home / file).read_text("utf-8")


def _versions(hall):
    return hall.rooms.publisher.archive.versions


async def _draft(hall, *, old=SEATS, new=NEW, file=SHOP, chat=ROOM):
    text = _live(hall, file)
    assert old in text
    await _person(hall, LI).drops(file.rpartition("/")[2], text.replace(old, new).encode(), chat=chat)
    await hall.api.settled(60)
    card = [card for card in hall.api.chat(chat).cards if "收下了" in card.text][-1]
    return card.text.split("草稿 ")[1][:5]


async def _proposed(hall, words, chat=ROOM):
    """The button with which a second person agrees."""
    await hall.says(_person(hall, LI), words, chat=chat)
    await hall.api.settled(60)
    card = [card for card in hall.api.chat(chat).cards if card.text][-1]
    assert card.button("我同意"), card.text
    return card.button("我同意")["callback_data"]


# strangers


async def test_sealed_buttons_do_nothing_for_a_stranger_wherever_they_are_sent_from(staff):
    draft = await _draft(staff)
    agree = await _proposed(staff, f"/publish {draft}")
    note = await _says(staff, LI, "/note 座位")
    walk = await _says(staff, LI, "/test tea_shop")
    ids = [button["callback_data"] for row in walk.rows for button in row if "callback_data" in button]
    name = note.text.split("编号 ")[1][:5]
    ids += [f"!d.try.{draft}", f"!d.drop.{draft}", agree, agree.replace("yes", "no"), "!p.back.0"]
    ids += [f"!n.done.open.0.{name}", "!n.list.all.0.", "!n.file.all.0.", "!t.path.tea_shop.0", "!w.l.20260302.0."]
    sealed = [id for id in ids if id.startswith("!")]
    await staff.says(_person(staff, STRANGER), "/help")
    await staff.says(_person(staff, LI), "/menu", chat=FOREIGN)
    before = [card.text for card in staff.api.chat(ROOM).cards]
    copied = staff.api.chat(FOREIGN).last

    places = ((STRANGER, ROOM, walk), (STRANGER, FOREIGN, copied), (LI, FOREIGN, copied))
    toasts = [await _sends(staff, who, id, chat, on) for who, chat, on in places for id in sealed]
    for id in sealed:
        await _sends(staff, STRANGER, id, STRANGER)

    assert set(toasts) == {None}
    assert [card.text for card in staff.api.chat(ROOM).cards] == before
    assert not any(word in staff.heard(STRANGER) for word in ("草稿", "座位", "试办", draft, name, "tea_shop"))
    assert staff.api.chat(FOREIGN).cards == [copied]
    assert _versions(staff) == ()
    assert draft in (await _says(staff, LI, "/drafts")).text
    assert "1 条还没处理" in (await _says(staff, LI, "/notes")).text
    await _sends(staff, ZHAO, agree)
    assert NEW in _live(staff)


async def test_a_strangers_private_chat_knows_no_staff_commands(staff):
    draft = await _draft(staff)
    for text in ("/drafts", "/audit", "/notes", f"/publish {draft}", f"/test {draft}", "/rollback 0", "/today"):
        await staff.says(_person(staff, STRANGER), text)

    assert not any(word in staff.heard(STRANGER) for word in ("草稿", "发布", "试办", draft))
    assert _versions(staff) == ()


async def test_who_may_not_publish_can_not_propose_by_any_way(staff):
    draft = await _draft(staff)
    await _sends(staff, ZHAO, await _proposed(staff, f"/publish {draft}"))
    for text in (f"/publish {draft}", "/rollback", "/rollback 0"):
        assert "能发布的人" in (await _says(staff, ZHAO, text)).text
    await _sends(staff, ZHAO, "!p.back.0")

    assert "能发布的人" in staff.card.text
    assert not staff.card.rows
    assert len(_versions(staff)) == 1


async def test_nobody_agrees_alone_or_from_elsewhere(staff):
    agree = await _proposed(staff, f"/publish {await _draft(staff)}")
    for who, chat in ((LI, ROOM), (LI, OTHER), (LI, LI), (ZHAO, OTHER), (ZHAO, ZHAO)):
        await staff.says(_person(staff, who), "/drafts", chat=chat)
        said = "另一位" if chat == ROOM else "作废"
        assert said in await _sends(staff, who, agree, chat), (who, chat)

    assert _versions(staff) == ()
    assert SEATS in _live(staff)


async def test_a_private_draft_can_not_be_published_alone(staff):
    agree = await _proposed(staff, f"/publish {await _draft(staff, chat=LI)}", chat=LI)
    await _says(staff, ZHAO, "/drafts")

    assert "另一位" in await _sends(staff, LI, agree, LI)
    assert "作废" in await _sends(staff, ZHAO, agree)
    assert _versions(staff) == ()


async def test_a_forged_proposal_publishes_nothing(staff):
    card = await _says(staff, LI, "/audit")
    for data in ("!p.yes.", "!p.yes.PAAAA", "!p.", "!p", "!p.maybe.PAAAA", "!p.back.-1", "!p.back.²", "!p.back.9"):
        await _sends(staff, LI, data, ROOM, card)

    assert _versions(staff) == ()
    assert not any("编号" in one.text for one in staff.api.chat(ROOM).cards)


# the settings change


async def test_who_is_no_longer_staff_can_not_agree(opened):
    async with opened(**STAFF) as hall:
        agree = await _proposed(hall, f"/publish {await _draft(hall)}")
    async with opened(**STAFF | {"staff_ids": (LI,)}) as hall:
        toast = await _sends(hall, ZHAO, agree)

        assert toast is None
        assert _versions(hall) == ()
        assert await _says(hall, ZHAO, "/audit") is hall.card
        assert "谁做了什么" not in hall.card.text


async def test_what_somebody_proposed_who_may_publish_no_longer_is_void(opened):
    async with opened(**STAFF) as hall:
        agree = await _proposed(hall, f"/publish {await _draft(hall)}")
    async with opened(**STAFF | {"maintainer_ids": ()}) as hall:
        assert "作废" in await _sends(hall, ZHAO, agree)
        assert _versions(hall) == ()


# the draft, or what it was made from, is another by now


async def test_an_old_proposal_of_a_draft_that_was_thrown_away_publishes_nothing(staff):
    draft = await _draft(staff)
    agree = await _proposed(staff, f"/publish {draft}")
    await _sends(staff, ZHAO, f"!d.drop.{draft}")
    await _sends(staff, ZHAO, agree)

    assert "没有了" in staff.card.text
    assert _versions(staff) == ()


async def test_a_proposal_stands_for_its_own_draft_though_a_newer_one_was_dropped(staff):
    agree = await _proposed(staff, f"/publish {await _draft(staff)}")
    await _draft(staff, new="几个座？")
    await _sends(staff, ZHAO, agree)

    assert NEW in _live(staff)


async def test_agreeing_again_later_publishes_nothing_more_and_is_said(staff):
    agree = await _proposed(staff, f"/publish {await _draft(staff)}")
    await _sends(staff, ZHAO, agree)
    await _sends(staff, ZHAO, await _proposed(staff, "/rollback 0"))
    toast = await _sends(staff, ZHAO, agree)

    assert "办完" in toast
    assert SEATS in _live(staff)
    assert len(_versions(staff)) == 2


async def test_what_changed_in_other_files_meanwhile_is_kept(staff, tmp_path):
    agree = await _proposed(staff, f"/publish {await _draft(staff)}")
    change(tmp_path / "home" / HALL, FLOORS, NEW_FLOORS)
    assert await staff.rooms.reloading.look()
    await _sends(staff, ZHAO, agree)

    assert NEW in _live(staff)
    assert NEW_FLOORS in _live(staff, HALL)
    assert not await staff.rooms.reloading.look()


async def test_what_is_not_sound_any_more_over_what_citizens_have_now_is_not_published(staff, tmp_path):
    agree = await _proposed(staff, f"/publish {await _draft(staff)}")
    other = tmp_path / "home" / HALL
    other.write_text(other.read_text("utf-8").replace("id: tea_hall", "id: tea_house"), "utf-8")
    other.rename(other.with_name("tea_house.yaml"))
    change(tmp_path / "home" / SHOP, "jump: tea_hall", "jump: tea_house")
    assert await staff.rooms.reloading.look()
    await _sends(staff, ZHAO, agree)

    assert _versions(staff) == ()
    assert "要改" in staff.card.text or "没有发布" in staff.card.text
    assert SEATS in _live(staff)


async def test_two_publishings_at_once_are_both_live(staff):
    proposals = []
    for chat, file, old, new in ((ROOM, SHOP, SEATS, NEW), (OTHER, HALL, FLOORS, NEW_FLOORS)):
        draft = await _draft(staff, old=old, new=new, file=file, chat=chat)
        proposals.append((chat, await _proposed(staff, f"/publish {draft}", chat)))
    await asyncio.gather(*(_person(staff, ZHAO).taps("", chat=chat, data=agree) for chat, agree in proposals))
    await staff.api.settled(60)

    assert [one.number for one in _versions(staff)] == [1, 2]
    assert NEW in _live(staff)
    assert NEW_FLOORS in _live(staff, HALL)


async def test_drafts_dropped_in_two_chats_at_once_are_both_taken(staff):
    names = {ROOM: "甲", OTHER: "乙"}
    for chat, name in names.items():
        text = _live(staff).replace(SEATS, f"{name}座？")
        await _person(staff, LI).drops("tea_shop.yaml", text.encode(), chat=chat)
    await staff.api.settled(60)

    for chat, name in names.items():
        assert f"{name}座？" in "".join(card.text for card in staff.api.chat(chat).cards)


# the memory fails


async def test_a_publishing_while_redis_is_away_comes_again_and_is_done_once(opened, tmp_path):
    server = Server(tmp_path, "--appendonly", "yes", "--appendfsync", "always")
    server.start()
    try:
        async with opened(**STAFF, redis_url=server.url, patience=BRISK) as hall:
            agree = await _proposed(hall, f"/publish {await _draft(hall)}")
            server.kill()
            query = await _person(hall, ZHAO).taps("", chat=ROOM, data=agree)
            await hall.api.until(lambda: query.answered, 20)  # the button need not wait
            assert _versions(hall) == ()
            server.start()
            await hall.api.settled(60)

            assert len(_versions(hall)) == 1
            assert NEW in _live(hall)
            assert "第 1 版" in hall.card.text
            assert [act.deed for act in hall.rooms.publisher.audit.last(9)].count("published") == 1
    finally:
        server.kill()


async def test_an_order_that_comes_again_after_it_was_done_is_told_in_the_same_card_and_done_once(staff):
    agree = await _proposed(staff, f"/publish {await _draft(staff)}")
    await _sends(staff, ZHAO, agree)
    staff.api.brings_again()
    await staff.api.settled(60)

    told = [card for card in staff.api.chat(ROOM).cards if "第 1 版" in card.text]
    assert len(told) == 1
    assert len(_versions(staff)) == 1
    assert [act.deed for act in staff.rooms.publisher.audit.last(9)].count("published") == 1


# clumsy and malicious words


async def test_markup_and_length_in_names_words_and_files_are_shown_as_they_are(staff):
    li = staff.api.person(LI, '<b>李</b>&"<a href="https://x.example">' + "长" * 64)
    name = "<i>&\"'</i>" + "长" * 200 + ".yaml"
    text = _live(staff).replace(SEATS, NEW).replace("id: tea_shop", "id: tea_shop # <b>")
    await li.drops(name, text.encode(), chat=ROOM)
    await staff.api.settled(60)
    broken = staff.card
    await li.drops("<u>tea_shop.yaml", text.replace(" # <b>", "").encode(), chat=ROOM)
    await staff.api.settled(60)
    for words in (
        "/test tea_shop", "/test <b>x", f"/note <b>不懂</b> & {'长' * 900}", f"/note {'长' * 1001}", "/notes", "/drafts",
        "/publish <b>", "/rollback <b>", "/jump <b>", "/clock <b>", "/paths <b>", "/save <b>", "/save ../../x", "/audit",
    ):  # fmt: skip
        await staff.says(li, words, chat=ROOM)
        assert staff.card.text, words

    refused = [call for call in staff.api.calls if call.status == 400]
    assert not refused, refused
    told = "\n".join(card.text for card in staff.api.chat(ROOM).cards)
    assert "<i>&\"'</i>" in broken.text
    assert "<b>李</b>" in told
    assert "<b>不懂</b> &" in told
    assert "编号" not in told.replace("编号 N", "")
