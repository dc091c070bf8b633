"""`guide sheet`: the sheets for answers given all at once."""

from pathlib import Path

import pytest

from tests.commands import guide
from tests.houses import furnish


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


def test_it_writes_paper_pictures_and_calendar(home, tmp_path):
    ran = guide(home, "sheet", "tea_shop", "size=small", "seats=8", "-o", str(tmp_path / "out" / "sheets"))

    heads = {path.name: path.read_bytes()[:4] for path in (tmp_path / "out" / "sheets").iterdir()}
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert heads == {
        "notice.pdf": b"%PDF", "notice.png": b"\x89PNG", "timeline.png": b"\x89PNG", "deadlines.ics": b"BEGI"
    }  # fmt: skip
    assert sorted(Path(line).name for line in ran.stdout.decode().splitlines()) == sorted(heads)


def test_answers_may_be_the_words_on_the_buttons_and_lead_through_jumps(home, tmp_path):
    ran = guide(home, "sheet", "tea_shop", "size=大茶楼", "floors=一层", "-o", str(tmp_path))

    assert ran.returncode == 0, ran.stderr.decode()
    assert (tmp_path / "notice.pdf").exists()


def test_without_last_days_there_is_neither_picture_nor_calendar(home, tmp_path):
    ran = guide(home, "sheet", "tea_shop", "size=small", "seats=unsure", "-o", str(tmp_path / "out"))

    assert ran.returncode == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"notice.pdf", "notice.png"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["您的茶馆多大？", "size=small（小茶馆）"]),
        (["size=small"], ["有多少个座位？", "seats=数字，比如 八个"]),
        (["size=tiny"], ["size=tiny", "没听懂", "size=small（小茶馆）"]),
        (["size=small", "seats=8", "colour=red"], ["colour", "没有问到"]),
        (["size"], ["size: 请写成「步骤=回答」"]),
    ],
)
def test_what_is_missing_or_wrong_is_one_line_that_says_how_to_go_on(home, tmp_path, arguments, words):
    ran = guide(home, "sheet", "tea_shop", *arguments, "-o", str(tmp_path / "out"))

    said = ran.stderr.decode()
    assert (ran.returncode, ran.stdout, len(said.splitlines())) == (2, b"", 1)
    assert [word for word in words if word not in said] == []
    assert not (tmp_path / "out").exists()


def test_a_procedure_nobody_knows_and_a_folder_that_can_not_be_are_told(home, tmp_path):
    (tmp_path / "file").write_text("")

    unknown = guide(home, "sheet", "moon_landing")
    taken = guide(home, "sheet", "tea_shop", "size=small", "seats=8", "-o", str(tmp_path / "file"))

    assert (unknown.returncode, taken.returncode) == (2, 2)
    assert "moon_landing" in unknown.stderr.decode()
    assert str(tmp_path / "file") in taken.stderr.decode()
