"""The archive of published versions."""

import resource
from datetime import datetime
from pathlib import Path

import pytest

from bot.archive import Archive, Overtaken, mark

AT = datetime.fromisoformat("2026-03-02T09:30:00+08:00")
NAME = "flows/tea/tea_shop.yaml"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = tmp_path / "home" / NAME
    place.parent.mkdir(parents=True)
    place.write_bytes(b"first")
    return tmp_path / "home"


@pytest.fixture
def archive(home: Path, tmp_path: Path) -> Archive:
    return Archive(home, tmp_path / "versions")


def _publish(archive: Archive, files: dict[str, bytes | None], **base: str):
    marks = {name: mark(archive.content(name)) for name in files} | base
    return archive.publish(files, marks, at=AT, by=50, second=51, what="abcde")


def _held(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


def test_a_version_stands_once_it_is_written_and_is_laid_out_after_that(archive, home):
    version = _publish(archive, {NAME: b"second"})

    assert archive.versions == (version,)
    assert archive.content(NAME) == b"first"
    assert archive.finish() == ()
    assert archive.content(NAME) == b"second"


def test_what_was_written_when_the_bot_was_killed_is_finished_by_the_next(archive, home, tmp_path):
    _publish(archive, {NAME: b"second"})

    Archive(home, tmp_path / "versions").finish()

    assert (home / NAME).read_bytes() == b"second"


def test_finishing_again_changes_nothing_also_when_somebody_has_written_since(archive, home):
    _publish(archive, {NAME: b"second"})
    archive.finish()
    (home / NAME).write_bytes(b"by hand")

    assert archive.finish() == ()
    assert (home / NAME).read_bytes() == b"by hand"


def test_what_a_person_has_written_meanwhile_is_left_and_named(archive, home):
    _publish(archive, {NAME: b"second", "flows/tea/new.yaml": b"new"})
    (home / NAME).write_bytes(b"by hand")

    assert archive.finish() == (NAME,)
    assert (home / NAME).read_bytes() == b"by hand"
    assert (home / "flows/tea/new.yaml").read_bytes() == b"new"


def test_what_a_person_has_written_meanwhile_is_left_though_nobody_can_read_it(archive, home):
    _publish(archive, {NAME: b"second"})
    (home / NAME).write_bytes(b"\xff")

    assert archive.finish() == (NAME,)
    assert (home / NAME).read_bytes() == b"\xff"


def test_a_draft_made_from_something_else_is_overtaken_and_nothing_is_written(archive, home, tmp_path):
    with pytest.raises(Overtaken) as overtaken:
        _publish(archive, {NAME: b"second", "flows/b.yaml": b"b"}, **{NAME: mark(b"other")})

    assert overtaken.value.names == (NAME,)
    assert _held(tmp_path / "versions") == []


def test_a_new_file_whose_name_is_taken_meanwhile_is_overtaken(archive, home):
    (home / "flows/b.yaml").write_bytes(b"theirs")

    with pytest.raises(Overtaken):
        _publish(archive, {"flows/b.yaml": b"ours"}, **{"flows/b.yaml": ""})


def test_a_folder_that_may_not_be_written_refuses_before_anything_is(archive, home, tmp_path):
    (home / "flows/sealed").symlink_to("/proc")  # where not even root can make a file

    with pytest.raises(OSError, match="sealed"):
        _publish(archive, {NAME: b"second", "flows/sealed/new.yaml": b"new"}, **{"flows/sealed/new.yaml": ""})
    assert _held(tmp_path / "versions") == []
    assert archive.content(NAME) == b"first"


def test_a_disk_that_is_full_leaves_what_was_there_and_nothing_half_written(archive, home, tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            _publish(archive, {NAME: bytes(1 << 17)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert _held(tmp_path / "versions") == []
    assert archive.content(NAME) == b"first"


def test_a_half_written_version_is_no_version(archive, home, tmp_path):
    _publish(archive, {NAME: b"second"})
    (tmp_path / "versions" / ".tmpx7").write_bytes(b'{"number": 2, "at')

    assert [version.number for version in archive.versions] == [1]
    assert archive.finish() == ()


def test_versions_are_numbered_in_order_and_only_their_owner_may_read_them(archive, tmp_path):
    for text in (b"second", b"third"):
        _publish(archive, {NAME: text})
        archive.finish()

    assert [version.number for version in archive.versions] == [1, 2]
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "versions").iterdir()} == {0}


def test_as_of_a_version_gives_what_stood_then_and_the_marks_of_now(archive, home):
    _publish(archive, {NAME: b"second"})
    archive.finish()
    _publish(archive, {NAME: b"third", "flows/tea/new.yaml": b"new"})
    archive.finish()

    assert archive.as_of(1) == (
        {NAME: b"second", "flows/tea/new.yaml": None},
        {NAME: mark(b"third"), "flows/tea/new.yaml": mark(b"new")},
    )
    assert archive.as_of(0)[0] == {NAME: b"first", "flows/tea/new.yaml": None}
    assert archive.as_of(2) == ({}, {})


def test_bringing_back_takes_new_files_away_and_is_a_version_of_its_own(archive, home):
    _publish(archive, {"flows/tea/new.yaml": b"new"})
    archive.finish()
    files, base = archive.as_of(0)

    archive.publish(files, base, at=AT, by=50, second=51, what="v0")
    archive.finish()

    assert archive.content("flows/tea/new.yaml") is None
    assert [version.what for version in archive.versions] == ["abcde", "v0"]


def test_a_file_keeps_who_may_read_it(archive, home):
    (home / NAME).chmod(0o640)
    _publish(archive, {NAME: b"second", "flows/b.yaml": b"b"})
    archive.finish()

    assert (home / NAME).stat().st_mode & 0o777 == 0o640
    assert (home / "flows/b.yaml").stat().st_mode & 0o777 == 0o644


def test_a_file_that_is_not_there_has_the_empty_mark():
    assert mark(None) == ""
    assert mark(b"") != ""
