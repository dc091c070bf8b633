"""What lies on the shelves, and whose it is."""

from itertools import pairwise

import pytest

from bot.editing import shelved
from bot.editing.draft import parted
from bot.editing.shelved import Thing
from bot.flow.load import load
from tests.houses import ROOT, furnish


@pytest.fixture(scope="module")
def book():
    return load(ROOT).handbook


@pytest.fixture
def tea(tmp_path):
    return load(furnish(tmp_path)).handbook


def test_what_most_procedures_want_stands_first(book):
    found = shelved.materials(book)

    assert found.keys() == book.materials.keys()
    assert all(len(one.users) >= len(other.users) for one, other in pairwise(found.values()))
    assert len(found["id_card"].users) > 1


def test_a_material_says_whose_it_is(tea):
    assert shelved.materials(tea)["plan"] == Thing("平面图", "copy", users=("开茶馆",))


def test_where_most_are_sent_stands_first(tea):
    assert list(shelved.offices(tea, "nowhere"))[:3] == ["p12345", "window", "site"]
    assert shelved.offices(tea, "nowhere")["window"] == Thing("茶馆窗口")


def test_a_record_is_found_by_its_short_name_its_clause_and_its_area(tea):
    assert shelved.records(tea)["t_words"] == Thing("没有数字的规定", also="无数规定 第十条 开店")


def test_a_record_nobody_uses_is_of_the_area_of_its_department(tea):
    assert shelved.records(tea)["t_unused"].also.endswith(" 开店")


def test_records_of_the_area_stand_first_and_there_what_promises_a_time(book):
    found = list(shelved.records(book, "power"))
    own = ["用电" in shelved.records(book)[one].also.split() for one in found]
    times, _ = parted(tuple(book.records[one] for one in found if "用电" in shelved.records(book)[one].also.split()))

    assert sorted(own, reverse=True) == own
    assert tuple(found[: len(times)]) == times
    assert list(shelved.records(book)) == list(book.records)


def test_where_an_area_sends_people_stands_first(book):
    assert next(iter(shelved.offices(book, "power"))) == "p95598"


def test_each_procedure_counts_once_for_its_area(tea):
    assert next(iter(shelved.offices(tea, "tea"))) == "p12345"
