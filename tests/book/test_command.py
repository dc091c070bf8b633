"""`guide book`, as a person at a terminal has it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.book.issue import Publisher, Wish
from bot.cli.handbook import pictures
from bot.draw.files import Drawer
from bot.draw.layout import LARGEST
from bot.errors import SettingError
from bot.flow.load import load
from bot.flow.model import End
from tests.commands import Terminal, guide
from tests.houses import NOON


def test_it_writes_a_page_and_paper_and_says_where(home, tmp_path):
    ran = guide(home, "book", "-o", str(tmp_path / "out" / "book"))

    heads = {path.name: path.read_bytes()[:5] for path in (tmp_path / "out" / "book").iterdir()}
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert heads == {"handbook.html": b"<!doc", "handbook.pdf": b"%PDF-"}
    assert [Path(line).name for line in ran.stdout.decode().splitlines()] == ["handbook.html", "handbook.pdf"]


def test_every_procedure_has_its_picture(home, tmp_path):
    guide(home, "book", "--html-only", "-o", str(tmp_path))

    assert (tmp_path / "handbook.html").read_text("utf-8").count('alt="流程图：') == 4


def test_a_procedure_too_large_to_be_drawn_is_left_without_a_picture(home):
    book = load(home).handbook
    ends = {f"e{number}": End(end="好了", say="好。", offices=("window",)) for number in range(LARGEST + 1)}
    wide = book.flows["tea_shop"].model_copy(update={"id": "wide", "states": ends})
    drawer = Drawer(home, replace(book, flows={**book.flows, "wide": wide}))

    assert [name for name, _ in pictures(drawer, ["tea_shop", "wide", "tea_hall"])] == ["tea_shop", "tea_hall"]


def test_an_area_alone_is_a_book_of_its_own_name_whichever_way_it_is_called(home, tmp_path):
    for name in ("tea", "开店"):
        assert guide(home, "book", "--area", name, "--html-only", "-o", str(tmp_path)).returncode == 0

    assert [path.name for path in tmp_path.iterdir()] == ["handbook-tea.html"]
    assert "夏县办事手册 · 开店" in (tmp_path / "handbook-tea.html").read_text("utf-8")


def test_last_days_are_told_when_a_day_is_given(home, tmp_path):
    ran = guide(home, "book", "--html-only", "--as-of", "2026-09-28", "-o", str(tmp_path))

    assert ran.returncode == 0
    assert "9月28日（星期一）" in (tmp_path / "handbook.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--area", "moon"], ["--area moon", "tea (开店)"]),
        (["--as-of", "soon"], ["--as-of soon", "2026-11-24"]),
        (["--as-of", "20260928"], ["--as-of 20260928"]),
        (["--as-of", "9999-12-31"], ["--as-of 9999-12-31"]),
    ],
)
def test_what_is_wrong_is_one_line_that_says_how_to_go_on(home, tmp_path, arguments, words):
    ran = guide(home, "book", *arguments, "-o", str(tmp_path / "out"))

    said = ran.stderr.decode()
    assert (ran.returncode, ran.stdout, len(said.splitlines())) == (2, b"", 1)
    assert [word for word in words if word not in said] == []
    assert not (tmp_path / "out").exists()


def test_a_folder_that_can_not_be_is_told(home, tmp_path):
    (tmp_path / "file").write_text("")

    ran = guide(home, "book", "--html-only", "-o", str(tmp_path / "file"))

    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1)


def test_without_the_font_nothing_is_written_but_the_page_alone_can_be_had(home, house, tmp_path):
    publisher = Publisher(home, house, font_file=tmp_path / "none.ttc")

    with pytest.raises(SettingError, match="fonts-wqy-microhei；只要网页，就加 --html-only"):
        list(publisher.issue(Wish(), tmp_path / "out", NOON))
    assert not (tmp_path / "out").exists()
    (written,) = publisher.issue(Wish(paper=False), tmp_path / "out", NOON)
    assert written.name == "handbook.html"


def test_somebody_who_waits_at_a_terminal_sees_how_far_it_is(home, tmp_path):
    with Terminal(home, "book", "--html-only", "-o", str(tmp_path)) as screen:
        screen.reads("4/4")

        assert screen.ends() == 0
