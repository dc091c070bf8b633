"""The corpus: every draft that means no good is refused with a reason, in little time and memory, and harms nothing."""

import resource
import time
from pathlib import Path

import pytest
import pytest_asyncio

from bot.drafts.checking import Examiner
from bot.drafts.dropped import Admitted, admitted
from bot.drafts.laid import lay
from bot.drafts.refusal import Refused
from bot.message import plain
from tests.drafts import heavy
from tests.drafts.hostile import DROPPED

SECONDS, MEMORY = 2.0, 200 << 20

DRAFTS = {
    **{what: ("draft.yaml", text.encode(), rules) for what, (text, rules) in heavy.FLOWS.items()},
    **{what: (file.rpartition("/")[2], f"{{# messages_zh/{file} #}}{text}".encode(), rules) for what, (file, text, rules) in heavy.TEMPLATES.items()},
    "twenty procedures of a thousand ways": ("draft.zip", heavy.many(20, 10), {"too_slow"}),
}  # fmt: skip


def told(phrases, refusal):
    text = plain(phrases.say(f"draft/{refusal.rule}.j2", **refusal.data))
    assert len(text.splitlines()) == 2
    assert any("\u4e00" <= letter <= "\u9fff" for letter in text)
    return text


@pytest.mark.parametrize("what", DROPPED)
def test_a_draft_that_means_no_good_is_turned_away_at_the_door(what, places, phrases):
    hostile = DROPPED[what]
    used, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()

    refusal = admitted(hostile.name, hostile.content, places)

    assert isinstance(refusal, Refused)
    assert refusal.rule == hostile.rule
    assert told(phrases, refusal)
    assert time.process_time() - begun < SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used) << 10 < MEMORY


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def examiner():
    one = Examiner()
    yield one
    await one.close()


def seen(folder):
    """All there is, with size and time: whatever is written shows."""
    return {path: (about.st_size, about.st_mtime_ns) for path in folder.rglob("*") for about in [path.lstat()]}


async def stopped(examiner, live, folder, place, content, rules):
    """Lay a draft out and have it checked; what it took is bounded, and nothing else has changed."""
    before = seen(live)
    home = lay(live, content, folder)
    there = seen(folder)

    checked = await examiner.check(home, live)

    found = {checked.rule} if isinstance(checked, Refused) else {one.rule for one in checked.findings}
    assert found & rules or (not rules and checked.sound), (found, place)
    assert examiner.effort.seconds - examiner.effort.usual < SECONDS
    assert examiner.effort.memory < MEMORY
    assert seen(live) == before
    assert seen(folder) == there
    return checked


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("what", DRAFTS)
async def test_a_draft_that_would_harm_is_stopped_by_the_check(what, examiner, live, places, phrases, tmp_path):
    name, content, rules = DRAFTS[what]
    dropped = admitted(name, content, places)
    assert isinstance(dropped, Admitted), dropped

    checked = await stopped(examiner, live, tmp_path, what, dropped.files, rules)

    if isinstance(checked, Refused):
        assert told(phrases, checked)
    elif rules:
        assert all(line.startswith(("flows/", "messages_zh/")) and " — " in line for line in checked.lines)
        assert len(checked.lines) == min(checked.count, 30)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("what", heavy.SHELVES)
async def test_a_shelf_that_would_harm_is_stopped_by_the_check(what, examiner, live, places, tmp_path):
    file, old, new, rules = heavy.SHELVES[what]
    text = (live / file).read_text("utf-8")
    assert old in text
    dropped = admitted(Path(file).name, text.replace(old, new, 1).encode(), places)
    assert isinstance(dropped, Admitted), dropped

    await stopped(examiner, live, tmp_path, what, dropped.files, rules)
