from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot import config
from bot.complaint import wrong
from bot.config import ZONE, Settings
from bot.errors import SettingError
from tests.houses import ROOT


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder without `.env` and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"GUIDE_{name.upper()}", raising=False)


def test_without_any_setting_everything_has_a_value_that_works():
    settings = config.read()

    assert settings.telegram_token is None
    assert settings.telegram_api == "https://api.telegram.org"
    assert settings.home == ROOT
    assert settings.data_dir == Path("var")
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)


@pytest.mark.parametrize("written", ["12,34", "12, 34", "[12, 34]", '["12", "34"]'])
def test_lists_are_read_as_json_or_with_commas(monkeypatch, written):
    monkeypatch.setenv("GUIDE_STAFF_IDS", written)
    monkeypatch.setenv("GUIDE_STAFF_CHATS", written.replace("12", "-10012"))

    settings = config.read()

    assert settings.staff_ids == (12, 34)
    assert settings.staff_chats[0] == -10012


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_an_empty_setting_is_as_good_as_none(monkeypatch, name):
    monkeypatch.setenv(f"GUIDE_{name.upper()}", "")

    assert config.read() == Settings()
    assert getattr(config.read(), name) == Settings.model_fields[name].get_default(call_default_factory=True)


def test_settings_stand_in_the_file_env_and_the_environment_goes_before(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("GUIDE_PORT=9000\nGUIDE_HOST=0.0.0.0\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("GUIDE_PORT", "9001")

    settings = config.read()

    assert (settings.host, settings.port) == ("0.0.0.0", 9001)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "99999"),
        ("PORT", "eight"),
        ("BOOKING_TRIAL", "maybe"),
        ("BOOKING_DAYS", "夏"),
        ("BOOKINGS_AT_ONCE", "夏"),
        ("MISSED_AT_MOST", "夏"),
        ("STAFF_CHATS", "夏"),
        ("MAINTAINER_IDS", "夏"),
        ("BOOKING_ACCESS", "{hall"),
        ("BOOKING_ACCESS", '{"hall": {"tokn": "hush"}}'),
        ("FEED_SECRET", "short"),
        ("NOW", "2026-09-28T10:00:00"),
        ("NOW", "0001-01-01T00:00:00+08:00"),
        ("NOW", "9999-12-31T23:00:00+08:00"),
        ("STAFF_IDS", "1,x"),
        ("TELEGRAM_TOKEN", "98765"),
        ("TELEGRAM_TOKEN", "1:a\nb"),
        ("TELEGRAM_API", "api.tea.example"),
        ("TELEGRAM_API", "https:///bot"),
        ("WEBHOOK_URL", "www.gov.cn/telegram"),
        ("HOME", "/nowhere"),
    ],
)
def test_the_wrong_setting_is_named_with_what_it_wants_and_its_value_is_not_repeated(monkeypatch, name, value):
    monkeypatch.setenv(f"GUIDE_{name}", value)

    with pytest.raises(SettingError, match=f"^GUIDE_{name}: ") as caught:
        config.read()

    assert caught.value.name == f"GUIDE_{name}"
    assert "\n" not in str(caught.value)
    assert "例如" in str(caught.value)
    assert value not in str(caught.value) or name == "HOME"


def test_a_home_needs_flows_and_words(monkeypatch, tmp_path):
    (tmp_path / "flows").mkdir()
    monkeypatch.setenv("GUIDE_HOME", str(tmp_path))

    with pytest.raises(SettingError, match=r"^GUIDE_HOME: 找不到文件夹 .*/messages_zh。"):
        config.read()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_has_words_for_when_it_is_wrong(name):
    assert "\n" not in str(wrong(f"GUIDE_{name.upper()}", name, folder="flows"))


def test_a_file_env_that_is_no_text_is_named(tmp_path):
    (tmp_path / ".env").write_bytes(b"GUIDE_HOST=\xff\n")

    with pytest.raises(SettingError, match=r"^\.env: 文件读不了："):
        config.read()


def test_secrets_are_never_shown(monkeypatch):
    monkeypatch.setenv("GUIDE_TELEGRAM_TOKEN", "123:secret")
    monkeypatch.setenv("GUIDE_WEBHOOK_SECRET", "hush")
    monkeypatch.setenv("GUIDE_FEED_SECRET", "hush hush hush hush")

    assert "secret" not in repr(config.read()).replace("webhook_secret", "").replace("feed_secret", "")
    assert "hush" not in repr(config.read())


@pytest.mark.parametrize(
    ("others", "address"),
    [
        ({}, "http://127.0.0.1:8080"),
        ({"host": "0.0.0.0", "port": 9000}, "http://0.0.0.0:9000"),
        ({"webhook_url": "https://bot.example:8443/telegram/x"}, "https://bot.example:8443"),
    ],
)
def test_the_web_server_is_where_telegram_finds_it_or_where_it_listens(others, address):
    assert Settings(**others).web == address


def test_the_clock_of_a_rehearsal_stands_still_in_the_countys_zone(monkeypatch):
    monkeypatch.setenv("GUIDE_NOW", "2026-09-28T02:00:00Z")

    settings = config.read()

    assert settings.clock() == settings.clock() == datetime(2026, 9, 28, 10, tzinfo=ZONE)
    assert settings.clock().utcoffset() == timedelta(hours=8)


def test_the_clock_otherwise_is_the_real_one():
    before = datetime.now(UTC)

    assert before <= config.read().clock() <= datetime.now(UTC)


def test_settings_never_change():
    with pytest.raises(ValidationError):
        config.read().port = 1
