"""A draft is drawn and walked by its file, before it lies in flows/."""

import signal

import pytest

from tests.commands import Terminal, guide
from tests.houses import change, furnish


@pytest.fixture
def home(tmp_path):
    home = furnish(tmp_path)
    guide(home, "new", "procedure", "-o", "草稿", given="茶具租借\n1\n\n\n身份证\n\n\n")
    return home


DRAFT = "草稿/cha_ju_zu_jie.yaml"


def test_a_draft_is_drawn(home):
    ran = guide(home, "draw", DRAFT, "-o", "茶具.svg")

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "茶具租借" in (home.parent / "茶具.svg").read_text("utf-8")


def test_a_drafts_ways_are_listed_and_compared_with_the_house(home):
    assert "茶具租借" in guide(home, "paths", DRAFT).stdout.decode()

    compared = guide(home, "paths", DRAFT, "--diff", str(home))
    assert (compared.returncode, "茶具租借" in compared.stdout.decode()) == (1, True)


def test_a_draft_is_walked_through_a_pipe(home):
    assert "身份证" in guide(home, "chat", DRAFT, given="").stdout.decode()


def test_a_draft_is_walked_in_a_terminal_without_a_trace(home):
    with Terminal(home, "chat", DRAFT) as terminal:
        terminal.reads("茶具租借")
        terminal.hears(signal.SIGINT)
        terminal.ends()

    assert not (home.parent / "data").exists()


@pytest.mark.parametrize("command", ["draw", "chat", "paths"])
def test_a_draft_that_is_not_there_is_wrong_usage(home, command):
    ran = guide(home, command, "nowhere.yaml")

    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, b"", 1)


@pytest.mark.parametrize("command", ["draw", "chat", "paths"])
def test_what_is_wrong_in_a_draft_is_told_of_the_file_as_it_lies(home, command):
    change(home.parent / DRAFT, "say: ", "sey: ")

    told = guide(home, command, DRAFT).stderr.decode()

    assert f"{DRAFT}:" in told
    assert f"/flows/tea/{DRAFT.rpartition('/')[2]}:" not in told


def test_what_is_wrong_elsewhere_is_told_of_the_house_itself(home):
    change(
        home / "flows" / "tea" / "tea_shop.yaml", "go: {small: seats, big: to_hall}", "go: {small: seets, big: to_hall}"
    )

    assert "\nhome/flows/tea/tea_shop.yaml:" in guide(home, "draw", DRAFT).stderr.decode()
