"""What comes out of the press, looked at from outside."""

import subprocess

import pytest

from bot.press.printing import HEIGHT, height_of
from bot.press.sheet import Remark

MARKUP = "#panic() $x$ [a] *b* _c_ `d` <e> @f // g \\ ~ -- \" ' {h} = i"


def words(pdf: bytes) -> str:
    ran = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(ran.stdout.decode().split())


def pages(pdf: bytes) -> int:
    ran = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True)
    return int(ran.stdout.decode().partition("Pages:")[2].split()[0])


def size(picture: bytes) -> tuple[int, int]:
    return int.from_bytes(picture[16:20]), height_of(picture)


def test_the_paper_says_all_that_the_notice_says(printer, notice):
    said = words(printer.pdf(notice))

    told = [notice.title, notice.say, notice.reference, *(one.name for one in notice.materials)]
    told += [text for one in notice.limits for text in (one.item, one.length, one.last)]
    told += [text for one in notice.fees for text in (one.item, one.amount)]
    told += [one.source for one in notice.clauses]
    assert [text for text in told if "".join(text.split()) not in said] == []


def test_it_is_one_or_two_pages_of_a4(printer, notice):
    assert pages(printer.pdf(notice)) in {1, 2}


def test_markup_in_a_text_stays_what_was_written(printer, notice):
    odd = notice.model_copy(update={"say": MARKUP, "notes": (Remark(matter="", text=MARKUP),)})

    said = words(printer.pdf(odd))

    assert said.count("".join(MARKUP.split())) == 2


def test_a_ticked_box_looks_otherwise(printer, notice):
    ticked = tuple(one.model_copy(update={"ticked": True}) for one in notice.materials)

    assert printer.png(notice) != printer.png(notice.model_copy(update={"materials": ticked}))


def test_the_phone_gets_one_long_picture_that_a_chat_takes_as_a_photo(printer, notice):
    (picture,) = printer.png(notice)

    width, height = size(picture)
    assert width == 720
    assert width + height <= 10000
    assert len(picture) <= 1_500_000


def test_in_a_chat_no_page_is_higher_than_it_is_shown_sharp(printer, notice):
    pages = printer.screens(notice)

    assert {size(page) for page in pages} == {(720, 1560)}


def test_what_is_too_high_for_a_photo_becomes_several(printer, notice):
    notes = tuple(Remark(matter="", text="要留意的话" * 30) for _ in range(60))

    pictures = printer.png(notice.model_copy(update={"notes": notes}))

    assert len(pictures) > 1
    assert max(map(height_of, pictures)) <= HEIGHT


def test_the_picture_of_the_limits_is_as_wide_as_a_phone(printer, timeline):
    (picture,) = printer.picture(timeline)

    assert size(picture)[0] == 1080


def test_the_same_notice_gives_the_same_paper(printer, notice):
    assert printer.pdf(notice) == printer.pdf(notice)


@pytest.mark.parametrize("empty", ["answers", "materials", "steps", "limits", "fees", "notes", "later", "clauses"])
def test_what_there_is_nothing_of_leaves_no_gap_and_no_error(printer, notice, empty):
    assert pages(printer.pdf(notice.model_copy(update={empty: ()})))
    assert printer.png(notice.model_copy(update={empty: ()}))
