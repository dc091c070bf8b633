"""What may be named on the command line, and what is only told to be wrong."""

import os
import shutil
from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.inspection import inspect
from bot.workbench import bench
from tests.houses import furnish


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("made", [os.mkfifo, circle, device])
def test_what_is_no_file_is_one_clear_line(home, tmp_path, made):
    made(tmp_path / "odd.yaml")

    with pytest.raises(SettingError), bench(tmp_path / "odd.yaml", home):
        pass


@pytest.mark.parametrize("made", [os.mkfifo, circle, device])
def test_what_is_no_file_among_the_flows_is_a_finding_and_never_waited_for(home, made):
    made(home / "flows" / "tea" / "odd.yaml")

    assert [(found.file, found.rule) for found in inspect(home)[1]] == [("flows/tea/odd.yaml", "unreadable_file")]


def test_links_to_elsewhere_among_the_flows_are_not_followed_for_a_draft(home, tmp_path):
    (home / "flows" / "tea" / "up").symlink_to(home)
    draft = shutil.copy(home / "flows" / "tea" / "tea_shop.yaml", tmp_path / "tea_shop.yaml")

    with bench(Path(draft), home) as laid:
        assert laid.draft == Path(draft)
        assert not list(laid.home.rglob("up"))


@pytest.mark.parametrize("name", ["*.yaml", "[a-z]*.yaml"])
def test_a_drafts_name_is_no_pattern(home, tmp_path, name):
    draft = shutil.copy(home / "flows" / "tea" / "tea_shop.yaml", tmp_path / name)

    with bench(Path(draft), home) as laid:
        assert laid.only
        assert laid.only.name == name
