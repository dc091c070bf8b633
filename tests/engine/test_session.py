from hypothesis import given
from hypothesis import strategies as st

from bot.engine.session import Session, blank, mark_of, walk_of

OWNERS = st.text(min_size=1, max_size=40)


@given(OWNERS, st.text(max_size=20))
def test_a_walk_begins_with_its_owners_mark_and_is_fit_for_a_button(owner, event):
    walk = walk_of(owner, event)

    assert walk.startswith(mark_of(owner))
    assert len(walk) == 9
    assert walk.isascii()
    assert walk.isalnum()
    assert walk == walk.lower()


@given(OWNERS)
def test_the_same_event_opens_the_same_walk_and_another_event_another(owner):
    assert walk_of(owner, "e1") == walk_of(owner, "e1")
    assert walk_of(owner, "e1") != walk_of(owner, "e2")


def test_a_mark_does_not_show_whose_it_is():
    marks = {mark_of(f"tg.{number}.{number}") for number in range(200)}

    assert len(marks) > 190
    assert all(len(mark) == 3 for mark in marks)


def test_a_new_person_has_a_mark_and_nothing_else():
    session = blank("tg.1.1")

    assert session == Session(owner="tg.1.1", walk=mark_of("tg.1.1"))


def test_a_session_in_the_middle_of_everything_is_small(citizen):
    for flow in ("water_hookup", "gas_hookup", "open_business", "deregister", "power_hv"):
        citizen.opens(flow)
        first = citizen.mind.walker.asked(citizen.session)
        citizen.answers(next(iter(first.choices)))
    citizen.opens("power")
    citizen.answers("small", "rural", 120)
    citizen.taps("ticked", material="id_card", on=True)

    assert len(citizen.session.model_dump_json(exclude_defaults=True).encode()) < 2000
