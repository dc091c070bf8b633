"""Moving a session through procedures: opening, answering, going back, changing an answer, jumping on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.engine.agenda import Agenda, asked_by
from bot.engine.diary import put_aside
from bot.engine.machine import FlowMachine, fits
from bot.engine.reply import Tell
from bot.engine.session import Session, Visit, walk_of
from bot.errors import HouseError
from bot.flow.handbook import Handbook
from bot.flow.model import Answer, Ask, End, Flow, Jump, Part

SHELF = 5
"""How many half-filled procedures are kept besides the one at hand."""

_JUMPS = 40
"""Moves from procedure to procedure in one turn; lint keeps jumps from circling, and a life event has a few parts."""


@dataclass(frozen=True, slots=True)
class Walker:
    """The moves a session can make in one handbook; each returns a new session and what is to be said of it."""

    handbook: Handbook
    machines: Mapping[str, FlowMachine]

    @property
    def agenda(self) -> Agenda:
        """What lies behind and before a session."""
        return Agenda(self.handbook, self.machines)

    def flow(self, session: Session) -> Flow | None:
        """The procedure at hand."""
        return self.handbook.flows.get(session.visit.flow) if session.visit else None

    def asked(self, session: Session) -> Ask | None:
        """The question at hand."""
        flow = self.flow(session)
        state = flow and flow.states.get(session.revising or session.state or "")
        return state if isinstance(state, Ask) else None

    def given(self, session: Session) -> tuple[tuple[str, str], ...]:
        """Flow and state of each answer that counts, in the order asked; what jumps carried along is not repeated."""
        ways = [(visit, self.agenda.path(visit)) for visit in session.trail]
        ways += [(session.visit, session.path)] if session.visit else []
        return tuple((visit.flow, name) for visit, path in ways for name in _given(visit, path))

    def half(self, visit: Visit) -> bool:
        """Whether something was answered there and something is still to be asked."""
        if visit.flow not in self.handbook.flows or not (visit.answers or visit.trail or visit.ahead):
            return False
        state = self.machines[visit.flow].walk(visit.answers).state
        return not isinstance(self.handbook.flows[visit.flow].states[state], End)

    def opened(
        self, session: Session, flow: str, answers: Mapping[str, Answer], event: str
    ) -> tuple[Session, tuple[Tell, ...]]:
        """Begin this procedure; the one at hand goes to the shelf."""
        visit = self._fitted(Visit(flow=flow, digest="", answers=dict(answers)))
        fresh = Session(
            owner=session.owner,
            walk=walk_of(session.owner, event),
            visit=visit,
            shelf=self.shelved(session, without=flow),
            diary=put_aside(session.diary),
        )
        return self.arrived(fresh)

    def resumed(self, session: Session, kept: Visit, event: str) -> tuple[Session, tuple[Tell, ...]]:
        """Take a procedure from the shelf; the one at hand goes there."""
        taken = Session(
            owner=session.owner,
            walk=walk_of(session.owner, event),
            visit=kept.model_copy(update={"trail": (), "ahead": ()}),
            trail=kept.trail,
            ahead=kept.ahead,
            shelf=self.shelved(session, without=self.agenda.called(kept)),
            diary=put_aside(session.diary),
        )
        renewed, news = self.renewed(taken)
        return (renewed, news) if news else self.arrived(taken)

    def answered(self, session: Session, answer: Answer) -> tuple[Session, tuple[Tell, ...]]:
        """Take the answer to the question at hand and go on to the next one that has none yet."""
        visit, state = session.visit, session.revising or session.state
        if visit is None or state is None:
            return session, ()
        new = visit.model_copy(update={"answers": {**visit.answers, state: answer}})
        start = {"path": (), "state": None} if session.revising else {}
        return self.arrived(session.model_copy(update={"visit": new, "revising": None, **start}))

    def arrived(self, session: Session) -> tuple[Session, tuple[Tell, ...]]:
        """Follow the answers from where the session stands, through jumps, to a question or an end.

        Of a life event's parts in which nothing is left to ask, nothing is said.
        """
        said: tuple[Tell, ...] = ()
        first: tuple[Tell, ...] | None = None
        for _ in range(_JUMPS):
            session = self._followed(session)
            flow = self.flow(session)
            state = flow and flow.states[session.state or ""]
            part = self.agenda.next_part(session) if isinstance(state, End) else None
            if flow and isinstance(state, Jump):
                said = (*said, Tell(what="jumped", data={"flow": flow.id, "state": session.state or ""}))
                session = self._entered(session, state.jump, state.answers)
            elif part:
                first = said if first is None else first
                said = (*first, self._next(session, part))
                session = self._entered(session, part.flow, part.answers)
            else:
                said = first if first is not None and isinstance(state, End) else said
                return session.model_copy(update={"step": session.step + 1}), said
        msg = f"more than {_JUMPS} jumps without a question: {[tell.data for tell in said]}"
        raise HouseError(msg)

    def backed(self, session: Session) -> Session | None:
        """Take back the last answer given here or before the last jump; None at the very first question."""
        if session.revising:
            return self.arrived(session.model_copy(update={"revising": None}))[0]
        visit = session.visit
        given = _given(visit, session.path) if visit else ()
        if visit and given:
            answers = {name: answer for name, answer in visit.answers.items() if name != given[-1]}
            return self._replayed(session, visit.model_copy(update={"answers": answers}))
        if not session.trail:
            return None
        return self.backed(self._returned(session, len(session.trail) - 1))

    def reopened(self, session: Session, state: str) -> Session | None:
        """Ask an answered question again, where it was given, here or before a jump; None if it never was."""
        if session.visit and state in _given(session.visit, session.path):
            return session.model_copy(update={"revising": state, "step": session.step + 1})
        places = [place for place, visit in enumerate(session.trail) if state in _given(visit, self.agenda.path(visit))]
        return self._returned(session, places[-1]).model_copy(update={"revising": state}) if places else None

    def renewed(self, session: Session) -> tuple[Session, tuple[Tell, ...]]:
        """Carry the session over to the flows as they are now; nothing happens while they are unchanged."""
        visits = (*session.trail, *([session.visit] if session.visit else []))
        if all(visit.digest == self.handbook.digests.get(visit.flow) for visit in (*visits, *session.ahead)):
            return session, ()
        known, behind = self._known(visits), self._known(session.ahead)
        gone: dict[str, object] = {"visit": None, "state": None, "path": (), "revising": None, "trail": (), "ahead": ()}
        if not known:
            return session.model_copy(update=gone), (Tell(what="flow_gone"),)
        first, ahead = known[0], _each(reversed(known[1:]), behind)
        had, kept = _own((*visits, *session.ahead)), _own((first, *ahead))
        first = first.model_copy(update={"carried": ()})
        moved, said = self.arrived(session.model_copy(update={**gone, "visit": first, "ahead": ahead}))
        if moved.visit and session.visit and moved.visit.flow == session.visit.flow:
            revising = session.revising if session.revising in moved.path else None
            moved, said = moved.model_copy(update={"revising": revising}), ()
        return moved, (Tell(what="updated", data={"kept": kept, "lost": had - kept}), *said)

    def shelved(self, session: Session, *, without: str) -> tuple[Visit, ...]:
        """The shelf with what is at hand put on it, latest first, one entry each; without the one of this name."""
        visit, way = session.visit, {"trail": session.trail, "ahead": session.ahead}
        mine = [visit.model_copy(update=way)] if visit and (visit.answers or any(way.values())) else []
        named: dict[str, Visit] = {}
        for kept in (*mine, *session.shelf):
            named.setdefault(self.agenda.called(kept), kept)
        return tuple(kept for name, kept in named.items() if name != without)[:SHELF]

    def _next(self, session: Session, part: Part) -> Tell:
        number, total = len(self.agenda.ended(session)), len(self.agenda.parts(session))
        return Tell(what="next_part", data={"flow": part.flow, "number": number, "total": total})

    def _known(self, visits: Iterable[Visit]) -> list[Visit]:
        return [self._fitted(visit) for visit in visits if visit.flow in self.handbook.flows]

    def _fitted(self, visit: Visit) -> Visit:
        """The visit with the answers that fit the flow as it is now, under its names."""
        states = self.handbook.flows[visit.flow].states
        asks = {name: state for name, state in states.items() if isinstance(state, Ask)}
        names = {alias: name for name, ask in asks.items() for alias in ask.aliases if alias not in asks}
        answers = {names.get(name, name): answer for name, answer in visit.answers.items()}
        fitting = {name: answer for name, answer in answers.items() if name in asks and fits(asks[name], answer)}
        carried = tuple(name for name in (names.get(name, name) for name in visit.carried) if name in fitting)
        update = {"digest": self.handbook.digests[visit.flow], "answers": fitting, "carried": carried}
        return visit.model_copy(update=update)

    def _followed(self, session: Session) -> Session:
        visit = session.visit
        if visit is None:
            return session
        walked = self.machines[visit.flow].walk(visit.answers, session.path, session.state)
        return session.model_copy(update={"path": walked.path, "state": walked.state})

    def _replayed(self, session: Session, visit: Visit) -> Session:
        update = {"visit": visit, "path": (), "state": None, "step": session.step + 1}
        return self._followed(session.model_copy(update=update))

    def _returned(self, session: Session, place: int) -> Session:
        """Back in the procedure at this place of the trail, with those after it kept ahead."""
        later = (*session.trail[place + 1 :], *([session.visit] if session.visit else []))
        update = {"trail": session.trail[:place], "ahead": _each(reversed(later), session.ahead)}
        return self._replayed(session.model_copy(update=update), session.trail[place])

    def _entered(self, session: Session, flow: str, answers: Mapping[str, Answer]) -> Session:
        """In the next procedure, with what is known already carried along."""
        target = self.handbook.flows[flow]
        before = next((visit for visit in session.ahead if visit.flow == target.id), None)
        carried = {**asked_by(target, self.agenda.shared(session)), **answers}
        own = _uncovered(before) if before else {}
        visit = Visit(
            flow=target.id,
            digest="",
            answers={**own, **carried},
            carried=tuple(carried),
            covered={name: own[name] for name in carried if name in own},
            ticked=before.ticked if before else (),
        )
        return session.model_copy(
            update={
                "visit": self._fitted(visit),
                "trail": (*session.trail, *([session.visit] if session.visit else [])),
                "ahead": tuple(visit for visit in session.ahead if visit.flow != target.id),
                "path": (),
                "state": None,
            }
        )


def _each(*visits: Iterable[Visit]) -> tuple[Visit, ...]:
    """The visits, the first of each procedure."""
    first: dict[str, Visit] = {}
    for visit in (visit for some in visits for visit in some):
        first.setdefault(visit.flow, visit)
    return tuple(first.values())


def _given(visit: Visit, path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in path if name not in visit.carried)


def _uncovered(visit: Visit) -> dict[str, Answer]:
    return {**{name: answer for name, answer in visit.answers.items() if name not in visit.carried}, **visit.covered}


def _own(visits: Iterable[Visit]) -> int:
    return sum(len(set(visit.answers) - set(visit.carried)) for visit in visits)
