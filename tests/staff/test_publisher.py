"""What a check said is remembered for a while, so that nothing is checked twice from the drop to the agreement."""

from pathlib import Path

from bot.drafts.verdict import Checked
from bot.staff.publishing.publisher import Verdicts

LIVE, OTHER = Path("editions/live"), Path("editions/other")
HOMES = [Path(f"editions/{number}") for number in range(4)]


def _kept(most=3, homes=HOMES):
    verdicts = Verdicts(most)
    for number, home in enumerate(homes):
        verdicts.keep(home, LIVE, Checked(count=number))
    return verdicts


def test_what_was_said_is_known_of_a_home_over_just_what_it_was_laid_over():
    verdicts = _kept()

    assert verdicts.of(HOMES[3], LIVE) == Checked(count=3)
    assert verdicts.of(HOMES[3], OTHER) is None
    assert verdicts.of(LIVE, HOMES[3]) is None


def test_only_the_last_ones_are_remembered():
    verdicts = _kept()

    assert verdicts.of(HOMES[0], LIVE) is None
    assert all(verdicts.of(home, LIVE) for home in HOMES[1:])


def test_the_same_said_again_pushes_nothing_out():
    verdicts = _kept(homes=[*HOMES[:3], HOMES[2], HOMES[2]])

    assert all(verdicts.of(home, LIVE) for home in HOMES[:3])
