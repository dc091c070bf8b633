"""The room in which a walk is saved: as a conversation that is told again and compared whenever the flows change."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as Folder
from pathlib import PurePath

from bot.channels.base import Obeyed
from bot.edition import Edition
from bot.engine.session import Session
from bot.message import Message, plain
from bot.press.paper import Paper
from bot.saved import MOST, Saved, file_of, kept, play, write
from bot.staff.order import Order
from bot.staff.walks.retrace import carded, retrace
from bot.staff.walks.track import Track
from bot.staff.walks.walk import Walk
from bot.stage import Stage

_FOLDER = "tests/journeys"
"""Where `guide test` looks for them."""
_SHOWN = 40
"""Characters of a name that are shown back."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A walk as it is told again in its edition."""

    text: str
    session: Session


class SaveRoom:
    """Saves walks; nothing is kept of it, so it may be ordered again without harm."""

    def __init__(self, track: Track, say: Callable[..., str]) -> None:
        self._track = track
        self._say = say

    async def obey(self, order: Order) -> Obeyed:
        """Save the walk whose card the order answers, else the person's own, else the topic's."""
        name = order.words.strip()
        if not _is_name(name):
            return Obeyed(self._says("save_name", words=name[:_SHOWN]))
        walk = await carded(self._track, order) or await self._track.walk_of(order)
        if walk is None:
            return Obeyed(self._says("walk_none"))
        edition = await self._track.edition(walk)
        if edition is None:
            return Obeyed(self._says("walk_draft_gone"))
        return await self._saved(name, walk, edition)

    async def _saved(self, name: str, walk: Walk, edition: Edition) -> Obeyed:
        trail = await self._track.trail(walk)
        session = await self._track.session(walk, edition)
        first = next(iter(edition.mind.walker.agenda.visits(session)), None)
        if not (trail and first):
            return Obeyed(self._says("walk_nothing_at_hand"))
        counted = [one.event for one in retrace(edition.mind, walk, trail) if not one.vain]
        did = tuple(one for event in counted if (one := kept(event)))
        if not 0 < len(did) <= MOST:
            return Obeyed(self._says("save_long", most=MOST))
        at = (walk.clock or trail[-1].event.at).replace(microsecond=0)
        saved = Saved(flow=first.flow, at=at, did=did)
        file = file_of(saved.flow, name)
        told = await asyncio.to_thread(_again, edition.home, PurePath(file).stem, saved)
        if _stand(told.session) != _stand(session):
            return Obeyed(self._says("save_otherwise"))
        left = len(counted) - len(did)
        return Obeyed(
            self._says("save_done", file=file, walk=walk, left=left), self._papers(file, walk, saved, told, edition)
        )

    def _papers(self, file: str, walk: Walk, saved: Saved, told: _Told, edition: Edition) -> tuple[Paper, ...]:
        """What was done, and beside it what was said."""
        path = PurePath(_FOLDER, file)
        head = plain(self._say("staff/save_head.j2", walk=walk, at=saved.at))
        content = f"{head}\n{write(saved, edition.home)}"
        return tuple(
            Paper(place.name, text.encode(), plain(self._say("staff/save_caption.j2", folder=path.parent)), "document")
            for place, text in ((path, content), (path.with_suffix(".txt"), told.text))
        )

    def _says(self, what: str, **data: object) -> Message:
        return Message(text=self._say(f"staff/{what}.j2", **data), place="new")


def _is_name(name: str) -> bool:
    try:
        file_of("x", name)
    except ValueError:
        return False
    return True


def _again(home: Folder, name: str, saved: Saved) -> _Told:
    """Tell it again as `guide test` does, and see where that leads."""
    stage = Stage(home)
    return _Told(stage.again(name, saved).text, play(saved, stage.mind, stage.renderer).session)


def _stand(session: Session) -> object:
    """Where a conversation stands; not whose it is."""
    visit = session.visit
    return visit and (visit.flow, visit.answers, visit.ticked), session.state, session.revising
