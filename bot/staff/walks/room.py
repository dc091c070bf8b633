"""The walking room: staff try procedures out in the very chat, each alone or a whole topic together."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.channels.base import Obeyed
from bot.config import ZONE
from bot.edition import Edition
from bot.engine.event import Asked, Event, Resumed, Said, Started
from bot.engine.reply import Offer
from bot.flow.finding import nearest
from bot.flow.model import Answer, Flow
from bot.staff.day import day_in
from bot.staff.order import SHARED, Order
from bot.staff.walks.cards import WALK, WalkCards
from bot.staff.walks.clock import clock_of
from bot.staff.walks.reasons import Reasons
from bot.staff.walks.track import Track, place_of
from bot.staff.walks.undone import undone
from bot.staff.walks.walk import TOGETHER, Walk
from bot.staff.walks.ways import leading_to, ways
from bot.thought import Thought

DRAFT = re.compile(r"D[2-7A-Z]{4}")
"""The name of a draft."""
_SHOWN = 40
"""Characters of an order's words that are shown back."""


class WalkRoom:
    """Does what is ordered in a walk; what citizens have is never touched by it."""

    def __init__(self, track: Track, say: Callable[..., str]) -> None:
        self._track = track
        self._cards = WalkCards(say)
        self._reasons = Reasons(say, track.marks)

    async def obey(self, order: Order) -> Obeyed | None:
        """Do it; None for what belongs to no walk, and so to the citizens' conversation."""
        if order.command == "test":
            return await self._begin(order)
        if order.command == "paths":
            return await self._paths(order)
        if order.tap.startswith(f"{WALK}path."):
            return await self._along(order)
        walk = await self._track.walk_of(order)
        if walk is None:
            return self._nowhere(order)
        edition = await self._track.edition(walk)
        if edition is None:
            await self._track.end(walk)
            return Obeyed(self._cards.told("draft_gone"))
        return await self._inside(order, walk, edition)

    def _nowhere(self, order: Order) -> Obeyed | None:
        if order.tap:
            return Obeyed(self._cards.passing("other_walk"))
        # Citizens ask why as well, and so does staff who try nothing out.
        return None if order.event or order.command in SHARED else Obeyed(self._cards.told("none"))

    async def _inside(self, order: Order, walk: Walk, edition: Edition) -> Obeyed:
        verb = order.tap.split(".")[1] if order.tap else order.command
        match verb:
            case "why":
                return await self._why(walk, edition)
            case "jump":
                return await self._jump(order, walk, edition)
            case "clock":
                return await self._clock(order, walk, edition)
            case "reset":
                return await self._again(order, walk, edition)
            case "end":
                await self._track.end(walk)
                return Obeyed(self._cards.told("over"))
            case _ if isinstance(order.event, Asked) and order.event.topic == "why":
                return await self._why(walk, edition)
            case _ if order.event:
                return await self._shown(order, walk, edition, await self._track.turn(walk, edition, order.event))
            case _:
                return Obeyed(self._cards.passing("other_walk"))

    async def begin(self, order: Order, draft: str, words: str, *, together: bool = False) -> Obeyed:
        """Begin a walk with the procedure these words name; without words, at the menu."""
        walk = Walk(place=place_of(order, TOGETHER if together else order.person), id=order.id, draft=draft)
        edition = await self._track.edition(walk)
        if edition is None:
            return Obeyed(self._cards.told("draft_gone"))
        flow = named(edition, words)
        if words and flow is None:
            drafts = () if draft else await self._track.editions.drafted(words, order.chat)
            near = nearest(words, list(edition.mind.handbook.flows))
            return Obeyed(self._cards.told("no_procedure", words=words[:_SHOWN], nearest=near, drafts=drafts))
        return await self._opened(order, walk, edition, Started(id=order.id, at=order.at, flow=flow))

    async def _begin(self, order: Order) -> Obeyed:
        words, together = self._cards.together(order.words)
        first, _, rest = words.partition(" ")
        if DRAFT.fullmatch(first.upper()):
            return await self.begin(order, first.upper(), rest.strip(), together=together)
        return await self.begin(order, "", words, together=together)

    async def _opened(self, order: Order, walk: Walk, edition: Edition, event: Event) -> Obeyed:
        """Put the walk in the place of the one before, and begin it."""
        await self._track.keep(walk)
        thought = await self._track.turn(walk, edition, event)
        new = thought.message.model_copy(update={"place": "new"})
        return await self._shown(order, walk, edition, replace(thought, message=new))

    async def _shown(self, order: Order, walk: Walk, edition: Edition, thought: Thought) -> Obeyed:
        message, note = thought.message, self._note(order, edition, thought)
        papers = [paper for file in message.files for paper in await edition.press.papers(file)]
        return Obeyed(self._cards.walked(message, walk, order.name, note), tuple(papers))

    def _note(self, order: Order, edition: Edition, thought: Thought) -> str:
        """What is left undone, or how another day is looked at: typed at a result, a date means nothing to citizens' side."""
        lost = any(isinstance(reply, Offer) and reply.why in {"none", "unclear"} for reply in thought.turned.replies)
        if not (lost and thought.message.end and isinstance(order.event, Said)):
            return self._cards.note(undone(thought.turned))
        day = day_in(order.event.text, edition.mind.handbook.words, order.at.date())
        return self._cards.note("day" if day else "", day)

    async def _why(self, walk: Walk, edition: Edition) -> Obeyed:
        session = await self._track.session(walk, edition)
        return Obeyed(await self._reasons.told(edition, session, walk.clock or datetime.now(ZONE)))

    async def _jump(self, order: Order, walk: Walk, edition: Edition) -> Obeyed:
        session, book = await self._track.session(walk, edition), edition.mind.handbook
        if session.visit is None:
            return Obeyed(self._cards.told("nothing_at_hand"))
        flow, wanted = book.flows[session.visit.flow], order.words.strip()
        if wanted not in flow.states:
            near = nearest(wanted, list(flow.states)) if wanted else ""
            return Obeyed(
                WalkCards(edition.renderer.say).told("states", flow=flow, words=wanted[:_SHOWN], nearest=near)
            )
        answers = leading_to(book, flow, wanted, session.visit.answers)
        if answers is None:
            return Obeyed(self._cards.told("no_way_there", words=wanted))
        return await self._from(order, walk, edition, flow, answers)

    async def _from(
        self, order: Order, walk: Walk, edition: Edition, flow: Flow, answers: Mapping[str, Answer]
    ) -> Obeyed:
        """Walk anew from where these answers lead, so that no later answer of the former walk counts."""
        anew = walk.model_copy(update={"id": order.id})
        event = Started(id=order.id, at=order.at, flow=flow.id, answers=dict(answers))
        return await self._opened(order, anew, edition, event)

    async def _clock(self, order: Order, walk: Walk, edition: Edition) -> Obeyed:
        words = order.words.strip()
        clock = clock_of(words, edition.mind.handbook.words, order.at.date()) if words else None
        if words and clock is None:
            return Obeyed(self._cards.told("no_time", words=words[:_SHOWN]))
        set_so = walk.model_copy(update={"clock": clock})
        await self._track.keep(set_so)
        now = Resumed(id=order.id, at=clock or order.at, public=True)
        thought = await self._track.rehearsal.shown(walk.owner, now, edition)
        return await self._shown(order, set_so, edition, thought)

    async def _again(self, order: Order, walk: Walk, edition: Edition) -> Obeyed:
        session = await self._track.session(walk, edition)
        first = (*session.trail, session.visit)[0]
        anew = walk.model_copy(update={"id": order.id, "clock": None})
        event = Started(id=order.id, at=order.at, flow=first.flow if first else None)
        return await self._opened(order, anew, edition, event)

    async def _paths(self, order: Order) -> Obeyed:
        walk = await self._track.walk_of(order)
        edition = (await self._track.edition(walk) if walk else None) or self._track.editions.live
        session = await self._track.session(walk, edition) if walk else None
        words = order.words.strip()
        at_hand = session.visit.flow if session and session.visit else None
        name = named(edition, words) if words else at_hand
        if name is None:
            return Obeyed(self._cards.told("which_paths", words=words[:_SHOWN]))
        flow, book = edition.mind.handbook.flows[name], edition.mind.handbook
        tried = await self._track.binder.marks("tried", str(order.chat))
        return Obeyed(WalkCards(edition.renderer.say).paths(flow, ways(book, flow), tried))

    async def _along(self, order: Order) -> Obeyed:
        """Walk one of the ways that were listed, to its end."""
        walk = await self._track.walk_of(order.model_copy(update={"tap": ""}))
        walk = walk or Walk(place=place_of(order, order.person), id=order.id)
        edition = await self._track.edition(walk)
        name, _, number = order.tap.removeprefix(f"{WALK}path.").partition(".")
        flow = edition.mind.handbook.flows.get(name) if edition else None
        found = ways(edition.mind.handbook, flow) if edition and flow else ()
        if not (edition and flow and number.isdecimal() and int(number) < len(found)):
            return Obeyed(self._cards.passing("old_paths"))
        return await self._from(order, walk, edition, flow, found[int(number)].path.answers)


def named(edition: Edition, words: str) -> str | None:
    """The procedure of this id or title."""
    flows = edition.mind.handbook.flows
    return words if words in flows else next((name for name, flow in flows.items() if flow.title == words), None)
