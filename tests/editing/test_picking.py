"""Looking for things on a shelf."""

import pytest

from bot.editing.fitness import Unfit
from bot.editing.picking import Looked, looked, sought
from bot.editing.shelved import Thing

SHELF = {
    "id_card": Thing("身份证"),
    "wg_papers": Thing("用户资料（身份证或营业执照）"),
    "licence": Thing("营业执照"),
    "licence_copy": Thing("营业执照 正副本"),
    "p12345": Thing("便民热线", also="投诉 ＤＮ"),
}
LISTED = ("licence", "id_card", "wg_papers")


@pytest.mark.parametrize("numbers", ["1,3", "1 3", "1、3", "1，3", "１　３", "1, 3", "1;3", "1,3,"])
def test_numbers_of_what_was_listed_may_stand_in_any_row(numbers):
    assert looked(numbers, SHELF, LISTED) == Looked(picked=("licence", "wg_papers"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Looked()),
        (" ，", Looked()),
        ("licence", Looked(picked=("licence",))),
        ("身份证", Looked(picked=("id_card",))),
        ("用户资料（身份证或营业执照）", Looked(picked=("wg_papers",))),
        ("热线", Looked(picked=("p12345",))),
        ("12345", Looked(picked=("p12345",))),
        ("投诉", Looked(picked=("p12345",))),
        ("正副本 执照", Looked(picked=("licence_copy",))),
        ("执照", Looked(offered=("wg_papers", "licence", "licence_copy"))),
        ("护照", Looked(missing=("护照",))),
        ("身份证，护照、执照", Looked(("id_card",), ("wg_papers", "licence", "licence_copy"), ("护照",))),
        ("身份证，身份证，2", Looked(picked=("id_card",))),
    ],
)
def test_words_are_looked_for_in_names(text, expected):
    assert looked(text, SHELF, LISTED) == expected


@pytest.mark.parametrize(
    ("text", "listed", "rule"),
    [("4", LISTED, "number"), ("1,9", LISTED, "number"), ("0", LISTED, "number"), ("1", (), "digit")],
)
def test_a_number_of_nothing_is_refused(text, listed, rule):
    with pytest.raises(Unfit) as trouble:
        looked(text, SHELF, listed)

    assert trouble.value.rule == rule


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["热线", "投诉"], ("p12345",)),
        (["DN"], ("p12345",)),
        (["热线", "执照"], ()),
        (["licence"], ("licence", "licence_copy")),
    ],
)
def test_things_are_found_under_all_words_at_once(words, found):
    assert sought(words, SHELF) == found
