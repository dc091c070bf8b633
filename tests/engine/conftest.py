"""Fixtures of the engine's tests."""

import pytest

from bot.engine.mind import Mind
from tests.engine.books import real
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
