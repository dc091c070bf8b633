"""Life events: several procedures walked as one, on the real flows."""

from datetime import date, datetime

import pytest

from bot.config import ZONE
from bot.engine.joined import Joined
from bot.engine.mind import Mind, joined, outcomes, show
from bot.engine.reply import Ask, Finish, Offer, Tell
from bot.flow.handbook import Handbook
from tests.engine.books import ask, changed, end, jump, real, small, with_event
from tests.engine.citizen import MONDAY, Citizen

SHOP = ("both", "yes", "self", "mail", "window", "city", 80, 50)
"""A shop with power, water and gas."""


@pytest.fixture
def shop(citizen):
    """Somebody who has told everything about the shop."""
    citizen.opens("open_shop")
    citizen.answers(*SHOP)
    return citizen


@pytest.fixture
def book() -> Handbook:
    """A life event of three parts, the second only where it is wanted; the third knows the answer of the first."""
    parts = small(
        first={"a": ask("b", "x", "y"), "b": ask("done", "x", "y", shared=True), "done": end(materials=["id_card"])},
        second={"c": ask("done", "x", "y"), "done": end(materials=["wg_form"])},
        third={"b": ask("d", "x", "y", shared=True), "d": ask("on", "x", "y"), "on": jump("fourth", e="x")},
        fourth={"e": ask("done", "x", "y"), "done": end(materials=["id_card", "wg_form"])},
    )
    wanted = {"flow": "second", "when": "q == 'x'"}
    return with_event(parts, "event", {"q": ask("done", "x", "y"), "done": end()}, "first", wanted, "third")


def walked(citizen: Citizen) -> list[str]:
    return [visit.flow for visit in (*citizen.session.trail, citizen.session.visit)]


def whole(citizen: Citizen, at: datetime = MONDAY) -> Joined:
    found = joined(citizen.mind, citizen.session, at)
    assert found
    return found


def days(citizen: Citizen, at: datetime = MONDAY) -> dict[str, date]:
    return {one.record.id: one.deadline.day for _, one in whole(citizen, at).dates}


def test_the_parts_are_walked_in_order_and_nothing_is_asked_that_is_known(citizen):
    citizen.opens("open_shop")
    seen = []
    for answer in SHOP:
        seen.append(citizen.at)
        citizen.answers(answer)

    assert seen == [
        ("open_shop", "shop_lines"),
        ("open_shop", "shop_gas"),
        ("open_business", "kind"),
        ("open_business", "delivery"),
        ("open_business", "way"),
        ("power", "place"),
        ("power", "capacity"),
        ("water_hookup", "meter"),
    ]
    parts = ["open_business", "power", "power_sme_three_zero", "water_hookup", "gas_hookup"]
    assert walked(citizen) == ["open_shop", *parts]
    assert citizen.turned.replies == (Finish(),)


def test_a_part_is_announced_only_when_it_asks_something(citizen):
    citizen.opens("close_business")
    citizen.answers("yes")

    assert citizen.turned.replies[:-1] == (
        Tell(what="next_part", data={"flow": "deregister", "number": 2, "total": 3}),
    )


@pytest.mark.parametrize(
    ("lines", "gas", "expected"),
    [
        ("both", "no", ["open_business", "power_sme_three_zero", "water_hookup"]),
        ("power", "yes", ["open_business", "power_sme_three_zero", "gas_hookup"]),
        ("water", "no", ["open_business", "water_hookup"]),
        ("none", "no", ["open_business"]),
    ],
)
def test_only_what_is_wanted_is_asked_and_shown(citizen, lines, gas, expected):
    known = {"kind": "self", "delivery": "mail", "way": "window", "place": "city", "capacity": 80, "meter": 50}
    citizen.opens("open_shop", shop_lines=lines, shop_gas=gas)
    while isinstance(show(citizen.mind, citizen.session), Ask):
        citizen.answers(known[citizen.at[1]])

    assert [part.flow.id for part in whole(citizen).parts] == expected


def test_back_leads_across_the_parts_to_the_events_own_questions(shop):
    places = []
    for _ in SHOP:
        shop.backs()
        places.append(shop.at[1])

    assert places == ["meter", "capacity", "place", "way", "delivery", "kind", "shop_gas", "shop_lines"]
    assert shop.given == {}


def test_a_change_of_an_early_answer_keeps_all_later_ones(shop):
    before = shop.given

    shop.taps("reopened", state="kind")
    shop.answers("company")

    assert shop.turned.replies == (Finish(),)
    assert shop.given == {**before, ("open_business", "kind"): "company"}


def test_a_change_that_adds_a_part_asks_only_for_that_one(citizen):
    citizen.opens("open_shop")
    citizen.answers("water", "no", "self", "mail", "window", 50)

    citizen.taps("reopened", state="shop_lines")
    citizen.answers("both")

    assert citizen.at == ("power", "place")
    citizen.answers("city", 80)
    assert citizen.turned.replies[-1] == Finish()
    assert citizen.given["water_hookup", "meter"] == 50


def test_a_change_that_takes_a_part_away_keeps_the_rest_and_brings_it_back_when_wanted_again(shop):
    shop.taps("reopened", state="shop_lines")
    shop.answers("power")
    assert [part.flow.id for part in whole(shop).parts] == ["open_business", "power_sme_three_zero", "gas_hookup"]

    shop.taps("reopened", state="shop_lines")
    shop.answers("both")

    assert shop.turned.replies == (Finish(),)
    assert tuple(shop.given.values()) == SHOP


def test_an_answer_that_follows_from_the_event_changes_with_it(citizen):
    citizen.opens("build_factory", factory_size="medium", factory_early="no", factory_gas="no")
    citizen.answers("out", "above", "single", "no", 50)
    water = next(visit for visit in citizen.session.trail if visit.flow == "water_hookup")
    assert water.answers == {"who": "sme", "meter": 50}

    citizen.taps("reopened", state="factory_size")
    citizen.answers("large")

    assert citizen.turned.replies == (Finish(),)
    water = next(visit for visit in citizen.session.trail if visit.flow == "water_hookup")
    assert water.answers["who"] == "big"
    assert ("water_hookup", "meter") not in citizen.given


def test_a_material_of_several_parts_is_listed_once_and_ticked_once(shop):
    listed = {one.id: [part.flow.id for part in parts] for one, parts in whole(shop).materials}
    assert listed["wg_form"] == ["water_hookup", "gas_hookup"]

    shop.taps("ticked", material="wg_form", on=True)

    assert [one.id for one, _ in whole(shop).materials if one.ticked] == ["wg_form"]
    assert all(one.ticked for part in whole(shop).parts for one in part.materials if one.id == "wg_form")


def test_ticks_survive_going_back_and_the_loss_of_the_part_at_which_they_were_made(shop):
    shop.taps("ticked", material="wg_form", on=True)
    shop.taps("ticked", material="id_card", on=True)
    shop.taps("ticked", material="id_card", on=False)

    shop.backs()
    shop.answers(200)
    shop.taps("reopened", state="shop_gas")
    shop.answers("no")

    assert [one.id for one, _ in whole(shop).materials if one.ticked] == ["wg_form"]


def test_what_no_part_asks_for_can_not_be_ticked(shop):
    before = shop.session

    shop.taps("ticked", material="dereg_licence", on=True)

    assert shop.told == ["old_step"]
    assert shop.session == before


def test_each_part_can_be_looked_at_alone_and_no_other(shop):
    for part in range(4):
        shop.taps("examined", part=part)
        assert shop.turned.replies == (Finish(part=part),)

    for part in (4, 99):
        shop.taps("examined", part=part)
        assert shop.told == ["old_step"]


def test_a_part_is_not_looked_at_before_all_is_told(citizen):
    citizen.opens("open_shop")
    citizen.answers("both")
    citizen.taps("examined", part=0)

    assert citizen.told == ["old_step"]


def test_what_follows_is_counted_from_the_last_day_of_what_must_be_done_first(shop):
    found = days(shop)

    # Monday 28 September 2026; the offices are closed from 1 to 7 October and work on Saturday the 10th.
    assert found["a01_08"] == date(2026, 9, 29)
    assert found["n_tl_19"] == date(2026, 10, 8)  # 29, 30 September, 8 October: the last day of the licence
    assert found["a03_15"] == date(2026, 10, 13)  # power does not wait: 29, 30, 8, 9, 10, 12, 13
    assert found["a04_07"] == date(2026, 10, 13)  # gas, four days after the 8th: 9, 10, 12, 13
    assert found["a04_05"] == date(2026, 10, 21)  # water, ten days after the 8th: 9, 10, 12 to 16, 19 to 21


def test_three_parts_in_a_row_are_counted_one_after_the_other(citizen):
    citizen.opens("build_factory", factory_size="medium", factory_early="no", factory_gas="no")
    citizen.answers("out", "above", "single", "no", 50)

    found = days(citizen)

    # Land: 29, 30 September, 8, 9, 10 October. Permit: seven calendar days, to Saturday the 17th.
    # Water can be applied for on Monday the 19th: 20 to 23, 26 to 30 October, 2 November.
    assert (found["a05_06"], found["n_con_jz8"]) == (date(2026, 10, 10), date(2026, 10, 17))
    assert found["a04_05"] == date(2026, 11, 2)


def test_no_day_is_named_where_what_comes_first_has_none(citizen):
    citizen.opens("build_factory", factory_size="medium", factory_early="no", factory_gas="yes")
    citizen.answers("out", "unsure", "single", "no", 50)

    dated = {part.flow.id for part, _ in whole(citizen).dates}

    assert dated == {"property_new_land_delivery"}
    water = next(part for part in whole(citizen).parts if part.flow.id == "water_hookup")
    assert all(one.deadline is None for one in water.limits)
    assert water.former
    assert (water.former.title, water.former.day) == ("施工许可证", None)


def test_where_what_comes_first_does_not_concern_anybody_there_is_nothing_to_wait_for():
    days_of = {"limits": ["a04_05"]}
    parts = small(one={"done": end(**days_of)}, two={"done": end(**days_of)})
    not_wanted, after = {"flow": "one", "when": "q == 'x'"}, {"flow": "two", "after": "one"}
    citizen = Citizen(Mind(with_event(parts, "event", {"q": ask("done", "x", "y"), "done": end()}, not_wanted, after)))

    citizen.opens("event", q="y")
    alone = days(citizen)["a04_05"]
    citizen.opens("event", q="x")
    _, first, second = outcomes(citizen.mind, citizen.session, MONDAY)

    # Ten days from 28 September: 29, 30, then 8 to 10, 12 to 16 October; ten more: 19 to 23, 26 to 30.
    assert alone == first.limits[0].deadline.day == date(2026, 10, 16)
    assert second.limits[0].deadline.day == date(2026, 10, 30)


def test_a_day_told_by_the_citizen_is_counted_from_also_where_the_part_must_wait():
    since = {"limits": [{"fact": "a04_05", "since": "day"}]}
    asked = {"ask": "哪一天？", "day": {"example": "2026年9月1日"}, "go": "done"}
    parts = small(one={"done": end()}, two={"day": asked, "done": end(**since)})
    citizen = Citizen(Mind(with_event(parts, "event", {"done": end()}, "one", {"flow": "two", "after": "one"})))
    citizen.opens("event")
    citizen.says("2026年9月1日")

    (limit,) = whole(citizen).parts[1].limits

    assert (limit.deadline.day, limit.passed) == (date(2026, 9, 15), True)


def test_progress_counts_all_questions_of_all_parts_and_never_grows_without_cause(citizen):
    citizen.opens("open_shop")
    shown = [show(citizen.mind, citizen.session)]
    for answer in SHOP[:-1]:
        citizen.answers(answer)
        shown.append(show(citizen.mind, citizen.session))

    assert [one.number for one in shown] == list(range(1, 9))
    totals = [one.total for one in shown]
    assert totals == sorted(totals, reverse=True)
    assert totals[-1] == 8


def test_an_event_put_aside_is_called_by_its_own_name_and_goes_on_where_it_stood(citizen):
    citizen.opens("open_shop")
    citizen.answers(*SHOP[:6])
    citizen.opens("offsite_medical")
    citizen.answers("temp")

    assert citizen.does("asked", topic="mine").replies == (Offer(why="mine", flows=("offsite_medical", "open_shop")),)
    citizen.taps("resumed", flow="open_shop")

    assert citizen.told == ["resumed"]
    assert citizen.at == ("power", "capacity")
    assert tuple(citizen.given.values()) == SHOP[:6]


def test_an_event_put_aside_while_an_early_answer_is_changed_loses_no_later_one(shop):
    shop.taps("reopened", state="shop_lines")
    shop.opens("offsite_medical")
    shop.answers("temp")
    shop.taps("resumed", flow="open_shop")

    assert shop.turned.replies[-1] == Finish()
    assert tuple(shop.given.values()) == SHOP


def test_an_event_put_aside_at_its_very_beginning_loses_none_either(shop):
    for _ in SHOP:
        shop.backs()
    shop.opens("offsite_medical")
    shop.opens("open_shop")

    assert shop.told == ["resumed"]
    shop.answers("both", "yes")
    assert shop.at == ("open_business", "kind")


def test_a_procedure_that_is_part_of_the_event_at_hand_can_be_opened_by_itself(citizen):
    citizen.opens("open_shop")
    citizen.answers(*SHOP[:6])

    citizen.opens("power")

    assert citizen.at == ("power", "capacity")
    assert citizen.session.trail == ()
    assert [citizen.mind.walker.agenda.called(kept) for kept in citizen.session.shelf] == ["open_shop"]
    citizen.opens("open_shop")
    assert citizen.at == ("power", "capacity")
    assert tuple(citizen.given.values()) == SHOP[:6]


def test_a_link_half_fills_the_event(citizen):
    citizen.opens("open_shop", shop_lines="water", shop_gas="no", unknown="x")

    assert citizen.at == ("open_business", "kind")
    assert citizen.told == ["next_part"]
    assert citizen.given == {("open_shop", "shop_lines"): "water", ("open_shop", "shop_gas"): "no"}


def test_restart_begins_the_event_anew(shop):
    shop.taps("restarted")

    assert shop.at == ("open_shop", "shop_lines")
    assert shop.given == {}


def test_words_for_a_part_still_to_come_are_no_other_procedure(citizen):
    citizen.opens("open_shop")
    citizen.answers("both")
    citizen.says("天然气报装")

    assert all(reply.kind != "offer" for reply in citizen.turned.replies)


def test_answers_are_kept_when_a_part_changes_in_the_middle(book):
    citizen = Citizen(Mind(book))
    citizen.opens("event")
    citizen.answers("x", "x", "y", "x")
    assert citizen.at == ("third", "d")

    citizen.mind = Mind(changed(book, "first", lambda states: states["a"].update(ask="改了？")))
    citizen.does("resumed")

    assert citizen.turned.replies[0] == Tell(what="updated", data={"kept": 4, "lost": 0})
    assert citizen.at == ("third", "d")


def test_answers_are_kept_when_the_event_gets_other_parts_in_the_middle(book):
    citizen = Citizen(Mind(book))
    citizen.opens("event")
    citizen.answers("x", "x", "y", "x")

    states = book.flows["event"].model_dump(by_alias=True, mode="json")["states"]
    citizen.mind = Mind(with_event(book, "event", states, "third", "first"))
    citizen.does("resumed")

    assert citizen.turned.replies[0] == Tell(what="updated", data={"kept": 4, "lost": 0})
    assert citizen.at == ("third", "b")
    citizen.answers("y", "x")
    assert citizen.turned.replies[-1] == Finish()
    assert walked(citizen) == ["event", "third", "fourth", "first"]
    assert citizen.given["first", "a"] == "x"


def test_an_answer_shared_by_two_parts_is_asked_in_the_first_only(book):
    citizen = Citizen(Mind(book))
    citizen.opens("event")
    citizen.answers("y", "x", "y", "y")

    assert walked(citizen) == ["event", "first", "third", "fourth"]
    assert [part.flow.id for part in whole(citizen).parts] == ["first", "fourth"]
    assert [(one.id, len(parts)) for one, parts in whole(citizen).materials] == [("id_card", 2), ("wg_form", 1)]


def test_what_is_joined_is_there_only_at_the_end_of_an_event(citizen):
    assert joined(citizen.mind, citizen.session, MONDAY) is None
    citizen.opens("gas_hookup")
    citizen.answers("home")
    assert joined(citizen.mind, citizen.session, MONDAY) is None
    citizen.opens("open_shop")
    assert joined(citizen.mind, citizen.session, MONDAY) is None


def test_a_day_that_lies_behind_at_the_time_of_looking_is_counted_anew(shop):
    later = datetime(2026, 11, 2, 10, tzinfo=ZONE)

    assert days(shop, later)["a01_08"] == date(2026, 11, 3)
    assert real().flows["open_shop"].parts
