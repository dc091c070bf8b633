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


def second(home):
    """Another area, which comes after the first."""
    (home / "flows" / "zoo").mkdir()
    (home / "flows" / "zoo" / "area.yaml").write_text("title: 动物\norder: 9\nlead: 动物局\n", "utf-8")


@pytest.mark.parametrize(
    ("folder", "head", "area"),
    [
        ("x", "# flows/zoo/new.yaml\n", "zoo"),
        ("x", "# schema\n#  flows/zoo/new.yaml\n", "zoo"),
        ("zoo", "", "zoo"),
        ("zoo", "# flows/nowhere/new.yaml\n", "zoo"),
        ("x", "# flows/nowhere/new.yaml\n", "tea"),
        ("x", "# flows/policy/new.yaml\n", "tea"),
        ("x", "id: new # flows/zoo/new.yaml\n", "tea"),
        ("..", "", "tea"),
    ],
)
def test_a_new_draft_is_laid_into_the_area_it_names_or_lies_in(home, tmp_path, folder, head, area):
    second(home)
    draft = tmp_path / "drafts" / folder / "new.yaml"
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.write_text(head + "id: new\n", "utf-8")

    with bench(draft, home) as laid:
        assert laid.only == laid.home / "flows" / area / "new.yaml"


def test_a_new_area_that_lies_beside_comes_along(home, tmp_path):
    second(home)
    (home / "flows" / "zoo").rename(tmp_path / "zoo")
    draft = tmp_path / "zoo" / "new.yaml"
    draft.write_text("# flows/zoo/new.yaml\n", "utf-8")

    with bench(draft, home) as laid:
        assert laid.only == laid.home / "flows" / "zoo" / "new.yaml"
        assert laid.only.with_name("area.yaml").is_file()
    assert not (home / "flows" / "zoo").exists()


def test_a_finding_is_told_of_where_its_file_really_lies(home, tmp_path):
    draft = shutil.copy(home / "flows" / "tea" / "tea_shop.yaml", tmp_path / "tea_shop.yaml")

    with bench(Path(draft), home) as laid:
        assert laid.lies("flows/tea/tea_shop.yaml") == Path(draft)
        assert laid.lies("flows/tea/tea_hall.yaml") == home / "flows" / "tea" / "tea_hall.yaml"
