"""The publishing room while a disk is slow or full, and when two decide at the same time."""

import asyncio
import os
from threading import Event, Thread

import pytest

from bot.archive import Archive, Changed, Version
from bot.audit import Act, Audit
from bot.phrases import Phrasebook
from bot.staff.order import Order
from bot.staff.publishing.cards import DraftCards
from bot.staff.publishing.proposing import Proposal, PublishRoom
from bot.staff.publishing.publisher import Publisher
from bot.stores.binder import DAY, Binder
from tests.houses import furnish
from tests.staff.conftest import LI, NOW, ROOM

ZHAO = 51
VERSION = Version(number=1, at=NOW, by=LI, second=ZHAO, what="D2345", asked="u1", files={})
ACT = Act(at=NOW, who=LI, deed="dropped", about="D2345")
PROPOSAL = Proposal(id="P2345", order="u1", chat=ROOM, by=LI, back=0, asked="u1")


@pytest.fixture
async def binder(redis_url):
    opened = Binder(redis_url)
    yield opened
    await opened.close()


@pytest.fixture
def room(binder, tmp_path):
    furnish(tmp_path)
    publisher = Publisher(
        Archive(tmp_path / "home", tmp_path / "versions"), None, None, Audit(tmp_path / "audit"), tmp_path
    )
    return PublishRoom(None, binder, publisher, DraftCards(Phrasebook(tmp_path / "home").say), {LI})


def _order(**what):
    return Order(**({"id": "u9", "at": NOW, "chat": ROOM, "person": LI} | what))


@pytest.mark.parametrize(
    ("order", "file", "content"),
    [
        (_order(command="audit"), "audit", ACT),
        (_order(command="rollback"), "versions/0001.json", VERSION),
        (_order(command="rollback", words="1"), "versions/0001.json", VERSION),
        (_order(tap="!p.yes.P2345", person=52), "versions/0001.json", VERSION),
    ],
    ids=["audit", "versions", "as_of", "came_of"],
)
async def test_nobody_waits_while_the_disk_is_slow(room, binder, tmp_path, order, file, content):
    """The file is a pipe: who reads it waits until somebody writes, which is done once the loop has turned."""
    await binder.keep(f"proposal.{ROOM}", PROPOSAL.id, PROPOSAL, DAY)
    (tmp_path / "versions").mkdir()
    os.mkfifo(tmp_path / file)
    loop, turned, seen = asyncio.get_running_loop(), Event(), []

    def write():
        with (tmp_path / file).open("wb") as pipe:
            loop.call_soon_threadsafe(turned.set)
            seen.append(turned.wait(5))
            pipe.write(content.model_dump_json().encode())

    writer = Thread(target=write, daemon=True)
    writer.start()
    obeyed = asyncio.create_task(room.obey(order))
    await asyncio.to_thread(writer.join)
    obeyed.cancel()
    await asyncio.wait([obeyed])

    assert seen == [True]


async def test_who_agrees_again_after_the_disk_was_full_hears_of_it_only_once_it_is_laid_out(room, binder, tmp_path):
    await binder.keep(f"proposal.{ROOM}", PROPOSAL.id, PROPOSAL, DAY)
    (tmp_path / "versions").mkdir()
    changed = VERSION.model_copy(update={"files": {"flows/new.yaml": Changed(before=None, after="new")}})
    (tmp_path / "versions" / "0001.json").write_text(changed.model_dump_json())

    obeyed = await room.obey(_order(tap="!p.yes.P2345", person=ZHAO))

    assert "第 1 版" in obeyed.message.text
    assert (tmp_path / "home" / "flows" / "new.yaml").read_text() == "new"


async def test_what_is_published_can_not_be_declined_any_more(room, binder, tmp_path):
    await binder.keep(f"proposal.{ROOM}", PROPOSAL.id, PROPOSAL, DAY)
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "0001.json").write_text(VERSION.model_dump_json())

    obeyed = await room.obey(_order(tap="!p.no.P2345", person=52))

    assert (obeyed.message.text, bool(obeyed.message.toast)) == ("", True)
    assert Audit(tmp_path / "audit").last(9) == ()
