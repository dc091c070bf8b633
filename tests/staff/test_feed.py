"""What a window's calendar promises who subscribes to it: all appointments, nobody's name, and nothing to who guesses."""

import asyncio
import re
import socket
import subprocess
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from icalendar import Calendar

from bot.channels import web
from bot.staff.window.feed import Feed, address, token
from tests.commands import GUIDE, environment, guide
from tests.engine.caller import home as laid
from tests.houses import furnish
from tests.staff.conftest import PHONE, TODAY, WANG, comes
from tests.telegram.bot_api import BotApi

SECRET = "quite-a-long-secret"


@asynccontextmanager
async def subscribed(hall):
    """A reader of the feed, as it is served."""
    feed = Feed(hall.house.book, hall.house.desk, SECRET)
    listening = web.listen("127.0.0.1", 0)
    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    serving = asyncio.create_task(web.serve(listening, (feed.route,)))
    async with httpx.AsyncClient(base_url=base) as reader:
        yield reader
    serving.cancel()
    await asyncio.wait([serving])


@pytest.fixture
async def reader(hall):
    async with subscribed(hall) as one:
        yield one


WINDOW = address("", SECRET, "window")


def entries(answer):
    return {str(one["DESCRIPTION"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}


async def test_it_shows_when_somebody_comes_with_what_and_what_is_missing_and_never_who(hall, reader):
    missing = comes("K7M2P4Q8ZT", missing=("营业执照",), answers=(("几层楼？", "两层"),))
    tomorrow = comes("AAAAAAAAAA", hour=9, day=TODAY + timedelta(days=1))
    await hall.stands(missing, tomorrow)

    answer = await reader.get(WINDOW)

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    first, second = sorted(Calendar.from_ical(answer.content).walk("VEVENT"), key=lambda one: one["DTSTART"].dt)
    assert (str(first["SUMMARY"]), f"{first['DTSTART'].dt:%H:%M}") == ("开大茶楼", "02:00")
    assert "预约号 K7M2P4Q8ZT" in first["DESCRIPTION"]
    assert "还没备好：营业执照" in first["DESCRIPTION"]
    assert "材料都备好了" in second["DESCRIPTION"]
    unfolded = re.sub(rb"\r\n ", b"", answer.content).decode()
    assert not [word for word in (WANG, WANG[0], PHONE, PHONE[-4:], "两层", "tg.9.9") if word in unfolded]


async def test_who_asks_again_gets_nothing_new_until_something_is(hall, reader):
    await hall.stands(comes("K7M2P4Q8ZT"))
    first = await reader.get(WINDOW)
    assert first.headers["cache-control"] == "private, max-age=300"

    same = await reader.get(WINDOW, headers={"If-None-Match": first.headers["etag"]})
    await hall.stands(comes("AAAAAAAAAA", hour=11))
    other = await reader.get(WINDOW, headers={"If-None-Match": first.headers["etag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert other.status_code == 200
    assert len(entries(other)) == 2


async def test_a_head_tells_as_much_without_the_calendar(reader):
    assert (await reader.head(WINDOW)).headers["etag"] == (await reader.get(WINDOW)).headers["etag"]


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/window/x.ics",
        f"/calendar/window/{token('another-long-secret', 'window')}.ics",
        f"/calendar/window/{token(SECRET, 'phone')}.ics",
        address("", SECRET, "nobody"),
        "/calendar/window/%E9%94%AE.ics",
        "/calendar/window/.ics",
        "/calendar/../window/x.ics",
    ],
)
async def test_who_does_not_know_the_address_finds_nothing(hall, reader, path):
    await hall.stands(comes("K7M2P4Q8ZT"))

    answer = await reader.get(path)

    assert answer.status_code == 404
    assert b"VCALENDAR" not in answer.content


async def test_an_office_that_keeps_its_own_book_has_no_calendar(hall, reader):
    assert (await reader.get(address("", SECRET, "phone"))).status_code == 404


async def test_what_can_not_be_read_now_is_asked_for_later(hall, reader):
    await hall.stands(comes("K7M2P4Q8ZT"))
    hall.house.book._vault = type(hall.house.book._vault)(lambda: bytes(32))

    answer = await reader.get(WINDOW)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


# as it is run


def test_the_addresses_are_printed_for_the_window(tmp_path):
    home = laid(tmp_path)

    told = guide(home, "feed", FEED_SECRET=SECRET, WEBHOOK_URL="https://bot.example:8443/telegram")
    short = guide(home, "feed", FEED_SECRET="short")
    without = guide(home, "feed")

    assert f"https://bot.example:8443{WINDOW}" in told.stdout.decode()
    assert "茶馆窗口" in told.stdout.decode()
    assert "打不开" not in told.stdout.decode()
    assert [one.returncode for one in (told, short, without)] == [0, 2, 2]
    assert [one.stderr.decode().count("\n") for one in (short, without)] == [1, 1]
    assert without.stderr.startswith(b"guide: GUIDE_FEED_SECRET: ")


def test_an_address_that_only_this_machine_can_open_is_said_to_be_one(tmp_path):
    told = guide(laid(tmp_path), "feed", FEED_SECRET=SECRET)

    assert "http://127.0.0.1" in told.stdout.decode()
    assert "打不开" in told.stdout.decode()
    assert "GUIDE_WEBHOOK_URL" in told.stdout.decode()


def test_without_a_window_of_ours_it_says_so(tmp_path):
    told = guide(furnish(tmp_path), "feed", FEED_SECRET=SECRET)

    assert "没有日历可订" in told.stdout.decode()


def started(home, settings):
    return subprocess.Popen(
        [*GUIDE, "run"], cwd=home, env=environment(home, **settings), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


async def test_a_bot_that_polls_serves_calendars_as_well(tmp_path, redis_url):
    home = laid(tmp_path)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with BotApi() as api:
        settings = {"TELEGRAM_TOKEN": api.token, "TELEGRAM_API": api.address, "REDIS_URL": redis_url}
        settings |= {"FEED_SECRET": SECRET, "PORT": str(port), "BOOKING_TRIAL": "true"}
        bot = started(home, settings)
        try:
            await api.until(lambda: api.called("getUpdates"))
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as reader:
                calendar, alive = await reader.get(WINDOW), await reader.get("/healthz")
            again = guide(home, "run", **settings)
        finally:
            bot.terminate()
            assert await asyncio.to_thread(bot.wait, 20) == 143

    assert (calendar.status_code, calendar.content[:15]) == (200, b"BEGIN:VCALENDAR")
    assert alive.text == "ok"
    assert again.returncode == 2
    assert again.stderr.decode().splitlines()[-1].startswith("guide: GUIDE_HOST, GUIDE_PORT: ")
