"""The Telegram channel as the house sees it: serve until told to stop, deliver what is owed."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

import structlog
from starlette.routing import Route
from telegram import Bot, BotCommandScopeChat
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.base import Staff, Turns
from bot.channels.telegram.calling import Calls, Outcome
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.reading import WANTED, Ourselves
from bot.channels.telegram.request import Terse
from bot.channels.telegram.webhook import CONNECTIONS, Webhook
from bot.complaint import wrong
from bot.config import Settings
from bot.errors import ChannelError
from bot.stores.base import Effect

_log = structlog.get_logger(__name__)

_CONNECTIONS = 256
_CONNECT = 5.0
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class TelegramChannel:
    """Telegram, by polling, or by webhook when GUIDE_WEBHOOK_URL is set."""

    def __init__(  # noqa: PLR0913 - each of the last three is there only for some houses
        self,
        settings: Settings,
        turns: Turns,
        commands: Mapping[str, str],
        patience: Patience | None = None,
        staff: Staff | None = None,
        routes: Sequence[Route] = (),
    ) -> None:
        """Take the commands as name → what the menu says; raises SettingError when a setting is missing.

        The routes are served beside the webhook.
        """
        self._routes = routes
        self._settings = settings
        self._staff = staff
        self._turns = turns
        self._commands = commands
        self._patience = patience or Patience()
        self._webhook = _webhook(settings)
        self._requests = (self._request(1), Terse(self._request(_CONNECTIONS)))
        self._bot = Bot(
            _token(settings),
            base_url=f"{settings.telegram_api.rstrip('/')}/bot",
            base_file_url=f"{settings.telegram_api.rstrip('/')}/file/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )
        self._polling = Polling(self._bot, self._requests[0], self._patience)
        self._delivery = Delivery(self._bot, turns, self._patience)
        self._calls = Calls(self._patience)
        self._intake: Intake | None = None

    async def run(self, ready: Callable[[str], None] | None = None) -> None:
        """Serve until cancelled, then finish the turns under way within ten seconds.

        Calls `ready` with the bot's name once people can be served. Raises ChannelError when Telegram refuses us for good, or the webhook's port is taken.
        """
        try:
            await self._introduce()
            await self._serve(self._taking_in(), partial(ready or _unheard, self._bot.username))
        except InvalidToken:
            raise ChannelError("GUIDE_TELEGRAM_TOKEN: Telegram does not know this token") from None
        finally:
            await self._let_go()

    async def deliver(self, effect: Effect) -> None:
        """Say something that is still owed; raises Undelivered when that must be tried again later."""
        await self._delivery.deliver(effect)

    async def idle(self) -> None:
        """Wait until no turn and no delivery is under way."""
        if self._intake:
            await self._intake.idle()
        await self._delivery.idle()

    async def _introduce(self) -> None:
        await self._surely(self._bot.get_me)
        await self._surely(partial(self._bot.set_my_commands, list(self._commands.items())))
        if self._staff:
            offered = list({**self._commands, **self._staff.commands}.items())
            for chat in self._staff.chats:
                await self._offered(offered, chat)

    async def _offered(self, commands: list[tuple[str, str]], chat: int) -> None:
        """Offer the staff's commands in this chat; one that the bot has not been taken into yet has none."""
        scope = BotCommandScopeChat(chat)
        try:
            await self._calls.insist(partial(self._bot.set_my_commands, commands, scope))
        except TelegramError as error:
            _log.warning("telegram_commands_not_offered", error=type(error).__name__)

    def _taking_in(self) -> Intake:
        me = Ourselves(id=self._bot.id, name=self._bot.username.lower())
        self._intake = Intake(self._turns, self._delivery, me, self._settings.clock, self._staff)
        return self._intake

    async def _serve(self, intake: Intake, ready: Callable[[], None]) -> None:
        if not self._webhook:
            await self._surely(self._bot.delete_webhook)
            await intake.resume()
            _log.info("telegram_polling")
            ready()
            await self._polling.run(intake)
            return
        url, secret = self._webhook
        set_up = partial(
            self._bot.set_webhook,
            url, secret_token=secret, allowed_updates=WANTED, max_connections=CONNECTIONS,
        )  # fmt: skip

        async def announce() -> None:
            await self._surely(set_up)
            ready()

        server = Webhook(url, secret, self._settings.host, self._settings.port, self._routes)
        _log.info("telegram_webhook")
        await intake.resume()
        await server.run(intake, announce)

    async def _surely(self, call: Callable[[], Awaitable[object]]) -> None:
        """Make a call without which we can't serve, however long it takes; a refusal is for good."""
        try:
            while await self._calls.insist(call) is not Outcome.DONE:
                _log.warning("telegram_out_of_reach")
        except InvalidToken:
            raise
        except TelegramError as error:
            raise ChannelError(f"Telegram refuses: {error.message}") from None

    async def _let_go(self) -> None:
        try:
            async with asyncio.timeout(self._patience.goodbye):
                await self.idle()
        except TimeoutError:
            _log.warning("telegram_stopped_in_between")  # what is not done is brought again, what is not said is owed
        if self._intake:
            await self._intake.drop()
            if not self._webhook:
                await self._polling.acknowledge()
        await self._delivery.drop()
        await asyncio.gather(*(request.shutdown() for request in self._requests))

    def _request(self, connections: int) -> HTTPXRequest:
        return HTTPXRequest(
            connection_pool_size=connections,
            connect_timeout=_CONNECT,
            read_timeout=self._patience.answer,
            write_timeout=self._patience.answer,
            pool_timeout=self._patience.longest,
        )


def _unheard(_: str) -> None:
    """Nobody waits for the bot to be ready."""


def _token(settings: Settings) -> str:
    if not settings.telegram_token:
        raise wrong("GUIDE_TELEGRAM_TOKEN", "telegram_token_missing")
    return settings.telegram_token.get_secret_value()


def _webhook(settings: Settings) -> tuple[str, str] | None:
    if not settings.webhook_url:
        return None
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    if not _SECRET.fullmatch(secret):
        raise wrong("GUIDE_WEBHOOK_SECRET", "webhook_secret")
    return settings.webhook_url, secret
