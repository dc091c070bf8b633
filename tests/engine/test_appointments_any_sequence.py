"""Whatever is done and answered in whatever order, in the end the diary and the provider's book say the same."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.booking.base import HOLD, Answer, Away, Doubtful, Expired, Gone, Receipt, Refused, Slot, Taken
from bot.engine.arranging import offices
from bot.engine.event import Booked, Event, Forgot, Heard, Marked, TimePassed
from bot.engine.mind import show
from bot.engine.reply import Errand, Ticket, Timer
from bot.engine.session import Session
from bot.engine.step import step
from tests.engine.caller import OWNER, SLOTS, Caller, home
from tests.houses import NOON

LASTS = timedelta(seconds=HOLD)
TROUBLES = ("none", "none", "silent", "away", "refuses", "doubtful", "hopeless")
"""Silent: done, but the answer is lost. Away: not done. Doubtful: done, and nobody can ask. Hopeless: tried to the end."""


OTHERS = "other people's "


class Desk:
    """A provider's book with one window, shared with other people."""

    def __init__(self) -> None:
        self.now = NOON
        self.remembers = True
        """Whether a reference that was deleted is spent; a calendar can't remember."""
        self._lines: dict[str, tuple[Slot, datetime | None]] = {}
        self._had: set[str] = set()
        self._spent: set[str] = set()

    @property
    def lines(self) -> dict[str, tuple[Slot, datetime | None]]:
        """What stands there: slot, and when a hold ends."""
        return {ref: line for ref, line in self._lines.items() if line[1] is None or line[1] > self.now}

    def confirmed(self) -> dict[str, Slot]:
        return {ref: slot for ref, (slot, until) in self.lines.items() if until is None and not ref.startswith(OTHERS)}

    def free(self) -> tuple[Slot, ...]:
        taken = {slot.id for slot, _ in self.lines.values()}
        return tuple(slot for slot in SLOTS if slot.id not in taken)

    def put(self, ref: str, slot: Slot, *, held: bool) -> Receipt | Taken | Expired:
        if ref in self._spent and self.remembers:
            return Expired()
        if line := self.lines.get(ref):
            until = line[1] if held else None
            self._lines[ref] = (line[0], until)
            return self._receipt(ref)
        if slot not in self.free():
            return Expired() if ref in self._had else Taken()
        self._had.add(ref)
        self._lines[ref] = (slot, self.now + LASTS if held else None)
        return self._receipt(ref)

    def delete(self, ref: str) -> Gone:
        self._lines.pop(ref, None)
        self._spent.add(ref)
        return Gone()

    def does(self, errand: Errand) -> Answer:
        if errand.act == "free":
            return self.delete(errand.ref)
        if errand.act == "look":
            return self._receipt(errand.ref) if errand.ref in self.lines else Gone()
        return self.put(errand.ref, errand.slot, held=errand.act == "hold")

    def _receipt(self, ref: str) -> Receipt:
        slot, until = self._lines[ref]
        return Receipt(ref=ref, state="held" if until else "confirmed", slot=slot, until=until)


@dataclass(frozen=True)
class Owed:
    errand: Errand
    number: int
    """Which of those that were ever owed."""
    tries: int = 0

    @property
    def name(self) -> str:
        return f"{self.errand.act}.{self.errand.ref}"

    @property
    def id(self) -> tuple[str, int, int]:
        return self.name, self.number, self.tries


@dataclass(frozen=True)
class Answered:
    owed: Owed
    answer: Answer
    last: bool = False
    """Whether it ends all tries."""


class Appointments(RuleBasedStateMachine):
    """One citizen, the workers who run errands for the house, the window's clock and other people."""

    def __init__(self, house: Any) -> None:
        super().__init__()
        self.caller = Caller(house).at_the_end()
        self.desk = Desk()
        self.away = False
        """Whether the provider gives no answer to who looks next."""
        self.owed: dict[str, Owed] = {}
        """As the store has it, by name."""
        self.answers: list[Answered] = []
        """What workers were answered and may report now, or again."""
        self.heard: set[tuple[str, int, int]] = set()
        """As the store has it: which answers count as handled."""
        self.made = 0
        self.timers: list[Timer] = []
        self.buttons: list[str] = []
        self.wishes: dict[str, str] = {}
        """Each reference, to the one that was first wanted."""
        self.left_standing: set[str] = set()
        """Appointments that are kept by one who wanted to be forgotten."""

    @initialize(remembers=st.booleans())
    def a_kind_of_provider(self, remembers: bool) -> None:
        self.desk.remembers = remembers

    def happens(self, kind: type[Event], **what: Any) -> None:
        before = self.caller.session
        self.looks()
        self.caller.does(kind, **what)
        self._owes(kind, before)
        self._thinks(kind, before, what)

    def looks(self) -> None:
        """What the next turn would find, should it look."""
        self.caller.at = self.desk.now
        self.caller.slots = Away() if self.away else self.desk.free()
        self.away = False

    def _owes(self, kind: type[Event], before: Session) -> None:
        """Keep what follows of a turn, as the desk and the store do."""
        turned = self.caller.turned
        if turned.session is None:
            freed = {errand.ref for errand in turned.errands}
            self.left_standing |= {one.ref for one in before.diary.kept if one.status == "confirmed"} - freed
            self.owed = {name: owed for name, owed in self.owed.items() if owed.errand.act == "free"}
            self.timers = []
            # What was handled before is known for longer than the person.
            self.answers = [one for one in self.answers if one.owed.id not in self.heard]
        for errand in turned.errands:
            if errand.act == "free":
                self.owed.pop(f"hold.{errand.ref}", None)
                self.owed.pop(f"confirm.{errand.ref}", None)
            self.made += 1
            self.owed[f"{errand.act}.{errand.ref}"] = Owed(errand, self.made)
            one = self.caller.session.diary.find(errand.ref)
            if errand.act == "hold" and one:
                self.wishes[one.ref] = self.wishes[one.replaces] if one.replaces else one.ref
        self.timers += turned.timers
        self.buttons += [button.id for row in self.caller.screen.rows for button in row if button.id]

    def _thinks(self, kind: type[Event], before: Session, what: dict[str, Any]) -> None:
        """What holds of every turn."""
        turned, after = self.caller.turned, self.caller.session
        assert Session.model_validate_json(after.model_dump_json(exclude_defaults=True)) == after
        if kind in {Heard, TimePassed, Marked} and before.diary.find(what["ref"]) is None:
            assert turned.replies == (), "something was said of what is gone"
        if kind is Heard:
            freed = {errand.ref for errand in turned.errands if errand.act == "free"}
            for one in before.diary.kept:
                if one.status == "confirmed" and one.ref in freed:
                    new = after.diary.find(what["ref"])
                    assert new, "freed, and nothing stands in its place"
                    assert (new.status, self.wishes[new.ref]) == ("confirmed", self.wishes[one.ref])
            receipts = [one.appointment for one in turned.replies if isinstance(one, Ticket) and one.what == "receipt"]
            stood = [one for one in before.diary.kept if one.status == "confirmed"]
            assert not {one.ref for one in receipts} & {one.ref for one in stood}, "a receipt was given twice"

    @rule(data=st.data())
    def goes_on(self, data: st.DataObject) -> None:
        """The next step towards an appointment."""
        draft = self.caller.session.diary.draft
        match draft.stage if draft else None:
            case None:
                self.happens(Booked, what="open")
            case "name":
                self.says("李小芳")
            case "phone":
                self.says("138 0013 8000")
            case "consent":
                self.happens(Booked, what="agree")
            case _:
                shown = [button.id for row in self.caller.screen.rows[:-1] for button in row if button.id]
                if shown:
                    self.presses(data.draw(st.sampled_from(shown)))

    @rule(data=st.data())
    def hurries(self, data: st.DataObject) -> None:
        """All the way to a slot being asked for."""
        if self.caller.session.diary.draft is None and not offices(self.caller.mind, self.caller.session, NOON):
            self.caller.at_the_end()
        for _ in range(8):
            self.goes_on(data)
            if any(errand.act == "hold" for errand in self.caller.turned.errands):
                return

    @precondition(lambda self: self.caller.session.diary.kept)
    @rule(data=st.data(), what=st.sampled_from(("confirm", "queue", "change", "free", "free_sure", "show")))
    def does_something_with_one(self, data: st.DataObject, what: str) -> None:
        one = data.draw(st.sampled_from(self.caller.session.diary.kept))
        self.happens(Booked, what=what, ref=one.ref)

    @precondition(lambda self: any(one.status == "confirmed" for one in self.caller.session.diary.kept))
    @rule(data=st.data(), held=st.booleans())
    def changes(self, data: st.DataObject, held: bool) -> None:
        """Ask for another slot, and perhaps get it held."""
        standing = [one for one in self.caller.session.diary.kept if one.status == "confirmed"]
        self.happens(Booked, what="change", ref=data.draw(st.sampled_from(standing)).ref)
        self.hurries(data)
        for owed in [each for each in self.owed.values() if held and each.errand.act == "hold"]:
            self.hears(self._asked(owed, "none"))

    @precondition(lambda self: self.buttons)
    @rule(data=st.data())
    def presses_any_button_ever_shown(self, data: st.DataObject) -> None:
        self.presses(data.draw(st.sampled_from(self.buttons[-40:])))

    def presses(self, button: str) -> None:
        before = self.caller.session
        self.looks()
        self.caller.presses(button)
        self._owes(Booked, before)
        self._thinks(Booked, before, {})

    def says(self, text: str) -> None:
        before = self.caller.session
        self.looks()
        self.caller.says(text)
        self._owes(Booked, before)
        self._thinks(Booked, before, {})

    @precondition(lambda self: self.caller.session.diary.kept)
    @rule(free=st.booleans(), sure=st.booleans())
    def wants_to_be_forgotten(self, free: bool, sure: bool) -> None:
        self.happens(Forgot, sure=sure, free=free)

    @rule(data=st.data())
    def books(self, data: st.DataObject) -> None:
        """From nothing to a receipt, while all goes well."""
        self.hurries(data)
        for _ in range(2):
            self.all_is_well()

    @rule(
        data=st.data(),
        troubles=st.lists(st.tuples(st.sampled_from(TROUBLES), st.booleans()), min_size=1, max_size=3),
        then=st.sampled_from(("wait", "call off", "forget")),
    )
    def a_confirmation_meets_trouble(
        self, data: st.DataObject, troubles: list[tuple[str, bool]], then: Literal["wait", "call off", "forget"]
    ) -> None:
        """Each trouble is heard of at once, or some time later."""
        self.hurries(data)
        self.all_is_well()
        asked = next((owed.errand for owed in self.owed.values() if owed.errand.act == "confirm"), None)
        for trouble, at_once in troubles:
            if asked and (owed := self.owed.get(f"confirm.{asked.ref}")):
                answered = self._asked(owed, trouble)
                if at_once:
                    self.hears(answered)
                else:
                    self.answers.append(answered)
        if then == "forget":
            self.happens(Forgot, sure=True)
        elif then == "call off" and asked:
            self.happens(Booked, what="free_sure", ref=asked.ref)

    @rule()
    def all_is_well(self) -> None:
        """Everything owed is done and heard at once, and what is held is confirmed."""
        for owed in list(self.owed.values()):
            self.hears(self._asked(owed, "none"))
        for one in self.caller.session.diary.kept:
            if one.status == "held":
                self.happens(Booked, what="confirm", ref=one.ref)

    @precondition(lambda self: self.owed)
    @rule(data=st.data(), trouble=st.sampled_from(TROUBLES))
    def a_worker_asks(self, data: st.DataObject, trouble: str) -> None:
        owed = self.owed[data.draw(st.sampled_from(sorted(self.owed)))]
        self.answers.append(self._asked(owed, trouble))

    @precondition(lambda self: self.owed)
    @rule(data=st.data(), trouble=st.sampled_from(TROUBLES))
    def a_worker_asks_and_tells(self, data: st.DataObject, trouble: str) -> None:
        self.hears(self._asked(self.owed[data.draw(st.sampled_from(sorted(self.owed)))], trouble))

    def _asked(self, owed: Owed, trouble: str) -> Answered:
        books = owed.errand.act in {"hold", "confirm"}
        match trouble:
            case "away":
                return Answered(owed, Away())
            case "hopeless":
                return Answered(owed, Away(), last=owed.errand.act in {"confirm", "free"})
            case "refuses" if books:
                return Answered(owed, Refused())
        answer = self.desk.does(owed.errand)
        if trouble == "silent":
            return Answered(owed, Away())
        return Answered(owed, Doubtful() if trouble == "doubtful" and books else answer)

    @precondition(lambda self: self.answers)
    @rule(data=st.data(), again=st.booleans())
    def an_answer_is_heard(self, data: st.DataObject, again: bool) -> None:
        place = data.draw(st.integers(0, len(self.answers) - 1))
        one = self.answers[place]
        if not again:
            del self.answers[place]
        self.hears(one)

    def hears(self, one: Answered) -> None:
        """As the desk does: an errand that has its answer is owed no longer, one that has none is owed on."""
        owed, errand = one.owed, one.owed.errand
        self.heard.add(owed.id)
        later = isinstance(one.answer, Away) and not one.last and errand.act in {"confirm", "free"}
        if not later:
            self.owed.pop(owed.name, None)
        told = {"office": errand.office, "slot": errand.slot, "act": errand.act, "answer": one.answer, "last": one.last}
        self.happens(Heard, ref=errand.ref, **told)
        if later:
            self.owed[owed.name] = replace(owed, tries=owed.tries + 1)
        if one.last and errand.act == "free":
            self.desk.delete(errand.ref)  # by hand: the staff was told

    @rule(minutes=st.sampled_from((1, 5, 10, 11)))
    def time_passes(self, minutes: int) -> None:
        self.desk.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.due())
    @rule(data=st.data())
    def a_clock_rings(self, data: st.DataObject) -> None:
        self.rings(data.draw(st.sampled_from(self.due())))

    def due(self) -> list[Timer]:
        return [timer for timer in self.timers if timer.due <= self.desk.now]

    def rings(self, timer: Timer) -> None:
        self.timers.remove(timer)
        self.happens(TimePassed, what=timer.what, ref=timer.ref)

    @precondition(lambda self: self.caller.session.diary.kept)
    @rule(data=st.data())
    def the_window_closes_a_slot(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.caller.session.diary.kept))
        if one.ref in self.desk.confirmed():
            self.happens(Marked, ref=one.ref, what="closed")

    @precondition(lambda self: any(one.status == "confirmed" for one in self.caller.session.diary.kept))
    @rule(data=st.data(), deleted=st.booleans())
    def it_is_time_to_remind(self, data: st.DataObject, deleted: bool) -> None:
        """Of what stands, or of what the office has deleted itself."""
        standing = [one.ref for one in self.caller.session.diary.kept if one.status == "confirmed"]
        ref = data.draw(st.sampled_from(standing))
        if deleted:
            self.desk.delete(ref)
        self.happens(TimePassed, what="day_before", ref=ref)
        self.hears(self._asked(self.owed[f"look.{ref}"], "none"))
        assert (self.caller.session.diary.find(ref) is None) == deleted

    @precondition(lambda self: self.doubtful())
    @rule()
    def a_person_looks(self) -> None:
        """And sees to it that what was found is a booking."""
        ref = self.doubtful()[0]
        stands = ref in self.desk.lines
        if stands:
            self.desk.put(ref, self.desk.lines[ref][0], held=False)
        self.happens(Marked, ref=ref, what="found" if stands else "not_found")

    def doubtful(self) -> list[str]:
        return [one.ref for one in self.caller.session.diary.kept if one.status == "doubtful"]

    @rule(slot=st.sampled_from(SLOTS), takes=st.booleans())
    def another_takes_a_slot_or_leaves_it(self, slot: Slot, takes: bool) -> None:
        if takes:
            self.desk.put(OTHERS + slot.id, slot, held=False)
        else:
            self.desk.delete(OTHERS + slot.id)

    @rule()
    def nothing_can_be_seen_for_once(self) -> None:
        self.away = True

    @rule()
    def everything_settles(self) -> None:
        """All that is owed is done, holds end, doubts are cleared; then both sides say the same."""
        for _ in range(30):
            while self.answers:
                self.hears(self.answers.pop(0))
            for owed in list(self.owed.values()):
                self.hears(self._asked(owed, "none"))
            for _ in self.doubtful():
                self.a_person_looks()
            if not self.owed and not self.answers:
                break
        assert not self.owed, "it never settles"
        self.desk.now += LASTS + timedelta(minutes=1)
        for timer in self.due():
            self.rings(timer)
        if self.owed:
            self.everything_settles()
            return
        diary = self.caller.session.diary
        assert {one.status for one in diary.kept} <= {"confirmed"}
        assert not {ref for ref, (_, until) in self.desk.lines.items() if until}
        kept = {one.ref: one.slot for one in diary.kept}
        standing = self.desk.confirmed()
        assert kept.keys() | self.left_standing == standing.keys()
        assert {ref: standing[ref] for ref in kept} == kept
        wishes = Counter(self.wishes[ref] for ref in standing)
        assert max(wishes.values(), default=1) == 1, "two for one wish"

    @invariant()
    def all_can_be_shown(self) -> None:
        session = self.caller.session
        assert show(self.caller.mind, session)
        for one in session.diary.kept:
            event = Booked(id="shown", at=self.desk.now, what="show", ref=one.ref)
            shown = step(self.caller.mind, session, event)
            assert one.ref in self.caller.renderer.message(shown, event, OWNER).text


def test_in_the_end_diary_and_book_say_the_same(tmp_path):
    house = home(tmp_path)
    run_state_machine_as_test(
        lambda: Appointments(house),
        settings=settings(
            max_examples=300,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )
