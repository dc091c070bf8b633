"""The handbook as one page."""

from base64 import b64decode
from itertools import pairwise

import pytest

from bot.book.page import page
from bot.book.volume import Volume
from tests.book.looking import Page

HOSTILE = "<b>&amp; #strong[x] *y* _z_ $w$ @v </script> \" ' {{ 1 }} \\ `u` <t> // s"


@pytest.fixture(scope="module")
def seen(html) -> Page:
    return Page(html)


def hostile(volume: Volume) -> Volume:
    """The volume with odd words in every title and in the text of the first outcome."""
    (chapter,) = volume.chapters
    entries = [
        one.model_copy(
            update={
                "title": HOSTILE,
                "words": (HOSTILE,),
                "endings": tuple(each.model_copy(update={"title": HOSTILE, "say": HOSTILE}) for each in one.endings),
            }
        )
        for one in chapter.entries
    ]
    return volume.model_copy(update={"chapters": (chapter.model_copy(update={"entries": tuple(entries)}),)})


def test_it_says_in_which_language_it_is_and_fits_a_phone(seen):
    assert ("html", {"lang": "zh-CN"}) in seen.tags
    assert any(one.get("name") == "viewport" for tag, one in seen.tags if tag == "meta")


def test_nothing_is_fetched_from_elsewhere(seen):
    assert {tag for tag, _ in seen.tags} & {"link", "iframe", "object", "embed"} == set()
    assert [value for value in seen.all("src") if not value.startswith("data:")] == []
    policy = next(one["content"] for tag, one in seen.tags if one.get("http-equiv"))
    assert "default-src 'none'" in policy


def test_no_two_things_have_one_name_and_every_link_leads_somewhere(seen):
    names = seen.all("id")
    links = [value.removeprefix("#") for value in seen.all("href") if value.startswith("#")]

    assert len(names) == len(set(names))
    assert set(links) - set(names) == set()
    assert set(seen.all("aria-labelledby")) - set(names) == set()
    assert {"tea_shop", "tea_hall", "tea_trade", "tea_fair", "tea_shop.done"} <= set(names)


def test_headings_go_down_one_step_at_a_time(seen):
    levels = seen.levels()

    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_head_of_a_table_says_what_it_heads(seen):
    assert {one.get("scope") for tag, one in seen.tags if tag == "th"} == {"col", "row"}


def test_every_input_has_a_label(seen):
    inputs = {one["id"] for tag, one in seen.tags if tag == "input"}
    labels = {one["for"] for tag, one in seen.tags if tag == "label"}

    assert inputs == labels != set()


def test_all_that_the_volume_says_stands_in_it(seen, entries):
    told = [text for entry in entries.values() for text in (entry.title, entry.summary, entry.department, *entry.words)]
    for entry in entries.values():
        for one in entry.endings:
            told += [
                one.title,
                one.say,
                *(line.one.name for line in one.brings),
                *(line.one.text for line in one.steps),
            ]
            told += [text for line in one.waits for text in (line.when, line.one.item, line.one.length, line.clause)]
            told += [text for line in one.pays for text in (line.when, line.one.item, line.one.amount, line.clause)]
            told += [text for later in one.laters for text in (later.county, later.law, later.source)]
            told += [text for door in one.doors for text in (door.name, door.phone, door.url, door.use)]
        told += [text for ground in entry.grounds for text in (ground.id, ground.source, ground.text, ground.owner)]

    assert [text for text in told if "".join(text.split()) not in seen.words] == []


def test_what_looks_like_markup_is_shown_as_it_was_written(volume, phrases):
    odd = Page(page(hostile(volume), phrases.say).decode())

    # Each title stands in the contents and at its head, each outcome's title and text at theirs.
    endings = sum(len(entry.endings) for entry in volume.chapters[0].entries)
    count = odd.words.count("".join(HOSTILE.split()))
    assert count == 2 * len(volume.chapters[0].entries) + 2 * endings
    assert {"b", "t", "strong"} & {tag for tag, _ in odd.tags} == {"b"}


def test_a_diagram_stands_in_the_page_itself_and_is_named(author, house, phrases, volume):
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
    pictured = type(author)(house, author.words, {"tea_shop": [drawn]}).volume(volume.made)

    images = [one for tag, one in Page(page(pictured, phrases.say).decode()).tags if tag == "img"]
    assert [b64decode(one["src"].partition(",")[2]) for one in images] == [drawn]
    assert "开茶馆" in images[0]["alt"]
