"""The golden conversations under tests/journeys are what the flows say today."""

import shutil
from pathlib import Path

import pytest

from bot.errors import FlowsBroken, HouseError
from bot.flow.roads import roads
from bot.journeys import Checked, Difference, check, update
from bot.saved import Did, Saved, file_of, write
from bot.stage import TODAY, Stage
from tests.engine.books import ROOT, real

GOLDEN = ROOT / "tests" / "journeys"


@pytest.fixture(scope="module")
def checked() -> Checked:
    return check(ROOT, GOLDEN)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A small house whose flows may be changed."""
    for name in ("policy", "water_gas"):
        shutil.copytree(ROOT / "flows" / name, tmp_path / "flows" / name)
    for file in (ROOT / "flows").glob("*.yaml"):
        shutil.copy(file, tmp_path / "flows")
    shutil.copytree(ROOT / "messages_zh", tmp_path / "messages_zh")
    return tmp_path


def edit(home: Path, old: str, new: str) -> None:
    path = home / "flows" / "water_gas" / "gas_hookup.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("flow", list(real().flows))
def test_every_outcome_reads_as_it_was_last_approved(checked, flow):
    found = [one for one in checked.differences if one.flow == flow]

    assert not found, "\n".join(f"{one.what} {one.file}\n{one.diff}" for one in found)


def test_no_golden_file_is_left_of_a_procedure_that_is_gone(checked):
    assert not [one.file for one in checked.differences if one.flow not in real().flows]


def test_the_golden_conversations_walk_over_everything(checked):
    assert [(one.flow, one.missed) for one in checked.covered if one.missed] == []


def test_every_outcome_and_every_choice_is_told_in_some_conversation(home):
    stage = Stage(home)
    told = [one for flow in stage.book.flows.values() for one in stage.journeys(flow)]

    names = {(one.flow, one.name) for one in told}
    for flow in ("gas_hookup", "water_hookup"):
        ends = {name for name, state in real().flows[flow].states.items() if not hasattr(state, "ask")}
        assert {(flow, name) for name in (*ends, "paths")} <= names
        text = "".join(one.text for one in told if one.flow == flow)
        for state in real().flows[flow].states.values():
            assert all(f"点「{choice.label}」" in text for choice in getattr(state, "choices", {}).values())


def test_a_fresh_folder_is_filled_and_then_agrees(home, tmp_path):
    folder = tmp_path / "golden"
    folder.mkdir()

    assert {one.what for one in update(home, folder).differences} == {"missing"}
    assert check(home, folder).differences == ()
    assert update(home, folder).differences == ()


def test_a_changed_sentence_is_shown_line_by_line_and_taken_over_by_update(home, tmp_path):
    folder = tmp_path / "golden"
    update(home, folder)
    edit(home, "这气是给谁用的？", "气给谁用？")

    found = check(home, folder)

    assert {one.what for one in found.differences} == {"changed"}
    assert "-这气是给谁用的？\n+气给谁用？" in found.differences[0].diff
    assert update(home, folder) == found
    assert check(home, folder).differences == ()


def test_an_outcome_that_is_gone_is_left_over_and_removed_by_update(home, tmp_path):
    folder = tmp_path / "golden"
    update(home, folder)
    old = folder / "gas_hookup" / "old_end.txt"
    old.write_text("…", "utf-8")

    assert check(home, folder).differences == (Difference("left_over", "gas_hookup/old_end.txt"),)
    update(home, folder)
    assert not old.exists()


def test_flows_that_can_not_be_read_are_not_walked(home):
    edit(home, "id: gas_hookup", "id: [")

    with pytest.raises(FlowsBroken):
        Stage(home)


def test_a_conversation_that_comes_to_no_end_is_refused(home):
    edit(home, "    go: hookup\n", "    go: again\n\n  again:\n    jump: gas_hookup\n    say: 再来一遍。\n")

    stage = Stage(home)
    with pytest.raises(HouseError):
        list(stage.journeys(stage.book.flows["gas_hookup"]))


# saved by people


DID = (Did(open="gas_hookup"), Did(tap="c.home"), Did(tap="b"))


def save(home: Path, folder: Path, *did: Did, name: str = "try") -> Path:
    path = folder / file_of("gas_hookup", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(write(Saved(flow="gas_hookup", at=TODAY, did=did or DID), home), "utf-8")
    return path


def test_a_saved_conversation_is_told_again_and_compared(home, tmp_path):
    folder = tmp_path / "golden"
    save(home, folder)
    update(home, folder)
    told = (folder / "gas_hookup" / "saved-try.txt").read_text("utf-8")

    edit(home, "这气是给谁用的？", "气给谁用？")
    changed = next(one for one in check(home, folder).differences if "saved" in one.file)

    assert told.count("这气是给谁用的？") == 2
    assert "» 点「⬅️ 上一步」" in told
    assert (changed.what, changed.file) == ("changed", "gas_hookup/saved-try.txt")
    assert "-这气是给谁用的？" in changed.diff


def test_what_was_done_stays_as_written_when_it_is_approved_anew(home, tmp_path):
    folder = tmp_path / "golden"
    path = save(home, folder)
    path.write_text(path.read_text("utf-8") + "# 我的说明\n", "utf-8")
    before = path.read_text("utf-8")

    update(home, folder)
    edit(home, "这气是给谁用的？", "气给谁用？")
    update(home, folder)

    assert path.read_text("utf-8") == before
    assert "气给谁用？" in path.with_suffix(".txt").read_text("utf-8")
    assert check(home, folder).differences == ()


def test_what_was_said_is_left_over_when_nothing_says_any_more_what_was_done(home, tmp_path):
    folder = tmp_path / "golden"
    path = save(home, folder)
    update(home, folder)
    path.unlink()

    assert check(home, folder).differences == (Difference("left_over", "gas_hookup/saved-try.txt"),)


def test_a_saved_conversation_that_can_not_be_read_is_told_and_left_alone(home, tmp_path):
    folder = tmp_path / "golden"
    path = save(home, folder)
    update(home, folder)
    path.write_text(path.read_text("utf-8").replace("tap:", "tip:"), "utf-8")

    (broken,) = update(home, folder).differences

    assert (broken.what, broken.file) == ("broken", "gas_hookup/saved-try.yaml")
    assert broken.diff.startswith(f"{path}:6:5: did.1.tip: ")
    assert path.with_suffix(".txt").exists()


def test_a_button_that_is_gone_shows_in_what_was_said(home, tmp_path):
    folder = tmp_path / "golden"
    save(home, folder, Did(open="gas_hookup"), Did(tap="c.palace"))
    update(home, folder)

    assert "» 点「c.palace」\n\n（闪一下：" in (folder / "gas_hookup" / "saved-try.txt").read_text("utf-8")


# what nobody walked over


def test_what_no_kept_conversation_walks_over_is_told_with_its_place(home, tmp_path):
    folder = tmp_path / "golden"
    update(home, folder)
    lines = (home / "flows" / "water_gas" / "water_hookup.yaml").read_text("utf-8").splitlines()

    (covered,) = (one for one in check(home, folder).covered if one.missed)
    (unsure, listed) = covered.missed

    assert (covered.flow, covered.file) == ("water_hookup", "flows/water_gas/water_hookup.yaml")
    assert (unsure.state, unsure.way) == ("meter", "unsure")
    assert lines[unsure.line - 1][unsure.column - 1 :].startswith("unsure:")
    assert lines[listed.line - 1][listed.column - 1 :].startswith("{to: listed_price}")


def test_of_a_procedure_nobody_recorded_everything_is_told(home, tmp_path):
    folder = tmp_path / "golden"
    update(home, folder)
    for path in (folder / "water_hookup").glob("*.txt"):
        path.unlink()

    (covered,) = (one for one in check(home, folder).covered if one.flow == "water_hookup")

    flow = real().flows["water_hookup"]
    assert covered.recorded == 0
    assert [(one.state, one.way) for one in covered.missed] == [(one.state, one.way) for one in roads(flow)]
    assert len(covered.missed) == covered.roads


def test_a_table_of_ways_is_no_conversation(home, tmp_path):
    folder = tmp_path / "golden"
    update(home, folder)
    for path in (folder / "water_hookup").glob("*.txt"):
        if path.stem != "paths":
            path.unlink()

    (covered,) = (one for one in check(home, folder).covered if one.flow == "water_hookup")

    assert (covered.recorded, len(covered.missed)) == (0, covered.roads)


def test_what_was_compared_and_agrees_is_told(home, tmp_path):
    folder = tmp_path / "golden"
    save(home, folder)
    update(home, folder)
    whole = check(home, folder)
    (folder / "gas_hookup" / "saved-try.txt").write_text("…", "utf-8")

    part = check(home, folder)

    assert set(whole.agreed) == {path.relative_to(folder).as_posix() for path in folder.glob("*/*.txt")}
    assert set(whole.agreed) - set(part.agreed) == {"gas_hookup/saved-try.txt"}


def test_a_saved_conversation_counts_as_walked(home, tmp_path):
    folder = tmp_path / "golden"
    did = (Did(open="water_hookup"), Did(tap="c.sme"), Did(tap="c.unsure"), Did(tap="b"), Did(say="DN200"))
    path = folder / "water_hookup" / "saved-meter.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(write(Saved(flow="water_hookup", at=TODAY, did=did), home), "utf-8")

    assert not any(one.missed for one in update(home, folder).covered)


def test_whoever_waits_is_told_how_far_it_is(home, tmp_path):
    told = []

    check(home, tmp_path, lambda *far: told.append(far))

    count = len(Stage(home).book.flows)
    assert told == [(number, count) for number in range(1, count + 1)]
