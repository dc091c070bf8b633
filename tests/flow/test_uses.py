"""Which flow uses which ledger record."""

from pathlib import Path

import pytest

from bot.flow.load import load
from bot.flow.uses import uses
from tests.houses import change, furnish


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path)


def places(home: Path, record: str) -> tuple[str, ...]:
    return uses(load(home).handbook)[record]


def test_a_record_is_used_where_it_is_named_once_each(home):
    assert places(home, "t_now") == ("tea_shop.done",), "as limit, fee, material's source and in a condition"


def test_a_condition_and_a_placeholder_are_uses(home):
    assert set(places(home, "t_seats")) == {"tea_shop.seats", "tea_shop.done"}
    assert places(home, "t_pipe") == ("tea_shop.done",)


def test_the_source_of_a_material_is_used_by_who_asks_for_it(home):
    shop = home / "flows" / "tea" / "tea_shop.yaml"
    change(shop, "      - t_half\n", "")
    change(shop, "fact: t_notice, after: t_half", "fact: t_notice")

    assert places(home, "t_half") == ("tea_shop.done",)


def test_what_concerns_the_whole_procedure_is_used_by_it(home):
    change(home / "flows" / "tea" / "tea_hall.yaml", "department:", "later: [t_unused]\ndepartment:")

    assert places(home, "t_unused") == ("tea_hall",)


def test_a_placeholder_of_the_summary_and_of_a_jump_are_uses(home):
    shop = home / "flows" / "tea" / "tea_shop.yaml"
    change(shop, "开一家能坐下来喝茶的店。", "开一家店，{t_unused}。")
    change(shop, "座位多，要按大茶楼办。", "座位多，{t_unused}。")

    assert set(places(home, "t_unused")) == {"tea_shop", "tea_shop.to_hall"}


def test_a_record_nobody_uses_has_no_place(home):
    assert places(home, "t_unused") == ()
