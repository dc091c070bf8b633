"""The publishing room: what goes to citizens is proposed by one person and agreed to by another."""

import asyncio
from collections.abc import Collection, Sequence

from bot.archive import Overtaken, Version
from bot.audit import Act, Deed
from bot.channels.base import Obeyed
from bot.drafts.refusal import Refused
from bot.drafts.verdict import Checked
from bot.message import Message
from bot.staff.naming import Made, kept_once
from bot.staff.order import Order
from bot.staff.publishing.cards import PUBLISH, DraftCards
from bot.staff.publishing.draft import Draft, DraftShelf
from bot.staff.publishing.publisher import Files, Publisher
from bot.stores.binder import DAY, Binder

_ACTS = 15
"""Acts on one card; `guide audit` shows all."""
_SHOWN = 20
"""Characters of an order's words that are shown back."""


class Proposal(Made):
    """What somebody wants to give to citizens; it waits for a second person of its chat for a day."""

    chat: int
    by: int
    draft: str = ""
    """The draft's name; empty where a version is to be brought back."""
    digest: str = ""
    """What the draft was then: nothing else is agreed to, whatever has its name by now."""
    back: int = 0
    """That version's number, 0 for before the first."""
    asked: str = ""
    """By which the version is known that came of it; unique for all times."""


class PublishRoom:
    """Publishes drafts and brings versions back, by four eyes; and shows who did what."""

    def __init__(
        self, shelf: DraftShelf, binder: Binder, publisher: Publisher, cards: DraftCards, maintainers: Collection[int]
    ) -> None:
        self._shelf = shelf
        self._binder = binder
        self._publisher = publisher
        self._cards = cards
        self._maintainers = maintainers

    async def obey(self, order: Order) -> Obeyed:
        """Do it."""
        match order.command:
            case "publish":
                return Obeyed(await self._propose(order))
            case "rollback":
                return Obeyed(await self._rollback(order, order.words.strip()))
            case "audit":
                return Obeyed(self._cards.audit(await asyncio.to_thread(self._publisher.audit.last, _ACTS)))
            case _:
                return await self._tapped(order)

    async def _tapped(self, order: Order) -> Obeyed:
        verb, _, id = order.tap.removeprefix(PUBLISH).partition(".")
        if verb == "back":
            return Obeyed(await self._rollback(order, id))
        proposal = await self._binder.leaf(_kind(order.chat), id, Proposal)
        if proposal is None or proposal.by not in self._maintainers:
            return Obeyed(self._cards.passing("proposal_gone"))
        match verb:
            case "yes" if proposal.by == order.person:
                return Obeyed(self._cards.passing("another_person"))
            case "yes":
                return Obeyed(await self._agreed(order, proposal))
            case "no" if await self._came_of(proposal):
                return Obeyed(self._cards.passing("proposal_gone"))
            case "no":
                await self._end(proposal)
                await self._note(order, "declined", proposal)
                return Obeyed(self._cards.ended("publish_declined", who=order.person))
            case _:
                return Obeyed(self._cards.passing("proposal_gone"))

    async def _propose(self, order: Order) -> Message:
        if order.person not in self._maintainers:
            return self._not_you("publish", order.words)
        draft = await self._shelf.find(order.words.strip().upper(), order.chat)
        if draft is None:
            return self._cards.told("publish_what", words=order.words.strip()[:_SHOWN])
        files: Files = draft.content
        return await self._put(order, _proposal(order, draft=draft), files)

    async def _rollback(self, order: Order, words: str) -> Message:
        if order.person not in self._maintainers:
            return self._not_you("rollback", words)
        versions = await self._versions()
        if not (words.isdecimal() and int(words) < len(versions)):
            return self._cards.versions(versions)
        files, _ = await asyncio.to_thread(self._publisher.archive.as_of, int(words))
        return await self._put(order, _proposal(order, back=int(words)), files)

    async def _put(self, order: Order, proposal: Proposal, files: Files) -> Message:
        """Put a proposal before the others, if it is sound over what citizens have now."""
        found = await self._publisher.examined(files)
        if isinstance(found, Refused):
            return self._cards.refused(_what(proposal), found)
        if not found.checked.sound:
            return self._cards.unsound(_what(proposal), found.checked)
        proposal = await kept_once(self._binder, _kind(proposal.chat), "P", proposal, DAY)
        await self._note(order, "proposed", proposal)
        return self._cards.proposed(proposal.id, _what(proposal), found.checked, (order.person, order.name), files)

    def _not_you(self, what: str, words: str) -> Message:
        """Who may, and what they have to order."""
        known = tuple(sorted(self._maintainers))
        return self._cards.told("publish_who", what=what, words=words.strip()[:_SHOWN], maintainers=known)

    async def _agreed(self, order: Order, proposal: Proposal) -> Message:
        """Publish, once: when the order comes again, after a kill or a lost answer, the version is found that came of it."""
        former = await self._came_of(proposal)
        draft = await self._shelf.find(proposal.draft, proposal.chat) if proposal.draft else None
        if former:
            return await self._again(order, proposal, former)
        if proposal.draft and draft is None:
            return self._cards.told("walk_draft_gone")
        if draft and draft.digest != proposal.digest:
            await self._end(proposal)
            await self._note(order, "overtaken", proposal)
            return self._cards.told("publish_other", draft=draft.id)
        files, base = (
            (draft.content, draft.base)
            if draft
            else await asyncio.to_thread(self._publisher.archive.as_of, proposal.back)
        )
        done = await self._publisher.publish(
            files, base, at=order.at, by=proposal.by, second=order.person, what=_what(proposal), asked=proposal.asked
        )
        if isinstance(done, Version):
            return await self._done(proposal, done)
        await self._end(proposal)
        match done:
            case Overtaken(names=names):
                await self._note(order, "overtaken", proposal)
                return self._cards.told("publish_overtaken", names=names, what=_what(proposal))
            case Checked():
                return self._cards.unsound(_what(proposal), done)
            case Refused():
                return self._cards.refused(_what(proposal), done)

    async def _again(self, order: Order, proposal: Proposal, former: Version) -> Message:
        """Tell once more who agreed; to everybody else, and after another version, it is over."""
        if order.person == former.second and former == (await self._versions())[-1]:
            async with self._publisher.turn:
                await self._publisher.laid()  # what the disk refused the first time is done before it is told
            return await self._done(proposal, former)
        return self._cards.passing("proposal_gone")

    async def _done(self, proposal: Proposal, version: Version) -> Message:
        deed: Deed = "published" if proposal.draft else "brought_back"
        act = Act(at=version.at, who=version.second, deed=deed, about=version.what)
        if act not in await asyncio.to_thread(self._publisher.audit.last, _ACTS):
            await self._publisher.note(act.at, act.who, act.deed, act.about)
        return self._cards.ended("published", version=version, draft=proposal.draft)

    async def _came_of(self, proposal: Proposal) -> Version | None:
        return await asyncio.to_thread(self._publisher.archive.came_of, proposal.asked)

    async def _versions(self) -> Sequence[Version]:
        return await asyncio.to_thread(lambda: self._publisher.archive.versions)

    async def _end(self, proposal: Proposal) -> None:
        await self._binder.drop(_kind(proposal.chat), proposal.id)

    async def _note(self, order: Order, deed: Deed, proposal: Proposal) -> None:
        await self._publisher.note(order.at, order.person, deed, _what(proposal))


def _what(proposal: Proposal) -> str:
    return proposal.draft or f"v{proposal.back}"


def _proposal(order: Order, draft: Draft | None = None, back: int = 0) -> Proposal:
    asked = f"{order.id} {order.at.isoformat()}"
    return Proposal(
        order=order.id, chat=order.chat, by=order.person, back=back, asked=asked,
        draft=draft.id if draft else "", digest=draft.digest if draft else "",
    )  # fmt: skip


def _kind(chat: int) -> str:
    return f"proposal.{chat}"
