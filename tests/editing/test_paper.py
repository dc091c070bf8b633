"""Files are written whole, and together or not at all."""

import resource

import pytest

from bot.editing import paper
from bot.errors import SettingError


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_several_files_are_written_with_their_folders(tmp_path):
    paper.put({tmp_path / "a" / "b" / "one.yaml": "1", tmp_path / "two.yaml": "2"})

    assert (tmp_path / "a" / "b" / "one.yaml").read_text("utf-8") == "1"
    assert names(tmp_path) == ["a", "two.yaml"]


def test_where_one_can_not_be_written_nothing_is_left(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(SettingError, match="是文件，不是文件夹"):
        paper.put({tmp_path / "new" / "area" / "area.yaml": "1", tmp_path / "file" / "two.yaml": "2"})

    assert names(tmp_path) == ["file"]


def test_where_the_room_ends_between_two_files_nothing_is_left(tmp_path):
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, most[1]))
    try:
        with pytest.raises(SettingError, match="文件太大"):
            paper.put({tmp_path / "area" / "area.yaml": "1", tmp_path / "area" / "two.yaml": "2" * 5000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)

    assert names(tmp_path) == []


def test_what_was_there_stays_when_another_can_not_be_written(tmp_path):
    (tmp_path / "one.yaml").write_text("old", "utf-8")
    (tmp_path / "file").touch()

    with pytest.raises(SettingError):
        paper.put({tmp_path / "one.yaml": "new", tmp_path / "file" / "two.yaml": "2"})

    assert (tmp_path / "one.yaml").read_text("utf-8") == "old"
