"""`guide draw`, run as its own process."""

from pathlib import Path

import pytest

from tests.commands import guide
from tests.houses import change, furnish


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


def refused(ran) -> str:
    lines = ran.stderr.decode().splitlines()
    assert (ran.returncode, ran.stdout, len(lines)) == (2, b"", 1), ran
    return lines[0]


def written(ran) -> list[str]:
    assert (ran.returncode, ran.stderr) == (0, b"")
    return [Path(line).name for line in ran.stdout.decode().splitlines()]


def test_without_a_file_the_procedure_is_told_in_mermaid(home):
    ran = guide(home, "draw", "tea_shop")

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.decode().startswith("---\ntitle: ")


@pytest.mark.parametrize(
    ("name", "begins"),
    [("茶.svg", b"<svg"), ("茶.PDF", b"%PDF"), ("new/茶.html", b"<!doctype html>"), ("茶.mmd", b"---")],
)
def test_the_end_of_the_files_name_says_what_is_drawn(home, name, begins):
    assert written(guide(home, "draw", "tea_shop", "-o", name)) == [Path(name).name]
    assert (home.parent / name).read_bytes().startswith(begins)


def test_without_a_procedure_all_are_drawn_into_a_folder(home):
    assert written(guide(home, "draw", "-o", "all.d")) == ["tea_hall.svg", "tea_shop.svg"]
    assert written(guide(home, "draw", "-o", "all.d", "--format", "mmd")) == ["tea_hall.mmd", "tea_shop.mmd"]


def test_one_procedure_goes_into_a_folder_that_is_there(home):
    assert written(guide(home, "draw", "tea_shop", "-o", str(home.parent), "--format", "png")) == ["tea_shop.png"]


def test_a_picture_that_needs_two_sheets_is_two_files(home):
    more = "".join(
        f"  q{at}:\n    ask: 第几问？\n    choices: {{a: 答}}\n    go: {f'q{at + 1}' if at < 14 else 'floors'}\n"
        for at in range(15)
    )
    file = home / "flows" / "tea" / "tea_hall.yaml"
    change(file, "go: floors\n", f"go: q0\n{more}")

    assert written(guide(home, "draw", "tea_hall", "-o", "茶.png")) == ["茶.png", "茶-2.png"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "请写画哪件事"),
        (("nonsense",), "没有叫「nonsense」的事项"),
        (("tea_shop", "-o", "茶.doc"), "svg, png, pdf, html, mmd"),
        (("tea_shop", "--format", "doc"), "svg, png, pdf, html, mmd"),
        (("tea_shop", "--format", "png"), "请用 -o 写明存到哪里"),
        (("tea_shop", "-o", "茶.svg", "--format", "png"), "结尾是 .svg"),
        (("tea_shop", "-o", "/proc/nowhere/茶.svg"), "/proc/nowhere"),
    ],
)
def test_what_can_not_be_drawn_is_one_clear_line(home, arguments, says):
    assert says in refused(guide(home, "draw", *arguments))
