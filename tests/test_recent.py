"""What was saved a moment ago."""

from bot.recent import KEPT, MOST, Recent
from bot.stores.base import Loaded

WANG, LI = "tg.1.1", "tg.2.2"
SAVED = Loaded(revision=3, session=b"{}", seen=("e3",))


def test_what_was_saved_a_moment_ago_is_had_once():
    recent = Recent()
    recent.keep(WANG, SAVED, 10)

    assert recent.take(LI, 11) is None
    assert [recent.take(WANG, 11), recent.take(WANG, 11)] == [SAVED, None]


def test_after_a_minute_it_must_be_read():
    recent = Recent()
    recent.keep(WANG, SAVED, 10)

    assert recent.take(WANG, 10 + KEPT) is None


def test_nobodys_session_is_kept_for_longer_than_a_minute_while_others_come():
    recent = Recent()
    recent.keep(WANG, SAVED, 10)
    recent.keep(LI, SAVED, 10 + KEPT)

    assert recent.take(WANG, 10) is None
    assert recent.take(LI, 10 + KEPT) == SAVED


def test_of_too_many_the_oldest_is_let_go():
    recent = Recent()
    for number in range(MOST + 1):
        recent.keep(f"tg.{number}.{number}", SAVED, 10)

    assert recent.take("tg.0.0", 10) is None
    assert recent.take("tg.1.1", 10) == SAVED


def test_who_is_saved_again_counts_as_the_latest():
    recent = Recent()
    for owner in (WANG, LI, WANG):
        recent.keep(owner, SAVED, 10)
    for number in range(3, MOST + 2):
        recent.keep(f"tg.{number}.{number}", SAVED, 10)

    assert recent.take(LI, 10) is None
    assert recent.take(WANG, 10) == SAVED
