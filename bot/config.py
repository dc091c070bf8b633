"""Settings: environment variables with the prefix GUIDE_, also read from `.env`; wrong ones stop the start."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from bot.complaint import wrong

ZONE = ZoneInfo("Asia/Shanghai")
"""The county's clock."""

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*$")
_SECRET = 16
YEARS = (2000, 2099)
"""The first and the last year that can be rehearsed."""


class Access(BaseModel):
    """How the house shows an office's booking system who it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: SecretStr | None = None
    """Sent as a bearer token."""
    user: str | None = None
    """For a calendar server, with the password."""
    password: SecretStr | None = None
    certificate: Path | None = None
    """A PEM file with our certificate and its key, for mutual TLS."""
    authority: Path | None = None
    """A PEM file with the certificates we trust there, instead of the machine's."""


class Settings(BaseSettings):
    """Everything that can be set from outside; each has a default that works."""

    model_config = SettingsConfigDict(
        env_prefix="GUIDE_", env_file=".env", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    telegram_token: SecretStr | None = None
    """From BotFather; without it the bot opens the terminal chat."""
    telegram_api: str = "https://api.telegram.org"
    """Base address of the Bot API; another one for a local Bot API server."""
    redis_url: str | None = None
    """A Redis of your own; without it the bot starts one for itself."""
    data_dir: Path = Path("var")
    """Where the bot's own Redis keeps its files."""
    home: Path = Path(__file__).parent.parent
    """The folder that holds flows/ and messages_zh/."""
    now: AwareDatetime | None = None
    """A fixed time for rehearsals, shown in every message while set."""
    webhook_url: str | None = None
    """The public address of the webhook; without it the bot polls."""
    webhook_secret: SecretStr | None = None
    """What Telegram must send along with each update."""
    host: str = "127.0.0.1"
    """Where webhook and calendars listen."""
    port: int = Field(default=8080, ge=1, le=65535)
    """Where webhook and calendars listen."""
    feed_secret: SecretStr | None = None
    """From which the addresses of the windows' calendars are made; without it there are no calendars."""
    booking_access: dict[str, Access] = Field(default_factory=dict)
    """How each office's booking system is entered, as JSON: {"hall": {"token": "..."}}."""
    booking_key: SecretStr | None = None
    """Seals names and phone numbers: 32 bytes in base64. Without it the bot makes one in its data folder, mode 600."""
    booking_trial: bool = False
    """Offer the windows marked as a trial, too; every card says so. A terminal chat always does."""
    booking_days: int = Field(default=7, ge=1, le=90)
    """Days after an appointment when name and phone number are deleted."""
    bookings_at_once: int = Field(default=3, ge=1, le=20)
    """Appointments one person can have at the same time."""
    missed_at_most: int = Field(default=3, ge=1, le=100)
    """Appointments missed within 90 days, after which one comes without."""
    staff_ids: Annotated[tuple[int, ...], NoDecode] = ()
    """Telegram ids of staff, as JSON or separated by commas."""
    staff_chats: Annotated[tuple[int, ...], NoDecode] = ()
    """Telegram ids of staff groups, as JSON or separated by commas."""
    maintainer_ids: Annotated[tuple[int, ...], NoDecode] = ()
    """Telegram ids of those of the staff who may publish flows, as JSON or separated by commas."""

    @field_validator("staff_ids", "staff_chats", "maintainer_ids", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return [part.strip(' "') for part in value.strip().strip("[]").split(",") if part.strip()]

    @field_validator("telegram_token")
    @classmethod
    def _like_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not _TOKEN.fullmatch(token.get_secret_value()):
            raise PydanticCustomError("token", "not like a token")
        return token

    @field_validator("feed_secret")
    @classmethod
    def _hard_to_guess(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and len(secret.get_secret_value()) < _SECRET:
            raise PydanticCustomError("secret", "too short")
        return secret

    @field_validator("telegram_api", "webhook_url")
    @classmethod
    def _reachable(cls, address: str | None) -> str | None:
        if address and not _ADDRESS.match(address):
            raise PydanticCustomError("address", "not a whole address")
        return address

    @field_validator("now")
    @classmethod
    def _of_our_days(cls, now: datetime | None) -> datetime | None:
        if now and not YEARS[0] <= now.year <= YEARS[1]:
            raise PydanticCustomError("year", "not of our days")
        return now

    @field_validator("home")
    @classmethod
    def _furnished(cls, home: Path) -> Path:
        for folder in ("flows", "messages_zh"):
            if not (home / folder).is_dir():
                raise PydanticCustomError("folder", "no such folder", {"folder": str(home / folder)})
        return home

    @property
    def web(self) -> str:
        """Our web server's address as others reach it: that of the webhook, or else the port it listens on."""
        parts = urlsplit(self.webhook_url or f"http://{self.host}:{self.port}")
        return f"{parts.scheme}://{parts.netloc}"

    def clock(self) -> datetime:
        """The time of now, or the rehearsal's."""
        return (self.now or datetime.now(ZONE)).astimezone(ZONE)


def read() -> Settings:
    """Read the settings, or raise a `SettingError` that names the first wrong one and gives an example."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        # Never pydantic's own words: they are English, and may quote a secret.
        name = str(first["loc"][0])
        raise wrong(f"GUIDE_{name.upper()}", name, **first.get("ctx", {})) from None
    except SettingsError:  # the only setting that must be JSON
        raise wrong("GUIDE_BOOKING_ACCESS", "booking_access") from None
    except (OSError, UnicodeDecodeError) as error:
        raise wrong(".env", "env", why=error) from None
