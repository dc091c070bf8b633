"""The drafts of the chats: none takes another's place, and no chat fills the memory of the house."""

import pytest

from bot.staff.publishing.draft import BYTES, MOST, Draft, DraftShelf
from bot.stores.binder import WEEKS, Binder
from tests.staff.conftest import LI, NOW, ROOM

OTHER_ROOM = -1002


@pytest.fixture
async def binder(redis_url):
    opened = Binder(redis_url)
    yield opened
    await opened.close()


@pytest.fixture
def shelf(binder, tmp_path):
    """A shelf on which drafts lie; nobody opens one here."""
    return DraftShelf(None, binder, tmp_path)


def _draft(order, content="a: 1", chat=ROOM):
    return Draft(order=order, chat=chat, by=LI, at=NOW, files={"flows/tea/tea_shop.yaml": content}, base={})


async def test_an_order_that_comes_again_makes_no_second_draft(shelf):
    first = await shelf.put(_draft("u1"))

    assert await shelf.put(_draft("u1")) == first
    assert await shelf.of(ROOM) == (first,)


async def test_drafts_of_one_name_in_two_chats_are_two(shelf):
    here, there = await shelf.put(_draft("u1")), await shelf.put(_draft("u1", "a: 2", OTHER_ROOM))

    assert here.id == there.id
    assert await shelf.find(here.id, ROOM) == here
    assert await shelf.find(here.id, OTHER_ROOM) == there
    await shelf.drop(there)
    assert await shelf.of(ROOM) == (here,)
    assert await shelf.of(OTHER_ROOM) == ()


async def test_drafts_whose_names_would_be_the_same_are_both_kept(shelf, binder):
    one = await shelf.put(_draft("u1"))
    await binder.keep(f"draft.{ROOM}", one.id, one.model_copy(update={"order": "u0"}), WEEKS)

    two = await shelf.put(_draft("u1", "a: 2"))

    assert {draft.id: draft.files for draft in await shelf.of(ROOM)} == {one.id: one.files, two.id: two.files}
    assert one.id != two.id


async def test_a_chat_has_room_for_twenty_drafts_and_another_chat_has_its_own(shelf):
    kept = [await shelf.put(_draft(f"u{number}")) for number in range(MOST)]

    assert await shelf.put(_draft("more")) is None
    assert await shelf.put(_draft("u3")) == kept[3]
    assert await shelf.put(_draft("more", chat=OTHER_ROOM))
    await shelf.drop(kept[0])
    assert await shelf.put(_draft("more"))
    assert len(await shelf.of(ROOM)) == MOST


async def test_a_chat_has_room_for_five_megabytes(shelf):
    assert await shelf.put(_draft("u1", "字" * (BYTES // 3)))

    assert await shelf.put(_draft("u2", "字")) is None
    assert await shelf.put(_draft("u2", "x" * (BYTES % 3)))


def test_a_draft_is_known_by_what_is_in_it_and_what_it_was_made_from():
    draft = _draft("u1")

    assert draft.digest == _draft("u2").digest
    assert draft.digest != _draft("u1", "a: 2").digest
    assert draft.digest != draft.model_copy(update={"base": {"flows/tea/tea_shop.yaml": "0"}}).digest
