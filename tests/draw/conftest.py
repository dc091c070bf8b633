"""The county's own handbook, read once, and small procedures that draw on its ledger."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.draw.diagram import Shown
from bot.draw.files import Drawer
from bot.flow.handbook import Handbook
from bot.flow.load import load
from bot.flow.model import Flow
from tests.houses import ROOT


@pytest.fixture(scope="session")
def book() -> Handbook:
    found = load(ROOT).handbook
    assert found
    return found


@pytest.fixture(scope="session")
def drawer(book: Handbook) -> Drawer:
    return Drawer(ROOT, book)


@pytest.fixture
def small(book: Handbook, drawer: Drawer) -> Callable[..., Shown]:
    """Gives a small procedure, ready to be drawn; with others that it leads to."""

    def made(states: dict, *others: Flow, **more: object) -> Shown:
        flow = flow_of("tea", states, **more)
        say = drawer.shown("open_shop").say
        return Shown(replace(book, flows={**book.flows, **{one.id: one for one in (flow, *others)}}), flow, say)

    return made


def flow_of(name: str, states: dict, **more: object) -> Flow:
    return Flow.model_validate(
        {
            "id": name,
            "title": f"{name}茶馆",
            "summary": "开一家茶馆。",
            "department": "茶馆局",
            "who": ("person",),
            "ask_words": ("茶馆",),
            "examples": ("我想开茶馆",),
            "states": states,
            **more,
        }
    )
