import hashlib
import os
import shutil
import subprocess
import sys

import pytest

from bot import inspection, remembered
from bot.errors import FlowsBroken
from bot.remembered import FILE, handbook
from tests.houses import ROOT, change, furnish


@pytest.fixture
def home(tmp_path):
    return furnish(tmp_path)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def reads(folder, home) -> bool:
    """Whether another process reads the YAML to have this home's handbook."""
    words = (
        "import sys; from pathlib import Path; from bot.remembered import handbook; "
        "handbook(Path(sys.argv[1]), Path(sys.argv[2])); print('bot.flow.sheet' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", words, home, folder], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return told.stdout == "True\n"


def reseal(file, change) -> None:
    """Write what looks like a reading of ours, with other content."""
    mark = remembered._mark(file.parents[2] / "home")
    content = change(file.read_bytes().partition(b"\n")[2])
    file.write_bytes(hashlib.blake2b(content, key=mark, digest_size=32).hexdigest().encode() + b"\n" + content)


def test_the_countys_handbook_is_remembered_to_the_letter(folder):
    read = handbook(ROOT, folder)
    recalled = handbook(ROOT, folder)

    assert recalled is not read
    assert repr(recalled) == repr(read) == repr(inspection.handbook(ROOT))


def test_the_second_start_neither_reads_yaml_nor_checks_again(folder, home):
    assert [reads(folder, home) for _ in range(3)] == [True, False, False]


def test_a_changed_flow_is_read_again_though_its_size_and_times_are_the_same(folder, home):
    handbook(home, folder)
    file = home / "flows" / "tea" / "tea_hall.yaml"
    before = file.stat()
    change(file, "开一座大茶楼。", "办一座大茶楼。")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert file.stat().st_size == before.st_size
    assert handbook(home, folder).flows["tea_hall"].summary == "办一座大茶楼。"
    assert not reads(folder, home)


def test_a_flow_taken_away_is_forgotten(folder, home):
    assert handbook(home, folder).flows
    (home / "flows" / "tea").rename(home / "flows" / ".tea")

    assert not handbook(home, folder).flows


def test_flows_with_findings_are_told_at_every_start_and_never_kept(folder, home):
    change(home / "flows" / "tea" / "tea_shop.yaml", "id: tea_shop", "id: tea_shop\nunknown: 1")

    for _ in range(2):
        with pytest.raises(FlowsBroken):
            handbook(home, folder)
    assert not (folder / FILE).exists()


@pytest.mark.parametrize("file", ["flow/lint.py", "flow/sheet.py", "inspection.py", "remembered.py"])
def test_another_program_reads_for_itself(folder, home, tmp_path, monkeypatch, file):
    shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(remembered, "PROGRAM", tmp_path / "bot")
    handbook(home, folder)
    before = (folder / FILE).read_bytes()
    change(tmp_path / "bot" / file, "from ", "from  ")

    handbook(home, folder)

    assert (folder / FILE).read_bytes().partition(b"\n")[0] != before.partition(b"\n")[0]


@pytest.mark.parametrize("damage", [
    lambda kept: b"",
    lambda kept: kept[: len(kept) // 2],
    lambda kept: kept.replace("茶".encode(), "酒".encode()),
    lambda kept: b"\xff" * 100,
])  # fmt: skip
def test_a_damaged_memory_is_replaced_without_a_word(folder, home, damage):
    handbook(home, folder)
    whole = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(damage(whole))

    assert handbook(home, folder) == inspection.handbook(home)
    assert (folder / FILE).read_bytes() == whole


def test_a_memory_of_another_shape_is_replaced_even_under_a_right_seal(folder, home):
    handbook(home, folder)
    whole = (folder / FILE).read_bytes()
    reseal(folder / FILE, lambda content: content.replace(b'"title"', b'"other"'))

    assert handbook(home, folder) == inspection.handbook(home)
    assert (folder / FILE).read_bytes() == whole


def test_a_memory_others_could_write_is_not_believed(folder, home):
    handbook(home, folder)
    reseal(folder / FILE, lambda content: content.replace("茶".encode(), "酒".encode()))
    (folder / FILE).chmod(0o666)

    assert handbook(home, folder) == inspection.handbook(home)
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600


def test_a_link_or_a_pipe_in_the_place_of_the_memory_is_not_followed(folder, home, tmp_path):
    handbook(home, folder)
    (folder / FILE).rename(tmp_path / "elsewhere")
    (folder / FILE).symlink_to(tmp_path / "elsewhere")
    assert reads(folder, home)

    (folder / FILE).unlink()
    os.mkfifo(folder / FILE)
    assert reads(folder, home)
    assert not reads(folder, home)


def test_the_memory_is_for_its_owner_alone_and_no_draft_is_left_beside_it(folder, home):
    handbook(home, folder)

    assert [path.name for path in (folder / FILE).parent.iterdir()] == [FILE.name]
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600
    assert (folder / FILE).parent.stat().st_mode & 0o777 == 0o700


def test_without_a_data_folder_nothing_is_written(tmp_path, home):
    assert handbook(home, tmp_path / "none") == handbook(home, None)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("hindered", [FILE.parent, FILE])
def test_a_memory_that_cant_be_written_is_no_hindrance(folder, home, hindered):
    if hindered == FILE:
        (folder / FILE / "in the way").mkdir(parents=True)
    else:
        (folder / hindered).write_text("in the way")

    assert handbook(home, folder) == inspection.handbook(home)
    assert [path.name for path in (folder / FILE.parent).glob("*")] in ([], [FILE.name])


def test_what_json_cant_say_is_not_kept(folder, home):
    book = inspection.handbook(home)
    record = next(iter(book.records.values()))
    endless = record.model_copy(update={"value": float("inf")})
    book.records[record.id] = endless

    remembered._keep(folder / FILE, b"", book)

    assert not (folder / FILE).exists()


def test_a_pipe_among_the_flows_is_told_and_not_waited_for(folder, home):
    os.mkfifo(home / "flows" / "tea" / "endless.yaml")

    with pytest.raises(FlowsBroken):
        handbook(home, folder)
    assert not (folder / FILE).exists()
