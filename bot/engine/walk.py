"""Moving a session through procedures: opening, answering, going back, changing an answer, jumping on."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.engine.machine import FlowMachine, fits
from bot.engine.reply import Tell
from bot.engine.session import Session, Visit, walk_of
from bot.flow.handbook import Handbook
from bot.flow.model import Answer, Ask, Flow, Jump

SHELF = 5
"""How many half-filled procedures are kept besides the one at hand."""

_JUMPS = 5


@dataclass(frozen=True, slots=True)
class Walker:
    """The moves a session can make in one handbook; each returns a new session and what is to be said of it."""

    handbook: Handbook
    machines: Mapping[str, FlowMachine]

    def flow(self, session: Session) -> Flow | None:
        """The procedure at hand."""
        return self.handbook.flows.get(session.visit.flow) if session.visit else None

    def asked(self, session: Session) -> Ask | None:
        """The question at hand."""
        flow = self.flow(session)
        state = flow and flow.states.get(session.revising or session.state or "")
        return state if isinstance(state, Ask) else None

    def opened(
        self, session: Session, flow: str, answers: Mapping[str, Answer], event: str
    ) -> tuple[Session, tuple[Tell, ...]]:
        """Begin this procedure; the one at hand goes to the shelf."""
        visit = Visit(flow=flow, digest=self.handbook.digests[flow], answers=self._fitting(flow, answers))
        fresh = Session(
            owner=session.owner,
            walk=walk_of(session.owner, event),
            visit=visit,
            shelf=shelved(session, without=flow),
        )
        return self.arrived(fresh)

    def answered(self, session: Session, answer: Answer) -> tuple[Session, tuple[Tell, ...]]:
        """Take the answer to the question at hand and go on to the next one that has none yet."""
        visit, state = session.visit, session.revising or session.state
        if visit is None or state is None:
            return session, ()
        new = visit.model_copy(
            update={
                "answers": {**visit.answers, state: answer},
                "carried": tuple(name for name in visit.carried if name != state),
            }
        )
        start = {"path": (), "state": None} if session.revising else {}
        return self.arrived(session.model_copy(update={"visit": new, "revising": None, **start}))

    def arrived(self, session: Session) -> tuple[Session, tuple[Tell, ...]]:
        """Follow the answers from where the session stands, through jumps, to a question or an end."""
        said: tuple[Tell, ...] = ()
        for _ in range(_JUMPS):
            session = self._followed(session)
            flow = self.flow(session)
            jump = flow and flow.states[session.state or ""]
            if flow is None or not isinstance(jump, Jump):
                break
            said = (*said, Tell(what="jumped", data={"flow": flow.id, "state": session.state or ""}))
            session = self._jumped(session, jump)
        return session.model_copy(update={"step": session.step + 1}), said

    def backed(self, session: Session) -> Session | None:
        """Take back the last answer given here or before the last jump; None at the very first question."""
        if session.revising:
            return session.model_copy(update={"revising": None, "step": session.step + 1})
        visit = session.visit
        given = [name for name in session.path if visit and name not in visit.carried]
        if visit and given:
            answers = {name: answer for name, answer in visit.answers.items() if name != given[-1]}
            return self._replayed(session, visit.model_copy(update={"answers": answers}))
        if not session.trail:
            return None
        former = session.trail[-1]
        return self.backed(self._replayed(session.model_copy(update={"trail": session.trail[:-1]}), former))

    def reopened(self, session: Session, state: str) -> Session | None:
        """Ask an answered question again, here or before a jump; None if it was never answered."""
        if session.visit is None:
            return None
        if state in session.path:
            return session.model_copy(update={"revising": state, "step": session.step + 1})
        places = [place for place, visit in enumerate(session.trail) if state in visit.answers]
        if not places:
            return None
        place = places[-1]
        update = {"trail": session.trail[:place], "ahead": (*session.trail[place + 1 :], session.visit)}
        former = self._replayed(session.model_copy(update=update), session.trail[place])
        return former.model_copy(update={"revising": state})

    def renewed(self, session: Session) -> tuple[Session, tuple[Tell, ...]]:
        """Carry the session over to the flows as they are now; nothing happens while they are unchanged."""
        visit = session.visit
        if visit is None or visit.digest == self.handbook.digests.get(visit.flow):
            return session, ()
        if visit.flow not in self.handbook.flows:
            return session.model_copy(update={"visit": None, "state": None, "path": ()}), (Tell(what="flow_gone"),)
        answers = self._renamed(visit)
        kept = self._fitting(visit.flow, answers)
        new = visit.model_copy(update={"digest": self.handbook.digests[visit.flow], "answers": kept})
        moved = session.model_copy(update={"visit": new, "path": (), "state": None, "revising": None})
        session, said = self.arrived(moved)
        return session, (Tell(what="updated", data={"kept": len(kept), "lost": len(answers) - len(kept)}), *said)

    def _renamed(self, visit: Visit) -> dict[str, Answer]:
        states = self.handbook.flows[visit.flow].states
        names = {alias: name for name, ask in states.items() if isinstance(ask, Ask) for alias in ask.aliases}
        return {names.get(name, name): answer for name, answer in visit.answers.items()}

    def _fitting(self, flow: str, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        states = self.handbook.flows[flow].states
        asks = {name: state for name, state in states.items() if isinstance(state, Ask)}
        return {name: answer for name, answer in answers.items() if name in asks and fits(asks[name], answer)}

    def _followed(self, session: Session) -> Session:
        visit = session.visit
        if visit is None:
            return session
        walked = self.machines[visit.flow].walk(visit.answers, session.path, session.state)
        return session.model_copy(update={"path": walked.path, "state": walked.state})

    def _replayed(self, session: Session, visit: Visit) -> Session:
        update = {"visit": visit, "path": (), "state": None, "step": session.step + 1}
        return self._followed(session.model_copy(update=update))

    def _jumped(self, session: Session, jump: Jump) -> Session:
        target = self.handbook.flows[jump.jump]
        before = next((visit for visit in session.ahead if visit.flow == target.id), None)
        own = {name: answer for name, answer in before.answers.items() if name not in before.carried} if before else {}
        carried = self._fitting(target.id, {**self._shared(session, target), **jump.answers})
        visit = Visit(
            flow=target.id,
            digest=self.handbook.digests[target.id],
            answers={**carried, **{name: answer for name, answer in own.items() if name not in carried}},
            carried=tuple(carried),
            ticked=before.ticked if before else (),
        )
        trail = (*session.trail, session.visit) if session.visit else session.trail
        return session.model_copy(update={"visit": visit, "trail": trail, "path": (), "state": None})

    def _shared(self, session: Session, target: Flow) -> dict[str, Answer]:
        pool: dict[str, Answer] = {}
        for visit in (*session.trail, *([session.visit] if session.visit else [])):
            states = self.handbook.flows[visit.flow].states if visit.flow in self.handbook.flows else {}
            pool |= {name: answer for name, answer in visit.answers.items() if _is_shared(states.get(name))}
        return {name: answer for name, answer in pool.items() if _is_shared(target.states.get(name))}


def shelved(session: Session, *, without: str) -> tuple[Visit, ...]:
    """The shelf with the procedure at hand put on it, latest first, one entry a procedure."""
    mine = (session.visit,) if session.visit and session.visit.answers else ()
    seen: dict[str, Visit] = {}
    for visit in (*mine, *session.shelf):
        seen.setdefault(visit.flow, visit)
    return tuple(visit for flow, visit in seen.items() if flow != without)[:SHELF]


def _is_shared(state: object) -> bool:
    return isinstance(state, Ask) and state.shared
