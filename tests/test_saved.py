"""Conversations saved by people: what is kept of them, and what is no such file."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.config import ZONE
from bot.engine import tap
from bot.engine.event import Booked, Forgot, Received, Said, Started
from bot.saved import Did, Saved, file_of, kept, read, write
from tests.houses import ROOT

AT = datetime(2026, 9, 28, 10, tzinfo=ZONE)


@pytest.mark.parametrize(
    "button",
    [
        "c.small", "t.id_card.1", "t.id_card.0", "b", "d.2", "p.notice", "e", "e.place", "x", "r", "r.power", "m", "m.0",
        "m.0person.1", "m.0events", "m.tax", "m.tax.2", "a.help", "o.on", "o.off",
    ],
)  # fmt: skip
def test_a_button_is_kept_so_that_it_means_the_same_again(button):
    event = tap.decode(f"abc.3.{button}", id="1", at=AT)

    again = kept(event)

    assert again
    assert again.tap
    assert tap.decode(f"abc.3.{again.tap}", id="1", at=AT) == event


def test_opening_and_words_are_kept():
    opened = Started(id="1", at=AT, flow="power", answers={"place": "rural", "capacity": 80})

    assert kept(opened) == Did(open="power", answers={"place": "rural", "capacity": 80})
    assert kept(Started(id="1", at=AT)) == Did(open="")
    assert kept(Said(id="1", at=AT, text="八十")) == Did(say="八十")


@pytest.mark.parametrize(
    "event",
    [
        Booked(id="1", at=AT, what="open"),
        Forgot(id="1", at=AT),
        Received(id="1", at=AT, what="photo"),
        Said(id="1", at=AT, text="长" * 1001),
    ],
)
def test_what_can_not_be_told_again_is_not_kept(event):
    assert kept(event) is None


@pytest.mark.parametrize("words", ['a"b\\c', "\u200b\u3164x\u2028\x7f", "😀\u200d👧", "一\n二\t三", "- : ?", "{}[]#"])
def test_whatever_was_typed_is_read_as_it_was(words):
    saved = Saved(flow="power", at=AT, did=(Did(say=words), Did(open="power", answers={"place": "rural", "n": 8.5})))

    assert read("power/saved-x.yaml", write(saved, ROOT).encode()) == saved


GOOD = write(Saved(flow="power", at=AT, did=(Did(open="power"),)), ROOT)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("[", "2:1: yaml_syntax"),
        (GOOD.replace("flow: power", "flow: tax"), "1:1: flow: tax lies in the folder power"),
        (GOOD.replace("+08:00", ""), "3:1: at: Input should have timezone info"),
        (GOOD.replace("open:", "jump:"), "5:5: did.0.jump: Extra inputs are not permitted"),
        (GOOD + '    say: "x"\n', "5:5: did.0: Value error, exactly one of open, tap and say"),
        (GOOD.partition("did:")[0] + "did: []\n", "4:1: did: Tuple should have at least 1 item"),
        ("", "1:1: : Input should be a valid dictionary"),
    ],
)
def test_what_is_no_saved_conversation_is_told_in_one_line_with_its_place(content, expected):
    with pytest.raises(ValueError) as told:
        read("power/saved-x.yaml", content.encode())

    assert str(told.value).startswith(expected)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a.b", "a b", "长" * 41, "x\n"])
def test_a_name_that_is_no_file_name_is_refused(name):
    with pytest.raises(ValueError, match="letters"):
        file_of("power", name)


def test_a_name_may_be_chinese():
    assert Path(file_of("power", "村里_80千伏安-2")) == Path("power/saved-村里_80千伏安-2.yaml")
