import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.event import (
    Asked,
    Browsed,
    Chosen,
    Forgot,
    Printed,
    Received,
    Reopened,
    Restarted,
    Resumed,
    Started,
    Tap,
    Ticked,
    WentBack,
)  # fmt: skip
from bot.engine.tap import LIMIT, decode, encode
from tests.engine.books import real
from tests.engine.citizen import MONDAY

HEAD = {"id": "e", "at": MONDAY, "tap": Tap(walk="abcdefghi", step=7)}


@pytest.mark.parametrize(
    ("verb", "arguments", "event"),
    [
        ("c", ("small",), Chosen(key="small", **HEAD)),
        ("t", ("id_card", 1), Ticked(material="id_card", on=True, **HEAD)),
        ("t", ("id_card", 0), Ticked(material="id_card", on=False, **HEAD)),
        ("b", (), WentBack(**HEAD)),
        ("e", (), Reopened(**HEAD)),
        ("e", ("place",), Reopened(state="place", **HEAD)),
        ("x", (), Restarted(**HEAD)),
        ("r", (), Resumed(**HEAD)),
        ("r", ("power",), Resumed(flow="power", **HEAD)),
        ("f", ("power",), Started(flow="power", **HEAD)),
        ("f", (), Started(**HEAD)),
        ("m", (), Browsed(**HEAD)),
        ("m", ("power",), Browsed(area="power", **HEAD)),
        ("m", ("power", 2), Browsed(area="power", page=2, **HEAD)),
        ("m", ("0", 2), Browsed(by="areas", page=2, **HEAD)),
        ("m", ("0person",), Browsed(by="person", **HEAD)),
        ("m", ("0business", 1), Browsed(by="business", page=1, **HEAD)),
        ("m", ("0events",), Browsed(by="events", **HEAD)),
        ("m", ("person",), Browsed(area="person", **HEAD)),
        ("p", ("notice",), Printed(what="notice", **HEAD)),
        ("p", ("timeline",), Printed(what="timeline", **HEAD)),
        ("a", ("human",), Asked(topic="human", **HEAD)),
        ("z", (), Forgot(sure=True, **HEAD)),
    ],
)
def test_a_button_comes_back_as_the_event_it_was_drawn_for(verb, arguments, event):
    assert decode(encode("abcdefghi", 7, verb, *arguments), id="e", at=MONDAY) == event


@pytest.mark.parametrize(
    "data",
    [
        "",
        "x",
        "abc.1",
        "abc.1.q",
        "abc.1.c",
        "abc.1.t",
        "abc.1.b.more",
        "abc.1.x.more",
        "abc.1.z.more",
        "abc.1.a.secrets",
        "abc.1.a",
        "abc..c.x",
        "abc.-1.c.x",
        "abc.1.c.X",
        "abc.1.c.../etc",
        "abc.1.c.键",
        "a b.1.b",
        "abc.1.b\n",
        "abc.1.c." + "x" * 64,
        "abc.9999999.b",
        "ABC.1.b",
        "abc.1.m..1",
    ],
)
def test_what_we_never_wrote_is_forged(data):
    event = decode(data, id="e", at=MONDAY)

    assert isinstance(event, Received)
    assert event.what == "forged"


@given(st.text(max_size=80))
def test_any_text_is_some_event_and_none_raises(data):
    assert decode(data, id="e", at=MONDAY).id == "e"


def test_every_button_a_procedure_can_have_fits_into_the_bytes_telegram_allows():
    walk, step = "abcdefghi", 999_999
    for flow in real().flows.values():
        for name, state in flow.states.items():
            keys = [*getattr(state, "choices", ()), *(use.use for use in getattr(state, "materials", ()))]
            ids = [
                encode(walk, step, "e", name),
                encode(walk, step, "f", flow.id),
                encode(walk, step, "m", flow.id, 99),
            ]
            ids += [encode(walk, step, "t", key, 1) for key in keys]
            assert all(len(each.encode()) <= LIMIT for each in ids)
            assert all(not isinstance(decode(each, id="e", at=MONDAY), Received) for each in ids)


def test_a_session_without_a_walk_can_still_draw_buttons():
    assert decode(encode("", 0, "m"), id="e", at=MONDAY) == Browsed(id="e", at=MONDAY, tap=Tap(walk="0", step=0))
