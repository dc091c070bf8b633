"""The bot killed in the middle of a publishing: what two people agreed to holds, once, after the next start."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.archive import Archive
from bot.audit import Audit
from tests.houses import NOON, furnish
from tests.running_house import House
from tests.staff.conftest import LI, ROOM
from tests.telegram.bot_api import BotApi

ZHAO = 51
FILE = "flows/tea/tea_shop.yaml"
SEATS, NEW = "有多少个座位？", "能坐几个人？"
_PATIENCE = 40.0


@pytest.fixture
async def house(api: BotApi, tmp_path: Path) -> AsyncIterator[House]:
    furnish(tmp_path)
    settings = {"STAFF_CHATS": f"{ROOM}", "STAFF_IDS": f"{LI},{ZHAO}", "MAINTAINER_IDS": f"{LI}"}
    laid = House(tmp_path, api, NOON, settings)
    yield laid
    await laid.clear()


def _card(api, words):
    return next((card for card in api.chat(ROOM).cards if words in card.text), None)


async def _proposed(api, house):
    """Until a second person may agree."""
    text = (house.home / FILE).read_text("utf-8")
    await api.person(LI, "李").drops("tea_shop.yaml", text.replace(SEATS, NEW).encode(), chat=ROOM)
    await api.until(lambda: _card(api, "收下了"), _PATIENCE)
    draft = _card(api, "收下了").text.split("草稿 ")[1][:5]
    await api.person(LI).says(f"/publish {draft}", chat=ROOM)
    await api.until(lambda: _card(api, "我同意") or _card(api, "请另一位"), _PATIENCE)
    return _card(api, "请另一位"), draft


async def test_a_kill_between_agreeing_and_answering_publishes_once_and_is_told(api, house, tmp_path):
    house.start()
    wang = api.person(7)
    await wang.says("/start tea_shop")
    await api.until(lambda: api.chat(7).cards, _PATIENCE)
    proposed, draft = await _proposed(api, house)

    await api.person(ZHAO, "赵").taps("我同意", on=proposed, chat=ROOM)
    archive = Archive(house.home, house.data / "versions")
    async with asyncio.timeout(_PATIENCE):
        while not archive.versions:  # noqa: ASYNC110 - a file system sends no word
            await asyncio.sleep(0.002)
    house.kill()
    assert not _card(api, "第 1 版")
    house.start()
    await api.until(lambda: _card(api, "第 1 版"), _PATIENCE)
    await wang.taps("小茶馆", on=api.chat(7).cards[0])
    await api.until(lambda: NEW in "".join(card.text for card in api.chat(7).cards), _PATIENCE)

    assert [version.what for version in archive.versions] == [draft]
    assert NEW in (house.home / FILE).read_text("utf-8")
    acts = [act.deed for act in Audit(house.data / "audit.jsonl").last(9)]
    assert acts.count("published") == 1
    assert "reloaded" not in acts
    assert not _card(api, "流程文件改了")


async def test_a_kill_before_anything_was_written_leaves_the_agreeing_to_the_next_start(api, house):
    house.start()
    proposed, draft = await _proposed(api, house)
    given = len(api.called("getUpdates"))

    await api.person(ZHAO, "赵").taps("我同意", on=proposed, chat=ROOM)
    await api.until(lambda: len(api.called("getUpdates")) > given, _PATIENCE)
    house.kill()
    house.start()
    await api.until(lambda: _card(api, "第 1 版"), _PATIENCE)

    assert [version.what for version in Archive(house.home, house.data / "versions").versions] == [draft]
    assert NEW in (house.home / FILE).read_text("utf-8")


async def test_an_agreeing_acknowledged_behind_slow_drafts_holds_after_a_kill(api, house):
    """Telegram has let go of the tap and of the files before any of them was worked at; the house has not."""
    house.start()
    proposed, draft = await _proposed(api, house)
    text = (house.home / FILE).read_text("utf-8")
    for number in range(6):
        await api.person(LI, "李").drops(f"{number}.yaml", text.replace(SEATS, f"{number} 个？").encode(), chat=ROOM)
    await api.person(ZHAO, "赵").taps("我同意", on=proposed, chat=ROOM)
    await api.until(lambda: not api.state.pending, _PATIENCE)
    house.kill()
    archive = Archive(house.home, house.data / "versions")
    assert not archive.versions

    house.start()
    await api.until(lambda: _card(api, "第 1 版"), _PATIENCE)

    assert [version.what for version in archive.versions] == [draft]
    told = "".join(card.text for card in api.chat(ROOM).cards)
    assert [number for number in range(6) if f"{number}.yaml" not in told] == []
    acts = [act.deed for act in Audit(house.data / "audit.jsonl").last(99)]
    assert acts.count("published") == 1
