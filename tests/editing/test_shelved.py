"""What lies on the shelves, and whose it is."""

from itertools import pairwise

import pytest

from bot.editing import shelved
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
    assert list(shelved.offices(tea)) == ["p12345", "window", "site"]
    assert shelved.offices(tea)["window"] == Thing("茶馆窗口", "window")


def test_a_record_says_where_it_is_written(tea):
    assert shelved.records(tea)["t_words"] == Thing("没有数字的规定", source="茶发〔2021〕1号 第十条")


def test_people_are_usually_sent_where_an_area_sends_them(book):
    assert shelved.usual_office(book, "power") == "p95598"
    assert shelved.usual_office(book, "nowhere") == next(iter(shelved.offices(book)))


def test_each_procedure_counts_once_for_its_area(tea):
    assert shelved.usual_office(tea, "tea") == "p12345"
