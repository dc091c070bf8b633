"""What changed between two versions, and where people's ways end."""

from dataclasses import replace

import pytest

from bot.flow.difference import difference
from bot.flow.difference_card import Card, Line
from bot.flow.difference_groups import Given, Span
from bot.flow.difference_values import Change
from bot.flow.load import load
from bot.flow.paths import LIMIT
from tests.engine.books import ask, changed, end, jump, number, real, small, with_event, without
from tests.houses import change, furnish


@pytest.fixture
def tea(tmp_path):
    """Change a file of the small house and lay it beside what it was."""
    home = furnish(tmp_path)
    old = load(home).handbook

    def compare(file, *edits):
        for before, after in edits:
            change(home / "flows" / file, before, after)
        return difference(old, load(home).handbook)

    return compare


def ways(found, flow="f"):
    return next((one.ways for one in found.flows if one.flow == flow), ())


def told(moved):
    """Cases in short: state to labels and spans."""
    return [
        {one.state: (*one.labels, *((span.low, span.high) for span in one.spans)) for one in case}
        for case in moved.when
    ]


def test_a_version_does_not_differ_from_itself():
    found = difference(real(), real())

    assert (bool(found), found.flows, found.things, found.marks) == (False, (), (), {})


# a threshold, and numbers


def test_a_moved_threshold_is_a_span_of_numbers_that_now_end_elsewhere():
    book = real()
    records = {**book.records, "a03_04": book.records["a03_04"].model_copy(update={"value": 160})}

    found = difference(book, replace(book, records=records))

    (moved,) = ways(found, "power_sme_three_zero")
    assert moved.when == ((Given("place", ("农村",)), Given("capacity", (), (Span(100, 160, above=True),), "kVA")),)
    assert (moved.old.kind, moved.old.name) == ("jump", "power_lv_nonresident")
    assert (moved.new.kind, moved.new.name) == ("end", "小微企业“三零”接电")
    assert [(one.kind, one.id, one.changes) for one in found.things] == [
        ("record", "a03_04", (Change(("value",), 100, 160),))
    ]
    assert "power_sme_three_zero" in found.things[0].flows
    assert found.marks["power_sme_three_zero"]["capacity"] == "changed"
    assert found.marks["power_sme_three_zero"].keys() < book.flows["power_sme_three_zero"].states.keys()


def ladder(*ways, **more):
    return small(f={"n": number([*ways, {"to": "rest"}], **more), "low": end(end="低"), "rest": end(end="高")})


@pytest.mark.parametrize(
    ("old", "new", "more", "expected"),
    [
        ("n <= 160", "n <= 200", {}, Span(160, 200, above=True)),
        ("n < 160", "n < 200", {}, Span(160, 200, below=True)),
        ("n <= 160", "n <= 200", {"number": {"whole": True}}, Span(161, 200)),
        ("n <= 160", "n <= 161", {}, Span(160, 161, above=True)),
        ("n < 160", "n < 160.5", {}, Span(160, 160.5, below=True)),
        ("n <= 1", "n <= 1000", {}, Span(1, 1000, above=True)),
    ],
)
def test_a_span_begins_and_ends_where_the_rule_changes(old, new, more, expected):
    before, after = (ladder({"when": when, "to": "low"}, **more) for when in (old, new))

    (moved,) = ways(difference(before, after))

    assert moved.when == ((Given("n", (), (expected,), "kVA"),),)


def test_numbers_apart_are_spans_apart_and_not_knowing_is_named():
    unsure = {"number": {"unsure": {"label": "不知道", "to": "low"}, "whole": True}}
    before = ladder(
        {"when": "n <= 10", "to": "low"}, {"when": "n <= 20", "to": "rest"}, {"when": "n <= 30", "to": "low"}, **unsure
    )
    unsure["number"]["unsure"]["to"] = "rest"
    after = ladder(**unsure)

    (moved,) = ways(difference(before, after))

    assert moved.when == ((Given("n", ("不知道",), (Span(1, 10), Span(21, 30)), "kVA"),),)


def test_numbers_that_can_be_answered_now_are_told_as_such():
    before, after = (ladder(number={"max": most}) for most in (100, 200))

    (moved,) = ways(difference(before, after))

    assert told(moved) == [{"n": ((200, 200),)}]
    assert (moved.old.kind, moved.new.kind) == ("unfit", "end")


# questions and choices


def two(**more):
    return {"place": ask("kind", "city", "rural"), "kind": ask("done", "a", "b"), "done": end(), **more}


def test_all_ways_that_change_alike_are_one_case_of_every_answer():
    before, after = small(f=two()), small(f=two(done=end(end="办完了")))

    (moved,) = ways(difference(before, after))

    assert (moved.when, moved.ways) == (((),), 4)


def test_a_question_that_follows_from_the_others_is_not_named():
    states = {"ok": ask({"yes": "place", "no": "done"}, "yes", "no"), **two(other=end(end="别的"))}
    before, after = (
        small(f=states),
        small(f={**states, "place": ask({"city": "kind", "rural": "other"}, "city", "rural")}),
    )

    (moved,) = ways(difference(before, after))

    assert told(moved) == [{"place": ("第rural种",)}]


def test_cases_that_have_no_answer_in_common_are_told_one_by_one():
    states = two(other=end(end="别的"))
    when = "place == 'city' and kind == 'a' or place == 'rural' and kind == 'b'"
    odd = {"kind": ask([{"when": when, "to": "other"}, {"to": "done"}], "a", "b")}

    (moved,) = ways(difference(small(f=states), small(f={**states, **odd})))

    assert told(moved) == [
        {"place": ("第city种",), "kind": ("第a种",)},
        {"place": ("第rural种",), "kind": ("第b种",)},
    ]


def test_a_new_choice_and_a_choice_that_is_gone_are_answers_one_version_does_not_take():
    before, after = (small(f={"q": ask("done", "a", each), "done": end()}) for each in ("b", "c"))

    gone, come = sorted(ways(difference(before, after)), key=lambda one: one.old.kind)

    assert (told(gone), gone.old.kind, gone.new) == ([{"q": ("第b种",)}], "end", Card("unfit", "q"))
    assert (told(come), come.old, come.new.kind) == ([{"q": ("第c种",)}], Card("unfit", "q"), "end")
    assert gone.new.title == "选哪一个？"


def test_a_question_that_is_new_is_asked_of_those_who_came_past():
    after = small(
        f={
            "q": ask("more", "a", "b"),
            "more": ask({"x": "done", "y": "other"}, "x", "y"),
            "done": end(),
            "other": end(end="别的"),
        }
    )
    before = small(f={"q": ask("done", "a", "b"), "done": end()})

    (moved,) = ways(difference(before, after))

    assert told(moved) == [{"more": ("第y种",)}]


def test_a_question_that_is_gone_still_tells_who_comes_elsewhere():
    before = small(f={"q": ask({"a": "done", "b": "other"}, "a", "b"), "done": end(), "other": end(end="别的")})
    after = small(f={"done": end()})

    (moved,) = ways(difference(before, after))

    assert (told(moved), moved.old.name) == ([{"q": ("第b种",)}], "别的")


def test_a_date_is_answered_once_and_never_told_apart():
    day = {"ask": "哪天？", "day": {"example": "昨天"}, "go": "done"}

    (moved,) = ways(difference(small(f={"d": day, "done": end()}), small(f={"d": day, "done": end(end="办完了")})))

    assert (moved.when, moved.ways) == (((),), 1)


def test_a_question_of_another_sort_takes_none_of_the_former_answers():
    before = small(f={"q": ask("done", "a"), "done": end()})
    after = small(f={"q": {"ask": "哪天？", "day": {"example": "昨天"}, "go": "done"}, "done": end()})

    found = ways(difference(before, after))

    assert {(one.old.kind, one.new.kind, told(one)[0]["q"]) for one in found} == {
        ("end", "unfit", ("第a种",)),
        ("unfit", "end", ("2026-09-25",)),
    }


# names


def test_a_state_renamed_by_an_alias_changes_no_way():
    after = {"spot": ask("kind", "city", "rural", aliases=["place"]), "kind": ask("done", "a", "b"), "done": end()}

    (flow,) = difference(small(f=two()), small(f=after)).flows

    assert (flow.renamed, flow.states, flow.changes, flow.ways) == ({"place": "spot"}, {"spot": "changed"}, (), ())


def test_answers_of_a_renamed_number_are_judged_under_both_names():
    before = small(
        f={"n": number([{"when": "n <= 160", "to": "low"}, {"to": "rest"}]), "low": end(end="低"), "rest": end()}
    )
    after = {
        "m": number([{"when": "m <= 200", "to": "low"}, {"to": "rest"}], aliases=["n"]),
        "low": end(end="低"),
        "rest": end(),
    }

    (moved,) = ways(difference(before, small(f=after)))

    assert told(moved) == [{"m": ((160, 200),)}]


@pytest.mark.parametrize(
    "go", ["last", {"a": "last", "b": "last"}, [{"when": "kind == 'a'", "to": "last"}, {"to": "last"}]]
)
def test_an_end_that_is_the_same_under_another_name_is_renamed_and_so_is_what_leads_there(go):
    renamed = {"last": "done"}
    new = (
        "done"
        if go == "last"
        else {"a": "done", "b": "done"}
        if isinstance(go, dict)
        else [{**way, "to": "done"} for way in go]
    )
    before = two(kind=ask(go, "a", "b"), last=end())
    del before["done"]

    (flow,) = difference(small(f=before), small(f=two(kind=ask(new, "a", "b")))).flows

    assert (flow.renamed, flow.states, flow.changes, flow.ways) == (renamed, {"done": "changed"}, (), ())


def test_states_added_and_removed_are_marked_and_a_new_start_is_told():
    before = small(f={"a": ask("done", "x"), "b": ask("done", "x"), "done": end(), "old": end(end="老")})
    after = small(f={"b": ask("done", "x"), "a": ask("done", "x"), "done": end(), "new": jump("f")})

    found = difference(before, after)

    assert found.flows[0].states == {"new": "added", "old": "removed"}
    assert found.flows[0].changes == (Change(("start",), "a", "b"),)
    assert found.marks == {"f": {"new": "added", "old": "removed"}}


def test_a_state_that_became_another_kind_is_told_so():
    before, after = small(f=two()), small(f=two(kind=end(end="别的")))

    (flow,) = difference(before, after).flows

    assert flow.changes == (Change(("states", "kind", "kind"), "ask", "end"),)
    assert flow.states == {"kind": "changed", "done": "changed"} or flow.states == {"kind": "changed"}


def test_procedures_added_and_removed_are_told_with_all_their_states():
    book = real()

    gone, come = difference(book, without(book, "power")), difference(without(book, "power"), book)

    assert [(one.flow, one.mark) for one in gone.flows] == [("power", "removed")]
    assert [(one.flow, one.title, one.mark) for one in come.flows] == [("power", "用电报装", "added")]
    assert set(come.marks["power"].values()) == {"added"}
    assert set(gone.marks["power"].values()) == {"removed"}


def test_a_procedure_that_moved_to_another_area_is_told_so():
    book = real()

    found = difference(book, replace(book, area_of={**book.area_of, "power": "tax"}))

    assert [(one.flow, one.changes) for one in found.flows] == [("power", (Change(("area",), "power", "tax"),))]


# what is told at the end


def test_a_limit_told_otherwise_is_a_change_of_every_way_that_shows_it(tea):
    found = tea("policy/plan.yaml", ("value: 7, unit: working_days", "value: 5, unit: working_days"))

    (moved,) = ways(found, "tea_shop")
    ((old, new),) = moved.delta.changed
    assert (old.value, new.value, new.unit, new.average) == (7, 5, "working_days", True)
    assert (moved.delta.lost, moved.delta.gained) == ((), ())
    assert [{one.state for one in case} for case in moved.when] == [{"seats"}]


def test_materials_fees_and_offices_come_and_go(tea):
    found = tea(
        "tea/tea_shop.yaml",
        ("      - id_card\n", ""),
        ("item: 房租, status: ask", "item: 茶具, status: listed"),
        ("offices: [window, site, p12345]\n    notes", "offices: [window, p12345]\n    notes"),
    )

    (moved,) = ways(found, "tea_shop")
    assert [(line.kind, line.key) for line in moved.delta.lost] == [
        ("fee", "房租"),
        ("material", "id_card"),
        ("office", "site"),
    ]
    assert [(line.kind, line.key, line.status) for line in moved.delta.gained] == [("fee", "茶具", "listed")]


def test_a_step_that_others_are_told_now_is_a_change_of_their_ways(tea):
    found = tea("tea/tea_shop.yaml", ("{do: 等公示, when: seats > fact('t_now')}", "{do: 等公示, when: seats > 5}"))

    (moved,) = ways(found, "tea_shop")
    assert moved.delta.lost == (Line("step", "等公示", "等公示"),)
    assert told(moved) == [{"seats": ((1, 5),)}]


def test_a_sentence_written_otherwise_is_told_once_and_not_on_every_way(tea):
    found = tea("tea/tea_shop.yaml", ("do: 等公示", "do: 等公示完"))

    (flow,) = found.flows
    assert flow.changes == (Change(("states", "done", "steps", "2", "do"), "等公示", "等公示完"),)
    assert flow.ways == ()


def test_a_part_of_a_life_event_that_comes_is_told_on_its_ways():
    book = small(a={"done": end()}, b={"done": end()})
    states = {"q": ask("done", "x", "y"), "done": end()}
    before, after = (
        with_event(book, "e", states, *parts) for parts in ((["a"]), (["a", {"flow": "b", "when": "q == 'x'"}]))
    )

    (moved,) = ways(difference(before, after), "e")

    assert (told(moved), moved.delta.gained) == ([{"q": ("第x种",)}], (Line("part", "b", "b"),))


# shelves


def test_a_material_an_office_and_an_area_are_told_with_who_shows_them(tea):
    found = tea("materials.yaml", ("name: 身份证", "name: 居民身份证"))

    (thing,) = found.things
    assert (thing.kind, thing.id, thing.name, thing.mark, thing.flows) == (
        "material",
        "id_card",
        "居民身份证",
        "changed",
        ("tea_shop",),
    )
    assert found.marks == {"tea_shop": {"done": "changed"}}


def test_the_calendar_is_told_with_those_who_count_days(tea):
    found = tea("calendar.yaml", ("closes_at: ", "closed: [{day: 2026-12-18, reason: 修}]\ncloses_at: "))

    (thing,) = found.things
    assert (thing.kind, thing.flows) == ("calendar", ("tea_shop",))
    assert thing.changes == (Change(("closed", "2026-12-18"), None, {"day": "2026-12-18", "reason": "修"}),)


def test_an_area_and_a_document_are_told_with_who_belongs_to_them(tea):
    (area,) = tea("tea/area.yaml", ("title: 开店", "title: 开茶店")).things
    assert (area.kind, area.name, area.flows) == ("area", "开茶店", ("tea_hall", "tea_shop"))


def test_a_document_is_told_with_who_rests_on_it(tea):
    (document,) = tea("policy/plan.yaml", ("title: 茶馆办事计划", "title: 茶馆计划")).things
    assert (document.kind, document.flows) == ("document", ("tea_shop",))


def test_records_added_and_removed_say_no_more():
    book = real()
    fewer = replace(book, records={name: record for name, record in book.records.items() if name != "a03_15"})

    gone, come = difference(book, fewer), difference(fewer, book)

    assert [(one.id, one.mark, one.changes) for one in (*gone.things, *come.things)] == [
        ("a03_15", "removed", ()),
        ("a03_15", "added", ()),
    ]


def test_a_unit_is_told_with_those_who_say_it():
    book = real()
    units = {**book.words.units, "kVA": book.words.units["kVA"].model_copy(update={"label": "千伏"})}

    (thing,) = difference(book, replace(book, words=book.words.model_copy(update={"units": units}))).things

    assert thing.kind == "words"
    assert "power" in thing.flows
    assert "court" not in thing.flows


def test_what_concerns_one_procedure_can_be_taken_out(tea):
    found = tea(
        "policy/plan.yaml", ("value: 7, unit: working_days", "value: 5, unit: working_days"), ("没人用的规定", "没人用")
    )

    assert [one.id for one in found.things] == ["t_average", "t_unused"]
    assert [one.id for one in found.only("tea_shop").things] == ["t_average"]
    assert not found.only("tea_hall")


# versions that are not sound, and tangled ones


def test_versions_with_findings_are_compared_without_trust():
    broken = changed(
        small(f={"q": ask("done", "a", "b"), "done": end()}),
        "f",
        lambda states: states.update(
            {
                "q": ask([{"when": "q == 'a'", "to": "nowhere"}, {"when": "nobody == 1", "to": "far"}], "a", "b"),
                "far": jump("gone"),
                "done": end(
                    offices=["gone"], limits=["gone"], materials=["gone", {"use": "id_card", "when": "q >"}],
                    notes=[{"say": "好", "when": "nobody == 1"}],
                ),
            }
        ),
    )  # fmt: skip
    sound = small(f={"q": ask({"a": "done", "b": "far"}, "a", "b"), "done": end(), "far": jump("f")})

    found = ways(difference(broken, sound))

    assert {(one.old.kind, one.new.kind) for one in found} == {("nowhere", "end"), ("nowhere", "jump")}


def test_what_can_not_be_judged_is_not_told():
    before, after = (
        small(f={"q": ask("done", "a"), "done": end(notes=[{"say": "好", "when": when}])})
        for when in ("q >", "q == 'a'")
    )

    (moved,) = ways(difference(before, after))

    assert moved.delta.gained == (Line("note", "好", "好"),)


def test_lines_are_told_only_where_their_conditions_hold():
    lines = {
        "limits": [{"fact": "a03_15"}],
        "fees": [{"item": "费", "status": "free", "fact": "a03_14"}],
        "materials": ["id_card"],
    }
    lines["materials"] = [{"use": "id_card"}]
    some = {shelf: [{**entry, "when": "q == 'a'"} for entry in entries] for shelf, entries in lines.items()}
    before, after = (small(f={"q": ask("done", "a", "b"), "done": end(**shelves)}) for shelves in (lines, some))

    (moved,) = ways(difference(before, after))

    assert (told(moved), [line.kind for line in moved.delta.lost]) == (
        [{"q": ("第b种",)}],
        ["limit", "fee", "material"],
    )


def test_a_question_that_only_some_are_asked_is_joined_with_nothing_of_the_others():
    states = {
        "q": ask({"a": "more", "b": "done", "c": "done"}, "a", "b", "c"),
        "more": ask({"x": "done", "y": "done", "z": "far"}, "x", "y", "z"),
    }
    book = small(f={**states, "done": end(), "far": end(end="远")})

    (moved,) = ways(difference(book, small(f={**states, "done": end(end="办完了"), "far": end(end="远")})))

    assert told(moved) == [{"more": ("第x种", "第y种")}, {"q": ("第b种", "第c种")}]


def test_ways_that_go_round_and_names_nobody_knows_stand_for_themselves():
    circle = small(f={"a": ask("b", "x"), "b": ask("a", "x"), "done": end()})
    names = end(offices=["gone"], limits=["gone"], materials=["gone"])
    named = with_event(
        small(f={"a": ask({"x": "done", "y": "far"}, "x", "y"), "far": jump("gone"), "done": end()}),
        "e",
        {"done": names},
        "gone",
    )

    found = difference(circle, named), difference(named, with_event(named, "e", {"done": end()}))

    assert {one.old.kind for one in ways(found[0])} == {"nowhere", "unfit"}
    assert {line.name for one in ways(found[1], "e") for line in one.delta.lost} == {"gone"}


def test_of_a_tangled_procedure_only_so_many_ways_are_tried():
    keys = "abcdefgh"
    tangled = {f"q{i}": ask(f"q{i + 1}" if i < 4 else "done", *keys) for i in range(5)}
    before, after = (small(f={**tangled, "done": end(end=title)}) for title in ("办好了", "办完了"))

    (flow,) = difference(before, after).flows

    assert flow.more
    assert sum(one.ways for one in flow.ways) == LIMIT
