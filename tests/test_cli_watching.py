"""`guide lint --watch`, as somebody has it who writes a procedure with a window beside it."""

import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest

from tests.commands import GUIDE, PATIENCE, Terminal, environment, guide
from tests.houses import change, furnish

Says = Callable[[], str]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture
def shop(home: Path) -> Path:
    return home / "flows" / "tea" / "tea_shop.yaml"


@contextmanager
def piped(home: Path, *arguments: object) -> Iterator[subprocess.Popen]:
    """The command with its words going through pipes, ended as Ctrl-C does."""
    with subprocess.Popen(
        [*GUIDE, "lint", "--watch", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=home.parent, env=environment(home), text=True,
    ) as run:  # fmt: skip
        try:
            yield run
        finally:
            ended(run)


def ended(run: subprocess.Popen) -> tuple[int, str]:
    """Stop it as Ctrl-C does; its exit status, and what it complained of."""
    run.send_signal(signal.SIGINT)  # to one that has ended it does nothing
    return run.wait(PATIENCE), run.stderr.read()


def test_a_change_is_told_on_a_terminal_and_ctrl_c_ends_it_quietly(home, shop):
    with Terminal(home, "lint", "--watch") as screen:
        screen.reads("没有问题")
        screen.reads("看着呢")
        change(shop, "to: done", "to: dune")
        told = screen.reads("dune")
        change(shop, "to: dune", "to: done")
        mended = screen.reads("没有问题")
        screen.types(b"\x03")

        assert screen.ends() == 130
    assert "个问题" in told
    assert "Ctrl-C 停。\n\n" in screen.screen.replace("\x1b[1m", ""), "runs are set apart"
    assert "dune" not in mended
    assert "Traceback" not in screen.screen
    assert "Aborted" not in screen.screen


def test_through_a_pipe_lines_are_plain_and_come_at_once(home, shop):
    with piped(home) as run:
        first = run.stdout.readline()
        change(shop, "to: done", "to: dune")
        head, finding = run.stdout.readline(), run.stdout.readline()
        assert ended(run) == (130, "")

    assert "没有问题" in first
    assert "个问题：" in head
    assert finding.startswith("home/flows/tea/tea_shop.yaml:")
    assert "\x1b" not in first + head + finding


def test_what_stood_before_is_counted_but_not_told_again(home, shop):
    change(shop, "department: 茶馆局", "department: 茶馆局\nodd: 1")
    with piped(home) as run:
        first = [run.stdout.readline() for _ in range(2)]
        change(shop.parent / "tea_hall.yaml", "department: 茶馆局", "department: 茶馆局\nodd: 1")
        second = [run.stdout.readline() for _ in range(2)]
        change(shop.parent / "tea_hall.yaml", "department: 茶馆局\nodd: 1", "department: 茶馆局")
        third = run.stdout.readline()

    assert "1 个问题：" in first[0]
    assert "2 个问题，新的、换了行的 1 个" in second[0]
    assert "tea_hall.yaml" in second[1]
    assert "还有 1 个问题，没有新的" in third


def test_a_file_broken_in_the_middle_of_saving_is_simply_told(home, shop):
    whole = shop.read_text("utf-8")
    with piped(home) as run:
        run.stdout.readline()
        shop.write_text(whole[: len(whole) // 2] + "\n  {", "utf-8")
        broken = run.stdout.readline()
        shop.write_text(whole, "utf-8")
        while "没有问题" not in run.stdout.readline():
            assert run.poll() is None
        assert ended(run) == (130, "")

    assert "问题" in broken


def test_words_are_watched_as_well(home):
    with piped(home) as run:
        run.stdout.readline()
        (home / "messages_zh" / "ask" / "number.j2").write_text("{{ nobody }}")
        run.stdout.readline()

        assert "states.seats" in run.stdout.readline()


def test_words_that_say_nothing_of_a_check_do_not_end_it(home):
    template = home / "messages_zh" / "cli" / "watched.j2"
    words = template.read_text("utf-8")
    with piped(home) as run:
        run.stdout.readline()
        template.write_text("{{ nobody }}")
        broken = run.stdout.readline()
        template.write_text(words, "utf-8")

        assert "cli/watched.j2" in broken
        assert "没有问题" in run.stdout.readline()


def test_a_draft_elsewhere_is_watched_through_every_way_of_saving(home, shop, tmp_path):
    draft = tmp_path / "drafts" / "tea_shop.yaml"
    draft.parent.mkdir()
    shutil.copy(shop, draft)
    with piped(home, draft) as run:
        first = run.stdout.readline()
        (draft.parent / "new").write_text(draft.read_text("utf-8").replace("to: done", "to: dune"), "utf-8")
        (draft.parent / "new").replace(draft)
        run.stdout.readline()
        renamed = run.stdout.readline()
        draft.unlink()
        gone = next(line for line in run.stdout if "没有这个文件" in line)
        shutil.copy(shop, draft)
        back = run.stdout.readline()

    assert "没有问题" in first
    assert renamed.startswith("drafts/tea_shop.yaml:")
    assert "tea_shop.yaml" in gone
    assert "没有问题" in back


def test_one_file_and_a_folder_and_a_home_can_be_watched(home, shop, tmp_path):
    other = furnish(tmp_path / "other")
    with piped(home, shop.parent, other) as run:
        run.stdout.readline()
        change(other / "flows" / "tea" / "tea_shop.yaml", "to: done", "to: dune")
        run.stdout.readline()

        assert run.stdout.readline().startswith("other/home/flows/tea/tea_shop.yaml:")


def test_as_json_every_outcome_is_one_line_that_holds_all(home, shop):
    with piped(home, "--format", "json") as run:
        first = run.stdout.readline()
        change(shop, "to: done", "to: dune")
        second = run.stdout.readline()
        change(shop, "to: dune", "to: done")
        third = run.stdout.readline()

    assert [orjson.loads(first), orjson.loads(third)] == [[], []]
    assert {row["file"] for row in orjson.loads(second)} == {"home/flows/tea/tea_shop.yaml"}


@pytest.mark.parametrize("arguments", [["nowhere.yaml"], ["--format", "github"]])
def test_what_can_not_be_watched_is_one_line(home, arguments):
    ran = guide(home, "lint", "--watch", *arguments)

    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, b"", 1)
