"""The handbook on paper, looked at from outside."""

import re
import subprocess

import pytest

from tests.book.test_page import HOSTILE, hostile
from tests.press.test_printing import pages, words


@pytest.fixture(scope="module")
def pdf(volume, bind) -> bytes:
    return bind(volume)


def told(pdf: bytes, page: int) -> str:
    ran = subprocess.run(
        ["pdftotext", "-raw", "-f", str(page), "-l", str(page), "-", "-"], input=pdf, capture_output=True, check=True
    )
    return "".join(ran.stdout.decode().split())


def bookmarks(pdf: bytes, folder) -> list[tuple[str, int]]:
    """The outline's titles, each with its page."""
    (folder / "book.pdf").write_bytes(pdf)
    ran = subprocess.run(
        ["pdftohtml", "-xml", "-i", "-stdout", str(folder / "book.pdf")], capture_output=True, check=True
    )
    found = re.findall(r'<item page="(\d+)">([^<]*)</item>', ran.stdout.decode())
    return [(title, int(page)) for page, title in found]


def test_the_cover_says_what_it_is_of_when_and_which_version_and_how_to_use_it(pdf, volume):
    cover = told(pdf, 1)

    wanted = [volume.title, "".join(volume.made_words.split()), volume.version, *volume.advice]
    assert [text for text in wanted if "".join(text.split()) not in cover] == []
    assert len(volume.advice) == 5


def test_every_procedure_and_outcome_is_a_bookmark_that_leads_to_its_page(pdf, entries, tmp_path):
    found = dict(bookmarks(pdf, tmp_path))

    for entry in entries.values():
        assert "".join(entry.title.split()) in told(pdf, found[entry.title])
        for one in entry.endings:
            title = f"结果 {one.number}：{one.title}"
            assert title in found


def test_the_contents_tell_the_page_that_a_procedure_begins_on(pdf, entries, tmp_path):
    found = dict(bookmarks(pdf, tmp_path))

    contents = told(pdf, 2)
    for entry in entries.values():
        assert re.search(rf"{entry.title}[.…]+{found[entry.title]}", contents)


def test_every_page_after_the_cover_is_headed_by_its_procedure(pdf, entries, tmp_path):
    found = sorted(
        (page, title) for title, page in bookmarks(pdf, tmp_path) if title in {e.title for e in entries.values()}
    )

    last = next(page for title, page in bookmarks(pdf, tmp_path) if title == "材料索引")
    for page in range(found[0][0], last):
        title = [title for start, title in found if start <= page][-1]
        assert told(pdf, page).startswith(title)


def test_all_that_is_told_of_an_outcome_is_on_paper(pdf, entries):
    said = words(pdf)

    wanted = []
    for entry in entries.values():
        for one in entry.endings:
            wanted += [one.say, *(line.one.text for line in (*one.steps, *one.heeds))]
            wanted += [text for line in one.waits for text in (line.one.item, line.one.length)]
            wanted += [text for line in one.pays for text in (line.one.item, line.one.amount)]
        wanted += [ground.id for ground in entry.grounds]
    assert [text for text in wanted if "".join(text.split()) not in said] == []


def test_what_looks_like_markup_is_printed_as_it_was_written(volume, bind, tmp_path):
    odd = bind(hostile(volume))

    assert "".join(HOSTILE.split()) in words(odd)


def test_a_diagram_is_drawn_and_never_fills_more_than_its_page(volume, bind):
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="4000"><rect width="10" height="4000"/></svg>'
    (chapter,) = volume.chapters
    pictured = tuple(entry.model_copy(update={"pictures": (drawn,)}) for entry in chapter.entries)
    whole = volume.model_copy(update={"chapters": (chapter.model_copy(update={"entries": pictured}),)})

    assert pages(bind(volume)) <= pages(bind(whole)) <= pages(bind(volume)) + 2 * len(pictured)


def test_the_same_volume_gives_the_same_paper(pdf, volume, bind):
    assert bind(volume) == pdf
