"""What each kind of update means to us."""

import pytest

from bot.channels.telegram.links import opened
from bot.engine.event import Started
from tests.channels.conftest import NOW


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", {"kind": "started", "flow": None}),
        ("/start water_hookup", {"kind": "started", "flow": "water_hookup"}),
        ("/menu", {"kind": "browsed", "area": None}),
        ("/my", {"kind": "asked", "topic": "mine"}),
        ("/back", {"kind": "went_back"}),
        ("/restart", {"kind": "restarted"}),
        ("/forget", {"kind": "forgot", "sure": False}),
        ("/privacy", {"kind": "asked", "topic": "privacy"}),
        ("/help", {"kind": "asked", "topic": "help"}),
        ("/why", {"kind": "asked", "topic": "why"}),
        ("/quiet", {"kind": "reminded", "on": False}),
        ("/Menu@XiaxianGuideBot", {"kind": "browsed"}),
        ("/settings", {"kind": "received", "what": "command"}),
        ("/", {"kind": "said", "text": "/"}),
        ("/办电", {"kind": "said", "text": "/办电"}),
        ("🔌", {"kind": "said", "text": "🔌"}),
    ],
)
async def test_what_is_typed(api, channel, desk, text, expected):
    await api.person(1).says(text)
    await api.settled()

    (event,) = desk.events["tg.1.1"]
    assert event.at == NOW
    assert expected.items() <= event.model_dump().items()


@pytest.mark.parametrize(
    ("kind", "content", "what"),
    [
        ("photo", [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}], "photo"),
        ("video_note", {"file_id": "f", "file_unique_id": "u", "length": 1, "duration": 1}, "voice"),
        ("audio", {"file_id": "f", "file_unique_id": "u", "duration": 1}, "voice"),
        ("video", {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}, "file"),
        ("dice", {"emoji": "🎲", "value": 6}, "other"),
        ("poll", {"id": "1", "question": "x", "options": [], "total_voter_count": 0, "is_closed": False,
                  "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
                  "allows_revoting": True, "members_only": False}, "other"),
        ("something_of_tomorrow", {"x": 1}, "other"),
    ],
)  # fmt: skip
async def test_what_is_sent(api, channel, desk, kind, content, what):
    await api.person(1).sends(kind, content)
    await api.settled()

    assert [event.what for event in desk.events["tg.1.1"]] == [what]


async def test_what_people_send_from_their_phones(api, channel, desk):
    wang = api.person(1)
    for sends in (wang.sends_photo, wang.sends_voice, wang.sends_sticker, wang.sends_file, wang.sends_location):
        await sends()
    await wang.forwards("转发的公告")
    await wang.edits(await wang.forwards("x"), "y")
    await api.settled()

    assert [event.what for event in desk.events["tg.1.1"]] == [
        "photo", "voice", "sticker", "file", "location", "forward", "forward", "edit",
    ]  # fmt: skip


@pytest.mark.parametrize(("of", "own"), [(1, True), (2, False), (None, False)])
async def test_a_contact_is_the_senders_own_only_when_telegram_says_so(api, channel, desk, of, own):
    await api.person(1).sends_contact(of)
    await api.settled()

    assert [(event.kind, event.phone, event.own) for event in desk.events["tg.1.1"]] == [("shared", "10000000000", own)]


async def test_a_forwarded_contact_is_nobodys_own(api, channel, desk):
    origin = {"type": "hidden_user", "sender_user_name": "x", "date": 1765000000}
    card = {"phone_number": "10000000000", "first_name": "x", "user_id": 1}
    api.person(1)._write(None, None, "", reply_to=None, extra={"contact": card, "forward_origin": origin})
    await api.settled()

    assert [event.kind for event in desk.events["tg.1.1"]] == ["received"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("pinned_message", {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}),
        ("message_auto_delete_timer_changed", {"message_auto_delete_time": 86400}),
        ("write_access_allowed", {}),
    ],
)
async def test_what_telegram_notes_down_itself_is_nobodys_word(api, channel, desk, kind, content):
    await api.person(1).sends(kind, content)
    await api.settled()

    assert not desk.events


async def test_an_album_is_answered_once(api, channel, desk):
    wang = api.person(1)
    for album in ("a", "a", "a", "b", "a"):
        await wang.sends("media_group_id", album)
    await api.settled()

    assert len(desk.events["tg.1.1"]) == 2


async def test_a_location_that_moves_is_answered_once(api, channel, desk):
    wang = api.person(1)
    card = await wang.sends_location()
    await wang.edits(card, "")
    await api.settled()

    assert [event.what for event in desk.events["tg.1.1"]] == ["location"]


@pytest.mark.parametrize(
    ("payload", "flow", "answers"),
    [
        ("", None, {}),
        ("water_hookup", "water_hookup", {}),
        ("water_hookup--who-sme--dn-50", "water_hookup", {"who": "sme", "dn": 50}),
        ("water_hookup--dn-0.5", "water_hookup", {"dn": 0.5}),
        ("power_sme--size-unsure", "power_sme", {"size": "unsure"}),
        ("Water", None, {}),
        ("water hookup", None, {}),
        ("water--", None, {}),
        ("water--who", None, {}),
        ("water--who-", None, {}),
        ("water--who-sme--who-home", None, {}),
        ("water--dn--5", None, {}),
        ("water--dn-1e9", None, {}),
        ("water--dn-" + "9" * 13, None, {}),
        ("--who-sme", None, {}),
        ("a" * 65, None, {}),
        ("1" * 10_000, None, {}),
        ("<b>", None, {}),
        ("{{ 7*7 }}", None, {}),
    ],
)
def test_what_a_link_opens(payload, flow, answers):
    assert opened(payload, id="u1", at=NOW) == Started(id="u1", at=NOW, flow=flow, answers=answers)
