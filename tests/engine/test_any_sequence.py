"""Whatever happens in whatever order, a session replays to the same state and every turn can be said."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.engine.event import Event, Tap
from bot.engine.mind import Mind
from bot.engine.session import blank
from bot.engine.tap import decode
from bot.flow.handbook import Handbook
from bot.flow.model import UNSURE
from bot.flow.paths import samples
from bot.message import Message, plain
from bot.render import Renderer
from tests.engine.books import ROOT, changed, real, without
from tests.engine.citizen import MONDAY, Citizen, assert_replays, event_of

FLOWS = tuple(real().flows)
STATES = tuple(dict.fromkeys(name for flow in real().flows.values() for name in flow.states))
KEYS = tuple(
    dict.fromkeys(
        key for flow in real().flows.values() for ask in flow.states.values() for key in getattr(ask, "choices", ())
    )
)
SAYINGS = (
    "120",
    "一百二十千伏安",
    "很多",
    "-5",
    "城里",
    "第一个",
    "上一步",
    "重来",
    "改",
    "菜单",
    "忘了我",
    "确认",
    "按方面找",
    "下一页",
    "改第一项",
    "企业简易注销",
    "用水报装",
)


def _reworded(states: dict[str, Any]) -> None:
    states["who"].update(ask="水给谁用？")


def _narrowed(states: dict[str, Any]) -> None:
    states["place"]["choices"].pop("rural")


def _renamed(states: dict[str, Any]) -> None:
    states["customer"]["go"]["small"] = "where"
    states["where"] = {**states.pop("place"), "aliases": ["place"], "go": "capacity"}
    states["capacity"]["go"] = "to_big"


def _books() -> list[Handbook]:
    """The handbook, and what a maintainer might make of it between two taps."""
    book = real()
    return [
        book,
        changed(book, "water_hookup", _reworded),
        changed(book, "power", _narrowed),
        changed(book, "power", _renamed),
        without(book, "power"),
        without(without(book, "gas_hookup"), "water_hookup"),
    ]


MINDS = [Mind(book) for book in _books()]
RENDERERS = [Renderer(ROOT, mind) for mind in MINDS]


class AnySequence(RuleBasedStateMachine):
    """One person, and a second who presses the first one's buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.which = 0
        self.citizen = Citizen(MINDS[0])
        self.taps: list[str] = []
        self.ended: list[tuple[str, int]] = []

    def happens(self, event: Event) -> Message:
        """One turn: pure, storable, replayable, and sayable."""
        self.citizen.meets(event)
        message = RENDERERS[self.which].message(self.citizen.turned, event, self.citizen.session.owner)
        buttons = [button for row in message.rows for button in row]
        assert message.text or message.toast
        assert len(plain(message.text)) <= 4096
        assert len(message.toast or "") <= 200
        assert all(len(button.id.encode()) <= 64 for button in buttons if button.id)
        assert all(button.label for button in buttons)
        self.taps = [*self.taps, *(button.id for button in buttons if button.id)][-60:]
        return message

    def event(self, kind: str, *, tapped: bool = False, **fields: Any) -> Event:
        session = self.citizen.session
        tap = Tap(walk=session.walk, step=session.step) if tapped else None
        return event_of(kind, self.citizen.count, tap=tap, at=MONDAY + timedelta(hours=self.citizen.count), **fields)

    @precondition(lambda self: self.citizen.count % 5 == 0)
    @rule(
        flow=st.sampled_from((*FLOWS, "nowhere", None)),
        answers=st.dictionaries(
            st.sampled_from(STATES), st.sampled_from((*KEYS, 5, 50, 100, 120, 160, 161)), max_size=4
        ),
    )
    def started(self, flow: str | None, answers: dict[str, Any]) -> None:
        self.happens(self.event("started", flow=flow, answers=answers))

    @rule(data=st.data())
    def chosen(self, data: st.DataObject) -> None:
        asked = self.citizen.mind.walker.asked(self.citizen.session)
        keys = (*asked.choices, "unsure") if asked else KEYS
        self.happens(self.event("chosen", tapped=True, key=data.draw(st.sampled_from(keys))))

    @initialize(flow=st.sampled_from(FLOWS), data=st.data(), count=st.integers(0, 6))
    def opened(self, flow: str, data: st.DataObject, count: int) -> None:
        self.happens(self.event("started", flow=flow))
        self.answered(data, count)

    @rule(data=st.data(), count=st.integers(1, 6))
    def and_then_some(self, data: st.DataObject, count: int) -> None:
        self.answered(data, count)

    def answered(self, data: st.DataObject, count: int) -> None:
        for _ in range(count):
            flow, state = self.citizen.at
            asked = self.citizen.mind.walker.asked(self.citizen.session)
            if asked is None:
                return
            book = self.citizen.mind.handbook
            answer = data.draw(st.sampled_from(samples(book.flows[flow], book.figures)[state]))
            if asked.choices or answer == UNSURE:
                self.happens(self.event("chosen", tapped=True, key=answer))
            else:
                self.happens(self.event("said", text=str(answer)))

    @rule(
        text=st.one_of(
            st.sampled_from(SAYINGS), st.text(max_size=30), st.integers(1, 400).map(str), st.floats().map(str)
        )
    )
    def said(self, text: str) -> None:
        self.happens(self.event("said", text=text))

    @rule(data=st.data())
    def any_button_ever_shown(self, data: st.DataObject) -> None:
        if self.taps:
            self.pressed(data.draw(st.sampled_from(self.taps)))

    @rule(
        data=st.one_of(
            st.text(max_size=64),
            st.from_regex(r"[a-z0-9]{3,9}\.[0-9]{1,3}\.[a-z](\.[a-z_]{1,12})?(\.[0-9])?", fullmatch=True),
        )
    )
    def forged(self, data: str) -> None:
        self.pressed(data)

    def pressed(self, data: str) -> None:
        event = decode(data, id=f"e{self.citizen.count}", at=MONDAY)
        before = self.citizen.session
        self.happens(event)
        steps = event.kind in {"chosen", "went_back", "reopened", "restarted"}
        if event.tap and steps and (event.tap.walk, event.tap.step) != (before.walk, before.step):
            assert (
                self.citizen.mind.walker.renewed(before)[0].model_copy(update={"card": None}) == self.citizen.stands
            ), "a stale button changed something"

    @rule(on=st.booleans(), data=st.data())
    def ticked(self, on: bool, data: st.DataObject) -> None:
        flow = self.citizen.mind.walker.flow(self.citizen.session)
        end = flow.states.get(self.citizen.session.state or "") if flow else None
        uses = [use.use for use in getattr(end, "materials", ())] or ["id_card"]
        event = self.event("ticked", tapped=True, material=data.draw(st.sampled_from(uses)), on=on)
        self.happens(event)
        once = self.citizen.session
        self.happens(event.model_copy(update={"id": "again"}))
        assert self.citizen.session == once, "the second tick counted again"

    @rule()
    def went_back(self) -> None:
        walker = self.citizen.mind.walker
        before, news = walker.renewed(self.citizen.session)
        self.happens(self.event("went_back", tapped=True))
        if news or before.visit is None or "at_start" in self.citizen.told:
            return
        given = walker.given(before)
        assert self.citizen.session.revising is None
        assert walker.given(self.citizen.session) == (given if before.revising else given[:-1])

    @precondition(lambda self: self.given())
    @rule(data=st.data(), off=st.booleans())
    def changed_an_answer(self, data: st.DataObject, off: bool) -> None:
        before, given = self.citizen.mind.walker.renewed(self.citizen.session)[0], self.given()
        self.happens(self.event("reopened", tapped=True, state=data.draw(st.sampled_from(given))[1]))
        if off and self.citizen.session.revising and not before.revising:
            self.happens(self.event("went_back", tapped=True))
            assert self.given() == given, "a change that was called off changed something"
            assert self.citizen.session.visit == before.visit
        elif self.citizen.session.revising:
            self.answered(data, 1)

    @precondition(lambda self: self.given())
    @rule(data=st.data(), count=st.integers(1, 4))
    def changed_answers_again_and_again(self, data: st.DataObject, count: int) -> None:
        for _ in range(count):
            state = data.draw(st.sampled_from(self.given() or [("", "nowhere")]))[1]
            self.happens(self.event("reopened", tapped=True, state=state))
            self.answered(data, 1)

    def given(self) -> tuple[tuple[str, str], ...]:
        """The answers that count in the flows as they are now."""
        walker = self.citizen.mind.walker
        return walker.given(walker.renewed(self.citizen.session)[0])

    @precondition(lambda self: self.citizen.count % 5 == 0)
    @rule(kind=st.sampled_from(("restarted", "resumed")), flow=st.sampled_from(FLOWS))
    def began_anew(self, kind: str, flow: str) -> None:
        self.happens(self.event(kind, **({"flow": flow} if kind == "resumed" else {"tapped": True})))

    @rule(
        aside=st.sampled_from(
            (
                *(("asked", {"topic": topic}) for topic in ("help", "privacy", "human", "mine", "why")),
                *(("received", {"what": what}) for what in ("photo", "voice", "sticker", "edit", "command", "other")),
                *(("browsed", {"area": area, "page": page}) for area in (*real().areas, "moon") for page in (0, 3)),
                *(("browsed", {"by": by, "page": 1}) for by in ("person", "business", "areas", "events")),
                *(("browsed", {}), ("resumed", {}), ("reopened", {}), ("reopened", {"state": "nowhere"})),
                ("forgot", {}),
            )
        )
    )
    def aside(self, aside: tuple[str, dict[str, Any]]) -> None:
        kind, fields = aside
        self.happens(self.event(kind, **fields))
        assert self.citizen.turned.session or self.citizen.told == ["nothing_kept"]

    @precondition(lambda self: self.citizen.count > 20)
    @rule()
    def forgot(self) -> None:
        self.happens(self.event("forgot", sure=True))
        assert self.citizen.turned.session is None
        assert self.citizen.session == blank(self.citizen.session.owner)

    @rule(which=st.integers(0, len(MINDS) - 1))
    def a_maintainer_changed_the_flows(self, which: int) -> None:
        self.which = which
        self.citizen.mind = MINDS[which]

    @invariant()
    def it_replays(self) -> None:
        assert_replays(self.citizen.mind, self.citizen.session)


AnySequence.TestCase.settings = settings(
    max_examples=100,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),  # shrinking a failure takes minutes; add Phase.shrink to have one looked at
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
test_any_sequence_of_events_leaves_a_session_that_replays = AnySequence.TestCase
