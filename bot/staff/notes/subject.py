"""What a note is about: the state of the card it answers, or of the walk of who notes; nothing of what citizens answered."""

from collections.abc import Callable, Mapping

from bot.edition import Edition
from bot.engine.session import Session
from bot.flow.handbook import Handbook
from bot.flow.model import Answer
from bot.message import plain
from bot.staff.notes.note import QUOTED, Subject
from bot.staff.order import SEAL, Order
from bot.staff.shelfmark import where
from bot.staff.walks.cards import WALK
from bot.staff.walks.retrace import carded, carded_before, shown_by, tap_on
from bot.staff.walks.track import Track, place_of
from bot.staff.walks.walk import Walk
from bot.staff.walks.ways import states

_PATHS = f"{WALK}path."


class Subjects:
    """Finds it."""

    def __init__(self, track: Track, say: Callable[..., str]) -> None:
        self._track = track
        self._say = say

    async def of(self, order: Order) -> Subject:
        """What this note is about; as little as the card's first words where nothing else is known."""
        card = order.card or ""
        if not (card or order.quoted):
            return await self._standing(await self._track.walk_of(order), "")
        if card.startswith(_PATHS):
            return await self._listed(order, card.split(".")[2])
        if card.startswith(SEAL) and not card.startswith(WALK):
            return Subject()  # such as one of the window: there are names on it
        return await self._walked(order) or await self._recognised(order, self._track.editions.live)

    async def _walked(self, order: Order) -> Subject | None:
        """Of a walk's card, whoever walks."""
        walk = await carded(self._track, order) or await carded_before(self._track, order)
        tap = tap_on(order)
        if walk is None:
            return None
        words = self._headless(order)
        edition = await self._track.edition(walk)
        if tap is None or edition is None:
            return await self._standing(walk, words)
        session = shown_by(edition.mind, walk, await self._track.trail(walk), tap)
        if session is None:
            return await self._recognised(order, edition)
        return await self._told(edition, session, walk, words)

    async def _standing(self, walk: Walk | None, words: str) -> Subject:
        """Of where a walk stands now."""
        if walk is None:
            return Subject()
        edition = await self._track.edition(walk)
        if edition is None:
            return Subject(draft=walk.draft, quoted=words[:QUOTED])
        return await self._told(edition, await self._track.session(walk, edition), walk, words)

    async def _listed(self, order: Order, name: str) -> Subject:
        """Of a procedure as a whole, whose paths were listed."""
        walk = await self._track.walk_of(order)
        edition = (await self._track.edition(walk) if walk else None) or self._track.editions.live
        known = name in edition.mind.handbook.flows
        return await self._placed(edition, name, "") if known else Subject()

    async def _recognised(self, order: Order, edition: Edition) -> Subject:
        """Of a card that belongs to no walk at hand: what is asked or said there, but no word of who was asked."""
        words = self._headless(order)
        found = recognised(edition.mind.handbook, order.quoted)
        if found is None:
            ours = words != order.quoted or (order.card is None and order.chat != order.person)
            return Subject(quoted=words[:QUOTED] if ours else "")
        said = dict(states(edition.mind.handbook.flows[found[0]]))[found[1]]
        placed = await self._placed(edition, *found)
        return placed.model_copy(update={"quoted": said[:QUOTED]})

    async def _told(self, edition: Edition, session: Session, walk: Walk, words: str) -> Subject:
        visit, state = session.visit, session.revising or session.state
        if visit is None or state is None:
            return Subject(draft=walk.draft, quoted=words[:QUOTED])
        placed = await self._placed(edition, visit.flow, state)
        known = {
            "template": f"messages_zh/{edition.renderer.template(session)}",
            "answers": _given(edition, session),
            "draft": walk.draft,
            "quoted": words[:QUOTED],
        }
        return placed.model_copy(update=known)

    async def _placed(self, edition: Edition, flow: str, state: str) -> Subject:
        """With where it is written, and what version that is."""
        sources = await self._track.marks.sources(edition)
        file, _, line = where(sources, ("flow", flow), ("states", state) if state else ()).rpartition(":")
        version = f"{edition.mind.handbook.digests[flow]} {edition.home.name}"
        return Subject(flow=flow, state=state, file=file, line=int(line), version=version)

    def _headless(self, order: Order) -> str:
        """The card's words, without the line that says who walks."""
        anybody = Walk(place=place_of(order, order.person), id=order.id)
        head = plain(self._say("staff/walk_head.j2", walk=anybody, who="", together=False)).partition(" · ")[0]
        return order.quoted.partition("\n\n")[2] if order.quoted.startswith(head) else order.quoted


def recognised(book: Handbook, words: str) -> tuple[str, str] | None:
    """The flow and state whose words stand on a card; None where none do, or those of several do."""
    lines = [line.strip() for line in words.splitlines()]
    found = [
        (flow, name, said)
        for flow in book.flows.values()
        for name, said in states(flow)
        if any(line.endswith(said) for line in lines)
    ]
    # The question's number stands under its procedure's title, and a long question may end as a short one.
    found = [one for one in found if any(one[0].title in line for line in lines)] or found
    longest = max((len(said) for _, _, said in found), default=0)
    left = [(flow.id, name) for flow, name, said in found if len(said) == longest]
    return left[0] if len(left) == 1 else None


def _given(edition: Edition, session: Session) -> Mapping[str, Answer]:
    walker = edition.mind.walker
    visits = {visit.flow: visit.answers for visit in walker.agenda.visits(session)}
    return {f"{flow}.{name}": visits[flow][name] for flow, name in walker.given(session)}
