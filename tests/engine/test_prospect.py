"""What is said of a procedure before its outcome is known holds for every outcome that can still come."""

import pytest

from bot.engine.mind import Mind
from bot.engine.prospect import MOST, Chapter, chapters
from bot.flow.model import Ask
from bot.flow.paths import samples
from tests.engine.books import ask, end, jump, number, real, small
from tests.engine.citizen import MONDAY, Citizen

FREE = {"item": "工本费", "status": "free", "fact": "a04_12"}
PAID = {"item": "工本费", "status": "listed", "fact": "a04_12"}
TOPICS = ("cost", "time", "bring", "where", "how")


def told(citizen: Citizen, topic: str = "cost") -> tuple[Chapter, ...]:
    return chapters(citizen.mind, citizen.session, topic, MONDAY)


def opened(**flows: dict) -> Citizen:
    citizen = Citizen(Mind(small(**flows)))
    citizen.opens(next(iter(flows)))
    return citizen


def cases(chapter: Chapter) -> list[tuple[tuple[str, ...], list[str] | None]]:
    return [
        (case.labels, (case.outcome and [fee.use.status for fee in case.outcome.fees]) or None)
        for case in chapter.cases
    ]


def test_what_every_outcome_says_is_said_plainly():
    citizen = opened(one={"a": ask({"x": "e", "y": "f"}, "x", "y"), "e": end(fees=[FREE]), "f": end(fees=[FREE])})

    (chapter,) = told(citizen)

    assert (chapter.by, chapter.roughly, cases(chapter)) == ("always", False, [((), ["free"])])


def test_a_line_that_always_holds_is_said_though_its_details_differ():
    noted = {**FREE, "note": "另一句。"}
    citizen = opened(one={"a": ask({"x": "e", "y": "f"}, "x", "y"), "e": end(fees=[FREE]), "f": end(fees=[noted])})

    assert [(each.by, each.roughly) for each in told(citizen)] == [("always", True)]


def test_where_the_question_at_hand_decides_its_choices_are_told_apart():
    states = {
        "a": ask({"x": "e", "y": "e", "z": "f"}, "x", "y", "z"),
        "e": end(fees=[FREE]),
        "f": end(fees=[PAID]),
    }

    (chapter,) = told(opened(one=states))

    assert (chapter.by, chapter.asked) == ("choice", None)
    assert cases(chapter) == [(("第x种", "第y种"), ["free"]), (("第z种",), ["listed"])]


def test_where_a_later_question_decides_it_is_named():
    fees = [{**FREE, "when": "b == 'x'"}, {**PAID, "when": "b == 'y'"}]
    citizen = opened(one={"a": ask("b", "x", "y"), "b": ask("e", "x", "y"), "e": end(fees=fees)})

    (chapter,) = told(citizen)

    assert chapter.asked == citizen.mind.handbook.flows["one"].states["b"]
    assert cases(chapter) == [(("第x种",), ["free"]), (("第y种",), ["listed"])]


def test_where_a_number_decides_outcomes_are_told_apart():
    go = [{"when": "a <= 10", "to": "e"}, {"to": "f"}]
    states = {"a": number(go), "e": end(end="小的", fees=[FREE]), "f": end(end="大的", fees=[PAID])}

    (chapter,) = told(opened(one=states))

    assert (chapter.by, cases(chapter)) == ("outcome", [(("小的",), ["free"]), (("大的",), ["listed"])])


def test_what_was_answered_already_narrows_it_down():
    citizen = opened(
        one={
            "a": ask({"x": "b", "y": "f"}, "x", "y"),
            "b": ask("e", "x", "y"),
            "e": end(fees=[FREE]),
            "f": end(fees=[PAID]),
        }
    )
    citizen.answers("x")

    assert cases(*told(citizen)) == [((), ["free"])]


def test_a_reopened_answer_is_open_again():
    citizen = opened(one={"a": ask({"x": "e", "y": "f"}, "x", "y"), "e": end(fees=[FREE]), "f": end(fees=[PAID])})
    citizen.answers("x")
    citizen.taps("reopened", state="a")

    assert told(citizen)[0].by == "choice"


def test_a_jump_is_followed_with_the_answers_it_carries_along():
    citizen = opened(
        one={"a": ask("b", "x", "y", shared=True), "b": ask("go", "x"), "go": jump("two", c="y")},
        two={
            "a": ask({"x": "c", "y": "f"}, "x", "y", shared=True),
            "c": ask({"x": "f", "y": "e"}, "x", "y"),
            "e": end(fees=[FREE]),
            "f": end(fees=[PAID]),
        },
    )
    citizen.answers("x")

    assert cases(*told(citizen)) == [((), ["free"])]


def test_more_cases_than_can_be_listened_to_are_not_all_told():
    statuses = ("free", "abolished", "discount", "listed", "ask")
    keys = tuple("abcde")
    ends = {f"e{key}": end(fees=[{**FREE, "status": status}]) for key, status in zip(keys, statuses, strict=True)}
    citizen = opened(one={"a": ask({key: f"e{key}" for key in keys}, *keys), **ends})

    (chapter,) = told(citizen)

    assert (len(chapter.cases), chapter.more) == (MOST, True)


def test_no_date_is_counted_from_a_day_nobody_told():
    limits = [{"fact": "a04_06", "since": "a"}]
    states = {"a": {"ask": "哪天？", "day": {"example": "9月1日"}, "go": "e"}, "e": end(limits=limits)}
    citizen = opened(one=states)

    (chapter,) = told(citizen, "time")

    assert [limit.deadline for limit in chapter.cases[0].outcome.limits] == [None]


@pytest.mark.parametrize("flow", real().flows)
def test_in_every_procedure_every_outcome_that_comes_was_told_or_left_open(mind, flow):
    """Whatever is answered next, what was said plainly before is true of it."""
    citizen = Citizen(mind)
    citizen.opens(flow)
    asked = mind.walker.asked(citizen.session)
    for topic in TOPICS:
        before = told(citizen, topic)
        assert before
        for chapter in before:
            assert len(chapter.cases) <= MOST
            assert chapter.cases
    for answer in samples(mind.handbook.flows[flow], mind.handbook.figures)[citizen.session.state or ""]:
        again = Citizen(mind)
        again.opens(flow)
        (chapter, *others) = told(again)
        again.answers(answer)
        if isinstance(asked, Ask) and chapter.by == "always" and not others and again.session.trail == ():
            (now,) = told(again)
            assert now.by == "always"
            assert cases(now) == cases(chapter)
