"""What the menus list, and in which order."""

from pathlib import Path

import pytest

from bot.flow import menu
from bot.flow.handbook import Handbook
from bot.flow.load import load
from bot.flow.model import Jump
from tests.houses import ROOT, change, furnish


@pytest.fixture
def tea(tmp_path: Path) -> Path:
    return furnish(tmp_path) / "flows" / "tea"


@pytest.fixture(scope="module")
def real() -> Handbook:
    book = load(ROOT).handbook
    assert book
    return book


def book(tea: Path) -> Handbook:
    book = load(tea.parents[1]).handbook
    assert book
    return book


def street(tea: Path, folder: str) -> None:
    """Add a life event."""
    hall = (tea / "tea_hall.yaml").read_text("utf-8")
    (tea.parent / folder).mkdir(exist_ok=True)
    (tea.parent / folder / "tea_street.yaml").write_text(
        hall.replace("id: tea_hall", "id: tea_street\nparts: [tea_hall]"), "utf-8"
    )


def test_what_an_entrance_finds_is_left_to_it(tea):
    assert menu.matters(book(tea), "business") == ("tea_hall", "tea_shop")

    change(tea / "tea_shop.yaml", "who: [business]", "who: [business]\nentrance: true")

    assert menu.matters(book(tea), "business") == ("tea_shop",)
    assert menu.inside(book(tea), "tea") == ("tea_shop", "tea_hall")


def test_an_entrance_for_others_hides_nothing(tea):
    change(tea / "tea_hall.yaml", "who: [business]", "who: [person, business]")
    change(tea / "tea_shop.yaml", "who: [business]", "who: [business]\nentrance: true")

    assert menu.matters(book(tea), "person") == ("tea_hall",)


def test_the_most_asked_for_comes_first_and_is_no_news_for_those_in_the_middle_of_it(tea):
    before = book(tea)
    change(tea / "tea_shop.yaml", "who: [business]", "who: [business]\noften: 3")
    after = book(tea)

    assert menu.matters(after, "business") == ("tea_shop", "tea_hall")
    assert after.digests == before.digests


def test_life_events_have_their_own_list(tea):
    street(tea, "tea")

    assert menu.events(book(tea)) == ("tea_street",)
    assert menu.matters(book(tea), "business") == ("tea_hall", "tea_shop")
    assert menu.areas(book(tea)) == ("tea",)


def test_an_area_of_life_events_alone_is_no_area(tea):
    street(tea, "whole")
    (tea.parent / "whole" / "area.yaml").write_text("{title: 一件事, order: 9, lead: 局}", "utf-8")

    assert menu.areas(book(tea)) == ("tea",)


def test_every_procedure_can_be_found_by_area_and_by_who_it_is_for(real):
    everything = {flow.id for flow in real.flows.values() if not flow.parts}
    by_area = [flow for area in menu.areas(real) for flow in menu.inside(real, area)]
    listed = {*menu.matters(real, "person"), *menu.matters(real, "business")}
    behind = {
        state.jump
        for flow in real.flows.values()
        if flow.entrance and flow.id in listed
        for state in flow.states.values()
        if isinstance(state, Jump)
    }

    assert everything <= set(by_area)
    assert everything <= listed | behind


def test_the_titles_of_areas_are_short_and_stand_in_their_order(real):
    assert [area.title for area in real.areas.values() if len(area.title) > 8] == []
    assert len({area.order for area in real.areas.values()}) == len(real.areas)
