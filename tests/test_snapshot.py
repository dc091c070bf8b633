"""Snapshots of a home."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.snapshot import PARTS, files, prune, remember, remembered, snapshot
from tests.houses import ROOT


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in {"flows/a.yaml": "a", "flows/tea/b.yaml": "b", "messages_zh/c.j2": "c"}.items():
        (tmp_path / "home" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "home" / name).write_text(text)
    return tmp_path / "home"


def _held(home: Path) -> dict[str, bytes]:
    return dict(files(home))


def test_a_snapshot_stays_what_it_was_whatever_becomes_of_the_home(home, tmp_path):
    kept = snapshot(home, tmp_path / "kept")
    (home / "flows/a.yaml").write_text("other")
    (home / "flows/tea/b.yaml").unlink()

    assert _held(kept) == {"flows/a.yaml": b"a", "flows/tea/b.yaml": b"b", "messages_zh/c.j2": b"c"}


def test_the_same_content_is_the_same_folder_and_other_content_another(home, tmp_path):
    first, again = (snapshot(home, tmp_path / "kept") for _ in range(2))
    (home / "flows/a.yaml").write_text("other")

    assert first == again
    assert snapshot(home, tmp_path / "kept") != first
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_content_that_moves_to_another_name_is_another_snapshot(home, tmp_path):
    first = snapshot(home, tmp_path / "kept")
    (home / "flows/a.yaml").rename(home / "flows/z.yaml")

    assert snapshot(home, tmp_path / "kept") != first


def test_what_is_laid_over_it_replaces_adds_and_takes_away(home, tmp_path):
    over = {"flows/a.yaml": b"new", "flows/tea/b.yaml": None, "flows/tea/d.yaml": b"d"}
    kept = snapshot(home, tmp_path / "kept", over)

    assert _held(kept) == {"flows/a.yaml": b"new", "flows/tea/d.yaml": b"d", "messages_zh/c.j2": b"c"}
    assert (home / "flows/a.yaml").read_text() == "a"


def test_hidden_files_and_what_lies_elsewhere_are_left_out(home, tmp_path):
    for name in ("flows/.a.yaml.swp", "flows/.git/x", ".env", "data/secret"):
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text("x")

    assert set(_held(snapshot(home, tmp_path / "kept"))) == {"flows/a.yaml", "flows/tea/b.yaml", "messages_zh/c.j2"}


def test_a_home_with_an_empty_part_is_still_a_home(home, tmp_path):
    (home / "messages_zh/c.j2").unlink()

    kept = snapshot(home, tmp_path / "kept")

    assert all((kept / part).is_dir() for part in PARTS)


def test_a_home_too_large_is_refused_and_leaves_nothing(home, tmp_path):
    (home / "flows/film.mp4").write_bytes(bytes((32 << 20) + 1))

    with pytest.raises(OSError, match="more than"):
        snapshot(home, tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_disk_that_refuses_leaves_nothing_half_written(home, tmp_path):
    (tmp_path / "kept").write_text("a file, where the folder is to be")

    with pytest.raises(OSError, match="kept"):
        snapshot(home, tmp_path / "kept")


def test_who_comes_second_uses_what_the_first_has_laid(home, tmp_path):
    """As when a draft and a reload lay the same content at the same time."""
    kept = snapshot(home, tmp_path / "kept")
    other = snapshot(home, tmp_path / "other")
    held = _held(kept)

    assert other.name == kept.name
    assert _held(snapshot(other, tmp_path / "kept")) == held


def test_pruning_takes_the_oldest_and_never_what_is_in_use(home, tmp_path):
    laid = []
    for number in range(33):
        (home / "flows/a.yaml").write_text(str(number))
        laid.append(snapshot(home, tmp_path / "kept"))
        os.utime(laid[-1], (number, number))

    prune(tmp_path / "kept", {laid[1]})

    assert [number for number, one in enumerate(laid) if not one.exists()] == [0, 2]


class _Rival(frozenset):
    """In use is what another does not prune at the very same moment."""

    def __contains__(self, path):
        shutil.rmtree(path)
        return False


def test_two_may_prune_at_the_same_time(home, tmp_path):
    for number in range(33):
        (home / "flows/a.yaml").write_text(str(number))
        snapshot(home, tmp_path / "kept")

    prune(tmp_path / "kept", _Rival())

    assert len([*(tmp_path / "kept").iterdir()]) == 30


def test_a_snapshot_that_lost_files_is_made_anew(home, tmp_path):
    kept = snapshot(home, tmp_path / "kept")
    (kept / "flows/a.yaml").unlink()

    assert _held(snapshot(home, tmp_path / "kept")) == _held(home)


def _count(kept: Path) -> int:
    try:
        return len([*(kept / "flows").iterdir()])
    except FileNotFoundError:
        return 0


PRUNING = "import sys; from pathlib import Path; from bot.snapshot import prune; prune(Path(sys.argv[1]), ())"


def test_pruning_leaves_nothing_under_its_name_though_it_is_killed_in_the_middle(home, tmp_path):
    for number in range(3000):
        (home / f"flows/{number}.yaml").write_text("x")
    oldest = snapshot(home, tmp_path / "kept")
    os.utime(oldest, (1, 1))
    for number in range(30):
        (tmp_path / "kept" / f"{number:012}").mkdir()

    pruning = subprocess.Popen([sys.executable, "-c", PRUNING, str(tmp_path / "kept")], cwd=ROOT)
    count = _count(oldest)
    while pruning.poll() is None and _count(oldest) == count:
        pass
    pruning.kill()
    pruning.wait()

    assert not oldest.exists()


def test_what_citizens_had_last_is_found_by_the_next_start_if_it_is_whole(home, tmp_path):
    kept = snapshot(home, tmp_path / "kept")
    assert remembered(tmp_path / "kept") is None
    remember(tmp_path / "kept", kept)
    assert remembered(tmp_path / "kept") == kept
    (kept / "flows/a.yaml").unlink()
    assert remembered(tmp_path / "kept") is None
