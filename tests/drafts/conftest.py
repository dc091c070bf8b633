"""A small live home, and one reader of drafts for all tests of a file."""

import shutil
from pathlib import Path

import pytest

from bot.drafts.places import Places, survey
from bot.flow.load import load
from bot.phrases import Phrasebook

ROOT = Path(__file__).parents[2]
ELSEWHERE = ("book", "cli", "draw", "journey", "new", "schema")
"""Words that no draft has to do with; each test copies the rest."""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a few tea procedures and the real words."""
    home = tmp_path_factory.mktemp("live") / "home"
    shutil.copytree(ROOT / "tests" / "house" / "flows", home / "flows")
    shutil.copyfile(ROOT / "flows" / "words.yaml", home / "flows" / "words.yaml")
    shutil.copytree(ROOT / "messages_zh", home / "messages_zh", ignore=shutil.ignore_patterns(*ELSEWHERE))
    return home


@pytest.fixture(scope="module")
def phrases(live: Path) -> Phrasebook:
    return Phrasebook(live)


@pytest.fixture(scope="module")
def places(live: Path, phrases: Phrasebook) -> Places:
    return survey(load(live), phrases.names)
