"""The fake keeps the rules of the real Bot API, as the real client sees them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

import bot.channels.telegram  # noqa: F401 - sets up the client as the house uses it
from tests.telegram.bot_api import BotApi
from tests.telegram.chats import Limits
from tests.telegram.entities import BadHtml, plain


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        server.person(1)
        server.group(-5, topics=(7,))
        yield server


@pytest.fixture
async def client(api: BotApi) -> AsyncIterator[Bot]:
    async with Bot(api.token, base_url=f"{api.address}/bot") as bot_client:
        yield bot_client


def _keyboard(**button: object) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("x", **button)]])


_ASKS = ReplyKeyboardMarkup([[KeyboardButton("x", request_contact=True)]])


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"text": "x", "reply_markup": _keyboard(callback_data="长" * 22)}, "button_data_invalid"),
        ({"text": "x", "reply_markup": _keyboard(copy_text=CopyTextButton("x" * 257))}, "button_copy_text_invalid"),
        ({"text": "x", "reply_markup": _keyboard(url="tel:12345")}, "unsupported url protocol"),
        ({"text": "x", "reply_markup": _ASKS}, "private chats only"),
        ({"text": "字" * 4097}, "message is too long"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "x", "message_thread_id": 8}, "message thread not found"),
    ],
)
async def test_what_can_not_be_sent(client, request_, words):
    with pytest.raises(BadRequest) as caught:
        await client.send_message(-5, **request_)

    assert words in caught.value.message.lower()


@pytest.mark.parametrize(
    "html",
    [
        "<x>",
        "a < b",
        "<b",
        "</b>",
        "<b><i></b></i>",
        "&nbsp;",
        "<a>x</a>",
        "<b class='x'>x</b>",
        "<blockquote><blockquote>x</blockquote></blockquote>",
    ],
)
def test_html_that_is_refused(html):
    with pytest.raises(BadHtml):
        plain(html)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>用电<i>报装</i></b>", "用电报装"),
        ("<blockquote expandable>依据</blockquote>", "依据"),
        ('<a href="https://example.org/?a=1&amp;b=2">网上办</a>', "网上办"),
        ("1 &lt; 2 &amp; 3 &#62; 2, A&B > C", "1 < 2 & 3 > 2, A&B > C"),
        ('<pre><code class="language-python">x</code></pre>', "x"),
    ],
)  # fmt: skip
def test_html_that_is_read(html, expected):
    assert plain(html) == expected


async def test_4096_characters_count_after_the_tags_are_read(api, client):
    await client.send_message(1, "<b>" + "字" * 4096 + "</b>", parse_mode="HTML")

    assert len(api.chat(1).last.text) == 4096


async def test_editing_without_a_keyboard_takes_it_away_and_the_same_again_is_refused(api, client):
    sent = await client.send_message(1, "x", reply_markup=_keyboard(callback_data="y"))

    await client.edit_message_text("x", 1, sent.message_id)

    assert api.chat(1).last.rows == []
    with pytest.raises(BadRequest, match="not modified"):
        await client.edit_message_text("x", 1, sent.message_id)
    await client.delete_message(1, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await client.edit_message_text("z", 1, sent.message_id)


async def test_a_keyboard_in_place_of_the_letters_stays_until_it_is_taken_away(api, client):
    sent = await client.send_message(1, "x", reply_markup=_ASKS)
    await client.send_message(1, "y", reply_markup=_keyboard(callback_data="y"))

    assert api.chat(1).keyboard == [[{"text": "x", "request_contact": True}]]
    with pytest.raises(BadRequest, match=r"(?i)inline keyboard expected"):
        await client.edit_message_text("z", 1, sent.message_id, reply_markup=_ASKS)
    await client.send_message(1, "z", reply_markup=ReplyKeyboardRemove())
    assert api.chat(1).keyboard == []


async def test_an_update_comes_again_until_a_later_offset_acknowledges_it(api, client):
    await api.person(1).says("一")

    first = await client.get_updates()
    again = await client.get_updates(offset=first[0].update_id)
    gone = await client.get_updates(offset=first[0].update_id + 1)

    assert first == again
    assert gone == ()


async def test_a_second_poller_sends_the_first_one_away(api, client):
    first = asyncio.create_task(client.get_updates(timeout=5))
    await api.until(lambda: api.called("getUpdates"))
    async with Bot(api.token, base_url=f"{api.address}/bot") as rival:
        await rival.get_updates()

    with pytest.raises(Conflict):
        await first


async def test_a_webhook_shuts_the_poll(api, client):
    await client.set_webhook("https://example.org/x")

    with pytest.raises(Conflict):
        await client.get_updates()
    assert (await client.get_webhook_info()).url == "https://example.org/x"
    await client.delete_webhook()
    assert await client.get_updates() == ()


async def test_a_tap_is_answered_once_and_in_time(api, client):
    await client.send_message(1, "x", reply_markup=_keyboard(callback_data="y"))
    query = await api.person(1).taps("x")
    await client.answer_callback_query(query.id, "好")

    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await client.answer_callback_query(query.id)
    assert query.toast == "好"


async def test_who_blocked_the_bot_gets_nothing(api, client):
    await api.person(1).blocks()

    with pytest.raises(Forbidden):
        await client.send_message(1, "x")


async def test_talking_too_much_gets_429(api, client):
    api.chat(1).limits = Limits(burst=2)
    for _ in range(2):
        await client.send_message(1, "x")
    for _ in range(20):
        await client.send_message(-5, "x")

    for chat in (1, -5):
        with pytest.raises(RetryAfter):
            await client.send_message(chat, "x")


async def test_troubles_on_request(api, client):
    api.faults.fails("sendMessage", 502)
    api.faults.cuts("sendMessage")
    api.faults.loses_answer("sendMessage")
    api.faults.hangs("sendMessage")
    api.faults.answers_too_late("sendMessage")

    for trouble in (NetworkError, NetworkError, NetworkError, TimedOut, TimedOut):
        with pytest.raises(trouble):
            await client.send_message(1, "x", read_timeout=0.2)

    assert len(api.chat(1).cards) == 2


async def test_another_token_is_refused(api):
    with pytest.raises(InvalidToken):
        async with Bot("1:x", base_url=f"{api.address}/bot"):
            pass


# files

_HEAD = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def _picture(width: int, height: int) -> bytes:
    return _HEAD + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x06\0\0\0"


async def test_a_file_arrives_as_it_was_sent(api, client):
    sent = await client.send_document(
        -5, InputFile(b"%PDF \xff\r\n--x", "单子.pdf"), caption="打印", message_thread_id=7
    )

    card = api.chat(-5).last
    assert (sent.document.file_name, sent.caption, card.topic) == ("单子.pdf", "打印", 7)
    assert card.file.content == b"%PDF \xff\r\n--x"


@pytest.mark.parametrize(
    ("method", "content", "caption", "words"),
    [
        ("document", b"x", "字" * 1025, "caption is too long"),
        ("document", b"", "", "file must be non-empty"),
        ("photo", b"%PDF", "", "image_process_failed"),
        ("photo", _picture(1080, 8921), "", "photo_invalid_dimensions"),
        ("photo", _picture(100, 2001), "", "photo_invalid_dimensions"),
    ],
)
async def test_what_can_not_be_sent_as_a_file(client, method, content, caption, words):
    with pytest.raises(BadRequest) as caught:
        await getattr(client, f"send_{method}")(-5, InputFile(content, "x"), caption=caption)

    assert words in caught.value.message.lower()


async def test_a_photo_of_ten_thousand_is_accepted(api, client):
    await client.send_photo(-5, InputFile(_picture(1080, 8920), "x.png"))

    assert api.chat(-5).last.extra["photo"][0]["height"] == 8920
