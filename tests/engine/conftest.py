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
