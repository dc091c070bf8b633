"""The webhook believes nobody without the secret, and says 200 only when an update is committed."""

import asyncio
import socket

import httpx
import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.errors import ChannelError, SettingError
from tests.channels.conftest import COMMANDS, QUICK, settings_for
from tests.telegram.bot_api import SECRET


async def _post(port, content, word="s3cret_-", path="/telegram/updates"):
    async with httpx.AsyncClient() as client:
        headers = {SECRET: word} if word else {}
        return (await client.post(f"http://127.0.0.1:{port}{path}", content=content, headers=headers)).status_code


async def test_a_conversation_by_webhook(api, webhook, desk):
    wang = api.person(1)
    await wang.says("装电表")
    await api.settled()

    query = await wang.taps("再来")
    await api.settled()

    assert api.chat(1).last.text == "chosen chosen"
    assert query.answered
    assert api.webhook_statuses == [200, 200]
    assert not desk.owed


async def test_telegram_is_told_where_and_what(api, webhook):
    (call,) = api.called("setWebhook")

    assert call.parameters["secret_token"] == "s3cret_-"
    assert call.parameters["allowed_updates"] == '["message", "edited_message", "callback_query"]'
    assert call.parameters["max_connections"] == "100"


async def test_200_comes_only_after_the_commit(api, webhook, desk):
    desk.gates["tg.1.1"] = asyncio.Event()
    await api.person(1).says("慢")
    await api.person(2).says("快")

    await api.until(lambda: api.chat(2).cards)
    assert api.webhook_statuses == [200]

    desk.gates["tg.1.1"].set()
    await api.settled()
    assert api.webhook_statuses == [200, 200]


async def test_a_store_that_is_down_gets_503_and_the_update_again(api, webhook, desk):
    desk.down = True
    await api.person(1).says("装电表")
    await api.until(lambda: len(api.webhook_statuses) > 2)

    desk.down = False
    await api.settled()

    assert api.webhook_statuses[:3] == [503, 503, 503]
    assert api.webhook_statuses[-1] == 200
    assert [card.text for card in api.chat(1).cards] == ["said 装电表"]


async def test_an_album_that_was_not_saved_is_answered_when_it_comes_again(api, webhook, desk):
    desk.down = True
    await api.person(1).sends("media_group_id", "a")
    await api.until(lambda: 503 in api.webhook_statuses)

    desk.down = False
    await api.settled()

    assert len(desk.events["tg.1.1"]) == 1


async def test_a_fault_of_ours_does_not_come_again_for_ever(api, webhook, desk):
    desk.broken = RuntimeError("a fault of ours")

    await api.person(1).says("装电表")
    await api.settled()

    assert api.webhook_statuses == [200]


@pytest.mark.parametrize("secret", ["", "wrong", "s3cret_-x", "s3cret\u00e9"])
async def test_without_the_secret_nobody_is_believed(api, webhook, desk, free_port, secret):
    update = b'{"update_id": 7, "message": {}}'

    assert await _post(free_port, update, secret.encode("latin-1")) == 403
    assert not desk.events


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 400), (b"{", 400), (b"[1]", 400), (b"{}", 400), (b'{"update_id": "x"}', 400), (b"\xff\xfe", 400),
     (b" " * 1_000_001, 413), (b'{"update_id": 7, "poll": {}}', 200), (b'{"update_id": 7}', 200)],
)  # fmt: skip
async def test_what_is_no_update_is_refused(webhook, free_port, content, status):
    assert await _post(free_port, content) == status


async def test_other_doors_are_shut(webhook, free_port):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{free_port}") as client:
        assert (await client.get("/telegram/updates")).status_code == 405
        assert (await client.post("/")).status_code == 404
        assert (await client.get("/healthz")).text == "ok"


async def test_a_webhook_without_its_secret_is_a_setting_error(api, desk):
    settings = settings_for(api, webhook_url="https://example.org/x")

    with pytest.raises(SettingError, match="GUIDE_WEBHOOK_SECRET"):
        TelegramChannel(settings, desk, COMMANDS, QUICK)


async def test_a_webhook_that_telegram_refuses_is_one_clear_line(api, desk, free_port):
    settings = settings_for(api, webhook_url="http://example.org/x", webhook_secret="x", port=free_port)

    with pytest.raises(ChannelError, match="Bad webhook"):
        await TelegramChannel(settings, desk, COMMANDS, QUICK).run()


async def test_a_port_that_is_taken_is_one_clear_line(api, desk, free_port):
    settings = settings_for(api, webhook_url="https://example.org/x", webhook_secret="x", port=free_port)

    with socket.create_server(("127.0.0.1", free_port)), pytest.raises(ChannelError, match="GUIDE_PORT"):
        await TelegramChannel(settings, desk, COMMANDS, QUICK).run()
