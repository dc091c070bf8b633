"""What the vault promises: only who has the key reads, and the key is made once and lies where only we look."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given as of
from hypothesis import strategies as st

from bot import vault
from bot.errors import SettingError, VaultError
from bot.vault import Vault, is_sealed

PLAIN = '{"name":"王小明","phone":"13800138000"}'.encode()
MAKE = """
import sys
from pathlib import Path
from bot.vault import kept
vault = kept(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print(vault.mark("x"))
"""


def of_key(fill: int) -> Vault:
    return Vault(lambda: bytes([fill]) * 32)


@of(st.binary(max_size=3000))
def test_what_is_sealed_is_opened_again(plain):
    assert of_key(1).open(of_key(1).seal(plain)) == plain


def test_nothing_of_the_text_shows_and_the_same_is_never_sealed_the_same():
    first, second = of_key(1).seal(PLAIN), of_key(1).seal(PLAIN)

    assert first != second
    assert not any(PLAIN[at : at + 4] in first for at in range(len(PLAIN) - 3))


def test_another_key_opens_nothing():
    with pytest.raises(VaultError, match="another key"):
        of_key(2).open(of_key(1).seal(PLAIN))


@pytest.mark.parametrize("place", [1, 12, 13, 40, -16, -1])
def test_what_somebody_changed_is_not_opened(place):
    sealed = bytearray(of_key(1).seal(PLAIN))
    sealed[place] ^= 1

    with pytest.raises(VaultError, match="changed"):
        of_key(1).open(bytes(sealed))


@pytest.mark.parametrize("length", [1, 5, 13, 20, 28])
def test_what_was_cut_short_is_not_opened(length):
    with pytest.raises(VaultError):
        of_key(1).open(of_key(1).seal(PLAIN)[:length])


@pytest.mark.parametrize("data", [b"", b"{}", b"x\x9c", b"\x02" + bytes(40)])
def test_what_never_was_sealed_is_told_apart(data):
    assert not is_sealed(data)
    with pytest.raises(VaultError, match="not sealed"):
        of_key(1).open(data)


def test_a_mark_is_the_same_for_the_same_text_and_another_with_another_key():
    assert of_key(1).mark("13800138000") == of_key(1).mark("13800138000")
    assert len({of_key(1).mark("13800138000"), of_key(1).mark("13800138001"), of_key(2).mark("13800138000")}) == 3


# the key


def test_the_key_may_come_from_a_setting():
    key = base64.b64encode(b"k" * 32).decode()

    assert vault.given(key).open(Vault(lambda: b"k" * 32).seal(PLAIN)) == PLAIN


@pytest.mark.parametrize("key", ["", "x", "no base64!", base64.b64encode(b"k" * 31).decode(), "键" * 32])
def test_a_setting_that_is_no_key_is_told_in_one_line(key):
    with pytest.raises(SettingError, match=r"^GUIDE_BOOKING_KEY: [^\n]*32 个字节的 base64[^\n]*$"):
        vault.given(key)


def test_a_chat_without_appointments_makes_no_key(tmp_path):
    vault.kept(tmp_path / "data")

    assert not (tmp_path / "data").exists()


def test_a_key_is_made_when_one_is_needed_and_only_we_may_read_it(tmp_path):
    sealed = vault.kept(tmp_path / "data").seal(PLAIN)

    assert vault.kept(tmp_path / "data").open(sealed) == PLAIN
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["booking.key"]
    assert (tmp_path / "data" / "booking.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_many_processes_that_need_a_key_at_once_get_the_same(tmp_path):
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE, tmp_path / "data"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(8)
    ]
    for maker in makers:
        assert maker.stdout.readline() == "ready\n"
    for maker in makers:
        maker.stdin.write("\n")
        maker.stdin.flush()

    marks = {maker.communicate(timeout=20)[0] for maker in makers}

    assert marks == {vault.kept(tmp_path / "data").mark("x") + "\n"}
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["booking.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_that_others_can_read_is_refused_in_one_line_that_says_what_to_do(tmp_path, mode):
    vault.kept(tmp_path).seal(PLAIN)
    (tmp_path / "booking.key").chmod(mode)

    with pytest.raises(SettingError) as refused:
        vault.kept(tmp_path).seal(PLAIN)

    assert str(refused.value) == (
        f"GUIDE_BOOKING_KEY: 别人读得到 {tmp_path}/booking.key。请改成只有自己能读：chmod 600 {tmp_path}/booking.key"
    )


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff\xfe"])
def test_a_file_that_holds_no_key_is_refused_and_left_as_it_is(tmp_path, content):
    file = tmp_path / "booking.key"
    file.write_bytes(content)
    file.chmod(0o600)

    with pytest.raises(SettingError, match=r"^GUIDE_(BOOKING_KEY|DATA_DIR): [^\n]*$"):
        vault.kept(tmp_path).seal(PLAIN)

    assert file.read_bytes() == content


def test_a_folder_that_can_not_be_made_is_told_in_one_line(tmp_path):
    (tmp_path / "data").write_text("a file")

    with pytest.raises(SettingError, match=r"^GUIDE_DATA_DIR: [^\n]*booking\.key[^\n]*$"):
        vault.kept(Path(tmp_path / "data")).seal(PLAIN)
