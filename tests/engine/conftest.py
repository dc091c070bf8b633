"""Fixtures of the engine's tests."""

from pathlib import Path

import pytest

from bot.engine.mind import Mind
from tests.engine.books import real
from tests.engine.caller import Caller, home
from tests.engine.citizen import Citizen


@pytest.fixture(scope="session")
def mind() -> Mind:
    """The real handbook's mind."""
    return Mind(real())


@pytest.fixture
def citizen(mind: Mind) -> Citizen:
    """Somebody new, with the real handbook."""
    return Citizen(mind)


@pytest.fixture
def midway(citizen):
    """Somebody who is asked the second question of two."""
    citizen.opens("water_hookup")
    citizen.answers("sme")
    return citizen


@pytest.fixture
def done(midway):
    """Somebody who stands at an outcome with one material ticked off."""
    midway.answers(50)
    midway.taps("ticked", material="wg_form", on=True)
    return midway


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home where a window takes appointments."""
    return home(tmp_path_factory.mktemp("house"))


@pytest.fixture
def caller(house: Path) -> Caller:
    """Somebody who may book there."""
    return Caller(house)
