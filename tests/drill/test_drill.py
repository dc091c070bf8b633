"""A small drill: nothing is doubled, lost or imagined while answers are lost and everything is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.flow.booking import Hours
from tests.drill.citizen import Citizen
from tests.drill.figures import compare
from tests.drill.offices import OPENED, Booked
from tests.drill.plan import NOW, Plan
from tests.drill.round import drill
from tests.telegram.bot_api import BotApi

ROOT = Path(__file__).parents[2]
SMALL = Plan(people=24, slots=8, kills=1, calm=0.1, patience=100)


@pytest.mark.parametrize("provider", OPENED)
async def test_every_receipt_has_a_booking_and_every_booking_a_receipt(provider, tmp_path):
    figures = await drill(provider, SMALL, tmp_path, print)

    print(figures.line)
    assert figures.faults == []
    assert figures.receipts == figures.bookings > 0
    assert figures.kills == (1, 1)


@pytest.mark.parametrize("slots", [1, 8, 50, 120])
def test_slots_are_spread_so_that_each_day_fits_on_a_screen(slots):
    plan = Plan(slots=slots)
    hours = Hours.model_validate(plan.hours)

    of_a_day = ((hours.end.hour - hours.begin.hour) * 60 + hours.end.minute - hours.begin.minute) // 15
    assert (of_a_day * plan.days, of_a_day <= 24) == (slots, True)


@pytest.fixture
async def citizen():
    async with BotApi() as api:
        yield Citizen(api, 1, seed=1)


RECEIPT = "9月22日（星期二）9:00–9:30 预约号 AAAAAAAAA1"
LINE = Booked("AAAAAAAAA1", "confirmed", NOW.replace(day=22, hour=9), "13800000001")


@pytest.mark.parametrize(
    ("book", "kind"),
    [
        ([], "lost"),
        ([Booked(LINE.ref, "held", LINE.start, LINE.phone)], "lost"),
        ([Booked(LINE.ref, "confirmed", NOW.replace(day=23, hour=9), LINE.phone)], "lost"),
        ([LINE, Booked("BBBBBBBBB2", "held", NOW.replace(day=23, hour=9), "2")], "ghosts"),
        ([LINE, Booked("BBBBBBBBB2", "confirmed", LINE.start, "2")], "doubles"),
        ([LINE, Booked("BBBBBBBBB2", "confirmed", NOW.replace(day=23, hour=9), LINE.phone)], "doubles"),
        ([LINE, LINE], "doubles"),
    ],
)
async def test_the_figures_tell_what_is_wrong(citizen, book, kind):
    citizen.ended, citizen.receipts = "booked", {LINE.ref: [RECEIPT]}

    assert compare("counter", [citizen], [LINE], [], (0, 0), "").faults == []
    assert kind in {fault.partition(":")[0] for fault in compare("counter", [citizen], book, [], (0, 0), "").faults}


def test_ctrl_c_ends_it_and_leaves_no_process_behind(tmp_path):
    command = [sys.executable, "-m", "tests.drill", "caldav", "--people", "4", "--slots", "2"]
    told = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, env=told, process_group=0) as process:
        assert process.stderr
        assert b"caldav" in process.stderr.readline()
        assert b"open" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()

    assert process.wait(30) == 128 + signal.SIGINT
    assert b"Traceback" not in rest
    assert list(tmp_path.iterdir()) == []
    assert _running(str(tmp_path)) == []


def _running(folder: str) -> list[str]:
    """Processes that were told of this folder."""
    found = (process / "cmdline" for process in Path("/proc").iterdir() if process.name.isdecimal())
    lines = [file.read_bytes().decode(errors="replace") for file in found if file.exists()]
    return [line for line in lines if folder in line]
