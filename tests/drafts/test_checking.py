"""The check runs elsewhere, within bounds, and what happens there never happens to the bot."""

import asyncio
import os
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio

from bot.drafts.checking import Examiner
from bot.drafts.laid import lay
from bot.drafts.refusal import Refused
from bot.drafts.verdict import SIZE, Checked
from tests.drafts.heavy import asked
from tests.drafts.hostile import AREA, FLOW

SHOP = "flows/tea/tea_shop.yaml"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def examiner():
    one = Examiner()
    yield one
    await one.close()


pytestmark = pytest.mark.asyncio(loop_scope="module")


def changed(live, old, new, file=SHOP):
    text = (live / file).read_text("utf-8")
    assert old in text
    return {file: text.replace(old, new).encode()}


def begun(reader):
    """The child that checks, once there is one."""
    while not (children := Path(f"/proc/{reader}/task/{reader}/children").read_text().split()):
        time.sleep(0.005)
    return int(children[0])


def ended(process):
    """Once a process is gone, or only waits to be buried by whoever adopted it."""
    status = Path(f"/proc/{process}/stat")
    with suppress(FileNotFoundError, ProcessLookupError):
        while status.read_text().rpartition(")")[2].split()[0] != "Z":
            time.sleep(0.005)


def environment(process):
    return Path(f"/proc/{process}/environ").read_bytes()


async def test_a_sound_draft_is_told_with_what_it_changes(examiner, live, tmp_path):
    checked = await examiner.check(lay(live, changed(live, "您的茶馆多大？", "您的茶馆有几间？"), tmp_path), live)

    assert isinstance(checked, Checked)
    assert checked.sound
    assert any("您的茶馆有几间？" in line for line in checked.difference)


async def test_a_new_procedure_may_be_tried_when_it_is_sound(examiner, live, tmp_path):
    checked = await examiner.check(lay(live, {"flows/tea/tea_odd.yaml": (AREA + FLOW).encode()}, tmp_path), live)

    assert checked.sound, checked
    assert any("看茶" in line for line in checked.difference)


async def test_findings_are_told_in_words_with_their_place(examiner, live, tmp_path):
    checked = await examiner.check(
        lay(live, changed(live, "go: {small: seats, big: to_hall}", "go: {small: seets, big: to_hall}"), tmp_path), live
    )

    assert not checked.sound
    assert checked.lines[0].startswith("flows/tea/tea_shop.yaml:16:10: states.size.go.small: ")
    assert "unknown_state" in {one.rule for one in checked.findings}


async def test_of_many_findings_the_first_thirty_are_told_and_all_are_counted(examiner, live, tmp_path):
    text = asked(90, 1).replace("哪一种？", "有{nothing}和{nobody}吗？" + "五千元" * 30)

    checked = await examiner.check(lay(live, {"flows/tea/tea_odd.yaml": text.encode()}, tmp_path), live)

    assert checked.count > 90
    assert len(checked.lines) == len(checked.findings) == 30
    assert len(checked.model_dump_json()) < SIZE


async def test_an_offices_computer_is_no_matter_for_a_draft(examiner, live, tmp_path):
    files = changed(
        live,
        "use: 网上办,",
        'use: 网上办, booking: {provider: caldav, url: "https://evil.example/c", workdays: ["09:00-12:00"]},',
        "flows/offices.yaml",
    )

    assert await examiner.check(lay(live, files, tmp_path), live) == Refused("system", {"office": "site"})


async def test_a_change_of_the_live_home_is_noticed(examiner, live, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(live, home)
    draft = lay(home, {}, tmp_path / "drafts")
    before = await examiner.check(draft, home)

    (home / SHOP).write_bytes(changed(live, "开茶馆", "开店")[SHOP])
    after = await examiner.check(draft, home)

    assert len(before.difference) == 1
    assert any("开店" in line for line in after.difference)


async def test_whoever_calls_a_check_off_leaves_nothing_running(examiner, live, tmp_path):
    await examiner.check(lay(live, {}, tmp_path), live)
    reader = examiner._reader.pid
    task = asyncio.create_task(
        examiner.check(lay(live, {"flows/tea/tea_odd.yaml": asked(14).encode()}, tmp_path), live)
    )
    child = await asyncio.to_thread(begun, reader)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await asyncio.to_thread(ended, reader)
    await asyncio.to_thread(ended, child)
    assert (await examiner.check(lay(live, {}, tmp_path), live)).sound


async def test_a_check_that_takes_too_long_by_the_clock_is_ended(examiner, live, tmp_path):
    hasty = Examiner(wait=0.01)

    assert await hasty.check(lay(live, {}, tmp_path), live) == Refused("too_slow")
    assert hasty._reader is None


async def test_a_reader_that_is_gone_is_started_anew(examiner, live, tmp_path):
    draft = lay(live, {}, tmp_path)
    await examiner.check(draft, live)

    os.kill(examiner._reader.pid, signal.SIGKILL)
    await examiner._reader.wait()

    assert (await examiner.check(draft, live)).sound


async def test_a_reader_that_dies_meanwhile_is_told_and_harms_nobody(examiner, live, tmp_path):
    await examiner.check(lay(live, {}, tmp_path), live)
    task = asyncio.create_task(
        examiner.check(lay(live, {"flows/tea/tea_odd.yaml": asked(14).encode()}, tmp_path), live)
    )
    child = await asyncio.to_thread(begun, examiner._reader.pid)

    os.kill(examiner._reader.pid, signal.SIGKILL)

    assert await task == Refused("unchecked")
    await asyncio.to_thread(ended, child)


async def test_two_checks_at_once_wait_for_each_other(examiner, live, tmp_path):
    fine, odd = lay(live, {}, tmp_path), lay(live, changed(live, "id: tea_shop", "id: TEA"), tmp_path)

    first, second = await asyncio.gather(examiner.check(fine, live), examiner.check(odd, live))

    assert (first.sound, second.sound) == (True, False)


async def test_the_reader_knows_none_of_the_bots_secrets(monkeypatch, live, tmp_path):
    monkeypatch.setenv("GUIDE_TELEGRAM_TOKEN", "1:secret")
    one = Examiner()
    try:
        await one.check(lay(live, {}, tmp_path), live)
        known = environment(one._reader.pid)
    finally:
        await one.close()

    assert b"secret" not in known
