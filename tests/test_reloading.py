"""Files of a running bot are changed, with a real watcher over them and citizens in the middle of it."""

import asyncio
import shutil
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from bot import wire
from bot.config import Settings
from bot.engine.event import Started
from bot.errors import FlowsBroken, StoreError
from bot.reloading import Reloading
from bot.staffing import staffed
from tests.houses import NOON, change, furnish

PATIENCE = 30.0
"""Seconds in which a change must have come to something, on the slowest machine."""
OLD, NEW, BAD = "您的茶馆多大？", "您的茶馆有多大？", "您的茶馆多大？\n    odd: 1"


@dataclass
class Watched:
    """A house at work whose files are watched."""

    home: Path
    house: wire.House
    rooms: object
    told: list[tuple[str, dict]]
    watching: asyncio.Task
    events: count = field(default_factory=count)
    away: bool = False
    """While the memory is away nobody can be told."""
    missed: int = 0

    @property
    def shop(self) -> Path:
        return self.home / "flows" / "tea" / "tea_shop.yaml"

    async def asks(self, owner: str) -> str:
        """What a citizen who begins is asked."""
        event = Started(id=str(next(self.events)), at=NOON, flow="tea_shop")
        saved = await self.house.desk.turn(owner, event, "{}")
        return saved.effect.words.text

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - what is waited for lies in another room
                await asyncio.sleep(0.02)

    @property
    def heard(self) -> list[str]:
        return [name.removeprefix("staff/").removesuffix(".j2") for name, _ in self.told]


@asynccontextmanager
async def opened(folder: Path, redis_url: str):
    home = folder / "home" if (folder / "home").exists() else furnish(folder)
    settings = Settings(_env_file=None, home=home, data_dir=folder / "data", redis_url=redis_url, now=NOON)
    told: list[tuple[str, dict]] = []

    async def tells(name, about):
        if found[0].away:
            found[0].missed += 1
            raise StoreError("the memory of the house is away")
        told.append((name, dict(about)))

    async with wire.house(settings, settled=True) as house, staffed(settings, house) as rooms:
        watching = asyncio.create_task(Reloading(home, rooms.publisher, tells).run())
        found = [Watched(home, house, rooms, told, watching)]
        await asyncio.sleep(0)  # it begins with its first look
        async with rooms.publisher.turn:
            pass  # which reads in a thread, and shall not meet half of what a test changes
        try:
            yield found[0]
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


@pytest.fixture
async def watched(tmp_path: Path, redis_url: str):
    async with opened(tmp_path, redis_url) as found:
        yield found


async def test_a_changed_file_is_live_while_turns_go_on(watched):
    answers = []

    async def citizens():
        for number in count():
            answers.append(await watched.asks(f"tg.1.{number}"))
            await asyncio.sleep(0.01)

    talking = asyncio.create_task(citizens())
    await watched.until(lambda: talking.done() or answers)
    change(watched.shop, OLD, NEW)
    await watched.until(lambda: talking.done() or (NEW in answers[-1] and watched.heard))
    talking.cancel()
    with suppress(asyncio.CancelledError):
        await talking

    told = [NEW in answer for answer in answers]
    assert all(OLD in answer or NEW in answer for answer in answers)
    assert told == sorted(told), "once it is new it is never old again"
    assert watched.heard == ["reloaded"]


async def test_what_is_not_sound_stays_out_is_told_with_its_line_and_what_is_mended_goes_live(watched):
    change(watched.shop, OLD, BAD)
    await watched.until(lambda: watched.told)

    assert watched.heard == ["reload_refused"]
    assert "flows/tea/tea_shop.yaml:" in watched.told[0][1]["lines"][0]
    assert OLD in await watched.asks("tg.1.1")

    change(watched.shop, BAD, NEW)
    await watched.until(lambda: len(watched.told) > 1)

    assert watched.heard == ["reload_refused", "reloaded"]
    assert NEW in await watched.asks("tg.1.2")


async def test_many_files_saved_at_once_are_one_reload(watched):
    change(watched.shop, OLD, NEW)
    for number in range(20):
        (watched.home / "messages_zh" / "end" / f"extra{number}.j2").write_text("好了。", "utf-8")
    change(watched.home / "flows" / "tea" / "tea_hall.yaml", "department: 茶馆局", "department: 茶叶局")
    await watched.until(lambda: watched.told)

    flows = watched.house.desk.edition.mind.handbook.flows
    assert watched.heard == ["reloaded"]
    assert flows["tea_hall"].department == "茶叶局"


async def test_a_deleted_file_that_others_need_is_told_and_stays_live(watched):
    (watched.shop.parent / "tea_hall.yaml").unlink()
    await watched.until(lambda: watched.told)

    assert watched.heard == ["reload_refused"]
    assert "tea_hall" in watched.house.desk.edition.mind.handbook.flows


async def test_a_file_saved_without_a_change_is_no_reload(watched):
    live = watched.house.desk.edition
    watched.shop.write_bytes(watched.shop.read_bytes())
    change(watched.home / "flows" / "tea" / "area.yaml", "开店", "开个店")
    await watched.until(lambda: watched.told)

    assert watched.heard == ["reloaded"]
    assert watched.house.desk.edition is not live


async def test_the_same_fault_made_again_is_told_again(watched):
    watched.watching.cancel()  # it would look as well
    reloading, acts = watched.rooms.reloading, watched.rooms.publisher.audit
    for before, after in ((OLD, BAD), (BAD, OLD), (OLD, BAD)):
        change(watched.shop, before, after)
        assert not await reloading.look()

    assert [act.deed for act in acts.last(9)] == ["refused", "refused"]


async def test_what_can_not_be_done_is_told_again_though_the_files_were_refused_in_between(watched):
    watched.watching.cancel()  # it would look as well
    told: list[str] = []

    async def tells(name, _):
        told.append(name.removeprefix("staff/").removesuffix(".j2"))

    reloading, large = Reloading(watched.home, watched.rooms.publisher, tells), watched.home / "flows" / "large"
    change(watched.shop, OLD, BAD)
    await reloading.look()
    for _ in range(2):
        with large.open("wb") as file:
            file.truncate(33 << 20)
        await reloading.look()
        large.unlink()
        await reloading.look()

    assert told == ["reload_refused", "reload_failed", "reload_failed"]


async def test_who_changed_files_by_hand_stands_in_the_trail_as_nobody(watched):
    change(watched.shop, OLD, NEW)
    await watched.until(lambda: watched.told)

    (act,) = watched.rooms.publisher.audit.last(9)
    assert (act.who, act.deed, act.about) == (0, "reloaded", watched.house.desk.edition.home.name)


async def test_a_former_edition_is_there_for_who_still_talks_with_it(watched):
    former = watched.house.desk.edition.home
    change(watched.shop, OLD, NEW)
    await watched.until(lambda: watched.told)

    assert (former / "flows" / "tea" / "tea_shop.yaml").exists()


async def test_a_folder_put_in_the_place_of_another_is_watched_as_well(watched):
    flows = watched.home / "flows"
    shutil.copytree(flows, watched.home / "next", symlinks=True)
    flows.rename(watched.home / "former")
    (watched.home / "next").rename(flows)
    change(watched.shop, OLD, NEW)
    await watched.until(lambda: watched.heard == ["reloaded"])
    change(watched.shop, NEW, OLD)
    await watched.until(lambda: watched.heard == ["reloaded", "reloaded"])

    assert OLD in await watched.asks("tg.1.9")


async def test_a_refusal_nobody_could_be_told_of_is_told_later(tmp_path, redis_url):
    async with opened(tmp_path, redis_url) as watched:
        watched.away = True
        change(watched.shop, OLD, BAD)
        await watched.until(lambda: watched.missed)
        watched.away = False
        await watched.until(lambda: "reload_refused" in watched.heard)

        assert watched.heard.count("reload_refused") == 1
        assert OLD in await watched.asks("tg.1.9")


async def test_a_start_with_files_that_are_not_sound_goes_on_with_what_was_good_and_says_so(tmp_path, redis_url):
    async with opened(tmp_path, redis_url) as watched:
        shop = watched.shop
    change(shop, OLD, BAD)
    async with opened(tmp_path, redis_url) as watched:
        assert OLD in await watched.asks("tg.1.9")
        await watched.until(lambda: watched.heard == ["reload_refused"])


async def test_a_first_start_with_files_that_are_not_sound_is_refused_with_their_names(tmp_path, redis_url):
    home = furnish(tmp_path)
    change(home / "flows" / "tea" / "tea_shop.yaml", OLD, BAD)
    settings = Settings(_env_file=None, home=home, data_dir=tmp_path / "data", redis_url=redis_url, now=NOON)

    with pytest.raises(FlowsBroken, match=r"home/flows/tea/tea_shop\.yaml"):
        async with wire.house(settings, settled=True):
            pass
