"""The golden conversations under tests/journeys are what the flows say today."""

import shutil
from pathlib import Path

import pytest

from bot.errors import FlowsBroken, HouseError
from bot.journeys import Difference, check, journeys, update
from tests.engine.books import ROOT, real

GOLDEN = ROOT / "tests" / "journeys"


@pytest.fixture(scope="module")
def differences() -> list[Difference]:
    return check(ROOT, GOLDEN)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A small house whose flows may be changed."""
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    for name in ("business", "power"):
        shutil.rmtree(tmp_path / "flows" / name)
    shutil.copytree(ROOT / "messages_zh", tmp_path / "messages_zh")
    return tmp_path


def edit(home: Path, old: str, new: str) -> None:
    path = home / "flows" / "water_gas" / "gas_hookup.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("flow", list(real().flows))
def test_every_outcome_reads_as_it_was_last_approved(differences, flow):
    found = [one for one in differences if one.file.startswith(f"{flow}/")]

    assert not found, "\n".join(f"{one.what} {one.file}\n{one.diff}" for one in found)


def test_no_golden_file_is_left_of_a_procedure_that_is_gone(differences):
    assert not [one.file for one in differences if one.file.partition("/")[0] not in real().flows]


def test_every_outcome_and_every_choice_is_told_in_some_conversation(home):
    told = list(journeys(home))

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

    assert {one.what for one in update(home, folder)} == {"missing"}
    assert check(home, folder) == []
    assert update(home, folder) == []


def test_a_changed_sentence_is_shown_line_by_line_and_taken_over_by_update(home, tmp_path):
    folder = tmp_path / "golden"
    update(home, folder)
    edit(home, "这气是给谁用的？", "气给谁用？")

    found = check(home, folder)

    assert {one.what for one in found} == {"changed"}
    assert "-这气是给谁用的？\n+气给谁用？" in found[0].diff
    assert update(home, folder) == found
    assert check(home, folder) == []


def test_an_outcome_that_is_gone_is_left_over_and_removed_by_update(home, tmp_path):
    folder = tmp_path / "golden"
    update(home, folder)
    old = folder / "gas_hookup" / "old_end.txt"
    old.write_text("…", "utf-8")

    assert check(home, folder) == [Difference("left_over", "gas_hookup/old_end.txt")]
    update(home, folder)
    assert not old.exists()


def test_flows_that_can_not_be_read_are_not_walked(home):
    edit(home, "id: gas_hookup", "id: [")

    with pytest.raises(FlowsBroken):
        list(journeys(home))


def test_a_conversation_that_comes_to_no_end_is_refused(home):
    edit(home, "    go: hookup\n", "    go: again\n\n  again:\n    jump: gas_hookup\n    say: 再来一遍。\n")

    with pytest.raises(HouseError):
        list(journeys(home))
