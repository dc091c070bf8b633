"""Drafts in the staff's chat: dropped, told in words and pictures, tried there alone, published by four eyes."""

import asyncio

import pytest

from bot.archive import Archive, mark
from bot.audit import Audit
from bot.staff.publishing.draft import MOST, Draft
from bot.stores.binder import WEEKS
from tests.houses import change
from tests.staff.conftest import LI, NOW, ROOM

ZHAO = 51
OTHER_ROOM = -1002
SEATS = ("有多少个座位？", "能坐几个人？")


@pytest.fixture
async def staff(opened, api):
    api.group(OTHER_ROOM)
    async with opened(staff_ids=(LI, ZHAO), staff_chats=(ROOM, OTHER_ROOM), maintainer_ids=(LI,)) as hall:
        yield hall


def _person(hall, number):
    return hall.api.person(number, {LI: "李", ZHAO: "赵"}.get(number, "外"))


async def _says(hall, number, text, **place):
    await hall.says(_person(hall, number), text, **({"chat": ROOM} | place))
    return hall.card


async def _drops(hall, number, name, content, **place):
    content = content if isinstance(content, bytes) else content.encode()
    await _person(hall, number).drops(name, content, **({"chat": ROOM} | place))
    await hall.api.settled(60)
    return hall.card


async def _taps(hall, number, label, card, **place):
    return (await hall.taps(_person(hall, number), label, **({"chat": ROOM, "on": card} | place))).toast


def _live(hall, name="tea/tea_shop"):
    return (hall.house.desk.edition.home / f"flows/{name}.yaml").read_text("utf-8")


def _changed(hall, old=SEATS[0], new=SEATS[1], name="tea/tea_shop"):
    text = _live(hall, name)
    assert old in text
    return text.replace(old, new)


def _tent(hall):
    """A procedure that is not there yet."""
    text = _live(hall, "tea/tea_hall").replace("id: tea_hall", "# flows/tea/tea_tent.yaml\nid: tea_tent")
    for old, new in (
        ("开大茶楼", "搭茶棚"),
        ("开一座大茶楼", "搭一个茶棚"),
        ("[茶楼, 大茶楼]", "[茶棚]"),
        ("茶楼怎么开", "茶棚怎么搭"),
        ("开个两层的茶楼", "搭个棚子卖茶"),
    ):
        text = text.replace(old, new)
    return text


async def _draft(hall, number=LI, **changed):
    card = await _drops(hall, number, "tea_shop.yaml", _changed(hall, **changed))
    assert "收下了" in card.text, card.text
    return card.text.split("草稿 ")[1][:5]


async def test_a_sound_draft_is_told_in_words_and_drawn_and_tried_here_alone(staff):
    draft = await _draft(staff)
    card = staff.card
    pictures = [one for one in staff.api.chat(ROOM).cards if one.file]
    await _taps(staff, LI, "试办草稿", card)
    await _taps(staff, LI, "小茶馆", staff.card)

    assert "座位" in card.text
    assert [one.file.name for one in pictures] == ["tea_shop-1.png"]
    assert SEATS[1] in staff.card.text
    assert f"草稿 {draft}" in staff.card.text
    assert SEATS[0] in _live(staff)


async def test_two_drafts_are_tried_at_once_in_the_same_chat(staff):
    first = await _draft(staff)
    second = await _draft(staff, ZHAO, new="几个座？")
    lis = await _says(staff, LI, f"/test {first} tea_shop")
    zhaos = await _says(staff, ZHAO, f"/test {second} tea_shop")
    await _taps(staff, LI, "小茶馆", lis)
    await _taps(staff, ZHAO, "小茶馆", zhaos)

    assert SEATS[1] in lis.text
    assert "几个座？" in zhaos.text


async def test_a_procedure_that_only_a_draft_has_is_found_there_by_id_or_title_and_in_this_chat_alone(staff):
    text = _tent(staff)
    card = await _drops(staff, LI, "tea_tent.yaml", text)
    draft = card.text.split("草稿 ")[1][:5]

    for words in ("搭茶棚", "tea_tent"):
        told = await _says(staff, LI, f"/test {words}")
        assert f"/test {draft} {words}" in told.text
        assert "没有叫" not in told.text
    await _says(staff, LI, f"/test {draft} 搭茶棚")
    assert f"草稿 {draft}" in staff.card.text
    assert "几层楼" in (await _says(staff, LI, "大茶楼", reply_to=staff.card)).text
    for words, place in (("搭茶棚", OTHER_ROOM), ("搭草棚", ROOM)):
        await _says(staff, LI, f"/test {words}", chat=place)
        assert "没有叫" in staff.api.chat(place).last.text


async def test_the_list_of_drafts_shows_the_hour_and_what_has_been_published_since(staff):
    draft = await _draft(staff)
    await _taps(staff, ZHAO, "我同意", await _says(staff, LI, f"/publish {draft}"))
    other = await _draft(staff, ZHAO, old=SEATS[1], new="几个座？")

    listed = await _says(staff, LI, "/drafts")

    lines = {line[:5]: line for line in listed.text.splitlines()}
    assert f"{NOW:%H:%M}" in lines[draft]
    assert "是第 1 版" in lines[draft]
    assert "发布过" not in lines[other]


async def test_another_chats_draft_of_the_same_name_is_not_the_published_one(staff):
    draft = await _draft(staff)
    await _taps(staff, ZHAO, "我同意", await _says(staff, LI, f"/publish {draft}"))
    files = {"flows/tea/tea_shop.yaml": _changed(staff, SEATS[1], "几个座？")}
    theirs = Draft(id=draft, order="u0", chat=OTHER_ROOM, by=LI, at=NOW, files=files, base={})
    await staff.rooms.staff._track.binder.keep(f"draft.{OTHER_ROOM}", draft, theirs, WEEKS)

    await _says(staff, LI, "/drafts", chat=OTHER_ROOM)

    assert draft in staff.api.chat(OTHER_ROOM).last.text
    assert "发布过" not in staff.api.chat(OTHER_ROOM).last.text


async def test_a_file_sent_again_is_also_compared_with_the_draft_before(staff):
    first = await _draft(staff)
    text = _changed(staff).replace("end: 小茶馆可以开", "end: 小茶馆可以开张")
    live, _, since = (await _drops(staff, ZHAO, "tea_shop.yaml", text)).text.partition(f"和上一份草稿 {first} 比")

    assert SEATS[1] in live
    assert "开张" in since
    assert SEATS[1] not in since


async def test_of_a_file_sent_again_as_it_was_just_that_is_said(staff):
    await _draft(staff)
    await _draft(staff, ZHAO)

    assert "一模一样" in staff.card.text.partition("和上一份草稿")[2]


async def test_of_templates_sent_again_those_that_changed_are_named(staff):
    for place, more in (("ask/number.j2", "请想好。"), ("ask/number.j2", "请再想想。")):
        home = staff.house.desk.edition.home
        words = (home / "messages_zh" / place).read_text("utf-8") + more
        card = await _drops(staff, LI, "number.j2", f"{{# messages_zh/{place} #}}\n{words}\n")

    since = card.text.partition("和上一份草稿")[2]
    assert "句子又换了 1 处：messages_zh/ask/number.j2" in since


async def test_other_files_published_ones_and_other_chats_are_no_draft_before(staff):
    draft = await _draft(staff)
    await _drops(staff, LI, "tea_hall.yaml", _changed(staff, "几层楼？", "有几层？", "tea/tea_hall"))
    assert "收下了" in staff.card.text
    assert "上一份" not in staff.card.text
    await _drops(staff, LI, "tea_shop.yaml", _changed(staff, new="几个座？"), chat=OTHER_ROOM)
    assert "上一份" not in "".join(card.text for card in staff.api.chat(OTHER_ROOM).cards)
    await _taps(staff, ZHAO, "我同意", await _says(staff, LI, f"/publish {draft}"))
    await _draft(staff, old=SEATS[1], new="几个座？")
    assert "上一份" not in staff.card.text


async def test_a_draft_before_that_makes_no_sense_any_more_is_not_compared_with(staff):
    place = "flows/materials.yaml"
    await staff.rooms.staff._shelf.put(Draft(order="u0", chat=ROOM, by=LI, at=NOW, files={place: "[1]"}, base={}))
    text = (staff.house.desk.edition.home / place).read_text("utf-8")
    card = await _drops(staff, LI, "materials.yaml", text.replace("where: 自己带", "where: 自己拿"))

    assert "收下了" in card.text
    assert "上一份" not in card.text


async def test_a_draft_can_not_be_tried_in_another_chat(staff):
    draft = await _draft(staff)

    await _says(staff, LI, f"/test {draft}", chat=OTHER_ROOM)
    await _says(staff, LI, "/drafts", chat=OTHER_ROOM)

    assert "没有了" in staff.api.chat(OTHER_ROOM).cards[0].text
    assert "没有草稿" in staff.api.chat(OTHER_ROOM).cards[1].text


async def test_a_broken_draft_is_answered_with_all_findings_and_changes_nothing(staff):
    text = _changed(staff, "to: done", "to: dome").replace("id_card", "idcard")

    card = await _drops(staff, LI, "tea_shop.yaml", text)

    assert "flows/tea/tea_shop.yaml:" in card.text
    assert "dome" in card.text
    assert "idcard" in card.text
    assert "没有草稿" in (await _says(staff, LI, "/drafts")).text


async def test_who_names_what_is_not_there_yet_is_told_to_send_both_in_one_zip(staff):
    missing = await _drops(staff, LI, "tea_shop.yaml", _changed(staff, "id_card", "lease"))
    broken = await _drops(staff, LI, "tea_shop.yaml", _changed(staff, "to: done", "to: dome"))

    assert "打成一个 zip" in missing.text
    assert "zip" not in broken.text


async def test_a_missing_record_is_asked_for_in_plain_words(staff):
    card = await _drops(staff, LI, "tea_shop.yaml", _changed(staff, "status: free, fact: t_now", "status: free"))

    assert "缺少「fact」" in card.text
    assert "台账编号" in card.text


async def test_a_draft_of_words_alone_names_them(staff):
    place = "messages_zh/ask/number.j2"
    text = (staff.house.desk.edition.home / place).read_text("utf-8")
    card = await _drops(staff, LI, "number.j2", "{# " + place + " #}\n" + text + "请想好再答。\n")
    assert "收下了" in card.text, card.text
    draft = card.text.split("草稿 ")[1][:5]
    proposed = await _says(staff, LI, f"/publish {draft}")

    for one in (card, proposed):
        assert "流程没有不同" in one.text
        assert place in one.text


async def test_a_file_too_large_is_refused_without_being_fetched(staff):
    card = await _drops(staff, LI, "tea_shop.yaml", b"x", size=10 << 20)

    assert "太大了" in card.text
    assert not staff.api.called("getFile")


async def test_a_file_telegram_does_not_give_is_asked_for_again(staff):
    person = _person(staff, LI)
    await person.sends("document", {"file_id": "gone", "file_name": "a.yaml", "file_size": 9}, chat=ROOM)
    await staff.api.settled(30)

    assert "没能从 Telegram 取到" in staff.card.text


@pytest.mark.parametrize("name", ["a.pdf", "a.yaml.exe", "yaml"])
async def test_other_files_of_the_staff_are_none_of_ours(staff, name):
    before = len(staff.api.chat(ROOM).cards)

    await _person(staff, LI).drops(name, b"x", chat=ROOM)
    await staff.api.settled()

    assert len(staff.api.chat(ROOM).cards) == before


async def test_a_strangers_file_is_not_fetched_and_not_answered(staff):
    before = len(staff.api.chat(ROOM).cards)

    await _drops(staff, 99, "tea_shop.yaml", _changed(staff))

    assert len(staff.api.chat(ROOM).cards) == before
    assert not staff.api.called("getFile")


async def test_a_file_brought_twice_is_one_draft(staff):
    await _draft(staff)
    staff.api.brings_again()
    await staff.api.settled(60)

    listed = await _says(staff, LI, "/drafts")

    assert "1 份" in listed.text


async def test_a_dropped_draft_can_be_thrown_away(staff):
    await _draft(staff)
    listed = await _says(staff, LI, "/drafts")
    await _taps(staff, LI, "删掉", listed)

    assert "没有草稿" in (await _says(staff, LI, "/drafts")).text


async def test_a_chat_full_of_drafts_takes_no_more_and_lists_the_oldest_to_be_thrown_away(staff):
    shelf = staff.rooms.staff._shelf
    for number in range(MOST):
        at = NOW.replace(minute=number)
        await shelf.put(Draft(order=f"o{number}", chat=ROOM, by=LI, at=at, name=f"第{number}份", files={}, base={}))

    full = await _drops(staff, LI, "tea_shop.yaml", _changed(staff))
    assert "没有收下「tea_shop.yaml」" in full.text
    assert "放满了" in full.text
    assert "第0份" in full.text
    await _taps(staff, LI, "删掉", full)
    await _draft(staff)

    names = [draft.name for draft in await shelf.of(ROOM)]
    assert len(names) == MOST
    assert "第0份" not in names


async def test_what_is_agreed_to_is_what_was_proposed_and_not_what_has_its_name_now(staff):
    draft = await _draft(staff)
    await _says(staff, ZHAO, f"/test {draft} tea_shop")
    await _taps(staff, ZHAO, "小茶馆", staff.card)
    assert SEATS[1] in staff.card.text
    proposed = await _says(staff, LI, f"/publish {draft}")
    kept = await staff.rooms.staff._shelf.find(draft, ROOM)
    other = {name: text.replace(SEATS[1], "几个座？") for name, text in kept.files.items()}
    kept = kept.model_copy(update={"files": other, "order": "another"})
    await staff.rooms.staff._track.binder.keep(f"draft.{ROOM}", draft, kept, WEEKS)

    await _taps(staff, ZHAO, "我同意", proposed)
    assert "没有发布" in staff.card.text
    assert f"/publish {draft}" in staff.card.text
    assert SEATS[0] in _live(staff)
    assert "作废" in await _taps(staff, ZHAO, "我同意", proposed)

    await _says(staff, ZHAO, f"/test {draft} tea_shop")
    await _taps(staff, ZHAO, "小茶馆", staff.card)
    assert "几个座？" in staff.card.text


async def test_publishing_takes_a_maintainer_and_a_second_person(staff, tmp_path):
    draft = await _draft(staff)
    refused = await _says(staff, ZHAO, f"/publish {draft}")
    assert "能发布的人" in refused.text
    assert f"/publish {draft}" in refused.text
    assert f'<a href="tg://user?id={LI}">' in staff.api.called("sendMessage")[-1].parameters["text"]
    proposed = await _says(staff, LI, f"/publish {draft}")
    toast = await _taps(staff, LI, "我同意", proposed)

    assert "另一位" in toast
    assert SEATS[0] in _live(staff)

    await _taps(staff, ZHAO, "我同意", proposed)

    assert "第 1 版" in staff.card.text
    assert SEATS[1] in _live(staff)
    assert SEATS[1] in (tmp_path / "home/flows/tea/tea_shop.yaml").read_text("utf-8")


async def test_a_draft_is_checked_once_from_the_drop_to_the_agreement_and_anew_over_something_else(staff):
    draft = await _draft(staff)
    examiner = staff.rooms.publisher.examiner
    first = examiner.effort
    await _taps(staff, ZHAO, "我同意", await _says(staff, LI, f"/publish {draft}"))
    published = examiner.effort
    await _says(staff, LI, "/rollback 0")

    assert "第 1 版" in "".join(card.text for card in staff.api.chat(ROOM).cards)
    assert published is first
    assert examiner.effort is not first


async def test_what_is_declined_is_not_published(staff):
    draft = await _draft(staff)
    proposed = await _says(staff, LI, f"/publish {draft}")
    agree = proposed.button("我同意")["callback_data"]
    await _taps(staff, ZHAO, "不发布", proposed)
    toast = await _taps(staff, ZHAO, "我同意", proposed, data=agree)

    assert "作废" in toast
    assert SEATS[0] in _live(staff)


async def test_two_who_agree_at_once_publish_once(opened):
    async with opened(staff_ids=(LI, ZHAO, 52), maintainer_ids=(LI,)) as hall:
        draft = await _draft(hall)
        proposed = await _says(hall, LI, f"/publish {draft}")
        await asyncio.gather(*(_person(hall, one).taps("我同意", chat=ROOM, on=proposed) for one in (ZHAO, 52)))
        await hall.api.settled(60)

        assert len(hall.rooms.publisher.archive.versions) == 1


async def test_a_draft_made_from_what_has_changed_since_is_not_published(staff):
    first = await _draft(staff)
    second = await _draft(staff, new="几个座？")
    for draft in (first, second):
        proposed = await _says(staff, LI, f"/publish {draft}")
        await _taps(staff, ZHAO, "我同意", proposed)

    assert "没有发布" in staff.card.text
    assert SEATS[1] in _live(staff)


async def test_a_version_is_brought_back_by_four_eyes_and_every_one_is_kept(staff, tmp_path):
    for new in (SEATS[1], "几个座？"):
        old = SEATS[0] if SEATS[0] in _live(staff) else SEATS[1]
        draft = await _draft(staff, old=old, new=new)
        await _taps(staff, ZHAO, "我同意", await _says(staff, LI, f"/publish {draft}"))
    listed = await _says(staff, LI, "/rollback")
    await _taps(staff, LI, "退回到第 1 版", listed)
    await _taps(staff, ZHAO, "我同意", staff.card)

    assert SEATS[1] in _live(staff)
    await _taps(staff, ZHAO, "我同意", await _says(staff, LI, "/rollback 0"))
    assert SEATS[0] in _live(staff)
    assert SEATS[0] in (tmp_path / "home/flows/tea/tea_shop.yaml").read_text("utf-8")
    assert len(staff.rooms.publisher.archive.versions) == 4


async def test_a_new_procedure_is_gone_again_when_the_first_version_is_brought_back(staff, tmp_path):
    text = _tent(staff)
    card = await _drops(staff, LI, "tea_tent.yaml", text)
    assert "收下了" in card.text, card.text
    draft = card.text.split("草稿 ")[1][:5]
    await _taps(staff, ZHAO, "我同意", await _says(staff, LI, f"/publish {draft}"))
    assert (tmp_path / "home/flows/tea/tea_tent.yaml").exists()

    assert "多了「搭茶棚」这件事，别的都不变" in card.text

    back = await _says(staff, LI, "/rollback 0")
    assert "退回以后" in back.text
    assert "「搭茶棚」这件事没有了，别的都不变" in back.text
    await _taps(staff, ZHAO, "我同意", back)

    assert not (tmp_path / "home/flows/tea/tea_tent.yaml").exists()
    assert "tea_tent" not in staff.house.desk.edition.mind.handbook.flows


async def test_the_trail_tells_who_did_what_in_order(staff, tmp_path):
    draft = await _draft(staff, ZHAO)
    await _taps(staff, ZHAO, "我同意", await _says(staff, LI, f"/publish {draft}"))

    acts = Audit(tmp_path / "data/audit.jsonl").last(9)[::-1]
    assert [(act.who, act.deed, act.about) for act in acts] == [
        (ZHAO, "dropped", draft), (LI, "proposed", draft), (ZHAO, "published", draft),
    ]  # fmt: skip
    assert "同意，发布了" in (await _says(staff, LI, "/audit")).text


async def test_a_citizen_in_the_middle_keeps_the_answers_and_is_told(staff):
    wang = staff.api.person(7)
    await staff.says(wang, "/start tea_shop")
    await staff.taps(wang, "小茶馆")
    draft = await _draft(staff)
    await _taps(staff, ZHAO, "我同意", await _says(staff, LI, f"/publish {draft}"))

    await staff.says(wang, "六")

    assert "办事规定有更新。您的 1 项回答已保留" in staff.api.chat(7).last.text
    assert "小茶馆可以开" in staff.api.chat(7).last.text


async def test_what_was_published_is_laid_out_by_the_next_start_if_the_bot_was_killed_before(opened, tmp_path):
    async with opened():
        archive = Archive(tmp_path / "home", tmp_path / "data/versions")
        name = "flows/tea/tea_shop.yaml"
        before = archive.content(name)
        after = before.replace(SEATS[0].encode(), SEATS[1].encode())
        archive.publish(
            {name: after}, {name: mark(before)}, at="2026-03-02T09:30:00+08:00", by=LI, second=ZHAO, what="D2345"
        )
    async with opened() as hall:
        assert SEATS[1] in _live(hall)


async def test_what_somebody_changed_by_hand_meanwhile_is_not_overwritten(opened, tmp_path):
    async with opened():
        archive = Archive(tmp_path / "home", tmp_path / "data/versions")
        name = "flows/tea/tea_shop.yaml"
        before = archive.content(name)
        after = before.replace(SEATS[0].encode(), SEATS[1].encode())
        archive.publish(
            {name: after}, {name: mark(before)}, at="2026-03-02T09:30:00+08:00", by=LI, second=ZHAO, what="D2345"
        )
        change(tmp_path / "home" / name, SEATS[0], "几个座？")
    async with opened() as hall:
        assert "几个座？" in _live(hall)


async def test_broken_files_on_disk_leave_the_good_version_and_are_told_with_their_lines(staff, tmp_path):
    change(tmp_path / "home/flows/tea/tea_shop.yaml", "to: done", "to: dome")
    assert not await staff.rooms.reloading.look()
    assert not await staff.rooms.reloading.look()
    await staff.rounds()
    told = [card.text for card in staff.api.chat(ROOM).cards if "没有换上" in card.text]

    assert len(told) == 1
    assert "flows/tea/tea_shop.yaml:" in told[0]
    assert "to: done" in _live(staff)

    change(tmp_path / "home/flows/tea/tea_shop.yaml", "to: dome", "to: done, when: seats > 0")
    change(tmp_path / "home/flows/tea/tea_shop.yaml", "to: done, when: seats > 0", "to: done")
    change(tmp_path / "home/flows/tea/tea_shop.yaml", *SEATS)
    assert await staff.rooms.reloading.look()
    assert SEATS[1] in _live(staff)


async def test_a_file_just_as_it_is_now_is_no_draft(staff):
    card = await _drops(staff, LI, "tea_shop.yaml", _live(staff))

    assert "一模一样" in card.text
    assert "没有草稿" in (await _says(staff, LI, "/drafts")).text


async def test_a_proposal_says_who_and_its_card_ends_with_what_came_of_it(staff):
    draft = await _draft(staff)
    proposed = await _says(staff, LI, f"/publish {draft}")
    assert "李提出" in proposed.text

    await _taps(staff, ZHAO, "我同意", proposed)

    assert "第 1 版" in proposed.text
    assert not proposed.rows
