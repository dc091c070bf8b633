"""What lies behind and before a session: the procedures it has walked, and those of its life event still to come."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.engine.machine import FlowMachine
from bot.engine.session import Session, Visit
from bot.flow import expression
from bot.flow.expression import ExpressionError
from bot.flow.handbook import Handbook
from bot.flow.model import Answer, Ask, End, Flow, Part


@dataclass(frozen=True, slots=True)
class Agenda:
    """Derived from the visits alone, so that there is nothing more to keep."""

    handbook: Handbook
    machines: Mapping[str, FlowMachine]

    def visits(self, session: Session) -> tuple[Visit, ...]:
        """The procedures walked to where the session stands, the one at hand last."""
        return (*session.trail, *([session.visit] if session.visit else []))

    def event(self, session: Session) -> Flow | None:
        """The life event this is part of, or stands at the beginning of."""
        first = next(iter(self.visits(session)), None)
        flow = self.handbook.flows.get(first.flow) if first else None
        return flow if flow and flow.parts else None

    def matter(self, session: Session) -> str | None:
        """The id under which the citizen knows what is at hand: the life event's, or the procedure's own."""
        visits = self.visits(session)
        return self.called(visits[-1].model_copy(update={"trail": visits[:-1]})) if visits else None

    def called(self, kept: Visit) -> str:
        """The id under which the citizen knows what lies on the shelf."""
        return self.meant((*kept.trail, kept))[-1]

    def meant(self, visits: tuple[Visit, ...]) -> tuple[str, ...]:
        """The procedures by whose names somebody who has walked these may ask for them; of a life event only its own."""
        names = tuple(visit.flow for visit in visits)
        first = self.handbook.flows.get(names[0]) if names else None
        return names[:1] if first and first.parts else names

    def parts(self, session: Session) -> tuple[Part, ...]:
        """The parts of the life event that concern this person; those not decided yet are counted in.

        A part whose procedure has been withdrawn is passed over.
        """
        event = self.event(session)
        if event is None:
            return ()
        first = self.visits(session)[0]
        known = {name: first.answers[name] for name in self.path(first)}
        there = (part for part in event.parts if part.flow in self.handbook.flows)
        return tuple(part for part in there if self._concerns(part, known))

    def ended(self, session: Session) -> tuple[Visit, ...]:
        """The procedures walked to an end, in order; a life event's own questions come first."""
        return tuple(visit for visit in self.visits(session) if self.end(visit))

    def next_part(self, session: Session) -> Part | None:
        """The part that follows when the session stands at an end."""
        parts, done = self.parts(session), len(self.ended(session)) - 1
        return parts[done] if done < len(parts) else None

    def coming(self, session: Session) -> tuple[Part, ...]:
        """The parts that have not begun while a question is at hand."""
        return self.parts(session)[len(self.ended(session)) :]

    def path(self, visit: Visit) -> tuple[str, ...]:
        """The questions answered in this visit."""
        return self.machines[visit.flow].walk(visit.answers).path

    def end(self, visit: Visit) -> End | None:
        """The end this visit has come to, if it has."""
        machine = self.machines[visit.flow]
        state = machine.flow.states[machine.walk(visit.answers).state]
        return state if isinstance(state, End) else None

    def shared(self, session: Session) -> dict[str, Answer]:
        """The answers on the way here that are known in every procedure that asks for them."""
        pool: dict[str, Answer] = {}
        for visit in self.visits(session):
            path = self.path(visit)
            pool |= asked_by(self.handbook.flows[visit.flow], {name: visit.answers[name] for name in path})
        return pool

    def _concerns(self, part: Part, known: Mapping[str, Answer]) -> bool:
        if part.when is None:
            return True
        try:
            return expression.compile(part.when).holds(known, self.handbook.figures)
        except ExpressionError:  # not decided yet; at the event's end every condition is, lint sees to that
            return True


def asked_by(flow: Flow, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Those of the answers that this procedure asks for as shared."""
    asks = {name for name, state in flow.states.items() if isinstance(state, Ask) and state.shared}
    return {name: answer for name, answer in answers.items() if name in asks}
