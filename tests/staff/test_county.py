"""Every procedure of the county can be tried: walked, explained, jumped about in, and its ways listed."""

from datetime import datetime

import pytest

from bot import wire
from bot.config import Settings
from bot.message import plain
from bot.staff.order import Order
from bot.staffing import staffed
from tests.houses import ROOT

NOW = datetime.fromisoformat("2026-03-02T09:30:00+08:00")
ROOM, LI = -1001, 50
LIMIT = 4096


@pytest.fixture(scope="module")
def flows():
    return tuple(wire.mind(ROOT).handbook.flows.values())


async def test_each_state_can_be_jumped_to_and_explained(tmp_path, redis_url, flows):
    settings = Settings(
        _env_file=None, home=ROOT, redis_url=redis_url, data_dir=tmp_path, staff_chats=(ROOM,), staff_ids=(LI,)
    )
    faults = []
    async with wire.house(settings) as house, staffed(settings, house) as rooms:
        number = 0

        async def orders(command, words=""):
            nonlocal number
            number += 1
            order = Order(id=f"u{number}", at=NOW, chat=ROOM, person=LI, name="李", command=command, words=words)
            obeyed = await rooms.staff.obey(order)
            assert obeyed
            text = plain(obeyed.message.text)
            assert 0 < len(text) <= LIMIT, (command, words, len(text))
            assert all(len(one.id.encode()) <= 64 for row in obeyed.message.rows for one in row if one.id)
            return text

        for flow in flows:
            assert "试办" in await orders("test", flow.id)
            if f"{flow.title}：" not in await orders("paths"):
                faults.append((flow.id, "paths"))
            for state in flow.states:
                await orders("test", flow.id)
                jumped = await orders("jump", state)
                why = await orders("why")
                if "没办成" in jumped + why or "试办" not in jumped or "flows/" not in why:
                    faults.append((flow.id, state, jumped[:80], why[:80]))
    assert not faults
