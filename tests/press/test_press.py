"""The press as the channels see it."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.engine.session import blank
from bot.message import Attachment
from bot.press.press import AT_ONCE, WAITING, Press
from tests.press.test_appointment import REF, appointed


@pytest.fixture
def press(home, visitor):
    pressing = Press(home, visitor.mind.handbook)
    yield pressing
    pressing.close()


@pytest.fixture
def attachment(visitor, notice) -> Attachment:
    return visitor.renderer.writer.attachment("notice", notice, "文字版")


async def test_a_notice_is_paper_calendar_and_picture(press, attachment, visitor):
    papers = await press.papers(attachment)

    name = f"开茶馆-告知单-{visitor.session.walk.upper()}"
    assert [paper.name for paper in papers] == [f"{name}.{end}" for end in ("pdf", "ics", "1.png", "2.png")]
    assert [paper.content[:4] for paper in papers] == [b"%PDF", b"BEGI", b"\x89PNG", b"\x89PNG"]
    assert [paper.form for paper in papers] == ["document", "document", "photo", "photo"]
    assert all(0 < len(paper.caption) < 40 for paper in papers)


async def test_without_last_days_there_is_no_calendar(press, visitor, notice):
    undated = notice.model_copy(update={"dates": ()})

    papers = await press.papers(visitor.renderer.writer.attachment("notice", undated, ""))

    assert [paper.name[-4:] for paper in papers] == [".pdf", ".png", ".png"]


async def test_a_timeline_is_a_picture(press, visitor, timeline):
    (paper,) = await press.papers(visitor.renderer.writer.attachment("timeline", timeline, ""))

    assert (paper.form, paper.content[:4]) == ("photo", b"\x89PNG")


async def test_a_receipt_is_paper_calendar_and_picture_named_by_its_reference(press, visitor):
    writer = visitor.renderer.writer
    receipt, slip = (writer.receipt(one, appointed(), visitor.at) for one in (visitor.session, blank("tg.1.1")))

    whole, alone = [await press.papers(writer.attachment("receipt", sheet, "")) for sheet in (receipt, slip)]

    assert [paper.name for paper in alone] == [f"开茶馆-预约单-{REF}.{end}" for end in ("pdf", "ics", "png")]
    assert [paper.name for paper in whole[:2]] == [f"开茶馆-预约单-{REF}.{end}" for end in ("pdf", "ics")]
    assert {paper.form for paper in whole[2:]} == {"photo"}
    assert all(0 < len(paper.caption) < 40 for paper in (*whole, *alone))


async def test_a_page_is_a_picture_with_the_offices_name_even_without_the_font(home, visitor, tmp_path):
    press = Press(home, visitor.mind.handbook, tmp_path / "none.ttc")
    link = visitor.renderer.writer.link(visitor.mind.handbook.offices["site"])

    (paper,) = await press.papers(visitor.renderer.writer.attachment("link", link, ""))
    press.close()

    assert (paper.name, paper.form, paper.content[:4]) == ("茶馆网-预约网页.png", "photo", b"\x89PNG")
    assert "茶馆网" in paper.caption


async def test_without_the_font_nothing_is_printed_and_the_log_names_the_package_once(
    home, visitor, attachment, tmp_path
):
    press = Press(home, visitor.mind.handbook, tmp_path / "none.ttc")

    with capture_logs() as logs:
        printed = [await press.papers(attachment) for _ in range(3)]
    press.close()

    assert printed == [(), (), ()]
    assert [(line["event"], line["package"]) for line in logs] == [("press_without_font", "fonts-wqy-microhei")]


async def test_a_sheet_of_another_version_is_not_printed(press):
    with capture_logs() as logs:
        printed = await press.papers(Attachment(kind="notice", name="x", sheet="{}", instead="文字版"))

    assert printed == ()
    assert [line["event"] for line in logs] == ["press_failed"]


async def test_many_at_once_are_all_printed_while_the_loop_goes_on(press, attachment):
    rounds = 0

    async def count() -> None:
        nonlocal rounds
        while True:
            await asyncio.sleep(0)
            rounds += 1

    counting = asyncio.create_task(count())
    printed = await asyncio.gather(*(press.papers(attachment) for _ in range(8)))
    counting.cancel()

    assert all(len(papers) == 4 for papers in printed)
    assert rounds > 100


async def test_more_than_can_wait_are_told_at_once(press, attachment):
    await press.check()

    with capture_logs() as logs:
        asked = [asyncio.create_task(press.papers(attachment)) for _ in range(AT_ONCE + WAITING + 3)]
        await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        refused = [task for task in asked if task.done() and not task.result()]
        for task in asked:
            task.cancel()
        await asyncio.wait(asked)

    assert len(refused) == 3
    assert [line["event"] for line in logs] == ["press_overrun"] * 3
