"""What staff find wanting on a card is kept with where it is written, until somebody has seen to it."""

import re

import pytest

from bot.engine.tap import LIMIT
from bot.staff.notes.note import Note, NoteBook, Subject
from bot.staff.order import Order
from bot.staff.publishing.draft import Draft
from bot.staff.walks.track import FORMERS
from bot.staff.walks.walk import Walk
from bot.stores.binder import SEASON, Binder
from bot.stores.connection import connect
from tests.houses import change
from tests.staff.conftest import LI, NOW, PHONE, ROOM, WANG, comes

ZHAO, CITIZEN = 51, 77
FORGED = (
    "!n.", "!n.done", "!n.done.open.0.", "!n.done.open.0.NAAAA", "!n.done.open.0.n", "!n.list.some.0.",
    "!n.list.all.99999.", "!n.list.all.x.", "!n.file.open.0.NAAAA.x", "!n.done.open.0.NAAAA\n",
)  # fmt: skip
MARKUP = (
    "```\n## 假的标题\n```", "````\n- x", "~~~\n# x", "<script>x</script>\n<!--", "| a | b |\n---\n# x",
    "a\u2028# x\r# y", "&lt;b&gt; & `x`",
)  # fmt: skip


@pytest.fixture
async def staff(opened):
    async with opened(staff_ids=(LI, ZHAO)) as hall:
        yield hall


@pytest.fixture
async def notes(redis_url):
    """The notes of the staff chat, as they are kept."""
    binder = Binder(redis_url)

    async def found(chat=ROOM) -> tuple[Note, ...]:
        return await NoteBook(binder).of(chat)

    yield found
    await binder.close()


async def _says(hall, number, text, chat=ROOM, **place):
    await hall.says(hall.api.person(number, {LI: "李建国", ZHAO: "赵"}.get(number, "外")), text, chat=chat, **place)
    return [card for card in hall.api.chat(chat).cards if card.text][-1]


async def _taps(hall, number, label, card, **place):
    return (await hall.taps(hall.api.person(number), label, chat=place.pop("chat", ROOM), on=card, **place)).toast


async def _seats(hall):
    """Li at the second question, answering the first card anew with a card of its own."""
    first = await _says(hall, LI, "/test tea_shop")
    await _taps(hall, LI, "小茶馆", first)
    return first


def _line(hall, text, file="flows/tea/tea_shop.yaml"):
    lines = (hall.house.desk.edition.home / file).read_text("utf-8").splitlines()
    return lines.index(text) + 1


# what a note is about


async def test_a_note_on_a_card_keeps_state_place_answers_and_version(staff, notes):
    card = await _seats(staff)
    await _says(staff, LI, "/note 这句话不好懂", reply_to=card)

    (note,) = await notes()
    edition = staff.house.desk.edition
    assert (note.text, note.by, note.chat) == ("这句话不好懂", LI, ROOM)
    assert (note.about.flow, note.about.state) == ("tea_shop", "seats")
    assert (note.about.file, note.about.line) == ("flows/tea/tea_shop.yaml", _line(staff, "  seats:"))
    assert note.about.template == "messages_zh/ask/number.j2"
    assert note.about.answers == {"tea_shop.size": "small"}
    assert note.about.version == f"{edition.mind.handbook.digests['tea_shop']} {edition.home.name}"
    assert "有多少个座位" in note.about.quoted
    assert re.fullmatch(r"N[A-Z2-7]{4}", note.id)
    assert note.id in staff.card.text
    assert f"flows/tea/tea_shop.yaml:{note.about.line}" in staff.card.text


async def test_an_older_card_is_noted_as_it_was_then_and_not_where_the_walk_stands_now(staff, notes):
    first = await _says(staff, LI, "/test tea_shop")
    second = await _says(staff, LI, "小茶馆", reply_to=first)
    await _says(staff, LI, "六", reply_to=second)
    assert "小茶馆可以开" in staff.card.text

    await _says(staff, LI, "/note 大小说不清", reply_to=first)

    (note,) = await notes()
    assert (note.about.state, note.about.answers) == ("size", {})


async def test_a_card_of_a_procedure_before_is_noted_with_that_one(staff, notes):
    hall = await _says(staff, LI, "/test tea_hall")
    await _says(staff, LI, "/start tea_shop", reply_to=hall)

    await _says(staff, LI, "/note 茶楼多大？", reply_to=hall)

    (note,) = await notes()
    assert (note.about.flow, note.about.state) == ("tea_hall", "size")


async def test_without_a_card_it_is_about_where_the_walk_stands(staff, notes):
    await _seats(staff)
    await _says(staff, LI, "/note 座位不好数")

    (note,) = await notes()
    assert (note.about.state, note.about.answers) == ("seats", {"tea_shop.size": "small"})


async def test_another_testers_card_is_noted_with_that_walk(staff, notes):
    card = await _seats(staff)
    await _says(staff, ZHAO, "/test tea_hall")

    await _says(staff, ZHAO, "/note 座位？", reply_to=card)

    (note,) = await notes()
    assert (note.by, note.about.flow, note.about.state) == (ZHAO, "tea_shop", "seats")


async def test_answers_before_a_jump_are_kept_too(staff, notes):
    card = await _says(staff, LI, "/test tea_shop")
    await _taps(staff, LI, "大茶楼", card)
    await _taps(staff, LI, "一层", card)
    await _says(staff, LI, "/note 到头了", reply_to=card)

    (note,) = await notes()
    assert note.about.answers == {"tea_shop.size": "big", "tea_hall.floors": "one"}


async def test_the_paths_of_a_procedure_are_noted_as_the_whole_of_it(staff, notes):
    paths = await _says(staff, LI, "/paths tea_shop")
    await _says(staff, LI, "/note 路太多", reply_to=paths)

    (note,) = await notes()
    assert (note.about.flow, note.about.state, note.about.line) == ("tea_shop", "", 1)


async def test_in_a_topic_the_whole_group_and_in_private_one_alone_can_note(opened, api, notes):
    api.chat(ROOM).topics |= {7}
    async with opened() as hall:
        await _says(hall, LI, "/test together tea_shop", topic=7)
        await _says(hall, LI, "/note 群里的", topic=7)
        answered = hall.card.topic
        await _says(hall, LI, "/test tea_hall", chat=LI)
        await _says(hall, LI, "/note 自己的", chat=LI)

    assert answered == 7
    assert [(note.text, note.about.flow) for note in await notes()] == [("群里的", "tea_shop")]
    assert [(note.text, note.about.flow) for note in await notes(LI)] == [("自己的", "tea_hall")]


async def test_a_note_on_a_draft_names_the_draft_and_the_line_there(staff, notes):
    text = (staff.house.desk.edition.home / "flows/tea/tea_shop.yaml").read_text("utf-8")
    files = {"flows/tea/tea_shop.yaml": "# 草稿\n" + text.replace("有多少个座位？", "能坐几个人？")}
    shelf = staff.rooms.staff._track.editions
    draft = await shelf.put(Draft(order="u1", chat=ROOM, by=LI, at=NOW, files=files, base={}))
    card = await _says(staff, LI, f"/test {draft.id} tea_shop")
    await _taps(staff, LI, "小茶馆", card)

    await _says(staff, LI, "/note 人还是座？", reply_to=card)
    await shelf.drop(draft)
    await _says(staff, LI, "/note 草稿没了", reply_to=card)

    gone, note = await notes()
    assert (note.about.draft, note.about.state, note.about.line) == (draft.id, "seats", _line(staff, "  seats:") + 1)
    assert not note.about.version.endswith(staff.house.desk.edition.home.name)
    assert (gone.about.draft, gone.about.flow) == (draft.id, "")
    assert "能坐几个人" in gone.about.quoted


async def test_a_card_of_a_walk_before_is_noted_as_it_was_then_also_from_somebody_else(staff, notes):
    first = await _seats(staff)
    paths = await _says(staff, LI, "/paths")
    await _taps(staff, LI, "2", paths)
    await _says(staff, LI, "/reset")

    await _says(staff, ZHAO, "/note 座位怎么数", reply_to=first)

    (note,) = await notes()
    assert (note.about.flow, note.about.state) == ("tea_shop", "seats")
    assert note.about.answers == {"tea_shop.size": "small"}
    assert "没对上" not in staff.card.text


async def test_a_card_of_a_draft_walked_before_is_noted_with_the_draft(staff, notes):
    text = (staff.house.desk.edition.home / "flows/tea/tea_shop.yaml").read_text("utf-8")
    files = {"flows/tea/tea_shop.yaml": text.replace("有多少个座位？", "能坐几个人？")}
    draft = await staff.rooms.staff._shelf.put(Draft(order="u1", chat=ROOM, by=LI, at=NOW, files=files, base={}))
    card = await _says(staff, LI, f"/test {draft.id} tea_shop")
    await _taps(staff, LI, "小茶馆", card)
    await _says(staff, LI, "/test tea_hall")

    await _says(staff, LI, "/note 人还是座？", reply_to=card)

    (note,) = await notes()
    assert (note.about.draft, note.about.state) == (draft.id, "seats")


async def test_of_many_walks_before_the_last_ones_are_known_and_none_once_it_ended(staff, notes):
    track = staff.rooms.staff._track
    first = await _seats(staff)
    (begun,) = await track.binder.leaves("walk", Walk)
    for _ in range(FORMERS):
        card = await _says(staff, LI, "/reset")
    place = begun.place

    assert len(await track.formers(place)) == FORMERS
    await _says(staff, LI, "/reset")
    assert len(await track.formers(place)) == FORMERS
    assert begun not in await track.formers(place)
    assert await track.trail(begun) == ()
    former = (await track.formers(place))[-1]
    assert await track.trail(former)
    await _taps(staff, LI, "结束试办", [one for one in staff.api.chat(ROOM).cards if one.labels][-1])

    assert await track.formers(place) == ()
    assert await track.trail(former) == ()
    await _says(staff, LI, "/note 座位", reply_to=first)
    await _says(staff, LI, "/note 大小", reply_to=card)
    assert {(note.text, note.about.state) for note in await notes()} == {("座位", "seats"), ("大小", "size")}
    assert [note.about.answers for note in await notes()] == [{}, {}]


async def test_a_reply_whose_step_is_not_known_is_never_told_to_reply_to_that_card_again(staff, notes):
    menu = await _says(staff, LI, "/test")
    await staff.stands(comes("AAAAAAAAA1"))
    booked = await _says(staff, LI, "/today")
    for card in (menu, booked):
        told = await _says(staff, LI, "/note 看不懂", reply_to=card)
        assert "最新" in told.text
        assert "回复那张卡片" not in told.text
    await _taps(staff, LI, "结束试办", menu)

    told = await _says(staff, LI, "/note 看不懂")

    assert "回复那张卡片再发一次" in told.text
    assert [note.about.flow for note in await notes()] == [""] * 3


async def test_the_card_of_a_walk_that_ended_is_known_by_its_words(staff, notes):
    card = await _seats(staff)
    await _taps(staff, LI, "结束试办", card)

    await _says(staff, LI, "/note 座位", reply_to=card)

    (note,) = await notes()
    assert (note.about.flow, note.about.state, note.about.answers) == ("tea_shop", "seats", {})


async def test_when_nothing_is_known_the_cards_words_are_kept_and_nobodys_name(staff, notes, tmp_path):
    card = await _seats(staff)
    await _taps(staff, LI, "结束试办", card)
    change(tmp_path / "home/flows/tea/tea_shop.yaml", "有多少个座位？", "能坐几个人？")
    assert await staff.rooms.reloading.look()

    await _says(staff, LI, "/note 座位", reply_to=card)

    (note,) = await notes()
    assert note.about.flow == ""
    assert "有多少个座位" in note.about.quoted
    assert len(note.about.quoted) <= 200
    assert "李" not in note.about.quoted
    assert "没对上这张卡是哪一步" in staff.card.text


# nothing of citizens


async def test_of_a_citizens_answers_no_word_is_kept(staff, notes):
    card = await _says(staff, CITIZEN, "/start tea_shop")
    await _taps(staff, CITIZEN, "小茶馆", card)
    answers = await _says(staff, CITIZEN, "改答案", reply_to=card)
    assert "小茶馆" in answers.text

    await _says(staff, LI, "/note 群众看不懂", reply_to=answers)

    (note,) = await notes()
    assert note.about.answers == {}
    assert "小茶馆" not in note.model_dump_json()


async def test_of_a_citizens_question_the_state_is_found_by_its_words(staff, notes):
    card = await _says(staff, CITIZEN, "/start tea_shop")
    await _taps(staff, CITIZEN, "小茶馆", card)

    await _says(staff, LI, "/note 群众看不懂", reply_to=card)

    (note,) = await notes()
    assert (note.about.flow, note.about.state) == ("tea_shop", "seats")
    assert note.about.quoted == "有多少个座位？"


async def test_of_a_list_of_bookings_and_of_what_people_say_no_word_is_kept(staff, notes):
    await staff.stands(comes("AAAAAAAAA1"))
    booked = await _says(staff, LI, "/today")
    said = await staff.api.person(CITIZEN).says(f"我叫{WANG}，电话{PHONE}", chat=ROOM)
    assert PHONE[-4:] in booked.text

    await _says(staff, LI, "/note 名单太长", reply_to=booked)
    await _says(staff, LI, "/note 他问的这个", reply_to=said)

    kept = "".join(note.model_dump_json() for note in await notes())
    assert "名单太长" in kept
    assert WANG[0] not in kept
    assert PHONE[-4:] not in kept
    assert "AAAAAAAAA1" not in kept


# kept, listed, settled


async def test_an_order_that_comes_again_makes_no_second_note_and_does_not_open_it_again(staff, notes):
    order = Order(id="u1", at=NOW, chat=ROOM, person=LI, command="note", words="一次")
    await staff.rooms.staff.obey(order)
    first = await notes()
    await _taps(staff, LI, "处理好了 1", await _says(staff, LI, "/notes"))

    await staff.rooms.staff.obey(order)

    assert [note.id for note in await notes()] == [first[0].id]
    assert (await notes())[0].settled


async def test_notes_whose_names_would_be_the_same_are_both_kept(redis_url, notes):
    binder = Binder(redis_url)
    book = NoteBook(binder)
    one = await book.put(Order(id="u1", at=NOW, chat=ROOM, person=LI), "一", Subject())
    await binder.keep(f"note.{ROOM}", one.id, one.model_copy(update={"order": "u0"}), SEASON)

    two = await book.put(Order(id="u1", at=NOW, chat=ROOM, person=LI), "二", Subject())

    assert {note.id for note in await notes()} == {one.id, two.id}
    assert one.id != two.id
    await binder.close()


async def test_open_notes_stay_for_years_and_begin_anew_when_looked_at_settled_ones_for_a_season(
    staff, notes, redis_url
):
    await _says(staff, LI, "/note 留着")
    await _says(staff, LI, "/note 好了")
    settled, left = await notes()
    client = connect(redis_url)

    async def seconds(note):
        return await client.ask("TTL", f"guide:{{staff}}:note.{ROOM}:{note.id}")

    await client.ask("EXPIRE", f"guide:{{staff}}:note.{ROOM}:{left.id}", 100)
    await _taps(staff, ZHAO, "处理好了 1", await _says(staff, LI, "/notes"))

    assert await seconds(left) > 2 * 365 * 86400
    assert SEASON - 60 < await seconds(settled) <= SEASON
    assert next(note for note in await notes() if note.settled).settled.by == ZHAO
    await client.aclose()


async def test_the_list_shows_open_ones_by_pages_and_all_on_request(staff):
    for number in range(10):
        await _says(staff, LI, f"/note 第{number}条")
    card = await _says(staff, LI, "/notes")
    assert "10 条还没处理" in card.text
    assert "第9条" in card.text
    assert "第1条" not in card.text

    await _taps(staff, LI, "下一页", card)
    assert "第1条" in card.text
    assert await _taps(staff, LI, "处理好了 1", card) == "记下了：处理好了"

    assert "第1条" not in card.text
    assert "9 条还没处理" in card.text
    await _taps(staff, LI, "全部", card)
    assert "一共 10 条" in card.text
    await _taps(staff, LI, "下一页", card)
    assert "✅" in card.text
    await _taps(staff, LI, "未处理", card)
    assert "一共" not in card.text


async def test_settled_a_second_time_it_is_said_and_the_first_is_remembered(staff, notes):
    await _says(staff, LI, "/note 一条")
    one, two = await _says(staff, LI, "/notes"), await _says(staff, ZHAO, "/notes")

    await _taps(staff, ZHAO, "处理好了 1", two)

    assert await _taps(staff, LI, "处理好了 1", one) == "这条早就处理好了"
    assert (await notes())[0].settled.by == ZHAO
    assert "都处理好了" in one.text


async def test_another_chats_notes_are_not_seen_and_not_settled(staff, notes):
    await _says(staff, LI, "/note 群里的")
    await _says(staff, LI, "/note 自己的", chat=LI)
    mine = await _says(staff, LI, "/notes", chat=LI)
    (other,) = await notes()

    await _taps(staff, LI, "处理好了 1", mine, chat=LI, data=f"!n.done.open.0.{other.id}")

    assert "群里的" not in mine.text
    assert not (await notes())[0].settled


async def test_a_forged_button_settles_nothing(staff, notes):
    await _says(staff, LI, "/note 一条")
    card = await _says(staff, LI, "/notes")

    for tap in FORGED:
        assert await _taps(staff, LI, "处理好了 1", card, data=tap) == "这张单子旧了，请重新发 /notes", tap
    assert not (await notes())[0].settled


async def test_a_stranger_notes_nothing_and_taps_nothing(staff, notes):
    await _says(staff, LI, "/note 一条")
    listed = await _says(staff, LI, "/notes")
    before = len(staff.api.chat(ROOM).cards)

    await _says(staff, CITIZEN, "/note 我也说")
    await _says(staff, CITIZEN, "/notes")
    await _taps(staff, CITIZEN, "处理好了 1", listed)

    assert len(staff.api.chat(ROOM).cards) == before
    assert [(note.text, note.settled) for note in await notes()] == [("一条", None)]


async def test_every_button_fits_a_callback(staff):
    for number in range(10):
        await _says(staff, LI, f"/note 第{number}条")
    card = await _says(staff, LI, "/notes")

    assert all(len(button["callback_data"]) <= LIMIT for row in card.rows for button in row)


async def test_a_note_without_words_or_with_too_many_is_not_taken(staff, notes):
    assert "写上哪里不好" in (await _says(staff, LI, "/note ")).text
    assert "太长了：1001 个字" in (await _says(staff, LI, f"/note {'x' * 1001}")).text

    assert await notes() == ()


async def test_eight_of_the_longest_notes_fit_on_one_card(staff):
    card = await _seats(staff)
    for _ in range(9):
        await _says(staff, LI, "/note " + "<b>&" * 250, reply_to=card)

    listed = await _says(staff, LI, "/notes")

    assert len(listed.text) <= 4096
    assert "<b>&" in listed.text


# taken along


async def _exported(hall, card, label="导出"):
    await _taps(hall, LI, label, card)
    upload = hall.api.chat(ROOM).last.file
    return upload.name, upload.content.decode()


async def test_the_export_groups_by_file_with_place_state_answers_and_version(staff, notes):
    hall = await _says(staff, LI, "/test tea_hall")
    await _says(staff, LI, "/note 茶楼的话", reply_to=hall)
    shop = await _seats(staff)
    await _says(staff, LI, "/note 座位的话", reply_to=shop)
    await _says(staff, ZHAO, "/note 没有卡片")

    name, text = await _exported(staff, await _says(staff, LI, "/notes"))

    assert name == f"notes-{NOW:%Y%m%d}.md"
    heads = [line for line in text.splitlines() if line.startswith("## ")]
    assert heads == ["## `flows/tea/tea_hall.yaml`", "## `flows/tea/tea_shop.yaml`", "## 没对上哪一步"]
    seats = text.partition(heads[1])[2].partition(heads[2])[0]
    assert f"flows/tea/tea_shop.yaml:{_line(staff, '  seats:')}" in seats
    assert "tea_shop.seats" in seats
    assert "tea_shop.size=small" in seats
    assert (await notes())[1].about.version in seats
    assert "座位的话" in seats
    assert "李建国" not in text
    assert str(LI) not in text


async def test_a_notes_own_markup_stays_plain_text(staff):
    for words in MARKUP:
        await _says(staff, LI, f"/note {words}")

    _, text = await _exported(staff, await _says(staff, LI, "/notes"))

    outside, inside = _parted(text)
    heads = [line.split(" ", 1) for line in outside if line.startswith("#")]
    assert [mark for mark, _ in heads] == ["#", "##", *["###"] * len(MARKUP)]
    said = "\n".join(MARKUP).replace("\u2028", "").replace("\r", "\n").split("\n")
    assert [line for line in said if line not in inside] == []


def _parted(text):
    """Lines outside and inside of fenced code blocks, as CommonMark reads them."""
    outside, inside, fence = [], [], ""
    for line in text.split("\n"):
        if fence:
            closes = re.fullmatch(r"(`+)\s*", line)
            if closes and len(closes[1]) >= len(fence):
                fence = ""
            else:
                inside.append(line)
        elif opens := re.match(r"(`{3,})text$", line):
            fence = opens[1]
        else:
            outside.append(line)
    assert not fence
    return outside, inside


async def test_with_nothing_to_take_along_a_word_passes(staff):
    card = await _says(staff, LI, "/notes")

    assert "还没有人提" in card.text
    assert await _taps(staff, LI, "导出", card) == "没有可导出的意见"
