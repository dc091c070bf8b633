"""A walk just made becomes a golden conversation, ready to be laid among the others."""

from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.engine.event import Said, Shared
from bot.journeys import check
from bot.saved import read
from bot.staff.publishing.draft import Draft
from bot.staff.walks.walk import Walk
from bot.stores.connection import connect
from bot.vault import kept
from tests.houses import change
from tests.staff.conftest import LI, NOW, PHONE, ROOM

ZHAO = 51


@pytest.fixture
async def staff(opened):
    async with opened(staff_ids=(LI, ZHAO)) as hall:
        yield hall


async def _says(hall, number, text, **place):
    await hall.says(hall.api.person(number, {LI: "李建国", ZHAO: "赵大明"}[number]), text, chat=ROOM, **place)
    return hall.card


async def _taps(hall, number, label, card):
    await hall.taps(hall.api.person(number), label, chat=ROOM, on=card)


async def _saves(hall, words, number=LI, **place):
    """What came with it: name to content."""
    await _says(hall, number, f"/save {words}", **place)
    files = [card for card in hall.api.chat(ROOM).cards if card.file]
    return {card.file.name: card.file.content.decode() for card in files}


def _lay(papers, folder: Path, flow="tea_shop"):
    """Lay them where their captions say."""
    place = folder / "tests" / "journeys" / flow
    place.mkdir(parents=True, exist_ok=True)
    for name, content in papers.items():
        (place / name).write_text(content, "utf-8")
    return folder / "tests" / "journeys"


def _red(home, golden):
    """What `guide test` finds of saved conversations."""
    return [one for one in check(home, golden).differences if "saved-" in one.file]


async def _small(hall):
    card = await _says(hall, LI, "/test tea_shop")
    await _taps(hall, LI, "小茶馆", card)
    await _says(hall, LI, "六", reply_to=card)
    return hall.card


async def test_a_walk_is_saved_and_is_told_again_without_a_difference(staff, tmp_path):
    await _small(staff)
    papers = await _saves(staff, "小茶馆-六个座")

    assert set(papers) == {"saved-小茶馆-六个座.yaml", "saved-小茶馆-六个座.txt"}
    caption = staff.api.chat(ROOM).last.extra["caption"]
    assert caption == "放进 tests/journeys/tea_shop/"
    assert "小茶馆可以开" in papers["saved-小茶馆-六个座.txt"]
    golden = _lay(papers, tmp_path)
    assert _red(tmp_path / "home", golden) == []

    change(tmp_path / "home/flows/tea/tea_shop.yaml", "有多少个座位？", "能坐几个人？")
    assert [one.what for one in _red(tmp_path / "home", golden)] == ["changed"]


async def test_what_was_done_is_in_the_file_and_nobodys_name(staff):
    await _small(staff)
    papers = await _saves(staff, "x")

    saved = read("tea_shop/saved-x.yaml", papers["saved-x.yaml"].encode())
    assert [(one.open, one.tap, one.say) for one in saved.did] == [
        ("tea_shop", None, None), (None, "c.small", None), (None, None, "六"),
    ]  # fmt: skip
    assert saved.at == NOW
    whole = "".join(papers.values())
    assert "李" not in whole
    assert str(ROOM) not in whole
    assert str(LI) not in whole


async def test_a_tap_that_counted_for_nothing_is_left_out_and_one_back_is_kept(staff, tmp_path):
    first = await _says(staff, LI, "/test tea_shop")
    second = await _says(staff, LI, "小茶馆", reply_to=first)
    await _taps(staff, LI, "大茶楼", first)
    await _taps(staff, LI, "上一步", second)
    await _taps(staff, LI, "小茶馆", second)
    papers = await _saves(staff, "x")

    saved = read("tea_shop/saved-x.yaml", papers["saved-x.yaml"].encode())
    assert [one.tap or one.say for one in saved.did[1:]] == ["小茶馆", "b", "c.small"]
    assert _red(tmp_path / "home", _lay(papers, tmp_path)) == []


async def test_the_walks_own_time_is_that_of_the_file(staff, tmp_path):
    await _small(staff)
    await _says(staff, LI, "/clock 2026-09-28 17:30")
    papers = await _saves(staff, "x")

    assert "# 试办时的时间：2026-09-28 17:30（试办的人自己设的）" in papers["saved-x.yaml"]
    assert 'at: "2026-09-28T17:30:00+08:00"' in papers["saved-x.yaml"]
    assert _red(tmp_path / "home", _lay(papers, tmp_path)) == []


async def test_a_jump_and_a_listed_path_are_saved_with_the_answers_that_led_there(staff, tmp_path):
    await _says(staff, LI, "/test tea_shop")
    await _says(staff, LI, "/jump seats")
    papers = await _saves(staff, "x")

    assert '    answers: {"size": "small"}' in papers["saved-x.yaml"]
    assert _red(tmp_path / "home", _lay(papers, tmp_path)) == []


async def test_a_walk_into_another_procedure_lies_with_the_one_it_began_with(staff, tmp_path):
    card = await _says(staff, LI, "/test tea_shop")
    await _taps(staff, LI, "大茶楼", card)
    await _taps(staff, LI, "一层", card)
    papers = await _saves(staff, "x")

    assert "flow: tea_shop" in papers["saved-x.yaml"]
    assert _red(tmp_path / "home", _lay(papers, tmp_path)) == []


async def test_what_a_topic_walked_together_is_saved_by_anybody(staff, tmp_path):
    card = await _says(staff, LI, "/test together tea_shop")
    await _taps(staff, ZHAO, "小茶馆", card)
    await _says(staff, LI, "六", reply_to=card)
    papers = await _saves(staff, "x", ZHAO)

    assert "小茶馆可以开" in papers["saved-x.txt"]
    assert _red(tmp_path / "home", _lay(papers, tmp_path)) == []


async def test_the_card_that_is_answered_says_whose_walk_is_saved(staff):
    card = await _small(staff)
    await _says(staff, ZHAO, "/test tea_hall")
    papers = await _saves(staff, "x", ZHAO, reply_to=card)

    assert "flow: tea_shop" in papers["saved-x.yaml"]


async def test_a_drafts_walk_says_that_it_needs_the_drafts_files(staff, tmp_path):
    file = "flows/tea/tea_shop.yaml"
    text = (staff.house.desk.edition.home / file).read_text("utf-8").replace("有多少个座位？", "能坐几个人？")
    shelf = staff.rooms.staff._track.editions
    draft = await shelf.put(Draft(order="u1", chat=ROOM, by=LI, at=NOW, files={file: text}, base={}))
    card = await _says(staff, LI, f"/test {draft.id} tea_shop")
    await _taps(staff, LI, "小茶馆", card)
    papers = await _saves(staff, "x")

    assert f"草稿 {draft.id}" in staff.api.chat(ROOM).cards[-3].text
    assert f"# 走的是草稿 {draft.id}" in papers["saved-x.yaml"]
    golden = _lay(papers, tmp_path)
    assert [one.what for one in _red(tmp_path / "home", golden)] == ["changed"]
    (tmp_path / "home" / file).write_text(text, "utf-8")
    assert _red(tmp_path / "home", golden) == []


async def test_steps_that_can_not_be_told_again_are_left_out_and_counted(staff, tmp_path):
    card = await _says(staff, LI, "/test tea_hall")
    await _taps(staff, LI, "大茶楼", card)
    await _taps(staff, LI, "一层", card)
    await _taps(staff, LI, "预约办理", card)
    papers = await _saves(staff, "x")

    assert "有 1 步没存" in staff.api.chat(ROOM).cards[-3].text
    assert _red(tmp_path / "home", _lay(papers, tmp_path, "tea_hall")) == []


async def test_a_name_that_is_no_file_name_is_refused_with_an_example(staff):
    await _small(staff)

    for words in ("", "../x", "a/b", "a b", "a.yaml", "长" * 41, "a\nb", "x" * 3000, "<b>"):
        assert await _saves(staff, words) == {}, words
        assert "/save 小茶馆-六个座" in staff.card.text, words


async def test_without_a_walk_or_a_procedure_nothing_is_saved_and_it_is_said(staff):
    assert await _saves(staff, "x") == {}
    assert "没有在试办" in staff.card.text

    await _says(staff, LI, "/test")
    assert await _saves(staff, "x") == {}
    assert "还没进到哪件事里" in staff.card.text


async def test_a_walk_that_would_lead_elsewhere_today_is_not_saved(staff, tmp_path):
    await _says(staff, LI, "/test tea_shop")
    await _says(staff, LI, "小的", reply_to=staff.card)
    assert "有多少个座位" in staff.card.text
    for file in ("tea_shop", "tea_hall"):
        path = tmp_path / f"home/flows/tea/{file}.yaml"
        change(path, "small: {label: 小茶馆, words: [小的]}", "small: {label: 迷你馆}")
    assert await staff.rooms.reloading.look()

    assert await _saves(staff, "x") == {}
    assert "到的不是您现在这一步" in staff.card.text


async def test_a_walk_that_is_too_long_is_not_saved(staff):
    await _says(staff, LI, "/test tea_shop")
    track = staff.rooms.staff._track
    (walk,) = await track.binder.leaves("walk", Walk)
    edition = await track.edition(walk)
    for number in range(101):
        await track.turn(walk, edition, Said(id=f"s{number}", at=NOW, text="不知道"))

    assert await _saves(staff, "x") == {}
    assert "最多存 100 步" in staff.card.text


async def test_a_shared_number_is_not_remembered_and_typed_words_are_sealed(staff, redis_url, tmp_path):
    await _small(staff)
    track = staff.rooms.staff._track
    (walk,) = await track.binder.leaves("walk", Walk)
    edition = await track.edition(walk)
    await track.turn(walk, edition, Shared(id="s1", at=NOW, phone=PHONE, own=True))
    await track.turn(walk, edition, Said(id="s2", at=NOW, text=f"{PHONE} " * 200))

    assert PHONE not in repr(await track.trail(walk))
    client = connect(redis_url)
    raw = b"".join(await client.ask("LRANGE", f"guide:{{staff}}:trail:{walk.owner}", 0, -1)).decode()
    await client.aclose()
    assert raw
    assert not any(word in raw for word in ("六", PHONE, "tea_shop", "small"))
    papers = await _saves(staff, "x")
    assert '- say: "六"' in papers["saved-x.yaml"]
    assert "有 2 步没存" in staff.api.chat(ROOM).cards[-3].text


async def test_a_walk_sealed_with_another_key_is_none(staff, tmp_path):
    await _small(staff)
    track = staff.rooms.staff._track
    (walk,) = await track.binder.leaves("walk", Walk)
    foreign = replace(track, rehearsal=replace(track.rehearsal, vault=kept(tmp_path / "elsewhere")))

    with capture_logs() as logs:
        assert await foreign.trail(walk) == ()
    assert {one["event"] for one in logs} == {"trail_unreadable"}
